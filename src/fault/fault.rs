//! What is wrong with a document, where, and how to mend it.

use std::fmt;

use serde::Serialize;

/// One thing wrong in a document.
///
/// Its text form is `rules[3].scope.purposes[0]: unknown purpose `marketing.emial`; did you mean `marketing.email`?`
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fault {
    /// Where in the document: `rules[3].scope.purposes[0]`.
    pub place: String,
    /// What kind of fault, as a stable code: `unknown_key`.
    pub code: &'static str,
    /// What is wrong and how to mend it, in words.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(place: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
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

/// Everything that is wrong with a document, in document order.
#[derive(Clone, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// `Err` with the faults, or `Ok` where there are none.
    pub(crate) fn none_in(faults: Vec<Fault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self(faults)) }
    }

    /// The faults, at least one.
    #[must_use]
    pub fn as_slice(&self) -> &[Fault] {
        &self.0
    }

    pub(crate) fn into_vec(self) -> Vec<Fault> {
        self.0
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.0.iter().enumerate() {
            let line = if position == 0 { "" } else { "\n" };
            write!(f, "{line}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Makes `Debug` print what `Display` prints: `fn main() -> Result<(), E>` prints errors by `Debug`, and whoever runs the
/// program should read what is wrong and how to mend it, not the names of fields.
macro_rules! debug_like_display {
    ($($type:ty),* $(,)?) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    )*};
}

pub(crate) use debug_like_display;

debug_like_display!(Faults);
