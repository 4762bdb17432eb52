//! One block of words for each person, in many sizes, packed densely into pages.
//!
//! People grow answer by answer, so blocks of every size come and go. Left where they are, the gaps would soon
//! outweigh what is in use. So blocks of one size lie one after the other over pages of their own, and a gap is
//! filled by the last of them: nothing is lost but the end of a page. That moves someone else's words, which a reader
//! may be reading; the reader notices it like any other change.
//!
//! A block has two parts. In a page all rows come first and then all marks, so that what checks read lies close
//! together, and the caches take in nothing else:
//!
//! ```text
//!   page: own word │ rows of block 0 │ rows of 1 │ … │ marks of block 0 │ marks of 1 │ … │ unused
//! ```
//!
//! *Rows* are the words of [`Answers`], *marks* those that tell which events the answers were.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
    fence,
};

use super::{
    layout::{BlockSize, PageLayout, SIZES},
    pages::Pages,
    spot::Spot,
};
use crate::standing::{Answers, UNNUMBERED};

/// The blocks of one shard's people.
///
/// INVARIANT: whoever changes them holds the shard's lock. Readers never look in here: they follow a person's spot.
pub(super) struct Blocks {
    /// One for each size that shares pages.
    sizes: [SizeClass; SIZES],
}

/// All blocks of one size, numbered through their pages.
#[derive(Default)]
struct SizeClass {
    /// The pages, in the order of the blocks. A page's first word is its position here.
    pages: Vec<Spot>,
    /// How many blocks there are: those in use, and the gaps.
    len: usize,
    /// The numbers of the blocks that nobody uses. The first word of such a gap is its position here.
    gaps: Vec<usize>,
}

impl Default for Blocks {
    fn default() -> Self {
        Self { sizes: std::array::from_fn(|_| SizeClass::default()) }
    }
}

impl Blocks {
    /// Where the marks lie of someone who has that many answers, with rows at `spot`.
    ///
    /// If nobody has, since both were read while someone wrote, the result is some spot of no meaning.
    #[inline]
    pub(super) fn marks(spot: Spot, answers: usize) -> Spot {
        let (page, between) = spot.in_page();
        match BlockSize::of(answers) {
            BlockSize::Own(_) => spot.plus(Answers::words_for(answers)),
            BlockSize::Shared(_, layout) => {
                let [_, marks] = layout.in_page(layout.block(between));
                page.plus(marks)
            }
        }
    }

    /// Allocates a block for that many answers. Its words hold whatever was there before; `None` if there is no
    /// memory.
    pub(super) fn allocate(&mut self, answers: usize, pages: &Pages) -> Option<Spot> {
        match BlockSize::of(answers) {
            BlockSize::Own(count) => pages.allocate(count),
            BlockSize::Shared(size, layout) => self.sizes.get_mut(size)?.allocate(layout, pages),
        }
    }

    /// Takes back a block that held that many answers. Where that moves another person's block, `moved` is told the
    /// person's number and the new spot.
    ///
    /// INVARIANT: the person's spot has been moved elsewhere before.
    pub(super) fn release(&mut self, spot: Spot, answers: usize, pages: &Pages, moved: impl FnMut(u32, Spot)) {
        match BlockSize::of(answers) {
            BlockSize::Own(count) => pages.release(spot, count),
            BlockSize::Shared(size, layout) => {
                if let Some(size) = self.sizes.get_mut(size) {
                    size.release(spot, layout, pages, moved);
                }
            }
        }
    }
}

/// How many gaps may stay among that many blocks, for newcomers of the size.
///
/// Closing a gap moves somebody's words, so a few are kept open: one in 64 at most costs little memory and saves most
/// moves.
const fn tolerated(blocks: usize) -> usize {
    blocks / 64 + 1
}

impl SizeClass {
    /// Where the rows of a block begin, and where its marks.
    fn spots(&self, block: usize, layout: PageLayout) -> Option<[Spot; 2]> {
        let page = self.pages.get(block / layout.per_page)?;
        Some(layout.in_page(block % layout.per_page).map(|words| page.plus(words)))
    }

    /// Allocates a block: a gap, or the next one, if need be on a new page.
    fn allocate(&mut self, layout: PageLayout, pages: &Pages) -> Option<Spot> {
        let block = match self.gaps.pop() {
            Some(gap) => gap,
            None => {
                if self.len == self.pages.len() * layout.per_page {
                    let page = pages.allocate(1)?;
                    if let Some(own) = pages.words(page).first() {
                        own.store(self.pages.len() as u64, Relaxed);
                    }
                    self.pages.push(page);
                }
                self.len += 1;
                self.len - 1
            }
        };
        self.spots(block, layout).map(|[rows, _]| rows)
    }

    /// Makes a gap of a block, closes gaps if there are too many, and releases pages that nothing is left of.
    fn release(&mut self, spot: Spot, layout: PageLayout, pages: &Pages, mut moved: impl FnMut(u32, Spot)) {
        let (page, between) = spot.in_page();
        let page = pages.words(page).first().map_or(0, |own| own.load(Relaxed) as usize);
        let block = page * layout.per_page + layout.block(between);
        Self::mark_gap(pages.words(spot), self.gaps.len());
        self.gaps.push(block);
        while self.gaps.len() > tolerated(self.len) {
            self.close_a_gap(layout, pages, &mut moved);
        }
        while self.pages.len() > self.len.div_ceil(layout.per_page) {
            if let Some(page) = self.pages.pop() {
                pages.release(page, 1);
            }
        }
    }

