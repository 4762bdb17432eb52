//! What a set of a scope lists: keys, tags, or everything.
//!
//! A set is kept sorted, without repetition, and as `*` alone where that is in it. So equal sets are equal values
//! with equal hashes, and the table of scopes holds each only once.

use std::{fmt, marker::PhantomData};

use super::{
    axis::Axis,
    key::{self, KeyProblem},
};
use crate::{
    fault::{Fault, FaultCode},
    suggest,
};

/// The most selectors in one set of a scope.
///
/// A longer list is one fault (`too_many`). Listing parents instead of all their children keeps a set short, and
/// means the same as long as no child is added.
pub const MAX_SELECTORS: usize = 1024;

/// One entry of a set of a scope.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Selector {
    /// `*`
    All,
    /// `#tag`, without the `#`.
    Tag(Box<str>),
    /// A key, for its subtree.
    Key(Box<str>),
}

impl Selector {
    /// Reads `*`, `#tag` or a key.
    ///
    /// Only the form is checked. `#`, `##a` and `#A` are malformed, and so is `marketing.*`: a key means its subtree
    /// anyway.
    fn parse(text: &str) -> Result<Self, KeyProblem> {
        if text == "*" {
            return Ok(Self::All);
        }
        if let Some(tag) = text.strip_prefix('#') {
            return if key::is_word(tag) && tag.len() <= key::MAX_KEY_LEN {
                Ok(Self::Tag(tag.into()))
            } else {
                Err(KeyProblem::Malformed)
            };
        }
        key::check(text)?;
        Ok(Self::Key(text.into()))
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Tag(tag) => write!(f, "#{tag}"),
            Self::Key(key) => f.write_str(key),
        }
    }
}

/// One non-empty set of a scope, sorted, without repetition; `*` stands alone.
///
/// INVARIANT: at least one selector.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Selection<A: Axis> {
    /// The entries in order: `*`, then tags, then keys, each group by its text.
    selectors: Box<[Selector]>,
    /// Which tree the names are of.
    axis: PhantomData<A>,
}

impl<A: Axis> Selection<A> {
    /// Reads a set as documents write it; every fault is added to `faults`, with its place under `place`.
    ///
    /// `None` means that a fault was added: `empty_set`, `too_many` or `malformed_key`.
    pub(super) fn parse(texts: &[String], place: &str, faults: &mut Vec<Fault>) -> Option<Self> {
        let place = format!("{place}{}", A::PLURAL);
        if texts.is_empty() {
            let message = format!("the set of {} is empty; list keys, a `#tag`, or `*` for all", A::PLURAL);
            faults.push(Fault::new(place, FaultCode::EmptySet, message));
            return None;
        }
        if texts.len() > MAX_SELECTORS {
            let message =
                format!("{} {} are listed, at most {MAX_SELECTORS} may be; list their parents", texts.len(), A::PLURAL);
            faults.push(Fault::new(place, FaultCode::TooMany, message));
            return None;
        }
        let mut selectors = Vec::with_capacity(texts.len());
        let before = faults.len();
        for (position, text) in texts.iter().enumerate() {
            match Selector::parse(text) {
                Ok(selector) => selectors.push(selector),
                Err(problem) => {
                    let message = format!("`{}` is no {} selector: {problem}", suggest::shortened(text), A::NAME);
                    faults.push(Fault::new(format!("{place}[{position}]"), FaultCode::MalformedKey, message));
                }
            }
        }
        selectors.sort_unstable();
        selectors.dedup();
        if selectors.contains(&Selector::All) {
            selectors = vec![Selector::All];
        }
        (faults.len() == before).then(|| Self { selectors: selectors.into(), axis: PhantomData })
    }

    /// Returns the selectors, sorted; at least one.
    pub(crate) fn selectors(&self) -> &[Selector] {
        &self.selectors
    }

    /// Returns the set as documents write it.
    pub(super) fn texts(&self) -> Vec<String> {
        self.selectors.iter().map(Selector::to_string).collect()
    }
}
