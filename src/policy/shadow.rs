//! Rules that can never decide anything, and how areas of one version look in another.

use super::{Ages, Basis, Policy, Rule};
use crate::{
    fault::Fault,
    region::Region,
    vocabulary::{Area, Axis, NodeId, Spans, Tree},
};

/// Reports every rule that an earlier one, or a prohibition, makes pointless.
pub(super) fn find(policy: &Policy, faults: &mut Vec<Fault>) {
    for (position, rule) in policy.rules().iter().enumerate() {
        let area = within_regime(policy, rule);
        let shadowing = policy.rules().iter().enumerate().find(|(other_position, other)| {
            *other_position != position
                && other.regime == rule.regime
                // The cheapest first: every rule is held against every other.
                && makes_pointless(other, *other_position < position, rule)
                && conditions_include(other, rule)
                && area.is_subset(&other.area)
        });
        if let Some((other_position, other)) = shadowing {
            let message = format!(
                "the rule `{}` can never decide anything: rules[{other_position}] (`{}`) covers all of it and is never \
                 stricter; remove it, or narrow the other's scope or conditions",
                rule.id, other.id
            );
            faults.push(Fault::new(format!("rules[{position}]"), "shadowed", message));
        }
    }
}

fn within_regime(policy: &Policy, rule: &Rule) -> Area {
    let regime = policy.regimes().get(rule.regime).and_then(|regime| regime.area.as_ref());
    regime.map_or_else(|| rule.area.clone(), |area| area.intersection(&rule.area))
}

/// Whether `other` applies to everyone that `rule` applies to.
fn conditions_include(other: &Rule, rule: &Rule) -> bool {
    let regions = match (&other.regions, &rule.regions) {
        (None, _) => true,
        (Some(_), None) => false,
        // A prohibition also applies where nothing is known of the region, so it may stand in for a permission.
        (Some(others), Some(own)) => {
            let covered = own.iter().all(|region: &Region| others.iter().any(|cover| cover.covers(region)));
            covered && (other.is_prohibition() || !rule.is_prohibition())
        }
    };
    let ages = match (other.ages, rule.ages) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(others), Some(own)) => Ages::is_subset(own, others) && (other.is_prohibition() || !rule.is_prohibition()),
    };
    regions && ages && other.facts.iter().all(|test| rule.facts.contains(test))
}

/// Given that `other` always applies along with `rule`: whether `rule` never changes the outcome.
fn makes_pointless(other: &Rule, is_earlier: bool, rule: &Rule) -> bool {
    if other.is_prohibition() {
        return !rule.is_prohibition() || is_earlier;
    }
    if !is_earlier || rule.is_prohibition() {
        return false;
    }
    let always_allows = matches!(other.basis, Basis::LegalObligation | Basis::VitalInterests)
        && other.retention_days.is_none()
        && !other.honours_withdrawal;
    always_allows || (other.basis == rule.basis && is_no_stricter(other, rule))
}

/// Whether whatever `rule` allows `other` allows, both having one basis.
fn is_no_stricter(other: &Rule, rule: &Rule) -> bool {
    fn no_shorter(other: Option<u32>, own: Option<u32>) -> bool {
        match (other, own) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(other), Some(own)) => other >= own,
        }
    }
    no_shorter(other.lifetime_days, rule.lifetime_days)
        && no_shorter(other.retention_days, rule.retention_days)
        && rule.requires.contains(other.requires)
        && other.min_notice <= rule.min_notice
        && other.min_age.unwrap_or(0) <= rule.min_age.unwrap_or(0)
        && other.ask_again_after_days == rule.ask_again_after_days
        && other.honours_withdrawal <= rule.honours_withdrawal
        && other.direct_marketing <= rule.direct_marketing
        && other.survives_erasure >= rule.survives_erasure
}

/// What a rule of `old` covers in the vocabulary of `new`; `None` where nothing of it is left.
pub(super) fn carried_over(old: &Policy, rule: &Rule, new: &Policy) -> Option<Area> {
    fn set<A: Axis>(old: &Tree<A>, spans: &Spans, new: &Tree<A>) -> Spans {
        let keys = spans.iter().filter_map(|index| old.node(NodeId::new(index))).map(|node| node.key().as_str());
        // Node by node, not subtree by subtree: a key that appeared since was under no rule before.
        let nodes = keys.flat_map(|key| match new.id(key) {
            Some(id) => vec![(id.index, id.index + 1)],
            None => new.formerly(key).map(|id| (id.index, id.index + 1)).collect(),
        });
        Spans::new(nodes.collect())
    }
    let (before, after) = (old.vocabulary(), new.vocabulary());
    let area = Area {
        purposes: set(before.purposes(), &rule.area.purposes, after.purposes()),
        categories: set(before.categories(), &rule.area.categories, after.categories()),
        recipients: set(before.recipients(), &rule.area.recipients, after.recipients()),
        operations: rule.area.operations,
    };
    (!area.is_empty()).then_some(area)
}
