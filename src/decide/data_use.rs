//! What is about to be done with which data: the question that a guard is prepared for.
//!
//! A use is a question without a person and a time. The same use is asked about millions of people, so all work that
//! depends only on it is done once: [`Guard::new`](super::Guard::new) looks its keys up and lays out its points.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    fault::{Fault, FaultCode, Faults, debug_like_display},
    policy::Policy,
    vocabulary::{Axis, Category, Key, NodeId, Operations, Point, Purpose, Recipient, Tree},
};

/// The most points that one guard may stand for, all fields of a row guard together.
///
/// A use denotes every combination of a node under its purpose, one under its category, one under its recipient and one
/// of its operations. A use that denotes more than this has no guard: [`UseError::TooWide`].
///
/// The number bounds what building a guard can cost in time and memory. A use of the roots of three trees, of fifty
/// purposes, a hundred categories and twenty recipients, with all ten operations, would denote a million points; it is
/// also hardly what anyone means.
pub const MAX_POINTS: usize = 65_536;

/// A use of data: one purpose, one category, one recipient, and one or more operations.
///
/// It denotes every point of its subtrees: to use `user.contact` is to use all contact data, so consent to email and to
/// phone is not consent to `user.contact`, and a withdrawal of `user.contact.email` denies it. Inner nodes are points
/// of their own. Name the narrowest keys that are true.
///
/// Keys are those of the policy's vocabulary, as it stands now: a former key is not accepted. They are looked up when a
/// guard is built, never in a check.
///
/// ```
/// use consentry::{DataUse, Operations};
///
/// let data_use = DataUse::new("marketing.email", "user.contact.email", "shop", Operations::USE | Operations::STORE);
/// assert_eq!(data_use.to_string(), "store, use of user.contact.email by shop for marketing.email");
/// ```
///
/// A use of a parent is stricter than a use of its child, which is the difference between two lines of code here:
///
/// ```
/// use consentry::{DataUse, EventDocument, Guard, History, Interner, Kind, Operations, PolicyDocument};
/// use consentry::{Qualities, Scope, Subject, Timestamp};
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "1"
///     vocabulary.purposes = [{ key = "news" }]
///     vocabulary.categories = [{ key = "contact" }, { key = "contact.email" }, { key = "contact.phone" }]
///     vocabulary.recipients = [{ key = "shop", role = "controller" }]
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "news", categories = "contact", recipients = "shop", operations = "use" }
/// "#)?;
/// let (policy, interner) = (std::sync::Arc::new(policy.compile()?), Interner::new());
/// let guard = |category: &str| {
///     Guard::new(policy.clone(), &interner, &DataUse::new("news", category, "shop", Operations::USE))
/// };
/// let (contact, email) = (guard("contact")?, guard("contact.email")?);
///
/// let scope = Scope::new(["news"], ["contact.email"], ["shop"], Operations::USE)?;
/// let now: Timestamp = "2026-06-01T00:00:00Z".parse()?;
/// let yes = EventDocument::new("e1", 7u64, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE);
/// let mut history = History::new();
/// history.insert(yes.into_event()?)?;
/// let standing = history.standing(&Subject::default(), &interner);
/// assert!(email.check(&standing, now).is_allow());
/// assert_eq!(contact.check(&standing, now).code(), "never_asked", "a yes to email is no yes to all contact data");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DataUse {
    purpose: Key<Purpose>,
    category: Key<Category>,
    recipient: Key<Recipient>,
    operations: Operations,
}

impl DataUse {
    /// Names a use.
    ///
    /// Anything is accepted here. Whether the keys are known, and whether an operation is named at all, shows when a
    /// guard is built for the use.
    ///
    /// Names are given as text or as typed keys. The order is *why, what, who, how*.
    pub fn new(
        purpose: impl Into<Key<Purpose>>,
        category: impl Into<Key<Category>>,
        recipient: impl Into<Key<Recipient>>,
        operations: Operations,
    ) -> Self {
        Self { purpose: purpose.into(), category: category.into(), recipient: recipient.into(), operations }
    }

    /// Returns the purpose: why the data is used.
    #[must_use]
    pub const fn purpose(&self) -> &Key<Purpose> {
        &self.purpose
    }

    /// Returns the category: what data is used.
    #[must_use]
    pub const fn category(&self) -> &Key<Category> {
        &self.category
    }

    /// Returns the recipient: who uses the data.
    #[must_use]
    pub const fn recipient(&self) -> &Key<Recipient> {
        &self.recipient
    }

    /// Returns the operations: how the data is used.
    ///
    /// Several operations are several points: a use that stores and shares is allowed only if both are.
    #[must_use]
    pub const fn operations(&self) -> Operations {
        self.operations
    }

    /// Returns the points that the use denotes, in the vocabulary's order: by purpose, category, recipient, operation.
    ///
    /// # Errors
    /// When a key is unknown or no operation is named, with every such fault; when there are too many points.
    ///
    /// For example a purpose with two children, a category without any, one recipient and two operations denote 3 × 1 ×
    /// 1 × 2 = 6 points.
    pub(crate) fn points(&self, policy: &Policy) -> Result<Vec<Point>, UseError> {
        let vocabulary = policy.vocabulary();
        let mut faults = Vec::new();
        let purposes = subtree(vocabulary.purposes(), &self.purpose, &mut faults);
        let categories = subtree(vocabulary.categories(), &self.category, &mut faults);
        let recipients = subtree(vocabulary.recipients(), &self.recipient, &mut faults);
        if self.operations.is_empty() {
            faults.push(Fault::new("operations", FaultCode::EmptySet, "the use names no operation; name at least one"));
        }
        if self.operations.bits() & !Operations::all().bits() != 0 {
            faults.push(Fault::new(
                "operations",
                FaultCode::UnknownOperation,
                "the use has bits that are no operation",
            ));
        }
        Faults::none_in(faults).map_err(UseError::Unknown)?;
        let operations: Vec<Operations> = self.operations.each().collect();
        let count = [purposes.len(), categories.len(), recipients.len(), operations.len()]
            .into_iter()
            .fold(1usize, usize::saturating_mul);
        if count > MAX_POINTS {
            return Err(UseError::TooWide { count });
        }
        let mut points = Vec::with_capacity(count);
        for purpose in purposes {
            for category in categories.clone() {
                for recipient in recipients.clone() {
                    for &operation in &operations {
                        points.push(Point {
                            purpose: NodeId::new(purpose),
                            category: NodeId::new(category),
                            recipient: NodeId::new(recipient),
                            operation,
                        });
                    }
                }
            }
        }
        Ok(points)
    }
}

