//! Where words lie in the pages, as numbers.

/// Words of a page: 16 KiB.
pub(super) const PAGE: usize = 1 << 11;

/// Bits that name a segment.
pub(super) const SEGMENT_BITS: u32 = 9;
/// Bits that name a word of a segment.
pub(super) const OFFSET_BITS: u32 = 25;

/// Where words begin: a segment of the [pages](super::pages::Pages), and the offset of a word in it.
///
/// A spot is a number and no promise: the words there may be anybody's by now, and a spot that names no segment has
/// no words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Spot {
    /// Which segment.
    pub(super) segment: u32,
    /// How many words after its start.
    pub(super) offset: u32,
}

impl Spot {
    /// How many bits [`bits`](Self::bits) takes: 34, so 128 GiB of words can be named.
    pub(super) const BITS: u32 = SEGMENT_BITS + OFFSET_BITS;

    /// The spot as the lowest [`BITS`](Self::BITS) bits of a word.
    pub(super) const fn bits(self) -> u64 {
        (self.segment as u64) << OFFSET_BITS | self.offset as u64
    }

    /// The spot that [`bits`](Self::bits) was taken of; higher bits are ignored.
    #[inline]
    pub(super) const fn of_bits(bits: u64) -> Self {
        Self {
            segment: (bits >> OFFSET_BITS) as u32 & ((1 << SEGMENT_BITS) - 1),
            offset: bits as u32 & ((1 << OFFSET_BITS) - 1),
        }
    }

    /// The spot that many words further on in the same segment.
    pub(super) const fn plus(self, words: usize) -> Self {
        Self { segment: self.segment, offset: self.offset + words as u32 }
    }

    /// The start of the page that the spot is in, and how many words lie between the two.
    pub(super) const fn in_page(self) -> (Self, usize) {
        let between = self.offset as usize % PAGE;
        (Self { segment: self.segment, offset: self.offset - between as u32 }, between)
    }
}

/// Where a person's words lie, and how often they have been written or moved.
///
/// INVARIANT: two equal versioned spots of one person mean that nothing happened in between. A reader compares the
/// one it began with and the one it ends with, and relies on what it read only if they are equal.
///
/// ```text
///   63 ──────────── 34 33 ─────── 25 24 ──────────── 0
///   changes (30 bits)  segment (9)   offset (25)
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct VersionedSpot(u64);

impl VersionedSpot {
    /// The value of a person whose words were never written.
    pub(super) const NONE: Self = Self(0);

    /// The versioned spot that [`word`](Self::word) was taken of.
    #[inline(always)]
    pub(super) const fn of_word(word: u64) -> Self {
        Self(word)
    }

    /// Count and spot in one word, so that one atomic holds both.
    #[inline(always)]
    pub(super) const fn word(self) -> u64 {
        self.0
    }

    /// The spot alone.
    #[inline]
    pub(super) const fn spot(self) -> Spot {
        Spot::of_bits(self.0)
    }

    /// The versioned spot after one change more, with the words at `spot`.
    ///
    /// The count has 30 bits: it wraps after a billion changes of one person, far more than can happen during one
    /// read. It skips 0, so that it never equals [`NONE`](Self::NONE).
    pub(super) const fn then(self, spot: Spot) -> Self {
        let count = (self.0 >> Spot::BITS) + 1;
        let count = if count >> (64 - Spot::BITS) == 0 { count } else { 1 };
        Self(count << Spot::BITS | spot.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots_fit_their_bits() {
        for (segment, offset) in [(0, 0), (7, 123), ((1 << SEGMENT_BITS) - 1, (1 << OFFSET_BITS) - 1)] {
            let spot = Spot { segment, offset };
            assert_eq!(Spot::of_bits(spot.bits() | u64::MAX << Spot::BITS), spot);
        }
        let spot = Spot { segment: 3, offset: 5 * PAGE as u32 + 9 };
        assert_eq!(spot.in_page(), (Spot { segment: 3, offset: 5 * PAGE as u32 }, 9));
    }
}
