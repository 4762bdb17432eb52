//! A standing as bytes, for snapshots: fixed width, little-endian, and read with nothing taken on trust.

use super::{Answer, MAX_ANSWERS, Mark, Standing, Traits, order};
use crate::{
    event::{Kind, Qualities},
    symbols::Symbols,
    time::{Birth, Timestamp},
};

/// Bytes of an answer, and of a mark.
const ROW: usize = 24;
/// Bytes before the rows: profile, birth, fullness, number of answers.
const HEAD: usize = 4 + 4 + 1 + 2;

/// Bytes that are no standing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BadRows;

/// How many scopes and profiles a table has: what a standing may refer to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    pub(crate) scopes: usize,
    pub(crate) profiles: usize,
}

impl Answer {
    fn to_bytes(self) -> [u8; ROW] {
        let mut bytes = [0; ROW];
        let parts = self.at.millis().to_le_bytes().into_iter().chain(self.expires_at.millis().to_le_bytes());
        let parts = parts.chain(self.scope.to_le_bytes()).chain(self.notice.to_le_bytes());
        for (slot, byte) in bytes.iter_mut().zip(parts.chain(self.form.to_le_bytes())) {
            *slot = byte;
        }
        bytes
    }

    fn from_bytes(bytes: &[u8; ROW]) -> Self {
        let [a, b, c, d, e, f, g, h, rest @ ..] = *bytes;
        let at = Timestamp::from_millis(i64::from_le_bytes([a, b, c, d, e, f, g, h]));
        let [a, b, c, d, e, f, g, h, rest @ ..] = rest;
        let expires_at = Timestamp::from_millis(i64::from_le_bytes([a, b, c, d, e, f, g, h]));
        let [a, b, c, d, e, f, g, h] = rest;
        let scope = u32::from_le_bytes([a, b, c, d]);
        Self { at, expires_at, scope, notice: u16::from_le_bytes([e, f]), form: u16::from_le_bytes([g, h]) }
    }

    /// Whether it can be what [`Self::new`] made, in a table with so many scopes.
    fn is_readable(&self, scopes: usize) -> bool {
        let known_bits = 31 | super::GUARDIAN | u16::from(Qualities::all().bits()) << 8;
        self.kind().is_some() && self.form & !known_bits == 0 && (self.scope as usize) < scopes
    }
}

impl Standing {
    /// Appends the standing's bytes: head, answers, marks, and the ids that stand in the table.
    pub(crate) fn write_to(&self, out: &mut Vec<u8>, symbols: &Symbols) {
        out.reserve(HEAD + self.rows.len() * ROW);
        out.extend_from_slice(&self.profile.to_le_bytes());
        out.extend_from_slice(&self.birth().number().to_le_bytes());
        out.push(u8::from(self.is_full()));
        // INVARIANT: at most MAX_ANSWERS.
        out.extend_from_slice(&u16::try_from(self.len()).unwrap_or(u16::MAX).to_le_bytes());
        let (answers, marks) = self.halves();
        for row in answers {
            out.extend_from_slice(&row.to_bytes());
        }
        for row in marks {
            out.extend_from_slice(&Mark::of(*row).without_number().row().to_bytes());
        }
        for mark in marks.iter().map(|row| Mark::of(*row)).filter(|mark| mark.is_long()) {
            let id = mark.id(symbols);
            // INVARIANT: an event id has at most 128 bytes.
            out.push(u8::try_from(id.len()).unwrap_or(u8::MAX));
            out.extend_from_slice(id.as_bytes());
        }
    }

    /// Reads a standing from the front of `bytes`, and what follows it. Everything that can be computed is.
    pub(crate) fn read_from<'b>(
        bytes: &'b [u8],
        limits: Limits,
        symbols: &Symbols,
    ) -> Result<(Self, &'b [u8]), BadRows> {
        let (head, rest) = bytes.split_first_chunk::<HEAD>().ok_or(BadRows)?;
        let [p, q, r, s, b, c, d, e, full, l, m] = *head;
        let count = usize::from(u16::from_le_bytes([l, m]));
        let (rows, mut rest) = rest.split_at_checked(2 * count * ROW).ok_or(BadRows)?;
        let mut rows: Box<[Answer]> = rows.as_chunks::<ROW>().0.iter().map(Answer::from_bytes).collect();
        let profile = u32::from_le_bytes([p, q, r, s]);
        let birth = Birth::from_number(i32::from_le_bytes([b, c, d, e])).ok_or(BadRows)?;
        let (answers, marks) = rows.split_at_mut(count);
        for row in marks.iter_mut() {
            let mark = Mark::of(*row);
            if mark.is_long() {
                let (text, after) = take_text(rest).ok_or(BadRows)?;
                *row = mark.with_long_id(text, symbols).ok_or(BadRows)?.row();
                rest = after;
            } else if !mark.is_readable() {
                return Err(BadRows);
            }
        }
        let readable = (profile as usize) < limits.profiles
            && full <= 1
            // Only one event too many makes a standing full.
            && (full == 0 || count == MAX_ANSWERS)
            && answers.iter().all(|answer| answer.is_readable(limits.scopes));
        if !readable || !is_ordered(answers, marks, symbols) {
            return Err(BadRows);
        }
        let unheard = count - super::count_heard(answers);
        let erased = answers.iter().any(|answer| answer.kind() == Some(Kind::Erased));
        let traits = Traits::NONE.with_birth(birth).with_unheard(unheard).with_erasure(erased).with_full(full == 1);
        let read = Self { rows, profile, traits, ..Self::unknown(symbols) };
        Ok((read, rest))
    }
}

fn take_text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (len, rest) = bytes.split_first()?;
    let (text, rest) = rest.split_at_checked(usize::from(*len))?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

/// Whether the answers stand in reading order, which decisions rest on, and neighbours are different events.
fn is_ordered(answers: &[Answer], marks: &[Answer], symbols: &Symbols) -> bool {
    let pairs = answers.iter().zip(marks);
    pairs.clone().zip(pairs.skip(1)).all(|((a, a_mark), (b, b_mark))| {
        order(a, || Mark::of(*a_mark).id(symbols), b, || Mark::of(*b_mark).id(symbols)).is_lt()
    })
}
