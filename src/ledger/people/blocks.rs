//! Blocks of words of many sizes, packed densely into pages.
//!
//! People grow answer by answer, so blocks of every size come and go; left where they are, the gaps would soon outweigh
//! what is there. So blocks of one size lie one after the other over pages of their own, and a gap is filled by the last
//! of them: nothing is lost but the end of a page. That moves someone else's rows, which a reader may be reading; it is
//! noticed like any other change.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
    fence,
};

use super::pages::{PAGE, Pages, Spot};
use crate::standing::{Rows, Standing};

/// Up to so many answers have a size of their own.
const EXACT: usize = 42;
/// Words of the larger sizes: an even part of a page each. The first word of a page is the page's own.
const PARTS: [usize; 7] =
    [(PAGE - 1) / 7, (PAGE - 1) / 6, (PAGE - 1) / 5, (PAGE - 1) / 4, (PAGE - 1) / 3, (PAGE - 1) / 2, PAGE - 1];
const SIZES: usize = EXACT + 1 + PARTS.len();

/// What a block for so many answers takes.
enum Size {
    /// A place among equals: which size, and its words.
    Shared(usize, usize),
    /// So many pages of its own.
    Own(usize),
}

impl Size {
    fn of(answers: usize) -> Self {
        let words = Rows::words_for(answers);
        if answers <= EXACT {
            return Self::Shared(answers, words);
        }
        match PARTS.iter().position(|part| words <= *part) {
            Some(part) => Self::Shared(EXACT + 1 + part, PARTS.get(part).copied().unwrap_or(PAGE - 1)),
            None => Self::Own(words.div_ceil(PAGE)),
        }
    }
}

/// The blocks of some of the people. Whoever changes them is alone with these.
pub(super) struct Blocks {
    sizes: [Packed; SIZES],
}

/// Blocks of one size.
#[derive(Default)]
struct Packed {
    pages: Vec<Spot>,
    /// Blocks 0 to `len` are taken or gaps.
    len: usize,
    /// The numbers of the gaps. A gap's first word says where in here it stands.
    gaps: Vec<usize>,
}

impl Default for Blocks {
    fn default() -> Self {
        Self { sizes: std::array::from_fn(|_| Packed::default()) }
    }
}

impl Blocks {
    /// A block for so many answers, with anything in it; `None` if there is no memory for it.
    pub(super) fn take(&mut self, answers: usize, pages: &Pages) -> Option<Spot> {
        match Size::of(answers) {
            Size::Own(count) => pages.take(count),
            Size::Shared(size, words) => self.sizes.get_mut(size)?.take(words, pages),
        }
    }

    /// Takes a block back that held so many answers. Tells of whom it moves: the person's number, where from and where to.
    ///
    /// INVARIANT: its person's rows are said to lie elsewhere already.
    pub(super) fn give(&mut self, spot: Spot, answers: usize, pages: &Pages, moved: impl FnMut(u32, Spot, Spot)) {
        match Size::of(answers) {
            Size::Own(count) => pages.give(spot, count),
            Size::Shared(size, words) => {
                if let Some(size) = self.sizes.get_mut(size) {
                    size.give(spot, words, pages, moved);
                }
            }
        }
    }
}

/// As many gaps are left for newcomers of that size.
const fn tolerated(blocks: usize) -> usize {
    blocks / 64 + 1
}

impl Packed {
    const fn a_page(words: usize) -> usize {
        (PAGE - 1) / words
    }

    fn spot(&self, block: usize, words: usize) -> Option<Spot> {
        let page = self.pages.get(block / Self::a_page(words))?;
        Some(page.plus(1 + block % Self::a_page(words) * words))
    }

    fn take(&mut self, words: usize, pages: &Pages) -> Option<Spot> {
        if let Some(gap) = self.gaps.pop() {
            return self.spot(gap, words);
        }
        if self.len == self.pages.len() * Self::a_page(words) {
            let page = pages.take(1)?;
            if let Some(own) = pages.words(page).first() {
                own.store(self.pages.len() as u64, Relaxed);
            }
            self.pages.push(page);
        }
        self.len += 1;
        self.spot(self.len - 1, words)
    }

    fn give(&mut self, spot: Spot, words: usize, pages: &Pages, mut moved: impl FnMut(u32, Spot, Spot)) {
        let (page, between) = spot.in_page();
        let page = pages.words(page).first().map_or(0, |own| own.load(Relaxed) as usize);
        let block = page * Self::a_page(words) + (between - 1) / words;
        Self::mark_gap(pages.words(spot), self.gaps.len());
        self.gaps.push(block);
        while self.gaps.len() > tolerated(self.len) {
            self.close_a_gap(words, pages, &mut moved);
        }
        while self.pages.len() > self.len.div_ceil(Self::a_page(words)) {
            if let Some(page) = self.pages.pop() {
                pages.give(page, 1);
            }
        }
    }

