//! Receipts by field list, a chain that shows every tampering, and evidence that outlives an erasure.

use std::collections::{BTreeMap, BTreeSet};

use consentry::{
    Guard, Kind, Outcome, Subject, Symbols,
    dialogue::{
        Chain, ConsentRecord, Entry, Evidence, EvidenceError, Flaw, Issuer, KantaraReceipt, Link, Person, policy_hash,
        verify,
    },
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{ads_scope, anna, at, duty::sale, event, history, shop};

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

fn fields(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Checks an object against the names it must have and those it may have.
fn has_fields(value: &Value, required: &[&str], optional: &[&str]) {
    let found = fields(value);
    for name in required {
        assert!(found.contains(name), "`{name}` is missing in {value}");
        assert!(!value[name].is_null(), "`{name}` is null");
    }
    let unknown: Vec<_> = found.iter().filter(|name| !required.contains(name) && !optional.contains(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?} in {value}");
}

#[test]
fn a_kantara_receipt_has_the_fields_of_the_specification() {
    let yes = event("yes", Kind::Given, &ads_scope(), "2026-01-01");
    let receipt = serde_json::to_value(KantaraReceipt::new(&shop(), &yes, &issuer())).unwrap();
    let required = [
        "version",
        "jurisdiction",
        "consentTimestamp",
        "collectionMethod",
        "consentReceiptID",
        "piiPrincipalId",
        "piiControllers",
        "policyUrl",
        "services",
        "sensitive",
        "spiCat",
    ];
    has_fields(&receipt, &required, &["language", "publicKey"]);
    has_fields(
        &receipt["piiControllers"][0],
        &["piiController", "contact", "address", "email", "phone"],
        &["onBehalf", "piiControllerUrl"],
    );
    has_fields(&receipt["services"][0], &["service", "purposes"], &[]);
    has_fields(
        &receipt["services"][0]["purposes"][0],
        &["purpose", "purposeCategory", "consentType", "piiCategory", "termination", "thirdPartyDisclosure"],
        &["primaryPurpose", "thirdPartyName"],
    );
    assert_eq!(receipt["version"], "KI-CR-v1.1.0");
    assert_eq!(receipt["consentTimestamp"], 1_767_225_600);
    assert_eq!(receipt["piiControllers"][0]["piiController"], "Lingon & Co");
    assert_eq!(receipt["services"][0]["purposes"][0]["thirdPartyName"], "Tallkotte, Granris");
    assert_eq!(receipt["services"][0]["purposes"][0]["piiCategory"], serde_json::json!(["Contact details", "Orders"]));
    assert_eq!(receipt["sensitive"], false);
}

#[test]
fn a_consent_record_has_the_structure_of_the_standard() {
    for (kind, state) in [(Kind::Given, "given"), (Kind::Withdrawn, "withdrawn"), (Kind::Refused, "refused")] {
        let record = ConsentRecord::new(&shop(), &event("e1", kind, &ads_scope(), "2026-01-01"), &issuer());
        let record = serde_json::to_value(record).unwrap();
        has_fields(
            &record,
            &["schema_version", "record_id", "pii_principal_id", "pii_processing", "party_identification", "events"],
            &[],
        );
        let processing = &record["pii_processing"];
        has_fields(processing, &["privacy_notice", "purposes"], &["language"]);
        has_fields(
            &processing["purposes"][0],
            &[
                "purpose",
                "lawful_basis",
                "pii_information",
                "pii_controllers",
                "collection_method",
                "processing_method",
                "storage_locations",
                "retention_period",
                "processing_locations",
                "services",
                "jurisdiction",
                "recipient_third_parties",
                "withdrawal_method",
                "privacy_rights",
            ],
            &["purpose_type"],
        );
        has_fields(
            &processing["purposes"][0]["pii_information"][0],
            &["pii_type", "pii_optional", "sensitive_pii_category", "special_pii_category"],
            &["pii_attribute_id"],
        );
        has_fields(
            &record["party_identification"][0],
            &["party_id", "party_name", "party_role", "party_contact"],
            &["party_address", "party_email", "party_phone", "party_url"],
        );
        has_fields(
            &record["events"][0],
            &["event_time", "entity_id", "event_type", "event_state", "consent_type"],
            &["validity_duration"],
        );
        assert_eq!(record["events"][0]["event_state"], state);
        assert_eq!(processing["purposes"][0]["lawful_basis"], "consent");
        assert_eq!(processing["purposes"][0]["retention_period"], "P365D");
        assert_eq!(processing["purposes"][0]["storage_locations"], serde_json::json!(["DE", "SE", "US"]));
    }
}

fn chained(records: &[Vec<u8>]) -> (Vec<Link>, Option<Link>) {
    let mut chain = Chain::new(SALT);
    let links = records.iter().map(|record| chain.append(record)).collect();
    (links, chain.head())
}

fn entries<'r>(links: &[Link], records: &'r [Vec<u8>]) -> Vec<Entry<'r>> {
    links.iter().zip(records).map(|(link, record)| Entry { link: *link, record: Some(record) }).collect()
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
        verify(SALT, links.iter().map(|link| Entry { link: *link, record: None }), head).unwrap();

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
    assert_eq!(serde_json::from_str::<Link>(&line).unwrap(), links[1]);
}

#[test]
fn a_decision_is_shown_to_rest_on_its_event_and_policy_also_after_an_erasure() {
    let policy_text = include_bytes!("shop.toml");
    let said = [
        event("yes", Kind::Given, &ads_scope(), "2026-01-01"),
        event("other", Kind::Informed, &ads_scope(), "2026-01-02"),
    ];
    let mut chain = Chain::new(SALT);
    let links: BTreeMap<String, Link> =
        said.iter().map(|event| (event.id().to_string(), chain.append(&serde_json::to_vec(event).unwrap()))).collect();
    let all: Vec<Link> = links.values().copied().collect();
    let (history, subject, symbols): (_, Subject, _) = (history(said), anna(), Symbols::new());
    let person = Person::new(&history, &subject, &symbols);
    let guard = Guard::new(shop(), &symbols, &sale("tallkotte", "orders")).unwrap();
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
