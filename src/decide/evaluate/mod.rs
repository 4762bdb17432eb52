//! Evaluators.

mod asking;
mod lanes;
mod observer;
mod plain_lanes;
mod points;
mod single_rule;
mod steps;
mod until;
mod uses;

pub(super) use observer::{AnswerRole, Observer};
