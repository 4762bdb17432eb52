//! SHA-256 over lists of byte strings, such that a hash of one kind of thing never equals one of another kind.
//!
//! # What is hashed how
//!
//! A plain SHA-256 over joined texts would give `ab` + `c` and `a` + `bc` the same hash, and a hash of a notice could
//! pass for one of a policy. So every hash of this crate begins with the name of its kind, its *domain*, and each part
//! carries its length:
//!
//! | domain | of | made by |
//! |---|---|---|
//! | `consentry.notice.v1` | a version of a notice | [`Notice::hash`](crate::dialogue::Notice::hash) |
//! | `consentry.policy.v1` | the bytes of a policy document | [`policy_hash`](crate::dialogue::policy_hash) |
//! | `consentry.chain.beginning.v1` | nothing: the hash that a first link follows | [`Chain`](crate::dialogue::Chain) |
//! | `consentry.chain.content.v1` | a salt and a stored line | [`Chain::append`](crate::dialogue::Chain::append) |
//! | `consentry.chain.link.v1` | number, previous hash and content hash of a link | the same |
//! | `consentry.evidence.v1` | what a decision rested on | [`Evidence`](crate::dialogue::Evidence) |
//!
//! The number at the end changes whenever what is hashed does, so that old hashes stay valid for what they were made
//! of.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::fault::debug_like_display;

/// A SHA-256 (FIPS 180-4), written `sha256:` and 64 lower-case hexadecimal digits.
///
/// It serializes as that text, and reads nothing else: no upper case, no other length, no bare digits. So equal digests
/// are equal texts, and a text can be compared without parsing it.
///
/// ```
/// use consentry::dialogue::{Digest, policy_hash};
///
/// let digest = policy_hash(b"version = \"1\"");
/// assert_eq!(Digest::new(&digest.to_string()), Ok(digest));
/// assert!(Digest::new("sha256:ABC").is_err());
/// ```
///
/// It orders and compares by its bytes, which is the order of the texts too. It is 32 bytes, `Copy`, and allocates only
/// where it is written out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// The error of [`Digest::new`] for a text of another form. It prints the text, shortened, and the form that is read.
///
/// The usual causes are a digest of another tool, which has upper-case digits or no prefix, and one that was cut off.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no digest; it is `sha256:` and 64 lower-case hexadecimal digits")]
pub struct DigestError(String);

debug_like_display!(DigestError);

impl Digest {
    /// Returns the 32 bytes of the hash.
    ///
    /// They are what another tool's SHA-256 gives for the same input, with the most significant byte first.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads the text form, `sha256:` and 64 lower-case hexadecimal digits.
    ///
    /// ```
    /// use consentry::dialogue::Digest;
    ///
    /// let digits = "0".repeat(64);
    /// assert_eq!(Digest::new(&format!("sha256:{digits}")).map(|digest| *digest.bytes()), Ok([0; 32]));
    /// // Neither bare digits nor another case nor space around them.
    /// for wrong in [digits.clone(), format!("SHA256:{digits}"), format!("sha256:{digits} ")] {
    ///     assert!(Digest::new(&wrong).is_err());
    /// }
    /// assert_eq!(
    ///     Digest::new("md5:0").unwrap_err().to_string(),
    ///     "`md5:0` is no digest; it is `sha256:` and 64 lower-case hexadecimal digits",
    /// );
    /// ```
    ///
    /// # Errors
    /// [`DigestError`] when the text has any other form. There is no lenient reading: two texts of one digest would
    /// break comparisons of texts.
    pub fn new(text: &str) -> Result<Self, DigestError> {
        let wrong = || DigestError(crate::suggest::shortened(text));
        let digits = text.strip_prefix("sha256:").ok_or_else(wrong)?;
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if digits.len() != 64 || !digits.bytes().all(is_digit) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (position, slot) in bytes.iter_mut().enumerate() {
            let pair = digits.get(2 * position..2 * position + 2).ok_or_else(wrong)?;
            *slot = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// Hashes a list of byte strings such that no other list, and no list of another domain, hashes the same.
///
/// Each part is preceded by its length as eight bytes, big-endian; the first part is the domain.
///
/// A worked example: the domain `d` and the part `ab` hash the 19 bytes `0,0,0,0,0,0,0,1,d,0,0,0,0,0,0,0,2,ab`. Where
/// one part ends and the next begins can be read back from the bytes, so different lists are different inputs.
pub(super) struct Hasher(Sha256);

impl Hasher {
    /// Begins a hash of things of one kind, which `domain` names: `consentry.notice.v1`.
    pub(super) fn new(domain: &str) -> Self {
        let mut hasher = Self(Sha256::new());
        hasher.part(domain.as_bytes());
        hasher
    }

    /// Adds one byte string, its length first.
    ///
    /// An empty part is a part: it adds eight zero bytes.
    pub(super) fn part(&mut self, bytes: &[u8]) {
        // A slice is never longer than u64 counts.
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_be_bytes());
        self.0.update(bytes);
    }

    /// Adds a number as eight bytes, big-endian, with their length as for every part.
    ///
    /// Lists are written as their length, then their elements.
    pub(super) fn number(&mut self, number: u64) {
        self.part(&number.to_be_bytes());
    }

    /// Returns the hash of everything added.
    pub(super) fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(domain: &str, parts: &[&str]) -> Digest {
        let mut hasher = Hasher::new(domain);
        parts.iter().for_each(|part| hasher.part(part.as_bytes()));
        hasher.finish()
    }

    #[test]
    fn where_one_part_ends_matters_and_so_does_the_domain() {
        assert_eq!(digest("d", &["ab", "c"]), digest("d", &["ab", "c"]));
        assert_ne!(digest("d", &["ab", "c"]), digest("d", &["a", "bc"]));
        assert_ne!(digest("d", &["ab", ""]), digest("d", &["ab"]));
        assert_ne!(digest("d", &["ab"]), digest("e", &["ab"]));
    }

    #[test]
    fn the_text_form_round_trips() {
        let digest = digest("d", &[]);
        assert_eq!(Digest::new(&digest.to_string()), Ok(digest));
        for wrong in ["", "sha256:", &digest.to_string().to_uppercase(), "sha256:zz", &format!("{digest}0")] {
            assert!(Digest::new(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_hash_is_plain_sha_256() {
        // Eight bytes of length 1, then `d`: printf '\0\0\0\0\0\0\0\1d' | sha256sum
        let plain = Sha256::digest(b"\0\0\0\0\0\0\0\x01d");
        assert_eq!(digest("d", &[]).bytes(), &<[u8; 32]>::from(plain));
    }
}
