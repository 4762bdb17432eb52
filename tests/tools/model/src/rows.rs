//! A ledger's rows: read without a trace, while writers overwrite one another's freed blocks.
//!
//! The steps of `ledger::people` and `standing::EntryUpdate`: a reader looks at a person's place, reads the block
//! there, and looks once more; a writer, alone in its shard, fills another block, moves the person there and only then
//! gives the old block back, where the next one writes, or where the last block is moved to. Left out are what a lock
//! or a `OnceLock` does by itself, and all but two of a block's words: enough to be torn.
//!
//! [`Steps`] says how each step is done. As the code does it, whatever a reader believes is one person's whole rows,
//! and as new as what was recorded before. Each test beside that weakens one step and has to fail, so that the model is
//! shown to see what the step is for.

use super::*;

/// How the steps are done where it matters.
#[derive(Clone, Copy)]
struct Steps {
    /// `Person::place`.
    first_look: loom::sync::atomic::Ordering,
    /// `Found::held_still` has a fence before the second look.
    looks_after_a_fence: bool,
    /// `Person::move_to`.
    moves: loom::sync::atomic::Ordering,
    /// `Place::then` counts.
    counts: bool,
    /// `EntryUpdate::write` begins with a fence.
    writes_after_a_fence: bool,
    /// `Packed::mark_gap` begins with a fence.
    marks_after_a_fence: bool,
    /// `People::change` gives the old block back once the person has moved, not before.
    gives_late: bool,
    /// `Packed::close_a_gap`: no gap is left but filled by the last block.
    packs: bool,
}

/// As the code does them.
const STEPS: Steps = Steps {
    first_look: Acquire,
    looks_after_a_fence: true,
    moves: Release,
    counts: true,
    writes_after_a_fence: true,
    marks_after_a_fence: true,
    gives_late: true,
    packs: false,
};

const BLOCKS: usize = 3;
/// What stands in a gap. A person's words have the person in the upper half and how many events there are in the lower.
const GAP: u64 = u64::MAX;

const fn word(person: usize, events: u64) -> u64 {
    (person as u64) << 32 | events
}

const fn place(count: u64, block: usize) -> u64 {
    count << 8 | block as u64
}

const fn block_at(place: u64) -> usize {
    (place & 0xff) as usize
}

/// What the shard's lock guards.
struct Blocks {
    len: usize,
    gaps: Vec<usize>,
}

/// Two people and three blocks.
struct People {
    steps: Steps,
    blocks: [[AtomicU64; 2]; BLOCKS],
    places: [AtomicU64; 2],
    shard: Mutex<Blocks>,
    /// Of how many events of each person `record` has returned: what hands that on to whoever checks.
    recorded: [AtomicU64; 2],
}

impl People {
    /// Each with one event, in these blocks of so many.
    fn new(steps: Steps, len: usize, homes: [usize; 2]) -> Self {
        let content = |block: usize| homes.iter().position(|home| *home == block).map_or(GAP, |person| word(person, 1));
        let blocks = std::array::from_fn(|block| std::array::from_fn(|_| AtomicU64::new(content(block))));
        let places = homes.map(|home| AtomicU64::new(place(1, home)));
        let gaps = (0..len).filter(|block| !homes.contains(block)).collect();
        let recorded = [AtomicU64::new(1), AtomicU64::new(1)];
        Self { steps, blocks, places, shard: Mutex::new(Blocks { len, gaps }), recorded }
    }

