//! Receipts by field list, a chain that shows every tampering, and evidence that outlives an erasure.

use std::collections::BTreeMap;

use consentry::{
    Actor, EventDocument, Guard, Interner, Kind, Operations, Scope, Subject, Timestamp,
    decide::Outcome,
    dialogue::{
        Chain, ChainEntry, ChainLink, ConsentRecord, Evidence, EvidenceError, Flaw, Issuer, KantaraReceipt, Person,
        policy_hash, verify,
    },
};
use proptest::prelude::*;
use serde_json::Value;

use super::{ads_scope, anna, at, duty::sale, event, history, shop};

const SALT: &[u8] = b"sixteen bytes or more, at random";

fn issuer() -> Issuer {
    Issuer {
        controller: "lingon".into(),
        contact: "Dataskydd".into(),
        address: "Storgatan 1, Umeå".into(),
        email: "dataskydd@lingon.example".into(),
        phone: "+46 90 000 00".into(),
        policy_url: "https://lingon.example/privacy".into(),
        jurisdiction: "SE".into(),
        service: "shop".into(),
        withdrawal_method: "https://lingon.example/choices".into(),
    }
}

/// A field of a form: its name, whether it is required, and what it is.
type Field = (&'static str, bool, Is);

/// What a field holds. `All` and `Each` are objects, one or many, with fields of their own.
#[derive(Clone, Copy)]
enum Is {
    Text,
    Texts,
    Flag,
    Count,
    Instant,
    All(&'static [Field]),
    Each(&'static [Field]),
}

/// Checks an object against a form: every required field is there, none is of another type, none is unknown, and no
/// text is empty.
fn conforms(value: &Value, form: &[Field], place: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("{place} is no object: {value}"));
    for name in object.keys() {
        assert!(form.iter().any(|(known, ..)| known == name), "{place} has an unknown field `{name}`");
    }
    for (name, required, is) in form {
        let place = format!("{place}.{name}");
        let Some(found) = object.get(*name) else {
            assert!(!required, "{place} is missing");
            continue;
        };
        let text = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
        let each = |value: &Value, check: &dyn Fn(&Value)| value.as_array().unwrap().iter().for_each(check);
        match is {
            Is::Text => assert!(text(found), "{place}: {found}"),
            Is::Texts => each(found, &|one| assert!(text(one), "{place}: {one}")),
            Is::Flag => assert!(found.is_boolean(), "{place}: {found}"),
            Is::Count => assert!(found.is_u64(), "{place}: {found}"),
            Is::Instant => assert!(found.as_str().unwrap().parse::<Timestamp>().is_ok(), "{place}: {found}"),
            Is::All(form) => conforms(found, form, &place),
            Is::Each(form) => {
                assert!(found.as_array().is_some_and(|list| !list.is_empty()), "{place} is empty");
                each(found, &|one| conforms(one, form, &place));
            }
        }
    }
}

/// Kantara Initiative, Consent Receipt Specification 1.1.0, its JSON Schema.
const KANTARA: &[Field] = &[
    ("version", true, Is::Text),
    ("jurisdiction", true, Is::Text),
    ("consentTimestamp", true, Is::Count),
    ("collectionMethod", true, Is::Text),
    ("consentReceiptID", true, Is::Text),
    ("publicKey", false, Is::Text),
    ("language", false, Is::Text),
    ("piiPrincipalId", true, Is::Text),
    (
        "piiControllers",
        true,
        Is::Each(&[
            ("piiController", true, Is::Text),
            ("onBehalf", false, Is::Flag),
            ("contact", true, Is::Text),
            ("address", true, Is::All(&[("streetAddress", false, Is::Text)])),
            ("email", true, Is::Text),
            ("phone", true, Is::Text),
            ("piiControllerUrl", false, Is::Text),
        ]),
    ),
    ("policyUrl", true, Is::Text),
    (
        "services",
        true,
        Is::Each(&[
            ("service", true, Is::Text),
            (
                "purposes",
                true,
                Is::Each(&[
                    ("purpose", false, Is::Text),
                    ("consentType", true, Is::Text),
                    ("purposeCategory", true, Is::Texts),
                    ("piiCategory", true, Is::Texts),
                    ("primaryPurpose", false, Is::Flag),
                    ("termination", true, Is::Text),
                    ("thirdPartyDisclosure", true, Is::Flag),
                    ("thirdPartyName", false, Is::Text),
                ]),
            ),
        ]),
    ),
    ("sensitive", true, Is::Flag),
    ("spiCat", true, Is::Texts),
];

/// ISO/IEC TS 27560:2023, clauses 6.3.3 to 6.3.7, as DPVCG's guide lists them (section 7.2).
const RECORD: &[Field] = &[
    ("schema_version", true, Is::Text),
    ("record_id", true, Is::Text),
    ("pii_principal_id", true, Is::Text),
    (
        "pii_processing",
        true,
        Is::All(&[
            ("privacy_notice", true, Is::Text),
            ("language", true, Is::Text),
            (
                "purposes",
                true,
                Is::Each(&[
                    ("purpose", true, Is::Text),
                    ("purpose_type", false, Is::Text),
                    ("lawful_basis", false, Is::Text),
                    (
                        "pii_information",
                        true,
                        Is::Each(&[
                            ("pii_type", true, Is::Text),
                            ("pii_attribute_id", false, Is::Text),
                            ("pii_optional", false, Is::Flag),
                            ("sensitive_pii_category", false, Is::Flag),
                            ("special_pii_category", false, Is::Flag),
                        ]),
                    ),
                    ("pii_controllers", true, Is::Texts),
                    ("collection_method", false, Is::Text),
                    ("processing_method", false, Is::Texts),
                    ("storage_locations", true, Is::Texts),
                    ("retention_period", true, Is::Text),
                    ("processing_locations", false, Is::Texts),
                    ("geographic_restrictions", false, Is::Texts),
                    ("services", false, Is::Texts),
                    ("jurisdiction", true, Is::Texts),
                    ("recipient_third_parties", true, Is::Texts),
                    ("withdrawal_method", true, Is::Text),
                    ("privacy_rights", false, Is::Texts),
                    ("codes_of_conduct", false, Is::Texts),
                    ("impact_assessment", false, Is::Text),
                    ("authority_party", false, Is::Text),
                ]),
            ),
        ]),
    ),
    (
        "party_identification",
        true,
        Is::Each(&[
            ("party_id", true, Is::Text),
            ("party_address", true, Is::Text),
            ("party_email", false, Is::Text),
            ("party_url", false, Is::Text),
            ("party_phone", false, Is::Text),
            ("party_name", true, Is::Text),
            ("party_role", false, Is::Text),
            ("party_contact", true, Is::Text),
            ("party_type", true, Is::Text),
        ]),
    ),
    (
        "events",
        true,
        Is::Each(&[
            ("event_time", true, Is::Instant),
            ("validity_duration", true, Is::Text),
            ("entity_id", true, Is::Text),
            ("event_type", true, Is::Text),
            ("event_state", true, Is::Text),
        ]),
    ),
];

/// DPV's consent statuses, without those that only a whole history can tell.
const STATES: [&str; 7] = ["given", "refused", "withdrawn", "invalidated", "terminated", "requested", "unknown"];

/// One event of every kind, by every actor that it may have.
fn every_event() -> Vec<consentry::Event> {
    let actors = [Actor::Subject, Actor::Guardian, Actor::Agent, Actor::Signal, Actor::Controller, Actor::Authority];
    let mut events = Vec::new();
    // A restriction never covers storing.
    let scope =
        Scope::new(["ads"], ["contact", "orders"], ["*"], ads_scope().operations() - Operations::STORE).unwrap();
    for kind in Kind::ALL {
        for actor in actors {
            let document = EventDocument::from(&event("e1", kind, &scope, "2026-01-01")).by(actor);
            events.extend(document.into_event());
        }
    }
    assert!(events.len() > Kind::ALL.len());
    events
}

#[test]
fn every_event_has_a_receipt_with_the_fields_of_the_specification() {
    for event in every_event() {
        for issuer in [issuer(), Issuer::default()] {
            let receipt = serde_json::to_value(KantaraReceipt::new(&shop(), &event, &issuer)).unwrap();
            conforms(&receipt, KANTARA, "receipt");
            let purpose = &receipt["services"][0]["purposes"][0];
            assert_eq!(purpose["thirdPartyDisclosure"].as_bool().unwrap(), purpose.get("thirdPartyName").is_some());
        }
    }
    let yes = event("yes", Kind::Given, &ads_scope(), "2026-01-01");
    let receipt = serde_json::to_value(KantaraReceipt::new(&shop(), &yes, &issuer())).unwrap();
    assert_eq!(receipt["version"], "KI-CR-v1.1.0");
    assert_eq!(receipt["consentTimestamp"], 1_767_225_600);
    assert_eq!(receipt["piiControllers"][0]["piiController"], "Lingon & Co");
    assert_eq!(receipt["services"][0]["purposes"][0]["thirdPartyName"], "Tallkotte, Granris");
    assert_eq!(receipt["services"][0]["purposes"][0]["piiCategory"], serde_json::json!(["Contact details", "Orders"]));
    assert_eq!(receipt["services"][0]["purposes"][0]["consentType"], "EXPLICIT");
    assert_eq!(receipt["sensitive"], false);
}

#[test]
fn every_event_has_a_consent_record_with_the_elements_of_the_standard() {
    for event in every_event() {
        for issuer in [issuer(), Issuer::default()] {
            let record = serde_json::to_value(ConsentRecord::new(&shop(), &event, &issuer)).unwrap();
            conforms(&record, RECORD, "record");
            // References refer: to the person, or to a party that is there.
            let parties: Vec<&str> = record["party_identification"]
                .as_array()
                .unwrap()
                .iter()
                .map(|party| party["party_id"].as_str().unwrap())
                .collect();
            let entity = record["events"][0]["entity_id"].as_str().unwrap();
            let nobody = issuer.controller.is_empty() && entity == "not stated";
            assert!(entity == "anna" || nobody || parties.contains(&entity), "{entity} of {parties:?}");
            for list in ["pii_controllers", "recipient_third_parties"] {
                let listed = record["pii_processing"]["purposes"][0][list].as_array().unwrap();
                assert!(listed.iter().all(|party| parties.contains(&party.as_str().unwrap())), "{list}");
            }
            assert!(STATES.contains(&record["events"][0]["event_state"].as_str().unwrap()));
        }
    }
    let record = |kind| {
        let record = ConsentRecord::new(&shop(), &event("e1", kind, &ads_scope(), "2026-01-01"), &issuer());
        serde_json::to_value(record).unwrap()
    };
    for (kind, state) in [(Kind::Given, "given"), (Kind::Withdrawn, "withdrawn"), (Kind::Refused, "refused")] {
        let record = record(kind);
        assert_eq!(record["events"][0]["event_state"], state);
        let purpose = &record["pii_processing"]["purposes"][0];
        assert_eq!(purpose["lawful_basis"], "consent");
        assert_eq!(purpose["retention_period"], "P365D");
        assert_eq!(purpose["storage_locations"], serde_json::json!(["DE", "SE", "US"]));
        assert_eq!(purpose["pii_controllers"], serde_json::json!(["lingon"]));
    }
    let yes = record(Kind::Given);
    assert_eq!(yes["events"][0]["event_type"], "explicitly_expressed_consent");
    assert_eq!(yes["events"][0]["validity_duration"], "2026-01-01T00:00:00Z/2027-01-01T00:00:00Z");
    assert_eq!(record(Kind::Withdrawn)["events"][0]["validity_duration"], "until a later answer");
    assert_eq!(record(Kind::Requested)["events"][0]["entity_id"], "lingon");
}

#[test]
fn a_form_notices_what_is_missing_unknown_empty_or_of_another_type() {
    let yes = event("yes", Kind::Given, &ads_scope(), "2026-01-01");
    let receipt = serde_json::to_value(KantaraReceipt::new(&shop(), &yes, &issuer())).unwrap();
    let wrongs: [fn(&mut Value); 5] = [
        |receipt| drop(receipt.as_object_mut().unwrap().remove("policyUrl")),
        |receipt| receipt["purpose"] = "more".into(),
        |receipt| receipt["jurisdiction"] = " ".into(),
        |receipt| receipt["consentTimestamp"] = "2026".into(),
        |receipt| drop(receipt["services"][0]["purposes"][0].as_object_mut().unwrap().remove("termination")),
    ];
    for wrong in wrongs {
        let mut receipt = receipt.clone();
        wrong(&mut receipt);
        assert!(std::panic::catch_unwind(|| conforms(&receipt, KANTARA, "receipt")).is_err(), "{receipt}");
    }
}

fn chained(records: &[Vec<u8>]) -> (Vec<ChainLink>, Option<ChainLink>) {
    let mut chain = Chain::new(SALT);
    let links = records.iter().map(|record| chain.append(record)).collect();
    (links, chain.head())
}

fn entries<'r>(links: &[ChainLink], records: &'r [Vec<u8>]) -> Vec<ChainEntry<'r>> {
    links.iter().zip(records).map(|(link, record)| ChainEntry { link: *link, record: Some(record) }).collect()
}

