//! The checked policy.
//!
//! A policy is made once, by compiling, and read by every check through plans that guards make of it. Nothing in it
//! changes afterwards, so it is shared without a lock; a new policy is a new value.

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
///
/// # What it guarantees
///
/// - Every name in it is resolved: a rule holds numbers of nodes, a regime regions, and no key is looked up in a
///   check.
/// - At least one regime and one rule; each rule belongs to a regime and reaches at least one point of it.
/// - No rule without effect: one that another makes pointless is refused (`never_decides`).
/// - Document order is kept. It breaks ties between rules and between regimes, and so decides which of them an
///   explanation names.
///
/// Two policies are compared by [`Policy::diff`](crate::rollout) (feature `rollout`), not by `==`.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The name of this version.
    pub(in crate::policy) version: String,
    /// What can be talked about. Numbers in rules and regimes are of its nodes.
    pub(in crate::policy) vocabulary: Vocabulary,
    /// The facts that rules may test, as declared.
    pub(in crate::policy) facts: Vec<String>,
    /// The layers that must each be satisfied; at least one.
    pub(in crate::policy) regimes: Vec<Regime>,
    /// The rules of all regimes, in document order; at least one.
    pub(in crate::policy) rules: Vec<Rule>,
    /// Every version of every notice, as written: checked, and not changed by it.
    pub(in crate::policy) notices: Vec<NoticeDocument>,
    /// What the organisation says of itself, by name and language.
    pub(in crate::policy) particulars: BTreeMap<String, Localised>,
}

impl Policy {
    /// Returns the name of this version of the policy, such as `2026-1`.
    ///
    /// Explanations, records and receipts name it, so use another with every change that people could notice. Nothing
    /// compares versions: `2026-10` is not known to come after `2026-9`.
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
    ///
    /// [`Subject`](crate::Subject) says which of them hold for a person; a ledger refuses a description with any
    /// other.
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
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let policy = PolicyDocument::from_toml(r#"
    ///     version = "1"
    ///     vocabulary.starter = true
    ///     vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    ///     particulars.dpo = { en = "dpo@lingon.example" }
    ///     [[rules]]
    ///     id = "orders"
    ///     basis = "contract"
    ///     scope = { purposes = "service", categories = "user.contact", recipients = "lingon", operations = "use" }
    /// "#)?
    /// .compile()?;
    /// assert_eq!(policy.particular("dpo").unwrap()["en"], "dpo@lingon.example");
    /// assert!(policy.particular("authority").is_none());
    /// # Ok::<(), consentry::Faults>(())
    /// ```
    #[must_use]
    pub fn particular(&self, name: &str) -> Option<&Localised> {
        self.particulars.get(name)
    }

    /// Checks the names of many scopes as [`check_names`](Self::check_names) does, and reports each fault once.
    ///
    /// For a reload or a restore, where thousands of scopes may name the same lost key. The faults are sorted, so
    /// that the same loss reads the same way every time.
    pub(crate) fn check_all_names<'s>(&self, scopes: impl Iterator<Item = &'s Scope>) -> Result<(), Faults> {
        let mut lost: Vec<Fault> =
            scopes.filter_map(|scope| self.check_names(scope).err()).flat_map(Faults::into_vec).collect();
        lost.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
        lost.dedup();
        Faults::none_in(lost)
    }

    /// Checks that every name in the scope is known, by its current, a former or a retired key.
    ///
    /// A ledger asks this of every event with a scope that it has not met before, and
    /// [`event_log::read_events`](crate::event_log) of every line. Places are `scope.purposes`, `scope.categories`
    /// and `scope.recipients`.
    ///
    /// | the name in the scope | result |
    /// |---|---|
    /// | is a key, a former or a retired key, a tag of some node, or `*` | known |
    /// | is misspelt | a fault that says `did you mean` |
    /// | was never a name here | a fault with no suggestion, or a far one |
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
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let policy = PolicyDocument::from_toml(r#"
    ///     version = "1"
    ///     facts = ["customer"]
    ///     vocabulary.starter = true
    ///     vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    ///     [[rules]]
    ///     id = "orders"
    ///     basis = "contract"
    ///     facts = ["customer"]
    ///     scope = { purposes = "service", categories = "user.contact", recipients = "lingon", operations = "use" }
    /// "#)?
    /// .compile()?;
    /// let faults = policy.check_facts(["custmer"]).unwrap_err();
    /// assert_eq!(faults.as_slice()[0].code.name(), "unknown_fact");
    /// assert!(faults.to_string().contains("did you mean `customer`?"));
    /// # Ok::<(), consentry::Faults>(())
    /// ```
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
    ///
    /// All three must have been in the notice: consent to a purpose that was there from the start does not cover data
    /// that came with notice 4.
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
