//! The id of an event.

use std::fmt;

use crate::{fault::debug_like_display, suggest};

/// The longest event id, in bytes.
pub const MAX_EVENT_ID_LEN: usize = 128;

/// The id of an event: any text of 1 to [`MAX_EVENT_ID_LEN`] bytes without control characters, such as a UUID.
///
/// An id stands for one act forever: a second event with the same id and content is a repetition and changes nothing,
/// one with other content is a [`Conflict`](super::Conflict).
///
/// ```
/// use consentry::event::EventId;
///
/// assert_eq!(EventId::new("e1")?.as_str(), "e1");
/// let error = EventId::new("").unwrap_err();
/// assert!(error.to_string().ends_with("use 1 to 128 bytes of printable text, such as a UUID"));
/// # Ok::<(), consentry::event::EventIdError>(())
/// ```
///
/// Ids are compared byte by byte and ordered so; two spellings of one UUID are two ids.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EventId(Box<str>);

impl EventId {
    /// Creates an id from a text.
    ///
    /// # Errors
    ///
    /// Returns an error where the text is empty, too long, or has control characters.
    ///
    /// ```
    /// use consentry::event::{EventId, MAX_EVENT_ID_LEN};
    ///
    /// assert!(EventId::new("0190d8a2-5c1e-7b3f-9a44-2f6a1c0e7d55").is_ok());
    /// assert!(EventId::new("import 2026, row 17").is_ok(), "spaces are printable");
    /// assert!(EventId::new("two\nlines").is_err());
    /// assert!(EventId::new(&"x".repeat(MAX_EVENT_ID_LEN + 1)).is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, EventIdError> {
        if !Self::is_valid(text) {
            return Err(EventIdError { input: suggest::shortened(text) });
        }
        Ok(Self(text.into()))
    }

    /// Returns whether the text can be an id.
    pub(crate) fn is_valid(text: &str) -> bool {
        !text.is_empty() && text.len() <= MAX_EVENT_ID_LEN && !text.chars().any(char::is_control)
    }

    /// Returns the text of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The error of a text that cannot be the id of an event.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` cannot name an event; use 1 to {MAX_EVENT_ID_LEN} bytes of printable text, such as a UUID")]
pub struct EventIdError {
    input: String,
}

debug_like_display!(EventIdError);
