//! One thing that is wrong in a document.

use std::fmt;

use serde::Serialize;

use super::code::FaultCode;

/// One thing that is wrong in a document: where, of what kind, and how to mend it. Lints have the same form.
///
/// `Display` prints the place and the message, as in
/// ``rules[3].scope.purposes[0]: unknown purpose `marketing.emial`; did you mean `marketing.email`?``.
/// Programs compare [`code`](Self::code) and [`place`](Self::place); messages may be worded better at any time.
///
/// ```
/// use consentry::{PolicyDocument, fault::FaultCode};
///
/// let document: PolicyDocument = toml::from_str(r#"version = """#)?;
/// let faults = document.compile().unwrap_err();
/// let fault = &faults.as_slice()[0];
/// assert_eq!((fault.place.as_str(), fault.code), ("version", FaultCode::MalformedVersion));
/// assert!(fault.to_string().starts_with("version: the policy's version is empty"));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fault {
    /// Where it stands, as a path into the document that was read, such as `rules[3].scope.purposes[0]`: fields by
    /// name, list positions counted from 0. Empty where the document as a whole is meant.
    pub place: String,
    /// What kind of fault it is, as a stable code, such as `unknown_key`.
    pub code: FaultCode,
    /// What is wrong and how to mend it, in words: lower case, no full stop, names and input in backticks.
    pub message: String,
}

impl Fault {
    /// A fault of that place, code and message.
    pub(crate) fn new(place: impl Into<String>, code: FaultCode, message: impl Into<String>) -> Self {
        Self { place: place.into(), code, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.place, self.message)
    }
}
