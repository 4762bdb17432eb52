//! The smallest use of the library: one rule, one question, before and after a yes.
//! Run it with `cargo run --example first_check`.

use consentry::{
    AskReason, DataUse, Decision, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp,
};

const POLICY: &str = r#"
    version = "2026-1"
    [vocabulary]
    purposes = [{ key = "newsletter" }]
    categories = [{ key = "email" }]
    recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    [[rules]]
    id = "newsletter"
    basis = "consent"
    scope = { purposes = "newsletter", categories = "email", recipients = "lingon", operations = "use" }
"#;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let policy = PolicyDocument::from_toml(POLICY)?.compile()?;
    let ledger: Ledger = Ledger::new(policy);
    let guard = ledger.guard(&DataUse::new("newsletter", "email", "lingon", Operations::USE))?;
    let now: Timestamp = "2026-06-01T12:00:00Z".parse()?;

    // Nobody asked Anna yet, so her address may not be used; she may be asked.
    let before = guard.check("anna", now);
    println!("before she said anything: {:?} ({})", before.outcome(), before.code());
    assert_eq!(before, Decision::Ask(AskReason::NeverAsked));

    let scope = Scope::new(["newsletter"], ["email"], ["lingon"], Operations::USE)?;
    let yes = EventDocument::new("e1", "anna".to_owned(), Kind::Given, &scope, "2026-05-01T09:00:00Z".parse()?);
    ledger.record(&yes.qualities(Qualities::AFFIRMATIVE).into_event()?)?;

    let after = guard.check("anna", now);
    println!("after her yes:            {:?} ({})", after.outcome(), after.code());
    assert!(after.is_allow());
    Ok(())
}
