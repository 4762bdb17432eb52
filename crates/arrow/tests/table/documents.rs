//! What a document, a schema or a batch can have wrong, and what is said then.

use std::{collections::HashMap, sync::Arc};

use consentry::{EventDocument, Kind, Operations, Scope};
use consentry_arrow::{ColumnDocument, TableDocument, TableTally};

use super::shop::{NOW, allows, document, guard, ledger, table};
use crate::arrow::{
    array::{
        Array, ArrayRef, DictionaryArray, FixedSizeBinaryArray, Int64Array, RecordBatch, StringArray, StringViewArray,
        TimestampSecondArray, UInt64Array, UnionArray, cast::AsArray, types::Int32Type,
    },
    buffer::ScalarBuffer,
    guarded::TableGuard,
    schema::{DataType, Field, Schema, UnionFields},
};

fn refused(document: &TableDocument, batch: &RecordBatch) -> String {
    let guard = TableGuard::<u64>::new(&ledger(), document, &batch.schema());
    guard.err().map(|faults| format!("{faults:?}")).unwrap_or_default()
}

fn text_table(people: &[i64]) -> RecordBatch {
    table(people, Arc::new(StringArray::from_iter_values(people.iter().map(|person| format!("p{person}")))))
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_where() {
    let batch = text_table(&[1]);
    assert_eq!(refused(&document(), &batch), "");
    let found = |change: fn(&mut TableDocument)| {
        let mut document = document();
        change(&mut document);
        refused(&document, &batch)
    };
    type Change = fn(&mut TableDocument);
    let cases: [(Change, &str); 10] = [
        (|document| document.unguarded.clear(), "column `person`: it is not listed; give it a category"),
        (|document| document.columns.clear(), "no column is listed"),
        (
            |document| _ = document.columns.insert("fax".into(), "contact".into()),
            "column `fax`: the schema has no such column; it has `person`, `value`",
        ),
        (|document| _ = document.columns.insert("value".into(), "contcat".into()), "unknown category `contcat`"),
        (|document| document.purpose = Some("leters".into()), "unknown purpose `leters`"),
        (|document| document.purpose = None, "column `value`: it has no purpose"),
        (|document| document.recipient = None, "column `value`: it has no recipient"),
        (
            |document| document.operations = vec!["peek".into()],
            "unknown operation `peek`; there are collect, store, use",
        ),
        (
            |document| document.subject = "customer".into(),
            "column `customer`: the subject is to be found here, and the schema has no such column",
        ),
        (
            |document| document.collected_at = Some("value".into()),
            "column `value`: the time of collection is to be found here, and must be a timestamp; it is a `Utf8`",
        ),
    ];
    for (change, expected) in cases {
        let found = found(change);
        assert!(found.contains(expected), "{expected}\n{found}");
    }
    let two = found(|document| {
        document.unguarded.clear();
        document.purpose = Some("leters".into());
    });
    assert_eq!(two.lines().count(), 2, "{two}");
}

#[test]
fn a_type_that_cannot_be_scrubbed_is_refused_by_name() {
    let fields = UnionFields::from_fields(vec![Field::new("a", DataType::Int64, true)]);
    let children: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(vec![1]))];
    let union = UnionArray::try_new(fields, ScalarBuffer::from(vec![0i8]), None, children).unwrap();
    let batch = table(&[1], Arc::new(union));
    let found = refused(&document(), &batch);
    assert!(found.contains("column `value`: its type `Union") && found.contains("cannot be scrubbed"), "{found}");
}

#[test]
fn a_batch_of_another_schema_is_refused() {
    let ledger = ledger();
    let batch = text_table(&[2]);
    let guard = guard(&ledger, &document(), &batch.schema());
    let error = |batch: &RecordBatch| guard.mask(batch, NOW).unwrap_err().to_string();
    let other = table(&[2], Arc::new(Int64Array::from(vec![5])));
    assert_eq!(error(&other), "column `value` is a `Int64` now, and was a `Utf8`; build a guard for this schema");
    let fewer = batch.project(&[0]).unwrap();
    assert_eq!(error(&fewer), "column `value` is missing; build a guard for this schema");
    let swapped = batch.project(&[1, 0]).unwrap();
    assert!(error(&swapped).starts_with("column `person` is missing, and `value` stands in its place"));
    let more = batch.project(&[0, 1, 1]).unwrap();
    assert!(error(&more).contains("is not in the schema that the guard was built for"));
}

