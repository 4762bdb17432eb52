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

/// The evidence on what a decision rested, shown by hashes alone.
///
/// It holds no name and no answer of the person: only what was asked, what came, and the
/// links of the events it rested on, so that it may be kept when the person's data is erased.
///
/// The seal is no signature: whoever can rewrite the evidence can seal it anew. Sign it, or keep it where it cannot be
/// rewritten, if that is to be excluded.
///
/// ```
/// # let document: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "ads", titles = { en = "Advertising" } }],
/// #         categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller", titles = { en = "Lingon" } }] }
/// #     [[rules]]
/// #     id = "ads"
/// #     basis = "consent"
/// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#)?;
/// # let policy = std::sync::Arc::new(document.compile()?);
/// use std::collections::BTreeMap;
/// use consentry::{DataUse, EventDocument, Guard, History, Interner, Kind, Operations, Qualities, Scope};
/// use consentry::{Subject, Timestamp};
/// use consentry::dialogue::{Chain, Evidence, Person, policy_hash};
///
/// let scope = Scope::new(["ads"], ["contact"], ["lingon"], Operations::USE)?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let yes = EventDocument::new("e1", 7_u64, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE);
/// let mut chain = Chain::new(b"a random salt of this person");
/// let link = chain.append(&serde_json::to_vec(&yes)?);
/// let mut history = History::new();
/// history.insert(yes.into_event()?)?;
///
/// let (interner, subject) = (Interner::new(), Subject::default());
/// let guard = Guard::new(policy, &interner, &DataUse::new("ads", "contact", "lingon", Operations::USE))?;
/// let person = Person::new(&history, &subject, &interner);
/// let links = BTreeMap::from([("e1".to_owned(), link)]);
/// let evidence = Evidence::new(&guard, &person, now, policy_hash(b"the document"), &links)?;
///
/// assert_eq!(evidence.events, [link]);
/// assert!(evidence.verify(b"the document", &[link]).is_ok());
/// assert!(evidence.verify(b"another document", &[link]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The use that was asked for.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant of the decision.
    pub at: Timestamp,
    /// The outcome.
    pub outcome: Outcome,
    /// The stable code of the reason.
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

/// The reasons why a decision cannot be evidenced, or evidence does not hold.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// An event that the decision rested on is not in the chain.
    #[error("the decision rested on the event `{0}`, which is not in the chain")]
    NotChained(String),
    /// The evidence was changed.
    #[error("the evidence is not what was sealed")]
    Broken,
    /// The evidence speaks of a link that the chain does not have.
    #[error("the chain has no such link at {0}")]
    OtherChain(u64),
}

/// Returns the hash of a policy document's exact bytes, for [`Evidence::new`].
///
/// A byte order mark or another line ending makes another hash: hash the file as it is kept.
#[must_use]
pub fn policy_hash(document: &[u8]) -> Digest {
    let mut hasher = Hasher::new("consentry.policy.v1");
    hasher.part(document);
    hasher.finish()
}

impl Evidence {
    /// Decides at an instant, and shows what the decision rests on. `policy` is the [`policy_hash`] of the document in
    /// force; `links` has the link of each of the person's events by its id.
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

    /// Checks that it is what was sealed, under this policy document, and that its events are in the chain. It needs
    /// none of the stored lines, so it can be checked after an erasure.
    ///
    /// # Errors
    /// When anything does not hold; the error says what.
    pub fn verify(&self, policy_document: &[u8], chain: &[ChainLink]) -> Result<(), EvidenceError> {
        if self.seal != self.sealed() || self.policy != policy_hash(policy_document) {
            return Err(EvidenceError::Broken);
        }
        let missing = self.events.iter().find(|link| !chain.contains(link));
        missing.map_or(Ok(()), |link| Err(EvidenceError::OtherChain(link.number)))
    }

    /// The hash over every other field.
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
