//! That a decision rested on these events and this policy, shown later by hashes alone.
//!
//! Three years later someone asks why a letter was sent. The data may be erased by then. What can still be shown is
//! that a decision was made, under which document, and that it rested on links of a chain that holds.

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
///
/// What is needed to check it, and what that shows:
///
/// | at hand | shows |
/// |---|---|
/// | the evidence alone | that it is as it was sealed |
/// | and the policy document's bytes | under which policy it was decided |
/// | and the links of the chain | that the events it rested on were stored |
/// | and the lines with the salt | what the person said in them |
///
/// Finding what an allow rests on takes longer than a check and allocates; make evidence of decisions that someone may
/// ask about, not of every field access.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The use that was asked for.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant of the decision.
    pub at: Timestamp,
    /// The outcome.
    ///
    /// A refusal can be evidenced too: then the events are those that decided it.
    pub outcome: Outcome,
    /// The stable code of the reason.
    pub reason: String,
    /// The version of the policy.
    pub policy_version: String,
    /// The hash of the policy document's exact bytes, by [`policy_hash`].
    pub policy: Digest,
    /// The links of the events that the decision rested on, in the order of the chain.
    ///
    /// Empty where the decision rested on no event, such as a refusal of someone who was never asked.
    pub events: Vec<ChainLink>,
    /// The hash of all of the above.
    ///
    /// It covers each field with its length, in the order of this type.
    pub seal: Digest,
}

/// The reasons why a decision cannot be evidenced, or evidence does not hold.
///
/// | variant | returned by | usual cause |
/// |---|---|---|
/// | `NotChained` | [`Evidence::new`] | an event that was recorded but not appended to the chain |
/// | `Broken` | [`Evidence::verify`] | changed evidence, or another policy document |
/// | `OtherChain` | [`Evidence::verify`] | the chain of another person, or one that was cut off |
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
///
/// ```
/// use consentry::dialogue::policy_hash;
///
/// assert_eq!(policy_hash(b"version = \"1\""), policy_hash(b"version = \"1\""));
/// // The same policy to a parser, and other bytes.
/// assert_ne!(policy_hash(b"version = \"1\""), policy_hash(b"version = \"1\"\n"));
/// ```
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
    /// The guard must have been built from the document that was hashed: the version is written down beside the hash,
    /// but nothing can compare the two. Of an allow, every yes that a regime's rule rests on counts. Of a refusal, the
    /// event that decided it.
    ///
    /// # Errors
    /// [`EvidenceError::NotChained`] when an event that it rests on has no link in `links`.
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

    /// Checks that it is what was sealed, under this policy document, and that its events are in the chain.
    ///
    /// It needs none of the stored lines, so it can be checked after an erasure. It does not check the chain itself;
    /// use [`verify`](super::chain::verify) for that.
    ///
    /// # Errors
    /// - [`EvidenceError::Broken`]: a field was changed, or the document has other bytes.
    /// - [`EvidenceError::OtherChain`]: `chain` lacks one of the links; the error has its number.
    pub fn verify(&self, policy_document: &[u8], chain: &[ChainLink]) -> Result<(), EvidenceError> {
        if self.seal != self.sealed() || self.policy != policy_hash(policy_document) {
            return Err(EvidenceError::Broken);
        }
        let missing = self.events.iter().find(|link| !chain.contains(link));
        missing.map_or(Ok(()), |link| Err(EvidenceError::OtherChain(link.number)))
    }

    /// The hash over every other field.
    ///
    /// Only the hash of each link is covered, since it covers the rest of the link.
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
