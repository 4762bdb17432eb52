//! Which event an answer is: what a repetition is told by and an explanation names, and a check never reads.

use super::Answer;
use crate::{event::EventId, symbols::Symbols, time::Timestamp};

/// How an id of other than 0 to 16 bytes is stored.
const UUID: u8 = 254;
const LONG: u8 = 255;

/// An event's id and digest, in as many bytes as an [`Answer`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    /// 56 bits of the event's digest, then how the id is stored.
    digest_and_tag: u64,
    id: [u8; 16],
}

/// An id that is looked for among marks.
pub(super) struct SearchedId<'e> {
    text: &'e str,
    /// How it is stored, if it needs no table.
    encoded: Option<(u8, [u8; 16])>,
}

impl<'e> SearchedId<'e> {
    pub(super) fn new(id: &'e EventId) -> Self {
        let text = id.as_str();
        Self { text, encoded: encode_in_place(text) }
    }
}

impl Mark {
    /// Stores an id, in the table if it is long.
    pub(super) fn new(digest: u64, id: &SearchedId<'_>, symbols: &Symbols) -> Self {
        let (tag, id) = id.encoded.unwrap_or_else(|| {
            let [a, b, c, d] = symbols.add_long_id(id.text).to_le_bytes();
            (LONG, [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        });
        Self { digest_and_tag: digest << 8 | u64::from(tag), id }
    }

    /// The mark that a row of a standing's second half holds.
    #[inline]
    pub(super) const fn of(row: Answer) -> Self {
        let [a, b, c, d, e, f, g, h] = row.expires_at.millis().to_le_bytes();
        let [i, j, k, l] = row.scope.to_le_bytes();
        let [m, n] = row.notice.to_le_bytes();
        let [o, p] = row.form.to_le_bytes();
        Self { digest_and_tag: row.at.millis() as u64, id: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] }
    }

    /// As a row of a standing's second half.
    pub(super) const fn row(self) -> Answer {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = self.id;
        Answer {
            at: Timestamp::from_millis(self.digest_and_tag as i64),
            expires_at: Timestamp::from_millis(i64::from_le_bytes([a, b, c, d, e, f, g, h])),
            scope: u32::from_le_bytes([i, j, k, l]),
            notice: u16::from_le_bytes([m, n]),
            form: u16::from_le_bytes([o, p]),
        }
    }

    const fn tag(self) -> u8 {
        (self.digest_and_tag & 255) as u8
    }

    pub(super) const fn is_copy(self, digest: u64) -> bool {
        self.digest_and_tag >> 8 == digest & (u64::MAX >> 8)
    }

    /// Whether the id stands in the table.
    pub(super) const fn is_long(self) -> bool {
        self.tag() == LONG
    }

    /// The same without the number in the table, which means nothing elsewhere.
    pub(super) const fn without_number(self) -> Self {
        if self.is_long() { Self { id: [0; 16], ..self } } else { self }
    }

    /// The same with the number of that id; `None` if the id needs no table.
    pub(super) fn with_long_id(self, text: &str, symbols: &Symbols) -> Option<Self> {
        let id = EventId::new(text).ok()?;
        let searched = SearchedId::new(&id);
        searched.encoded.is_none().then(|| Self::new(self.digest_and_tag >> 8, &searched, symbols))
    }

    /// Whether it can be what [`Self::new`] made.
    pub(super) fn is_readable(self) -> bool {
        let tag = self.tag();
        tag == UUID || tag == LONG || {
            let text = self.id.get(..usize::from(tag)).and_then(|text| std::str::from_utf8(text).ok());
            text.is_some_and(|text| encode_in_place(text) == Some((tag, self.id)) && EventId::is_valid(text))
        }
    }

    const fn long_id(self) -> u32 {
        let [a, b, c, d, ..] = self.id;
        u32::from_le_bytes([a, b, c, d])
    }

    /// The id's text.
    pub(super) fn id(self, symbols: &Symbols) -> String {
        match self.tag() {
            UUID => uuid_text(self.id),
            LONG => symbols.long_id(self.long_id()).unwrap_or_default().to_owned(),
            len => String::from_utf8_lossy(self.id.get(..usize::from(len)).unwrap_or_default()).into_owned(),
        }
    }

    pub(super) fn has_id(self, id: &SearchedId<'_>, symbols: &Symbols) -> bool {
        match id.encoded {
            Some(encoded) => (self.tag(), self.id) == encoded,
            None => self.tag() == LONG && symbols.long_id(self.long_id()) == Some(id.text),
        }
    }
}

/// How an id is stored: up to 16 bytes as they are, a lower-case UUID as its 16 bytes; others need the table.
fn encode_in_place(text: &str) -> Option<(u8, [u8; 16])> {
    let len = u8::try_from(text.len()).ok().filter(|len| *len <= 16);
    let Some(len) = len else { return parse_uuid(text.as_bytes()).map(|uuid| (UUID, uuid)) };
    let mut bytes = [0; 16];
    for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    Some((len, bytes))
}

/// The bytes of a UUID in exactly the form that [`uuid_text`] writes.
fn parse_uuid(text: &[u8]) -> Option<[u8; 16]> {
    if text.len() != 36 {
        return None;
    }
    let mut number = 0u128;
    for (position, byte) in text.iter().enumerate() {
        let digit = match (position, byte) {
            (8 | 13 | 18 | 23, b'-') => continue,
            (8 | 13 | 18 | 23, _) => return None,
            (_, b'0'..=b'9') => byte - b'0',
            (_, b'a'..=b'f') => byte - b'a' + 10,
            _ => return None,
        };
        number = number << 4 | u128::from(digit);
    }
    Some(number.to_be_bytes())
}

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
    fn a_mark_survives_being_a_row() {
        let symbols = Symbols::new();
        for (digest, id) in
            [(u64::MAX, "x"), (1 << 63, "0123456789abcdef"), (7, "01890a5d-ac96-774b-bcce-b302099a8057")]
        {
            let id = EventId::new(id).unwrap();
            let mark = Mark::new(digest, &SearchedId::new(&id), &symbols);
            assert_eq!(Mark::of(mark.row()), mark);
            assert!(mark.is_copy(digest) && mark.is_readable());
            assert_eq!(mark.id(&symbols), id.as_str());
        }
    }
}
