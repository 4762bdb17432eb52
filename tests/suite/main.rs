//! Every test of the crate from outside, in one program: it is linked once, and shares its worlds and oracles.
//!
//! `cargo test --test suite oracle::` runs one file of them. What each holds, and how to try it harder, is in
//! `tests/README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, and so may what it shares with others"
)]

#[path = "../support/mod.rs"]
mod support;

mod audience;
mod columns;
mod dialogue;
mod edges;
mod events;
mod examples;
mod explanations;
mod guard_export;
mod hostile;
mod hot_path;
mod laws;
mod layering;
mod ledger;
mod limits;
mod lines;
mod oracle;
mod pins;
mod policy;
mod replay;
mod row_guard;
mod scenarios;
mod small_worlds;
mod snapshot;
mod threads;
