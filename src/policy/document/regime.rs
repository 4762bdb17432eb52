//! A regime as it is written.

use serde::{Deserialize, Serialize};

use crate::vocabulary::ScopeDocument;

/// A layer of law or platform that must be satisfied on its own: `gdpr`, `eprivacy`, `ccpa`, `platform`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegimeDocument {
    /// Names it.
    pub id: String,
    /// Where it applies: codes and groups; everywhere if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// What it is about; everything if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeDocument>,
}
