//! How data is used: the operations of a data use, as bit flags.
//!
//! Operations are the one axis without a tree: there are ten, fixed by the crate, and none stands under another. A
//! data use that does two things asks for both bits.

use std::fmt;

use bitflags::bitflags;

use crate::{
    fault::{Fault, FaultCode},
    suggest,
};

bitflags! {
    /// The operations of a data use: what is done with the data, as bit flags.
    ///
    /// Several may be asked for at once; then every one must be allowed. In a rule or an event they are a set like the
    /// others: consent to `use` and `store` is consent to either. The `dpv:` names are those of the W3C Data Privacy
    /// Vocabulary.
    ///
    /// ```
    /// use consentry::Operations;
    ///
    /// let both = Operations::USE | Operations::STORE;
    /// assert_eq!(both.to_string(), "store, use");
    /// assert_eq!(Operations::named("train"), Some(Operations::TRAIN));
    /// assert_eq!(Operations::named("read"), None);
    /// assert_eq!(Operations::all().names().count(), 10);
    /// ```
    ///
    /// | operations of a data use | what must be allowed |
    /// |---|---|
    /// | `USE` | using |
    /// | `USE \| PROFILE` | using *and* profiling; consent to one of them is not enough |
    /// | `all()` | each of the ten |
    ///
    /// Two of them bring duties of their own when a policy compiles: `decide` needs explicit consent or a contract
    /// (GDPR Art. 22(2), `automated_decision`), and so does `transfer` to a recipient without a safeguard (Art. 46,
    /// 49, `unsafeguarded_transfer`).
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    pub struct Operations: u16 {
        /// Obtain data (`dpv:Collect`).
        const COLLECT = 1;
        /// Keep data (`dpv:Store`).
        const STORE = 1 << 1;
        /// Read data and act on it (`dpv:Use`).
        const USE = 1 << 2;
        /// Evaluate personal aspects of someone (`dpv:Profiling`, GDPR Art. 4(4)).
        const PROFILE = 1 << 3;
        /// Decide about the person by automated means alone (GDPR Art. 22).
        const DECIDE = 1 << 4;
        /// Give data to someone else (`dpv:Share`).
        const SHARE = 1 << 5;
        /// Give data away for money or other value (CCPA §1798.140(ad)).
        const SELL = 1 << 6;
        /// Send data to a third country (GDPR chapter V).
        const TRANSFER = 1 << 7;
        /// Train a model on data.
        const TRAIN = 1 << 8;
        /// Read or write data on the person's device (ePrivacy Directive Art. 5(3)).
        const DEVICE = 1 << 9;
    }
}

/// Names in wire order, which is also the order of points.
///
/// Documents, events, logs and snapshots write these words, so none may ever change.
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
    /// Returns the single operation of that name, or `None` for an unknown one. `*` is no name.
    ///
    /// To read several names, or `*`, with faults that suggest the nearest name, use a [`Scope`](super::Scope).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, operation)| *operation)
    }

    /// Returns the names of the operations in it, in the order of their declaration.
    ///
    /// ```
    /// use consentry::Operations;
    ///
    /// let set = Operations::TRAIN | Operations::COLLECT;
    /// assert_eq!(set.names().collect::<Vec<_>>(), ["collect", "train"]);
    /// assert_eq!(Operations::empty().names().next(), None);
    /// ```
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES.iter().filter(move |(_, operation)| self.contains(*operation)).map(|(name, _)| *name)
    }

    /// Returns each operation in it by itself, in the order of their declaration.
    pub(crate) fn each(self) -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(_, operation)| *operation).filter(move |operation| self.contains(*operation))
    }

    /// Returns all names that there are.
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

/// Reads names of operations, or `*`. Every fault is added to `faults`, with its place under `place`; none may be
/// empty.
///
/// `None` means that a fault was added. A `*` beside names is all operations, as in the other sets.
pub(crate) fn parse_operations(texts: &[String], place: &str, faults: &mut Vec<Fault>) -> Option<Operations> {
    let mut operations = Operations::empty();
    let before = faults.len();
    for (position, text) in texts.iter().enumerate() {
        match (text.as_str(), Operations::named(text)) {
            ("*", _) => operations |= Operations::all(),
            (_, Some(operation)) => operations |= operation,
            (_, None) => {
                let near = suggest::nearest(text, Operations::known());
                let message = format!(
                    "unknown operation `{}`{}; there are {}, or `*`",
                    suggest::shortened(text),
                    suggest::did_you_mean(&near),
                    Operations::all()
                );
                faults.push(Fault::new(format!("{place}[{position}]"), FaultCode::UnknownOperation, message));
            }
        }
    }
    if texts.is_empty() {
        let message = "the set of operations is empty; list some, or `*` for all";
        faults.push(Fault::new(place, FaultCode::EmptySet, message));
    }
    (faults.len() == before).then_some(operations)
}
