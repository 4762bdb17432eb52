//! Comparing two policies point by point.
//!
//! There are far too many points to look at each. So the keys of each axis are put into groups that cannot be told
//! apart: the same rules cover them before and after, and the same is true of them otherwise. A combination of four
//! groups, one an axis, is then one class, and only combinations that a changed rule reaches are looked at.
//!
//! 1. [`Side`]: a regime of one policy, with its rules. A regime is the same one before and after if its id is.
//! 2. [`Signature`]: what is true of a key before and after. Keys with equal signatures form a [`Group`].
//! 3. [`Comparison`]: the groups of all four axes. For each rule that changed, the combinations that it reaches before
//!    or after are visited; all combinations where the regime itself changed.
//! 4. [`Comparison::class`]: the footing of a combination before and after. It is a class if they differ, or the rules
//!    behind them, or their terms.
//! 5. [`joined`]: classes that differ in one axis only become one, so that what is listed is short.
//!
//! The number of combinations that are visited and the number of classes that are listed are both bounded, so that no
//! pair of policies takes long.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    point_class::{Effect, Footing, PointClass, is_conditional},
    rule_change::RuleChange,
};
use crate::{
    policy::{Basis, Policy, Regime, Rule},
    vocabulary::{Area, Axis, Node, NodeId, Operations, Spans, Tree},
};

/// The most classes that are listed; a change of more is a new policy.
///
/// Beyond it [`PolicyChange::more_classes`](super::PolicyChange::more_classes) says that there are more.
const MAX_CLASSES: usize = 4096;
/// The most combinations of groups that are looked at.
///
/// Two policies that differ everywhere reach it; two versions of one policy hardly do.
const MAX_VISITED: usize = 1 << 20;

/// The classes that change, and whether there are more than these. `changes` are the policies' rules that differ.
pub(super) fn class_changes(old: &Policy, new: &Policy, changes: &[RuleChange]) -> (Vec<PointClass>, bool) {
    let mut regimes: Vec<&str> = new.regimes().iter().map(Regime::id).collect();
    regimes.extend(old.regimes().iter().map(Regime::id).filter(|id| new.regimes().iter().all(|own| own.id() != *id)));
    let mut found = Vec::new();
    let mut visited = 0;
    for regime in regimes {
        let comparison = Comparison::new(old, new, regime, changes);
        if !comparison.collect(&mut found, &mut visited) {
            return (joined(found), true);
        }
    }
    (joined(found), false)
}

/// Joins classes that differ in the keys of one axis only: what told these apart are rules that have nothing to do
/// with them.
///
/// A class of `{a} × {x}` and one of `{b} × {x}` with the same effect become `{a, b} × {x}`. One axis after the other
/// is taken, so what comes out is short, though not always the shortest that there could be.
fn joined(classes: Vec<PointClass>) -> Vec<PointClass> {
    let classes = joined_by(classes, |class| &mut class.categories);
    let classes = joined_by(classes, |class| &mut class.purposes);
    let classes = joined_by(classes, |class| &mut class.recipients);
    joined_by(classes, |class| &mut class.operations)
}

/// Joins classes that differ in these keys only.
///
/// A class without its keys on that axis is the key of a map: classes that are equal then are joined.
fn joined_by<T: Clone + Ord>(
    classes: Vec<PointClass>,
    keys: impl Fn(&mut PointClass) -> &mut Vec<T>,
) -> Vec<PointClass> {
    let mut places: HashMap<PointClass, usize> = HashMap::new();
    let mut all: Vec<PointClass> = Vec::new();
    for mut class in classes {
        let own = std::mem::take(keys(&mut class));
        let place = *places.entry(class).or_insert_with_key(|class| {
            all.push(class.clone());
            all.len() - 1
        });
        all.get_mut(place).into_iter().for_each(|class| keys(class).extend_from_slice(&own));
    }
    all.iter_mut().for_each(|class| keys(class).sort());
    all
}

/// One side of the comparison: a policy, its regime of that name if it has one, and the regime's rules.
///
/// A regime that only one policy has is missing on the other side, which then demands nothing.
struct Side<'p> {
    /// The policy.
    policy: &'p Policy,
    /// Its regime of the name at hand.
    regime: Option<&'p Regime>,
    /// The regime's rules, in document order.
    rules: Vec<&'p Rule>,
}

impl<'p> Side<'p> {
    /// The side of that policy, in the regime of that name.
    fn new(policy: &'p Policy, name: &str) -> Self {
        let position = policy.regimes().iter().position(|regime| regime.id() == name);
        let regime = position.and_then(|position| policy.regimes().get(position));
        let rules = policy.rules().iter().filter(|rule| Some(rule.regime) == position).collect();
        Self { policy, regime, rules }
    }

