//! Layers of law or platform as the decision reads them.

use crate::{region::Region, vocabulary::Area};

/// A regime of a checked policy: a layer of law or platform that must be satisfied on its own.
///
/// See [`RegimeDocument`](super::RegimeDocument) for how it is declared.
#[derive(Clone, PartialEq, Debug)]
pub struct Regime {
    /// Names it; `everywhere` where the document declares none.
    pub(crate) id: String,
    /// Where it applies; `None` is everywhere.
    pub(crate) regions: Option<Vec<Region>>,
    /// What it is about; `None` is everything.
    pub(crate) area: Option<Area>,
}

impl Regime {
    /// Returns the name by which rules refer to the regime.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it applies to a person in those regions. Where none is known it may apply, so it does.
    pub(crate) fn applies_in(&self, regions: &[Region]) -> bool {
        let Some(own) = &self.regions else { return true };
        regions.is_empty() || regions.iter().any(|region| own.iter().any(|cover| cover.covers(region)))
    }
}
