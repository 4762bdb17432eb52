//! What is about to be done with which data.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    fault::{Fault, FaultCode, Faults},
    policy::Policy,
    vocabulary::{Axis, Category, Key, NodeId, Operations, Point, Purpose, Recipient, Tree},
};

/// Most points that one guard may stand for.
pub const MAX_POINTS: usize = 65_536;

/// One purpose, one category, one recipient, and one or more operations.
///
/// It denotes every point of its subtrees: to use `user.contact` is to use all contact data.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DataUse {
    purpose: Key<Purpose>,
    category: Key<Category>,
    recipient: Key<Recipient>,
    operations: Operations,
}

impl DataUse {
    /// Names a use. Whether the names are known shows when a guard is built for it.
    pub fn new(
        purpose: impl Into<Key<Purpose>>,
        category: impl Into<Key<Category>>,
        recipient: impl Into<Key<Recipient>>,
        operations: Operations,
    ) -> Self {
        Self { purpose: purpose.into(), category: category.into(), recipient: recipient.into(), operations }
    }

    /// Why.
    #[must_use]
    pub const fn purpose(&self) -> &Key<Purpose> {
        &self.purpose
    }

    /// What.
    #[must_use]
    pub const fn category(&self) -> &Key<Category> {
        &self.category
    }

    /// Who.
    #[must_use]
    pub const fn recipient(&self) -> &Key<Recipient> {
        &self.recipient
    }

    /// How.
    #[must_use]
    pub const fn operations(&self) -> Operations {
        self.operations
    }

    /// The points it denotes, in the vocabulary's order.
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

/// Why no guard can be built for a use.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UseError {
    /// The policy does not know some of its names.
    #[error("{0}")]
    Unknown(Faults),
    /// It denotes more points than a guard can stand for.
    #[error(
        "the use denotes {count} points, at most {MAX_POINTS} fit one guard; name narrower keys or fewer operations"
    )]
    TooWide {
        /// How many points.
        count: usize,
    },
}

/// A use as it is written in documents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataUseDocument {
    /// Why.
    pub purpose: String,
    /// What.
    pub category: String,
    /// Who.
    pub recipient: String,
    /// How: names, or `*`.
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
