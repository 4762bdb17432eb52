//! Receipts: what a person keeps of an answer, in the two forms the field has.
//!
//! [`ConsentRecord`] has the structure of ISO/IEC TS 27560:2023 (header, processing, parties, events);
//! [`KantaraReceipt`] is a Kantara Initiative Consent Receipt 1.1. Both are serde values. What neither the event nor the
//! policy says comes from the [`Issuer`].

use std::fmt::Display;

use serde::Serialize;

use super::{Text, roots};
use crate::{
    event::{Event, Kind, Qualities},
    policy::{Basis, Policy, Rule},
    time::Timestamp,
    vocabulary::{Area, Axis, CategoryId, Key, NodeId, Role, Spans, Tree},
};

/// Who gives out the receipt, as far as a policy does not say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Issuer {
    /// The key of the controller in the policy's vocabulary.
    pub controller: String,
    /// A natural person or office to speak to.
    pub contact: String,
    /// The postal address.
    pub address: String,
    /// The address of the organisation's mailbox.
    pub email: String,
    /// The telephone number.
    pub phone: String,
    /// Where the organisation's privacy notice stands.
    pub policy_url: String,
    /// The jurisdiction, an ISO 3166 code.
    pub jurisdiction: String,
    /// The service that the data is for.
    pub service: String,
    /// How a yes is taken back.
    pub withdrawal_method: String,
}

/// A consent receipt of Kantara Initiative CR v1.1.0. Field names as the specification has them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraReceipt {
    pub version: &'static str,
    pub jurisdiction: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub consent_timestamp: i64,
    pub collection_method: String,
    #[serde(rename = "consentReceiptID")]
    pub consent_receipt_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub pii_principal_id: String,
    pub pii_controllers: Vec<KantaraController>,
    pub policy_url: String,
    pub services: Vec<KantaraService>,
    pub sensitive: bool,
    pub spi_cat: Vec<String>,
}

/// A controller of a [`KantaraReceipt`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraController {
    pub pii_controller: String,
    pub on_behalf: bool,
    pub contact: String,
    pub address: KantaraAddress,
    pub email: String,
    pub phone: String,
}

/// A postal address of a [`KantaraReceipt`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraAddress {
    pub street_address: String,
}

/// A service of a [`KantaraReceipt`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraService {
    pub service: String,
    pub purposes: Vec<KantaraPurpose>,
}

/// A purpose of a [`KantaraReceipt`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraPurpose {
    pub purpose: String,
    pub purpose_category: Vec<String>,
    pub consent_type: &'static str,
    pub pii_category: Vec<String>,
    pub primary_purpose: bool,
    pub termination: String,
    pub third_party_disclosure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub third_party_name: Option<String>,
}

/// A consent record with the structure of ISO/IEC TS 27560:2023.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct ConsentRecord {
    pub schema_version: &'static str,
    pub record_id: String,
    pub pii_principal_id: String,
    pub pii_processing: Processing,
    pub party_identification: Vec<RecordParty>,
    pub events: Vec<RecordEvent>,
}

/// The processing section of a [`ConsentRecord`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct Processing {
    pub privacy_notice: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub purposes: Vec<RecordPurpose>,
}

/// A purpose of a [`ConsentRecord`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct RecordPurpose {
    pub purpose: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose_type: Option<String>,
    pub lawful_basis: &'static str,
    pub pii_information: Vec<PiiInformation>,
    pub pii_controllers: Vec<String>,
    pub collection_method: String,
    pub processing_method: Vec<&'static str>,
    pub storage_locations: Vec<String>,
    pub retention_period: String,
    pub processing_locations: Vec<String>,
    pub services: Vec<String>,
    pub jurisdiction: Vec<String>,
    pub recipient_third_parties: Vec<String>,
    pub withdrawal_method: String,
    pub privacy_rights: Vec<&'static str>,
}

/// A kind of data of a [`ConsentRecord`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct PiiInformation {
    pub pii_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pii_attribute_id: Option<String>,
    pub pii_optional: bool,
    pub sensitive_pii_category: bool,
    pub special_pii_category: bool,
}

/// A party of a [`ConsentRecord`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct RecordParty {
    pub party_id: String,
    pub party_name: String,
    pub party_role: &'static str,
    pub party_contact: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_url: Option<String>,
}

/// An event of a [`ConsentRecord`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[expect(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct RecordEvent {
    pub event_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validity_duration: Option<String>,
    pub entity_id: &'static str,
    pub event_type: &'static str,
    pub event_state: &'static str,
    pub consent_type: &'static str,
}

