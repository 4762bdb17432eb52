//! Names and values of what is expected and what came, to be compared and shown.

use std::collections::BTreeSet;

/// Both as sets, if anything is expected and something else came.
///
/// `None` where nothing is expected, or what came is the same set.
pub(super) fn differing<'n>(
    expected: Option<&[String]>,
    actual: impl Iterator<Item = &'n str>,
) -> Option<(String, String)> {
    let actual: Vec<String> = actual.map(str::to_owned).collect();
    let (expected, actual) = (set(expected?), set(&actual));
    (expected != actual).then_some((expected, actual))
}

/// Names as a set, in words.
///
/// Sorted, each once, with commas; `none` for an empty one, so that a message has no gap where a value should stand.
pub(super) fn set(names: &[String]) -> String {
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    if names.is_empty() { "none".to_owned() } else { names.into_iter().collect::<Vec<_>>().join(", ") }
}
