//! A question to the reference, and its answer.

use super::super::{data_use::DataUse, decision::Decision};
use crate::{
    event::Event,
    subject::Subject,
    time::{Moment, Timestamp},
};

/// What is asked: may the data be used, of this person, who did this, at this moment?
#[derive(Clone, Copy, Debug)]
pub struct Question<'q, K> {
    /// The person.
    pub subject: &'q Subject,
    /// All events of the person, in any order, each once.
    pub events: &'q [Event<K>],
    /// The use.
    pub data_use: &'q DataUse,
    /// The instant *t*, and when the data was collected.
    pub moment: Moment,
    /// Keeps only the events recorded by then.
    pub as_of: Option<Timestamp>,
}

/// A decision, and who made it.
#[derive(Debug)]
pub struct Verdict<'a, 'q, K> {
    /// The decision.
    pub decision: Decision,
    /// The rule that decided; none where nothing is declared.
    pub rule: Option<&'a str>,
    /// The event that decided, or gave an ask its reason, if one did.
    pub event: Option<&'q Event<K>>,
}