    /// `People::change`: the person has one event more.
    fn record(&self, person: usize) {
        let mut shard = self.shard.lock().unwrap();
        let old = block_at(self.places[person].load(Relaxed));
        let events = self.blocks[old][1].load(Relaxed) & 0xff;
        let to = shard.gaps.pop().unwrap_or_else(|| {
            shard.len += 1;
            shard.len - 1
        });
        if self.steps.writes_after_a_fence {
            fence(Release);
        }
        if !self.steps.gives_late {
            self.mark_gap(old);
        }
        for slot in &self.blocks[to] {
            slot.store(word(person, events + 1), Relaxed);
        }
        self.move_to(person, to);
        if self.steps.gives_late {
            self.mark_gap(old);
        }
        shard.gaps.push(old);
        if self.steps.packs {
            self.close_a_gap(&mut shard);
        }
        drop(shard);
        self.recorded[person].store(events + 1, Release);
    }

    fn move_to(&self, person: usize, block: usize) {
        let count = if self.steps.counts { (self.places[person].load(Relaxed) >> 8) + 1 } else { 1 };
        self.places[person].store(place(count, block), self.steps.moves);
    }

    fn mark_gap(&self, block: usize) {
        if self.steps.marks_after_a_fence {
            fence(Release);
        }
        self.blocks[block][0].store(GAP, Relaxed);
    }

    /// The last block is the gap, or fills it. No fence of its own is modelled: the one of `mark_gap`, just before,
    /// does.
    fn close_a_gap(&self, shard: &mut Blocks) {
        shard.len -= 1;
        let gap = shard.gaps.pop().unwrap();
        if gap == shard.len {
            return;
        }
        let [target, source] = [gap, shard.len].map(|block| &self.blocks[block]);
        let person = (source[0].load(Relaxed) >> 32) as usize;
        for (slot, word) in target.iter().zip(source) {
            slot.store(word.load(Relaxed), Relaxed);
        }
        self.move_to(person, gap);
    }

    /// `People::look_up`, a check and `Found::held_still`: what is believed has to be right. Whoever does not believe it
    /// comes again; here, one look is enough.
    fn check(&self, person: usize) {
        let recorded = self.recorded[person].load(Acquire);
        let place = self.places[person].load(self.steps.first_look);
        let words = self.blocks[block_at(place)].each_ref().map(|word| word.load(Relaxed));
        if self.steps.looks_after_a_fence {
            fence(Acquire);
        }
        if self.places[person].load(Relaxed) == place {
            let [first, second] = words;
            assert!(first == second && first != GAP && first >> 32 == person as u64, "torn rows are believed");
            assert!(first & 0xff >= recorded, "an event is missed");
        }
    }
}

