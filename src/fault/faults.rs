//! All faults of a document, as an error.

use std::fmt;

use super::fault::Fault;

/// Everything that is wrong with a document, at least one thing: the error of whatever reads a document.
///
/// `Display` and `Debug` print a line for each [`Fault`], so a `main` that returns it prints what a user needs to read.
///
/// ```
/// use consentry::{Faults, PolicyDocument};
///
/// let document: PolicyDocument = toml::from_str("version = \"\"\nfacts = [\"Customer\"]")?;
/// let faults: Faults = document.compile().unwrap_err();
/// let places: Vec<&str> = faults.as_slice().iter().map(|fault| fault.place.as_str()).collect();
/// assert_eq!(places, ["version", "facts[0]", "rules"]);
/// assert_eq!(faults.to_string().lines().count(), 3);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// `Err` with the faults, or `Ok` where there are none.
    pub(crate) fn none_in(faults: Vec<Fault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self(faults)) }
    }

    /// Returns the faults, at least one, in the order in which the document was read.
    #[must_use]
    pub fn as_slice(&self) -> &[Fault] {
        &self.0
    }

    /// The faults as a list of their own.
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

/// Makes `Debug` print what `Display` prints: `fn main() -> Result<(), E>` prints errors by `Debug`, and whoever runs
/// the program should read what is wrong and how to mend it, not the names of fields.
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
