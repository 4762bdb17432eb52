//! A consent record with the information elements of ISO/IEC TS 27560:2023.
//!
//! A record says what a person agreed to, under which notice, with whom, for how long and how to take it back. It is
//! made from one event, so the history of a consent is the list of the records of its events.

use std::fmt::Display;

use serde::Serialize;

use super::{
    about::{About, NOT_STATED, stated},
    issuer::Issuer,
};
use crate::{
    act::{Actor, Kind, Qualities},
    decide::area_uses,
    event::Event,
    policy::{Basis, Policy},
    time::Timestamp,
    vocabulary::{NodeId, Role},
};

/// A consent record with the information elements of ISO/IEC TS 27560:2023.
///
/// The standard fixes what a record must say and what each element is called, and leaves the encoding to whoever
/// publishes a schema (clause 6.3.2); this is ours, named by `schema_version`. Names, and which are required, follow
/// its clauses 6.3.3 to 6.3.7 as W3C's Data Privacy Vocabularies and Controls Community Group lists them in *Consent
/// Records and Receipts as per ISO/IEC TS 27560:2023 using DPV* (Final Community Group Report, 15 February 2026,
/// section 7.2). The tests hold every record to that list. Required elements that nobody stated say so in words.
///
/// - header, 6.3.3. Required: `schema_version`, `record_id`, `pii_principal_id`.
/// - `pii_processing`, 6.3.4. Required: `privacy_notice`, `language`, `purposes`; in each `purpose`, `pii_information`,
///   `pii_controllers`, `storage_locations`, `retention_period`, `jurisdiction`, `recipient_third_parties`,
///   `withdrawal_method`. Optional: `purpose_type`, `lawful_basis`, `collection_method`, `processing_method`,
///   `processing_locations`, `services`, `privacy_rights`; not written: `geographic_restrictions`, `codes_of_conduct`,
///   `impact_assessment`, `authority_party`.
/// - `pii_information`, 6.3.5. Required: `pii_type`. Optional: `pii_attribute_id`, `pii_optional`,
///   `sensitive_pii_category`, `special_pii_category`.
/// - `party_identification`, 6.3.6. Required: `party_id`, `party_name`, `party_address`, `party_contact`, `party_type`.
///   Optional: `party_role`, `party_email`, `party_phone`, `party_url`.
/// - `events`, 6.3.7. Required: `event_time`, `validity_duration`, `entity_id`, `event_type`, `event_state`.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "ads", titles = { en = "Advertising" } }],
/// #         categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller", titles = { en = "Lingon" } }] }
/// #     [[rules]]
/// #     id = "ads"
/// #     basis = "consent"
/// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#)?;
/// # let policy = std::sync::Arc::new(policy.compile()?);
/// use consentry::{EventDocument, Kind, Operations, Qualities, Scope, Timestamp};
/// use consentry::dialogue::{ConsentRecord, Issuer};
///
/// let scope = Scope::new(["ads"], ["contact"], ["lingon"], Operations::USE)?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let yes = EventDocument::new("e1", "anna".to_owned(), Kind::Given, &scope, now);
/// let yes = yes.qualities(Qualities::AFFIRMATIVE).into_event()?;
/// let issuer = Issuer { controller: "lingon".to_owned(), ..Issuer::default() };
///
/// let record = ConsentRecord::new(&policy, &yes, &issuer);
/// assert_eq!(record.record_id, "e1");
/// assert_eq!(record.events[0].event_type, "expressed_consent");
/// assert_eq!(record.pii_processing.purposes[0].purpose, "Advertising");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// What this crate cannot know comes from the [`Issuer`]. What neither has is `not stated`.
///
/// | element | comes from |
/// |---|---|
/// | `record_id`, `events`, `language`, `collection_method` | the event |
/// | `purposes`, `pii_information`, `processing_method` | the event's scope, named by the policy |
/// | `lawful_basis`, `retention_period`, `validity_duration` | the first rule that hears the event |
/// | `pii_controllers`, `recipient_third_parties`, `storage_locations` | the recipients of the scope |
/// | `privacy_notice` | the issuer's URL, with version and hash of the notice that the event states |
/// | `services`, `jurisdiction`, `withdrawal_method` | the issuer |
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct ConsentRecord {
    pub schema_version: &'static str,
    pub record_id: String,
    pub pii_principal_id: String,
    pub pii_processing: Processing,
    pub party_identification: Vec<ConsentRecordParty>,
    pub events: Vec<ConsentRecordEvent>,
}