impl KantaraReceipt {
    /// The receipt of an event, in its language.
    #[must_use]
    pub fn new<K: Display>(policy: &Policy, event: &Event<K>, issuer: &Issuer) -> Self {
        let about = About::new(policy, event);
        let third_parties = about.recipients(|role| role == Role::ThirdParty);
        let names: Vec<String> = third_parties.into_iter().map(|(_, name)| name).collect();
        let purposes = roots::roots(policy.vocabulary().purposes(), &about.area.purposes);
        let purposes = purposes.iter().map(|key| KantaraPurpose {
            purpose: about.title(policy.vocabulary().purposes(), key),
            purpose_category: vec![key.to_string()],
            consent_type: about.consent_type().0,
            pii_category: about.titles(policy.vocabulary().categories(), &about.area.categories),
            primary_purpose: false,
            termination: format!("{}; {}", about.retention(), issuer.withdrawal_method),
            third_party_disclosure: !names.is_empty(),
            third_party_name: (!names.is_empty()).then(|| names.join(", ")),
        });
        let special = about.area.categories.iter().filter_map(|index| {
            let node = policy.vocabulary().categories().node(CategoryId::new(index))?;
            (node.details().special || node.details().sensitive).then(|| node.key().to_string())
        });
        let spi_cat: Vec<String> = special.collect();
        Self {
            version: "KI-CR-v1.1.0",
            jurisdiction: issuer.jurisdiction.clone(),
            consent_timestamp: event.at().millis().div_euclid(1000),
            collection_method: about.method(),
            consent_receipt_id: event.id().as_str().to_owned(),
            language: event.language().map(str::to_owned),
            pii_principal_id: event.subject().to_string(),
            pii_controllers: vec![KantaraController {
                pii_controller: about.title(policy.vocabulary().recipients(), &Key::from(issuer.controller.as_str())),
                on_behalf: false,
                contact: issuer.contact.clone(),
                address: KantaraAddress { street_address: issuer.address.clone() },
                email: issuer.email.clone(),
                phone: issuer.phone.clone(),
            }],
            policy_url: issuer.policy_url.clone(),
            services: vec![KantaraService { service: issuer.service.clone(), purposes: purposes.collect() }],
            sensitive: !spi_cat.is_empty(),
            spi_cat,
        }
    }
}

impl ConsentRecord {
    /// The record of an event, in its language.
    #[must_use]
    pub fn new<K: Display>(policy: &Policy, event: &Event<K>, issuer: &Issuer) -> Self {
        let about = About::new(policy, event);
        let vocabulary = policy.vocabulary();
        let categories = roots::roots(vocabulary.categories(), &about.area.categories);
        let information = categories.iter().filter_map(|key| {
            let node = vocabulary.categories().node(vocabulary.categories().id(key.as_str())?)?;
            Some(PiiInformation {
                pii_type: about.title(vocabulary.categories(), key),
                pii_attribute_id: Some(key.to_string()),
                pii_optional: about.basis() == Basis::Consent,
                sensitive_pii_category: node.details().sensitive || node.details().special,
                special_pii_category: node.details().special,
            })
        });
        let information: Vec<PiiInformation> = information.collect();
        let keys = |found: Vec<(String, String)>| found.into_iter().map(|(key, _)| key).collect::<Vec<_>>();
        let locations = about.locations();
        let purposes = roots::roots(vocabulary.purposes(), &about.area.purposes);
        let purposes = purposes.iter().map(|key| RecordPurpose {
            purpose: about.title(vocabulary.purposes(), key),
            purpose_type: vocabulary
                .purposes()
                .id(key.as_str())
                .and_then(|id| vocabulary.purposes().node(id))
                .and_then(|node| node.same_as("dpv"))
                .map(str::to_owned),
            lawful_basis: about.basis().name(),
            pii_information: information.clone(),
            pii_controllers: keys(about.recipients(|role| matches!(role, Role::Controller | Role::JointController))),
            collection_method: about.method(),
            processing_method: event.scope().operations().names().collect(),
            storage_locations: locations.clone(),
            retention_period: about.retention(),
            processing_locations: locations.clone(),
            services: vec![issuer.service.clone()],
            jurisdiction: vec![issuer.jurisdiction.clone()],
            recipient_third_parties: keys(about.recipients(|role| role == Role::ThirdParty)),
            withdrawal_method: issuer.withdrawal_method.clone(),
            privacy_rights: vec!["access", "rectification", "erasure", "restriction", "portability", "objection"],
        });
        let hash = event.notice().and_then(|notice| notice.hash.as_deref()).unwrap_or_default();
        Self {
            schema_version: "ISO/IEC TS 27560:2023",
            record_id: event.id().as_str().to_owned(),
            pii_principal_id: event.subject().to_string(),
            pii_processing: Processing {
                privacy_notice: format!("{}#version={};{hash}", issuer.policy_url, event.notice_version()),
                language: event.language().map(str::to_owned),
                purposes: purposes.collect(),
            },
            party_identification: about.parties(issuer),
            events: vec![RecordEvent {
                event_time: event.at(),
                validity_duration: event.expires_at().map(|until| format!("{}/{until}", event.at())),
                entity_id: event.by().name(),
                event_type: event.kind().name(),
                event_state: state(event.kind()),
                consent_type: about.consent_type().1,
            }],
        }
    }
}

