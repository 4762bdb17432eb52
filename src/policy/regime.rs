//! Layers of law or platform as the decision reads them.

use crate::{region::Region, vocabulary::Area};

/// A layer that must be satisfied on its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Regime {
    pub(crate) id: String,
    /// `None`: everywhere.
    pub(crate) regions: Option<Vec<Region>>,
    /// `None`: everything.
    pub(crate) area: Option<Area>,
}

impl Regime {
    /// What names it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it applies to a person in those regions. Nowhere known means it may, so it does.
    pub(crate) fn applies_in(&self, regions: &[Region]) -> bool {
        let Some(own) = &self.regions else { return true };
        regions.is_empty() || regions.iter().any(|region| own.iter().any(|cover| cover.covers(region)))
    }
}
