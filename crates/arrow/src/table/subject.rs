//! The column that says whom a row is about.

use std::hash::{BuildHasher, Hash};

use consentry::Ledger;

use super::super::arrow::{
    array::{
        Array, ArrayRef, BinaryArray, FixedSizeBinaryArray, Int64Array, LargeBinaryArray, LargeStringArray,
        StringArray, StringViewArray, UInt64Array, cast::AsArray, downcast_integer_array,
    },
    buffer::ArrowNativeType,
    schema::DataType,
};

/// The number of someone whom the ledger does not know.
pub(super) const NOBODY: u32 = u32::MAX;

mod sealed {
    pub trait Sealed {}
    impl Sealed for u64 {}
    impl Sealed for String {}
    impl Sealed for [u8; 16] {}
}

/// A key of people that a column can hold.
///
/// | key | columns, plain or as a dictionary's values |
/// |---|---|
/// | `u64` | `UInt64`; `Int64`, where a negative number is nobody |
/// | `String` | `Utf8`, `LargeUtf8`, `Utf8View` |
/// | `[u8; 16]` | `FixedSizeBinary(16)`; `Binary`, `LargeBinary`, where another length is nobody |
pub trait SubjectKey: sealed::Sealed + Hash + Eq + Clone + 'static {
    /// What such a column may be, for messages.
    const ACCEPTS: &'static str;

    /// Tells whether a column of that type holds such keys.
    fn accepts(data_type: &DataType) -> bool;

    /// Looks up the number that the ledger gave the person of each row; `None` where the column is of another type.
    #[doc(hidden)]
    fn look_up<S: BuildHasher>(ledger: &Ledger<Self, S>, column: &dyn Array) -> Option<Vec<u32>>;
}

/// Numbers row by row; a run of one key is looked up once.
fn numbers<Q: PartialEq + Copy>(keys: impl Iterator<Item = Option<Q>>, look_up: impl Fn(Q) -> Option<u32>) -> Vec<u32> {
    let mut last: Option<(Q, u32)> = None;
    keys.map(|key| {
        let Some(key) = key else { return NOBODY };
        match last {
            Some((known, number)) if known == key => number,
            _ => {
                let number = look_up(key).unwrap_or(NOBODY);
                last = Some((key, number));
                number
            }
        }
    })
    .collect()
}

impl SubjectKey for u64 {
    const ACCEPTS: &'static str = "UInt64 or Int64";

    fn accepts(data_type: &DataType) -> bool {
        matches!(data_type, DataType::UInt64 | DataType::Int64)
    }

    fn look_up<S: BuildHasher>(ledger: &Ledger<Self, S>, column: &dyn Array) -> Option<Vec<u32>> {
        let any = column.as_any();
        let look_up = |key: u64| ledger.number(&key);
        if let Some(column) = any.downcast_ref::<UInt64Array>() {
            return Some(numbers(column.iter(), look_up));
        }
        let column = any.downcast_ref::<Int64Array>()?;
        Some(numbers(column.iter().map(|key| key.and_then(|key| u64::try_from(key).ok())), look_up))
    }
}

impl SubjectKey for String {
    const ACCEPTS: &'static str = "Utf8, LargeUtf8 or Utf8View";

    fn accepts(data_type: &DataType) -> bool {
        matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
    }

    fn look_up<S: BuildHasher>(ledger: &Ledger<Self, S>, column: &dyn Array) -> Option<Vec<u32>> {
        let any = column.as_any();
        let look_up = |key: &str| ledger.number(key);
        if let Some(column) = any.downcast_ref::<StringArray>() {
            Some(numbers(column.iter(), look_up))
        } else if let Some(column) = any.downcast_ref::<LargeStringArray>() {
            Some(numbers(column.iter(), look_up))
        } else {
            any.downcast_ref::<StringViewArray>().map(|column| numbers(column.iter(), look_up))
        }
    }
}

impl SubjectKey for [u8; 16] {
    const ACCEPTS: &'static str = "FixedSizeBinary(16), Binary or LargeBinary";

    fn accepts(data_type: &DataType) -> bool {
        matches!(data_type, DataType::FixedSizeBinary(16) | DataType::Binary | DataType::LargeBinary)
    }

    fn look_up<S: BuildHasher>(ledger: &Ledger<Self, S>, column: &dyn Array) -> Option<Vec<u32>> {
        let any = column.as_any();
        let look_up = |key: &[u8]| ledger.number(<&[u8; 16]>::try_from(key).ok()?);
        if let Some(column) = any.downcast_ref::<FixedSizeBinaryArray>() {
            Some(numbers(column.iter(), look_up))
        } else if let Some(column) = any.downcast_ref::<BinaryArray>() {
            Some(numbers(column.iter(), look_up))
        } else {
            any.downcast_ref::<LargeBinaryArray>().map(|column| numbers(column.iter(), look_up))
        }
    }
}

/// Tells whether a column of that type can name people by such keys: plain, or as a dictionary.
pub(super) fn accepts<K: SubjectKey>(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => K::accepts(values),
        plain => K::accepts(plain),
    }
}

/// The number of each row's person; each distinct value of a dictionary is looked up once.
pub(super) fn numbers_of<K: SubjectKey, S: BuildHasher>(ledger: &Ledger<K, S>, column: &ArrayRef) -> Option<Vec<u32>> {
    let Some(dictionary) = column.as_any_dictionary_opt() else { return K::look_up(ledger, column) };
    let values = K::look_up(ledger, dictionary.values())?;
    let keys = dictionary.keys();
    let gather = |row: usize, key: Option<usize>| {
        let key = key.filter(|_| keys.is_valid(row));
        key.and_then(|key| values.get(key)).copied().unwrap_or(NOBODY)
    };
    Some(downcast_integer_array!(
        keys => keys.values().iter().enumerate().map(|(row, key)| gather(row, key.to_usize())).collect(),
        _ => return None
    ))
}
