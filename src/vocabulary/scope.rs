//! A scope: purposes × categories × recipients × operations.
//!
//! [`ScopeDocument`] is the wire form, [`Scope`] the checked one: events and rules hold scopes. Both are words only.
//! A vocabulary makes nodes of them later, and may do so differently tomorrow, when a key has a new child.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    axis::{Category, Purpose, Recipient},
    one_or_many::one_or_many,
    operations::{Operations, parse_operations},
    selector::{Selection, Selector},
};
use crate::fault::{Fault, FaultCode, Faults};

/// A scope as it is written: four sets, each one text or a list of texts. None may be empty.
///
/// | text | stands for |
/// |---|---|
/// | `marketing.email` | that node and its whole subtree |
/// | `#direct_marketing` | every node with that tag, and their subtrees |
/// | `*` | everything |
///
/// Operations are [names](Operations::named) or `*`. [`Scope::try_from`] checks the form; whether a policy knows the
/// names, [`Policy::check_names`](crate::Policy::check_names) says.
///
/// ```
/// use consentry::{Operations, Scope, vocabulary::ScopeDocument};
///
/// let document: ScopeDocument = serde_json::from_str(
///     r##"{"purposes": "#direct_marketing", "categories": ["user.contact"], "recipients": "*",
///         "operations": "use"}"##,
/// )?;
/// assert_eq!(document.purposes, ["#direct_marketing"]);
/// assert_eq!(Scope::try_from(&document)?.operations(), Operations::USE);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Nothing in it is optional in the end: a set that is left out is empty, and an empty set is refused, since "about
/// no purpose" and "about every purpose" are easily taken for each other.
///
/// ```
/// use consentry::{Scope, vocabulary::ScopeDocument};
///
/// let forgotten: ScopeDocument =
///     serde_json::from_str(r#"{"purposes": "marketing", "categories": "*", "operations": "use"}"#)?;
/// let faults = Scope::try_from(&forgotten).unwrap_err();
/// assert_eq!((faults.as_slice()[0].place.as_str(), faults.as_slice()[0].code.name()), ("recipients", "empty_set"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeDocument {
    /// The purposes: why.
    #[serde(default, deserialize_with = "one_or_many")]
    pub purposes: Vec<String>,
    /// The categories: what.
    #[serde(default, deserialize_with = "one_or_many")]
    pub categories: Vec<String>,
    /// The recipients: who.
    #[serde(default, deserialize_with = "one_or_many")]
    pub recipients: Vec<String>,
    /// The operations: how.
    #[serde(default, deserialize_with = "one_or_many")]
    pub operations: Vec<String>,
}

/// A product of four non-empty sets: purposes × categories × recipients × operations.
///
/// It says which points an event or a rule is about: those whose purpose, category, recipient *and* operation are in
/// its sets. An empty set cannot be built. Sets are kept sorted and without repetition, so two scopes that list the
/// same names in another order are equal. A scope is only words; it covers nodes once a vocabulary resolves it, and one
/// that lists `user.contact` covers whatever stands under `user.contact` then.
///
/// ```
/// use consentry::{Scope, Operations};
/// let scope = Scope::new(["marketing.email"], ["user.contact"], ["*"], Operations::USE | Operations::STORE)?;
/// assert_eq!(scope, Scope::new(["marketing.email"], ["user.contact"], ["*"], scope.operations())?);
///
/// let faults = Scope::new(["marketing.email"], [], ["lingon", "Mailer"], Operations::USE).unwrap_err();
/// let places: Vec<_> = faults.as_slice().iter().map(|fault| fault.place.as_str()).collect();
/// assert_eq!(places, ["categories", "recipients[1]"]);
/// # Ok::<(), consentry::Faults>(())
/// ```
///
/// What a scope covers depends on who uses it:
///
/// | in | `#tag` allowed | covers |
/// |---|---|---|
/// | a rule | yes | today's nodes |
/// | a no | yes | today's nodes, so a no grows with the vocabulary |
/// | a yes, a lift | no (`tag_in_yes`) | today's nodes whose `since` is no newer than the notice that the person saw |
///
/// So `*` and a key in a yes never reach what was added after the person was told.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Scope {
    /// The purposes: why.
    pub(crate) purposes: Selection<Purpose>,
    /// The categories: what.
    pub(crate) categories: Selection<Category>,
    /// The recipients: who.
    pub(crate) recipients: Selection<Recipient>,
    /// The operations: how. Never empty.
    pub(crate) operations: Operations,
}

impl Scope {
    /// Creates a scope over keys, `#tag`s and `*`.
    ///
    /// # Errors
    ///
    /// Returns a fault for every set that is empty or longer than [`MAX_SELECTORS`](super::MAX_SELECTORS), and for
    /// every text that is malformed.
    ///
    /// The codes are `empty_set`, `too_many` and `malformed_key`. Whether a policy knows the names is another
    /// question, which [`Policy::check_names`](crate::Policy::check_names) answers; a [`Ledger`](crate::Ledger) asks
    /// it of every event.
    ///
    /// ```
    /// use consentry::{Operations, Scope};
    ///
    /// let faults = Scope::new(["Marketing"], ["*"], ["*"], Operations::empty()).unwrap_err();
    /// let codes: Vec<_> = faults.as_slice().iter().map(|fault| fault.code.name()).collect();
    /// assert_eq!(codes, ["malformed_key", "empty_set"]);
    /// ```
    pub fn new<const P: usize, const C: usize, const R: usize>(
        purposes: [&str; P],
        categories: [&str; C],
        recipients: [&str; R],
        operations: Operations,
    ) -> Result<Self, Faults> {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        let document = ScopeDocument {
            purposes: texts(&purposes),
            categories: texts(&categories),
            recipients: texts(&recipients),
            operations: operations.names().map(str::to_owned).collect(),
        };
        Self::try_from(&document)
    }

