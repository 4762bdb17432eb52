//! What a new version of a policy changes, as one answer.

use serde::Serialize;

use super::{
    class_comparison::class_changes, point_class::PointClass, rule_change::RuleChange, rule_comparison::rule_changes,
};
use crate::{fault::Fault, policy::Policy};

/// What changes from one version of a policy to the next, and for whom.
///
/// It is told in two ways. [`rules`](Self::rules) says what was rewritten, rule by rule: which keys a rule reaches
/// now, which terms are others, which consents have to be asked for anew. [`classes`](Self::classes) says what that
/// comes to, use by use: who gains and who loses, whichever rules bring it about. Two policies whose rules are
/// written otherwise and say the same have rule changes and no class that gains or loses.
///
/// It looks at no person. For how many people an answer would become another, see [`Simulation`](super::Simulation).
///
/// ```
/// # let policy = |basis: &str| {
/// #     let text = format!(r#"
/// #     version = "{basis}"
/// #     vocabulary = {{ purposes = [{{ key = "marketing" }}], categories = [{{ key = "contact" }}],
/// #         recipients = [{{ key = "lingon", role = "controller" }}] }}
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "{basis}"
/// #     scope = {{ purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }}
/// # "#);
/// #     toml::from_str::<consentry::PolicyDocument>(&text).unwrap().compile().unwrap()
/// # };
/// use consentry::{Policy, rollout::{Effect, Footing}};
///
/// let change = Policy::diff(&policy("opt_out"), &policy("consent"));
/// assert_eq!(change.rules[0].terms[0].field, "basis");
/// let class = &change.classes[0];
/// assert_eq!((class.effect, class.before, class.after), (Effect::Loses, Footing::UntilNo, Footing::Asked));
/// assert_eq!(class.recipients, ["lingon"]);
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PolicyChange {
    /// The `version` of the old policy.
    pub from: String,
    /// The `version` of the new policy.
    pub to: String,
    /// The rules that are added, removed or changed: in the new document's order, and then those that are removed in
    /// the old one's.
    pub rules: Vec<RuleChange>,
    /// Who gains and who loses what, regime by regime.
    pub classes: Vec<PointClass>,
    /// Whether there are more classes than are listed here: more than 4,096, or more combinations than are looked at.
    pub more_classes: bool,
    /// Uses that rested on consent and would now go on after a withdrawal, each as a fault.
    ///
    /// A policy with such a swap of basis is barred:
    /// [`compile_succeeding`](crate::PolicyDocument::compile_succeeding) refuses it.
    pub barred: Vec<Fault>,
}

impl PolicyChange {
    /// Compares two versions of a policy. [`Policy::diff`] does the same.
    #[must_use]
    pub fn new(old: &Policy, new: &Policy) -> Self {
        let rules = rule_changes(old, new);
        let (from, to) = (old.version().to_owned(), new.version().to_owned());
        let (classes, more_classes) = class_changes(old, new, &rules);
        Self { from, to, rules, classes, more_classes, barred: new.basis_swaps(old) }
    }

    /// Iterates over the rules under which consents given before do not carry over whole: those whose
    /// [`RuleChange::ask_anew`] gives a reason.
    pub fn ask_anew(&self) -> impl Iterator<Item = &RuleChange> {
        self.rules.iter().filter(|rule| !rule.ask_anew.is_empty())
    }
}

impl Policy {
    /// Compares two versions of a policy: who gains and who loses, which consents must be asked for anew, and which
    /// swaps of basis are barred.
    ///
    /// Both are whole policies; neither needs to be in force. See [`PolicyChange`] for an example.
    #[must_use]
    pub fn diff(old: &Self, new: &Self) -> PolicyChange {
        PolicyChange::new(old, new)
    }
}
