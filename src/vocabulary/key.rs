//! Dotted keys, typed by the tree they belong to.

use std::{fmt, hash::Hash, marker::PhantomData};

use crate::suggest;

/// Longest key, in bytes.
pub const MAX_KEY_LEN: usize = 128;
/// Most parts a key may have: the depth of a tree.
pub const MAX_DEPTH: usize = 16;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Purpose {}
    impl Sealed for super::Category {}
    impl Sealed for super::Recipient {}
}

/// One of the three trees: [`Purpose`], [`Category`] or [`Recipient`].
pub trait Axis: sealed::Sealed + Copy + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    /// Singular, for messages: `purpose`.
    const NAME: &'static str;
    /// Plural, as in documents: `purposes`.
    const PLURAL: &'static str;
    /// What a node of this tree says beyond the common fields.
    type Details: Clone + fmt::Debug + Send + Sync;
}

/// Why data is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Purpose;
/// What data it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Category;
/// Who uses it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Recipient;

impl Axis for Purpose {
    const NAME: &'static str = "purpose";
    const PLURAL: &'static str = "purposes";
    type Details = ();
}
impl Axis for Category {
    const NAME: &'static str = "category";
    const PLURAL: &'static str = "categories";
    type Details = super::CategoryDetails;
}
impl Axis for Recipient {
    const NAME: &'static str = "recipient";
    const PLURAL: &'static str = "recipients";
    type Details = super::RecipientDetails;
}

/// A well-formed key of one tree, such as `marketing.email`. Whether a policy knows it shows when it is used.
///
/// The trees are types, so that a category cannot stand where a purpose goes:
///
/// ```compile_fail,E0277
/// use consentry::{vocabulary::{Key, Purpose, Category}, DataUse, Operations};
/// let email: Key<Category> = Key::new("user.contact.email").unwrap();
/// DataUse::new(email, "user.contact.email", "acme", Operations::USE);
/// ```
///
/// ```
/// use consentry::{vocabulary::{Key, Purpose}, DataUse, Operations};
/// let email: Key<Purpose> = Key::new("marketing.email").unwrap();
/// DataUse::new(email, "user.contact.email", "acme", Operations::USE);
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key<A: Axis> {
    text: Box<str>,
    axis: PhantomData<A>,
}

impl<A: Axis> Key<A> {
    /// Checks that `text` is parts of `a-z`, `0-9` and `_`, joined by dots, each beginning with a letter.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn new(text: &str) -> Result<Self, KeyError> {
        check(text).map_err(|problem| KeyError { axis: A::NAME, input: suggest::shortened(text), problem })?;
        Ok(Self::trusted(text))
    }

    /// A key from text that need not be checked: whoever looks it up finds nothing if it is malformed.
    pub(crate) fn trusted(text: &str) -> Self {
        Self { text: text.into(), axis: PhantomData }
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<A: Axis> From<&str> for Key<A> {
    fn from(text: &str) -> Self {
        Self::trusted(text)
    }
}

impl<A: Axis> From<String> for Key<A> {
    fn from(text: String) -> Self {
        Self::trusted(&text)
    }
}

impl<A: Axis> fmt::Display for Key<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<A: Axis> fmt::Debug for Key<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", A::NAME, self.text)
    }
}

/// A text that cannot be a key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{input}` cannot be a {axis} key: {problem}")]
pub struct KeyError {
    axis: &'static str,
    input: String,
    problem: KeyProblem,
}

/// What is wrong with a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum KeyProblem {
    #[error("it is empty")]
    Empty,
    #[error("it is longer than {MAX_KEY_LEN} bytes")]
    TooLong,
    #[error("it has more than {MAX_DEPTH} parts")]
    TooDeep,
    #[error(
        "write it in lower snake case, parts joined by dots, each beginning with a letter, like `user.contact.email`"
    )]
    Malformed,
}

pub(crate) fn check(text: &str) -> Result<(), KeyProblem> {
    if text.is_empty() {
        return Err(KeyProblem::Empty);
    }
    if text.len() > MAX_KEY_LEN {
        return Err(KeyProblem::TooLong);
    }
    if !text.split('.').all(is_word) {
        return Err(KeyProblem::Malformed);
    }
    if text.split('.').count() > MAX_DEPTH {
        return Err(KeyProblem::TooDeep);
    }
    Ok(())
}

/// Whether `text` is one word of lower snake case: what parts of keys, tags, facts and ids of rules are made of.
pub(crate) fn is_word(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_lower_snake_case_within_their_limits() {
        for good in ["a", "user.contact.email", "a1_b.c2", &"a".repeat(MAX_KEY_LEN)] {
            assert!(Key::<Purpose>::new(good).is_ok(), "{good}");
        }
        let deep = vec!["a"; MAX_DEPTH + 1].join(".");
        for bad in
            ["", ".", "a.", ".a", "a..b", "A", "1a", "a-b", "å", "a b", "#a", "*", &"a".repeat(MAX_KEY_LEN + 1), &deep]
        {
            assert!(Key::<Purpose>::new(bad).is_err(), "{bad}");
        }
        assert!(Key::<Purpose>::new(&vec!["a"; MAX_DEPTH].join(".")).is_ok());
        let key = Key::<Purpose>::new("marketing.email").unwrap();
        assert_eq!(
            (key.to_string(), format!("{key:?}")),
            ("marketing.email".into(), "purpose(marketing.email)".into())
        );
    }
}
