//! That a decision rested on these events and this policy, shown later by hashes alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::ChainLink;
use crate::{
    decide::{DataUseDocument, Guard, Outcome},
    dialogue::{
        digest::{Digest, Hasher},
        person::Person,
    },
    fault::debug_like_display,
    time::{Moment, Timestamp},
};

/// What a decision rested on. It holds no name and no answer of the person: only what was asked, what came, and the
/// links of the events it rested on, so that it may be kept when the person's data is erased.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What was asked.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// When.
    pub at: Timestamp,
    /// What came.
    pub outcome: Outcome,
    /// The stable code of why.
    pub reason: String,
    /// The version of the policy.
    pub policy_version: String,
    /// The hash of the policy document's exact bytes, by [`policy_hash`].
    pub policy: Digest,
    /// The links of the events that the decision rested on, in the order of the chain.
    pub events: Vec<ChainLink>,
    /// The hash of all of the above.
    pub seal: Digest,
}

/// Why a decision cannot be evidenced, or evidence does not hold.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// An event that the decision rested on is not in the chain.
    #[error("the decision rested on the event `{0}`, which is not in the chain")]
    NotChained(String),
    /// The evidence was changed.
    #[error("the evidence is not what was sealed")]
    Broken,
    /// It speaks of a link that the chain does not have.
    #[error("the chain has no such link at {0}")]
    OtherChain(u64),
}

/// The hash of a policy document's exact bytes.
#[must_use]
pub fn policy_hash(document: &[u8]) -> Digest {
    let mut hasher = Hasher::new("consentry.policy.v1");
    hasher.part(document);
    hasher.finish()
}

impl Evidence {
    /// Decides, and shows what the decision rests on. `links` has the link of each of the person's events by its id.
    ///
    /// # Errors
    /// When an event that it rests on is not in the chain.
    pub fn new<K: Clone + Eq>(
        guard: &Guard,
        person: &Person<'_, K>,
        at: impl Into<Moment>,
        policy: Digest,
        links: &BTreeMap<String, ChainLink>,
    ) -> Result<Self, EvidenceError> {
        let moment = at.into();
        let (decision, grounds, policy_version) = guard.grounded(person.standing(), moment);
        let mut ids: Vec<String> = grounds.into_iter().filter_map(|ground| ground.event).collect();
        if !decision.is_allow() {
            ids.extend(guard.explain(person.standing(), moment).event.map(|event| event.event));
        }
        ids.sort();
        ids.dedup();
        let link = |id: String| links.get(&id).copied().ok_or(EvidenceError::NotChained(id));
        let mut events = ids.into_iter().map(link).collect::<Result<Vec<_>, _>>()?;
        events.sort_by_key(|link| link.number);
        let mut evidence = Self {
            data_use: guard.data_use().into(),
            at: moment.now(),
            outcome: decision.outcome(),
            reason: decision.code().to_owned(),
            policy_version,
            policy,
            events,
            seal: policy,
        };
        evidence.seal = evidence.sealed();
        Ok(evidence)
    }

    /// Whether it is what was sealed, under this policy document, and its events are in the chain. Needs none of the
    /// records, so it can be checked after an erasure.
    ///
    /// # Errors
    /// Says what does not hold.
    pub fn verify(&self, policy_document: &[u8], chain: &[ChainLink]) -> Result<(), EvidenceError> {
        if self.seal != self.sealed() || self.policy != policy_hash(policy_document) {
            return Err(EvidenceError::Broken);
        }
        let missing = self.events.iter().find(|link| !chain.contains(link));
        missing.map_or(Ok(()), |link| Err(EvidenceError::OtherChain(link.number)))
    }

    fn sealed(&self) -> Digest {
        let mut hasher = Hasher::new("consentry.evidence.v1");
        let DataUseDocument { purpose, category, recipient, operations } = &self.data_use;
        for text in [purpose, category, recipient] {
            hasher.part(text.as_bytes());
        }
        hasher.number(operations.len() as u64);
        operations.iter().for_each(|operation| hasher.part(operation.as_bytes()));
        hasher.part(&self.at.millis().to_be_bytes());
        for text in [self.outcome.name(), &self.reason, &self.policy_version] {
            hasher.part(text.as_bytes());
        }
        hasher.part(self.policy.bytes());
        hasher.number(self.events.len() as u64);
        self.events.iter().for_each(|link| hasher.part(link.hash.bytes()));
        hasher.finish()
    }
}

debug_like_display!(EvidenceError);
