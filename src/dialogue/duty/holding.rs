//! What data the organisation holds under something that ends, and what else keeps it.
//!
//! The question behind a duty to erase: of the data that the event speaks of, what did the organisation store, and may
//! it still store some of it for another reason? GDPR Art. 17(1)(b) asks for erasure only where there is *no other
//! legal ground*, so each category gets an answer of its own.
//!
//! A worked example. A person withdraws consent to advertising with `contact`; a contract lets the organisation store
//! `contact.email`:
//!
//! | category | answer | duty |
//! |---|---|---|
//! | `contact` | nothing keeps it | `erase/contact` |
//! | `contact.email` | the rule `orders` keeps it, basis contract | `keep/contact.email` |
//! | `contact.phone` | as its parent | none of its own |

use std::sync::Arc;

use crate::{
    act::Kind,
    decide::{DataUse, Guard, area_uses},
    dialogue::person::Person,
    event::Event,
    policy::{Basis, Policy, Rule},
    time::Moment,
    vocabulary::{CategoryId, Operations, Role, Spans},
};

/// A category of data that was held, and the rule that keeps it if one does.
///
/// It stands for its subtree, as far as no other `Held` of the same list names a key below it.
pub(super) struct Held {
    /// The key of the category.
    pub(super) category: String,
    /// The id and basis of the first rule, in the order of the policy, that keeps it; `None` where it is to be erased.
    pub(super) kept_by: Option<(String, Basis)>,
}

/// The categories held under the stopped rules, topmost first; one under another only where something else keeps it.
///
/// The person's history has the event in it, so what the event ends keeps nothing.
///
/// Three cases by the event's scope:
///
/// - an erasure: all categories of its scope, under whatever rule they are held;
/// - a scope with `store`: the categories in which the scope and a stopped rule that may store meet;
/// - a scope without `store`: nothing, since the person ended a use and not the keeping.
///
/// INVARIANT: indices come in preorder, so a category comes after its parent, and `above` holds exactly the ancestors
/// of the present one with the rule that keeps each. A category is listed where its answer differs from that of its
/// parent.
pub(super) fn categories<K: Clone + Eq>(
    policy: &Arc<Policy>,
    event: &Event<K>,
    person: &Person<'_, K>,
    stopped: &[&Rule],
) -> Vec<Held> {
    let mut area = policy.vocabulary().resolve_ever(event.scope());
    // What a third party holds is its own to erase, and it is told; here it is about what the organisation holds.
    area.recipients = area.recipients.intersection(&house(policy));
    if area.recipients.is_empty() {
        return Vec::new();
    }
    let stored = stopped.iter().filter(|rule| {
        rule.area.operations.contains(Operations::STORE) && rule.area.recipients.intersects(&area.recipients)
    });
    let held = if event.kind() == Kind::Erased {
        // Whatever there is of it, under whatever rule.
        area.categories.clone()
    } else if area.operations.contains(Operations::STORE) {
        let spans = stored.flat_map(|rule| rule.area.categories.intersection(&area.categories).as_slice().to_vec());
        Spans::new(spans.collect())
    } else {
        return Vec::new();
    };
    let keepers = keepers(policy, event, person, &held, &area.recipients);
    let tree = policy.vocabulary().categories();
    let mut found: Vec<(u16, Held)> = Vec::new();
    let mut above: Vec<(u16, Option<usize>)> = Vec::new();
    for index in held.iter() {
        let Some(node) = tree.node(CategoryId::new(index)) else { continue };
        let keeper = keepers.iter().find(|keeper| keeper.nodes.contains(&index));
        let rule = keeper.map(|keeper| keeper.rule);
        above.retain(|(end, _)| index < *end);
        if above.last().is_none_or(|(_, parent)| *parent != rule) {
            let kept_by = keeper.map(|keeper| (keeper.id.clone(), keeper.basis));
            found.push((index, Held { category: node.key().to_string(), kept_by }));
        }
        above.push((node.end, rule));
    }
    found.into_iter().map(|(_, held)| held).collect()
}

