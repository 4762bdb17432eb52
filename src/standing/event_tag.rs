//! Which event an answer is: what tells a repetition, and what an explanation names. A check never reads it.
//!
//! An id is stored in 16 bytes, in one of three forms, of which the answer's head says which:
//!
//! | form | ids | bytes |
//! |---|---|---|
//! | text | up to 16 bytes of UTF-8 | the text, with zeroes behind it |
//! | UUID | the 36 characters of a UUID in lower case | its 16 bytes |
//! | long | all others, up to 128 bytes | a number in the interner's table of long ids |
//!
//! Beside it stand 32 bits of a digest of the whole event. The same id with the same digest is a repetition and changes
//! nothing; with another digest it is a conflict, and refused.
//!
//! Why 16 bytes: a UUID fits, and so does nearly every id that people make up; the rest costs a look-up in a table only
//! when it is named. Why 32 bits of digest: it need only tell two events *with the same id* apart, so a mistake needs a
//! repeated id and a collision of one in four thousand million.
//!
//! | id | form | kept as |
//! |---|---|---|
//! | `e1` | text | `e1` and 14 zeroes |
//! | `order-2026-00017` | text | its 16 bytes |
//! | `01890a5d-ac96-774b-bcce-b302099a8057` | UUID | 16 bytes |
//! | `01890A5D-AC96-774B-BCCE-B302099A8057` | long | a number: upper case would be lost as a UUID |
//! | `import/2026-06-01/line/4711` | long | a number |

use super::answer::IdForm;
use crate::{event::EventId, interner::Interner};

/// An event's id in 16 bytes, with the form its answer's head tells, and 32 bits of the event's digest.
///
/// A tag is written once and moves with its answer when others are inserted before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct EventTag {
    /// Tells the same event from another one under its id.
    pub(super) digest: u32,
    /// The id itself, or its number in the table of long ids.
    pub(super) id: [u64; 2],
}

/// An id that is looked for among tags.
///
/// The id is encoded once, before the search; each comparison is then two words.
pub(super) struct SearchedId<'e> {
    /// The id as the event has it.
    text: &'e str,
    /// How it is stored, if it needs no table.
    encoded: Option<(IdForm, [u64; 2])>,
}

impl<'e> SearchedId<'e> {
    /// Prepares the search for an id.
    pub(super) fn new(id: &'e EventId) -> Self {
        let text = id.as_str();
        Self { text, encoded: encode_in_place(text) }
    }

    /// Returns whether that could be how the id is stored: true of every copy, and of hardly anything else.
    ///
    /// A first pass over all ids asks this, without touching heads; only from the first that could be it on are forms
    /// compared.
    #[inline]
    pub(super) fn could_be(&self, id: [u64; 2]) -> bool {
        self.encoded.is_none_or(|(_, bytes)| bytes == id)
    }

    /// Returns whether that is how the id is stored.
    #[inline]
    pub(super) fn is(&self, form: Option<IdForm>, id: [u64; 2], interner: &Interner) -> bool {
        match self.encoded {
            Some((own, bytes)) => bytes == id && Some(own) == form,
            None => form == Some(IdForm::Long) && interner.long_id(long_id(id)) == Some(self.text),
        }
    }

    /// Returns whether the id needs the table of long ids.
    pub(super) const fn is_long(&self) -> bool {
        self.encoded.is_none()
    }

    /// Returns how to store the id. A long one is added to the table, each time anew.
    ///
    /// The caller adds the answer at once, so that the table has no ids that nobody refers to.
    pub(super) fn store(&self, interner: &Interner) -> (IdForm, [u64; 2]) {
        self.encoded.unwrap_or_else(|| (IdForm::Long, [u64::from(interner.add_long_id(self.text)), 0]))
    }
}

impl EventTag {
    /// Returns the part of an event's digest that is kept: both halves of it, folded.
    ///
    /// Folding keeps some of every bit, so that two digests that differ in any one bit still differ.
    pub(super) const fn digest_of(digest: u64) -> u32 {
        (digest ^ digest >> 32) as u32
    }

    /// Returns the id's text; an empty one for a form that no id has.
    pub(super) fn text(id: [u64; 2], form: Option<IdForm>, interner: &Interner) -> String {
        match form {
            Some(IdForm::Text) => {
                let bytes = bytes_of(id);
                // No id has a NUL in it.
                let len = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
                String::from_utf8_lossy(bytes.get(..len).unwrap_or_default()).into_owned()
            }
            Some(IdForm::Uuid) => uuid_text(bytes_of(id)),
            Some(IdForm::Long) => interner.long_id(long_id(id)).unwrap_or_default().to_owned(),
            None => String::new(),
        }
    }

    /// Returns whether it is an id in that form that needs no table.
    ///
    /// For text that means: exactly the bytes that storing such an id would give, with nothing but zeroes behind it.
    pub(super) fn is_readable(id: [u64; 2], form: IdForm) -> bool {
        match form {
            IdForm::Uuid => true,
            IdForm::Long => false,
            IdForm::Text => {
                let bytes = bytes_of(id);
                // Most are plain ASCII: no byte but what can be printed, and zeroes behind it.
                let printed = bytes.iter().filter(|byte| matches!(byte, b' '..=b'~')).count();
                let len = bytes.len() - u128::from_le_bytes(bytes).leading_zeros() as usize / 8;
                if printed == len && len > 0 {
                    return true;
                }
                let len = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
                let text = bytes.get(..len).and_then(|text| std::str::from_utf8(text).ok());
                text.is_some_and(|text| EventId::is_valid(text) && encode_in_place(text) == Some((form, id)))
            }
        }
    }
}

