//! The targets of hostile bytes, as the tests have them.

#![allow(dead_code, reason = "the tests use more of their modules")]

#[path = "../../tests/agreement/mod.rs"]
mod agreement;
#[path = "../../tests/second_oracle/mod.rs"]
mod second_oracle;
#[path = "../../tests/targets/mod.rs"]
mod targets;
#[path = "../../tests/worlds/mod.rs"]
mod worlds;

/// Puts the bytes to the target of that name.
pub fn run(name: &str, bytes: &[u8]) {
    let target = targets::TARGETS.iter().find(|(known, _)| *known == name);
    target.expect("a target of that name").1(bytes);
}
