//! Running a scenario.
//!
//! This is the entry point; the three kinds of comparison stand in the modules for asks, duties and reports.

use super::{failure::Report, runner::Runner, scenario::Scenario};

impl Scenario {
    /// Puts every ask by every way of asking and compares the answers with what is expected.
    ///
    /// The ways are a guard and a row guard on the folded history, a ledger fed in the order of the file and in
    /// reverse, its columns, and the [reference](crate::decide::reference). They must agree with each other even where
    /// nothing is expected. Duties and reports are compared with what a [`Dossier`](crate::dialogue::Dossier) makes of
    /// the same events, and with what it makes of its own log.
    ///
    /// A scenario that asks nothing fails, and so does one whose policy does not compile.
    ///
    /// | stated | compared with | ways |
    /// |---|---|---|
    /// | `asks` | decision, rule, event, obligations, time, whether the person may be asked | five, and columns |
    /// | `duties` | everything that is owed at an instant | as it comes, and from a log |
    /// | `reports` | uses, lists and lines of the report | as for duties |
    ///
    /// Running reads no clock and no file, so the same scenario always comes to the same result. It compiles the policy
    /// once, and builds guards and ledgers anew for each ask.
    #[must_use]
    pub fn run(&self) -> Report {
        let mut report = Report::default();
        match Runner::new(self) {
            Err(problem) => report.failures.push(self.failure(None, "the scenario", "can be run", problem)),
            Ok(_) if self.asks() + self.duties_and_reports() == 0 => {
                let none = "no ask, no duties and no report".to_owned();
                report.failures.push(self.failure(None, "the scenario", "asks something", none));
            }
            Ok(runner) => {
                let (document, failures) = (&self.document, &mut report.failures);
                document.asks.iter().enumerate().for_each(|(position, ask)| runner.ask(position, ask, failures));
                document
                    .duties
                    .iter()
                    .enumerate()
                    .for_each(|(position, duties)| runner.owed(position, duties, failures));
                document
                    .reports
                    .iter()
                    .enumerate()
                    .for_each(|(position, report)| runner.told(position, report, failures));
            }
        }
        report
    }
}
