//! What whoever is allowed must do.
//!
//! Obligations travel inside the `Allow` of a decision, as a set of bits. They are promises to be kept
//! by the code that asked: whoever may use data under `aggregate` and prints one person's row has broken the rule,
//! and no check can see it.

use std::fmt;

use bitflags::bitflags;
use serde::{Serialize, Serializer};

bitflags! {
    /// A set of things that whoever is allowed to use the data must do.
    ///
    /// A rule states them; an `Allow` carries the union of those of all rules that it rests on, and the caller is to
    /// meet them all. The crate cannot see whether they are met.
    ///
    /// ```
    /// use consentry::Obligations;
    ///
    /// let both = Obligations::LOG | Obligations::PSEUDONYMISE;
    /// assert!(both.contains(Obligations::LOG) && !both.contains(Obligations::AGGREGATE));
    /// assert_eq!(both.to_string(), "pseudonymise, log");
    /// assert_eq!(Obligations::named("human_review"), Some(Obligations::HUMAN_REVIEW));
    /// assert_eq!(serde_json::to_string(&both)?, r#"["pseudonymise","log"]"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
    pub struct Obligations: u8 {
        /// Replace what identifies the person, and keep the key apart (GDPR Art. 4(5)).
        const PSEUDONYMISE = 1;
        /// Use the data only summed up with that of others.
        const AGGREGATE = 1 << 1;
        /// Keep a record of the use: who, what, why and when (GDPR Art. 5(2)).
        const LOG = 1 << 2;
        /// Have a human look at the result before it takes effect (GDPR Art. 22(3)).
        const HUMAN_REVIEW = 1 << 3;
        /// Pass the data on to nobody.
        const NO_ONWARD_SHARING = 1 << 4;
    }
}

/// The obligations by name, in the order in which they are written.
///
/// Documents and reports write these words; `Display`, `names` and serde follow this order.
const OBLIGATIONS: [(&str, Obligations); 5] = [
    ("pseudonymise", Obligations::PSEUDONYMISE),
    ("aggregate", Obligations::AGGREGATE),
    ("log", Obligations::LOG),
    ("human_review", Obligations::HUMAN_REVIEW),
    ("no_onward_sharing", Obligations::NO_ONWARD_SHARING),
];

impl Obligations {
    /// Returns the single obligation of that name, as documents write it; `None` for any other text.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        OBLIGATIONS.iter().find(|(known, _)| *known == name).map(|(_, obligation)| *obligation)
    }

    /// Returns the names of the obligations in the set, in a fixed order.
    ///
    /// ```
    /// use consentry::Obligations;
    ///
    /// let due = Obligations::LOG | Obligations::HUMAN_REVIEW;
    /// for name in due.names() {
    ///     match name {
    ///         "log" => { /* write who used what, why and when */ }
    ///         "human_review" => { /* put the result before somebody */ }
    ///         other => panic!("this service cannot meet `{other}`"),
    ///     }
    /// }
    /// ```
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        OBLIGATIONS.iter().filter(move |(_, obligation)| self.contains(*obligation)).map(|(name, _)| *name)
    }
}

impl fmt::Display for Obligations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().collect::<Vec<_>>().join(", "))
    }
}

impl Serialize for Obligations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}