    /// Reads a document; every fault is added to `faults`, with its place after `place`, such as `scope.`.
    pub(crate) fn parse(document: &ScopeDocument, place: &str, faults: &mut Vec<Fault>) -> Option<Self> {
        let purposes = Selection::parse(&document.purposes, place, faults);
        let categories = Selection::parse(&document.categories, place, faults);
        let recipients = Selection::parse(&document.recipients, place, faults);
        let operations = parse_operations(&document.operations, &format!("{place}operations"), faults);
        Some(Self { purposes: purposes?, categories: categories?, recipients: recipients?, operations: operations? })
    }

    /// Returns the operations it covers.
    #[must_use]
    pub const fn operations(&self) -> Operations {
        self.operations
    }

    /// Returns the scope over other operations, or `None` where there are none.
    ///
    /// A restriction with `*` is cut by it to everything but `store` (GDPR Art. 18(2)).
    pub(crate) fn with_operations(self, operations: Operations) -> Option<Self> {
        (!operations.is_empty()).then_some(Self { operations, ..self })
    }

    /// Returns whether a `#tag` stands in it.
    ///
    /// A yes may have none: a tag can be put on more nodes later, and what a person agreed to must not grow.
    pub(crate) fn has_tags(&self) -> bool {
        let sets = [self.purposes.selectors(), self.categories.selectors(), self.recipients.selectors()];
        sets.into_iter().flatten().any(|selector| matches!(selector, Selector::Tag(_)))
    }
}

impl TryFrom<&ScopeDocument> for Scope {
    type Error = Faults;

    fn try_from(document: &ScopeDocument) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let scope = Self::parse(document, "", &mut faults);
        Faults::none_in(faults)?;
        scope.ok_or_else(|| Fault::new("", FaultCode::EmptySet, "the scope is empty").into())
    }
}

impl From<&Scope> for ScopeDocument {
    fn from(scope: &Scope) -> Self {
        let operations = if scope.operations.is_all() {
            vec!["*".to_owned()]
        } else {
            scope.operations.names().map(str::to_owned).collect()
        };
        Self {
            purposes: scope.purposes.texts(),
            categories: scope.categories.texts(),
            recipients: scope.recipients.texts(),
            operations,
        }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ScopeDocument::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = ScopeDocument::deserialize(deserializer)?;
        Self::try_from(&document).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{MAX_KEY_LEN, MAX_SELECTORS};

    #[test]
    fn order_and_repetition_do_not_matter_and_star_swallows() {
        let one = Scope::new(["b", "a", "b"], ["#t"], ["r", "*"], Operations::USE).unwrap();
        let other = Scope::new(["a", "b"], ["#t"], ["*"], Operations::USE).unwrap();
        assert_eq!(one, other);
        assert!(one.has_tags());
        assert_eq!(ScopeDocument::from(&one).recipients, ["*"]);
    }

    #[test]
    fn every_fault_is_listed_with_its_place() {
        let document = ScopeDocument {
            purposes: vec![],
            categories: vec!["a".into(), "B".into()],
            recipients: vec!["#".into()],
            operations: vec!["us".into()],
        };
        let faults = Scope::try_from(&document).unwrap_err();
        let places: Vec<_> = faults.as_slice().iter().map(|fault| fault.place.as_str()).collect();
        assert_eq!(places, ["purposes", "categories[1]", "recipients[0]", "operations[0]"]);
        assert!(faults.to_string().contains("did you mean `use`?"));
        let crowd = ScopeDocument { purposes: vec!["a".into(); MAX_SELECTORS + 1], ..ScopeDocument::from(&one()) };
        assert_eq!(Scope::try_from(&crowd).unwrap_err().as_slice()[0].code, "too_many");
        let most = ScopeDocument { purposes: vec!["a".into(); MAX_SELECTORS], ..ScopeDocument::from(&one()) };
        assert_eq!(Scope::try_from(&most).unwrap(), one());
        let tag = |len: usize| format!("#{}", "t".repeat(len));
        let tagged = |tag: String| ScopeDocument { purposes: vec![tag], ..ScopeDocument::from(&one()) };
        assert!(Scope::try_from(&tagged(tag(MAX_KEY_LEN))).unwrap().has_tags());
        for bad in [tag(MAX_KEY_LEN + 1), "#a.b".to_owned()] {
            assert_eq!(Scope::try_from(&tagged(bad)).unwrap_err().as_slice()[0].code, "malformed_key");
        }
        let error = toml::from_str::<ScopeDocument>("purposes = 5").unwrap_err().to_string();
        assert!(error.contains("a text or a list of texts"), "{error}");
        assert_eq!((one().operations(), one().has_tags()), (Operations::USE, false));
        assert_eq!((Operations::USE | Operations::COLLECT).to_string(), "collect, use");
        assert!(Scope::new(["a"], ["a"], ["a"], Operations::empty()).is_err());
    }

    #[test]
    fn a_scope_is_written_as_its_document_and_checked_when_it_is_read() {
        let text = serde_json::to_string(&one()).unwrap();
        assert_eq!(text, serde_json::to_string(&ScopeDocument::from(&one())).unwrap());
        assert_eq!(serde_json::from_str::<Scope>(&text).unwrap(), one());
        let error = serde_json::from_str::<Scope>(&text.replace("[\"use\"]", "[]")).unwrap_err().to_string();
        assert!(error.contains("operations"), "{error}");
    }

    fn one() -> Scope {
        Scope::new(["a"], ["a"], ["a"], Operations::USE).unwrap()
    }
}
