//! Rules that lie outside their regime.
//!
//! A regime has a say only within its scope and regions. A rule outside of them would never be asked, however right
//! it looks by itself; the code is `unreachable`.

use crate::{
    fault::{Fault, FaultCode},
    policy::{regime::Regime, rule::Rule},
};

/// Refuses a rule that can meet no point and no person, since it and its regime have nothing in common.
///
/// One point and one region in common are enough: a rule may reach beyond its regime, and decides the part within.
/// Regions meet where one covers the other, so a rule for `US` meets a regime for `US-CA`.
pub(in crate::policy) fn check(rule: &Rule, regimes: &[Regime], place: &str, faults: &mut Vec<Fault>) {
    let Some(regime) = regimes.get(rule.regime) else { return };
    if let Some(area) = &regime.area
        && !rule.area.intersects(area)
    {
        let message =
            format!("the scope has nothing in common with that of its regime `{}`; widen one of them", regime.id);
        faults.push(Fault::new(format!("{place}.scope"), FaultCode::Unreachable, message));
    }
    if let (Some(own), Some(regions)) = (&rule.regions, &regime.regions) {
        let meets = own.iter().any(|a| regions.iter().any(|b| a.covers(b) || b.covers(a)));
        if !meets {
            let message = format!(
                "the regions have nothing in common with those of its regime `{}`; widen one of them",
                regime.id
            );
            faults.push(Fault::new(format!("{place}.regions"), FaultCode::Unreachable, message));
        }
    }
}
