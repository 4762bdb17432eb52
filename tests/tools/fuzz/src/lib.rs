//! The targets of hostile bytes, as the tests have them.

#![allow(dead_code, reason = "the tests use more of their modules")]

#[path = "../../../support/mod.rs"]
mod support;

/// Puts the bytes to the target of that name.
pub fn run(name: &str, bytes: &[u8]) {
    let target = support::targets::TARGETS.iter().find(|(known, _)| *known == name);
    target.expect("a target of that name").1(bytes);
}
