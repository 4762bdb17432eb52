//! Scenario files, as TOML or, if they begin with a brace or bracket, as JSON.

use consentry::scenario::{Format, Scenario};

use super::POLICY;

/// Most scenarios and asks of one file that are run: the input may be long, fuzzing should not be.
const MOST: usize = 3;

/// Scenarios that are read may fail, but every way of asking says the same.
pub(crate) fn scenario(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let format = if text.trim_start().starts_with(['{', '[']) { Format::Json } else { Format::Toml };
    for scenario in Scenario::read(text, format, |_| Ok(POLICY.to_owned())).into_iter().flatten().take(MOST) {
        for failure in scenario.run().failures {
            assert!(!failure.to_string().is_empty());
            assert_ne!(failure.what, "every way of asking", "{failure}");
            assert!(!failure.actual.contains("contradicts"), "{failure}");
        }
    }
}
