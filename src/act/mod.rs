//! What can be done: the kinds of acts, who acts, and in what form.
//!
//! Policies say which kinds they listen to and which qualities they require; [events](crate::event) are acts that
//! happened. Both speak of the same words, which are here.

mod actor;
mod kind;
mod quality;

pub use actor::Actor;
pub use kind::Kind;
pub(crate) use kind::{Kinds, Polarity};
pub use quality::Qualities;
