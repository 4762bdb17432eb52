//! Memory in pages, given out and taken back, that may be read all the while.
//!
//! Words are atomic, so whoever still reads a page that has been given to someone else reads nonsense and nothing worse;
//! [`People`](super::People) notices and reads again. So nothing has to be kept for readers, and they have to tell
//! nobody that they read.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering::Release, fence},
    },
};

use prefetch_index::prefetch_index;

/// Words that caches take in together.
const LINE: usize = 8;
/// Words of a page.
pub(super) const PAGE: usize = 1 << 11;
/// Pages of the first segment; each has twice as many as the one before, up to [`MANY`].
const FIRST: usize = 4;
/// From here on a segment has a share of all pages there are, so that little of the newest lies idle.
const MANY: usize = 1 << 4;
const SHARE: usize = 32;
/// Pages of the largest segments.
const LARGEST: usize = 1 << (OFFSET_BITS - PAGE.trailing_zeros());

const SEGMENT_BITS: u32 = 9;
const OFFSET_BITS: u32 = 25;

/// Where words begin: a segment, and an offset in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Spot {
    segment: u32,
    offset: u32,
}

impl Spot {
    /// How many bits a spot takes.
    pub(super) const BITS: u32 = SEGMENT_BITS + OFFSET_BITS;

    pub(super) const fn bits(self) -> u64 {
        (self.segment as u64) << OFFSET_BITS | self.offset as u64
    }

    /// What [`bits`](Self::bits) gave, whatever stands above them.
    #[inline]
    pub(super) const fn of_bits(bits: u64) -> Self {
        Self {
            segment: (bits >> OFFSET_BITS) as u32 & ((1 << SEGMENT_BITS) - 1),
            offset: bits as u32 & ((1 << OFFSET_BITS) - 1),
        }
    }

    /// So many words further in the same segment.
    pub(super) const fn plus(self, words: usize) -> Self {
        Self { segment: self.segment, offset: self.offset + words as u32 }
    }

    /// The start of the page that the spot is in, and the words between.
    pub(super) const fn in_page(self) -> (Self, usize) {
        let between = self.offset as usize % PAGE;
        (Self { segment: self.segment, offset: self.offset - between as u32 }, between)
    }
}

/// All pages there are.
pub(super) struct Pages {
    segments: [OnceLock<Box<[AtomicU64]>>; 1 << SEGMENT_BITS],
    free: Mutex<Free>,
}

/// Pages that nobody holds.
#[derive(Default)]
struct Free {
    singles: Vec<Spot>,
    /// By how many pages in a row.
    runs: BTreeMap<usize, Vec<Spot>>,
    /// The pages of the newest segment that were never given out: from where, and how many.
    fresh: Option<(Spot, usize)>,
    /// How many segments there are, and their pages.
    segments: u32,
    pages: usize,
}

impl Default for Pages {
    fn default() -> Self {
        Self { segments: std::array::from_fn(|_| OnceLock::new()), free: Mutex::default() }
    }
}

impl Pages {
    /// The words from a spot to the end of its segment; none where there is none.
    #[inline(always)]
    pub(super) fn words(&self, spot: Spot) -> &[AtomicU64] {
        let segment = self.segments.get(spot.segment as usize).and_then(OnceLock::get);
        segment.and_then(|words| words.get(spot.offset as usize..)).unwrap_or_default()
    }

    /// Asks the caches for so many words from a spot on.
    #[inline(always)]
    pub(super) fn fetch(&self, spot: Spot, words: usize) {
        let from = self.words(spot);
        for line in 0..words.div_ceil(LINE) {
            prefetch_index(from, line * LINE);
        }
    }

