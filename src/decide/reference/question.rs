//! A question to the reference, and its answer.

use super::super::{data_use::DataUse, decision::Decision};
use crate::{
    event::Event,
    subject::Subject,
    time::{Moment, Timestamp},
};

/// A question to the reference: may the data of this person, who did all this, be used in this way at this moment?
///
/// Everything is borrowed, so that one set of events can be asked about many times.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q, K> {
    /// What is known of the person: regions, date of birth, facts.
    pub subject: &'q Subject,
    /// All events of the person, in any order, each once.
    pub events: &'q [Event<K>],
    /// The use that is asked about.
    pub data_use: &'q DataUse,
    /// The instant *t*, and when the data was collected.
    pub moment: Moment,
    /// If given, only events recorded by then are known.
    ///
    /// It is how a past decision is looked into: what was known then, and not what became known since.
    pub as_of: Option<Timestamp>,
}

/// A decision of the reference, with the rule and the event that made it.
///
/// `'a` is the lifetime of the policy's document, `'q` that of the question.
#[derive(Debug)]
pub struct Verdict<'a, 'q, K> {
    /// The decision.
    pub decision: Decision,
    /// The id of the rule that decided; none where nothing is declared.
    pub rule: Option<&'a str>,
    /// The event that decided, or gave an ask its reason, if one did.
    pub event: Option<&'q Event<K>>,
}
