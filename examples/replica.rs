//! Two ledgers: a source that takes events first, and a replica that follows its log and never answers from too long ago.
//! Run it with `cargo run --example replica`.

#![allow(clippy::indexing_slicing, reason = "an example may fail loudly")]

use consentry::{
    DataUse, Decision, DenyReason, Event, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Revision,
    Scope, Timestamp,
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
    let open = || -> Result<Ledger, Box<dyn std::error::Error>> {
        Ok(Ledger::new(PolicyDocument::from_toml(POLICY)?.compile()?))
    };
    let (source, replica) = (open()?, open()?);
    replica.applied(Revision::ZERO); // From now on it follows.

    // The source takes an event, and what it took goes to the end of the log with its revision.
    let mut log: Vec<(Revision, Event<String>)> = Vec::new();
    let scope = Scope::new(["newsletter"], ["email"], ["lingon"], Operations::USE)?;
    let at: Timestamp = "2026-05-01T09:00:00Z".parse()?;
    let yes = EventDocument::new("yes", "anna".to_owned(), Kind::Given, &scope, at).qualities(Qualities::AFFIRMATIVE);
    let no = EventDocument::new("no", "anna".to_owned(), Kind::Withdrawn, &scope, at.plus_days(1));
    for document in [yes, no] {
        let event = document.into_event()?;
        log.push((source.record(&event)?.revision, event));
    }
    // Applies the tail of the log: first the event, then how far the replica has come.
    let follow = |tail: &[(Revision, Event<String>)]| -> Result<(), Box<dyn std::error::Error>> {
        for (revision, event) in tail {
            replica.record(event)?;
            replica.applied(*revision);
        }
        Ok(())
    };

    let guard = replica.guard(&DataUse::new("newsletter", "email", "lingon", Operations::USE))?;
    let (now, withdrawn) = (at.plus_days(2), source.revision());
    follow(&log[..1])?;
    println!("after one event:  {}", guard.check("anna", now).code());
    println!("  as new as the source: {}", guard.check_at_least(withdrawn, "anna", now).code());
    // The replica has not heard of the withdrawal. Asked for a state that has it, it denies.
    assert!(guard.check("anna", now).is_allow());
    assert_eq!(guard.check_at_least(withdrawn, "anna", now), Decision::Deny(DenyReason::Stale));

    follow(&log[1..])?;
    println!("after both:       {}", guard.check_at_least(withdrawn, "anna", now).code());
    assert_eq!(guard.check_at_least(withdrawn, "anna", now), Decision::Deny(DenyReason::Withdrawn));
    assert_eq!(replica.revision(), source.revision());
    Ok(())
}
