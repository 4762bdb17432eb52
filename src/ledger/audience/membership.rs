//! Who is in an audience, by number, and whose turn comes when.
//!
//! A queue of all turns, kept sorted, would cost every change a search. Here a changed turn is pushed beside the old
//! one, and the old one is recognised as stale when it comes up, since `due` says otherwise.
//!
//! ```text
//!   due    [.., person 7: 1 June]
//!   queue  1 May · 7 (stale)    1 June · 7 (counts)
//! ```

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::time::{Moment, Timestamp};

/// Who is in an audience at a moment, and when that could change by time alone.
///
/// A person's *turn* is the next instant at which their membership could change; nothing happens to it before.
pub(super) struct Membership {
    /// The moment that all of it is right for.
    pub(super) moment: Moment,
    /// One bit for each number: whether the person is in.
    pub(super) words: Vec<u64>,
    /// How many bits are set.
    pub(super) count: usize,
    /// Each person's turn, by number; [`Timestamp::MAX`] where time changes nothing. As many as `words` has bits.
    pub(super) due: Vec<Timestamp>,
    /// The turns with the people's numbers, earliest first. `None` until somebody asks what time changes.
    ///
    /// INVARIANT: an entry counts only if `due` has the same instant for the person; the others are stale and are
    /// skipped.
    queue: Option<Turns>,
}

/// Turns with people's numbers, earliest first.
type Turns = BinaryHeap<Reverse<(Timestamp, u32)>>;

impl Membership {
    /// Nobody is in, of that many people, and time changes nothing.
    pub(super) fn new(moment: Moment, people: usize) -> Self {
        let words = people.div_ceil(64);
        let due = vec![Timestamp::MAX; words * 64];
        Self { moment, words: vec![0; words], count: 0, due, queue: None }
    }

    /// Everyone's turns, earliest first; from here on they are kept.
    ///
    /// Whoever never asks what time changes pays nothing for the queue.
    fn turns(&mut self) -> &mut Turns {
        let due = &self.due;
        self.queue.get_or_insert_with(|| {
            let turns = due.iter().zip(0u32..).filter(|(due, _)| **due < Timestamp::MAX);
            turns.map(|(due, number)| Reverse((*due, number))).collect()
        })
    }

    /// Whether the person with that number is in.
    pub(super) fn contains(&self, number: u32) -> bool {
        self.words.get((number / 64) as usize).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Notes whether a person is in, and the person's turn.
    ///
    /// Words and turns grow with the numbers, so a newcomer needs no call of its own.
    #[inline]
    fn set(&mut self, number: u32, allowed: bool, due: Timestamp) {
        let (word, bit) = ((number / 64) as usize, 1 << (number % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
            self.due.resize((word + 1) * 64, Timestamp::MAX);
        }
        if let Some(word) = self.words.get_mut(word) {
            let old = *word;
            *word = if allowed { old | bit } else { old & !bit };
            self.count = self.count + usize::from(allowed) - usize::from(old & bit != 0);
        }
        if let Some(own) = self.due.get_mut(number as usize) {
            *own = due;
        }
    }

    /// Notes whether a person is in, and queues the person's next turn.
    ///
    /// A turn that is the same as before is in the queue already, unless it was popped; then `due` is another.
    pub(super) fn update(&mut self, number: u32, allowed: bool, due: Timestamp) {
        let queued = self.due.get(number as usize) == Some(&due);
        self.set(number, allowed, due);
        if let Some(queue) = self.queue.as_mut().filter(|_| due < Timestamp::MAX && !queued) {
            queue.push(Reverse((due, number)));
            self.drop_stale();
        }
    }

    /// Queues a turn that was [popped](Self::pop_due) and has not been judged after all.
    pub(super) fn put_back(&mut self, due: Timestamp, number: u32) {
        self.turns().push(Reverse((due, number)));
    }

    /// Takes out the first turn that comes no later than `now`. The person has to be judged, and queued again.
    ///
    /// Stale turns are dropped on the way.
    pub(super) fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, u32)> {
        loop {
            let Reverse((due, number)) = *self.turns().peek()?;
            if due > now {
                return None;
            }
            self.turns().pop();
            if self.due.get(number as usize) == Some(&due) {
                return Some((due, number));
            }
        }
    }

    /// Drops the stale turns once they are twice as many as the people.
    ///
    /// So the queue takes memory in proportion to the people, however often they change their minds.
    fn drop_stale(&mut self) {
        let due = &self.due;
        if let Some(queue) = self.queue.as_mut().filter(|queue| queue.len() > 2 * due.len() + 64) {
            queue.retain(|Reverse((time, number))| due.get(*number as usize) == Some(time));
        }
    }
}
