//! What can be talked about: purposes (why), categories (what), recipients (who) and operations (how).
//!
//! A [`Vocabulary`] is three trees of dotted keys. It is written as a [`VocabularyDocument`] inside a policy document,
//! on top of the starter vocabulary or from nothing, and checked whole when the policy compiles.
//!
//! ```
//! use consentry::vocabulary::Vocabulary;
//!
//! let starter = Vocabulary::starter();
//! let email = starter.purposes().same_as("tcf", "purpose 1");
//! assert!(email.is_some());
//! ```

mod build;
mod document;
mod key;
mod operations;
mod scope;
mod spans;
mod starter;
mod tree;

pub use document::{
    CategoryDocument, PurposeDocument, RecipientDocument, RetiredDocument, Role, Safeguard, VocabularyDocument,
};
pub use key::{Axis, Category, Key, KeyError, MAX_DEPTH, MAX_KEY_LEN, Purpose, Recipient};
pub use operations::Operations;
pub use scope::{MAX_SELECTORS, Scope, ScopeDocument};
pub use tree::{Node, NodeId, Tree};

pub use build::MAX_NODES;
pub(crate) use key::is_word;
pub(crate) use scope::{Selection, Selector, one_or_many, parse_operations};
pub(crate) use spans::Spans;

use crate::{
    fault::Fault,
    region::Region,
    suggest::{MOST_SUGGESTED, spend},
};

/// A purpose of one vocabulary.
pub type PurposeId = NodeId<Purpose>;
/// A category of one vocabulary.
pub type CategoryId = NodeId<Category>;
/// A recipient of one vocabulary.
pub type RecipientId = NodeId<Recipient>;

/// What a category says beyond the common fields; both are inherited from the nodes above.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CategoryDetails {
    /// Special category of GDPR Art. 9 or its kin.
    pub special: bool,
    /// Sensitive in other ways.
    pub sensitive: bool,
}

/// What a recipient says beyond the common fields; nothing is inherited.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecipientDetails {
    /// What it is in law.
    pub role: Role,
    /// Where it keeps the data.
    pub location: Option<Region>,
    /// What protects data sent there.
    pub safeguard: Option<Safeguard>,
    /// How a person reaches it.
    pub contact: Option<String>,
}

impl RecipientDetails {
    /// Whether data may be sent there with no more ground than the use itself: it is in the EEA, or safeguarded.
    pub(crate) fn safe_to_send(&self) -> bool {
        self.safeguard.is_some() || self.location.is_some_and(|region| region.in_eea())
    }
}

/// Three trees. Immutable; a policy has one.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    purposes: Tree<Purpose>,
    categories: Tree<Category>,
    recipients: Tree<Recipient>,
}

impl Vocabulary {
    /// The vocabulary that ships with the crate: common purposes and categories in English and Swedish, with what
    /// W3C DPV, fideslang and IAB TCF call them. It has no recipients: those are yours.
    #[must_use]
    pub fn starter() -> Self {
        let document = VocabularyDocument { starter: true, ..VocabularyDocument::default() };
        // The starter tables are tested to build without faults.
        Self::build(&document, &mut Vec::new())
    }

    pub(crate) fn build(document: &VocabularyDocument, faults: &mut Vec<Fault>) -> Self {
        build::vocabulary(document, faults)
    }

    /// Why data is used.
    #[must_use]
    pub const fn purposes(&self) -> &Tree<Purpose> {
        &self.purposes
    }

    /// What data it is.
    #[must_use]
    pub const fn categories(&self) -> &Tree<Category> {
        &self.categories
    }

    /// Who uses it.
    #[must_use]
    pub const fn recipients(&self) -> &Tree<Recipient> {
        &self.recipients
    }

    /// What a scope covers here. Names that mean nothing here cover nothing and are reported.
    pub(crate) fn resolve(&self, scope: &Scope, unknown: &mut dyn FnMut(UnknownName)) -> Area {
        self.resolve_one_of_many(scope, &mut { 3 * MOST_SUGGESTED }, unknown)
    }

    /// The same for one of many scopes, which share the unknown names that are compared with all known ones.
    pub(crate) fn resolve_one_of_many(
        &self,
        scope: &Scope,
        suggestions: &mut usize,
        unknown: &mut dyn FnMut(UnknownName),
    ) -> Area {
        Area {
            purposes: resolve(&self.purposes, &scope.purposes, suggestions, unknown),
            categories: resolve(&self.categories, &scope.categories, suggestions, unknown),
            recipients: resolve(&self.recipients, &scope.recipients, suggestions, unknown),
            operations: scope.operations,
        }
    }
}

fn resolve<A: Axis>(
    tree: &Tree<A>,
    selection: &scope::Selection<A>,
    suggestions: &mut usize,
    unknown: &mut dyn FnMut(UnknownName),
) -> Spans {
    let mut spans = Vec::new();
    for selector in selection.selectors() {
        match tree.resolve(selector) {
            Some(found) => spans.extend_from_slice(found.as_slice()),
            None => {
                let name = selector.to_string();
                let message = spend(suggestions).map_or_else(
                    || format!("unknown {} `{}`", A::NAME, crate::suggest::shortened(&name)),
                    |()| tree.unknown(&name),
                );
                unknown(UnknownName { set: A::PLURAL, name, message });
            }
        }
    }
    Spans::new(spans)
}

