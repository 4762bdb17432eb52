//! May this data be used now? The question, the guard that answers it, and how it came to its answer.
//!
//! A [`DataUse`] names a purpose, a category, a recipient and operations. A [`Guard`] is a use prepared against a
//! policy; its [`check`](Guard::check) returns a [`Decision`]: allow, ask or deny, each with a reason. A [`RowGuard`]
//! decides all fields of a row in one pass and returns a [`FieldMask`].
//!
//! Three more questions have answers of their own: until when a decision holds ([`Guard::ruling`]), whether the person
//! may be asked ([`Guard::may_ask`]), and how the decision came about ([`Guard::explain`]).
//!
//! ```
//! use consentry::{DataUse, Guard, Interner, Operations, PolicyDocument, Standing, Subject, Timestamp};
//!
//! let policy: PolicyDocument = toml::from_str(r#"
//!     version = "1"
//!     vocabulary = { purposes = [{ key = "delivery" }], categories = [{ key = "address" }],
//!         recipients = [{ key = "shop", role = "controller" }] }
//!     [[rules]]
//!     id = "orders"
//!     basis = "contract"
//!     scope = { purposes = "delivery", categories = "address", recipients = "shop", operations = "use" }
//! "#)?;
//! let interner = Interner::new();
//! let data_use = DataUse::new("delivery", "address", "shop", Operations::USE);
//! let guard = Guard::new(policy.compile()?.into(), &interner, &data_use)?;
//! let standing = Standing::new(&Subject::default(), &interner);
//! assert_eq!(guard.check(&standing, Timestamp::from_millis(0)).code(), "contract");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it is built
//!
//! - `plan`: a use compiled against a policy. Names are resolved and rules chosen; what is left depends on the person.
//! - `evaluate`: goes through a plan and a person's answers. It reads nothing else, and so has no clock.
//! - `explain`: runs the evaluator with an observer that writes down what it does.
//! - [`reference`](mod@reference): the meaning once more, by names and loops. Every fast path is held to it by tests.
//!
//! This module decides about one [`Standing`](crate::Standing) at a time. Where standings are kept and found by key is
//! the business of the [`ledger`](crate::ledger); many rows at a time are that of [`columns`](crate::columns).
//!
//! # Which type answers what
//!
//! | you have | you ask | you get |
//! |---|---|---|
//! | one field, one person | [`Guard::check`] | a [`Decision`]: may it be used now, and why |
//! | one field, one person, a cache | [`Guard::ruling`] | a [`Ruling`]: the decision and until when it holds |
//! | a form to show | [`Guard::may_ask`] | a [`MayAsk`]: is it fair to ask now |
//! | a person who wants to know why | [`Guard::explain`] | an [`Explanation`], with a [text](Explanation::text) |
//! | something to record beside a disclosure | [`Guard::grounds`] | each [`Ground`] that an allow rests on |
//! | all fields of a row, one person | [`RowGuard::check`] | a [`FieldMask`]: one bit a field |
//! | proof that all this is right | [`Reference`](reference::Reference) | the decision, worked out the slow way |
//!
//! # What never happens
//!
//! - A check that fails: what cannot be judged is denied, with a reason that says so. There is no error to swallow.
//! - A check that reads a clock, a file or a network: everything it needs is in the guard, the standing and the moment.
//! - An unknown name in a check: names are looked up when a guard is built, and [`UseError`] offers the nearest known
//!   ones.
//! - A yes out of silence: without a rule, or with an unknown region, age or age of the data, the reading is strict.

#[cfg(any(feature = "dialogue", feature = "rollout"))]
pub(crate) mod area_uses;
mod data_use;
mod decision;
mod evaluate;
mod explain;
mod field_mask;
mod guard;
mod may_ask;
mod plan;
mod reason;
pub mod reference;
mod row_guard;
mod row_mask;
mod ruling;

pub use data_use::{DataUse, DataUseDocument, MAX_POINTS, UseError};
pub use decision::{Decision, Grant, Outcome};
#[cfg(feature = "dialogue")]
pub(crate) use explain::words;
pub use explain::{
    EventExplanation, EventRole, Explanation, Ground, Language, Named, PointExplanation, RegimeExplanation, Remedy,
    RuleExplanation,
};
pub use field_mask::FieldMask;
pub(crate) use field_mask::ones;
pub use guard::Guard;
pub use may_ask::MayAsk;
pub use reason::{AskReason, DenyReason};
pub use row_guard::{FieldError, RowGuard};
pub use row_mask::RowMask;
pub use ruling::Ruling;