/// Someone reads of that person while the writers, each a thread, record events of these, one after the other.
///
/// Every interleaving is gone through: none of loom's bounds is set.
fn read_beside<const WRITERS: usize>(people: fn() -> People, reads: usize, writes: [&'static [usize]; WRITERS]) {
    loom::model(move || {
        let people = Arc::new(people());
        let writers = writes.map(|writes| {
            let people = people.clone();
            thread::spawn(move || writes.iter().for_each(|person| people.record(*person)))
        });
        people.check(reads);
        for writer in writers {
            writer.join().unwrap();
        }
        let recorded: u64 = people.recorded.iter().map(|recorded| recorded.load(Relaxed)).sum();
        assert_eq!(recorded as usize, 2 + writes.iter().map(|writes| writes.len()).sum::<usize>());
        people.check(0);
        people.check(1);
    });
}

/// Two writers, of whom the second may write where the first one's person was.
fn beside_two_writers(people: fn() -> People) {
    read_beside(people, 0, [&[0], &[1]]);
}

/// One writer, who writes where its own person was, and who fills gaps with what lies last.
fn beside_a_packer(people: fn() -> People) {
    read_beside(people, 0, [&[0, 0]]);
    read_beside(people, 1, [&[0, 0]]);
}

fn three_blocks(steps: Steps) -> People {
    People::new(steps, 3, [0, 1])
}

/// Without a gap: the next block is a new one, and what is moved to the gap comes back to where it was.
fn packed(steps: Steps) -> People {
    People::new(Steps { packs: true, ..steps }, 2, [0, 1])
}

#[test]
fn what_is_believed_is_whole_while_two_writers_write_where_others_were() {
    beside_two_writers(|| three_blocks(STEPS));
}

#[test]
fn what_is_believed_is_whole_while_rows_are_moved_into_gaps() {
    beside_a_packer(|| packed(STEPS));
}

#[test]
#[should_panic = "torn rows are believed"]
fn the_second_look_needs_its_fence() {
    beside_two_writers(|| three_blocks(Steps { looks_after_a_fence: false, ..STEPS }));
}

#[test]
#[should_panic = "torn rows are believed"]
fn whoever_writes_where_another_was_needs_a_fence() {
    beside_two_writers(|| three_blocks(Steps { writes_after_a_fence: false, ..STEPS }));
}

#[test]
#[should_panic = "torn rows are believed"]
fn whoever_marks_a_gap_needs_a_fence() {
    beside_two_writers(|| three_blocks(Steps { marks_after_a_fence: false, ..STEPS }));
}

#[test]
#[should_panic = "torn rows are believed"]
fn a_move_makes_known_what_was_written() {
    beside_two_writers(|| three_blocks(Steps { moves: Relaxed, ..STEPS }));
}

#[test]
#[should_panic = "torn rows are believed"]
fn the_first_look_learns_what_was_written() {
    beside_two_writers(|| three_blocks(Steps { first_look: Relaxed, ..STEPS }));
}

#[test]
#[should_panic = "torn rows are believed"]
fn a_block_is_given_back_after_the_move() {
    beside_two_writers(|| three_blocks(Steps { gives_late: false, ..STEPS }));
}

#[test]
#[should_panic = "torn rows are believed"]
fn a_place_that_comes_back_has_to_count_as_another() {
    beside_a_packer(|| packed(Steps { counts: false, ..STEPS }));
}

/// `Index`: two tables; the numbers of two people, by a slot each that the reader probes; each person's place.
struct Index {
    tables: [[AtomicU64; 2]; 2],
    current: AtomicUsize,
    places: [AtomicU64; 2],
}

/// One person is known; a writer adds the other and copies the table; a reader finds the first, and of the second
/// either nobody or somebody whose rows lie somewhere.
fn find_beside_growth(added: loom::sync::atomic::Ordering, grown: loom::sync::atomic::Ordering) {
    loom::model(move || {
        let zeros = || [AtomicU64::new(0), AtomicU64::new(0)];
        let tables = [[AtomicU64::new(1), AtomicU64::new(0)], zeros()];
        let places = [AtomicU64::new(place(1, 0)), AtomicU64::new(0)];
        let index = Arc::new(Index { tables, current: AtomicUsize::new(0), places });
        let theirs = index.clone();
        let writer = thread::spawn(move || {
            theirs.places[1].store(place(1, 1), Release);
            let [old, new] = &theirs.tables;
            old[1].store(2, added);
            for (slot, number) in new.iter().zip(old) {
                slot.store(number.load(Relaxed), Release);
            }
            theirs.current.store(1, grown);
        });
        let table = &index.tables[index.current.load(Acquire)];
        assert_eq!(table[0].load(Acquire), 1, "someone known is not found");
        if table[1].load(Acquire) != 0 {
            assert_ne!(index.places[1].load(Acquire), 0, "someone is found who is nowhere");
        }
        writer.join().unwrap();
        assert_eq!(index.tables[index.current.load(Acquire)][1].load(Acquire), 2);
    });
}

#[test]
fn whoever_is_known_is_found_while_the_index_grows() {
    find_beside_growth(Release, Release);
}

#[test]
#[should_panic = "someone known is not found"]
fn a_grown_table_makes_known_what_was_copied() {
    find_beside_growth(Release, Relaxed);
}

#[test]
#[should_panic = "someone is found who is nowhere"]
fn a_slot_makes_known_where_the_person_is() {
    find_beside_growth(Relaxed, Release);
}
