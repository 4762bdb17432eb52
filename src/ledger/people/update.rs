//! Writing: a person's new entry is written beside the old one, and then takes its place.
//!
//! The order of steps is what makes reading without a lock right:
//!
//! 1. the new words are written to a block that nobody's spot leads to;
//! 2. the person's spot is set to it, which releases the words to readers;
//! 3. a newcomer's number is put into the index, which makes the person findable;
//! 4. the old block is given back, to be overwritten from now on.
//!
//! Whatever can fail (no room, a panic of the key's own code) fails before step 2, and then nothing has changed.

use std::{
    hash::{BuildHasher, Hash},
    sync::PoisonError,
};

use super::{
    blocks::Blocks,
    people::{People, Shard},
    person::Person,
    spot::Spot,
};
use crate::standing::{Entry, EntrySlot, EntryUpdate, SavedEntry};

/// The ledger is full: 4,294,967,294 people are known, or some 70 GB of answers are held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NoRoom;

impl<K: Hash + Eq + Clone, S: BuildHasher> People<K, S> {
    /// Replaces a person's entry by what `make` makes of it, and runs `then` before anyone else can change the person
    /// again. Returns what `then` returned; `None` if `make` made nothing, so that nothing has changed.
    ///
    /// A check that starts after `then` has begun sees the new entry.
    ///
    /// # Errors
    /// When `make` fails, or there is no room. Nothing has changed then.
    pub(crate) fn update<T, E: From<NoRoom>>(
        &self,
        key: &K,
        make: impl FnOnce(Entry<'_>) -> Result<Option<EntryUpdate>, E>,
        then: impl FnOnce() -> T,
    ) -> Result<Option<T>, E> {
        let hash = self.hash(key);
        let shard = self.shard(hash);
        // A panic of a key's own code finds everything as it was: that runs before anything is changed.
        let mut blocks = shard.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.find(shard, hash, key);
        let old = known.and_then(|(_, person)| person.spot());
        let entry = self.entry_at(old);
        let answers = entry.answers.len();
        let Some(successor) = make(entry)? else { return Ok(None) };
        let write = |number, slot: EntrySlot<'_>| successor.numbered(number).write(entry, slot);
        self.write_entry(shard, &mut blocks, hash, key, known, successor.answers(), write)?;
        if let Some(old) = old {
            self.release(&mut blocks, old.spot(), answers);
        }
        Ok(Some(then()))
    }

    /// Adds a person with an entry that was read from a snapshot; false, and nothing changes, if the person is known.
    ///
    /// # Errors
    /// When there is no room.
    pub(crate) fn insert_saved(&self, key: &K, saved: &SavedEntry<'_>) -> Result<bool, NoRoom> {
        let hash = self.hash(key);
        let shard = self.shard(hash);
        let mut blocks = shard.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        if self.find(shard, hash, key).is_some() {
            return Ok(false);
        }
        self.write_entry(shard, &mut blocks, hash, key, None, saved.answers(), |number, slot| {
            saved.write(number, slot);
        })?;
        Ok(true)
    }

    /// Lets `write` write an entry of that many answers to a new block, and moves the person there.
    ///
    /// # Errors
    /// When the index, the pages or the register are full. Nothing has changed then.
    ///
    /// A newcomer is given a number only after a block was found. A failure after that takes the block back.
    #[allow(clippy::too_many_arguments, reason = "what its two callers have at hand")]
    fn write_entry(
        &self,
        shard: &Shard,
        blocks: &mut Blocks,
        hash: u64,
        key: &K,
        known: Option<(u32, &Person<K>)>,
        answers: usize,
        write: impl FnOnce(u32, EntrySlot<'_>),
    ) -> Result<(), NoRoom> {
        if known.is_none() && !shard.index.reserve() {
            return Err(NoRoom);
        }
        // Before a block is taken: a panic of the key's own code would leave old rows in it, as if they were
        // someone's.
        let newcomer = known.is_none().then(|| key.clone());
        let spot = blocks.allocate(answers, &self.pages).ok_or(NoRoom)?;
        let Some((number, person)) = known.or_else(|| self.register.push(newcomer?)) else {
            self.release(blocks, spot, answers);
            return Err(NoRoom);
        };
        let marks = self.pages.words(Blocks::marks(spot, answers));
        write(number, EntrySlot { answers: self.pages.words(spot), tags: marks });
        person.move_to(spot);
        if known.is_none() {
            shard.index.insert(hash, number);
        }
        Ok(())
    }

    /// Takes a block back, and moves the person along whose block fills the gap.
    ///
    /// INVARIANT: nobody's spot leads to the block any more.
    fn release(&self, blocks: &mut Blocks, spot: Spot, answers: usize) {
        blocks.release(spot, answers, &self.pages, |number, to| {
            if let Some(person) = self.register.get(number) {
                person.move_to(to);
            }
        });
    }
}
