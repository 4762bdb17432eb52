//! A set of a ledger's people, by number.

use std::{
    hash::{BuildHasher, Hash},
    ops::{BitAnd, BitOr, Sub},
};

use crate::{
    decide::{RowMask, ones},
    ledger::ledger::Ledger,
    time::Timestamp,
};

/// A set of a ledger's people for whom something is allowed, and the instant that it is right for.
///
/// One bit for each number that [`Ledger::number`] gives, in plain words: a look-up takes one load, where compressed
/// bitmaps take several times as long. A million people take 125 kB.
///
/// Sets of one ledger combine: `&mail & &phone` may be reached by both, `&mail | &phone` by either, `&mail - &phone`
/// by mail but not by phone. A combination is right for an instant only if both sets are for the same. Sets of
/// different ledgers have nothing in common, and combine to nobody.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "email" }, { key = "phone" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "marketing", categories = "*", recipients = "lingon", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
///
/// let ledger: Ledger<&str> = Ledger::new(policy);
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// for (who, category) in [("anna", "email"), ("anna", "phone"), ("ben", "email")] {
///     let scope = Scope::new(["marketing"], [category], ["lingon"], Operations::USE)?;
///     let yes = EventDocument::new(category, who, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE);
///     ledger.record(&yes.into_event()?)?;
/// }
/// let audience = |category| {
///     let guard = ledger.guard(&DataUse::new("marketing", category, "lingon", Operations::USE));
///     guard.map(|guard| ledger.audience(&guard, now).members())
/// };
/// let (email, phone) = (audience("email")?, audience("phone")?);
/// assert_eq!((email.len(), phone.len()), (2, 1));
/// assert_eq!(ledger.keys_of(&(&email - &phone)), ["ben"]);
///
/// let numbers = ["anna", "ben", "carla"].map(|who| ledger.number(who).unwrap_or(u32::MAX));
/// let rows = phone.rows(&numbers); // a column of people, one bit a row
/// assert!(rows.contains(0) && !rows.contains(1) && !rows.contains(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct Members {
    /// Number *n* is bit *n* mod 64 of word *n* / 64.
    /// INVARIANT: bits beyond the last number are 0.
    words: Vec<u64>,
    /// The interner of the ledger whose numbers these are, by its own number.
    table: u32,
    /// The instant that the set is right for, if there is one.
    at: Option<Timestamp>,
}

impl Members {
    /// The set of people whose bits are set.
    pub(super) const fn new(words: Vec<u64>, table: u32, at: Timestamp) -> Self {
        Self { words, table, at: Some(at) }
    }

    /// Returns the instant that the set is right for; `None` for a combination of sets of different instants.
    #[must_use]
    pub const fn at(&self) -> Option<Timestamp> {
        self.at
    }

    /// Returns whether the person with that number is in the set. A number that nobody has is not.
    ///
    /// It takes no lock and asks nobody: the set is a copy, and is right for the instant [`at`](Self::at) only.
    #[inline]
    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        self.words.get((number / 64) as usize).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Returns how many people are in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Returns whether nobody is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Iterates over the numbers of the people in the set, ascending. [`Ledger::keys_of`] gives their keys.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let words = (0u32..).zip(&self.words);
        words.flat_map(|(position, word)| ones(*word).map(move |bit| position * 64 + u32::try_from(bit).unwrap_or(0)))
    }

    /// Returns the words of the set: number *n* is bit *n* mod 64 of word *n* / 64.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Returns one bit for each row of a column of people's numbers: whether the person is in the set. A number that
    /// nobody has is not.
    pub fn rows(&self, numbers: &[u32]) -> RowMask {
        let mut mask = RowMask::with_capacity(numbers.len());
        for numbers in numbers.chunks(64) {
            let word = match consecutive_from(numbers) {
                Some(first) => self.word_from(first, numbers.len()),
                None => {
                    let rows = numbers.iter().enumerate();
                    rows.fold(0, |word, (bit, number)| word | u64::from(self.contains(*number)) << bit)
                }
            };
            mask.push_word(word, numbers.len());
        }
        mask
    }

    /// Returns one bit for each of `count` consecutive numbers from `first` on.
    ///
    /// That is what [`rows`](Self::rows) returns for a column that holds these numbers, without the column.
    pub fn range(&self, first: u32, count: usize) -> RowMask {
        let mut mask = RowMask::with_capacity(count);
        for at in (0..count).step_by(64) {
            let rows = (count - at).min(64);
            // Beyond the numbers there are nobody is in the set.
            let from = u32::try_from(at).ok().and_then(|at| first.checked_add(at));
            mask.push_word(from.map_or(0, |from| self.word_from(from, rows)), rows);
        }
        mask
    }

    /// The bits of up to 64 numbers from `first` on; the higher bits are 0.
    #[inline]
    fn word_from(&self, first: u32, count: usize) -> u64 {
        let (at, shift) = ((first / 64) as usize, first % 64);
        let word = |at: usize| self.words.get(at).copied().unwrap_or_default();
        let both = u128::from(word(at)) | u128::from(word(at + 1)) << 64;
        (both >> shift) as u64 & (u64::MAX >> (64 - count.clamp(1, 64)))
    }

    /// The set of these words, right for the instant that both sets have; nobody if the sets are of different
    /// ledgers.
    ///
    /// Numbers of two ledgers mean different people, so anything but nobody would let the wrong ones through.
    fn combined(&self, other: &Self, words: impl Iterator<Item = u64>) -> Members {
        let words = if self.table == other.table { words.collect() } else { Vec::new() };
        Members { words, table: self.table, at: self.at.filter(|at| other.at == Some(*at)) }
    }
}

