//! Keys, regions and days as the design says them.
//!
//! Each function stands for a phrase that the design uses in several places, and is written as that phrase reads.

use chrono::{Datelike, NaiveDate};

use crate::{
    policy::{Obligations, RuleDocument},
    time::Timestamp,
    vocabulary::{Axis, Key, Node, Tree},
};

/// "A listed key means its whole subtree; `*` means all"; `#tag` every node that has it, by itself or from above; a
/// former key the subtrees of all nodes that list it.
///
/// An empty list selects nothing.
pub(super) fn listed<A: Axis>(selectors: &[String], tree: &Tree<A>, node: &Node<A>) -> bool {
    let is_under = |key: &str| is_within(node.key().as_str(), key, '.');
    selectors.iter().any(|selector| match selector.strip_prefix('#') {
        Some(tag) => node.tags().iter().any(|own| own == tag),
        None if selector == "*" || is_under(selector) => true,
        None => tree.nodes().any(|(_, other)| other.formerly().contains(selector) && is_under(other.key().as_str())),
    })
}

/// As [`listed`], or wherever the node once stood, or by whatever tag it, or a node above it, once had.
pub(super) fn listed_ever<A: Axis>(selectors: &[String], tree: &Tree<A>, node: &Node<A>) -> bool {
    let once_stood_under = |key: &str| places(tree, node).iter().any(|place| is_within(place, key, '.'));
    let once_had = |tag: &str| {
        let mut above = tree.nodes().filter(|(_, other)| is_within(node.key().as_str(), other.key().as_str(), '.'));
        above.any(|(_, other)| other.formerly_tags().iter().any(|own| own == tag))
    };
    listed(selectors, tree, node)
        || selectors.iter().any(|selector| match selector.strip_prefix('#') {
            Some(tag) => once_had(tag),
            None => once_stood_under(selector),
        })
}

/// Every place where a node once stood: its former keys, and its last part under each such place of the node above it.
fn places<A: Axis>(tree: &Tree<A>, node: &Node<A>) -> Vec<String> {
    let mut found = node.formerly().to_vec();
    if let Some((parent, last)) = node.key().as_str().rsplit_once('.') {
        for (_, above) in tree.nodes().filter(|(_, other)| other.key().as_str() == parent) {
            found.extend(places(tree, above).iter().map(|place| format!("{place}.{last}")));
        }
    }
    found
}

/// Returns the node of that key and everything under it.
///
/// An unknown key has none.
pub(super) fn subtree<'a, A: Axis>(tree: &'a Tree<A>, key: &Key<A>) -> Vec<&'a Node<A>> {
    let nodes = tree.nodes().map(|(_, node)| node);
    nodes.filter(|node| is_within(node.key().as_str(), key.as_str(), '.')).collect()
}

/// Returns whether a name is within another: `US-CA` is within `US`, `user.contact` within `user`, each within itself.
pub(super) fn is_within(name: &str, outer: &str, separator: char) -> bool {
    name == outer || name.strip_prefix(outer).is_some_and(|rest| rest.starts_with(separator))
}

/// Returns the obligations that the rule names.
///
/// A name that is none cannot stand in a document that compiles, and would be left out.
pub(super) fn obligations(rule: &RuleDocument) -> Obligations {
    rule.obligations.iter().filter_map(|name| Obligations::named(name)).collect()
}

/// Returns the instant so many days of 24 hours later, at most the end of time.
///
/// Days are 24 hours long, as in a check.
pub(super) fn days_after(time: Timestamp, days: u32) -> Timestamp {
    Timestamp::from_millis(time.millis().saturating_add(i64::from(days) * 24 * 60 * 60 * 1000))
}

/// Returns 00:00 UTC of the day on which a person turns that many years old; 1 March for 29 February in other years.
///
/// `None` for a day that chrono cannot represent, which nobody lives to see.
pub(super) fn birthday(born: NaiveDate, years: u16) -> Option<Timestamp> {
    let year = born.year() + i32::from(years);
    let day =
        NaiveDate::from_ymd_opt(year, born.month(), born.day()).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().into())
}
