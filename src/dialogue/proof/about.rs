//! What receipts of both forms are made from: an event, read under a policy.
//!
//! Both forms of receipt ask the same questions of an event: on which basis, for how long, which data, by whom, where.
//! They are answered once, here, so that two receipts of one event never contradict each other.

use crate::{
    decide::area_uses,
    dialogue::text::Text,
    event::Event,
    policy::{Basis, Policy, Rule},
    vocabulary::{Area, Axis, Key, NodeId, Role, Spans, Tree},
};

/// The words that stand where a form requires something that nobody stated.
///
/// An invented value would be a false statement in a document that is meant as proof, and an empty one could be taken
/// for an error of whoever reads it.
pub(super) const NOT_STATED: &str = "not stated";

/// Returns the text, or [`NOT_STATED`] where there is nothing but space in it.
pub(super) fn stated(text: &str) -> String {
    if text.trim().is_empty() { NOT_STATED.to_owned() } else { text.to_owned() }
}

/// What an event is about, under a policy.
///
/// It borrows both and resolves the event's scope once.
pub(super) struct About<'a, K> {
    /// The policy under which the event is read: today's names for what the person agreed to then.
    pub(super) policy: &'a Policy,
    /// The event that the receipt is of.
    pub(super) event: &'a Event<K>,
    /// The scope of the event in the policy's trees; names that the policy does not know are left out.
    pub(super) area: Area,
    /// The first rule that meets the scope and hears the kind of event, if any.
    pub(super) rule: Option<&'a Rule>,
}

impl<'a, K> About<'a, K> {
    /// Reads the event; the first rule of the policy that hears it here gives basis and times.
    ///
    /// Where several rules hear the event, the first one in the document speaks for all. A receipt has one basis and
    /// one time, while a decision would go through all of them.
    pub(super) fn new(policy: &'a Policy, event: &'a Event<K>) -> Self {
        let area = policy.vocabulary().resolve(event.scope(), &mut |_| {});
        let hearing = |rule: &&Rule| rule.area.intersects(&area) && rule.hears(false).has(event.kind());
        let rule = policy.rules().iter().find(hearing);
        Self { policy, event, area, rule }
    }

    /// The basis of the rule that hears the event; consent where none does.
    ///
    /// An event that no rule hears any more was still an answer to a question about consent.
    pub(super) fn basis(&self) -> Basis {
        self.rule.map_or(Basis::Consent, Rule::basis)
    }

    /// The method of collection that the event states.
    ///
    /// Free text, as [`Reply::method`](crate::dialogue::Reply::method) recorded it.
    pub(super) fn method(&self) -> String {
        self.event.method().unwrap_or(NOT_STATED).to_owned()
    }

    /// The time for which data may be kept, as an ISO 8601 duration or in words.
    ///
    /// A rule's `retention_days` win over its `lifetime_days`: `P730D` for 730 days. Days and not months, because the
    /// policy counts days.
    pub(super) fn retention(&self) -> String {
        let days = |days: u32| format!("P{days}D");
        let lifetime = self.rule.and_then(|rule| rule.retention_days.or(rule.lifetime_days));
        lifetime.map_or_else(|| "until withdrawn".to_owned(), days)
    }

    /// The title of a key in the language of the event; the key where it has none.
    ///
    /// An event without a language gets the English title.
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
    ///
    /// Topmost means that a key stands for what is below it, so a scope over `user.contact` gives one title and not one
    /// for each of its children.
    pub(super) fn titles<A: Axis>(&self, tree: &Tree<A>, spans: &Spans) -> Vec<String> {
        area_uses::topmost_keys(tree, spans).iter().map(|key| self.title(tree, key)).collect()
    }

    /// Key and name of the recipients with such a role.
    ///
    /// Every node is looked at, so the parts of an organisation that stand below it in the tree are named too.
    pub(super) fn recipients(&self, role: impl Fn(Role) -> bool) -> Vec<(String, String)> {
        let tree = self.policy.vocabulary().recipients();
        let nodes = self.area.recipients.iter().filter_map(|index| tree.node(NodeId::new(index)));
        let chosen = nodes.filter(|node| role(node.details().role));
        chosen.map(|node| (node.key().to_string(), self.title(tree, node.key()))).collect()
    }

    /// The regions where recipients keep the data, each once.
    ///
    /// Sorted by code. A recipient without a location adds nothing, and an empty list is for the caller to word.
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
