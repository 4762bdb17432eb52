//! Many people at once: one bit a row for a pipeline, and a tally that says how often each answer was given.
//! Run it with `cargo run --example column`.

#![allow(clippy::indexing_slicing, reason = "an example may fail loudly")]

use consentry::{
    DataUse, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp, columns::Tally,
    decide::Outcome,
};

const POLICY: &str = r#"
    version = "2026-1"
    [vocabulary]
    purposes = [{ key = "letters" }]
    categories = [{ key = "name" }, { key = "email" }, { key = "diet" }]
    recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    [[rules]]
    id = "names"
    basis = "contract"
    scope = { purposes = "letters", categories = "name", recipients = "lingon", operations = "use" }
    [[rules]]
    id = "addresses"
    basis = "consent"
    scope = { purposes = "letters", categories = "email", recipients = "lingon", operations = "use" }
"#;

pub(crate) fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ledger: Ledger<u64> = Ledger::new(PolicyDocument::from_toml(POLICY)?.compile()?);
    let scope = Scope::new(["letters"], ["email"], ["lingon"], Operations::USE)?;
    let at: Timestamp = "2026-05-01T09:00:00Z".parse()?;
    // Every second person said yes, every sixth took it back.
    for person in (0..90).step_by(2) {
        let yes = EventDocument::new(format!("yes{person}"), person, Kind::Given, &scope, at);
        ledger.record(&yes.qualities(Qualities::AFFIRMATIVE).into_event()?)?;
        if person % 6 == 0 {
            let no = EventDocument::new(format!("no{person}"), person, Kind::Withdrawn, &scope, at.plus_days(1));
            ledger.record(&no.into_event()?)?;
        }
    }

    let now = at.plus_days(30);
    let people: Vec<u64> = (0..90).collect();
    let uses = ["name", "email", "diet"].map(|category| DataUse::new("letters", category, "lingon", Operations::USE));
    // One use: its mask is an Arrow bitmap.
    let column = ledger.guard(&uses[1])?.column(&people, now);
    println!("email: {} of {} rows allowed", column.allowed.count(), column.allowed.len());
    assert_eq!((column.allowed.count(), column.tally.code("withdrawn")), (30, 15));
    assert_eq!(column.tally.of(Outcome::Ask), 45);

    // All fields in one pass, each with its reasons.
    let columns = ledger.row_guard(&uses)?.columns(&people, now);
    for (data_use, tally) in uses.iter().zip(&columns.tallies) {
        println!("{data_use}");
        for (outcome, code, rows) in tally.iter() {
            println!("    {outcome:?} {code}: {rows}");
        }
    }
    assert_eq!(columns.field(1), column);
    let cells: Tally = columns.tallies.iter().sum();
    assert_eq!((cells.total(), cells.code("contract"), cells.code("not_declared")), (270, 90, 90));
    Ok(())
}
