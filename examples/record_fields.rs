//! All fields of one person's record behind one guard: what may not be used is left out before anyone sees it.
//! Run it with `cargo run --example record_fields`.

use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp};

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
    let ledger: Ledger = Ledger::new(PolicyDocument::from_toml(POLICY)?.compile()?);
    // The fields stand in the order of the record's columns.
    let uses = ["name", "email", "diet"].map(|category| DataUse::new("letters", category, "lingon", Operations::USE));
    let guard = ledger.row_guard(&uses)?;
    let scope = Scope::new(["letters"], ["email"], ["lingon"], Operations::USE)?;
    let yes = EventDocument::new("e1", "anna".to_owned(), Kind::Given, &scope, "2026-05-01T09:00:00Z".parse()?);
    ledger.record(&yes.qualities(Qualities::AFFIRMATIVE).into_event()?)?;

    let now: Timestamp = "2026-06-01T12:00:00Z".parse()?;
    let records = [("anna", ["Anna Ek", "anna@post.example", "vegan"]), ("bo", ["Bo Al", "bo@post.example", "none"])];
    let mut written = Vec::new();
    for (key, cells) in records {
        let allowed = guard.check(key, now);
        let open = cells.iter().enumerate().map(|(field, cell)| if allowed.contains(field) { *cell } else { "" });
        let line = open.collect::<Vec<_>>().join(",");
        println!("{key:<5} {allowed}  {line}");
        written.push(line);
    }
    assert_eq!(written, ["Anna Ek,anna@post.example,", "Bo Al,,"]);

    // The reason of one cell, for whoever wonders.
    println!("the diet of anna: {}", guard.decision(2, "anna", now).code());
    assert_eq!(guard.decision(2, "anna", now).code(), "not_declared");
    assert_eq!(guard.decision(1, "bo", now).code(), "never_asked");
    Ok(())
}
