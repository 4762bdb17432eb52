//! The memory that people's words lie in: pages that are allocated and released, and may be read all the while.
//!
//! Words are atomic, so whoever still reads a page that was given to someone else reads nonsense and nothing worse;
//! [`People`](super::people::People) notices that and reads again. So no page has to be kept for readers, and readers
//! have to tell nobody that they read. Pages are never returned to the operating system while the ledger lives.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering::Release, fence},
    },
};

use prefetch_index::prefetch_index;

use super::spot::{OFFSET_BITS, PAGE, SEGMENT_BITS, Spot};

/// Words of a cache line.
const LINE: usize = 8;
/// Pages of the first segment; each has twice as many as the one before, up to [`MANY`].
const FIRST: usize = 4;
/// From here on a segment has a share of all pages there are, so that little of the newest lies idle.
const MANY: usize = 1 << 4;
/// The share: a new segment has one page for so many that there are.
const SHARE: usize = 32;
/// Pages of the largest segments.
const LARGEST: usize = 1 << (OFFSET_BITS - PAGE.trailing_zeros());

/// All pages of a ledger.
pub(super) struct Pages {
    /// Made when needed, and never dropped or moved; so words can be read without a lock.
    segments: [OnceLock<Box<[AtomicU64]>>; 1 << SEGMENT_BITS],
    /// Held only while pages change hands, which is once for many changes of people.
    free: Mutex<FreePages>,
}

/// The pages that nobody holds.
///
/// Everything ever allocated is either held by somebody, in `singles`, in `runs` or in `fresh`.
#[derive(Default)]
struct FreePages {
    /// Pages by themselves.
    singles: Vec<Spot>,
    /// Runs of two pages and more, by their length.
    runs: BTreeMap<usize, Vec<Spot>>,
    /// The pages of the newest segment that were never given out: from where, and how many.
    fresh: Option<(Spot, usize)>,
    /// How many segments there are.
    segments: u32,
    /// How many pages these have together.
    pages: usize,
}

impl Default for Pages {
    fn default() -> Self {
        Self { segments: std::array::from_fn(|_| OnceLock::new()), free: Mutex::default() }
    }
}

impl Pages {
    /// The words from a spot to the end of its segment; none where the spot names nothing.
    #[inline(always)]
    pub(super) fn words(&self, spot: Spot) -> &[AtomicU64] {
        let segment = self.segments.get(spot.segment as usize).and_then(OnceLock::get);
        segment.and_then(|words| words.get(spot.offset as usize..)).unwrap_or_default()
    }

    /// Prefetches that many words from a spot on.
    #[inline(always)]
    pub(super) fn prefetch(&self, spot: Spot, words: usize) {
        let from = self.words(spot);
        for line in 0..words.div_ceil(LINE) {
            prefetch_index(from, line * LINE);
        }
    }

    /// Allocates that many pages in a row. Their words hold whatever was there before; `None` if a spot can name no
    /// more memory.
    pub(super) fn allocate(&self, pages: usize) -> Option<Spot> {
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
        // INVARIANT: whoever reads what is written there from now on sees that its former holders have moved on.
        fence(Release);
        Some(spot)
    }

    /// Takes pages back, to be allocated again.
    ///
    /// They may still be read by whoever found them before; what is written there next is seen to be someone else's.
    pub(super) fn release(&self, spot: Spot, pages: usize) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).keep(spot, pages);
    }
}

impl FreePages {
    /// Notes that nobody holds these pages.
    fn keep(&mut self, spot: Spot, pages: usize) {
        match pages {
            0 => {}
            1 => self.singles.push(spot),
            _ => self.runs.entry(pages).or_default().push(spot),
        }
    }

    /// How many pages the next segment will have.
    fn next_size(&self) -> usize {
        if self.pages < MANY { self.pages.max(FIRST) } else { (self.pages / SHARE).clamp(MANY, LARGEST) }
    }

    /// Notes the rest of the newest segment as free before another one begins.
    fn keep_fresh(&mut self) {
        if let Some((spot, pages)) = self.fresh.take() {
            self.keep(spot, pages);
        }
    }

    /// Allocates from what was released: the shortest run that is long enough.
    ///
    /// What is left of the run goes back as a shorter one. Runs are not joined again.
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

    /// Allocates from the pages of the newest segment that were never given out.
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
    fn no_page_is_held_twice_and_none_is_lost() {
        let pages = Pages::default();
        let mut held: Vec<(Spot, usize)> = Vec::new();
        let mut number = 1u64;
        for round in 0..4_000usize {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let count = [1, 1, 1, 2, 5, 177][(number >> 33) as usize % 6];
            if round % 3 == 2 && !held.is_empty() {
                let (spot, count) = held.swap_remove((number >> 40) as usize % held.len());
                pages.release(spot, count);
            } else {
                let spot = pages.allocate(count).unwrap();
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
