//! Yes or no.

use serde::{Deserialize, Serialize};

/// One of the two answers to an item.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// No.
    Refuse,
    /// Yes.
    Accept,
}
