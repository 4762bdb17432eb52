//! What receipts of both forms are made from: an event, read under a policy.

use crate::{
    decide::area_uses,
    dialogue::text::Text,
    event::Event,
    policy::{Basis, Policy, Rule},
    vocabulary::{Area, Axis, Key, NodeId, Role, Spans, Tree},
};

/// What stands where a form requires something that nobody stated.
pub(super) const NOT_STATED: &str = "not stated";

/// The text, or that there is none.
pub(super) fn stated(text: &str) -> String {
    if text.trim().is_empty() { NOT_STATED.to_owned() } else { text.to_owned() }
}

/// What an event is about, under a policy.
pub(super) struct About<'a, K> {
    pub(super) policy: &'a Policy,
    pub(super) event: &'a Event<K>,
    pub(super) area: Area,
    pub(super) rule: Option<&'a Rule>,
}

impl<'a, K> About<'a, K> {
    /// Reads the event; the first rule of the policy that hears it here gives basis and times.
    pub(super) fn new(policy: &'a Policy, event: &'a Event<K>) -> Self {
        let area = policy.vocabulary().resolve(event.scope(), &mut |_| {});
        let hearing = |rule: &&Rule| rule.area.intersects(&area) && rule.hears(false).has(event.kind());
        let rule = policy.rules().iter().find(hearing);
        Self { policy, event, area, rule }
    }

    /// The basis of the rule that hears the event; consent where none does.
    pub(super) fn basis(&self) -> Basis {
        self.rule.map_or(Basis::Consent, Rule::basis)
    }

    /// The method of collection that the event states.
    pub(super) fn method(&self) -> String {
        self.event.method().unwrap_or(NOT_STATED).to_owned()
    }

    /// The time for which data may be kept, as an ISO 8601 duration or in words.
    pub(super) fn retention(&self) -> String {
        let days = |days: u32| format!("P{days}D");
        let lifetime = self.rule.and_then(|rule| rule.retention_days.or(rule.lifetime_days));
        lifetime.map_or_else(|| "until withdrawn".to_owned(), days)
    }

    /// The title of a key in the language of the event; the key where it has none.
    pub(super) fn title<A: Axis>(&self, tree: &Tree<A>, key: &Key<A>) -> String {
        let node = tree.id(key.as_str()).and_then(|id| tree.node(id));
        match node {
            Some(node) if !node.titles().is_empty() => {
                Text::pick(node.titles(), self.event.language().unwrap_or("en")).text
            }
            _ => key.to_string(),
        }
    }

    /// The titles of the topmost keys of a set.
    pub(super) fn titles<A: Axis>(&self, tree: &Tree<A>, spans: &Spans) -> Vec<String> {
        area_uses::topmost_keys(tree, spans).iter().map(|key| self.title(tree, key)).collect()
    }

    /// Key and name of the recipients with such a role.
    pub(super) fn recipients(&self, role: impl Fn(Role) -> bool) -> Vec<(String, String)> {
        let tree = self.policy.vocabulary().recipients();
        let nodes = self.area.recipients.iter().filter_map(|index| tree.node(NodeId::new(index)));
        let chosen = nodes.filter(|node| role(node.details().role));
        chosen.map(|node| (node.key().to_string(), self.title(tree, node.key()))).collect()
    }

    /// The regions where recipients keep the data, each once.
    pub(super) fn locations(&self) -> Vec<String> {
        let tree = self.policy.vocabulary().recipients();
        let nodes = self.area.recipients.iter().filter_map(|index| tree.node(NodeId::new(index)));
        let mut found: Vec<String> =
            nodes.filter_map(|node| node.details().location.map(|region| region.to_string())).collect();
        found.sort();
        found.dedup();
        found
    }
}
