//! How many random cases a test tries.
//!
//! A test names two counts: the usual one, which keeps `cargo test` within minutes, and the full one, which CI takes
//! with
//! `CONSENTRY_FULL=1`. A variable of the test's own, such as `CONSENTRY_WORLDS`, sets any other count and goes before both.

use std::{env, fmt::Debug, str::FromStr};

/// Returns whether `CONSENTRY_FULL` asks for the full count of everything.
///
/// # Panics
///
/// For a value other than `0` and `1`: a count that nobody meant would look like a result.
pub(crate) fn is_full() -> bool {
    match env::var("CONSENTRY_FULL").as_deref() {
        Err(_) | Ok("" | "0") => false,
        Ok("1") => true,
        Ok(other) => panic!("CONSENTRY_FULL is `{other}`; set it to 1, or leave it out"),
    }
}

/// Returns the number in the variable; where it is not set, the full count or the usual one.
///
/// # Panics
///
/// For a variable that is set to something other than a number.
pub(crate) fn cases<N: FromStr + Copy + Debug>(variable: &str, usual: N, full: N) -> N {
    match env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} is no number: `{text}`")),
        Err(_) if is_full() => full,
        Err(_) => usual,
    }
}

/// Returns the number that chooses which random cases there are: `CONSENTRY_SEED`, or 5 on every machine.
pub(crate) fn seed() -> u64 {
    cases("CONSENTRY_SEED", 5, 5)
}