/// The processing section of a [`ConsentRecord`].
///
/// `privacy_notice` is `URL#version=N;HASH`: where the notice can be read, and by which hash its words can be
/// recognised.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct Processing {
    pub privacy_notice: String,
    /// A BCP 47 tag; `und` where the event does not say.
    pub language: String,
    pub purposes: Vec<ConsentRecordPurpose>,
}

/// A purpose of a [`ConsentRecord`].
///
/// A record has one for each topmost purpose of the event's scope; all of them have the same data and recipients,
/// because a scope is a product.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct ConsentRecordPurpose {
    pub purpose: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose_type: Option<String>,
    pub lawful_basis: &'static str,
    pub pii_information: Vec<PiiInformation>,
    /// By `party_id`.
    pub pii_controllers: Vec<String>,
    pub collection_method: String,
    pub processing_method: Vec<&'static str>,
    pub storage_locations: Vec<String>,
    /// An ISO 8601 duration, or a condition in words.
    pub retention_period: String,
    pub processing_locations: Vec<String>,
    pub services: Vec<String>,
    pub jurisdiction: Vec<String>,
    /// By `party_id`.
    pub recipient_third_parties: Vec<String>,
    pub withdrawal_method: String,
    pub privacy_rights: Vec<&'static str>,
}

/// A kind of data of a [`ConsentRecord`].
///
/// A special category (GDPR Art. 9) is always a sensitive one too. `pii_optional` is true where the basis is consent:
/// data that nobody has to give.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct PiiInformation {
    pub pii_type: String,
    pub pii_attribute_id: String,
    pub pii_optional: bool,
    pub sensitive_pii_category: bool,
    pub special_pii_category: bool,
}

/// A party of a [`ConsentRecord`].
///
/// Parties are the recipients of the scope, the issuer, and whoever acted for the person. Of the last an event tells
/// only the role, so that is all a record says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct ConsentRecordParty {
    pub party_id: String,
    pub party_name: String,
    pub party_address: String,
    pub party_contact: String,
    /// `organisation`, `person` or `authority`.
    pub party_type: &'static str,
    pub party_role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_url: Option<String>,
}

/// An event of a [`ConsentRecord`].
///
/// | act | `event_type` | `event_state` |
/// |---|---|---|
/// | `given`, explicit | `explicitly_expressed_consent` | `given` |
/// | `given`, affirmative | `expressed_consent` | `given` |
/// | `given`, neither | `implied_consent` | `given` |
/// | `platform_authorized` | `expressed_consent`, or as above if explicit | `given` |
/// | `refused`, `platform_denied` | the kind of act | `refused` |
/// | `withdrawn`, `objected`, `opted_out`, `restricted`, `erased` | the kind of act | `withdrawn` |
/// | `ended`, `completed` | the kind of act | `terminated` |
/// | `invalidated`, `requested` | the kind of act | the same word |
/// | every other | the kind of act | `unknown` |
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct ConsentRecordEvent {
    pub event_time: Timestamp,
    /// An ISO 8601 duration or interval, or a condition in words.
    pub validity_duration: String,
    /// The `pii_principal_id` or a `party_id`.
    pub entity_id: String,
    /// The type of consent: `explicitly_expressed_consent`, `expressed_consent`, `implied_consent`; for an act that
    /// gives none, what it was.
    pub event_type: &'static str,
    /// The state that it leaves the consent in.
    pub event_state: &'static str,
}

