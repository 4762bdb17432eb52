//! A set of nodes of one tree, as intervals of their pre-order numbers.

/// Sorted, disjoint, non-adjacent half-open intervals. A subtree is one interval, so sets stay short.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Spans(Box<[(u16, u16)]>);

impl Spans {
    /// Sorts and joins any intervals.
    pub(crate) fn new(mut spans: Vec<(u16, u16)>) -> Self {
        spans.retain(|(start, end)| start < end);
        spans.sort_unstable();
        let mut joined: Vec<(u16, u16)> = Vec::with_capacity(spans.len());
        for (start, end) in spans {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        Self(joined.into())
    }

    pub(crate) fn contains(&self, node: u16) -> bool {
        self.0.iter().any(|&(start, end)| start <= node && node < end)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        // Spans of `other` do not touch, so a span inside `other` is inside one of its spans.
        self.0.iter().all(|&(start, end)| other.0.iter().any(|&(from, to)| from <= start && end <= to))
    }

    pub(crate) fn intersection(&self, other: &Self) -> Self {
        let parts = self.0.iter().flat_map(|a| other.0.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
        Self::new(parts.collect())
    }

    pub(crate) fn intersects(&self, other: &Self) -> bool {
        self.0.iter().any(|a| other.0.iter().any(|b| a.0.max(b.0) < a.1.min(b.1)))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().flat_map(|&(start, end)| start..end)
    }

    /// The single interval, if it is one.
    pub(crate) fn as_slice(&self) -> &[(u16, u16)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_operations_agree_with_membership() {
        let a = Spans::new(vec![(5, 7), (0, 2), (2, 3), (9, 9)]);
        assert_eq!(a.as_slice(), [(0, 3), (5, 7)]);
        let b = Spans::new(vec![(1, 6)]);
        let both = a.intersection(&b);
        for node in 0..12 {
            assert_eq!(both.contains(node), a.contains(node) && b.contains(node), "{node}");
        }
        assert!(both.is_subset(&a) && both.is_subset(&b) && !a.is_subset(&b));
        assert!(a.intersects(&b) && !a.intersects(&Spans::new(vec![(3, 5)])));
        assert_eq!(a.iter().collect::<Vec<_>>(), [0, 1, 2, 5, 6]);
    }
}
