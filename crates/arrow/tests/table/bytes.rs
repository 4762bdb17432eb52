//! A withheld value is in no byte of what comes back, whatever its type.

use std::sync::Arc;

use super::{
    columns::columns,
    shop::{NOW, allows, document, guard, holds, ledger, stream, table},
};
use crate::arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch, cast::AsArray, types::Int64Type};

const ROWS: usize = 75;

/// Who each row is about: the first row denied, the last, all, none, every other; and nobody whom anyone knows.
fn casts() -> Vec<(&'static str, Vec<i64>)> {
    let row = |run: fn(usize) -> i64| (0..ROWS).map(run).collect::<Vec<_>>();
    vec![
        ("every second", row(|row| if row % 2 == 0 { 2 } else { 1 })),
        ("the first denied", row(|row| if row == 0 { 1 } else { 6 })),
        ("the last denied", row(|row| if row == ROWS - 1 { 4 } else { 2 })),
        ("all denied", row(|row| 2 * row as i64 + 1)),
        ("none denied", row(|_| 2)),
        ("mixed", row(|row| row as i64)),
        ("nobody known", row(|row| 1_000 + row as i64)),
    ]
}

#[test]
fn no_withheld_value_is_left_in_the_bytes() {
    let ledger = ledger();
    for column in columns(ROWS) {
        for (cast, people) in casts() {
            // Whole, and sliced at an offset that is no multiple of eight.
            for (from, count) in [(0, ROWS), (3, ROWS - 8)] {
                let whole = table(&people, column.array.clone());
                let batch = whole.slice(from, count);
                let context = format!("{}, {cast}, rows {from}..{}", column.name, from + count);
                let guard = guard(&ledger, &document(), &batch.schema());
                let masked = guard.mask(&batch, NOW).unwrap();
                let bytes = stream(&masked.batch);
                let (value, original) = (masked.batch.column(1), batch.column(1));
                assert_eq!(value.len(), count, "{context}");
                let mut kept = 0;
                for row in 0..ROWS {
                    let is_kept = (from..from + count).contains(&row) && allows(people[row]) && people[row] < 400;
                    kept += u64::from(is_kept);
                    assert_eq!(holds(&bytes, &column.markers[row]), is_kept, "{context}: row {row}");
                    if (from..from + count).contains(&row) {
                        let own = value.slice(row - from, 1);
                        assert_eq!(own.logical_null_count() == 1, !is_kept, "{context}: row {row}");
                        if is_kept {
                            assert_eq!(&own, &original.slice(row - from, 1), "{context}: row {row}");
                        }
                    }
                }
                let tally = masked.tally.column("value").unwrap();
                assert_eq!((tally.allowed(), tally.withheld()), (kept, count as u64 - kept), "{context}");
            }
        }
    }
}

#[test]
fn dropped_rows_leave_nothing_either() {
    let ledger = ledger();
    for column in columns(ROWS) {
        for (cast, people) in casts() {
            let batch = table(&people, column.array.clone());
            let guard = guard(&ledger, &document(), &batch.schema());
            let dropped = guard.drop_rows(&batch, NOW).unwrap().batch;
            let bytes = stream(&dropped);
            let is_kept = |row: &usize| allows(people[*row]) && people[*row] < 400;
            assert_eq!(dropped.num_rows(), (0..ROWS).filter(is_kept).count(), "{} {cast}", column.name);
            for row in 0..ROWS {
                assert_eq!(holds(&bytes, &column.markers[row]), is_kept(&row), "{} {cast} {row}", column.name);
            }
        }
    }
}

/// The explicit choice that its name warns of: nulls to whoever asks, and the values in the bytes. If this fails, arrow
/// has begun to clear them, and the choice has no price any more.
#[test]
fn validity_only_hides_and_keeps() {
    let ledger = ledger();
    let mut left = 0;
    for column in columns(ROWS) {
        let people: Vec<i64> = (0..ROWS as i64).collect();
        let batch = table(&people, column.array.clone());
        let guard = guard(&ledger, &document(), &batch.schema());
        let masked = guard.mask_validity_only(&batch, NOW).unwrap().batch;
        for row in 0..ROWS {
            let is_null = masked.column(1).slice(row, 1).logical_null_count() == 1;
            assert_eq!(is_null, !allows(row as i64), "{} {row}", column.name);
        }
        left += u64::from(holds(&stream(&masked), &column.markers[1]));
    }
    assert!(left > 20, "{left}");
}

#[test]
fn what_lies_under_a_null_already_is_cleared_as_well() {
    let values =
        crate::arrow::array::Int64Array::new(vec![7_777_777_777, 8_888_888_888].into(), Some(vec![true, false].into()));
    let ledger = ledger();
    let batch = table(&[2, 6], Arc::new(values));
    let masked = guard(&ledger, &document(), &batch.schema()).mask(&batch, NOW).unwrap().batch;
    assert_eq!(masked.column(1).as_primitive::<Int64Type>().values().to_vec(), [7_777_777_777, 0]);
}

#[test]
fn a_withheld_flag_is_false_under_its_null() {
    let ledger = ledger();
    let flags: ArrayRef = Arc::new(BooleanArray::from(vec![true; 70]));
    let people: Vec<i64> = (0..70).collect();
    let batch: RecordBatch = table(&people, flags);
    let masked = guard(&ledger, &document(), &batch.schema()).mask(&batch, NOW).unwrap().batch;
    let flags = masked.column(1).as_boolean();
    for row in 0..70 {
        assert_eq!((flags.values().value(row), flags.is_valid(row)), (allows(row as i64), allows(row as i64)), "{row}");
    }
}
