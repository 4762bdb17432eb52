//! How data is used: the operations of a data use, as bit flags.

use std::fmt;

use bitflags::bitflags;

bitflags! {
    /// What is done with the data. Several may be asked for at once; then every one must be allowed.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    pub struct Operations: u16 {
        /// Obtain it (`dpv:Collect`).
        const COLLECT = 1;
        /// Keep it (`dpv:Store`).
        const STORE = 1 << 1;
        /// Read it and act on it (`dpv:Use`).
        const USE = 1 << 2;
        /// Evaluate personal aspects (`dpv:Profiling`, GDPR Art. 4(4)).
        const PROFILE = 1 << 3;
        /// Decide about the person by automated means alone (GDPR Art. 22).
        const DECIDE = 1 << 4;
        /// Give it to someone else (`dpv:Share`).
        const SHARE = 1 << 5;
        /// Give it for money or other value (CCPA §1798.140(ad)).
        const SELL = 1 << 6;
        /// Send it to a third country (GDPR chapter V).
        const TRANSFER = 1 << 7;
        /// Train a model on it.
        const TRAIN = 1 << 8;
        /// Read or write it on the person's device (ePrivacy Directive Art. 5(3)).
        const DEVICE = 1 << 9;
    }
}

/// Names in wire order, which is also the order of points.
const NAMES: [(&str, Operations); 10] = [
    ("collect", Operations::COLLECT),
    ("store", Operations::STORE),
    ("use", Operations::USE),
    ("profile", Operations::PROFILE),
    ("decide", Operations::DECIDE),
    ("share", Operations::SHARE),
    ("sell", Operations::SELL),
    ("transfer", Operations::TRANSFER),
    ("train", Operations::TRAIN),
    ("device", Operations::DEVICE),
];

impl Operations {
    /// The single operation of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, operation)| *operation)
    }

    /// The names of the operations in it, in order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES.iter().filter(move |(_, operation)| self.contains(*operation)).map(|(name, _)| *name)
    }

    /// Each operation in it by itself, in order.
    pub(crate) fn each(self) -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(_, operation)| *operation).filter(move |operation| self.contains(*operation))
    }

    /// All names there are.
    pub(crate) fn known() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }
}

impl fmt::Display for Operations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, name) in self.names().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{name}")?;
        }
        Ok(())
    }
}
