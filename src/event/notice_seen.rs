//! What a person saw when they acted.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The notice that a person saw: its version and, if known, a hash of its content.
///
/// It is written as the version alone or as a table:
///
/// ```
/// use consentry::event::NoticeSeen;
///
/// let short: NoticeSeen = serde_json::from_str("3")?;
/// let full: NoticeSeen = serde_json::from_str(r#"{"version": 3, "hash": "9f86d081884c7d65"}"#)?;
/// assert_eq!((short.version, full.version), (3, 3));
/// assert_eq!(full.hash.as_deref(), Some("9f86d081884c7d65"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A version says which words of the policy's [notices](crate::policy::NoticeDocument) the person was shown; a hash
/// proves that they were these. Decisions read the version only.
///
/// ```
/// use consentry::event::NoticeSeen;
///
/// let seen = NoticeSeen { version: 3, hash: None };
/// assert_eq!(serde_json::to_string(&seen)?, "3"); // the short form where there is no hash
/// assert!(serde_json::from_str::<NoticeSeen>("70000").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NoticeSeen {
    /// The version of the notice; later notices have higher ones.
    pub version: u16,
    /// A hash of exactly what was shown.
    pub hash: Option<String>,
}

/// Both forms in which a notice is written.
///
/// Serde tries one after the other; where neither fits, the text of `expecting` is all that it says.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a notice version from 0 to 65535, or { version, hash }")]
enum NoticeSeenDocument {
    /// `3`
    Version(u16),
    /// `{"version": 3, "hash": "9f86…"}`
    Full(FullNotice),
}

/// The long form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FullNotice {
    version: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
}

impl Serialize for NoticeSeen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.hash {
            None => self.version.serialize(serializer),
            hash => FullNotice { version: self.version, hash: hash.clone() }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for NoticeSeen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match NoticeSeenDocument::deserialize(deserializer)? {
            NoticeSeenDocument::Version(version) => Self { version, hash: None },
            NoticeSeenDocument::Full(FullNotice { version, hash }) => Self { version, hash },
        })
    }
}
