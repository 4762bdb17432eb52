//! Yes or no.

use serde::{Deserialize, Serialize};

/// One of the two answers to an item of a notice.
///
/// There is no third: what a person leaves open is not mentioned in their [`Reply`](super::reply::Reply) at all.
///
/// The order is that of the buttons: the no comes first.
///
/// ```
/// use consentry::dialogue::Choice;
///
/// assert_eq!(serde_json::to_string(&Choice::Refuse)?, r#""refuse""#);
/// assert!(Choice::Refuse < Choice::Accept);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The person says no: an event of kind `refused`.
    Refuse,
    /// The person says yes: an event of kind `given`.
    Accept,
}
