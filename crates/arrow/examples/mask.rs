//! A batch of customers on its way to a mailing: whose address may be used now, and what is withheld and why.
//!
//! `cargo run -p consentry-arrow --example mask`
#![allow(clippy::unwrap_used, reason = "an example may fail loudly")]

use std::sync::Arc;

use arrow_array_60::{ArrayRef, Int64Array, RecordBatch, StringArray, cast::AsArray};
use consentry::{EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp};
use consentry_arrow::{TableDocument, arrow_60::TableGuard};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let policy = PolicyDocument::from_toml(
        r#"
        version = "1"
        vocabulary = { starter = true, recipients = [{ key = "lingon", role = "controller", location = "SE" }] }
        [[rules]]
        id = "newsletter"
        basis = "consent"
        scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
        "#,
    )?;
    let ledger: Ledger<u64> = Ledger::new(policy.compile()?);
    let scope = Scope::new(["marketing.email"], ["user.contact"], ["lingon"], Operations::USE)?;
    let (then, now): (Timestamp, Timestamp) = ("2026-05-01T00:00:00Z".parse()?, "2026-06-01T00:00:00Z".parse()?);
    for (id, customer, kind) in [("e1", 1, Kind::Given), ("e2", 2, Kind::Given), ("e3", 2, Kind::Withdrawn)] {
        let at = if kind == Kind::Given { then } else { then.plus_days(1) };
        let qualities = if kind == Kind::Given { Qualities::AFFIRMATIVE } else { Qualities::empty() };
        ledger.record(&EventDocument::new(id, customer, kind, &scope, at).qualities(qualities).into_event()?)?;
    }

    let customers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    let emails: ArrayRef = Arc::new(StringArray::from(vec!["anna@example.org", "bo@example.org", "cleo@example.org"]));
    let batch = RecordBatch::try_from_iter([("customer", customers), ("email", emails)])?;
    let table: TableDocument = toml::from_str(
        r#"
        subject = "customer"
        purpose = "marketing.email"
        recipient = "lingon"
        operations = ["use"]
        unguarded = ["customer"]
        columns = { email = "user.contact.email" }
        "#,
    )?;
    let guard = TableGuard::new(&ledger, &table, &batch.schema())?;
    let masked = guard.mask(&batch, now)?;
    for (customer, email) in masked
        .batch
        .column(0)
        .as_primitive::<arrow_array_60::types::Int64Type>()
        .iter()
        .zip(masked.batch.column(1).as_string::<i32>())
    {
        println!("{}: {}", customer.unwrap_or_default(), email.unwrap_or("withheld"));
    }
    println!("{}", masked.tally);
    assert_eq!(masked.tally.to_string(), "email: 1 allowed, 1 deny unknown_subject, 1 deny withdrawn");
    Ok(())
}
