//! A report as one self-contained page: no script, no request to anywhere, light and dark, readable by ear.
//!
//! The page has the order in which a person reads: the picture, how data is used, what was refused, what was passed on,
//! what is done about a no, who is responsible, rights, the timeline, and what is missing. It tells what the plain
//! text tells.
//!
//! Nothing is written to it that is not an [`Html`] or escaped on the spot. That type is made only in this file,
//! from escaped texts and from days.

use std::fmt::{self, Write};

use super::{
    escape::escaped,
    lines::{ActLine, Party, UseLine},
    plain_text::day,
    report::Report,
};
use crate::dialogue::text::Text;

/// The style of the page, with colours for light and dark.
///
/// Colours follow the reader's setting (`prefers-color-scheme`). Each outcome is written in words beside its colour,
/// tables scroll by themselves on narrow screens, and cards are not broken across printed pages.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#22313a;--paper:#fbfaf7;--card:#fff;--line:#d9d5cb;--yes:#1d6b45;--no:#a02c2c;\
--wait:#7a5a00;--soft:#5b6770}@media(prefers-color-scheme:dark){:root{--ink:#e7e4dc;--paper:#171b1e;--card:#20262a;\
--line:#3b444a;--yes:#7bd3a4;--no:#f19a94;--wait:#e6c36a;--soft:#a6b0b6}}*{box-sizing:border-box}body{margin:0;\
background:var(--paper);color:var(--ink);font:1.05rem/1.55 system-ui,sans-serif}main{max-width:52rem;margin:0 auto;\
padding:2rem 1.2rem 4rem}h1{font-size:1.8rem;line-height:1.2;margin:0 0 .2rem}h2{font-size:1.3rem;\
margin:2.6rem 0 .8rem}h3{font-size:1.1rem;margin:0}.when{white-space:nowrap}:focus-visible{\
outline:3px solid var(--soft)}@media print{.card{break-inside:avoid}}p{margin:.3rem 0}.soft{color:var(--soft)}.card{\
background:var(--card);border:1px solid var(--line);border-radius:.7rem;padding:1rem 1.2rem;margin:0 0 .9rem}.allow{\
color:var(--yes)}.deny{color:var(--no)}.ask{color:var(--wait)}dl{display:grid;\
grid-template-columns:minmax(8rem,auto) 1fr;gap:.2rem 1rem;margin:.7rem 0 0}dt{color:var(--soft)}dd{margin:0}table{\
border-collapse:collapse;width:100%}th,td{text-align:start;padding:.4rem .6rem;border-bottom:1px solid var(--line);\
vertical-align:top}.scroll{overflow-x:auto}svg{width:100%;min-width:34rem;height:auto}svg text{fill:var(--soft);\
font-size:13px}.y{fill:var(--yes)}.n{fill:var(--no)}.o{fill:var(--wait)}.axis{stroke:var(--line);stroke-width:2}\
@media(max-width:34rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}";

