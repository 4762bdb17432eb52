//! What several tests share: random worlds, the evaluators that must agree about them, and the targets of hostile
//! bytes.
//!
//! Modules name each other with `super`, since fuzzing and the tool for mutants take them in under other roots.

pub(crate) mod agreement;
pub(crate) mod cases;
pub(crate) mod second_oracle;
pub(crate) mod targets;
pub(crate) mod worlds;
