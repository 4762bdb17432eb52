//! What is suspicious in a policy, though not wrong.
//!
//! | code | what |
//! |---|---|
//! | `two_bases` | consent beside a basis that goes on without it: a withdrawal would not stop the use |
//! | `bundled_purposes` | one consent for several top-level purposes (GDPR recital 43) |
//! | `no_location` | a recipient of whom nobody can say where the data goes (GDPR Art. 13(1)(f)) |
//! | `nothing_to_revoke` | no rule listens to anything a person can say |
//! | `sensitive_category` | sensitive data on a basis that does not ask |

use super::{Basis, FactTest, Policy, Rule};
use crate::{event::Kind, fault::Fault, vocabulary::CategoryId};

pub(super) fn lints(policy: &Policy) -> Vec<Fault> {
    let mut found = Vec::new();
    for (position, rule) in policy.rules().iter().enumerate() {
        second_basis(policy, position, rule, &mut found);
        bundled_purposes(policy, position, rule, &mut found);
        sensitive_without_choice(policy, position, rule, &mut found);
    }
    for (_, node) in policy.vocabulary().recipients().nodes() {
        if node.details().location.is_none() {
            let message = format!(
                "the recipient `{}` has no location, so nobody can be told where their data goes; add `location`",
                node.key()
            );
            found.push(Fault::new(format!("vocabulary.recipients.{}", node.key()), "no_location", message));
        }
    }
    let revocable = |rule: &Rule| {
        rule.honours_withdrawal
            || !matches!(rule.basis(), Basis::LegalObligation | Basis::VitalInterests | Basis::Prohibited)
    };
    if !policy.rules().iter().any(revocable) {
        let message = "no rule listens to anything a person can say, so nobody could ever stop a use; rest what \
                       needs no law on `consent`, `opt_out` or `legitimate_interests`";
        found.push(Fault::new("rules", "nothing_to_revoke", message));
    }
    found
}

/// Consent beside a basis that goes on without it.
fn second_basis(policy: &Policy, position: usize, rule: &Rule, found: &mut Vec<Fault>) {
    if rule.basis() != Basis::Consent {
        return;
    }
    let other = policy.rules().iter().find(|other| {
        other.regime == rule.regime
            && goes_on_after_withdrawal(other)
            && other.area.intersects(&rule.area)
            && can_apply_together(other, rule)
    });
    if let Some(other) = other {
        let message = format!(
            "the rule `{}` asks for consent where `{}` (basis `{}`) allows some of it anyway; a withdrawal would not stop that \
             use; take what both cover out of one of them, or set `honours_withdrawal = true`",
            rule.id(),
            other.id(),
            other.basis().name()
        );
        found.push(Fault::new(format!("rules[{position}]"), "two_bases", message));
    }
}

fn goes_on_after_withdrawal(rule: &Rule) -> bool {
    !matches!(rule.basis(), Basis::Prohibited) && !rule.hears(false).has(Kind::Withdrawn)
}

/// Whether some person could meet the conditions of both.
fn can_apply_together(one: &Rule, other: &Rule) -> bool {
    let regions = match (&one.regions, &other.regions) {
        (Some(a), Some(b)) => a.iter().any(|a| b.iter().any(|b| a.covers(b) || b.covers(a))),
        _ => true,
    };
    let ages = match (one.ages, other.ages) {
        (Some(a), Some(b)) => a.below.is_none_or(|below| b.from < below) && b.below.is_none_or(|below| a.from < below),
        _ => true,
    };
    let contradicts = |test: &FactTest| other.facts.iter().any(|own| own.fact == test.fact && own.holds != test.holds);
    regions && ages && !one.facts.iter().any(contradicts)
}

/// One consent for several top-level purposes (GDPR recital 43).
fn bundled_purposes(policy: &Policy, position: usize, rule: &Rule, found: &mut Vec<Fault>) {
    if rule.basis() != Basis::Consent {
        return;
    }
    let purposes = policy.vocabulary().purposes();
    let roots = rule.area.purposes.iter().filter_map(|index| purposes.node(crate::vocabulary::PurposeId::new(index)));
    let mut roots: Vec<_> = roots.filter_map(|node| node.key().as_str().split('.').next()).collect();
    roots.sort_unstable();
    roots.dedup();
    if roots.len() > 1 {
        let message = format!(
            "the rule `{}` covers several purposes (`{}`); ask for each by itself",
            rule.id(),
            roots.join("`, `")
        );
        found.push(Fault::new(format!("rules[{position}].scope.purposes"), "bundled_purposes", message));
    }
}

/// Sensitive data used on a basis that does not ask.
fn sensitive_without_choice(policy: &Policy, position: usize, rule: &Rule, found: &mut Vec<Fault>) {
    if !matches!(rule.basis(), Basis::LegitimateInterests) {
        return;
    }
    let categories = policy.vocabulary().categories();
    let sensitive = rule
        .area
        .categories
        .iter()
        .filter_map(|index| categories.node(CategoryId::new(index)))
        .find(|node| node.details().sensitive);
    if let Some(node) = sensitive {
        let message = format!(
            "`{}` is sensitive, and basis `legitimate_interests` does not ask the person first; use `consent`, or take \
                 it out of the scope",
            node.key()
        );
        found.push(Fault::new(format!("rules[{position}].scope.categories"), "sensitive_category", message));
    }
}