proptest! {
    #[test]
    fn every_change_of_a_chain_is_found_where_it_is(
        records in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 1..8),
        place in any::<prop::sample::Index>(),
        how in 0..6usize,
    ) {
        let (links, head) = chained(&records);
        verify(SALT, entries(&links, &records), head).unwrap();
        // Erased records leave their links, and the chain still holds.
        verify(SALT, links.iter().map(|link| ChainEntry { link: *link, record: None }), head).unwrap();

        let place = place.index(records.len());
        let (mut links, mut records) = (links, records);
        let (number, flaw) = match how {
            0 => { records[place].push(7); (place, Flaw::Content) }
            1 => { links.remove(place); records.remove(place); (place, if place == links.len() { Flaw::End } else { Flaw::Number }) }
            2 => { links.insert(place, links[place]); records.insert(place, records[place].clone()); (place + 1, Flaw::Number) }
            3 => { let other = Chain::new(SALT).append(b"other").hash; links[place].previous = other; (place, Flaw::Previous) }
            4 => { links[place].hash = links[place].content; (place, Flaw::Hash) }
            _ => { let (last, _) = chained(&[b"other".to_vec()]); links.push(last[0]); records.push(b"other".to_vec()); (records.len() - 1, Flaw::Number) }
        };
        // The first link's predecessor is the beginning, whatever was put in its place.
        let broken = verify(SALT, entries(&links, &records), head).unwrap_err();
        prop_assert_eq!((broken.number, broken.flaw), (number as u64, flaw));
    }
}

