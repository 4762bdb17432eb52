//! The checked policy.

use std::collections::BTreeMap;

use super::{
    document::{Localised, NoticeDocument},
    regime::Regime,
    rule::Rule,
};
use crate::{
    fault::{Fault, FaultCode, Faults},
    suggest,
    vocabulary::{Point, Scope, Vocabulary},
};

/// A checked policy: immutable, whole, with names resolved. Share it in an `Arc`.
///
/// It comes from [`PolicyDocument::compile`](super::PolicyDocument::compile) and from nowhere else, so whoever holds
/// one holds one without faults. A [`Ledger`](crate::Ledger) or a [`Guard`](crate::Guard) is built on it. To change
/// what is declared, compile another document and reload the ledger.
///
/// ```
/// use consentry::{Basis, Operations, PolicyDocument, Scope};
///
/// let document: PolicyDocument = toml::from_str(r#"
///     version = "2026-1"
///     facts = ["customer"]
///     [vocabulary]
///     starter = true
///     recipients = [{ key = "lingon", role = "controller", location = "SE" }]
///     [[rules]]
///     id = "orders"
///     basis = "contract"
///     facts = ["customer"]
///     scope = { purposes = "service", categories = "user.contact", recipients = "lingon", operations = "use" }
/// "#)?;
/// let policy = document.compile()?;
/// assert_eq!((policy.version(), policy.rules()[0].basis()), ("2026-1", Basis::Contract));
/// // A policy that names no regime has one, everywhere.
/// assert_eq!(policy.regimes()[0].id(), "everywhere");
/// assert!(policy.check_facts(["customer"]).is_ok());
/// let scope = Scope::new(["service"], ["user.contact"], ["lingn"], Operations::USE)?;
/// assert!(policy.check_names(&scope).unwrap_err().to_string().contains("did you mean `lingon`?"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    pub(in crate::policy) version: String,
    pub(in crate::policy) vocabulary: Vocabulary,
    pub(in crate::policy) facts: Vec<String>,
    pub(in crate::policy) regimes: Vec<Regime>,
    pub(in crate::policy) rules: Vec<Rule>,
    pub(in crate::policy) notices: Vec<NoticeDocument>,
    pub(in crate::policy) particulars: BTreeMap<String, Localised>,
}

impl Policy {
    /// Returns the name of this version of the policy, such as `2026-1`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the vocabulary: what can be talked about.
    #[must_use]
    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Returns the facts that rules may test of a person, in document order.
    #[must_use]
    pub fn facts(&self) -> &[String] {
        &self.facts
    }

    /// Returns the regimes, in document order: the layers that must each be satisfied. There is at least one.
    #[must_use]
    pub fn regimes(&self) -> &[Regime] {
        &self.regimes
    }

    /// Returns the rules, in document order. There is at least one.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns the notices, in document order: what people are or were shown when asked, every version of it.
    #[must_use]
    pub fn notices(&self) -> &[NoticeDocument] {
        &self.notices
    }

    /// Returns what the document says of the organisation itself under a name such as `dpo`, by language; `None` where
    /// it says nothing. [`PolicyDocument::particulars`](super::PolicyDocument::particulars) lists the names.
    #[must_use]
    pub fn particular(&self, name: &str) -> Option<&Localised> {
        self.particulars.get(name)
    }

    /// Checks the names of many scopes as [`check_names`](Self::check_names) does, and reports each fault once.
    pub(crate) fn check_all_names<'s>(&self, scopes: impl Iterator<Item = &'s Scope>) -> Result<(), Faults> {
        let mut lost: Vec<Fault> =
            scopes.filter_map(|scope| self.check_names(scope).err()).flat_map(Faults::into_vec).collect();
        lost.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
        lost.dedup();
        Faults::none_in(lost)
    }

    /// Checks that every name in the scope is known, by its current, a former or a retired key.
    ///
    /// # Errors
    /// Returns a fault with code `unknown_key` for every other name, with the nearest known ones.
    pub fn check_names(&self, scope: &Scope) -> Result<(), Faults> {
        let mut faults = Vec::new();
        self.vocabulary.resolve(scope, &mut |unknown| {
            faults.push(Fault::new(format!("scope.{}", unknown.set), FaultCode::UnknownKey, unknown.message));
        });
        Faults::none_in(faults)
    }

    /// Checks that every fact is one that the document declares.
    ///
    /// # Errors
    /// Returns a fault with code `unknown_fact` for every other fact, with the nearest known ones.
    pub fn check_facts<'f>(&self, facts: impl IntoIterator<Item = &'f str>) -> Result<(), Faults> {
        let unknown = facts.into_iter().filter(|fact| !self.facts.iter().any(|known| known == fact));
        Faults::none_in(
            unknown.map(|fact| Fault::new("facts", FaultCode::UnknownFact, unknown_fact(fact, &self.facts))).collect(),
        )
    }

    /// Whether an objection is final under the rule at the point (GDPR Art. 21(3)): the rule says so, or the purpose
    /// or one above it has the tag `direct_marketing`.
    pub(crate) fn is_direct_marketing(&self, rule: &Rule, point: &Point) -> bool {
        rule.direct_marketing
            || self.vocabulary.purposes().node(point.purpose).is_some_and(|node| node.has_tag("direct_marketing"))
    }

    /// The newest `since` of the nodes of a point: a yes under an older notice does not cover it.
    pub(crate) fn since(&self, point: &Point) -> u16 {
        let Self { vocabulary, .. } = self;
        let purpose = vocabulary.purposes().node(point.purpose).map(|node| node.since());
        let category = vocabulary.categories().node(point.category).map(|node| node.since());
        let recipient = vocabulary.recipients().node(point.recipient).map(|node| node.since());
        // A point of another vocabulary is covered by no notice.
        [purpose, category, recipient].into_iter().map(|since| since.unwrap_or(u16::MAX)).max().unwrap_or(u16::MAX)
    }
}

/// The message for a fact that is not among the `known` ones.
pub(in crate::policy) fn unknown_fact(fact: &str, known: &[String]) -> String {
    let near = suggest::nearest(fact, known.iter().map(String::as_str));
    let did_you_mean = suggest::did_you_mean(&near);
    format!("unknown fact `{}`{did_you_mean}; declare it under `facts`", suggest::shortened(fact))
}
