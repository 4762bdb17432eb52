//! What can be talked about: purposes (why), categories (what), recipients (who) and operations (how).
//!
//! A [`Vocabulary`] is three trees of dotted keys. It is written as a [`VocabularyDocument`] inside a policy document,
//! on top of the starter vocabulary or from nothing, and checked whole when the policy compiles. A [`Scope`] names
//! parts of it: events and rules say with scopes what they are about.
//!
//! ```
//! use consentry::vocabulary::Vocabulary;
//!
//! let starter = Vocabulary::starter();
//! let cookies = starter.purposes().same_as("tcf", "purpose 1").unwrap();
//! assert_eq!(cookies.title("en"), "Storage on your device");
//! ```
//!
//! # Keys and trees
//!
//! The parent of `user.contact.email` is `user.contact`, and must exist. A key in a scope stands for its whole subtree.
//! Inner nodes are things of their own as well: `user.contact` also stands for contact data that is none of its
//! children, so consent to email plus phone is not consent to `user.contact`.
//!
//! Consent never grows by itself: each node says [`since`](Node::since) which notice version it has been there, and a
//! yes that was given under an older notice does not cover it. A no covers the subtree whatever its age. Keys that
//! change keep their old name in [`formerly`](Node::formerly), so that what people said goes on counting.
//!
//! # Tags
//!
//! A tag holds for the whole subtree, and a scope of a rule or a no can name it: `#direct_marketing`. A yes lists keys
//! only, since what a tag covers can change. Besides the tags that documents give, every category that is `special` or
//! `sensitive` has that tag, and every recipient that of its [`Role`].
//!
//! # What it is not
//!
//! No classifier: it names data, it does not find it. Nor is the starter vocabulary a law: what a rule allows is said
//! in the [policy](crate::policy).
//!
#![doc = include_str!("starter/tables.md")]

mod area;
mod axis;
mod build;
mod details;
mod document;
mod key;
mod node;
mod one_or_many;
mod operations;
mod point;
mod resolve;
mod scope;
mod selector;
mod spans;
mod starter;
mod tree;
mod vocabulary;

pub use axis::{Axis, Category, Purpose, Recipient};
pub use build::MAX_NODES;
pub use details::{CategoryDetails, RecipientDetails, Role, Safeguard};
pub use document::{CategoryDocument, PurposeDocument, RecipientDocument, RetiredDocument, VocabularyDocument};
pub use key::{Key, KeyError, MAX_DEPTH, MAX_KEY_LEN};
pub use node::{CategoryId, Node, NodeId, PurposeId, RecipientId};
pub use operations::Operations;
pub use scope::{Scope, ScopeDocument};
pub use selector::MAX_SELECTORS;
pub use tree::Tree;
pub use vocabulary::Vocabulary;

pub(crate) use area::Area;
pub(crate) use key::is_word;
pub(crate) use one_or_many::one_or_many;
pub(crate) use operations::parse_operations;
pub(crate) use point::Point;
pub(crate) use resolve::UnknownName;
pub(crate) use selector::{Selection, Selector};
pub(crate) use spans::Spans;
