//! A legitimate interest allows without a yes until the person objects (GDPR Art. 21); a contract is not stopped by that.
//! Run it with `cargo run --example objection`.

use consentry::{
    DataUse, Decision, DenyReason, EventDocument, Kind, Ledger, Operations, PolicyDocument, Scope, Timestamp,
};

const POLICY: &str = r#"
    version = "2026-1"
    [vocabulary]
    purposes = [{ key = "catalogue", tags = ["direct_marketing"] }, { key = "delivery" }]
    categories = [{ key = "address" }]
    recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    [[rules]]
    id = "catalogue"
    basis = "legitimate_interests"
    scope = { purposes = "catalogue", categories = "address", recipients = "lingon", operations = "use" }
    [[rules]]
    id = "delivery"
    basis = "contract"
    scope = { purposes = "delivery", categories = "address", recipients = "lingon", operations = "use" }
"#;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ledger: Ledger = Ledger::new(PolicyDocument::from_toml(POLICY)?.compile()?);
    let guard = |purpose: &str| ledger.guard(&DataUse::new(purpose, "address", "lingon", Operations::USE));
    let (catalogue, delivery) = (guard("catalogue")?, guard("delivery")?);
    let now: Timestamp = "2026-06-01T12:00:00Z".parse()?;
    println!("before: catalogue {}, delivery {}", catalogue.check("bo", now).code(), delivery.check("bo", now).code());
    assert!(catalogue.check("bo", now).is_allow() && delivery.check("bo", now).is_allow());

    // Bo objects to everything. Against direct marketing that is final (Art. 21(3)).
    let everything = Scope::new(["*"], ["*"], ["*"], Operations::all())?;
    let objection = EventDocument::new("e1", "bo".to_owned(), Kind::Objected, &everything, now);
    ledger.record(&objection.into_event()?)?;

    println!("after:  catalogue {}, delivery {}", catalogue.check("bo", now).code(), delivery.check("bo", now).code());
    assert_eq!(catalogue.check("bo", now), Decision::Deny(DenyReason::Objected));
    assert!(delivery.check("bo", now).is_allow(), "what was ordered still has to arrive");
    Ok(())
}
