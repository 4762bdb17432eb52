//! A regime as it is written.

use serde::{Deserialize, Serialize};

use crate::vocabulary::ScopeDocument;

/// A layer of law or platform that must be satisfied on its own, such as `gdpr`, `eprivacy`, `ccpa` or `platform`.
///
/// Where several regimes apply to a person and a use, **all** must allow it, each by a rule of its own. So the ePrivacy
/// rules on reading a device (Directive 2002/58/EC Art. 5(3)) can stand beside those of the GDPR on what is done with
/// the data.
///
/// ```
/// use consentry::policy::RegimeDocument;
///
/// let regime: RegimeDocument = toml::from_str(r#"
///     id = "eprivacy"
///     regions = ["EEA"]
///     scope = { purposes = "*", categories = "*", recipients = "*", operations = "device" }
/// "#)?;
/// assert_eq!(regime.regions.as_deref(), Some(["EEA".to_owned()].as_slice()));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegimeDocument {
    /// Names the regime; rules refer to it. Required: lower snake case (`malformed_id`), no other regime's
    /// (`duplicate_key`).
    pub id: String,
    /// Where the regime applies, as ISO 3166 codes and region groups; everywhere if left out. It also applies to people
    /// whose region is unknown. Refused: unknown codes (`unknown_region`), an empty list (`empty_set`).
    ///
    /// ```toml
    /// regions = ["EEA", "GB"]
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// What the regime is about; everything if left out. Outside of it the regime has no say, and a rule that lies
    /// wholly outside is refused (`unreachable`). Written like a rule's scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeDocument>,
}
