//! Dotted keys, typed by the tree they belong to.
//!
//! The form of a key is narrow on purpose. Lower snake case has one spelling for each name, so two documents that
//! mean the same key write the same bytes, and a key can stand in a URL, a file name or a column name as it is.

use std::{fmt, marker::PhantomData};

use super::axis::Axis;
use crate::{fault::debug_like_display, suggest};

/// The longest key, in bytes.
///
/// Tags, facts, ids of rules and the version of a policy have the same limit.
pub const MAX_KEY_LEN: usize = 128;
/// The most parts a key may have: the greatest depth of a tree.
///
/// Building a tree recurses once a level, so this bounds its stack.
pub const MAX_DEPTH: usize = 16;

/// A key of one tree, such as `marketing.email`: words of lower snake case, joined by dots.
///
/// The parent of a key is the key without its last part. [`Key::new`] checks the form; whether a policy knows the key
/// shows when a [`Guard`](crate::Guard) is built with it. Conversion from text (`From<&str>`) checks nothing, since an
/// unknown key is an error there anyway.
///
/// ```
/// use consentry::vocabulary::{Key, Purpose};
///
/// let email: Key<Purpose> = Key::new("marketing.email")?;
/// assert_eq!(email.as_str(), "marketing.email");
///
/// let error = Key::<Purpose>::new("Marketing E-mail").unwrap_err();
/// assert!(error.to_string().starts_with("`Marketing E-mail` cannot be a purpose key: write it in lower snake case"));
/// # Ok::<(), consentry::vocabulary::KeyError>(())
/// ```
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
    /// The dotted text, in the form that [`Key::new`] checks unless it came by `From`.
    text: Box<str>,
    /// Which tree the key belongs to.
    axis: PhantomData<A>,
}

impl<A: Axis> Key<A> {
    /// Creates a key from parts of `a-z`, `0-9` and `_`, joined by dots, each beginning with a letter.
    ///
    /// # Errors
    ///
    /// Returns an error where the text is empty, longer than [`MAX_KEY_LEN`] bytes, has more than [`MAX_DEPTH`] parts,
    /// or is not of that form. Its text says which.
    ///
    /// ```
    /// use consentry::vocabulary::{Category, Key, MAX_KEY_LEN};
    ///
    /// assert!(Key::<Category>::new("user.contact.email_2").is_ok());
    /// for wrong in ["", "user.", ".user", "user..contact", "user.2nd", "User", "user contact", "användare"] {
    ///     assert!(Key::<Category>::new(wrong).is_err(), "{wrong}");
    /// }
    /// assert!(Key::<Category>::new(&"a".repeat(MAX_KEY_LEN + 1)).is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, KeyError> {
        check(text).map_err(|problem| KeyError { axis: A::NAME, input: suggest::shortened(text), problem })?;
        Ok(Self::trusted(text))
    }

    /// Creates a key from text that need not be checked: a look-up finds nothing if it is malformed.
    pub(crate) fn trusted(text: &str) -> Self {
        Self { text: text.into(), axis: PhantomData }
    }

    /// Returns the text of the key.
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

/// The error of a text that cannot be a key. It names the tree, the text, and what is wrong with it.
///
/// A long text is shortened, so that the message stays readable whatever was passed in.
///
/// ```
/// use consentry::vocabulary::{Key, Recipient};
///
/// let error = Key::<Recipient>::new("").unwrap_err();
/// assert_eq!(error.to_string(), "`` cannot be a recipient key: it is empty");
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` cannot be a {axis} key: {problem}")]
pub struct KeyError {
    /// The tree in the singular: `purpose`.
    axis: &'static str,
    /// The text, shortened.
    input: String,
    /// What is wrong with it.
    problem: KeyProblem,
}

debug_like_display!(KeyError);

/// What is wrong with a text that should be a key, in words that end a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum KeyProblem {
    /// There is no text at all.
    #[error("it is empty")]
    Empty,
    /// The text has more than [`MAX_KEY_LEN`] bytes.
    #[error("it is longer than {MAX_KEY_LEN} bytes")]
    TooLong,
    /// The text has more than [`MAX_DEPTH`] parts.
    #[error("it has more than {MAX_DEPTH} parts")]
    TooDeep,
    #[error(
        "write it in lower snake case, parts joined by dots, each beginning with a letter, like `user.contact.email`"
    )]
    Malformed,
}

/// Checks that a text has the form of a key, whichever tree it is for.
///
/// The first thing that is wrong is returned, cheapest first, so a text of any length is looked at only once it is
/// known to be short.
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

/// Returns whether `text` is one word of lower snake case, as parts of keys, tags, facts and ids of rules are.
///
/// `email` and `email_2` are words; `2nd`, `_x`, `Email`, `e-mail` and the empty text are not.
pub(crate) fn is_word(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Purpose;

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
        let error = Key::<Purpose>::new("A").unwrap_err();
        assert_eq!(format!("{error:?}"), error.to_string());
    }
}
