//! What came of running a scenario.

use std::fmt;

use super::scenario::Scenario;

/// The result of running a scenario.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Everything that did not come as expected; empty if the scenario passed.
    pub failures: Vec<Failure>,
}

/// One thing that did not come as expected.
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
    pub(super) fn failure(&self, ask: Option<String>, what: &str, expected: &str, actual: String) -> Failure {
        let (scenario, what, expected) = (self.document.title.clone(), what.to_owned(), expected.to_owned());
        Failure { scenario, ask, what, expected, actual, explanation: None }
    }
}
