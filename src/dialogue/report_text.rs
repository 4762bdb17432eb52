//! A report as plain text.

use std::fmt::Write;

use super::{
    Report, Text,
    lines::{ActLine, Party},
};
use crate::time::Timestamp;

impl Report {
    /// The report as plain text. A text in another language than asked for is followed by that language in brackets.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out);
        out
    }

    fn word(&self, key: &str) -> String {
        marked(&self.words.0.text(key))
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "{}", self.word("title"))?;
        writeln!(out, "{} {}, {} {}", self.word("as_of"), day(self.at), self.word("policy"), self.policy_version)?;
        self.heading(out, "controller")?;
        for party in &self.controllers {
            writeln!(out, "- {}", full(party))?;
        }
        for (name, text) in &self.particulars {
            writeln!(out, "- {}: {}", marked(name), marked(text))?;
        }
        self.heading(out, "uses")?;
        for line in &self.uses {
            let outcome = self.word(&format!("outcome.{}", line.outcome.name()));
            writeln!(out, "- {} – {}: {outcome}", marked(&line.purpose), full(&line.recipient))?;
            if let Some(description) = &line.description {
                writeln!(out, "  {}", marked(description))?;
            }
            writeln!(out, "  {}: {}", self.word("data"), list(&line.data))?;
            writeln!(out, "  {}: {}", self.word("operations"), list(&line.operations))?;
            writeln!(out, "  {}: {}", self.word("basis"), marked(&line.reason))?;
            if let Some(since) = line.since {
                writeln!(out, "  {}: {}", self.word("since"), day(since))?;
            }
            writeln!(out, "  {}: {}", self.word("until"), self.until(line.until, line.retention_days))?;
            for act in &line.acts {
                writeln!(out, "  {}: {}", self.word("your_acts"), happened(act))?;
            }
            writeln!(out, "  {}: {}", self.word("stop"), list(&line.ways))?;
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
                full(&line.recipient)
            )?;
            if let Some(party) = &line.passed_on_by {
                write!(out, ", {} {}", self.word("disclosed_by"), full(party))?;
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
            let state = self.word(&format!("state.{}", super::report_html::state(line.state)));
            writeln!(out, "- {}{object}: {state} ({} {})", marked(&line.task), self.word("due"), day(line.due))?;
        }
        if !self.consultations.is_empty() {
            self.heading(out, "consulted")?;
        }
        for asked in &self.consultations {
            let reason = marked(&self.words.0.reason(&asked.reason));
            writeln!(out, "- {} {} ({}): {reason}", day(asked.at), asked.data_use.recipient, asked.data_use.purpose)?;
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

    fn heading(&self, out: &mut String, key: &str) -> std::fmt::Result {
        writeln!(out, "\n{}", self.word(key))
    }

    fn acts(&self, out: &mut String, key: &str, acts: &[ActLine]) -> std::fmt::Result {
        self.heading(out, key)?;
        if acts.is_empty() {
            writeln!(out, "{}", self.word("nothing"))?;
        }
        acts.iter().try_for_each(|act| writeln!(out, "- {}", happened(act)))
    }

    pub(super) fn until(&self, until: Option<Timestamp>, retention_days: Option<u32>) -> String {
        let retention = retention_days.map(|days| format!("{days} {}", self.word("retention_days")));
        let until = until.map(day);
        match (until, retention) {
            (None, None) => self.word("until_you_stop"),
            (Some(one), None) | (None, Some(one)) => one,
            (Some(until), Some(retention)) => format!("{until}; {retention}"),
        }
    }
}

fn happened(act: &ActLine) -> String {
    format!("{} {}: {} [{}]", day(act.at), marked(&act.act), list(&act.about), act.event)
}

fn full(party: &Party) -> String {
    let details = [party.country.map(|region| region.to_string()), party.contact.clone()];
    let details: Vec<String> =
        party.role.map(|role| role.name().replace('_', " ")).into_iter().chain(details.into_iter().flatten()).collect();
    if details.is_empty() { marked(&party.name) } else { format!("{} ({})", marked(&party.name), details.join(", ")) }
}

fn list(texts: &[Text]) -> String {
    texts.iter().map(marked).collect::<Vec<_>>().join(", ")
}

/// The text, with its language where that is not the one asked for. A bare key has none.
fn marked(text: &Text) -> String {
    if text.fallback && !text.language.is_empty() {
        format!("{} [{}]", text.text, text.language)
    } else {
        text.text.clone()
    }
}

/// The day, in UTC.
pub(super) fn day(time: Timestamp) -> String {
    let text = time.to_string();
    text.get(..10).map_or_else(|| text.clone(), str::to_owned)
}
