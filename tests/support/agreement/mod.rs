//! Every evaluator there is, put the same question.
//!
//! The reference answers first; every other way of asking is a line in [`EVALUATORS`] and must say the same: decision,
//! obligations, deciding rule and event, until when it holds, and whether the person may be asked.

use std::fmt;

use consentry::{
    Decision, Event, Guard, History, Interner, Ledger, MayAsk, Moment, Obligations, Policy, PolicyDocument, Subject,
    Timestamp,
    decide::{
        Outcome,
        reference::{Question, Reference},
    },
};

use super::second_oracle::Oracle;

/// One question about one person under one policy.
#[derive(Clone, Copy)]
pub(crate) struct Case<'c> {
    pub document: &'c PolicyDocument,
    pub policy: &'c std::sync::Arc<Policy>,
    pub oracle: &'c Oracle<'c>,
    pub subject: &'c Subject,
    pub events: &'c [Event],
    pub data_use: &'c consentry::DataUse,
    pub moment: Moment,
    pub as_of: Option<Timestamp>,
    /// Whether guards are built before anything is said, and so learn of its scopes later.
    pub guard_first: bool,
}

/// Everything that an evaluator says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Answers {
    pub outcome: Outcome,
    pub code: &'static str,
    pub obligations: Obligations,
    pub until: Option<Timestamp>,
    pub may_ask: MayAsk,
    pub rule: Option<String>,
    pub event: Option<String>,
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { outcome, code, obligations, until, may_ask, rule, event } = self;
        write!(f, "{outcome:?} {code} [{obligations}], rule {rule:?}, event {event:?}, {may_ask:?}, until ")?;
        match until {
            Some(time) => write!(f, "{time}"),
            None => write!(f, "never"),
        }
    }
}

/// One way of asking; `None` where it cannot be asked this, the error where it contradicts itself.
type Evaluator = fn(&Case<'_>) -> Result<Option<Answers>, String>;

/// All ways of asking but the reference. A new one is a new line here.
pub(crate) const EVALUATORS: [(&str, Evaluator); 3] =
    [("guard", of_guard), ("ledger", of_ledger), ("second oracle", of_second_oracle)];

/// What the reference says; and where another evaluator says something else, both.
pub(crate) fn agreed(case: &Case<'_>) -> Result<Answers, String> {
    let expected = of_reference(case);
    let mut differences = String::new();
    for (name, evaluator) in EVALUATORS {
        let found = match evaluator(case) {
            Ok(Some(found)) if found != expected => found.to_string(),
            Err(text) => text,
            _ => continue,
        };
        differences += &format!("reference: {expected}\n{name}: {found}\n");
    }
    if differences.is_empty() { Ok(expected) } else { Err(differences) }
}

pub(crate) fn of_reference(case: &Case<'_>) -> Answers {
    let reference = Reference::new(case.document, case.policy.vocabulary());
    let Case { subject, events, data_use, moment, as_of, .. } = *case;
    let question = Question { subject, events, data_use, moment, as_of };
    let verdict = reference.verdict(&question);
    Answers {
        outcome: verdict.decision.outcome(),
        code: verdict.decision.code(),
        obligations: verdict.decision.obligations(),
        until: reference.until(&question),
        may_ask: reference.may_ask(&question),
        rule: verdict.rule.map(str::to_owned),
        event: verdict.event.map(|event| event.id().to_string()),
    }
}

fn of_guard(case: &Case<'_>) -> Result<Option<Answers>, String> {
    let interner = Interner::new();
    let guard = || Guard::new(case.policy.clone(), &interner, case.data_use).unwrap();
    let early = case.guard_first.then(guard);
    let mut history = History::new();
    for event in case.events {
        assert!(history.insert(event.clone()).unwrap(), "ids differ");
    }
    let history = case.as_of.map_or(history.clone(), |time| history.as_of(time));
    let standing = history.standing(case.subject, &interner);
    let guard = early.unwrap_or_else(guard);
    let decision = guard.check(&standing, case.moment);
    let ruling = guard.ruling(&standing, case.moment);
    let may_ask = guard.may_ask(&standing, case.moment);
    consistent(decision, ruling, may_ask, guard.explain(&standing, case.moment)).map(Some)
}

/// The ledger records one event after the other. It refuses names that the policy does not know.
fn of_ledger(case: &Case<'_>) -> Result<Option<Answers>, String> {
    let known = case.events.iter().filter(|event| case.as_of.is_none_or(|time| event.recorded_at() <= time));
    let ledger: Ledger = Ledger::new(case.policy.clone());
    let guard = || ledger.guard(case.data_use).unwrap();
    let early = case.guard_first.then(guard);
    for event in known {
        match ledger.record(event) {
            Ok(recorded) => assert!(recorded.new, "ids differ"),
            Err(_) => return Ok(None),
        }
    }
    let key = case.events.first().map_or("nobody", |event| event.subject().as_str());
    ledger.describe(key.to_owned(), case.subject).map_err(|faults| faults.to_string())?;
    let guard = early.unwrap_or_else(guard);
    let decision = guard.check(key, case.moment);
    let ruling = guard.ruling(key, case.moment);
    let may_ask = guard.may_ask(key, case.moment);
    consistent(decision, ruling, may_ask, guard.explain(key, case.moment)).map(Some)
}

/// A guard's four ways of asking must not contradict each other.
fn consistent(
    decision: Decision,
    ruling: consentry::Ruling,
    may_ask: MayAsk,
    explanation: consentry::Explanation,
) -> Result<Answers, String> {
    let explained =
        (explanation.outcome, explanation.reason, explanation.obligations, explanation.until, explanation.may_ask);
    let checked = (decision.outcome(), decision.code(), decision.obligations(), ruling.until, may_ask);
    if ruling.decision != decision || explained != checked {
        return Err(format!("it contradicts itself: {checked:?}, {ruling:?}, {explained:?}"));
    }
    Ok(Answers {
        outcome: decision.outcome(),
        code: decision.code(),
        obligations: decision.obligations(),
        until: ruling.until,
        may_ask,
        rule: explanation.rule,
        event: explanation.event.map(|event| event.event),
    })
}

fn of_second_oracle(case: &Case<'_>) -> Result<Option<Answers>, String> {
    let known = case.events.iter().filter(|event| case.as_of.is_none_or(|time| event.recorded_at() <= time));
    let said = case.oracle.said(known);
    let answer = case.oracle.answer(case.subject, &said, case.data_use, case.moment);
    let mut obligations = Obligations::empty();
    for name in &answer.obligations {
        obligations |= Obligations::named(name).ok_or_else(|| format!("`{name}` is no obligation"))?;
    }
    Ok(Some(Answers {
        outcome: answer.outcome,
        code: answer.code,
        obligations,
        until: case.oracle.until(case.subject, &said, case.data_use, case.moment),
        may_ask: case.oracle.may_ask(case.subject, &said, case.data_use, case.moment),
        rule: answer.rule,
        event: answer.event,
    }))
}
