//! Fields of a rule that have no effect, and numbers that are out of bounds.
//!
//! A field that does nothing is refused rather than ignored: whoever wrote `min_age` into a rule of basis `contract`
//! believes that it protects somebody.
//!
//! | field | has an effect with |
//! |---|---|
//! | `lifetime_days`, `min_notice`, `requires`, `min_age` | `consent` |
//! | `ask_again_after_days` | `consent`, `opt_out`, `legitimate_interests` |
//! | `direct_marketing` | `legitimate_interests`, `public_task` |
//! | `honours_withdrawal`, `survives_erasure` | all but `consent`, `opt_out`, `platform`, `prohibited` |
//! | `exception` | all but `platform`, `prohibited` |
//! | `retention_days`, `obligations`, `on_withdrawal` | all but `prohibited` |

use crate::{
    fault::{Fault, FaultCode},
    policy::{basis::Basis, document::RuleDocument},
};

/// Longest period, in days: about 270 years.
///
/// Far more than any law allows, and far from what an instant in milliseconds overflows at.
const MAX_DAYS: u32 = 100_000;
/// Oldest age that a rule may name, in years.
///
/// Older than anyone has become, so a larger number is a typing error.
pub(in crate::policy) const MAX_AGE: u16 = 150;

/// Refuses fields that would do nothing with the rule's basis.
///
/// Each field is a fault of its own (`no_effect`), at `rules[…].FIELD`. A field that is left out, or that has its
/// default where the default is `false`, is not there.
pub(in crate::policy) fn without_effect(document: &RuleDocument, place: &str, faults: &mut Vec<Fault>) {
    use Basis::{Consent, LegitimateInterests, OptOut, Platform, Prohibited, PublicTask};
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
        ("direct_marketing", document.direct_marketing, matches!(basis, LegitimateInterests | PublicTask)),
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
///
/// | what | code |
/// |---|---|
/// | a period of 0 days | `zero_days`, but for `on_withdrawal.within_days`, where it means at once |
/// | a period of more than [`MAX_DAYS`] | `out_of_range` |
/// | `min_age = 0` | `no_effect` |
/// | an age over [`MAX_AGE`] | `out_of_range` |
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
