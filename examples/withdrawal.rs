//! A person takes a yes back: the next check says no, and the explanation says why in plain words.
//! Run it with `cargo run --example withdrawal`.

use consentry::{
    DataUse, Decision, DenyReason, EventDocument, Kind, Language, Ledger, Operations, PolicyDocument, Qualities, Scope,
    Timestamp,
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
    let ledger: Ledger = Ledger::new(PolicyDocument::from_toml(POLICY)?.compile()?);
    let guard = ledger.guard(&DataUse::new("newsletter", "email", "lingon", Operations::USE))?;
    let scope = Scope::new(["newsletter"], ["email"], ["lingon"], Operations::USE)?;
    let said = |id: &str, kind, at: Timestamp| EventDocument::new(id, "anna".to_owned(), kind, &scope, at);

    let yes = said("yes", Kind::Given, "2026-05-01T09:00:00Z".parse()?).qualities(Qualities::AFFIRMATIVE);
    ledger.record(&yes.into_event()?)?;
    let before: Timestamp = "2026-06-01T12:00:00Z".parse()?;
    println!("on 1 June: {}", guard.check("anna", before).code());
    assert!(guard.check("anna", before).is_allow());

    // Withdrawing is as easy as giving (GDPR Art. 7(3)): no form, no quality, no reason is asked for.
    ledger.record(&said("no", Kind::Withdrawn, "2026-06-02T08:00:00Z".parse()?).into_event()?)?;
    let after: Timestamp = "2026-06-02T08:00:00Z".parse()?;
    println!("on 2 June: {}", guard.check("anna", after).code());
    assert_eq!(guard.check("anna", after), Decision::Deny(DenyReason::Withdrawn));

    let text = guard.explain("anna", after).text(Language::English);
    println!("\n{text}");
    assert!(text.contains("you took your yes back"));
    Ok(())
}
