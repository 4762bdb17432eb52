//! What data the organisation holds under something that ends, and what else keeps it.

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
pub(super) struct Held {
    pub(super) category: String,
    pub(super) kept_by: Option<(String, Basis)>,
}

/// The categories held under the stopped rules, topmost first; one under another only where something else keeps it.
///
/// The person's history has the event in it, so what the event ends keeps nothing.
pub(super) fn categories<K: Clone + Eq>(
    policy: &Arc<Policy>,
    event: &Event<K>,
    person: &Person<'_, K>,
    stopped: &[&Rule],
) -> Vec<Held> {
    let mut area = policy.vocabulary().resolve(event.scope(), &mut |_| {});
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
fn house(policy: &Policy) -> Spans {
    let nodes = policy.vocabulary().recipients().nodes();
    let own = nodes.filter(|(_, node)| node.details().role != Role::ThirdParty);
    Spans::new(own.map(|(id, _)| (id.index, id.index.saturating_add(1))).collect())
}

/// A rule by which some of the data may still be stored.
struct Keeper {
    rule: usize,
    id: String,
    basis: Basis,
    nodes: Vec<u16>,
}

/// The rules that still let the organisation store some of what is held, with the categories that each keeps.
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