    /// So many pages in a row, with anything in them; `None` if there is no more memory that a spot can name.
    pub(super) fn take(&self, pages: usize) -> Option<Spot> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let spot = free.reuse(pages).or_else(|| free.carve(pages)).or_else(|| {
            let size = free.next_size().max(pages);
            let segment = self.segments.get(free.segments as usize)?;
            segment.get_or_init(|| (0..size * PAGE).map(|_| AtomicU64::new(0)).collect());
            free.keep_fresh();
            free.fresh = Some((Spot { segment: free.segments, offset: 0 }, size));
            free.segments += 1;
            free.pages += size;
            free.carve(pages)
        })?;
        // Whoever reads what is written there from now on sees that its former holders have left.
        fence(Release);
        Some(spot)
    }

    /// Takes pages back.
    pub(super) fn give(&self, spot: Spot, pages: usize) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).keep(spot, pages);
    }
}

impl Free {
    fn keep(&mut self, spot: Spot, pages: usize) {
        match pages {
            0 => {}
            1 => self.singles.push(spot),
            _ => self.runs.entry(pages).or_default().push(spot),
        }
    }

    /// How many pages the next segment has.
    fn next_size(&self) -> usize {
        if self.pages < MANY { self.pages.max(FIRST) } else { (self.pages / SHARE).clamp(MANY, LARGEST) }
    }

    /// What is left of a segment when a new one begins.
    fn keep_fresh(&mut self) {
        if let Some((spot, pages)) = self.fresh.take() {
            self.keep(spot, pages);
        }
    }

    /// From what was given back: the shortest run that is long enough.
    fn reuse(&mut self, pages: usize) -> Option<Spot> {
        if pages == 1
            && let Some(spot) = self.singles.pop()
        {
            return Some(spot);
        }
        let (&length, spots) = self.runs.range_mut(pages..).next()?;
        let spot = spots.pop();
        if spots.is_empty() {
            self.runs.remove(&length);
        }
        let spot = spot?;
        self.keep(spot.plus(pages * PAGE), length - pages);
        Some(spot)
    }

    fn carve(&mut self, pages: usize) -> Option<Spot> {
        let (spot, left) = self.fresh.filter(|(_, left)| *left >= pages)?;
        self.fresh = (left > pages).then(|| (spot.plus(pages * PAGE), left - pages));
        Some(spot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn spots_fit_their_bits() {
        for (segment, offset) in [(0, 0), (7, 123), ((1 << SEGMENT_BITS) - 1, (1 << OFFSET_BITS) - 1)] {
            let spot = Spot { segment, offset };
            assert_eq!(Spot::of_bits(spot.bits() | u64::MAX << Spot::BITS), spot);
        }
        let spot = Spot { segment: 3, offset: 5 * PAGE as u32 + 9 };
        assert_eq!(spot.in_page(), (Spot { segment: 3, offset: 5 * PAGE as u32 }, 9));
    }

    #[test]
    fn no_page_is_held_twice_and_none_is_lost() {
        let pages = Pages::default();
        let mut held: Vec<(Spot, usize)> = Vec::new();
        let mut number = 1u64;
        for round in 0..4_000usize {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let count = [1, 1, 1, 2, 5, 177][(number >> 33) as usize % 6];
            if round % 3 == 2 && !held.is_empty() {
                let (spot, count) = held.swap_remove((number >> 40) as usize % held.len());
                pages.give(spot, count);
            } else {
                let spot = pages.take(count).unwrap();
                assert!(pages.words(spot).len() >= count * PAGE);
                held.push((spot, count));
            }
        }
        let mut seen = HashSet::new();
        for (spot, count) in &held {
            for page in 0..*count {
                assert!(seen.insert(spot.plus(page * PAGE).bits()), "held twice");
            }
        }
        let all: usize = pages.segments.iter().filter_map(OnceLock::get).map(|words| words.len() / PAGE).sum();
        let free = pages.free.into_inner().unwrap();
        let runs: usize = free.runs.iter().map(|(pages, spots)| pages * spots.len()).sum();
        let fresh = free.fresh.map_or(0, |(_, pages)| pages);
        assert_eq!(seen.len() + free.singles.len() + runs + fresh, all);
    }
}
