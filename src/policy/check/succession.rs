//! What is refused of a policy that takes the place of another: consent may not become something that nobody can stop.

use crate::{
    fault::{Fault, FaultCode},
    policy::{basis::Basis, policy::Policy, regime::Regime, rule::Rule},
    vocabulary::{Area, Axis, NodeId, Spans, Tree},
};

impl Policy {
    /// Returns the uses that rested on consent in `previous` and that no withdrawal would stop any more, each as a
    /// fault with code [`BasisSwap`](FaultCode::BasisSwap) at `rules[…].basis`.
    ///
    /// Whoever gave consent was promised that they can withdraw it (GDPR Art. 7(3)); the same use may not go on as if
    /// it had never needed them. [`PolicyDocument::compile_succeeding`](crate::PolicyDocument::compile_succeeding)
    /// refuses such a policy; this is for looking at two that are compiled.
    ///
    /// Uses are compared by what they are about, so a key that moved (`formerly`) and a rule with a new `id` are found
    /// too. A basis that stood beside consent before takes nothing from anyone and is not reported.
    ///
    /// | before | now | reported |
    /// |---|---|---|
    /// | consent | contract, legitimate interests, public task, legal obligation, vital interests | yes |
    /// | consent | the same with `honours_withdrawal = true` | no |
    /// | consent | opt-out, platform, prohibited, or nothing | no |
    /// | consent, and beside it a contract for all of it | contract | no |
    /// | legitimate interests | contract | no: nobody was promised anything |
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let policy = |basis: &str| {
    ///     PolicyDocument::from_toml(&format!(r#"
    ///         version = "{basis}"
    ///         vocabulary = {{ purposes = [{{ key = "news" }}], categories = [{{ key = "contact" }}],
    ///             recipients = [{{ key = "lingon", role = "controller", location = "SE" }}] }}
    ///         [[rules]]
    ///         id = "news_by_{basis}"
    ///         basis = "{basis}"
    ///         scope = {{ purposes = "news", categories = "contact", recipients = "lingon", operations = "use" }}
    ///     "#))?.compile()
    /// };
    /// let swaps = policy("legitimate_interests")?.basis_swaps(&policy("consent")?);
    /// assert_eq!((swaps.len(), swaps[0].code.name()), (1, "basis_swap"));
    /// assert!(policy("opt_out")?.basis_swaps(&policy("consent")?).is_empty());
    /// # Ok::<(), consentry::Faults>(())
    /// ```
    #[must_use]
    pub fn basis_swaps(&self, previous: &Self) -> Vec<Fault> {
        let mut faults = Vec::new();
        basis_swaps(self, previous, &mut faults);
        faults
    }
}

/// Uses that rested on consent and now rest on something that no withdrawal stops.
///
/// Rules are compared within the regime of the same name, node by node. A rule that listens to withdrawals, by its
/// basis or because it says so, takes nothing from anyone and is passed over.
pub(in crate::policy) fn basis_swaps(policy: &Policy, previous: &Policy, faults: &mut Vec<Fault>) {
    for (position, rule) in policy.rules().iter().enumerate() {
        if rule.honours_withdrawal
            || matches!(rule.basis, Basis::Consent | Basis::OptOut | Basis::Platform | Basis::Prohibited)
        {
            continue;
        }
        let regime = policy.regimes().get(rule.regime).map(Regime::id);
        let same_regime = |old: &&Rule| previous.regimes().get(old.regime).map(Regime::id) == regime;
        let swapped = previous.rules().iter().filter(same_regime).find(|old| {
            old.basis == Basis::Consent
                && carried_over(previous, old, policy).is_some_and(|area| area.intersects(&rule.area))
                && !previous.rules().iter().filter(same_regime).any(|other| {
                    // It had this second basis before, so nothing is taken from anyone now.
                    other.basis == rule.basis
                        && carried_over(previous, other, policy).is_some_and(|area| rule.area.is_subset(&area))
                })
        });
        if let Some(old) = swapped {
            let message = format!(
                "the previous version asked for consent here (rule `{}`), and basis `{}` would go on after a \
                 withdrawal; set `honours_withdrawal = true`, or keep basis `consent`",
                old.id,
                rule.basis.name()
            );
            faults.push(Fault::new(format!("rules[{position}].basis"), FaultCode::BasisSwap, message));
        }
    }
}

/// What a rule of `old` covers in the vocabulary of `new`; `None` where nothing of it is left.
///
/// A key that has another name now is followed through `formerly`; one that is gone covers nothing any more.
fn carried_over(old: &Policy, rule: &Rule, new: &Policy) -> Option<Area> {
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
