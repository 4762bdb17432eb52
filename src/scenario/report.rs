//! What the person must be told, held against what the report says.
//!
//! The report is read as its reader would: lists by ids, lines as plain text. Its HTML is not compared.

use super::{
    dialogue_document::{ReportDocument, UseExpectDocument},
    failure::Failure,
    names::{differing, set},
    runner::Runner,
    until::Until,
};
use crate::{
    dialogue::{Duty, Report, ReportForm, Sources, UseLine, Words},
    interner::Interner,
    time::Timestamp,
};

/// Returns what differs between an expected use and the line of the report: the field, what was expected, what came.
fn use_differences(wanted: &UseExpectDocument, line: &UseLine) -> Vec<(&'static str, String, String)> {
    let or_none = |time: Option<Timestamp>| time.map_or_else(|| "none".to_owned(), |time| time.to_string());
    let acts: Vec<String> = line.acts.iter().map(|act| act.event.clone()).collect();
    let pairs = [
        ("outcome", wanted.outcome.map(|outcome| outcome.name().to_owned()), line.outcome.name().to_owned()),
        ("reason", wanted.reason.clone(), line.code.to_owned()),
        ("basis", wanted.basis.map(|basis| basis.name().to_owned()), line.basis.name().to_owned()),
        ("since", wanted.since.map(|time| time.to_string()), or_none(line.since)),
        ("until", wanted.until.map(|until| until.to_string()), Until(line.until).to_string()),
        ("acts", wanted.acts.as_deref().map(set), set(&acts)),
    ];
    let differing = pairs.into_iter().filter_map(|(what, expected, actual)| Some((what, expected?, actual)));
    differing.filter(|(_, expected, actual)| expected != actual).collect()
}

impl Runner<'_> {
    /// Holds what the person is told against what is expected.
    ///
    /// Everything is compared before it returns, so that one scenario shows all differences at once. A missing line is
    /// shown with the whole text, in which the right wording can usually be found.
    pub(super) fn told(&self, position: usize, document: &ReportDocument, failures: &mut Vec<Failure>) {
        let named = format!("report {}, in {}, at {}", position + 1, document.language, document.at);
        let report = match self.report(document) {
            Ok(report) => report,
            Err(problem) => {
                failures.push(self.scenario.failure(Some(named), "the report", "can be written", problem));
                return;
            }
        };
        let mut fail = |what: &str, expected: &str, actual: String| {
            failures.push(self.scenario.failure(Some(named.clone()), what, expected, actual));
        };
        let expect = &document.expect;
        for wanted in &expect.uses {
            let own = |line: &&UseLine| {
                line.rule == wanted.rule && line.purpose_key == wanted.purpose && line.recipient.key == wanted.recipient
            };
            let what = format!("use of {} by {} (rule {})", wanted.purpose, wanted.recipient, wanted.rule);
            let Some(line) = report.uses.iter().find(own) else {
                fail(&what, "is listed", "is not".to_owned());
                continue;
            };
            for (field, expected, actual) in use_differences(wanted, line) {
                fail(&format!("{field} of the {what}"), &expected, actual);
            }
        }
        let lists = [
            ("refused", differing(expect.refused.as_deref(), report.refused.iter().map(|act| &*act.event))),
            (
                "disclosed",
                differing(expect.disclosed.as_deref(), report.disclosures.iter().map(|line| &*line.disclosure)),
            ),
            ("missing", differing(expect.missing.as_deref(), report.missing.iter().map(|missing| missing.code))),
        ];
        for (what, differing) in lists {
            if let Some((expected, actual)) = differing {
                fail(what, &expected, actual);
            }
        }
        let text = report.text();
        for line in &expect.lines {
            let bare = |line: &str| line.trim_start_matches([' ', '-']).trim_end().to_owned();
            if !text.lines().any(|own| bare(own) == bare(line)) {
                fail("line", line, format!("none such in\n{text}"));
            }
        }
        for words in expect.absent.iter().filter(|words| text.contains(words.as_str())) {
            fail("words", &format!("`{words}` nowhere"), format!("some in\n{text}"));
        }
    }

    /// Returns the report as it would be given out then.
    ///
    /// # Errors
    /// What the dossier or the form of reports refuses, in words.
    fn report(&self, document: &ReportDocument) -> Result<Report, String> {
        let interner = Interner::new();
        let dossier = self.dossier(document.at, &interner)?;
        let form = ReportForm::new(self.policy.clone(), &interner).map_err(|error| error.to_string())?;
        let duties: Vec<Duty> = dossier.duties().cloned().collect();
        let sources = Sources { disclosures: dossier.disclosures(), duties: &duties, consultations: &[] };
        let words = Words::new(&document.language);
        Ok(Report::for_subject(&form, &dossier.person(&interner), &sources, &words, document.at))
    }
}