/// The first of the numbers, if each is one more than the one before.
///
/// A column that is sorted by number, as one read off the ledger is, then takes one shift for 64 rows instead of 64
/// look-ups.
#[inline]
fn consecutive_from(numbers: &[u32]) -> Option<u32> {
    let first = *numbers.first()?;
    // Nothing is compared beyond the largest number: a column that wraps has none after it.
    first.checked_add(u32::try_from(numbers.len() - 1).ok()?)?;
    // Without an early way out, so that it is done many at a time.
    let strays = (0u32..).zip(numbers).fold(0, |strays, (at, number)| strays | (number ^ first.wrapping_add(at)));
    (strays == 0).then_some(first)
}

/// The words of a set, and endless zeros after them.
fn endless(words: &[u64]) -> impl Iterator<Item = u64> {
    words.iter().copied().chain(std::iter::repeat(0))
}

/// The people who are in both sets.
impl BitAnd for &Members {
    type Output = Members;

    fn bitand(self, other: Self) -> Members {
        self.combined(other, self.words.iter().zip(&other.words).map(|(a, b)| a & b))
    }
}

/// The people who are in either set.
impl BitOr for &Members {
    type Output = Members;

    fn bitor(self, other: Self) -> Members {
        let len = self.words.len().max(other.words.len());
        self.combined(other, endless(&self.words).zip(endless(&other.words)).map(|(a, b)| a | b).take(len))
    }
}

/// The people who are in the first set and not in the second.
impl Sub for &Members {
    type Output = Members;

    fn sub(self, other: Self) -> Members {
        self.combined(other, self.words.iter().zip(endless(&other.words)).map(|(a, b)| a & !b))
    }
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Returns the keys of a set of this ledger's people, in the order of their numbers. Of another ledger's set,
    /// there are none.
    #[must_use]
    pub fn keys_of(&self, members: &Members) -> Vec<K>
    where
        K: Clone,
    {
        if members.table != self.inner.interner.number() {
            return Vec::new();
        }
        members.iter().filter_map(|number| self.inner.people.key(number).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_numbers_are_answered_like_any_others() {
        let words = vec![0x9e37_79b9_7f4a_7c15, u64::MAX, 0, 0xd129_0d3e_c5a4_c4b5];
        let members = Members::new(words, 7, Timestamp::from_millis(0));
        let firsts = [0, 1, 63, 64, 100, 190, 255, 256, 1_000, u32::MAX - 70, u32::MAX - 3, u32::MAX];
        for first in firsts {
            for count in [0, 1, 2, 63, 64, 65, 128, 130, 300] {
                let numbers: Vec<u32> = (0..count).map_while(|at| first.checked_add(at)).collect();
                let expected: RowMask = numbers.iter().map(|number| members.contains(*number)).collect();
                assert_eq!(members.rows(&numbers), expected, "{first} {count}");
                assert_eq!(members.range(first, numbers.len()), expected, "{first} {count}");
                let mut stray = numbers.clone();
                if let Some(last) = stray.last_mut() {
                    *last = 3;
                    let expected: RowMask = stray.iter().map(|number| members.contains(*number)).collect();
                    assert_eq!(members.rows(&stray), expected);
                }
            }
        }
        assert_eq!(members.range(u32::MAX - 1, 300).count(), 0);
    }
}
