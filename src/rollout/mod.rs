//! Trying a policy out before it is in force (feature `rollout`).
//!
//! A new policy raises three questions, and each has a type:
//!
//! | question | answer | made by |
//! |---|---|---|
//! | What does it change, and who gains or loses? | [`PolicyChange`] | [`Policy::diff`] |
//! | For how many people would an answer become another? | [`Simulation`] | [`Ledger::simulate`] |
//! | What would it decide in running code? | [`ShadowGuard`] | [`ShadowGuard::new`] |
//!
//! [`Policy::diff`]: crate::Policy::diff
//! [`Ledger::simulate`]: crate::Ledger::simulate
//!
//! None of them changes a decision: the policy in force stays in force. To put the new one in force, compile it with
//! [`PolicyDocument::compile_succeeding`](crate::PolicyDocument::compile_succeeding), which refuses what must not
//! follow the old one, and hand it to [`Ledger::reload`](crate::Ledger::reload).
//!
//! ```
//! # let policy = |basis: &str| {
//! #     let text = format!(r#"
//! #     version = "{basis}"
//! #     vocabulary = {{ purposes = [{{ key = "marketing" }}], categories = [{{ key = "contact" }}],
//! #         recipients = [{{ key = "lingon", role = "controller" }}] }}
//! #     [[rules]]
//! #     id = "newsletter"
//! #     basis = "{basis}"
//! #     scope = {{ purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }}
//! # "#);
//! #     std::sync::Arc::new(toml::from_str::<consentry::PolicyDocument>(&text).unwrap().compile().unwrap())
//! # };
//! use consentry::{
//!     DataUse, Ledger, Operations, Policy, Subject, Timestamp,
//!     decide::Outcome,
//!     rollout::{Effect, ShadowGuard},
//! };
//!
//! let (old, new) = (policy("opt_out"), policy("consent"));
//! let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
//!
//! // The two policies: marketing loses, since it has to ask from now on.
//! let change = Policy::diff(&old, &new);
//! assert_eq!(change.classes[0].effect, Effect::Loses);
//!
//! // The people: whoever is silent was allowed, and would have to be asked.
//! let ledger: Ledger<u64> = Ledger::new(old);
//! ledger.describe(7, &Subject::default())?;
//! let simulation = ledger.simulate(&new, now)?;
//! assert_eq!(simulation.shifts()[0].count(Outcome::Allow, Outcome::Ask), 1);
//!
//! // The running code: beside the guard that decides, one that only watches.
//! let data_use = DataUse::new("marketing", "contact", "lingon", Operations::USE);
//! let (guard, shadow) = (ledger.guard(&data_use)?, ShadowGuard::new(new, ledger.interner(), &data_use)?);
//! assert!(guard.check(&7, now).is_allow());
//! assert_eq!(shadow.would_decide(&ledger.standing(&7), now).reason, "never_asked");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod class_comparison;
mod point_class;
mod policy_change;
mod rule_change;
mod rule_comparison;
mod shadow_guard;
mod simulation;

pub use point_class::{Effect, Footing, PointClass};
pub use policy_change::PolicyChange;
pub use rule_change::{ChangeKind, Reach, RuleChange, TermChange};
pub use shadow_guard::{ShadowGuard, WouldDecide};
pub use simulation::{Shift, Simulation};
