//! A scope: purposes × categories × recipients × operations.

use std::{fmt, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Operations,
    key::{self, Axis, Category, Purpose, Recipient},
};
use crate::{
    fault::{Fault, FaultCode, Faults},
    suggest,
};

/// Most selectors in one set of a scope.
pub const MAX_SELECTORS: usize = 1024;

/// A scope as it is written: four sets, each one text or a list of them. None may be empty.
///
/// A text is a key (its whole subtree), `#tag` (every node with that tag, and its subtree) or `*` (everything).
/// Operations are names or `*`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeDocument {
    /// Why.
    #[serde(default, deserialize_with = "one_or_many")]
    pub purposes: Vec<String>,
    /// What.
    #[serde(default, deserialize_with = "one_or_many")]
    pub categories: Vec<String>,
    /// Who.
    #[serde(default, deserialize_with = "one_or_many")]
    pub recipients: Vec<String>,
    /// How.
    #[serde(default, deserialize_with = "one_or_many")]
    pub operations: Vec<String>,
}

/// Reads a list of texts, or a single text as a list of one.
pub(crate) fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct OneOrMany;
    impl<'de> serde::de::Visitor<'de> for OneOrMany {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text or a list of texts")
        }

        fn visit_str<E>(self, text: &str) -> Result<Vec<String>, E> {
            Ok(vec![text.to_owned()])
        }

        fn visit_seq<S: serde::de::SeqAccess<'de>>(self, mut seq: S) -> Result<Vec<String>, S::Error> {
            let mut list = Vec::new();
            while let Some(text) = seq.next_element()? {
                list.push(text);
            }
            Ok(list)
        }
    }
    deserializer.deserialize_any(OneOrMany)
}

/// What a set of a scope lists.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Selector {
    /// `*`
    All,
    /// `#tag`, without the `#`.
    Tag(Box<str>),
    /// A key, for its subtree.
    Key(Box<str>),
}

impl Selector {
    fn parse(text: &str) -> Result<Self, key::KeyProblem> {
        if text == "*" {
            return Ok(Self::All);
        }
        if let Some(tag) = text.strip_prefix('#') {
            return if key::is_word(tag) && tag.len() <= key::MAX_KEY_LEN {
                Ok(Self::Tag(tag.into()))
            } else {
                Err(key::KeyProblem::Malformed)
            };
        }
        key::check(text)?;
        Ok(Self::Key(text.into()))
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Tag(tag) => write!(f, "#{tag}"),
            Self::Key(key) => f.write_str(key),
        }
    }
}

/// One non-empty set of a scope, sorted, without repetition; `*` stands alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Selection<A: Axis> {
    selectors: Box<[Selector]>,
    axis: PhantomData<A>,
}

impl<A: Axis> Selection<A> {
    fn parse(texts: &[String], place: &str, faults: &mut Vec<Fault>) -> Option<Self> {
        let place = format!("{place}{}", A::PLURAL);
        if texts.is_empty() {
            let message = format!("the set of {} is empty; list keys, a `#tag`, or `*` for all", A::PLURAL);
            faults.push(Fault::new(place, FaultCode::EmptySet, message));
            return None;
        }
        if texts.len() > MAX_SELECTORS {
            let message =
                format!("{} {} are listed, at most {MAX_SELECTORS} may be; list their parents", texts.len(), A::PLURAL);
            faults.push(Fault::new(place, FaultCode::TooMany, message));
            return None;
        }
        let mut selectors = Vec::with_capacity(texts.len());
        let before = faults.len();
        for (position, text) in texts.iter().enumerate() {
            match Selector::parse(text) {
                Ok(selector) => selectors.push(selector),
                Err(problem) => {
                    let message = format!("`{}` is no {} selector: {problem}", suggest::shortened(text), A::NAME);
                    faults.push(Fault::new(format!("{place}[{position}]"), FaultCode::MalformedKey, message));
                }
            }
        }
        selectors.sort_unstable();
        selectors.dedup();
        if selectors.contains(&Selector::All) {
            selectors = vec![Selector::All];
        }
        (faults.len() == before).then(|| Self { selectors: selectors.into(), axis: PhantomData })
    }

    pub(crate) fn selectors(&self) -> &[Selector] {
        &self.selectors
    }

    fn texts(&self) -> Vec<String> {
        self.selectors.iter().map(Selector::to_string).collect()
    }
}

/// A product of four non-empty sets. It says which points an event or a rule is about.
///
/// ```
/// use consentry::{Scope, Operations};
/// let scope = Scope::new(["marketing.email"], ["user.contact"], ["*"], Operations::USE | Operations::STORE)?;
/// assert!(Scope::new(["marketing.email"], [], ["*"], Operations::USE).is_err());
/// # Ok::<(), consentry::Faults>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Scope {
    pub(crate) purposes: Selection<Purpose>,
    pub(crate) categories: Selection<Category>,
    pub(crate) recipients: Selection<Recipient>,
    pub(crate) operations: Operations,
}

impl Scope {
    /// A scope over keys, `#tag`s and `*`.
    ///
    /// # Errors
    /// Lists every set that is empty and every text that is malformed.
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

    pub(crate) fn parse(document: &ScopeDocument, place: &str, faults: &mut Vec<Fault>) -> Option<Self> {
        let purposes = Selection::parse(&document.purposes, place, faults);
        let categories = Selection::parse(&document.categories, place, faults);
        let recipients = Selection::parse(&document.recipients, place, faults);
        let operations = parse_operations(&document.operations, &format!("{place}operations"), faults);
        Some(Self { purposes: purposes?, categories: categories?, recipients: recipients?, operations: operations? })
    }

    /// The operations it covers.
    #[must_use]
    pub const fn operations(&self) -> Operations {
        self.operations
    }

    /// The same scope over other operations; `None` where none are left.
    pub(crate) fn with_operations(self, operations: Operations) -> Option<Self> {
        (!operations.is_empty()).then_some(Self { operations, ..self })
    }

    /// Whether a `#tag` stands in it.
    pub(crate) fn has_tags(&self) -> bool {
        let sets = [self.purposes.selectors(), self.categories.selectors(), self.recipients.selectors()];
        sets.into_iter().flatten().any(|selector| matches!(selector, Selector::Tag(_)))
    }
}

/// Reads names of operations, or `*`.
pub(crate) fn parse_operations(texts: &[String], place: &str, faults: &mut Vec<Fault>) -> Option<Operations> {
    let mut operations = Operations::empty();
    let before = faults.len();
    for (position, text) in texts.iter().enumerate() {
        match (text.as_str(), Operations::named(text)) {
            ("*", _) => operations |= Operations::all(),
            (_, Some(operation)) => operations |= operation,
            (_, None) => {
                let near = suggest::nearest(text, Operations::known());
                let message = format!(
                    "unknown operation `{}`{}; there are {}, or `*`",
                    suggest::shortened(text),
                    suggest::did_you_mean(&near),
                    Operations::all()
                );
                faults.push(Fault::new(format!("{place}[{position}]"), FaultCode::UnknownOperation, message));
            }
        }
    }
    if texts.is_empty() {
        let message = "the set of operations is empty; list some, or `*` for all";
        faults.push(Fault::new(place, FaultCode::EmptySet, message));
    }
    (faults.len() == before).then_some(operations)
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
        assert!(Scope::try_from(&tagged(tag(key::MAX_KEY_LEN))).unwrap().has_tags());
        for bad in [tag(key::MAX_KEY_LEN + 1), "#a.b".to_owned()] {
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
