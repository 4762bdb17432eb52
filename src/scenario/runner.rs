//! A scenario whose policy is compiled and whose events are read.
//!
//! Reading and compiling are done once for a scenario; each ask, list of duties and report then starts from here.

use std::sync::Arc;

use super::scenario::Scenario;
use crate::{
    event::{Event, History},
    fault::Faults,
    policy::Policy,
};

/// A scenario that is ready to be asked.
///
pub(super) struct Runner<'s> {
    /// The scenario as it was read, for titles and expectations.
    pub(super) scenario: &'s Scenario,
    /// Its policy, compiled.
    pub(super) policy: Arc<Policy>,
    /// Its events in the order of the file, in which the ledger is fed.
    pub(super) events: Vec<Event<String>>,
    /// The same events as a set, which guards fold.
    pub(super) history: History<String>,
}

/// The name of the person of a scenario that names nobody; nothing depends on it.
///
/// Events that do name someone must all name the same person, or they contradict the history.
pub(super) const SUBJECT: &str = "subject";

impl<'s> Runner<'s> {
    /// Compiles the policy and reads the events.
    ///
    /// # Errors
    /// A policy that does not compile, facts or names that it does not know, or events that contradict each other, in
    /// words.
    ///
    /// A name in an event that the policy does not know is an error here, though a decision would pass over it: in a
    /// test it is a misspelling, and the scenario would show something else than it says.
    pub(super) fn new(scenario: &'s Scenario) -> Result<Self, String> {
        let listed = |faults: Faults| faults.to_string().replace('\n', "\n    ");
        let policy = scenario
            .policy
            .compile()
            .map_err(|faults| format!("a policy that does not compile:\n    {}", listed(faults)))?;
        let subject = &scenario.document.subject;
        policy
            .check_facts(subject.facts.iter().map(String::as_str))
            .map_err(|faults| format!("a subject with {faults}"))?;
        let mut events = Vec::new();
        let mut history = History::new();
        for (position, document) in scenario.document.events.iter().enumerate() {
            let place = format!("events[{position}]");
            // A scenario is about one person, whose name nothing depends on.
            let subject = document.subject.clone().unwrap_or_else(|| SUBJECT.to_owned());
            let event = document.clone().with_subject(subject).into_event();
            let event = event.map_err(|faults| format!("{place}: {}", listed(faults)))?;
            policy.check_names(event.scope()).map_err(|faults| format!("{place}: {}", listed(faults)))?;
            history.insert(event.clone()).map_err(|conflict| format!("{place}: {conflict}"))?;
            events.push(event);
        }
        Ok(Self { scenario, policy: Arc::new(policy), events, history })
    }
}
