//! What whoever is allowed must do.

use std::fmt;

use bitflags::bitflags;
use serde::{Serialize, Serializer};

bitflags! {
    /// What whoever is allowed to use the data must do.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
    pub struct Obligations: u8 {
        /// Replace what identifies the person (GDPR Art. 4(5)).
        const PSEUDONYMISE = 1;
        /// Use it only summed up with others'.
        const AGGREGATE = 1 << 1;
        /// Keep a record of the use.
        const LOG = 1 << 2;
        /// Have a person look at the result (GDPR Art. 22(3)).
        const HUMAN_REVIEW = 1 << 3;
        /// Do not pass it on.
        const NO_ONWARD_SHARING = 1 << 4;
    }
}

const OBLIGATIONS: [(&str, Obligations); 5] = [
    ("pseudonymise", Obligations::PSEUDONYMISE),
    ("aggregate", Obligations::AGGREGATE),
    ("log", Obligations::LOG),
    ("human_review", Obligations::HUMAN_REVIEW),
    ("no_onward_sharing", Obligations::NO_ONWARD_SHARING),
];

impl Obligations {
    /// The single obligation of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        OBLIGATIONS.iter().find(|(known, _)| *known == name).map(|(_, obligation)| *obligation)
    }

    /// The names of the obligations in it.
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
