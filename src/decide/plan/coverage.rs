//! Whether a scope covers a point, by names: what the bits of a plan are computed from.
//!
//! | a selector | selects a node if |
//! |---|---|
//! | `*` | always |
//! | `#tag` | the node has the tag, by itself or from above |
//! | `user.contact` | the node's key is `user.contact` or begins with `user.contact.` |
//! | a key that no node has today | a node that was formerly called so is the node, or stands above it |
//! | in a no: `#tag`, or any key | also if the node, or one above it, once had the tag, or once stood there |
//!
//! Only scopes of events come through here at run time. The scopes of rules and regimes are resolved to sets of nodes
//! when the policy is compiled.

use crate::{
    interner::Coverage,
    policy::Policy,
    vocabulary::{Axis, Node, NodeId, Point, Scope, Selection, Selector, Tree},
};

/// Returns whether a scope covers a point, by names and without allocating: each of its four sets must have the
/// point's.
///
/// It is asked once for each new scope and point, and for numbers beyond the bits; never in the usual check.
pub(super) fn covers(policy: &Policy, scope: &Scope, coverage: Coverage, point: &Point) -> bool {
    let vocabulary = policy.vocabulary();
    scope.operations.contains(point.operation)
        && selects(&scope.purposes, coverage, vocabulary.purposes(), point.purpose)
        && selects(&scope.categories, coverage, vocabulary.categories(), point.category)
        && selects(&scope.recipients, coverage, vocabulary.recipients(), point.recipient)
}

/// Returns whether a selection has the node: by `*`, by a tag, by a key at or above it, or by a former key.
///
/// In a yes, a key that the vocabulary has today is never read as a former key: it means the node that has it now. In
/// a no it is both: what once stood under it stays refused.
fn selects<A: Axis>(selection: &Selection<A>, coverage: Coverage, tree: &Tree<A>, id: NodeId<A>) -> bool {
    let Some(node) = tree.node(id) else { return false };
    let ever = coverage == Coverage::Ever;
    selection.selectors().iter().any(|selector| match selector {
        selector if ever && node.was_selected_by(selector) => true,
        Selector::All => true,
        Selector::Tag(tag) => node.has_tag(tag),
        Selector::Key(key) => {
            is_at_or_under(node.key().as_str(), key) || (tree.id(key).is_none() && was_at_or_under(tree, node, key))
        }
    })
}

/// Returns whether the key is `ancestor` or stands under it: `user.contact` under `user`, but not `username`.
fn is_at_or_under(key: &str, ancestor: &str) -> bool {
    key.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Returns whether the node, or one above it, was once called `key`.
///
/// Several nodes may have been called so, when one was split in two; each of them counts.
fn was_at_or_under<A: Axis>(tree: &Tree<A>, node: &Node<A>, key: &str) -> bool {
    tree.formerly(key)
        .filter_map(|id| tree.node(id))
        .any(|former| is_at_or_under(node.key().as_str(), former.key().as_str()))
}
