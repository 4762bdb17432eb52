//! A report as plain text.
//!
//! Each fact has a line of its own with a label, so that it can be read aloud, searched, and compared line by line in
//! [scenarios](crate::scenario).

use std::fmt::Write;

use super::{
    lines::{ActLine, Party, UseLine},
    report::Report,
};
use crate::{decide::Outcome, dialogue::text::Text, time::Timestamp};

impl Report {
    /// Returns the report as plain text, one fact a line. A text in another language than asked for is followed by that
    /// language in brackets.
    ///
    /// Sections that a person looks for stand there even when empty, with a word for nothing; duties, refused questions
    /// and missing statements stand there only if there are any.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "ads", titles = { en = "Advertising" } }],
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
    /// # let report = Report::for_subject(&form, &person, &sources, &Words::new("en"), Timestamp::from_millis(0));
    /// let text = report.text();
    /// assert!(text.starts_with("Your data and your choices\nAs of 1970-01-01, policy version 1\n"));
    /// assert!(text.contains("\nWhat was passed on\nNothing.\n"));
    /// assert!(text.contains("  On what ground: your consent\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out);
        out
    }

    /// Returns the report's own words for a key.
    fn word(&self, key: &str) -> String {
        marked(&self.words.0.text(key))
    }

    /// Writes the report, from top to bottom as a person reads it.
    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "{}", self.word("title"))?;
        writeln!(out, "{} {}, {} {}", self.word("as_of"), day(self.at), self.word("policy"), self.policy_version)?;
        self.heading(out, "controller")?;
        for party in &self.controllers {
            writeln!(out, "- {}", self.full(party))?;
        }
        for (name, text) in &self.particulars {
            writeln!(out, "- {}: {}", marked(name), marked(text))?;
        }
        self.heading(out, "uses")?;
        for line in &self.uses {
            let outcome = self.word(&format!("outcome.{}", line.outcome.name()));
            writeln!(out, "- {} – {}: {outcome}", marked(&line.purpose), self.full(&line.recipient))?;
            if let Some(description) = &line.description {
                writeln!(out, "  {}", marked(description))?;
            }
            writeln!(out, "  {}: {}", self.word("data"), list(&line.data))?;
            writeln!(out, "  {}: {}", self.word("operations"), list(&line.operations))?;
            writeln!(out, "  {}: {}", self.word("basis"), marked(&line.ground))?;
            writeln!(out, "  {}: {}", self.word("because"), marked(&line.reason))?;
            if let Some(since) = line.since {
                writeln!(out, "  {}: {}", self.word("since"), day(since))?;
            }
            if let Some(until) = self.until(line) {
                writeln!(out, "  {}: {until}", self.word("until"))?;
            }
            for act in &line.acts {
                writeln!(out, "  {}: {}", self.word("your_acts"), self.happened(act))?;
            }
            let ways: Vec<String> = line.ways.iter().map(marked).collect();
            writeln!(out, "  {}: {}", self.word("stop"), ways.join(" "))?;
            writeln!(out, "  {}: {}", self.word("then"), marked(&line.then))?;
        }
        self.acts(out, "refused", &self.refused)?;
        self.heading(out, "disclosed")?;
        if self.disclosures.is_empty() {
            writeln!(out, "{}", self.word("nothing"))?;
        }
        for line in &self.disclosures {
            write!(
                out,
                "- {} {} ({}) → {}",
                day(line.at),
                marked(&line.data),
                marked(&line.purpose),
                self.full(&line.recipient)
            )?;
            if let Some(party) = &line.passed_on_by {
                write!(out, ", {} {}", self.word("disclosed_by"), self.full(party))?;
            }
            if let Some(supplier) = &line.received_from {
                write!(out, ", {} {supplier}", self.word("received_from"))?;
            }
            writeln!(out)?;
        }
        if !self.duties.is_empty() {
            self.heading(out, "duties")?;
        }
        for line in &self.duties {
            let object = line.object.as_ref().map_or_else(String::new, |object| format!(" {}", marked(object)));
            let state = self.word(&format!("state.{}", line.state.name()));
            writeln!(out, "- {}{object}: {state} ({} {})", marked(&line.task), self.word("due"), day(line.due))?;
        }
        if !self.consultations.is_empty() {
            self.heading(out, "consulted")?;
        }
        for asked in &self.consultations {
            let (who, why, what) = (self.full(&asked.recipient), marked(&asked.purpose), marked(&asked.data));
            writeln!(out, "- {} {who}: {what} ({why}): {}", day(asked.at), marked(&asked.reason))?;
        }
        self.acts(out, "timeline", &self.timeline)?;
        self.heading(out, "rights")?;
        writeln!(out, "{}", self.word("rights.text"))?;
        if !self.missing.is_empty() {
            self.heading(out, "missing")?;
        }
        for missing in &self.missing {
            writeln!(out, "- {} ({}; {})", self.word(missing.code), missing.article, missing.place)?;
        }
        Ok(())
    }

    /// Writes an empty line and a heading.
    fn heading(&self, out: &mut String, key: &str) -> std::fmt::Result {
        writeln!(out, "\n{}", self.word(key))
    }

    /// Writes a section with acts, or that there are none.
    fn acts(&self, out: &mut String, key: &str, acts: &[ActLine]) -> std::fmt::Result {
        self.heading(out, key)?;
        if acts.is_empty() {
            writeln!(out, "{}", self.word("nothing"))?;
        }
        acts.iter().try_for_each(|act| writeln!(out, "- {}", self.happened(act)))
    }

    /// Returns until when a use goes on; `None` for one that is not made and that time alone does not change.
    ///
    /// | outcome | ends at an instant | retention | says |
    /// |---|---|---|---|
    /// | any | yes | no | the day |
    /// | any | yes | yes | the day; and the days after collection |
    /// | allow | no | yes | the days after collection |
    /// | allow | no | no | until the person stops it or the reason is gone |
    /// | ask or deny | no | any | nothing |
    pub(super) fn until(&self, line: &UseLine) -> Option<String> {
        let retention = line.retention_days.map(|days| format!("{days} {}", self.word("retention_days")));
        match (line.until.map(day), retention) {
            (None, _) if line.outcome != Outcome::Allow => None,
            (None, None) => Some(self.word("until_you_stop")),
            (Some(one), None) | (None, Some(one)) => Some(one),
            (Some(until), Some(retention)) => Some(format!("{until}; {retention}")),
        }
    }

    /// Returns role, country, what protects the data there, and contact, as far as they are known.
    pub(super) fn details(&self, party: &Party) -> Vec<Text> {
        let words = &self.words.0;
        let bare = |text: &String| Text { text: text.clone(), language: String::new(), fallback: false };
        let role = party.role.map(|role| words.text(&format!("role.{}", role.name())));
        let country = party.country.map(|region| words.country(region));
        let safeguard = party.safeguard.map(|safeguard| {
            let name = words.text(&format!("safeguard.{}", safeguard.name()));
            let protected = words.text("safeguard");
            Text { text: format!("{} {}", protected.text, name.text), ..name }
        });
        [role, country, safeguard, party.contact.as_ref().map(bare)].into_iter().flatten().collect()
    }

    /// Returns by whom something was done if that is not plain, and whether the words it rests on are unknown.
    ///
    /// Who usually does such an act, such as the person a withdrawal, is not named.
    pub(super) fn act_details(&self, act: &ActLine) -> Vec<Text> {
        let words = &self.words.0;
        let by = (act.by != act.kind.usual_actor()).then(|| words.text(&format!("by.{}", act.by.name())));
        let unknown = act.unknown_notice.then(|| words.text("unknown_notice"));
        by.into_iter().chain(unknown).collect()
    }

    /// Returns an act in one line: day, act, details, purposes, and the id of the event in brackets.
    fn happened(&self, act: &ActLine) -> String {
        let details: String = self.act_details(act).iter().map(|detail| format!(", {}", marked(detail))).collect();
        format!("{} {}{details}: {} [{}]", day(act.at), marked(&act.act), list(&act.about), act.event)
    }

    /// Returns a party with its details in brackets.
    fn full(&self, party: &Party) -> String {
        let details = list(&self.details(party));
        if details.is_empty() { marked(&party.name) } else { format!("{} ({details})", marked(&party.name)) }
    }
}

/// Returns several texts, with commas.
fn list(texts: &[Text]) -> String {
    texts.iter().map(marked).collect::<Vec<_>>().join(", ")
}

/// Returns the text, with its language in brackets where that is not the one asked for; a bare key has none.
fn marked(text: &Text) -> String {
    if text.fallback && !text.language.is_empty() {
        format!("{} [{}]", text.text, text.language)
    } else {
        text.text.clone()
    }
}

/// Returns the day, in UTC, as `2026-02-01`.
///
/// A day is what a person needs; the instant stands in the value of the report.
pub(super) fn day(time: Timestamp) -> String {
    let text = time.to_string();
    text.get(..10).map_or_else(|| text.clone(), str::to_owned)
}
