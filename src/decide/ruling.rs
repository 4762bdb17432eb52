//! How long a decision holds by itself.

use super::decision::Decision;
use crate::time::Timestamp;

/// A decision and how long it holds if nobody says anything new.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct Ruling {
    /// The decision.
    pub decision: Decision,
    /// The first later instant at which it is another; `None`: never.
    pub until: Option<Timestamp>,
}
