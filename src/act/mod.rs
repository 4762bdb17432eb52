//! What can be done: the kinds of acts, who acts, and in what form.
//!
//! An act has a [`Kind`] (given, withdrawn, objected, …), an [`Actor`] (the person, a guardian, the controller, …) and,
//! if it is a yes, [`Qualities`] (explicit, separate, …). Policies say which kinds they listen to and which qualities
//! they require; [events](crate::event) are acts that happened. Both speak of the same words, which are here.
//!
//! ```
//! use consentry::{Kind, Qualities};
//!
//! let named: Kind = serde_json::from_str(r#""opted_out""#)?;
//! assert_eq!(named, Kind::OptedOut);
//! assert!((Qualities::AFFIRMATIVE | Qualities::EXPLICIT).contains(Qualities::EXPLICIT));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # What it is not
//!
//! An act by itself decides nothing: which rules hear it depends on their basis, and whether it counts on what came
//! after it. The first is the table at [`Kind`], the second is [`decide`](crate::decide).

mod actor;
mod kind;
mod quality;

pub use actor::Actor;
pub use kind::Kind;
pub(crate) use kind::{Kinds, Polarity};
pub use quality::Qualities;
