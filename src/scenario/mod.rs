//! Given–when–then policy tests as data files (feature `scenario`).
//!
//! A privacy lawyer writes what a person said and what must follow; any build of this crate can be held to it. A file is
//! one scenario or a list of them, in TOML (`[[scenarios]]`) or JSON (an array). Each is run through every way of
//! asking: a guard and a record guard on a folded history, a ledger fed in both orders, its columns, and the naive
//! [reference](crate::reference).
//!
//! ```
//! use consentry::scenario::{Format, Scenario};
//!
//! let text = r#"
//!     title = "No answer is no consent"
//!     source = "GDPR Art. 4(11), recital 32"
//!     [policy]
//!     version = "1"
//!     vocabulary.purposes = [{ key = "marketing" }]
//!     vocabulary.categories = [{ key = "contact" }]
//!     vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
//!     [[policy.rules]]
//!     id = "newsletter"
//!     basis = "consent"
//!     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
//!     [[asks]]
//!     use = { purpose = "marketing", category = "contact", recipient = "lingon", operations = "use" }
//!     at = "2026-01-01T00:00:00Z"
//!     expect = { outcome = "ask", reason = "never_asked", rule = "newsletter", may_ask = "yes" }
//! "#;
//! let scenarios = Scenario::read(text, Format::Toml, |_| Err("no other file here".into()));
//! for scenario in scenarios {
//!     let report = scenario?.run();
//!     assert!(report.failures.is_empty(), "{}", report.failures[0]);
//! }
//! # Ok::<(), consentry::scenario::ReadError>(())
//! ```
//!
//! # What a file can say
//!
//! | table | fields |
//! |---|---|
//! | the scenario | `title`, `source`, `policy` or `policy_file`, `subject` (`regions`, `birth_date`, `facts`) |
//! | `events` | as in a log; the subject may be left out |
//! | `asks` | `use`, `at`, `as_of`, `collected_at`, and `expect`: `outcome`, `reason`, `rule`, `event`, `obligations`, `until`, `may_ask` |
//! | `disclosures` | `id`, `use`, `at`, `known_at`; `onward_of` where a recipient passed data on, `received_from` where it came from a supplier; `refused` where the guard must not let it go |
//! | `progress` | `duty`, `at`, `stage` (`sent`, `acknowledged`, `failed`), `note` |
//! | `duties` | `at`, and `expect`: the whole list of what is owed then, each with `task` (`stop`, `notify`, `notify_supplier`, `erase`, `keep`, `tell_person`) and any of `id`, `event`, `whom`, `disclosures`, `category`, `rule`, `basis`, `rules`, `due`, `source`, `state` |
//! | `reports` | `at`, `language`, and `expect`: `uses` (`rule`, `purpose`, `recipient`, and any of `outcome`, `reason`, `basis`, `since`, `until`, `acts`), `refused`, `disclosed`, `missing`, `lines` of the plain text, `absent` words |
//!
//! What an `expect` leaves out is not compared, but a list stands for exactly what is in it. For `duties` and `reports`
//! what happened is taken in by a [`Dossier`](crate::dialogue::Dossier) in the order in which the organisation learned
//! of it, up to `at`; and once more from the log that this makes.
//!
//! ```
//! use consentry::scenario::{Format, Scenario};
//!
//! let text = r#"
//!     title = "A withdrawal reaches whoever bought the data"
//!     source = "GDPR Art. 7(3); CJEU C-129/21"
//!     subject = { regions = ["SE"] }
//!     [policy]
//!     version = "1"
//!     vocabulary.purposes = [{ key = "ads" }]
//!     vocabulary.categories = [{ key = "contact" }]
//!     vocabulary.recipients = [{ key = "lingon", role = "controller" }, { key = "tallkotte", role = "third_party" }]
//!     [[policy.rules]]
//!     id = "ads"
//!     basis = "consent"
//!     scope = { purposes = "ads", categories = "contact", recipients = "*", operations = ["use", "sell"] }
//!     [[events]]
//!     id = "yes"
//!     kind = "given"
//!     qualities = ["affirmative"]
//!     at = "2026-01-01T00:00:00Z"
//!     scope = { purposes = "ads", categories = "contact", recipients = "*", operations = ["use", "sell"] }
//!     [[events]]
//!     id = "no"
//!     kind = "withdrawn"
//!     at = "2026-02-01T00:00:00Z"
//!     scope = { purposes = "ads", categories = "*", recipients = "*", operations = "*" }
//!     [[disclosures]]
//!     id = "d1"
//!     use = { purpose = "ads", category = "contact", recipient = "tallkotte", operations = "sell" }
//!     at = "2026-01-02T00:00:00Z"
//!     [[duties]]
//!     at = "2026-02-01T00:00:00Z"
//!     expect = [
//!         { task = "stop", due = "2026-02-01T00:00:00Z" },
//!         { task = "notify", whom = "tallkotte", disclosures = ["d1"], due = "2026-03-01T00:00:00Z", state = "planned" },
//!         { task = "tell_person" },
//!     ]
//!     [[reports]]
//!     at = "2026-02-02T00:00:00Z"
//!     expect = { refused = ["no"], disclosed = ["d1"], lines = ["Tell tallkotte: planned (at the latest 2026-03-01)"] }
//! "#;
//! for scenario in Scenario::read(text, Format::Toml, |_| Err("no other file here".into())) {
//!     let report = scenario?.run();
//!     assert!(report.failures.is_empty(), "{}", report.failures[0]);
//! }
//! # Ok::<(), consentry::scenario::ReadError>(())
//! ```

mod ask;
mod dialogue_document;
mod document;
mod dossier;
mod duty;
mod failure;
mod format;
mod names;
mod part;
mod report;
mod run;
mod runner;
mod scenario;
mod until;

pub use dialogue_document::{
    DisclosureDocument, DutiesDocument, DutyExpectDocument, ProgressDocument, ReportDocument, ReportExpectDocument,
    TaskName, UseExpectDocument,
};
pub use document::{AskDocument, ExpectDocument, ScenarioDocument};
pub use failure::{Failure, Report};
pub use format::Format;
pub use scenario::{ReadError, Scenario};
pub use until::Until;
