//! Fields of a rule that have no effect, and numbers that are out of bounds.

use crate::{
    fault::{Fault, FaultCode},
    policy::{basis::Basis, document::RuleDocument},
};

/// Longest period, in days: about 270 years.
const MAX_DAYS: u32 = 100_000;
/// Oldest age that a rule may name, in years.
pub(in crate::policy) const MAX_AGE: u16 = 150;

/// Refuses fields that would do nothing with the rule's basis.
pub(in crate::policy) fn without_effect(document: &RuleDocument, place: &str, faults: &mut Vec<Fault>) {
    use Basis::{Consent, LegitimateInterests, OptOut, Platform, Prohibited};
    let basis = document.basis;
    let consent = basis == Consent;
    let hears_yes = matches!(basis, Consent | OptOut | LegitimateInterests);
    let decides_itself = !matches!(basis, Consent | OptOut | Platform | Prohibited);
    let permits = basis != Prohibited;
    let fields = [
        ("lifetime_days", document.lifetime_days.is_some(), consent),
        ("min_notice", document.min_notice.is_some(), consent),
        ("requires", !document.requires.is_empty(), consent),
        ("min_age", document.min_age.is_some(), consent),
        ("ask_again_after_days", document.ask_again_after_days.is_some(), hears_yes),
        ("honours_withdrawal", document.honours_withdrawal, decides_itself),
        ("direct_marketing", document.direct_marketing, basis == LegitimateInterests),
        ("survives_erasure", document.survives_erasure, decides_itself),
        ("retention_days", document.retention_days.is_some(), permits),
        ("obligations", !document.obligations.is_empty(), permits),
        ("on_withdrawal", document.on_withdrawal.is_some(), permits),
        ("exception", document.exception.is_some(), permits && basis != Platform),
    ];
    for (field, present, fits) in fields {
        if present && !fits {
            let message = format!("`{field}` has no effect with basis `{}`; leave it out", basis.name());
            faults.push(Fault::new(format!("{place}.{field}"), FaultCode::NoEffect, message));
        }
    }
}

/// Refuses periods of no day, and periods and ages beyond what can be held.
pub(in crate::policy) fn out_of_bounds(document: &RuleDocument, place: &str, faults: &mut Vec<Fault>) {
    let mut fault =
        |field: &str, code, message: String| faults.push(Fault::new(format!("{place}.{field}"), code, message));
    let periods = [
        ("lifetime_days", document.lifetime_days, "consent would never count"),
        ("ask_again_after_days", document.ask_again_after_days, "the person would be asked again at once"),
        ("retention_days", document.retention_days, "the data could never be used"),
    ];
    for (field, days, consequence) in periods {
        match days {
            Some(0) => fault(field, FaultCode::ZeroDays, format!("with 0 days {consequence}; say at least 1")),
            Some(days) if days > MAX_DAYS => {
                let message = format!("`{days}` days is more than {MAX_DAYS}; leave it out for no limit");
                fault(field, FaultCode::OutOfRange, message);
            }
            _ => {}
        }
    }
    if let Some(promise) = &document.on_withdrawal
        && promise.within_days > MAX_DAYS
    {
        let message = format!("`{}` days is more than {MAX_DAYS}", promise.within_days);
        fault("on_withdrawal.within_days", FaultCode::OutOfRange, message);
    }
    match document.min_age {
        Some(0) => {
            fault("min_age", FaultCode::NoEffect, "everyone is at least 0 years old; leave `min_age` out".to_owned());
        }
        Some(age) if age > MAX_AGE => {
            fault("min_age", FaultCode::OutOfRange, format!("ages are years from 0 to {MAX_AGE}"));
        }
        _ => {}
    }
}