/// Returns the range of nodes at and under the key; where the key is unknown, an empty one and a fault.
///
/// Nodes are numbered in pre-order, so a subtree is a range. A fault does not end the look-up, so that one message
/// lists all names that are wrong.
fn subtree<A: Axis>(tree: &Tree<A>, key: &Key<A>, faults: &mut Vec<Fault>) -> std::ops::Range<u16> {
    match tree.id(key.as_str()) {
        Some(id) => tree.subtree(id),
        None => {
            faults.push(Fault::new(A::NAME, FaultCode::UnknownKey, tree.unknown(key.as_str())));
            0..0
        }
    }
}

impl fmt::Display for DataUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} by {} for {}", self.operations, self.category, self.recipient, self.purpose)
    }
}

/// The reason why no guard can be built for a use.
///
/// Its `Debug` form reads like its text, so that `fn main() -> Result<(), UseError>` prints what is wrong.
///
/// ```
/// # use consentry::{DataUse, Guard, Interner, Operations, PolicyDocument};
/// # let policy: PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
/// #         recipients = [{ key = "shop", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// let typo = DataUse::new("news", "emial", "shop", Operations::USE);
/// let error = Guard::new(policy.into(), &Interner::new(), &typo).unwrap_err();
/// assert!(error.to_string().contains("did you mean `email`?"), "{error}");
/// assert_eq!(format!("{error:?}"), error.to_string());
/// ```
///
/// | variant | cause | cure |
/// |---|---|---|
/// | [`Unknown`](Self::Unknown) | a key that the vocabulary does not have | the name offered, or declare the key |
/// | [`Unknown`](Self::Unknown) | a key that a node was formerly called | the node's key of today |
/// | [`Unknown`](Self::Unknown) | no operation, or bits that are none | name one of [`Operations`] |
/// | [`TooWide`](Self::TooWide) | more than [`MAX_POINTS`] points | narrower keys, fewer operations, several guards |
///
/// It can only come when a guard is built, which most programs do when they start: a wrong name is found there, not in
/// front of a person.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UseError {
    /// The policy does not know some of the use's names, or the use names no operation. All faults are listed.
    ///
    /// Each [`Fault`] says in which part of the use it is, and offers the nearest known key.
    #[error("{0}")]
    Unknown(Faults),
    /// The use denotes more points than one guard may stand for, [`MAX_POINTS`].
    #[error(
        "the use denotes {count} points, at most {MAX_POINTS} fit one guard; name narrower keys or fewer operations"
    )]
    TooWide {
        /// The number of points that the use, with the uses before it, denotes.
        count: usize,
    },
}

debug_like_display!(UseError);

/// A use as it is written in documents: scenario files, notices, explanations.
///
/// ```
/// use consentry::{DataUse, Operations, decide::DataUseDocument};
///
/// let text = r#"{"purpose": "news", "category": "email", "recipient": "shop", "operations": "use"}"#;
/// let document: DataUseDocument = serde_json::from_str(text)?;
/// assert_eq!(DataUse::try_from(&document)?, DataUse::new("news", "email", "shop", Operations::USE));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A single operation may be written as a text, several as a list; written out it is always a list. A name that is no
/// operation is found when the document becomes a [`DataUse`]:
///
/// ```
/// use consentry::{DataUse, decide::DataUseDocument};
///
/// let text = r#"{"purpose": "news", "category": "email", "recipient": "shop", "operations": ["use", "shaer"]}"#;
/// let document: DataUseDocument = serde_json::from_str(text)?;
/// let faults = DataUse::try_from(&document).unwrap_err();
/// assert!(faults.to_string().contains("`shaer`"), "{faults}");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataUseDocument {
    /// The key of the purpose: why the data is used.
    pub purpose: String,
    /// The key of the category: what data is used.
    pub category: String,
    /// The key of the recipient: who uses the data.
    pub recipient: String,
    /// The names of the operations, one or several, or `*` for all: how the data is used.
    #[serde(deserialize_with = "crate::vocabulary::one_or_many")]
    pub operations: Vec<String>,
}

impl TryFrom<&DataUseDocument> for DataUse {
    type Error = Faults;

    fn try_from(document: &DataUseDocument) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let operations = crate::vocabulary::parse_operations(&document.operations, "operations", &mut faults);
        Faults::none_in(faults)?;
        let operations = operations.unwrap_or_else(Operations::empty);
        Ok(Self::new(document.purpose.as_str(), document.category.as_str(), document.recipient.as_str(), operations))
    }
}

impl From<&DataUse> for DataUseDocument {
    fn from(data_use: &DataUse) -> Self {
        Self {
            purpose: data_use.purpose.to_string(),
            category: data_use.category.to_string(),
            recipient: data_use.recipient.to_string(),
            operations: data_use.operations.names().map(str::to_owned).collect(),
        }
    }
}