#[test]
fn the_schema_that_comes_out_is_known_beforehand_and_keeps_its_metadata() {
    let fields = vec![
        Field::new("person", DataType::Int64, false),
        Field::new("value", DataType::Utf8, false)
            .with_metadata(HashMap::from([("unit".to_owned(), "text".to_owned())])),
    ];
    let schema = Arc::new(Schema::new_with_metadata(fields, HashMap::from([("from".to_owned(), "shop".to_owned())])));
    let people: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let batch = RecordBatch::try_new(schema, vec![people, Arc::new(StringArray::from(vec!["a", "b"]))]).unwrap();
    let guard = guard(&ledger(), &document(), &batch.schema());
    let masked = guard.mask(&batch, NOW).unwrap().batch;
    assert_eq!(masked.schema(), guard.schema());
    assert_eq!(masked.schema().metadata()["from"], "shop");
    let [person, value] = [0, 1].map(|column| masked.schema().field(column).clone());
    assert_eq!((person.is_nullable(), value.is_nullable(), value.metadata()["unit"].as_str()), (false, true, "text"));
    let dropped = guard.drop_rows(&batch, NOW).unwrap().batch;
    assert_eq!((dropped.schema(), dropped.num_rows()), (guard.schema(), 1));
}

#[test]
fn subjects_of_every_type_are_found_and_a_null_is_nobody() {
    let ledger = ledger();
    let value = || -> ArrayRef { Arc::new(StringArray::from(vec!["a"; 6])) };
    let people = [Some(2), Some(1), None, Some(999), Some(6), Some(-2)];
    let signed: ArrayRef = Arc::new(Int64Array::from(people.to_vec()));
    let unsigned: ArrayRef =
        Arc::new(UInt64Array::from(people.map(|person| person.map(|person| person as u64)).to_vec()));
    let keys = crate::arrow::array::Int32Array::from(vec![Some(0), Some(1), None, Some(2), Some(3), Some(4)]);
    let values: ArrayRef = Arc::new(Int64Array::from(vec![2, 1, 999, 6, -2]));
    let dictionary: ArrayRef = Arc::new(DictionaryArray::<Int32Type>::new(keys, values));
    for subject in [signed, unsigned, dictionary] {
        let fields =
            vec![Field::new("person", subject.data_type().clone(), true), Field::new("value", DataType::Utf8, true)];
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![subject, value()]).unwrap();
        let masked = guard(&ledger, &document(), &batch.schema()).mask(&batch, NOW).unwrap();
        let valid: Vec<bool> = (0..6).map(|row| masked.batch.column(1).is_valid(row)).collect();
        assert_eq!(valid, [true, false, false, false, true, false]);
        let tally = masked.tally.column("value").unwrap();
        assert_eq!((tally.code("unknown_subject"), tally.code("refused")), (3, 1), "{tally:?}");
    }
    let named: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    let fields = vec![Field::new("person", DataType::Utf8, true), Field::new("value", DataType::Utf8, true)];
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![named.clone(), named]).unwrap();
    let found = refused(&document(), &batch);
    assert!(found.contains("the subject is to be found here, and must be UInt64 or Int64; it is a `Utf8`"), "{found}");
}

#[test]
fn keys_of_text_and_of_sixteen_bytes() {
    let policy = || (*ledger().policy()).clone();
    let scope = Scope::new(["letters"], ["*"], ["*"], Operations::USE).unwrap();
    let value: ArrayRef = Arc::new(StringArray::from(vec!["a", "b"]));
    let masked = |subject: ArrayRef, mask: &dyn Fn(&RecordBatch) -> RecordBatch| {
        let fields =
            vec![Field::new("person", subject.data_type().clone(), true), Field::new("value", DataType::Utf8, true)];
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![subject, value.clone()]).unwrap();
        let masked = mask(&batch);
        (masked.column(1).is_valid(0), masked.column(1).is_valid(1))
    };
    let yes = |id: &str| {
        EventDocument::new(id, String::new(), Kind::Given, &scope, NOW.plus_days(0))
            .qualities(consentry::Qualities::AFFIRMATIVE)
    };
    let texts: consentry::Ledger<String> = consentry::Ledger::new(policy());
    let _ = texts.record(&yes("e1").with_subject("anna".to_owned()).into_event().unwrap()).unwrap();
    let by_text = |batch: &RecordBatch| {
        TableGuard::new(&texts, &document(), &batch.schema()).unwrap().mask(batch, NOW).unwrap().batch
    };
    let names = || vec!["anna", "bo"];
    for subject in [
        Arc::new(StringArray::from(names())) as ArrayRef,
        Arc::new(StringViewArray::from(names())),
        Arc::new(names().into_iter().map(Some).collect::<DictionaryArray<Int32Type>>()),
    ] {
        assert_eq!(masked(subject, &by_text), (true, false));
    }
    let bytes: consentry::Ledger<[u8; 16]> = consentry::Ledger::new(policy());
    let _ = bytes.record(&yes("e1").with_subject([7; 16]).into_event().unwrap()).unwrap();
    let by_bytes = |batch: &RecordBatch| {
        TableGuard::new(&bytes, &document(), &batch.schema()).unwrap().mask(batch, NOW).unwrap().batch
    };
    let fixed = FixedSizeBinaryArray::try_from_iter([[7u8; 16], [8; 16]].iter()).unwrap();
    assert_eq!(masked(Arc::new(fixed), &by_bytes), (true, false));
}

