//! What an organisation declares.
//!
//! A [`PolicyDocument`] (TOML, JSON, any serde format) compiles to a [`Policy`]: checked whole, immutable, and with
//! names resolved. Nothing half-valid comes out: one bad rule fails the compile, and every fault is listed with its
//! place and how to mend it.
//!
//! ```
//! use consentry::PolicyDocument;
//!
//! let text = r#"
//!     version = "1"
//!     [vocabulary]
//!     starter = true
//!     [[vocabulary.recipients]]
//!     key = "lingon"
//!     role = "controller"
//!     location = "SE"
//!     [[rules]]
//!     id = "newsletter"
//!     basis = "consent"
//!     scope = { purposes = "marketing.emial", categories = "*", recipients = "lingon", operations = "use" }
//! "#;
//! let document: PolicyDocument = toml::from_str(text)?;
//! let faults = document.compile().unwrap_err();
//! assert_eq!(faults.as_slice()[0].place, "rules[0].scope.purposes[0]");
//! assert!(faults.to_string().contains("did you mean `marketing.email`?"));
//! # Ok::<(), toml::de::Error>(())
//! ```

mod compile;
mod document;
mod lint;
mod notice;
mod particulars;
#[cfg(any(feature = "toml", feature = "jsonl"))]
mod read;
mod rule;
mod shadow;

pub use compile::{MAX_FACTS, MAX_REGIMES, MAX_RULES};
pub use document::{
    AgesDocument, Article9Exception, Basis, OnWithdrawalDocument, PolicyDocument, RegimeDocument, RuleDocument,
};
pub use notice::{
    GuardianDocument, ItemDocument, Localised, MAX_ITEMS, MAX_NOTICE_TEXT_LEN, MAX_NOTICES, NoticeDocument,
};
#[cfg(feature = "dialogue")]
pub(crate) use particulars::PARTICULARS;
pub(crate) use rule::{Ages, FactTest};
pub use rule::{Obligations, OnWithdrawal, Regime, Rule, WithdrawalActions};

use crate::{
    fault::{Fault, Faults},
    suggest,
    vocabulary::{Point, Scope, Vocabulary},
};

/// A checked policy. Immutable; share it in an `Arc`.
#[derive(Clone, Debug)]
pub struct Policy {
    version: String,
    vocabulary: Vocabulary,
    facts: Vec<String>,
    regimes: Vec<Regime>,
    rules: Vec<Rule>,
    notices: Vec<NoticeDocument>,
    particulars: std::collections::BTreeMap<String, Localised>,
}

impl Policy {
    /// Names this version of the policy.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What can be talked about.
    #[must_use]
    pub const fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What rules may test of a person.
    #[must_use]
    pub fn facts(&self) -> &[String] {
        &self.facts
    }

    /// The layers that must each be satisfied, in document order.
    #[must_use]
    pub fn regimes(&self) -> &[Regime] {
        &self.regimes
    }

    /// The rules, in document order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What people are or were shown when asked, in document order.
    #[must_use]
    pub fn notices(&self) -> &[NoticeDocument] {
        &self.notices
    }

    /// What the document says of the organisation itself, under one of the names it may have.
    #[must_use]
    pub fn particular(&self, name: &str) -> Option<&Localised> {
        self.particulars.get(name)
    }

    /// What is suspicious, though not wrong: `two_bases`, `bundled_purposes`, `no_location`, `nothing_to_revoke`,
    /// `sensitive_category`, each with its place and how to mend it.
    #[must_use]
    pub fn lints(&self) -> Vec<Fault> {
        lint::lints(self)
    }

    /// The uses that rested on consent in `previous` and that no withdrawal would stop any more.
    #[must_use]
    pub fn basis_swaps(&self, previous: &Self) -> Vec<Fault> {
        let mut faults = Vec::new();
        compile::basis_swaps(self, previous, &mut faults);
        faults
    }

    /// [`check_names`](Self::check_names) of many scopes, each fault once.
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
    /// With every unknown name and the nearest known one.
    pub fn check_names(&self, scope: &Scope) -> Result<(), Faults> {
        let mut faults = Vec::new();
        self.vocabulary.resolve(scope, &mut |unknown| {
            faults.push(Fault::new(format!("scope.{}", unknown.set), "unknown_key", unknown.message));
        });
        Faults::none_in(faults)
    }

    /// Checks that every fact is one that the document declares.
    ///
    /// # Errors
    /// With every unknown fact and the nearest known one.
    pub fn check_facts<'f>(&self, facts: impl IntoIterator<Item = &'f str>) -> Result<(), Faults> {
        let unknown = facts.into_iter().filter(|fact| !self.facts.iter().any(|known| known == fact));
        Faults::none_in(unknown.map(|fact| Fault::new("facts", "unknown_fact", self.unknown_fact(fact))).collect())
    }

    fn unknown_fact(&self, fact: &str) -> String {
        unknown_fact(fact, &self.facts)
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

fn unknown_fact(fact: &str, known: &[String]) -> String {
    let near = suggest::nearest(fact, known.iter().map(String::as_str));
    let did_you_mean = suggest::did_you_mean(&near);
    format!("unknown fact `{}`{did_you_mean}; declare it under `facts`", suggest::shortened(fact))
}
