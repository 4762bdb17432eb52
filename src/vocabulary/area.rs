//! A scope resolved against a vocabulary.
//!
//! A [`Scope`](super::Scope) is words; an area is the same thing as numbers of one vocabulary. Rules of a compiled
//! policy hold areas, and what compiling and comparing policies asks of two rules (do they meet, does one lie within
//! the other) is asked of their areas. All of it is work on a few sorted intervals: no point is ever listed.

use super::{operations::Operations, point::Point, spans::Spans};

/// A scope resolved against a vocabulary: a product of three sets of nodes and a set of operations.
///
/// Unlike a scope it may turn out empty, where a policy knows none of the names. Two areas can be compared only if they
/// are of the same vocabulary, since nodes are counted in its order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Area {
    /// The purposes: why data is used.
    pub(crate) purposes: Spans,
    /// The categories: what data is used.
    pub(crate) categories: Spans,
    /// The recipients: who uses data.
    pub(crate) recipients: Spans,
    /// The operations: how data is used. The only set that needs no vocabulary.
    pub(crate) operations: Operations,
}

impl Area {
    /// Returns whether the point lies in it.
    ///
    /// A logarithm of the number of intervals on each axis; usually an axis has one to three.
    pub(crate) fn contains(&self, point: &Point) -> bool {
        self.operations.contains(point.operation)
            && self.purposes.contains(point.purpose.index)
            && self.categories.contains(point.category.index)
            && self.recipients.contains(point.recipient.index)
    }

    /// Returns whether it has no point: one empty set is enough.
    ///
    /// That happens where a set lists only retired keys, or the vocabulary has no node of that kind. Compiling a rule
    /// with such a scope is a fault (`empty_set`): it could never meet anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.purposes.is_empty()
            || self.categories.is_empty()
            || self.recipients.is_empty()
            || self.operations.is_empty()
    }

    /// Returns whether every set of it lies within that of `other`. An empty area need not, though it has no point.
    ///
    /// For a product of non-empty sets this is the same as being a subset of points, since a point can vary on one
    /// axis while the others stay. `{a} × {x}` lies within `{a, b} × {x, y}`; `{a} × {x, z}` does not.
    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        other.operations.contains(self.operations)
            && self.purposes.is_subset(&other.purposes)
            && self.categories.is_subset(&other.categories)
            && self.recipients.is_subset(&other.recipients)
    }

    /// Returns the points that both have.
    ///
    /// The result is empty where they have nothing in common on one axis, however much they share on the others.
    pub(crate) fn intersection(&self, other: &Self) -> Self {
        Self {
            purposes: self.purposes.intersection(&other.purposes),
            categories: self.categories.intersection(&other.categories),
            recipients: self.recipients.intersection(&other.recipients),
            operations: self.operations & other.operations,
        }
    }

    /// Returns whether there is a point that both have.
    ///
    /// The cheap form of `!self.intersection(other).is_empty()`: nothing is allocated, and the operations, which are
    /// one machine word, are compared first.
    pub(crate) fn intersects(&self, other: &Self) -> bool {
        self.operations.intersects(other.operations)
            && self.purposes.intersects(&other.purposes)
            && self.categories.intersects(&other.categories)
            && self.recipients.intersects(&other.recipients)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An area of two nodes on each axis and two operations, from `start` on.
    fn area(start: u16) -> Area {
        let spans = || Spans::new(vec![(start, start + 2)]);
        let operations = Operations::from_bits_retain(3 << start);
        Area { purposes: spans(), categories: spans(), recipients: spans(), operations }
    }

    /// `area`, with another's set on one axis at a time.
    fn with_one_axis_of(area: &Area, other: &Area) -> [Area; 4] {
        [
            Area { purposes: other.purposes.clone(), ..area.clone() },
            Area { categories: other.categories.clone(), ..area.clone() },
            Area { recipients: other.recipients.clone(), ..area.clone() },
            Area { operations: other.operations, ..area.clone() },
        ]
    }

    #[test]
    fn an_area_is_a_product_so_every_axis_counts() {
        let nothing = Spans::default();
        let none = Area {
            purposes: nothing.clone(),
            categories: nothing.clone(),
            recipients: nothing,
            operations: Operations::empty(),
        };
        let (own, beside, far) = (area(0), area(1), area(4));
        assert!(!own.is_empty() && own.is_subset(&own) && own.intersects(&beside) && !own.is_subset(&beside));
        let both = own.intersection(&beside);
        assert_eq!(both.operations, Operations::STORE);
        let spans = Spans::new(vec![(1, 2)]);
        assert_eq!((&both.purposes, &both.categories, &both.recipients), (&spans, &spans, &spans));
        for empty in with_one_axis_of(&own, &none) {
            assert!(empty.is_empty(), "{empty:?}");
        }
        for apart in with_one_axis_of(&own, &far) {
            assert!(!own.intersects(&apart) && own.intersection(&apart).is_empty(), "{apart:?}");
        }
        for wider in with_one_axis_of(&own, &beside) {
            assert!(!wider.is_subset(&own) && !own.is_subset(&wider), "{wider:?}");
        }
    }
}
