//! EntrySlot for people's rows and marks, in many sizes, packed densely into pages.
//!
//! People grow answer by answer, so blocks of every size come and go; left where they are, the gaps would soon outweigh
//! what is there. So blocks of one size lie one after the other over pages of their own, and a gap is filled by the last
//! of them: nothing is lost but the end of a page. That moves someone else's rows, which a listener may be reading; it is
//! noticed like any other change.
//!
//! A block is in two parts. In a page all rows come first and then all marks, so that what checks read lies close
//! together, and the caches take in nothing else:
//!
//! ```text
//!   page: own word │ rows of block 0 │ rows of 1 │ … │ marks of block 0 │ marks of 1 │ … │ unused
//! ```

use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
    fence,
};

use super::pages::{PAGE, Pages, Spot};
use crate::standing::{Answers, UNNUMBERED, tag_words_for};

/// Up to so many answers have a size of their own.
const EXACT: usize = 42;
/// The larger sizes let so many blocks into a page.
const PARTS: [usize; 7] = [7, 6, 5, 4, 3, 2, 1];
const SIZES: usize = EXACT + 1 + PARTS.len();
const SHAPES: [Shape; SIZES] = shapes();

const fn shapes() -> [Shape; SIZES] {
    let mut shapes = [Shape::of(0); SIZES];
    let mut size = 0;
    #[allow(clippy::indexing_slicing, reason = "worked out when this is compiled")]
    while size < SIZES {
        shapes[size] = if size <= EXACT { Shape::of(size) } else { Shape::of(most_answers(PARTS[size - EXACT - 1])) };
        size += 1;
    }
    shapes
}

/// The most answers of which so many blocks fit into a page.
const fn most_answers(blocks: usize) -> usize {
    let mut answers = 0;
    while Shape::of(answers + 1).a_page >= blocks {
        answers += 1;
    }
    answers
}

/// What a block for so many answers takes.
enum Size {
    /// A place among equals: which size, and how they lie.
    Shared(usize, Shape),
    /// So many pages of its own.
    Own(usize),
}

/// How blocks of one size lie in a page.
#[derive(Clone, Copy)]
struct Shape {
    /// How many answers a block has room for.
    answers: usize,
    /// Words of one block's rows, and of its marks.
    rows: usize,
    marks: usize,
    /// How many blocks a page holds. Its first word is the page's own.
    a_page: usize,
}

impl Shape {
    const fn of(answers: usize) -> Self {
        let (rows, marks) = (Answers::words_for(answers), tag_words_for(answers));
        Self { answers, rows, marks, a_page: (PAGE - 1) / (rows + marks) }
    }

    /// Where the rows and the marks of a block of the page begin.
    const fn in_page(self, block: usize) -> [usize; 2] {
        [1 + block * self.rows, 1 + self.a_page * self.rows + block * self.marks]
    }

    /// The block whose rows begin there.
    const fn block(self, between: usize) -> usize {
        between.saturating_sub(1) / self.rows
    }
}

