//! One person: why a field was exported, and what changes when that person says no.

use std::io::Write;

use consentry::{
    EventDocument, Explanation, Kind, Ledger, Operations, Scope, Timestamp,
    decide::{Outcome, Remedy},
};

use super::{
    export::{Example, Export, Written, moment},
    failure::Failure,
    layout::{cut, wrapped},
    options::Options,
};

/// A withdrawal takes effect at once; the check after it is a second later all the same, as in life.
const LATER_MS: i64 = 1_000;

/// Explains an answer to the person it is about, lets the person say no, and asks again.
pub(crate) fn tell(
    out: &mut dyn Write,
    options: &Options,
    ledger: &Ledger<String>,
    export: &Export<'_>,
    written: &Written,
) -> Result<(), Failure> {
    let Some(example) = &written.example else { return Ok(()) };
    let Some(data_use) = export.use_of(example.category) else { return Ok(()) };
    let guard = ledger.guard(data_use).map_err(|error| Failure::new(format!("cannot explain {data_use}: {error}")))?;
    let before = guard.explain(example.key.as_str(), moment(options.at, example.collected_at));
    let columns = export.columns_of(example.category).join(", ");
    print(out, &format!("\nONE PERSON   {}\n", example.key))?;
    print(out, &format!("  What the shop can tell this person about `{columns}`:\n"))?;
    quote(out, &before, options)?;
    if before.outcome != Outcome::Allow {
        return Ok(());
    }
    let Some(kind) = way_out(&before) else {
        return print(out, "\n  Nothing that this person says would change it.");
    };
    let at = Timestamp::from_millis(options.at.millis().saturating_add(LATER_MS));
    withdraw(ledger, options, example, kind, at)?;
    let after = guard.explain(example.key.as_str(), moment(at, example.collected_at));
    print(out, &format!("\n  Then the person says no ({}), and a second later:\n", kind.name()))?;
    quote(out, &after, options)?;
    print(out, "\n  The record as it was exported, and as it would be now:\n")?;
    for column in 0.. {
        let Some((name, cell)) = example.cells.get(column) else { break };
        let now =
            if export.is_open(column, &example.key, moment(at, example.collected_at)) { cell.as_str() } else { "" };
        if !cell.is_empty() {
            let (cell, now) = (cut(cell, 32), cut(now, 22));
            let now = if now.is_empty() { "–".to_owned() } else { now };
            print(out, &format!("    {:<16} {cell:<33} {now}", cut(name, 16)))?;
        }
    }
    Ok(())
}

/// The act by which the person can stop the use, if there is one.
fn way_out(explanation: &Explanation) -> Option<Kind> {
    explanation.remedies.iter().find_map(|remedy| match remedy {
        Remedy::Withdraw => Some(Kind::Withdrawn),
        Remedy::Object => Some(Kind::Objected),
        Remedy::OptOut => Some(Kind::OptedOut),
        Remedy::RestrictOrErase => Some(Kind::Restricted),
        _ => None,
    })
}

/// Records, in memory only, that the person wants none of it any more.
fn withdraw(
    ledger: &Ledger<String>,
    options: &Options,
    example: &Example,
    kind: Kind,
    at: Timestamp,
) -> Result<(), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("cannot record the withdrawal: {error}"));
    let scope = Scope::new([options.purpose.as_str()], ["*"], ["*"], Operations::all()).map_err(|e| failed(&e))?;
    let event = EventDocument::new("guard_export/no", example.key.clone(), kind, &scope, at);
    let event = event.into_event().map_err(|error| failed(&error))?;
    ledger.record(&event).map(|_| ()).map_err(|error| failed(&error))
}

fn quote(out: &mut dyn Write, explanation: &Explanation, options: &Options) -> Result<(), Failure> {
    print(out, wrapped(&explanation.text(options.language), "    │ ", "    │   ").trim_end())
}

fn print(out: &mut dyn Write, text: &str) -> Result<(), Failure> {
    writeln!(out, "{text}").map_err(Failure::printing)
}
