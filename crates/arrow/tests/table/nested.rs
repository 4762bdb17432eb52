//! Parts of a cell: fields of a struct, elements of a list, values of a map.

use std::sync::Arc;

use super::shop::{NOW, allows, guard, holds, ledger, stream, table};
use crate::arrow::{
    array::{
        Array, ArrayRef, FixedSizeListArray, Int64Array, ListArray, MapArray, StringArray, StructArray, cast::AsArray,
    },
    buffer::OffsetBuffer,
    schema::{DataType, Field, Fields},
};
use consentry_arrow::TableDocument;

fn document(columns: &str, unguarded: &str) -> TableDocument {
    let text = format!(
        "subject = \"person\"\npurpose = \"letters\"\nrecipient = \"lingon\"\noperations = [\"use\"]\n\
         unguarded = [\"person\"{unguarded}]\n[columns]\n{columns}"
    );
    toml::from_str(&text).unwrap()
}

/// Names to hide and numbers to show, two of each a row.
fn orders(rows: usize) -> StructArray {
    let names = (0..2 * rows).map(|at| format!("secret name {at:04}"));
    let fields =
        Fields::from(vec![Field::new("name", DataType::Utf8, false), Field::new("total", DataType::Int64, false)]);
    let totals = Int64Array::from_iter_values((0..2 * rows as i64).map(|at| at * 7));
    StructArray::new(fields, vec![Arc::new(StringArray::from_iter_values(names)), Arc::new(totals)], None)
}

fn lists(rows: usize) -> ArrayRef {
    let orders = orders(rows);
    let field = Arc::new(Field::new("item", orders.data_type().clone(), false));
    Arc::new(ListArray::new(field, OffsetBuffer::from_lengths(vec![2; rows]), Arc::new(orders), None))
}

#[test]
fn a_field_of_the_structs_in_a_list_is_withheld_and_the_rest_stays() {
    let ledger = ledger();
    let people: Vec<i64> = (0..40).collect();
    let batch = table(&people, lists(40));
    let document = document("\"value[].name\" = \"contact\"", ", \"value[].total\"");
    for (from, count) in [(0, 40), (5, 30)] {
        let batch = batch.slice(from, count);
        let masked = guard(&ledger, &document, &batch.schema()).mask(&batch, NOW).unwrap().batch;
        let bytes = stream(&masked);
        let lists = masked.column(1).as_list::<i32>();
        for row in 0..count {
            let orders = lists.value(row);
            let orders = orders.as_struct();
            let (names, totals) = (orders.column(0).as_string::<i32>(), orders.column(1));
            for at in 0..2 {
                let number = 2 * (from + row) + at;
                let kept = allows((from + row) as i64);
                assert_eq!(names.is_valid(at), kept);
                assert_eq!(holds(&bytes, format!("secret name {number:04}").as_bytes()), kept, "{number}");
                assert_eq!(totals.as_primitive::<crate::arrow::array::types::Int64Type>().value(at), number as i64 * 7);
            }
        }
        // What lies outside of the slice has not come along.
        assert_eq!(holds(&bytes, b"secret name 0004"), from == 0);
    }
}

#[test]
fn elements_of_fixed_size_lists_and_values_of_maps_too() {
    let ledger = ledger();
    let people: Vec<i64> = (0..24).collect();
    let texts = || StringArray::from_iter_values((0..48).map(|at| format!("secret text {at:04}")));
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    let fixed: ArrayRef = Arc::new(FixedSizeListArray::new(item, 2, Arc::new(texts()), None));
    let keys = StringArray::from_iter_values((0..48).map(|at| format!("key {}", at % 2)));
    let fields =
        Fields::from(vec![Field::new("keys", DataType::Utf8, false), Field::new("values", DataType::Utf8, true)]);
    let entries = StructArray::new(fields.clone(), vec![Arc::new(keys), Arc::new(texts())], None);
    let field = Arc::new(Field::new("entries", DataType::Struct(fields), false));
    let map: ArrayRef = Arc::new(MapArray::new(field, OffsetBuffer::from_lengths(vec![2; 24]), entries, None, false));
    for (value, column) in [(fixed, "\"value[]\" = \"contact\""), (map, "\"value{}\" = \"contact\"")] {
        let batch = table(&people, value).slice(1, 22);
        let masked = guard(&ledger, &document(column, ""), &batch.schema()).mask(&batch, NOW).unwrap().batch;
        let bytes = stream(&masked);
        for row in 0..24 {
            for at in [2 * row, 2 * row + 1] {
                let kept = (1..23).contains(&row) && allows(row as i64);
                assert_eq!(holds(&bytes, format!("secret text {at:04}").as_bytes()), kept, "{column} {at}");
            }
        }
        assert_eq!(masked.column(1).null_count(), 0, "the rows themselves are there");
    }
}

#[test]
fn every_leaf_must_be_listed() {
    let ledger = ledger();
    let batch = table(&[1], lists(1));
    let refused = |columns: &str, unguarded: &str| {
        let document = document(columns, unguarded);
        let guard = crate::arrow::guarded::TableGuard::<u64>::new(&ledger, &document, &batch.schema());
        guard.err().map(|faults| faults.to_string()).unwrap_or_default()
    };
    assert_eq!(refused("value = \"contact\"", ""), "");
    let cases = [
        ("\"value[].name\" = \"contact\"", "", "column `value[].total`: it is not listed"),
        ("\"value[].nme\" = \"contact\"", ", \"value[].total\"", "no such column; it has `name`, `total`"),
        ("\"value.name\" = \"contact\"", "", "column `value`: nothing of it is listed but what it does not have"),
        ("\"value[].total.cents\" = \"contact\"", ", \"value[].name\"", "has nothing in it to be listed"),
        (
            "value = \"contact\"\n\"value[].name\" = \"age\"",
            "",
            "column `value[].name`: something that holds it is listed as well",
        ),
        ("value = \"contact\"", ", \"value\"", "column `value`: it is listed twice"),
        ("\"value[\" = \"contact\"", "", "column `value[`: this is no path"),
    ];
    for (columns, unguarded, expected) in cases {
        let found = refused(columns, unguarded);
        assert!(found.contains(expected), "{columns}: {found}");
    }
}