/// Returns the number of a long id in its table.
///
/// The other word is 0.
const fn long_id(id: [u64; 2]) -> u32 {
    id[0] as u32
}

/// Returns the bytes of two words, little-endian.
///
/// The first character of a text id is the lowest byte of the first word, on every machine.
fn bytes_of([low, high]: [u64; 2]) -> [u8; 16] {
    (u128::from(low) | u128::from(high) << 64).to_le_bytes()
}

/// Returns the two words of bytes, little-endian.
fn words_of(bytes: [u8; 16]) -> [u64; 2] {
    let number = u128::from_le_bytes(bytes);
    [number as u64, (number >> 64) as u64]
}

/// Returns how an id is stored: up to 16 bytes as they are, a lower-case UUID as its 16 bytes; `None` for what needs
/// the table.
///
/// The form follows from the text alone, so equal ids have equal forms, and whoever compares forms compares ids.
fn encode_in_place(text: &str) -> Option<(IdForm, [u64; 2])> {
    if text.len() > 16 {
        return parse_uuid(text.as_bytes()).map(|uuid| (IdForm::Uuid, words_of(uuid)));
    }
    let mut bytes = [0; 16];
    for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    Some((IdForm::Text, words_of(bytes)))
}

/// Returns the bytes of a UUID in exactly the form that [`uuid_text`] writes (RFC 9562, lower case).
///
/// Upper case, braces and the form without hyphens are not taken: those texts could not be given back as they were.
fn parse_uuid(text: &[u8]) -> Option<[u8; 16]> {
    const STARTS: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
    const BAD: u8 = 0x80;
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        _ => BAD,
    };
    let text: &[u8; 36] = text.try_into().ok()?;
    if [text[8], text[13], text[18], text[23]] != [b'-'; 4] {
        return None;
    }
    let mut uuid = [0; 16];
    let mut seen = 0;
    for (slot, start) in uuid.iter_mut().zip(STARTS) {
        let [high, low] = [start, start + 1].map(|at| digit(text.get(at).copied().unwrap_or_default()));
        seen |= high | low;
        *slot = high << 4 | low;
    }
    (seen & BAD == 0).then_some(uuid)
}

/// Returns the text of a UUID, in lower case with hyphens.
///
/// It is the inverse of [`parse_uuid`].
fn uuid_text(bytes: [u8; 16]) -> String {
    let number = u128::from_be_bytes(bytes);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        number >> 96,
        number >> 80 & 0xffff,
        number >> 64 & 0xffff,
        number >> 48 & 0xffff,
        number & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_and_is_found() {
        let interner = Interner::new();
        for (id, expected) in [
            ("x", IdForm::Text),
            ("0123456789abcdef", IdForm::Text),
            ("0123456789abcdefg", IdForm::Long),
            ("01890a5d-ac96-774b-bcce-b302099a8057", IdForm::Uuid),
            ("longer than sixteen bytes", IdForm::Long),
        ] {
            let event_id = EventId::new(id).unwrap();
            let searched = SearchedId::new(&event_id);
            let (form, words) = searched.store(&interner);
            assert_eq!((form, searched.is_long()), (expected, expected == IdForm::Long), "{id}");
            assert_eq!(EventTag::text(words, Some(form), &interner), id);
            assert!(searched.is(Some(form), words, &interner));
            assert!(!searched.is(None, words, &interner));
            assert_eq!(EventTag::is_readable(words, form), form != IdForm::Long);
        }
        assert!(!EventTag::is_readable([0, 0], IdForm::Text), "an id is not empty");
        for (text, readable) in
            [("å\u{1f436}", true), ("a\tb", false), ("a\u{85}", false), ("\u{7f}", false), (" ", true)]
        {
            let stored = encode_in_place(text).unwrap();
            assert_eq!(EventTag::is_readable(stored.1, stored.0), readable, "{text:?}");
        }
        assert!(!EventTag::is_readable([0xff, 0], IdForm::Text), "no UTF-8");
        assert!(
            !EventTag::is_readable([u64::from(b'a') | u64::from(b'b') << 16, 0], IdForm::Text),
            "nothing after a NUL"
        );
    }

    #[test]
    fn only_what_comes_back_the_same_is_stored_as_a_uuid() {
        let text = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(parse_uuid(text.as_bytes()).map(uuid_text).as_deref(), Some(text));
        for position in 0..36 {
            for byte in *b"AF-g/:`\x00\xff" {
                let mut other = text.as_bytes().to_vec();
                if std::mem::replace(&mut other[position], byte) != byte {
                    assert_eq!(parse_uuid(&other), None, "{position}");
                }
            }
        }
        // Two wrong digits do not make a right byte.
        for start in [0, 9, 19, 34] {
            let mut other = text.as_bytes().to_vec();
            other[start..start + 2].fill(b'g');
            assert_eq!(parse_uuid(&other), None, "{start}");
        }
    }

    #[test]
    fn a_change_of_either_half_of_a_digest_changes_what_is_kept_of_it() {
        for other in [0, 0x1234_5678, u64::from(u32::MAX)] {
            for bit in 0..32 {
                let [low, high] = [other << 32, other].map(|fixed| (fixed, EventTag::digest_of(fixed)));
                assert_ne!(EventTag::digest_of(low.0 ^ 1 << bit), low.1);
                assert_ne!(EventTag::digest_of(high.0 ^ 1 << (bit + 32)), high.1);
            }
        }
    }
}