    /// Whether the regime covers something, and then whether each rule does, by their areas.
    ///
    /// With two rules: `[regime, first rule, second rule]`. A regime without a scope covers everything, one that is
    /// missing nothing.
    fn covers(&self, covers: impl Fn(&Area) -> bool) -> Vec<bool> {
        let regime = self.regime.is_some_and(|regime| regime.area.as_ref().is_none_or(&covers));
        std::iter::once(regime).chain(self.rules.iter().map(|rule| covers(&rule.area))).collect()
    }

    /// The footing of a class, and the rules that cover it. `known` is whether the policy has all its keys, and
    /// `covered` says who [covers](Self::covers) it on all four axes.
    ///
    /// | | footing |
    /// |---|---|
    /// | the policy lacks a key of the class | undeclared |
    /// | the regime does not cover it, or there is none | unregulated |
    /// | otherwise | the one of the rules that cover it |
    fn footing(&self, known: bool, covered: &[bool]) -> (Footing, Vec<&'p Rule>) {
        let Some((in_regime, covered)) = covered.split_first() else { return (Footing::Unregulated, Vec::new()) };
        if !known {
            return (Footing::Undeclared, Vec::new());
        }
        if !in_regime {
            return (Footing::Unregulated, Vec::new());
        }
        let rules: Vec<&Rule> =
            self.rules.iter().zip(covered).filter(|(_, covered)| **covered).map(|(rule, _)| *rule).collect();
        (Footing::of(&rules), rules)
    }
}

/// What is the same for keys of one axis that cannot be told apart.
///
/// Two keys with one signature have the same footing in every combination, so one of them stands for all.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Signature {
    /// Who [covers](Side::covers) them in the old policy; `None` if it does not know them.
    before: Option<Vec<bool>>,
    /// Who covers them in the new policy.
    after: Option<Vec<bool>>,
    /// Whether their `since` has risen.
    materially_changed: bool,
    /// Whether an objection is final for them, as the tag `direct_marketing` says (GDPR Art. 21(3)), before and
    /// after.
    final_objection: (bool, bool),
}

/// A set of keys of one axis that cannot be told apart.
///
/// There are far fewer groups than keys, since most keys stand under one that rules name, and share what is true of it.
struct Group {
    /// The keys, as the new policy calls them, or the old one if it alone has them.
    keys: Vec<String>,
    /// What is true of every one of them.
    signature: Signature,
}

/// A regime of the old policy and of the new one, side by side.
struct Comparison<'p> {
    /// The regime's name.
    regime: &'p str,
    /// The old policy and the new one.
    sides: [Side<'p>; 2],
    /// All keys in groups: purposes, categories, recipients, operations.
    axes: [Vec<Group>; 4],
    /// The ids of the rules whose terms have changed.
    other_terms: Vec<&'p str>,
    /// The ids of the rules that have changed at all.
    changed: Vec<&'p str>,
    /// Whether something beside the rules has changed, so that all points of the regime have to be looked at.
    everything: bool,
}

impl<'p> Comparison<'p> {
    /// Compares two policies in the regime of that name.
    ///
    /// `everything` is set if the regime came, went or has other regions or another scope, or if objections became
    /// final somewhere: then classes can change where no rule did.
    fn new(old: &'p Policy, new: &'p Policy, regime: &'p str, changes: &'p [RuleChange]) -> Self {
        let sides = [Side::new(old, regime), Side::new(new, regime)];
        let own = || changes.iter().filter(|change| change.regime == regime);
        let changed = own().map(|change| change.rule.as_str()).collect();
        let other_terms = own().filter(|change| !change.terms.is_empty()).map(|change| change.rule.as_str()).collect();
        let (before, after) = (old.vocabulary(), new.vocabulary());
        let axes = [
            groups(&sides, before.purposes(), after.purposes(), |area| &area.purposes),
            groups(&sides, before.categories(), after.categories(), |area| &area.categories),
            groups(&sides, before.recipients(), after.recipients(), |area| &area.recipients),
            operations(&sides),
        ];
        let [before, after] = &sides;
        let regime_changed = match (before.regime, after.regime) {
            (Some(was), Some(is)) => was.regions != is.regions || before.keys() != after.keys(),
            _ => true,
        };
        let differ = |group: &Group| group.signature.final_objection.0 != group.signature.final_objection.1;
        let everything = regime_changed || axes.iter().flatten().any(differ);
        Self { regime, sides, axes, other_terms, changed, everything }
    }

