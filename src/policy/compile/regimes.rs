//! Regimes of a document, and which of them a rule belongs to.

use std::collections::HashMap;

use super::compiler::Compiler;
use crate::{
    fault::FaultCode,
    policy::{
        document::{RegimeDocument, RuleDocument},
        regime::Regime,
    },
    suggest::{self, shortened},
};

/// Most regimes in a policy.
///
/// Each regime that applies to a person is decided by itself, so a check takes longer with each.
pub const MAX_REGIMES: usize = 32;

impl Compiler<'_> {
    /// Reads the regimes; where none is declared there is one, `everywhere`.
    ///
    /// A regime whose scope has faults is kept without one, so that rules which belong to it are not reported as
    /// homeless; the policy is refused anyway.
    pub(super) fn regimes(&mut self) -> Vec<Regime> {
        let documents = &self.document.regimes;
        if documents.is_empty() {
            return vec![Regime { id: "everywhere".to_owned(), regions: None, area: None }];
        }
        if self.too_many("regimes", documents.len(), MAX_REGIMES) {
            return Vec::new();
        }
        let mut seen = HashMap::new();
        let mut regimes = Vec::new();
        for (position, RegimeDocument { id, regions, scope }) in documents.iter().enumerate() {
            let place = format!("regimes[{position}]");
            self.id(id, &place, "regime", seen.insert(id.as_str(), position));
            let regions = self.regions(regions.as_ref(), &place);
            let area = scope.as_ref().and_then(|scope| self.area(scope, &place));
            regimes.push(Regime { id: id.clone(), regions, area });
        }
        regimes
    }

    /// The position of the regime that a rule belongs to.
    ///
    /// A rule may leave its regime out where there is one. Where there are several, guessing could put it under the
    /// wrong law, so that is a fault (`unknown_regime`), as a name is that no regime has.
    pub(super) fn regime_of(&mut self, document: &RuleDocument, place: &str, regimes: &[Regime]) -> Option<usize> {
        let Some(name) = &document.regime else {
            if regimes.len() == 1 {
                return Some(0);
            }
            let names = regimes.iter().map(Regime::id).collect::<Vec<_>>().join("`, `");
            self.fault(
                format!("{place}.regime"),
                FaultCode::UnknownRegime,
                format!("the rule names no regime; there are `{names}`"),
            );
            return None;
        };
        let found = regimes.iter().position(|regime| regime.id == *name);
        if found.is_none() {
            let advice = if self.document.regimes.is_empty() {
                "; the policy declares none, so leave `regime` out, or declare it under `regimes`".to_owned()
            } else {
                suggest::did_you_mean(&suggest::nearest(name, regimes.iter().map(Regime::id)))
            };
            let message = format!("unknown regime `{}`{advice}", shortened(name));
            self.fault(format!("{place}.regime"), FaultCode::UnknownRegime, message);
        }
        found
    }
}
