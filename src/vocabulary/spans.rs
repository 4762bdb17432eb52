//! A set of nodes of one tree, as intervals of their pre-order numbers.
//!
//! Nodes are numbered in pre-order, so the subtree of a node is one interval, and a set of subtrees is a few. The
//! whole of a tree with ten thousand nodes takes four bytes.
//!
//! ```text
//!   number  0          1                2                3       4
//!   key     marketing  marketing.email  marketing.phone  orders  service
//!   {marketing}                 is [0, 3)
//!   {marketing.email, service}  is [1, 2) and [4, 5)
//! ```

use std::cmp::Ordering;

/// Sorted, disjoint, non-adjacent half-open intervals. A subtree is one interval, so sets stay short.
///
/// INVARIANT: each interval is non-empty, and begins after the one before has ended, with at least one node between
/// them. So every set has one form, and sets can be compared with `==`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Spans(Box<[(u16, u16)]>);

impl Spans {
    /// Creates a set of any intervals, which it sorts and joins.
    ///
    /// Empty intervals are dropped; those that overlap or touch become one: `[1, 3)` and `[3, 4)` are `[1, 4)`.
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

    /// Returns whether the node is in the set.
    pub(crate) fn contains(&self, node: u16) -> bool {
        self.last_from(node).is_some_and(|&(_, end)| node < end)
    }

    /// Returns the last interval that starts at or before the node.
    ///
    /// It is the only one that the node can be in. A binary search.
    fn last_from(&self, node: u16) -> Option<&(u16, u16)> {
        let after = self.0.partition_point(|&(start, _)| start <= node);
        after.checked_sub(1).and_then(|position| self.0.get(position))
    }

    /// Returns whether the set has no node.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether every node of it is in `other`.
    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        // Spans of `other` do not touch, so a span inside `other` is inside one of its spans.
        self.0.iter().all(|&(start, end)| other.last_from(start).is_some_and(|&(_, to)| end <= to))
    }

    /// Returns the nodes that both have.
    pub(crate) fn intersection(&self, other: &Self) -> Self {
        Self(self.common(other).collect())
    }

    /// Returns whether both have a node in common.
    pub(crate) fn intersects(&self, other: &Self) -> bool {
        self.common(other).next().is_some()
    }

    /// Returns the intervals of what both have, in one pass: a policy may have thousands of rules with thousands of
    /// spans each.
    ///
    /// Whichever interval ends first can meet nothing after what it meets now, so it is left behind: both lists are
    /// walked once.
    fn common<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = (u16, u16)> + 's {
        let (mut own, mut others) = (self.0.iter().peekable(), other.0.iter().peekable());
        std::iter::from_fn(move || {
            loop {
                let (a, b) = (own.peek()?, others.peek()?);
                let (start, end) = (a.0.max(b.0), a.1.min(b.1));
                match a.1.cmp(&b.1) {
                    Ordering::Less => own.next(),
                    _ => others.next(),
                };
                if start < end {
                    return Some((start, end));
                }
            }
        })
    }

    /// Returns every node, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().flat_map(|&(start, end)| start..end)
    }

    /// Returns the intervals, sorted: each from its first node to one past its last.
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

    #[test]
    fn every_two_small_sets_do_as_sets_do() {
        const NODES: u16 = 6;
        let set = |bits: u16| {
            Spans::new((0..NODES).filter(|node| bits >> node & 1 == 1).map(|node| (node, node + 1)).collect())
        };
        let bits = |spans: &Spans| spans.iter().fold(0, |bits, node| bits | 1 << node);
        for a in 0..1 << NODES {
            let own = set(a);
            assert_eq!((bits(&own), own.is_empty()), (a, a == 0));
            assert!((0..NODES + 1).all(|node| own.contains(node) == (a >> node & 1 == 1)), "{a:b}");
            for b in 0..1 << NODES {
                let other = set(b);
                let both = own.intersection(&other);
                assert_eq!(both, set(a & b), "{a:b} {b:b}");
                assert_eq!((own.intersects(&other), own.is_subset(&other)), (a & b != 0, a & b == a), "{a:b} {b:b}");
            }
        }
    }
}
