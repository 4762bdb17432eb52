//! How a decision came about: as a value, and in plain words.
//!
//! An [`Explanation`] is what the evaluator did, written down: the regimes and rules that applied, the events that they
//! heard and what each did, what would change the answer ([`Remedy`]). [`Explanation::text`] says it in a [`Language`].
//! A [`Ground`] is what an allow rests on, kept to find out later whether it still stands.
//!
//! There is no second evaluator here: `recorder` and `grounds` are observers of the one that checks, so an explanation
//! cannot say anything else than the check. Explaining allocates and takes microseconds; do it when someone asks.
//!
//! | file | does |
//! |---|---|
//! | `explanation` | the account as a value: what is serialized |
//! | `recorder` | runs the evaluator and fills the account in |
//! | `remedy` | works out what would change the answer |
//! | `grounds` | lists what an allow rests on, at every point |
//! | `text`, `words`, `language` | says the account in plain words |
//!
//! Two articles of the GDPR stand behind it: Art. 15 gives people access to what is done with their data and why, and
//! Art. 12 (1) asks that they be told in clear and plain language.

mod explanation;
mod grounds;
mod language;
mod recorder;
mod remedy;
mod text;
pub(crate) mod words;

pub use explanation::{
    EventExplanation, EventRole, Explanation, Named, PointExplanation, RegimeExplanation, RuleExplanation,
};
pub use grounds::Ground;
pub use language::Language;
pub(super) use recorder::explain;
pub use remedy::Remedy;