    /// Collects the classes that change; false when there are too many.
    ///
    /// A combination that several changed rules reach is visited once. `visited` counts over all regimes.
    fn collect(&self, found: &mut Vec<PointClass>, visited: &mut usize) -> bool {
        let mut seen = HashSet::new();
        let everything = self.everything.then_some(None);
        let boxes = self.changed.iter().map(|rule| Some(*rule));
        for of_rule in everything.into_iter().chain(boxes) {
            let touched: [Vec<usize>; 4] = std::array::from_fn(|axis| self.touched(axis, of_rule));
            let [purposes, categories, recipients, operations] = &touched;
            for &purpose in purposes {
                for &category in categories {
                    for &recipient in recipients {
                        for &operation in operations {
                            *visited += 1;
                            let cell = [purpose, category, recipient, operation];
                            if *visited > MAX_VISITED {
                                return false;
                            }
                            if !seen.insert(cell) {
                                continue;
                            }
                            if let Some(class) = self.class(cell) {
                                if found.len() >= MAX_CLASSES {
                                    return false;
                                }
                                found.push(class);
                            }
                        }
                    }
                }
            }
        }
        true
    }

    /// The groups of an axis that a rule reaches before or after; all groups if no rule is named.
    fn touched(&self, axis: usize, rule: Option<&str>) -> Vec<usize> {
        let groups = self.axes.get(axis).map(Vec::as_slice).unwrap_or_default();
        let reaches = |side: &Side<'_>, covers: &Option<Vec<bool>>, id: &str| {
            let position = side.rules.iter().position(|rule| rule.id() == id);
            let covered = position.zip(covers.as_ref()).and_then(|(position, covers)| covers.get(position + 1));
            covered.copied().unwrap_or(false)
        };
        let [before, after] = &self.sides;
        let is_touched = |group: &Group| {
            rule.is_none_or(|rule| {
                reaches(before, &group.signature.before, rule) || reaches(after, &group.signature.after, rule)
            })
        };
        groups.iter().enumerate().filter(|(_, group)| is_touched(group)).map(|(position, _)| position).collect()
    }

    /// The class of four groups, if it changes.
    ///
    /// It changes if the footing is another, or the rules behind it, or terms of these, or the `since` of a key where
    /// a yes is heard, or whether an objection is final where one is heard, or the people whom the regime is for.
    fn class(&self, cell: [usize; 4]) -> Option<PointClass> {
        let [Some(purposes), Some(categories), Some(recipients), Some(how)] =
            std::array::from_fn(|axis| self.axes.get(axis).and_then(|groups| groups.get(*cell.get(axis)?)))
        else {
            return None;
        };
        let groups = [purposes, categories, recipients, how];
        let [old, new] = &self.sides;
        let (before, rules_before) = judged(old, groups.map(|group| group.signature.before.as_deref()));
        let (after, rules_after) = judged(new, groups.map(|group| group.signature.after.as_deref()));
        let hears_objections = |rule: &&Rule| matches!(rule.basis(), Basis::LegitimateInterests | Basis::PublicTask);
        let hears_yes = |rule: &&Rule| {
            matches!(rule.basis(), Basis::Consent | Basis::OptOut | Basis::LegitimateInterests | Basis::Platform)
        };
        let materially_changed =
            groups.iter().any(|group| group.signature.materially_changed) && rules_after.iter().any(hears_yes);
        let (final_before, final_after) = purposes.signature.final_objection;
        let ids = |rules: &[&Rule]| rules.iter().map(|rule| rule.id().to_owned()).collect::<Vec<_>>();
        let (ids_before, ids_after) = (ids(&rules_before), ids(&rules_after));
        let terms = ids_after.iter().chain(&ids_before).any(|rule| self.other_terms.contains(&rule.as_str()));
        let objections = final_before != final_after && rules_after.iter().any(hears_objections);
        // The people whom the regime is for may have changed; for anyone else it is as if it said nothing.
        let regions = match (old.regime, new.regime) {
            (Some(before), Some(after)) => before.regions != after.regions,
            _ => false,
        };
        let same = before == after && ids_before == ids_after;
        if same && !materially_changed && !terms && !objections && !regions {
            return None;
        }
        // What neither policy lets anyone do is nobody's gain or loss. But people whom the regime is no longer for,
        // it no longer protects.
        if !regions && before.max(after) <= Footing::Undeclared {
            return None;
        }
        Some(PointClass {
            regime: self.regime.to_owned(),
            purposes: purposes.keys.clone(),
            categories: categories.keys.clone(),
            recipients: recipients.keys.clone(),
            operations: how.keys.iter().filter_map(|name| Operations::named(name)?.names().next()).collect(),
            effect: match before.cmp(&after) {
                std::cmp::Ordering::Less => Effect::Gains,
                std::cmp::Ordering::Greater => Effect::Loses,
                std::cmp::Ordering::Equal => Effect::OtherTerms,
            },
            before,
            after,
            conditional: regions || rules_before.iter().chain(&rules_after).any(|rule| is_conditional(rule)),
            rules_before: ids_before,
            rules_after: ids_after,
            materially_changed,
        })
    }
}