    /// Makes the blocks one fewer: the last is a gap itself, or fills one.
    fn close_a_gap(&mut self, words: usize, pages: &Pages, moved: &mut impl FnMut(u32, Spot, Spot)) {
        let Some(last) = self.len.checked_sub(1).and_then(|last| self.spot(last, words)) else { return };
        let source = pages.words(last);
        self.len -= 1;
        let rows = Rows::new(source, 0);
        if rows.number() == Standing::UNNUMBERED {
            let at = source.first().map_or(0, |word| word.load(Relaxed) as usize);
            if at < self.gaps.len() {
                self.gaps.swap_remove(at);
                self.renumber(at, words, pages);
            }
            return;
        }
        if let Some(to) = self.gaps.pop().and_then(|gap| self.spot(gap, words)) {
            // As for every write where others may read: see `Successor::write`.
            fence(Release);
            if let (Some(to), Some(source)) = (pages.words(to).get(..words), source.get(..words)) {
                for (slot, word) in to.iter().zip(source) {
                    slot.store(word.load(Relaxed), Relaxed);
                }
            }
            moved(rows.number(), last, to);
        }
    }

    /// Tells the gap at that place in the list where it stands.
    fn renumber(&self, at: usize, words: usize, pages: &Pages) {
        if let Some(spot) = self.gaps.get(at).and_then(|gap| self.spot(*gap, words)) {
            Self::mark_gap(pages.words(spot), at);
        }
    }

    /// A gap belongs to nobody, and says where in the list of gaps it stands.
    fn mark_gap(block: &[AtomicU64], at: usize) {
        fence(Release);
        for (slot, word) in block.iter().zip([at as u64, u64::from(Standing::UNNUMBERED)]) {
            slot.store(word, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Writes a person's rows: as many answers, and the number in every word that could tell.
    fn write(pages: &Pages, spot: Spot, number: u32, answers: usize) {
        let words = pages.words(spot);
        words[1].store(u64::from(number) | (answers as u64) << 32, Relaxed);
        for (at, word) in words[..Rows::words_for(answers)].iter().enumerate().skip(2) {
            word.store(u64::from(number) << 20 | at as u64, Relaxed);
        }
    }

    fn is_whole(pages: &Pages, spot: Spot, number: u32, answers: usize) -> bool {
        let words = pages.words(spot);
        Rows::new(words, 0).number() == number
            && words[..Rows::words_for(answers)]
                .iter()
                .enumerate()
                .skip(2)
                .all(|(at, word)| word.load(Relaxed) == u64::from(number) << 20 | at as u64)
    }

    #[test]
    fn sizes_are_large_enough_and_fill_their_pages() {
        for answers in (0..2_000).chain([65_535]) {
            match Size::of(answers) {
                Size::Shared(size, words) => {
                    assert!(size < SIZES && words >= Rows::words_for(answers) && words < PAGE, "{answers}");
                    assert!((PAGE - 1) % words * 8 < PAGE, "{answers}: an eighth of the page at most is lost");
                }
                Size::Own(pages) => assert!(pages * PAGE >= Rows::words_for(answers) && pages <= 256, "{answers}"),
            }
        }
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
            let spot = blocks.take(answers, &pages).unwrap();
            write(&pages, spot, number, answers);
            people.insert(number, (spot, answers));
            if let Some((spot, answers)) = old {
                blocks.give(spot, answers, &pages, |number, from, to| {
                    let person = people.get_mut(&number).unwrap();
                    assert_eq!(std::mem::replace(&mut person.0, to), from);
                });
            }
        }
        assert!(people.iter().all(|(number, (spot, answers))| is_whole(&pages, *spot, *number, *answers)));
        for size in &blocks.sizes {
            assert!(size.gaps.len() <= tolerated(size.len));
        }
        let taken: usize = people.values().map(|(_, answers)| Rows::words_for(*answers)).sum();
        let held: usize = blocks.sizes.iter().map(|size| size.pages.len() * PAGE).sum();
        let own = |answers: usize| if let Size::Own(pages) = Size::of(answers) { pages * PAGE } else { 0 };
        let held = held + people.values().map(|(_, answers)| own(*answers)).sum::<usize>();
        assert!(held < taken + taken / 5 + SIZES * PAGE, "{held} words for {taken}");
    }
}