/// The organisation itself: controllers and whoever works for them.
///
/// Everyone but third parties. A joint controller counts as the house, so that data held together is erased together.
fn house(policy: &Policy) -> Spans {
    let nodes = policy.vocabulary().recipients().nodes();
    let own = nodes.filter(|(_, node)| node.details().role != Role::ThirdParty);
    Spans::new(own.map(|(id, _)| (id.index, id.index.saturating_add(1))).collect())
}

/// A rule by which some of the data may still be stored.
///
/// Whether it applies was found by asking guards, so conditions, regimes and the person's own answers all count.
struct Keeper {
    /// The position of the rule in the policy; keepers are compared by it.
    rule: usize,
    /// The id of the rule, for the duty.
    id: String,
    /// The basis of the rule, for the duty.
    basis: Basis,
    /// The indices of the categories that it keeps, each a node of its own.
    nodes: Vec<u16>,
}

/// The rules that still let the organisation store some of what is held, with the categories that each keeps.
///
/// For each rule with `store`, its area is cut to what is held and to who holds it, then split into uses, and a guard
/// is asked about each. The instant is the later of acting and recording, at which the event certainly counts.
///
/// This is the expensive part of finding duties: one guard for each use. It runs once for an event, never for a check.
fn keepers<K: Clone + Eq>(
    policy: &Arc<Policy>,
    event: &Event<K>,
    person: &Person<'_, K>,
    held: &Spans,
    holders: &Spans,
) -> Vec<Keeper> {
    // Whether data is past its time is another matter than whether it may be kept at all.
    let moment = Moment::from(event.at().max(event.recorded_at())).collected_at(event.recorded_at());
    let mut found = Vec::new();
    let applying = person.rules(policy, moment.now());
    let storing = applying.filter(|rule| !rule.is_prohibition() && rule.area.operations.contains(Operations::STORE));
    for rule in storing {
        let Some(position) = policy.rules().iter().position(|other| other.id() == rule.id()) else { continue };
        let mut area = rule.area.clone();
        area.categories = area.categories.intersection(held);
        // Who may keep it elsewhere is no reason to keep it where the event speaks of.
        area.recipients = area.recipients.intersection(holders);
        area.operations = Operations::STORE;
        let Some(uses) = area_uses::uses_of(policy, &area, usize::MAX) else { continue };
        let mut nodes = Vec::new();
        for data_use in uses {
            nodes.extend(stored_under(policy, person, rule, &data_use, moment));
        }
        if !nodes.is_empty() {
            found.push(Keeper { rule: position, id: rule.id().to_owned(), basis: rule.basis(), nodes });
        }
    }
    found
}

/// The categories of the use, one by one, that the rule lets be stored for exactly its purpose and recipient.
///
/// A guard for a use looks at all points of its subtrees. Only those at exactly its own purpose and recipient are
/// taken, since the points below have uses of their own.
fn stored_under<K: Clone + Eq>(
    policy: &Arc<Policy>,
    person: &Person<'_, K>,
    rule: &Rule,
    data_use: &DataUse,
    moment: Moment,
) -> Vec<u16> {
    let mut nodes = Vec::new();
    let vocabulary = policy.vocabulary();
    let purpose = vocabulary.purposes().id(data_use.purpose().as_str());
    let recipient = vocabulary.recipients().id(data_use.recipient().as_str());
    // The names come from the policy itself; a use too wide for a guard keeps nothing.
    let Ok(guard) = Guard::new(policy.clone(), person.interner(), data_use) else { return nodes };
    guard.point_grounds(person.standing(), moment, |point, grounds| {
        let here = Some(point.purpose) == purpose && Some(point.recipient) == recipient;
        if here && grounds.iter().any(|ground| ground.rule == rule.id()) {
            nodes.push(point.category.index);
        }
    });
    nodes
}