impl Side<'_> {
    /// The regime's scope, by keys, so that two vocabularies can be compared; `None` if there is no regime, or it
    /// covers everything.
    fn keys(&self) -> Option<[Vec<String>; 4]> {
        fn keys<A: Axis>(tree: &Tree<A>, spans: &Spans) -> Vec<String> {
            let nodes = tree.nodes().filter(|(id, _)| spans.contains(id.index));
            nodes.map(|(_, node)| node.key().to_string()).collect()
        }
        let (area, vocabulary) = (self.regime?.area.as_ref()?, self.policy.vocabulary());
        Some([
            keys(vocabulary.purposes(), &area.purposes),
            keys(vocabulary.categories(), &area.categories),
            keys(vocabulary.recipients(), &area.recipients),
            area.operations.names().map(str::to_owned).collect(),
        ])
    }
}

/// The footing of what four axes have in common, and the rules that cover all four.
///
/// A rule covers a combination if it covers each of its four groups; so the answers of the axes are combined with
/// *and*.
fn judged<'p>(side: &Side<'p>, covers: [Option<&[bool]>; 4]) -> (Footing, Vec<&'p Rule>) {
    let known = covers.iter().all(Option::is_some);
    let mut covered = vec![true; side.rules.len() + 1];
    for axis in covers.into_iter().flatten() {
        covered.iter_mut().zip(axis).for_each(|(all, own)| *all &= own);
    }
    side.footing(known, &covered)
}

/// The keys of an axis, of both policies, in groups that cannot be told apart. A key that was renamed is carried over
/// by its `formerly`.
///
/// Several old keys that one new key was made of give one entry each: what happened to either may differ.
fn groups<A: Axis>(sides: &[Side<'_>; 2], old: &Tree<A>, new: &Tree<A>, set: fn(&Area) -> &Spans) -> Vec<Group> {
    let [before, after] = sides;
    let covers = |side: &Side<'_>, index: u16| side.covers(|area| set(area).contains(index));
    let is_final = |node: Option<&Node<A>>| node.is_some_and(|node| node.has_tag("direct_marketing"));
    let mut by_signature: BTreeMap<Signature, Vec<String>> = BTreeMap::new();
    let mut add = |key: &str, was: Option<(u16, &Node<A>)>, is: Option<(u16, &Node<A>)>| {
        let signature = Signature {
            before: was.map(|(index, _)| covers(before, index)),
            after: is.map(|(index, _)| covers(after, index)),
            materially_changed: was.zip(is).is_some_and(|((_, was), (_, is))| was.since() < is.since()),
            final_objection: (is_final(was.map(|(_, node)| node)), is_final(is.map(|(_, node)| node))),
        };
        by_signature.entry(signature).or_default().push(key.to_owned());
    };
    let mut carried = HashSet::new();
    for (id, node) in new.nodes() {
        let names = std::iter::once(node.key().as_str()).chain(node.formerly().iter().map(String::as_str));
        let mut olds: Vec<u16> = names.filter_map(|name| old.id(name)).map(|id| id.index).collect();
        olds.dedup();
        if olds.is_empty() {
            add(node.key().as_str(), None, Some((id.index, node)));
        }
        for index in olds {
            carried.insert(index);
            let was = old.node(NodeId::new(index)).map(|node| (index, node));
            add(node.key().as_str(), was, Some((id.index, node)));
        }
    }
    for (id, node) in old.nodes().filter(|(id, _)| !carried.contains(&id.index)) {
        add(node.key().as_str(), Some((id.index, node)), None);
    }
    by_signature.into_iter().map(|(signature, keys)| Group { keys, signature }).collect()
}

/// The operations in groups that cannot be told apart.
///
/// They are the same in every policy, so none is unknown, renamed or materially changed.
fn operations(sides: &[Side<'_>; 2]) -> Vec<Group> {
    let mut by_signature: BTreeMap<Signature, Vec<String>> = BTreeMap::new();
    for name in Operations::all().names() {
        let Some(operation) = Operations::named(name) else { continue };
        let [before, after] = sides.each_ref().map(|side| side.covers(|area| area.operations.contains(operation)));
        let (before, after) = (Some(before), Some(after));
        let signature = Signature { before, after, materially_changed: false, final_objection: (false, false) };
        by_signature.entry(signature).or_default().push(name.to_owned());
    }
    by_signature.into_iter().map(|(signature, keys)| Group { keys, signature }).collect()
}
