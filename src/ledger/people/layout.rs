//! How large a person's block is, and how blocks of one size lie in a page.
//!
//! Most people have few answers, so up to 42 each number has a size of its own and no word is wasted. Beyond that a
//! size is the most answers that fit seven, six, … blocks to a page, and beyond a whole page a block has pages of its
//! own.

use super::spot::PAGE;
use crate::standing::{Answers, tag_words_for};

/// Up to that many answers, every number has a size of its own.
const EXACT: usize = 42;
/// The larger sizes are as large as that many blocks to a page allow.
const PARTS: [usize; 7] = [7, 6, 5, 4, 3, 2, 1];
/// How many sizes share pages.
pub(super) const SIZES: usize = EXACT + 1 + PARTS.len();
/// The layout of a page for each size.
const LAYOUTS: [PageLayout; SIZES] = layouts();

/// Works the [`LAYOUTS`] out.
const fn layouts() -> [PageLayout; SIZES] {
    let mut layouts = [PageLayout::of(0); SIZES];
    let mut size = 0;
    #[allow(clippy::indexing_slicing, reason = "worked out when this is compiled")]
    while size < SIZES {
        layouts[size] =
            if size <= EXACT { PageLayout::of(size) } else { PageLayout::of(most_answers(PARTS[size - EXACT - 1])) };
        size += 1;
    }
    layouts
}

/// The most answers a block can have if that many blocks are to fit into a page.
///
/// Found by counting up, which costs nothing at run time: the layouts are constants.
const fn most_answers(blocks: usize) -> usize {
    let mut answers = 0;
    while PageLayout::of(answers + 1).per_page >= blocks {
        answers += 1;
    }
    answers
}

/// What a block takes.
pub(super) enum BlockSize {
    /// A part of a page that holds blocks of that size: which of the [`SIZES`], and how its pages are laid out.
    Shared(usize, PageLayout),
    /// That many pages of its own, for those with hundreds of answers.
    Own(usize),
}

/// How blocks of one size lie in a page.
///
/// All rows come first and then all marks, so that what checks read lies close together. The page's first word is its
/// own: it says which of its size's pages it is.
#[derive(Clone, Copy)]
pub(super) struct PageLayout {
    /// How many answers a block has room for.
    pub(super) capacity: usize,
    /// How many words the rows of one block take: what a check reads.
    pub(super) rows: usize,
    /// How many words the marks of one block take: which events the answers were.
    pub(super) marks: usize,
    /// How many blocks a page holds.
    pub(super) per_page: usize,
}

impl PageLayout {
    /// The layout for blocks of that many answers.
    const fn of(answers: usize) -> Self {
        let (rows, marks) = (Answers::words_for(answers), tag_words_for(answers));
        Self { capacity: answers, rows, marks, per_page: (PAGE - 1) / (rows + marks) }
    }

    /// Where in the page the rows of a block begin, and where its marks.
    pub(super) const fn in_page(self, block: usize) -> [usize; 2] {
        [1 + block * self.rows, 1 + self.per_page * self.rows + block * self.marks]
    }

    /// Which block of the page has its rows that many words after the page's start.
    pub(super) const fn block(self, between: usize) -> usize {
        between.saturating_sub(1) / self.rows
    }
}

impl BlockSize {
    /// The size of a block for that many answers.
    ///
    /// Fast for those with few answers: a comparison and one look into a table.
    pub(super) fn of(answers: usize) -> Self {
        let size = if answers <= EXACT {
            Some(answers)
        } else {
            LAYOUTS.iter().skip(EXACT + 1).position(|layout| answers <= layout.capacity).map(|part| EXACT + 1 + part)
        };
        match size.and_then(|size| Some((size, *LAYOUTS.get(size)?))) {
            Some((size, layout)) => Self::Shared(size, layout),
            None => Self::Own((Answers::words_for(answers) + tag_words_for(answers)).div_ceil(PAGE)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn words_for(answers: usize) -> usize {
        Answers::words_for(answers) + tag_words_for(answers)
    }

    #[test]
    fn sizes_are_large_enough_and_fill_their_pages() {
        for answers in (0..2_000).chain([65_535]) {
            match BlockSize::of(answers) {
                BlockSize::Shared(size, layout) => {
                    let PageLayout { rows, marks, per_page, capacity } = layout;
                    assert!(answers <= capacity, "{answers}");
                    assert!(
                        size < SIZES && rows >= Answers::words_for(answers) && marks >= tag_words_for(answers),
                        "{answers}"
                    );
                    assert!(
                        per_page > 0 && (PAGE - 1) % (rows + marks) * 8 < PAGE,
                        "{answers}: an eighth is lost at most"
                    );
                    let [_, last] = layout.in_page(per_page - 1);
                    assert!(last + marks <= PAGE, "{answers}");
                }
                BlockSize::Own(pages) => assert!(pages * PAGE >= words_for(answers) && pages <= 256, "{answers}"),
            }
        }
    }
}