impl Size {
    fn of(answers: usize) -> Self {
        let size = if answers <= EXACT {
            Some(answers)
        } else {
            SHAPES.iter().skip(EXACT + 1).position(|shape| answers <= shape.answers).map(|part| EXACT + 1 + part)
        };
        match size.and_then(|size| Some((size, *SHAPES.get(size)?))) {
            Some((size, shape)) => Self::Shared(size, shape),
            None => Self::Own((Answers::words_for(answers) + tag_words_for(answers)).div_ceil(PAGE)),
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
    /// Where the marks lie of somebody with so many answers whose rows lie at `spot`; anywhere if nobody has.
    #[inline]
    pub(super) fn marks(spot: Spot, answers: usize) -> Spot {
        let (page, between) = spot.in_page();
        match Size::of(answers) {
            Size::Own(_) => spot.plus(Answers::words_for(answers)),
            Size::Shared(_, shape) => {
                let [_, marks] = shape.in_page(shape.block(between));
                page.plus(marks)
            }
        }
    }

    /// A block for so many answers, with anything in it; `None` if there is no memory for it.
    pub(super) fn take(&mut self, answers: usize, pages: &Pages) -> Option<Spot> {
        match Size::of(answers) {
            Size::Own(count) => pages.take(count),
            Size::Shared(size, shape) => self.sizes.get_mut(size)?.take(shape, pages),
        }
    }

    /// Takes a block back that held so many answers. Tells of whom it moves: the person's number, and where to.
    ///
    /// INVARIANT: its person's rows are said to lie elsewhere already.
    pub(super) fn give(&mut self, spot: Spot, answers: usize, pages: &Pages, moved: impl FnMut(u32, Spot)) {
        match Size::of(answers) {
            Size::Own(count) => pages.give(spot, count),
            Size::Shared(size, shape) => {
                if let Some(size) = self.sizes.get_mut(size) {
                    size.give(spot, shape, pages, moved);
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
    /// Where the rows and the marks of a block begin.
    fn spots(&self, block: usize, shape: Shape) -> Option<[Spot; 2]> {
        let page = self.pages.get(block / shape.a_page)?;
        Some(shape.in_page(block % shape.a_page).map(|words| page.plus(words)))
    }

    fn take(&mut self, shape: Shape, pages: &Pages) -> Option<Spot> {
        let block = match self.gaps.pop() {
            Some(gap) => gap,
            None => {
                if self.len == self.pages.len() * shape.a_page {
                    let page = pages.take(1)?;
                    if let Some(own) = pages.words(page).first() {
                        own.store(self.pages.len() as u64, Relaxed);
                    }
                    self.pages.push(page);
                }
                self.len += 1;
                self.len - 1
            }
        };
        self.spots(block, shape).map(|[rows, _]| rows)
    }

    fn give(&mut self, spot: Spot, shape: Shape, pages: &Pages, mut moved: impl FnMut(u32, Spot)) {
        let (page, between) = spot.in_page();
        let page = pages.words(page).first().map_or(0, |own| own.load(Relaxed) as usize);
        let block = page * shape.a_page + shape.block(between);
        Self::mark_gap(pages.words(spot), self.gaps.len());
        self.gaps.push(block);
        while self.gaps.len() > tolerated(self.len) {
            self.close_a_gap(shape, pages, &mut moved);
        }
        while self.pages.len() > self.len.div_ceil(shape.a_page) {
            if let Some(page) = self.pages.pop() {
                pages.give(page, 1);
            }
        }
    }

    /// Makes the blocks one fewer: the last is a gap itself, or fills one.
    fn close_a_gap(&mut self, shape: Shape, pages: &Pages, moved: &mut impl FnMut(u32, Spot)) {
        let Some(last) = self.len.checked_sub(1).and_then(|last| self.spots(last, shape)) else { return };
        self.len -= 1;
        let [source, source_marks] = last.map(|spot| pages.words(spot));
        let number = Answers::new(source, 0).number();
        if number == UNNUMBERED {
            let at = source.first().map_or(0, |word| word.load(Relaxed) as usize);
            if at < self.gaps.len() {
                self.gaps.swap_remove(at);
                self.renumber(at, shape, pages);
            }
            return;
        }
        if let Some([to, to_marks]) = self.gaps.pop().and_then(|gap| self.spots(gap, shape)) {
            // As for every write where others may read: see `EntryUpdate::write`.
            fence(Release);
            copy(source, pages.words(to), shape.rows);
            copy(source_marks, pages.words(to_marks), shape.marks);
            moved(number, to);
        }
    }

    /// Tells the gap at that place in the list where it stands.
    fn renumber(&self, at: usize, shape: Shape, pages: &Pages) {
        if let Some([spot, _]) = self.gaps.get(at).and_then(|gap| self.spots(*gap, shape)) {
            Self::mark_gap(pages.words(spot), at);
        }
    }

    /// A gap belongs to nobody, and says where in the list of gaps it stands.
    fn mark_gap(block: &[AtomicU64], at: usize) {
        fence(Release);
        for (slot, word) in block.iter().zip([at as u64, u64::from(UNNUMBERED)]) {
            slot.store(word, Relaxed);
        }
    }
}

fn copy(from: &[AtomicU64], to: &[AtomicU64], words: usize) {
    let (Some(from), Some(to)) = (from.get(..words), to.get(..words)) else { return };
    for (slot, word) in to.iter().zip(from) {
        slot.store(word.load(Relaxed), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

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
    fn sizes_are_large_enough_and_fill_their_pages() {
        for answers in (0..2_000).chain([65_535]) {
            match Size::of(answers) {
                Size::Shared(size, shape) => {
                    let Shape { rows, marks, a_page, answers: room } = shape;
                    assert!(answers <= room, "{answers}");
                    assert!(
                        size < SIZES && rows >= Answers::words_for(answers) && marks >= tag_words_for(answers),
                        "{answers}"
                    );
                    assert!(
                        a_page > 0 && (PAGE - 1) % (rows + marks) * 8 < PAGE,
                        "{answers}: an eighth is lost at most"
                    );
                    let [_, last] = shape.in_page(a_page - 1);
                    assert!(last + marks <= PAGE, "{answers}");
                }
                Size::Own(pages) => assert!(pages * PAGE >= words_for(answers) && pages <= 256, "{answers}"),
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
                blocks.give(spot, answers, &pages, |number, to| {
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
        let own = |answers: usize| if let Size::Own(pages) = Size::of(answers) { pages * PAGE } else { 0 };
        let held = held + people.values().map(|(_, answers)| own(*answers)).sum::<usize>();
        assert!(held < taken + taken / 5 + SIZES * PAGE, "{held} words for {taken}");
    }
}