#[test]
fn data_is_used_no_longer_than_its_rule_keeps_it() {
    let ledger = ledger();
    let seconds = NOW.millis() / 1_000;
    let times = vec![Some(seconds - 86_400 * 29), Some(seconds - 86_400 * 31), None];
    let fields = vec![
        Field::new("person", DataType::Int64, true),
        Field::new("at", DataType::Timestamp(crate::arrow::schema::TimeUnit::Second, None), true),
        Field::new("value", DataType::Utf8, true),
    ];
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(vec![2, 2, 2])),
        Arc::new(TimestampSecondArray::from(times)),
        Arc::new(StringArray::from(vec!["a", "b", "c"])),
    ];
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap();
    let mut document = document();
    document.purpose = Some("orders".into());
    document.collected_at = Some("at".into());
    document.unguarded.push("at".into());
    let masked = guard(&ledger, &document, &batch.schema()).mask(&batch, NOW).unwrap();
    let valid: Vec<bool> = (0..3).map(|row| masked.batch.column(2).is_valid(row)).collect();
    assert_eq!(valid, [true, false, false]);
    let tally = masked.tally.column("value").unwrap();
    assert_eq!((tally.code("retention_elapsed"), tally.code("data_age_unknown")), (1, 1));
}

#[test]
fn a_withdrawal_is_seen_by_the_next_mask_and_tallies_add_up() {
    let ledger = ledger();
    let batch = text_table(&[2, 6, 10, 1]);
    let guard = guard(&ledger, &document(), &batch.schema());
    let before = guard.mask(&batch, NOW).unwrap();
    assert_eq!(before.batch.column(1).null_count(), 1);
    let scope = Scope::new(["letters"], ["*"], ["*"], Operations::USE).unwrap();
    let no = EventDocument::new("now", 6u64, Kind::Withdrawn, &scope, NOW).into_event().unwrap();
    let _ = ledger.record(&no).unwrap();
    let after = guard.clone().mask(&batch, NOW).unwrap();
    assert!(after.batch.column(1).is_null(1) && after.batch.column(1).is_valid(2));
    let mut sum = TableTally::default();
    sum.merge(&before.tally);
    sum.merge(&after.tally);
    assert_eq!(sum.to_string(), "value: 5 allowed, 2 deny refused, 1 deny withdrawn");
    assert!(allows(6), "by the shop's own rule, until then");
}

#[test]
fn columns_of_different_use_are_decided_by_themselves() {
    let ledger = ledger();
    let batch = text_table(&[1, 2]);
    let batch = RecordBatch::try_new(
        Arc::new(Schema::new(vec![
            Field::new("person", DataType::Int64, true),
            Field::new("mail", DataType::Utf8, true),
            Field::new("ship", DataType::Utf8, true),
        ])),
        vec![batch.column(0).clone(), batch.column(1).clone(), batch.column(1).clone()],
    )
    .unwrap();
    let mut document = document();
    document.columns = [
        ("mail".to_owned(), ColumnDocument::from("contact")),
        (
            "ship".to_owned(),
            ColumnDocument::Use {
                category: "age".into(),
                purpose: Some("letters".into()),
                recipient: None,
                operations: vec!["store".into()],
            },
        ),
    ]
    .into();
    let masked = guard(&ledger, &document, &batch.schema()).mask(&batch, NOW).unwrap();
    let mail = masked.batch.column(1).as_string::<i32>();
    assert_eq!((mail.is_valid(0), mail.value(1)), (false, "p2"));
    assert_eq!(masked.batch.column(2).null_count(), 2, "nothing is declared for storing");
    assert_eq!(masked.tally.column("ship").unwrap().code("not_declared"), 2);
}