impl ConsentRecord {
    /// Makes the record of an event, in the event's language.
    ///
    /// Every event has a record, a withdrawal too. The person is named by `K` as it prints; give a pseudonym as the key
    /// where the record must not name them. Names are those of the policy that is passed: keep a record as it was made,
    /// and do not make it again under a later policy.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "ads"
    /// #     basis = "consent"
    /// #     lifetime_days = 365
    /// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?;
    /// # let policy = policy.compile()?;
    /// use consentry::{EventDocument, Kind, Operations, Scope, Timestamp};
    /// use consentry::dialogue::{ConsentRecord, Issuer};
    ///
    /// let scope = Scope::new(["ads"], ["contact"], ["lingon"], Operations::USE)?;
    /// let now: Timestamp = "2026-02-01T00:00:00Z".parse()?;
    /// let no = EventDocument::new("e2", 7_u64, Kind::Withdrawn, &scope, now).into_event()?;
    /// let record = ConsentRecord::new(&policy, &no, &Issuer::default());
    /// assert_eq!(record.events[0].event_state, "withdrawn");
    /// assert_eq!(record.events[0].validity_duration, "until a later answer");
    /// // Nobody said where to withdraw, and the record does not pretend otherwise.
    /// assert_eq!(record.pii_processing.purposes[0].withdrawal_method, "not stated");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new<K: Display>(policy: &Policy, event: &Event<K>, issuer: &Issuer) -> Self {
        let about = About::new(policy, event);
        let vocabulary = policy.vocabulary();
        let categories = area_uses::topmost_keys(vocabulary.categories(), &about.area.categories);
        let information = categories.iter().filter_map(|key| {
            let node = vocabulary.categories().node(vocabulary.categories().id(key.as_str())?)?;
            Some(PiiInformation {
                pii_type: about.title(vocabulary.categories(), key),
                pii_attribute_id: key.to_string(),
                pii_optional: about.basis() == Basis::Consent,
                sensitive_pii_category: node.details().sensitive || node.details().special,
                special_pii_category: node.details().special,
            })
        });
        let information: Vec<PiiInformation> = information.collect();
        let keys = |found: Vec<(String, String)>| found.into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        let mut controllers = keys(about.recipients(|role| matches!(role, Role::Controller | Role::JointController)));
        if controllers.is_empty() {
            controllers.push(stated(&issuer.controller));
        }
        let mut locations = about.locations();
        if locations.is_empty() {
            locations.push(NOT_STATED.to_owned());
        }
        let purposes = area_uses::topmost_keys(vocabulary.purposes(), &about.area.purposes);
        let purposes = purposes.iter().map(|key| ConsentRecordPurpose {
            purpose: about.title(vocabulary.purposes(), key),
            purpose_type: vocabulary
                .purposes()
                .id(key.as_str())
                .and_then(|id| vocabulary.purposes().node(id))
                .and_then(|node| node.same_as("dpv"))
                .map(str::to_owned),
            lawful_basis: about.basis().name(),
            pii_information: information.clone(),
            pii_controllers: controllers.clone(),
            collection_method: about.method(),
            processing_method: event.scope().operations().names().collect(),
            storage_locations: locations.clone(),
            retention_period: about.retention(),
            processing_locations: locations.clone(),
            services: vec![stated(&issuer.service)],
            jurisdiction: vec![stated(&issuer.jurisdiction)],
            recipient_third_parties: keys(about.recipients(|role| role == Role::ThirdParty)),
            withdrawal_method: stated(&issuer.withdrawal_method),
            privacy_rights: vec!["access", "rectification", "erasure", "restriction", "portability", "objection"],
        });
        let hash = event.notice().and_then(|notice| notice.hash.as_deref()).unwrap_or(NOT_STATED);
        Self {
            schema_version: SCHEMA,
            record_id: event.id().as_str().to_owned(),
            pii_principal_id: event.subject().to_string(),
            pii_processing: Processing {
                privacy_notice: format!("{}#version={};{hash}", stated(&issuer.policy_url), event.notice_version()),
                language: event.language().unwrap_or("und").to_owned(),
                purposes: purposes.collect(),
            },
            party_identification: parties(&about, issuer),
            events: vec![ConsentRecordEvent {
                event_time: event.at(),
                validity_duration: validity(&about),
                entity_id: match event.by() {
                    // A setting acts for the person whose it is.
                    Actor::Subject | Actor::Signal => event.subject().to_string(),
                    Actor::Controller => stated(&issuer.controller),
                    other => other.name().to_owned(),
                },
                event_type: event_type(event.kind(), event.qualities()),
                event_state: state(event.kind()),
            }],
        }
    }
}

/// The schema of these records: the table at [`ConsentRecord`], first version.
///
/// The number at the end grows whenever an element is added, dropped or read differently.
const SCHEMA: &str = "consentry:iso-iec-ts-27560-2023:consent-record:1";

