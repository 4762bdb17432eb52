//! Until when an answer holds, as a scenario says it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The end of an answer, as a scenario expects it: an instant, or `never` where time alone changes nothing.
///
/// It is written as a text, and any text but `never` must be an instant:
///
/// ```
/// use consentry::scenario::Until;
///
/// let never: Until = serde_json::from_str(r#""never""#)?;
/// assert_eq!(never.to_string(), "never");
/// let until: Until = serde_json::from_str(r#""2026-01-01T00:00:00Z""#)?;
/// assert_eq!(until.to_string(), "2026-01-01T00:00:00Z");
/// assert!(serde_json::from_str::<Until>(r#""soon""#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// An answer that holds *until* an instant has changed at that instant: intervals are half-open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Until(pub(super) Option<Timestamp>);

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(time) => fmt::Display::fmt(&time, f),
            None => f.write_str("never"),
        }
    }
}

impl Serialize for Until {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Until {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "never" {
            return Ok(Self(None));
        }
        text.parse().map(|time| Self(Some(time))).map_err(serde::de::Error::custom)
    }
}