impl Report {
    /// Returns the report as one HTML page that needs nothing else: no script, no font, no request.
    ///
    /// Words in another language than the page's are marked with `lang`, so that they are read aloud rightly.
    /// Everything that came from outside is escaped.
    ///
    /// Send it with a content security policy of `default-src 'none'; style-src 'unsafe-inline'`: it needs no more.
    /// Times are days in UTC. The page is a few kilobytes plus what is on file, and is made in one pass.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "ads", titles = { en = "<Ads> & more" } }],
    /// #         categories = [{ key = "contact" }], recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "ads"
    /// #     basis = "consent"
    /// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?;
    /// # let policy = std::sync::Arc::new(policy.compile()?);
    /// # use consentry::{History, Interner, Subject, Timestamp};
    /// # use consentry::dialogue::{Disclosures, Person, Report, ReportForm, Sources, Words};
    /// # let interner = Interner::new();
    /// # let form = ReportForm::new(policy, &interner)?;
    /// # let (history, subject) = (History::<u64>::new(), Subject::default());
    /// # let person = Person::new(&history, &subject, &interner);
    /// # let sources = Sources { disclosures: &Disclosures::new(), duties: &[], consultations: &[] };
    /// # let report = Report::for_subject(&form, &person, &sources, &Words::new("sv"), Timestamp::from_millis(0));
    /// let page = report.html();
    /// assert!(page.starts_with("<!doctype html><html lang=\"sv\">"));
    /// assert!(!page.contains("<script") && !page.contains("http"));
    /// // The policy has the title in English only.
    /// assert!(page.contains("<span lang=\"en\">&lt;Ads&gt; &amp; more"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn html(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.page(&mut out);
        out
    }

    /// Returns the report's own words for a key, ready to be written.
    fn w(&self, key: &str) -> Html {
        self.html_of(&self.words.0.text(key))
    }

    /// Returns a text, marked with its language where that is not the page's.
    ///
    /// The mark is an attribute for readers by ear and a code in brackets for readers by eye. A bare key is of no
    /// language, and gets neither.
    pub(super) fn html_of(&self, text: &Text) -> Html {
        // An empty language is a bare key.
        Html(if text.fallback && !text.language.is_empty() && text.language != self.language {
            let language = escaped(&text.language);
            format!("<span lang=\"{language}\">{} <span class=\"soft\">[{language}]</span></span>", escaped(&text.text))
        } else {
            escaped(&text.text)
        })
    }

    /// Returns several texts, with commas.
    fn list(&self, texts: &[Text]) -> Html {
        Html(texts.iter().map(|text| self.html_of(text).0).collect::<Vec<_>>().join(", "))
    }

    /// Writes the page, from top to bottom as a person reads it.
    fn page(&self, out: &mut String) -> fmt::Result {
        write!(
            out,
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width,initial-scale=1\"><title>{}</title><style>{STYLE}</style></head><body><main>\
             <h1>{}</h1><p class=\"soft\">{} {} · {} {}</p>",
            escaped(&self.language),
            escaped(&self.words.0.text("title").text),
            self.w("title"),
            self.w("as_of"),
            day(self.at),
            self.w("policy"),
            escaped(&self.policy_version),
        )?;
        self.picture(out)?;
        self.section(out, "uses")?;
        self.uses.iter().try_for_each(|line| self.use_card(out, line))?;
        out.push_str("</section>");
        self.acts_table(out, "refused", &self.refused)?;
        self.disclosures(out)?;
        self.duties(out)?;
        self.section(out, "controller")?;
        for party in &self.controllers {
            write!(out, "<p>{}</p>", self.party(party))?;
        }
        for (name, text) in &self.particulars {
            write!(out, "<p>{}: {}</p>", self.html_of(name), self.html_of(text))?;
        }
        out.push_str("</section>");
        self.section(out, "rights")?;
        write!(out, "<p>{}</p></section>", self.w("rights.text"))?;
        self.acts_table(out, "timeline", &self.timeline)?;
        if !self.missing.is_empty() {
            self.section(out, "missing")?;
            out.push_str("<ul>");
            for missing in &self.missing {
                let (article, place) = (escaped(missing.article), escaped(&missing.place));
                write!(
                    out,
                    "<li>{} <span class=\"soft\">({article}; <code>{place}</code>)</span></li>",
                    self.w(missing.code)
                )?;
            }
            out.push_str("</ul></section>");
        }
        out.write_str("</main></body></html>\n")
    }

    /// Opens a section that its heading names; whoever calls it closes it.
    fn section(&self, out: &mut String, key: &str) -> fmt::Result {
        write!(out, "<section aria-labelledby=\"{key}\"><h2 id=\"{key}\">{}</h2>", self.w(key))
    }

    /// Writes one use as a card: the answer first, then why, what, how, by whom, since when, and how to change it.
    fn use_card(&self, out: &mut String, line: &UseLine) -> fmt::Result {
        let outcome = line.outcome.name();
        write!(
            out,
            "<article class=\"card\"><h3>{} – {}</h3><p class=\"{outcome}\"><strong>{}</strong>: {}</p>",
            self.html_of(&line.purpose),
            self.html_of(&line.recipient.name),
            self.w(&format!("outcome.{outcome}")),
            self.html_of(&line.reason),
        )?;
        if let Some(description) = &line.description {
            write!(out, "<p>{}</p>", self.html_of(description))?;
        }
        out.push_str("<dl>");
        let mut row = |key: &str, value: &Html| write!(out, "<dt>{}</dt><dd>{value}</dd>", self.w(key));
        row("basis", &self.html_of(&line.ground))?;
        row("data", &self.list(&line.data))?;
        row("operations", &self.list(&line.operations))?;
        row("recipient", &self.party(&line.recipient))?;
        if let Some(since) = line.since {
            row("since", &Html(day(since)))?;
        }
        if let Some(until) = self.until(line) {
            row("until", &Html(escaped(&until)))?;
        }
        for act in &line.acts {
            row("your_acts", &Html(format!("{} {}", day(act.at), self.act(act))))?;
        }
        let ways: Vec<String> = line.ways.iter().map(|way| self.html_of(way).0).collect();
        row("stop", &Html(ways.join(" ")))?;
        row("then", &self.html_of(&line.then))?;
        out.write_str("</dl></article>")
    }

    /// Returns a party with role, country, safeguard and contact in brackets, as far as they are known.
    fn party(&self, party: &Party) -> Html {
        let details = self.list(&self.details(party)).0;
        let details =
            if details.is_empty() { String::new() } else { format!(" <span class=\"soft\">({details})</span>") };
        Html(format!("{}{details}", self.html_of(&party.name)))
    }

    /// Returns what was done, by whom if that is not plain, and under which words if nobody knows them.
    fn act(&self, act: &ActLine) -> Html {
        let details: String =
            self.act_details(act).iter().map(|detail| format!(", {}", self.html_of(detail))).collect();
        Html(format!("{}{details}", self.html_of(&act.act)))
    }

    /// Writes a section with acts as a table, or that there are none.
    fn acts_table(&self, out: &mut String, key: &str, acts: &[ActLine]) -> fmt::Result {
        self.section(out, key)?;
        if acts.is_empty() {
            return write!(out, "<p>{}</p></section>", self.w("nothing"));
        }
        self.table(out, &["when", "act", "about"])?;
        for act in acts {
            let (act_text, about) = (self.act(act), self.list(&act.about));
            write!(out, "<tr><td class=\"when\">{}</td><td>{act_text}</td><td>{about}</td></tr>", day(act.at))?;
        }
        out.write_str("</tbody></table></div></section>")
    }

    /// Opens a table with its headings; whoever calls it closes it.
    ///
    /// The element around it can be scrolled with a keyboard, which is what its `tabindex` is for.
    fn table(&self, out: &mut String, columns: &[&str]) -> fmt::Result {
        out.push_str("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
        for column in columns {
            write!(out, "<th scope=\"col\">{}</th>", self.w(column))?;
        }
        out.write_str("</tr></thead><tbody>")
    }

    /// Writes what left and what came, with who passed it on or supplied it.
    fn disclosures(&self, out: &mut String) -> fmt::Result {
        self.section(out, "disclosed")?;
        if self.disclosures.is_empty() {
            return write!(out, "<p>{}</p></section>", self.w("nothing"));
        }
        self.table(out, &["when", "data", "purpose", "recipient"])?;
        for line in &self.disclosures {
            let (data, purpose) = (self.html_of(&line.data), self.html_of(&line.purpose));
            let mut whom = self.party(&line.recipient).0;
            if let Some(party) = &line.passed_on_by {
                write!(whom, ", {} {}", self.w("disclosed_by"), self.party(party))?;
            }
            if let Some(supplier) = &line.received_from {
                write!(whom, ", {} {}", self.w("received_from"), escaped(supplier))?;
            }
            write!(
                out,
                "<tr><td class=\"when\">{}</td><td>{data}</td><td>{purpose}</td><td>{whom}</td></tr>",
                day(line.at)
            )?;
        }
        out.write_str("</tbody></table></div></section>")
    }

    /// Writes what is done about a no, and who asked and was refused; neither section stands there empty.
    fn duties(&self, out: &mut String) -> fmt::Result {
        if !self.duties.is_empty() {
            self.section(out, "duties")?;
            self.table(out, &["act", "outcome", "due"])?;
            for line in &self.duties {
                let object = line.object.as_ref().map_or_else(|| Html(String::new()), |object| self.html_of(object));
                let (task, now) = (self.html_of(&line.task), self.w(&format!("state.{}", line.state.name())));
                write!(
                    out,
                    "<tr><td>{task} {object}</td><td>{now}</td><td class=\"when\">{}</td></tr>",
                    day(line.due)
                )?;
            }
            out.push_str("</tbody></table></div></section>");
        }
        if !self.consultations.is_empty() {
            self.section(out, "consulted")?;
            self.table(out, &["when", "recipient", "data", "purpose", "because"])?;
            for asked in &self.consultations {
                write!(
                    out,
                    "<tr><td class=\"when\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                    day(asked.at),
                    self.party(&asked.recipient),
                    self.html_of(&asked.data),
                    self.html_of(&asked.purpose),
                    self.html_of(&asked.reason),
                )?;
            }
            out.push_str("</tbody></table></div></section>");
        }
        Ok(())
    }
}

/// Text that is safe to stand in a page.
///
/// Its `Display` writes it as it is.
pub(super) struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