/// The type of consent, as clause 6.3.7.5 asks and DPV names them.
///
/// DPV's terms are `ExplicitlyExpressedConsent`, `ExpressedConsent` and `ImpliedConsent`, written here in snake case
/// like every other word of these records.
const fn event_type(kind: Kind, qualities: Qualities) -> &'static str {
    match kind {
        Kind::Given | Kind::PlatformAuthorized if qualities.contains(Qualities::EXPLICIT) => {
            "explicitly_expressed_consent"
        }
        Kind::Given if qualities.contains(Qualities::AFFIRMATIVE) => "expressed_consent",
        // The device asked, and the person tapped.
        Kind::PlatformAuthorized => "expressed_consent",
        Kind::Given => "implied_consent",
        other => other.name(),
    }
}

/// What the event leaves the consent in, in the words of DPV's consent statuses.
///
/// A consent is withdrawn by an act of the person, and terminated by the controller or because its purpose is achieved.
const fn state(kind: Kind) -> &'static str {
    match kind {
        Kind::Given | Kind::PlatformAuthorized => "given",
        Kind::Refused | Kind::PlatformDenied => "refused",
        Kind::Withdrawn | Kind::Objected | Kind::OptedOut | Kind::Restricted | Kind::Erased => "withdrawn",
        Kind::Invalidated => "invalidated",
        Kind::Ended | Kind::Completed => "terminated",
        Kind::Requested => "requested",
        // These say nothing of whether there is consent.
        Kind::Informed
        | Kind::Disclosed
        | Kind::Acknowledged
        | Kind::ObjectionOverruled
        | Kind::RestrictionLifted
        | Kind::Reinstated => "unknown",
    }
}

/// For how long the event counts if nothing new is said.
///
/// For a yes the earlier of the rule's lifetime and the event's own `expires_at` ends it, as in a decision. Other acts
/// stand until a later answer.
fn validity<K>(about: &About<'_, K>) -> String {
    let event = about.event;
    let lifetime = about.rule.and_then(|rule| rule.lifetime_days).filter(|_| event.kind() == Kind::Given);
    let end = lifetime.map(|days| event.at().plus_days(days)).into_iter().chain(event.expires_at()).min();
    match end {
        Some(end) => format!("{}/{end}", event.at()),
        None if event.kind() == Kind::Given => "until withdrawn".to_owned(),
        None => "until a later answer".to_owned(),
    }
}

/// Returns the recipients of the scope, the issuer, and whoever acted for the person, in that order.
///
/// What the issuer states about itself wins over what the policy says of the same key. The policy's contact and
/// location stand in for others.
fn parties<K>(about: &About<'_, K>, issuer: &Issuer) -> Vec<ConsentRecordParty> {
    let tree = about.policy.vocabulary().recipients();
    let mut indices: Vec<u16> = about.area.recipients.iter().collect();
    // Whoever is responsible is a party, whether or not the answer was about them.
    indices.extend(tree.id(&issuer.controller).map(|id| id.index));
    indices.sort_unstable();
    indices.dedup();
    let nodes = indices.into_iter().filter_map(|index| tree.node(NodeId::new(index)));
    let parties = nodes.map(|node| {
        let is_issuer = node.key().as_str() == issuer.controller;
        let own = |text: &String| is_issuer.then(|| stated(text));
        let details = node.details();
        ConsentRecordParty {
            party_id: node.key().to_string(),
            party_name: about.title(tree, node.key()),
            party_address: own(&issuer.address)
                .or_else(|| details.location.map(|region| region.to_string()))
                .unwrap_or_else(|| NOT_STATED.to_owned()),
            party_contact: own(&issuer.contact)
                .or_else(|| details.contact.clone())
                .unwrap_or_else(|| NOT_STATED.to_owned()),
            party_type: "organisation",
            party_role: details.role.name(),
            party_email: own(&issuer.email),
            party_phone: own(&issuer.phone),
            party_url: own(&issuer.policy_url),
        }
    });
    let mut parties: Vec<ConsentRecordParty> = parties.collect();
    let other = match about.event.by() {
        Actor::Guardian | Actor::Agent => Some("person"),
        Actor::Authority => Some("authority"),
        Actor::Subject | Actor::Signal | Actor::Controller => None,
    };
    // An event says in what role someone acted for the person, and no more of them.
    parties.extend(other.map(|party_type| ConsentRecordParty {
        party_id: about.event.by().name().to_owned(),
        party_name: NOT_STATED.to_owned(),
        party_address: NOT_STATED.to_owned(),
        party_contact: NOT_STATED.to_owned(),
        party_type,
        party_role: about.event.by().name(),
        party_email: None,
        party_phone: None,
        party_url: None,
    }));
    parties
}
