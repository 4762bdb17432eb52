//! The chapters: how to use this crate, what it means, and why it is as it is.
//!
//! To begin: [`guide`] builds one service step by step, [`first_policy`] explains a policy line by line.
//! For a task at hand: [`cookbook`]. To look something up: [`policy_reference`], [`codes`],
//! [`glossary`], [`limits`]. To judge the crate: [`meaning`], [`design`], [`testing`], [`performance`],
//! [`comparison`], [`map_choice`].

#[doc = include_str!("codes.md")]
pub mod codes {}
#[doc = include_str!("comparison.md")]
pub mod comparison {}
#[doc = include_str!("cookbook.md")]
pub mod cookbook {}
#[doc = include_str!("design.md")]
pub mod design {}
#[doc = include_str!("first_policy.md")]
pub mod first_policy {}
#[doc = include_str!("glossary.md")]
pub mod glossary {}
#[doc = include_str!("guide.md")]
pub mod guide {}
#[doc = include_str!("limits.md")]
pub mod limits {}
#[doc = include_str!("map_choice.md")]
pub mod map_choice {}
#[doc = include_str!("meaning.md")]
pub mod meaning {}
#[doc = include_str!("performance.md")]
pub mod performance {}
#[doc = include_str!("policy_reference.md")]
pub mod policy_reference {}
#[doc = include_str!("testing.md")]
pub mod testing {}

#[cfg(test)]
mod tests;
