//! An invented shop: people with even numbers said yes to letters, every fourth took it back.

use std::sync::Arc;

use consentry::{EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp};
use consentry_arrow::TableDocument;

use crate::arrow::{
    array::{ArrayRef, Int64Array, RecordBatch},
    guarded::TableGuard,
    ipc::writer::StreamWriter,
    schema::{Field, Schema, SchemaRef},
};

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// Whether the person with that number allows letters now.
pub(super) fn allows(person: i64) -> bool {
    person % 2 == 0 && person % 4 != 0
}

pub(super) fn ledger() -> Ledger<u64> {
    let policy = PolicyDocument::from_toml(
        r#"
        version = "1"
        vocabulary = { purposes = [{ key = "letters" }, { key = "orders" }],
            categories = [{ key = "contact" }, { key = "age" }],
            recipients = [{ key = "lingon", role = "controller", location = "SE" }] }
        [[rules]]
        id = "letters"
        basis = "consent"
        scope = { purposes = "letters", categories = "*", recipients = "lingon", operations = "use" }
        [[rules]]
        id = "orders"
        basis = "contract"
        retention_days = 30
        scope = { purposes = "orders", categories = "*", recipients = "lingon", operations = "use" }
        "#,
    )
    .unwrap();
    let ledger: Ledger<u64> = Ledger::new(policy.compile().unwrap());
    let scope = Scope::new(["letters"], ["*"], ["*"], Operations::USE).unwrap();
    let act = |id: String, person: u64, kind, day| {
        let at = Timestamp::from_millis(1_700_000_000_000).plus_days(day);
        let event = EventDocument::new(id, person, kind, &scope, at);
        let event = if kind == Kind::Given { event.qualities(Qualities::AFFIRMATIVE) } else { event };
        let _ = ledger.record(&event.into_event().unwrap()).unwrap();
    };
    for person in 0..400 {
        act(format!("{person}-first"), person, if person % 2 == 0 { Kind::Given } else { Kind::Refused }, 0);
        if person % 4 == 0 {
            act(format!("{person}-second"), person, Kind::Withdrawn, 1);
        }
    }
    ledger
}

/// A table of a subject's number, open, and one guarded column.
pub(super) fn document() -> TableDocument {
    toml::from_str(
        r#"
        subject = "person"
        purpose = "letters"
        recipient = "lingon"
        operations = ["use"]
        unguarded = ["person"]
        columns = { value = "contact" }
        "#,
    )
    .unwrap()
}

pub(super) fn table(people: &[i64], value: ArrayRef) -> RecordBatch {
    let fields = vec![
        Field::new("person", crate::arrow::schema::DataType::Int64, true),
        Field::new("value", value.data_type().clone(), true),
    ];
    let people: ArrayRef = Arc::new(Int64Array::from(people.to_vec()));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![people, value]).unwrap()
}

pub(super) fn guard(ledger: &Ledger<u64>, document: &TableDocument, schema: &SchemaRef) -> TableGuard<u64> {
    TableGuard::new(ledger, document, schema).unwrap()
}

/// The batch as it would leave: Arrow IPC.
pub(super) fn stream(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

pub(super) fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
