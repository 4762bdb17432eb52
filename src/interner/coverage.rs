//! Whether a scope is read by today's tree or by every place where a node ever stood.

use crate::act::{Kind, Polarity};

/// How far the names of a scope reach in a vocabulary that was rearranged.
///
/// A yes must not grow by a change of the tree, and a no must not be lost by one. So the same scope covers other points
/// in a yes than in a no, and the two are numbered apart: a check then asks for a bit by number and nothing else.
///
/// | | covers a node |
/// |---|---|
/// | [`Today`](Self::Today) | by its key and tags of today; a key that is no more stands for what lists it as `formerly` |
/// | [`Ever`](Self::Ever) | also where the node or one above it stood under a former key, or had a tag |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Coverage {
    /// For a yes and a lift, and for what no check hears.
    Today = 0,
    /// For a no and a void, which count at once and survive every change of the tree.
    Ever = 1,
}

impl Coverage {
    /// Both, in the order of their numbers.
    pub(crate) const ALL: [Self; 2] = [Self::Today, Self::Ever];

    /// How far the scope of an act of that kind reaches.
    #[inline]
    pub(crate) const fn of(kind: Kind) -> Self {
        match kind.polarity() {
            Polarity::No | Polarity::Void => Self::Ever,
            Polarity::Yes | Polarity::Lift | Polarity::Neutral => Self::Today,
        }
    }
}
