//! The example `preference_center`: what a person sees and does in a browser, what bad requests come to, and what is
//! left after a restart.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod browser;
mod manners;
mod refusal;
mod restart;
mod service;
mod visitor;
mod walk;
