//! Columns of every type that can be scrubbed, each row with a value of its own that is easy to find.

use std::sync::Arc;

use crate::arrow::{
    array::{
        ArrayRef, BinaryArray, BinaryViewArray, Date32Array, Decimal128Array, DictionaryArray, FixedSizeBinaryArray,
        FixedSizeListArray, Float64Array, Int32Array, Int64Array, LargeBinaryArray, LargeListArray, LargeStringArray,
        ListArray, MapArray, RunArray, StringArray, StringViewArray, StructArray, TimestampMicrosecondArray,
        UInt64Array,
        types::{Int32Type, UInt16Type},
    },
    buffer::OffsetBuffer,
    schema::{DataType, Field, Fields},
};

/// A column, and what each row's value looks like in bytes.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) array: ArrayRef,
    pub(super) markers: Vec<Vec<u8>>,
}

fn number(row: usize) -> i64 {
    0x5ec2_e700_0000_0000 + row as i64 * 0x0101_0101
}

/// Longer than what a view holds in place.
fn text(row: usize) -> String {
    format!("secret-of-row-{row:05}@lingon.example")
}

/// Short enough for a view to hold in place.
fn short(row: usize) -> String {
    format!("s{row:05}!secret")[..12].to_owned()
}

pub(super) fn columns(rows: usize) -> Vec<Column> {
    let all = || 0..rows;
    let numbers: Vec<i64> = all().map(number).collect();
    let texts: Vec<String> = all().map(text).collect();
    let number_bytes: Vec<Vec<u8>> = numbers.iter().map(|number| number.to_le_bytes().to_vec()).collect();
    let text_bytes: Vec<Vec<u8>> = texts.iter().map(|text| text.clone().into_bytes()).collect();
    let strings: ArrayRef = Arc::new(StringArray::from(texts.clone()));
    let views: ArrayRef = Arc::new(StringViewArray::from(texts.clone()));
    let integers: ArrayRef = Arc::new(Int64Array::from(numbers.clone()));
    let dictionary: ArrayRef =
        Arc::new(texts.iter().map(|text| Some(text.as_str())).collect::<DictionaryArray<Int32Type>>());
    let offsets = || OffsetBuffer::from_lengths(std::iter::repeat_n(1, rows));
    let item = |array: &ArrayRef| Arc::new(Field::new("item", array.data_type().clone(), true));
    let structs = |array: &ArrayRef| -> ArrayRef {
        let fields = Fields::from(vec![Field::new("inner", array.data_type().clone(), true)]);
        Arc::new(StructArray::new(fields, vec![array.clone()], None))
    };
    let list = |array: &ArrayRef| -> ArrayRef { Arc::new(ListArray::new(item(array), offsets(), array.clone(), None)) };
    let map: ArrayRef = {
        let names: ArrayRef = Arc::new(StringArray::from(vec!["name"; rows]));
        let fields =
            Fields::from(vec![Field::new("keys", DataType::Utf8, false), Field::new("values", DataType::Utf8, true)]);
        let entries = StructArray::new(fields.clone(), vec![names, strings.clone()], None);
        let field = Arc::new(Field::new("entries", DataType::Struct(fields), false));
        Arc::new(MapArray::new(field, offsets(), entries, None, false))
    };
    let ends = Int32Array::from((1..=rows as i32).collect::<Vec<_>>());
    let (wide, narrow): (Vec<&[u8]>, Vec<String>) =
        (text_bytes.iter().map(Vec::as_slice).collect(), all().map(short).collect());
    let short_bytes: Vec<Vec<u8>> = narrow.iter().map(|text| text.clone().into_bytes()).collect();
    let mut columns = Vec::new();
    let mut add =
        |name, array: ArrayRef, markers: &Vec<Vec<u8>>| columns.push(Column { name, array, markers: markers.clone() });
    add("int64", integers.clone(), &number_bytes);
    add("uint64", Arc::new(UInt64Array::from_iter_values(numbers.iter().map(|number| *number as u64))), &number_bytes);
    let days: Vec<i32> = all().map(|row| 0x5ec2_0000 + row as i32 * 257).collect();
    let day_bytes = days.iter().map(|day| day.to_le_bytes().to_vec()).collect();
    add("date32", Arc::new(Date32Array::from(days)), &day_bytes);
    let floats: Vec<f64> = numbers.iter().map(|number| f64::from_bits(*number as u64)).collect();
    add("float64", Arc::new(Float64Array::from(floats)), &number_bytes);
    let time = TimestampMicrosecondArray::from(numbers.clone()).with_timezone("+00:00");
    add("timestamp", Arc::new(time), &number_bytes);
    let decimals = Decimal128Array::from(numbers.iter().map(|number| i128::from(*number)).collect::<Vec<_>>());
    add("decimal128", Arc::new(decimals.with_precision_and_scale(38, 2).unwrap()), &number_bytes);
    add("utf8", strings.clone(), &text_bytes);
    add("large utf8", Arc::new(LargeStringArray::from(texts.clone())), &text_bytes);
    add("utf8 view", views.clone(), &text_bytes);
    add("utf8 view in place", Arc::new(StringViewArray::from(narrow)), &short_bytes);
    add("binary", Arc::new(BinaryArray::from_vec(wide.clone())), &text_bytes);
    add("large binary", Arc::new(LargeBinaryArray::from_vec(wide.clone())), &text_bytes);
    add("binary view", Arc::new(BinaryViewArray::from_iter_values(wide)), &text_bytes);
    let fixed = FixedSizeBinaryArray::try_from_iter(number_bytes.iter()).unwrap();
    add("fixed size binary", Arc::new(fixed), &number_bytes);
    add("dictionary", dictionary.clone(), &text_bytes);
    let of_views = DictionaryArray::<UInt16Type>::new((0..rows as u16).collect(), views.clone());
    add("dictionary of views", Arc::new(of_views), &text_bytes);
    add("run-end of text", Arc::new(RunArray::<Int32Type>::try_new(&ends, &strings).unwrap()), &text_bytes);
    add("run-end of numbers", Arc::new(RunArray::<Int32Type>::try_new(&ends, &integers).unwrap()), &number_bytes);
    add("struct of numbers", structs(&integers), &number_bytes);
    add("struct of views", structs(&views), &text_bytes);
    add("struct of dictionaries", structs(&dictionary), &text_bytes);
    add("struct of lists of views", structs(&list(&views)), &text_bytes);
    add("list of numbers", list(&integers), &number_bytes);
    add("list of text", list(&strings), &text_bytes);
    add("list of views", list(&views), &text_bytes);
    add("list of dictionaries", list(&dictionary), &text_bytes);
    add("list of structs of views", list(&structs(&views)), &text_bytes);
    let large = LargeListArray::new(
        item(&views),
        OffsetBuffer::from_lengths(std::iter::repeat_n(1, rows)),
        views.clone(),
        None,
    );
    add("large list of views", Arc::new(large), &text_bytes);
    add("fixed size list", Arc::new(FixedSizeListArray::new(item(&views), 1, views.clone(), None)), &text_bytes);
    add("map", map, &text_bytes);
    columns
}
