//! Whom a no reaches: the disclosures that an act of the person is about.
//!
//! Whom to tell is decided at the disclosure by which the data first left ([`Disclosures::root`]), because what the
//! person said is about the organisation's own act. All recipients further down hear of it too.
//!
//! | root | is affected if the scope meets its purpose and category, and |
//! |---|---|
//! | permitted, event `erased` or `restricted` | it left before the event was known |
//! | permitted, every other stop | operation and recipient are in the scope, and a ground ends by this kind of event |
//! | received | it came before the event was known |
//! | onward without a parent | nothing more; it cannot be traced, so it is told |
//!
//! A ground that rests on a yes counts only if that yes is not newer than the event. What left in March on a
//! yes of March is not called back by a no of February that becomes known late.

use super::{
    disclosure::{Disclosure, Origin},
    disclosures::Disclosures,
};
use crate::{
    act::Kind,
    event::Event,
    policy::Policy,
    vocabulary::{Axis, Operations, Selection, Selector, Tree},
};

/// Whether an event of that kind asks something of whoever holds the data.
///
/// They are the noes, and the two ways in which a consent ends without the person: the controller ends it (`ended`), or
/// an authority finds it invalid (`invalidated`). `completed` is not among them, since a purpose that was achieved
/// leaves nobody to be told.
pub(super) const fn is_a_stop(kind: Kind) -> bool {
    use Kind::{Ended, Erased, Invalidated, Objected, OptedOut, PlatformDenied, Refused, Restricted, Withdrawn};
    matches!(
        kind,
        Refused | Withdrawn | Objected | OptedOut | Restricted | Erased | Ended | Invalidated | PlatformDenied
    )
}

/// The disclosures whose recipients must be told of the event, those that recipients passed on included.
///
/// Ordered by id, like the set itself. For an event that is no stop there are none.
pub(super) fn affected<'d, K: Clone + Eq>(
    policy: &Policy,
    event: &Event<K>,
    disclosures: &'d Disclosures<K>,
) -> Vec<&'d Disclosure<K>> {
    if !is_a_stop(event.kind()) {
        return Vec::new();
    }
    disclosures.iter().filter(|disclosure| is_affected(policy, event, disclosure, disclosures)).collect()
}

/// Whether the disclosure is about data and a purpose that the event speaks of, and rests on what the event ends.
///
/// The category is compared for the disclosure and for its root: a recipient may have passed on only the part of the
/// data that the event does not speak of.
fn is_affected<K: Clone + Eq>(
    policy: &Policy,
    event: &Event<K>,
    disclosure: &Disclosure<K>,
    disclosures: &Disclosures<K>,
) -> bool {
    let (scope, vocabulary) = (event.scope(), policy.vocabulary());
    let data = touches(&scope.categories, vocabulary.categories(), &disclosure.data_use.category);
    if !data {
        return false;
    }
    let root = disclosures.root(disclosure);
    let purpose = touches(&scope.purposes, vocabulary.purposes(), &root.data_use.purpose);
    let data_of_root = touches(&scope.categories, vocabulary.categories(), &root.data_use.category);
    if !purpose || !data_of_root {
        return false;
    }
    let known = event.at().max(event.recorded_at());
    match &root.origin {
        // Whoever passed on what is not on record cannot be traced further up.
        Origin::Onward { .. } => true,
        Origin::Received { .. } => root.at <= known,
        // Everyone with the data learns of an erasure or restriction, on whatever ground they have it (GDPR Art. 19).
        Origin::Permitted { .. } if matches!(event.kind(), Kind::Erased | Kind::Restricted) => root.at <= known,
        Origin::Permitted { grounds, .. } => {
            let operations = root.data_use.operations.iter().filter_map(|name| Operations::named(name));
            let operations = operations.fold(Operations::empty(), |all, operation| all | operation);
            let at_recipient = touches(&scope.recipients, vocabulary.recipients(), &root.data_use.recipient);
            let was_ground = |ground: &crate::decide::Ground| {
                // A later yes stands over an earlier no, and what rests on it is not called back by that no.
                let stands_before = ground.given_at.map_or(root.at <= known, |given| given <= event.at());
                ground.ended_by.contains(&event.kind()) && stands_before
            };
            operations.intersects(scope.operations()) && at_recipient && grounds.iter().any(was_ground)
        }
    }
}

/// Whether a set of a scope and the subtree of a key have anything in common. A key that the policy has forgotten is
/// compared by its text: what left under an old name must still be called back.
///
/// Overlap in either direction counts. A scope over `contact` touches a disclosure of `contact.email`, and a scope over
/// `contact.email` touches a disclosure of `contact`, because the whole had the part in it.
///
/// | the key is | compared by |
/// |---|---|
/// | known to the policy | the positions of both subtrees in the tree |
/// | known under another name now (`formerly`) | the node that has it now |
/// | known no more | its dotted text; `*` and tags always match |
fn touches<A: Axis>(selection: &Selection<A>, tree: &Tree<A>, key: &str) -> bool {
    if let Some(id) = tree.id(key) {
        let subtree = tree.subtree(id);
        return selection.selectors().iter().any(|selector| {
            tree.resolve_ever(selector).is_some_and(|spans| {
                spans.as_slice().iter().any(|&(start, end)| start < subtree.end && subtree.start < end)
            })
        });
    }
    if let Some(former) = tree.formerly(key).next() {
        let now = tree.node(former).map(|node| node.key().clone());
        return now.is_some_and(|now| touches(selection, tree, now.as_str()));
    }
    let under =
        |key: &str, above: &str| key.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    selection.selectors().iter().any(|selector| match selector {
        // What a tag covered when the key was known cannot be told any more, so it counts.
        Selector::All | Selector::Tag(_) => true,
        Selector::Key(selected) => under(key, selected) || under(selected, key),
    })
}
