//! What came of running a scenario.
//!
//! A failure is a value, not a panic: a runner collects those of all files before it reports.

use std::fmt;

use super::scenario::Scenario;

/// The result of running a scenario.
///
/// A scenario that passes has none. It says nothing about what was right.
///
/// ```
/// use consentry::scenario::{Format, Scenario};
///
/// let text = r#"
///     title = "Silence is consent"
///     [policy]
///     version = "1"
///     vocabulary.purposes = [{ key = "marketing" }]
///     vocabulary.categories = [{ key = "contact" }]
///     vocabulary.recipients = [{ key = "lingon", role = "controller" }]
///     [[policy.rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
///     [[asks]]
///     use = { purpose = "marketing", category = "contact", recipient = "lingon", operations = "use" }
///     at = "2026-01-01T00:00:00Z"
///     expect = { outcome = "allow" }
/// "#;
/// for scenario in Scenario::read(text, Format::Toml, |_| Err("no other file here".into())) {
///     let report = scenario?.run();
///     let failure = &report.failures[0];
///     assert_eq!(failure.what, "outcome (guard)");
///     assert_eq!((failure.expected.as_str(), failure.actual.as_str()), ("allow", "ask"));
///     // One for each way of asking: they agree with each other, and not with the scenario.
///     assert_eq!(report.failures.len(), 5);
/// }
/// # Ok::<(), consentry::scenario::ReadError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Everything that did not come as expected; empty if the scenario passed.
    pub failures: Vec<Failure>,
}

/// One thing that did not come as expected.
///
/// It prints as several lines, from the scenario down to the explanation:
///
/// ```text
/// Silence is consent
///   ask 1: use of contact by lingon for marketing, at 2026-01-01T00:00:00Z
///   outcome (guard): expected allow, came ask
///     …
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The scenario's title.
    pub scenario: String,
    /// The ask, list of duties or report, counted from 1, in words; `None` if the scenario itself is wrong.
    pub ask: Option<String>,
    /// The field that differs, and by which way of asking: `reason (ledger)`.
    pub what: String,
    /// The expected value.
    pub expected: String,
    /// The value that came.
    pub actual: String,
    /// An explanation of how the answer came about, in plain words.
    ///
    /// It is in English, from [`Explanation::text`](crate::Explanation::text); only failures of asks have one.
    pub explanation: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.scenario)?;
        if let Some(ask) = &self.ask {
            write!(f, "\n  {ask}")?;
        }
        write!(f, "\n  {}: expected {}, came {}", self.what, self.expected, self.actual)?;
        if let Some(explanation) = &self.explanation {
            write!(f, "\n    {}", explanation.replace('\n', "\n    "))?;
        }
        Ok(())
    }
}

impl Scenario {
    /// A failure of this scenario, without an explanation.
    ///
    /// Failures of asks that differ from what is expected carry one, and are made where the answer is at hand.
    pub(super) fn failure(&self, ask: Option<String>, what: &str, expected: &str, actual: String) -> Failure {
        let (scenario, what, expected) = (self.document.title.clone(), what.to_owned(), expected.to_owned());
        Failure { scenario, ask, what, expected, actual, explanation: None }
    }
}