/// What a consent is after the event, in the standard's words.
const fn state(kind: Kind) -> &'static str {
    match kind {
        Kind::Given | Kind::PlatformAuthorized => "given",
        Kind::Refused | Kind::PlatformDenied => "refused",
        Kind::Withdrawn | Kind::Objected | Kind::OptedOut | Kind::Restricted | Kind::Erased => "withdrawn",
        Kind::Invalidated => "invalidated",
        Kind::Ended | Kind::Completed => "terminated",
        Kind::Requested => "requested",
        _ => "unchanged",
    }
}

/// What an event is about, under a policy.
struct About<'a, K> {
    policy: &'a Policy,
    event: &'a Event<K>,
    area: Area,
    rule: Option<&'a Rule>,
}

impl<'a, K> About<'a, K> {
    fn new(policy: &'a Policy, event: &'a Event<K>) -> Self {
        let area = policy.vocabulary().resolve(event.scope(), &mut |_| {});
        let hearing = |rule: &&Rule| rule.area.intersects(&area) && rule.hears(false).has(event.kind());
        let rule = policy.rules().iter().find(hearing);
        Self { policy, event, area, rule }
    }

    fn basis(&self) -> Basis {
        self.rule.map_or(Basis::Consent, Rule::basis)
    }

    fn method(&self) -> String {
        self.event.method().unwrap_or("not stated").to_owned()
    }

    /// Kantara's word and ISO's.
    fn consent_type(&self) -> (&'static str, &'static str) {
        let qualities = self.event.qualities();
        if qualities.contains(Qualities::EXPLICIT) {
            ("EXPLICIT", "explicit_consent")
        } else if qualities.contains(Qualities::AFFIRMATIVE) {
            // Kantara knows two words only; a clear affirmative act is no silence.
            ("EXPLICIT", "expressed_consent")
        } else {
            ("IMPLICIT", "implied_consent")
        }
    }

    fn retention(&self) -> String {
        let days = |days: u32| format!("P{days}D");
        let lifetime = self.rule.and_then(|rule| rule.lifetime_days.or(rule.retention_days));
        lifetime.map_or_else(|| "until withdrawn".to_owned(), days)
    }

    fn title<A: Axis>(&self, tree: &Tree<A>, key: &Key<A>) -> String {
        let node = tree.id(key.as_str()).and_then(|id| tree.node(id));
        match node {
            Some(node) if !node.titles().is_empty() => {
                Text::pick(node.titles(), self.event.language().unwrap_or("en")).text
            }
            _ => key.to_string(),
        }
    }

    fn titles<A: Axis>(&self, tree: &Tree<A>, spans: &Spans) -> Vec<String> {
        roots::roots(tree, spans).iter().map(|key| self.title(tree, key)).collect()
    }

    /// Key and name of the recipients with such a role.
    fn recipients(&self, role: impl Fn(Role) -> bool) -> Vec<(String, String)> {
        let tree = self.policy.vocabulary().recipients();
        let nodes = self.area.recipients.iter().filter_map(|index| tree.node(NodeId::new(index)));
        let chosen = nodes.filter(|node| role(node.details().role));
        chosen.map(|node| (node.key().to_string(), self.title(tree, node.key()))).collect()
    }

    fn locations(&self) -> Vec<String> {
        let tree = self.policy.vocabulary().recipients();
        let nodes = self.area.recipients.iter().filter_map(|index| tree.node(NodeId::new(index)));
        let mut found: Vec<String> =
            nodes.filter_map(|node| node.details().location.map(|region| region.to_string())).collect();
        found.sort();
        found.dedup();
        found
    }

    fn parties(&self, issuer: &Issuer) -> Vec<RecordParty> {
        let tree = self.policy.vocabulary().recipients();
        let nodes = self.area.recipients.iter().filter_map(|index| tree.node(NodeId::new(index)));
        let parties = nodes.map(|node| {
            let is_issuer = node.key().as_str() == issuer.controller;
            let own = |text: &String| is_issuer.then(|| text.clone());
            RecordParty {
                party_id: node.key().to_string(),
                party_name: self.title(tree, node.key()),
                party_role: node.details().role.name(),
                party_contact: own(&issuer.contact).or_else(|| node.details().contact.clone()).unwrap_or_default(),
                party_address: own(&issuer.address),
                party_email: own(&issuer.email),
                party_phone: own(&issuer.phone),
                party_url: own(&issuer.policy_url),
            }
        });
        parties.collect()
    }
}
