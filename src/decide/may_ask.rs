//! Whether a person may be asked: a question of its own, with manners.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Whether a person may be asked for a use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayAsk {
    // From the best to the worst for whoever wants to ask; `Ord` relies on it.
    /// It is allowed already.
    Unneeded,
    /// Yes.
    Yes,
    /// Not again before this instant.
    NotBefore(Timestamp),
    /// No: no answer could make it lawful, or the person said no for good.
    Never,
}
