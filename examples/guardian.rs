//! A child's yes does not count before the age that the law of the country sets (GDPR Art. 8(1)); a guardian's does.
//! Run it with `cargo run --example guardian`.

use consentry::{
    Actor, AskReason, DataUse, Decision, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Region,
    Scope, Subject, Timestamp,
};

const POLICY: &str = r#"
    version = "2026-1"
    [vocabulary]
    purposes = [{ key = "game" }]
    categories = [{ key = "profile" }]
    recipients = [{ key = "tranbar", role = "controller", location = "SE" }]
    [[rules]]
    id = "game"
    basis = "consent"
    min_age = 13
    scope = { purposes = "game", categories = "profile", recipients = "tranbar", operations = "use" }
"#;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ledger: Ledger = Ledger::new(PolicyDocument::from_toml(POLICY)?.compile()?);
    let guard = ledger.guard(&DataUse::new("game", "profile", "tranbar", Operations::USE))?;
    let child = Subject::in_regions([Region::new("SE")?]).born("2018-06-15".parse()?);
    ledger.describe("maya".to_owned(), &child)?;

    let scope = Scope::new(["game"], ["profile"], ["tranbar"], Operations::USE)?;
    let yes = |id: &str, by, at: Timestamp| {
        let yes = EventDocument::new(id, "maya".to_owned(), Kind::Given, &scope, at);
        yes.qualities(Qualities::AFFIRMATIVE).by(by).into_event()
    };
    let now: Timestamp = "2026-06-01T12:00:00Z".parse()?;
    ledger.record(&yes("own", Actor::Subject, "2026-05-01T09:00:00Z".parse()?)?)?;
    println!("her own yes, aged 7:   {}", guard.check("maya", now).code());
    assert_eq!(guard.check("maya", now), Decision::Ask(AskReason::GuardianRequired));

    ledger.record(&yes("parent", Actor::Guardian, "2026-05-02T09:00:00Z".parse()?)?)?;
    println!("her guardian's yes:    {}", guard.check("maya", now).code());
    assert!(guard.check("maya", now).is_allow());
    Ok(())
}
