//! A no after data left: whoever got the data has to be told (GDPR Art. 7(3), 17(2), 19), each duty with a date.
//! Run it with `cargo run --example duties`.

use consentry::{
    DataUse, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Subject, Timestamp,
    dialogue::{Dossier, State, Task},
};

const POLICY: &str = r#"
    version = "2026-1"
    [vocabulary]
    purposes = [{ key = "offers" }]
    categories = [{ key = "email" }]
    recipients = [{ key = "lingon", role = "controller" }, { key = "birchpost", role = "third_party" }]
    [[rules]]
    id = "offers"
    basis = "consent"
    scope = { purposes = "offers", categories = "email", recipients = "birchpost", operations = "share" }
"#;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ledger: Ledger = Ledger::new(PolicyDocument::from_toml(POLICY)?.compile()?);
    let (policy, interner) = (ledger.policy(), ledger.interner());
    let guard = ledger.guard(&DataUse::new("offers", "email", "birchpost", Operations::SHARE))?;
    // One person's events, what of their data left, and what is owed to them.
    let mut anna = Dossier::new("anna".to_owned(), Subject::default());
    let scope = Scope::new(["offers"], ["email"], ["birchpost"], Operations::SHARE)?;
    let at: Timestamp = "2026-05-01T09:00:00Z".parse()?;

    let yes = EventDocument::new("yes", "anna".to_owned(), Kind::Given, &scope, at).qualities(Qualities::AFFIRMATIVE);
    anna.record(&policy, interner, yes.into_event()?)?;
    // The permit is the leave to send; the dossier keeps what left.
    let permit = anna.disclose(&guard, interner, "sent-1", at.plus_days(1))?;
    println!("left: {}", permit.disclosure().data_use.recipient);

    let no = EventDocument::new("no", "anna".to_owned(), Kind::Withdrawn, &scope, at.plus_days(9)).into_event()?;
    let step = anna.record(&policy, interner, no)?;
    println!("after the no, {} duties:", step.duties.len());
    for duty in anna.duties() {
        println!("    until {}: {}", duty.due, duty.id);
    }
    let told =
        anna.duties().find(|duty| matches!(&duty.task, Task::Notify { recipient, .. } if recipient == "birchpost"));
    let told = told.ok_or("whoever got the data must be told")?;
    assert_eq!(told.state(at.plus_days(9)), State::Planned);
    assert_eq!(told.state(told.due.plus_days(1)), State::Overdue);
    assert!(anna.disclose(&guard, interner, "sent-2", at.plus_days(10)).is_err(), "nothing leaves any more");
    Ok(())
}