    /// Makes the blocks one fewer: the last is a gap itself and is dropped, or moves into one.
    fn close_a_gap(&mut self, layout: PageLayout, pages: &Pages, moved: &mut impl FnMut(u32, Spot)) {
        let Some(last) = self.len.checked_sub(1).and_then(|last| self.spots(last, layout)) else { return };
        self.len -= 1;
        let [source, source_marks] = last.map(|spot| pages.words(spot));
        let number = Answers::new(source, 0).number();
        if number == UNNUMBERED {
            let at = source.first().map_or(0, |word| word.load(Relaxed) as usize);
            if at < self.gaps.len() {
                self.gaps.swap_remove(at);
                self.renumber(at, layout, pages);
            }
            return;
        }
        if let Some([to, to_marks]) = self.gaps.pop().and_then(|gap| self.spots(gap, layout)) {
            // INVARIANT: before every write where others may read, as in `EntryUpdate::write`: a reader that sees
            // what is written here sees that its person has moved on.
            fence(Release);
            copy(source, pages.words(to), layout.rows);
            copy(source_marks, pages.words(to_marks), layout.marks);
            moved(number, to);
        }
    }

    /// Writes into the gap at that position of the list where it stands now.
    fn renumber(&self, at: usize, layout: PageLayout, pages: &Pages) {
        if let Some([spot, _]) = self.gaps.get(at).and_then(|gap| self.spots(*gap, layout)) {
            Self::mark_gap(pages.words(spot), at);
        }
    }

    /// Makes a block say that it belongs to nobody, and at which position of the list of gaps it stands.
    fn mark_gap(block: &[AtomicU64], at: usize) {
        fence(Release);
        for (slot, word) in block.iter().zip([at as u64, u64::from(UNNUMBERED)]) {
            slot.store(word, Relaxed);
        }
    }
}

/// Copies that many words, one by one.
///
/// Relaxed: the fences around it order what readers may see.
fn copy(from: &[AtomicU64], to: &[AtomicU64], words: usize) {
    let (Some(from), Some(to)) = (from.get(..words), to.get(..words)) else { return };
    for (slot, word) in to.iter().zip(from) {
        slot.store(word.load(Relaxed), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::{ledger::people::spot::PAGE, standing::tag_words_for};

    /// Everyone's words but the first two: of the rows, and of the marks.
    fn words(pages: &Pages, spot: Spot, answers: usize) -> impl Iterator<Item = (usize, &AtomicU64)> {
        let rows = pages.words(spot)[..Answers::words_for(answers)].iter().skip(2);
        rows.chain(&pages.words(Blocks::marks(spot, answers))[..tag_words_for(answers)]).enumerate()
    }

    /// Writes a person's rows: as many answers, and the number in every word that could tell.
    fn write(pages: &Pages, spot: Spot, number: u32, answers: usize) {
        pages.words(spot)[1].store(u64::from(number) | (answers as u64) << 32, Relaxed);
        for (at, word) in words(pages, spot, answers) {
            word.store(u64::from(number) << 20 | at as u64, Relaxed);
        }
    }

    fn is_whole(pages: &Pages, spot: Spot, number: u32, answers: usize) -> bool {
        Answers::new(pages.words(spot), 0).number() == number
            && words(pages, spot, answers).all(|(at, word)| word.load(Relaxed) == u64::from(number) << 20 | at as u64)
    }

    const fn words_for(answers: usize) -> usize {
        Answers::words_for(answers) + tag_words_for(answers)
    }

    #[test]
    fn everyones_rows_stay_whole_while_people_grow_and_little_is_lost() {
        let (pages, mut blocks) = (Pages::default(), Blocks::default());
        let mut people: HashMap<u32, (Spot, usize)> = HashMap::new();
        let mut random = 1u64;
        for step in 0..60_000u32 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = (random >> 33) as u32 % 2_000;
            let old = people.get(&number).copied();
            let grown = if step % 1_000 == 0 { 400 } else { 1 };
            let answers = old.map_or(0, |(_, answers)| answers + grown);
            let spot = blocks.allocate(answers, &pages).unwrap();
            write(&pages, spot, number, answers);
            people.insert(number, (spot, answers));
            if let Some((spot, answers)) = old {
                blocks.release(spot, answers, &pages, |number, to| {
                    people.get_mut(&number).unwrap().0 = to;
                });
            }
        }
        assert!(people.iter().all(|(number, (spot, answers))| is_whole(&pages, *spot, *number, *answers)));
        for size in &blocks.sizes {
            assert!(size.gaps.len() <= tolerated(size.len));
        }
        let taken: usize = people.values().map(|(_, answers)| words_for(*answers)).sum();
        let held: usize = blocks.sizes.iter().map(|size| size.pages.len() * PAGE).sum();
        let own = |answers: usize| if let BlockSize::Own(pages) = BlockSize::of(answers) { pages * PAGE } else { 0 };
        let held = held + people.values().map(|(_, answers)| own(*answers)).sum::<usize>();
        assert!(held < taken + taken / 5 + SIZES * PAGE, "{held} words for {taken}");
    }
}