/// A name in a scope that a vocabulary has never had.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("scope.{set}: {message}")]
pub(crate) struct UnknownName {
    /// The set it stands in: `purposes`, `categories`, `recipients`.
    pub(crate) set: &'static str,
    /// The key or `#tag`.
    pub(crate) name: String,
    /// What is wrong and how to mend it.
    pub(crate) message: String,
}

/// A single point: what a scope covers or does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) struct Point {
    pub(crate) purpose: PurposeId,
    pub(crate) category: CategoryId,
    pub(crate) recipient: RecipientId,
    /// Exactly one.
    pub(crate) operation: Operations,
}

/// A scope resolved against a vocabulary. Unlike a scope it may turn out empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Area {
    pub(crate) purposes: Spans,
    pub(crate) categories: Spans,
    pub(crate) recipients: Spans,
    pub(crate) operations: Operations,
}

impl Area {
    pub(crate) fn contains(&self, point: &Point) -> bool {
        self.operations.contains(point.operation)
            && self.purposes.contains(point.purpose.index)
            && self.categories.contains(point.category.index)
            && self.recipients.contains(point.recipient.index)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.purposes.is_empty()
            || self.categories.is_empty()
            || self.recipients.is_empty()
            || self.operations.is_empty()
    }

    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        other.operations.contains(self.operations)
            && self.purposes.is_subset(&other.purposes)
            && self.categories.is_subset(&other.categories)
            && self.recipients.is_subset(&other.recipients)
    }

    pub(crate) fn intersection(&self, other: &Self) -> Self {
        Self {
            purposes: self.purposes.intersection(&other.purposes),
            categories: self.categories.intersection(&other.categories),
            recipients: self.recipients.intersection(&other.recipients),
            operations: self.operations & other.operations,
        }
    }

    pub(crate) fn intersects(&self, other: &Self) -> bool {
        self.operations.intersects(other.operations)
            && self.purposes.intersects(&other.purposes)
            && self.categories.intersects(&other.categories)
            && self.recipients.intersects(&other.recipients)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_is_there() {
        assert!(Vocabulary::starter().purposes().id("marketing.email").is_some());
        assert!(Vocabulary::starter().categories().id("user.contact.email").is_some());
    }

    /// An area of two nodes on each axis and two operations, from `start` on.
    fn area(start: u16) -> Area {
        let spans = || Spans::new(vec![(start, start + 2)]);
        let operations = Operations::from_bits_retain(3 << start);
        Area { purposes: spans(), categories: spans(), recipients: spans(), operations }
    }

    /// `area`, with another's set on one axis at a time.
    fn with_one_axis_of(area: &Area, other: &Area) -> [Area; 4] {
        [
            Area { purposes: other.purposes.clone(), ..area.clone() },
            Area { categories: other.categories.clone(), ..area.clone() },
            Area { recipients: other.recipients.clone(), ..area.clone() },
            Area { operations: other.operations, ..area.clone() },
        ]
    }

    #[test]
    fn an_area_is_a_product_so_every_axis_counts() {
        let nothing = Spans::default();
        let none = Area {
            purposes: nothing.clone(),
            categories: nothing.clone(),
            recipients: nothing,
            operations: Operations::empty(),
        };
        let (own, beside, far) = (area(0), area(1), area(4));
        assert!(!own.is_empty() && own.is_subset(&own) && own.intersects(&beside) && !own.is_subset(&beside));
        let both = own.intersection(&beside);
        assert_eq!(both.operations, Operations::STORE);
        let spans = Spans::new(vec![(1, 2)]);
        assert_eq!((&both.purposes, &both.categories, &both.recipients), (&spans, &spans, &spans));
        for empty in with_one_axis_of(&own, &none) {
            assert!(empty.is_empty(), "{empty:?}");
        }
        for apart in with_one_axis_of(&own, &far) {
            assert!(!own.intersects(&apart) && own.intersection(&apart).is_empty(), "{apart:?}");
        }
        for wider in with_one_axis_of(&own, &beside) {
            assert!(!wider.is_subset(&own) && !own.is_subset(&wider), "{wider:?}");
        }
    }

    #[test]
    fn only_the_first_unknown_names_come_with_advice() {
        const ADVISED: usize = 3 * MOST_SUGGESTED;
        let vocabulary = Vocabulary::starter();
        let names: Vec<String> = (0..ADVISED + 2).map(|n| format!("marketing.emai{n:02}")).collect();
        let document = ScopeDocument {
            purposes: names.clone(),
            categories: vec!["*".into()],
            recipients: vec!["*".into()],
            operations: vec!["use".into()],
        };
        let mut advised = Vec::new();
        vocabulary.resolve(&Scope::try_from(&document).unwrap(), &mut |unknown| {
            assert!(names.contains(&unknown.name) && unknown.message.contains(&unknown.name));
            advised.push(unknown.message.contains("did you mean `marketing.email`?"));
        });
        assert!(advised.len() == names.len() && advised.iter().take(ADVISED).all(|advised| *advised));
        assert!(advised.iter().skip(ADVISED).all(|advised| !advised));
    }
}
