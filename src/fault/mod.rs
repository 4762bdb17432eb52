//! What is wrong with a document, where, and how to mend it.
//!
//! Whatever is read from outside (a policy, an event, a scope, the names of a data use) is checked whole, and comes
//! back with **all** that is wrong at once. [`Faults`] is the error that such readers return; it holds one [`Fault`]
//! for each thing: its place in the document, a stable [`FaultCode`] for programs, and a message for people. Lints
//! ([`Policy::lints`](crate::Policy::lints)) have the same form, and are advice.
//!
//! ```
//! use consentry::{Operations, Scope, fault::FaultCode};
//!
//! let faults = Scope::new(["Marketing"], [], ["*"], Operations::USE).unwrap_err();
//! let [key, empty] = faults.as_slice() else { panic!("{faults}") };
//! assert_eq!((key.place.as_str(), key.code), ("purposes[0]", FaultCode::MalformedKey));
//! assert_eq!((empty.place.as_str(), empty.code), ("categories", FaultCode::EmptySet));
//! assert!(empty.message.contains("or `*` for all"));
//! ```
//!
//! A fault is about a document. That a person said no is a [`Decision`](crate::Decision) and no fault.

mod code;
mod fault;
mod faults;

pub use code::FaultCode;
pub use fault::Fault;
pub use faults::Faults;
pub(crate) use faults::debug_like_display;