#[test]
fn a_chain_goes_on_after_a_restart_and_hangs_on_its_salt() {
    let records = [b"a".to_vec(), b"b".to_vec()];
    let (links, head) = chained(&records);
    let mut again = Chain::new(SALT);
    let first = again.append(&records[0]);
    let mut again = Chain::after(SALT, first);
    assert_eq!(again.append(&records[1]), links[1]);
    assert_eq!(verify(b"another salt", entries(&links, &records), head).unwrap_err().flaw, Flaw::Content);
    let line = serde_json::to_string(&links[1]).unwrap();
    assert_eq!(serde_json::from_str::<ChainLink>(&line).unwrap(), links[1]);
}

#[test]
fn a_decision_is_shown_to_rest_on_its_event_and_policy_also_after_an_erasure() {
    let policy_text = include_bytes!("shop.toml");
    let said = [
        event("yes", Kind::Given, &ads_scope(), "2026-01-01"),
        event("other", Kind::Informed, &ads_scope(), "2026-01-02"),
    ];
    let mut chain = Chain::new(SALT);
    let links: BTreeMap<String, ChainLink> =
        said.iter().map(|event| (event.id().to_string(), chain.append(&serde_json::to_vec(event).unwrap()))).collect();
    let all: Vec<ChainLink> = links.values().copied().collect();
    let (history, subject, interner): (_, Subject, _) = (history(said), anna(), Interner::new());
    let person = Person::new(&history, &subject, &interner);
    let guard = Guard::new(shop(), &interner, &sale("tallkotte", "orders")).unwrap();
    let evidence = Evidence::new(&guard, &person, at("2026-02-01"), policy_hash(policy_text), &links).unwrap();
    assert_eq!(
        (evidence.outcome, evidence.reason.as_str(), evidence.policy_version.as_str()),
        (Outcome::Allow, "consent", "dialogue-2")
    );
    assert_eq!(evidence.events, [links["yes"]]);

    // Nothing of the person is left but links.
    let kept = serde_json::to_string(&evidence).unwrap();
    assert!(!kept.contains("anna") && !kept.contains("\"yes\""));
    let kept: Evidence = serde_json::from_str(&kept).unwrap();
    kept.verify(policy_text, &all).unwrap();

    assert_eq!(kept.verify(b"another policy", &all), Err(EvidenceError::Broken));
    let changed = Evidence { reason: "contract".into(), ..kept.clone() };
    assert_eq!(changed.verify(policy_text, &all), Err(EvidenceError::Broken));
    let (strangers, _) = chained(&[b"x".to_vec(), b"y".to_vec()]);
    assert_eq!(kept.verify(policy_text, &strangers), Err(EvidenceError::OtherChain(links["yes"].number)));
    let unlinked = Evidence::new(&guard, &person, at("2026-02-01"), policy_hash(policy_text), &BTreeMap::new());
    assert_eq!(unlinked, Err(EvidenceError::NotChained("yes".into())));
}
