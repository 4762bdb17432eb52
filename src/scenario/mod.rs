//! Given–when–then policy tests as data files (feature `scenario`).
//!
//! A privacy lawyer writes what a person said and what must follow; any build of this crate can be held to it. A file
//! is one scenario or a list of them, in TOML (`[[scenarios]]`) or JSON (an array). Each is run through every way of
//! asking: a guard and a row guard on a folded history, a ledger fed in both orders, its columns, and the naive
//! [reference](crate::decide::reference).
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
//! An unknown field is an error. Times are RFC 3339 (`2026-01-01T00:00:00Z`). A *use* is
//! `{ purpose, category, recipient, operations }`.
//!
//! **The scenario**, a table or an element of `scenarios`:
//!
//! | field | default | meaning |
//! |---|---|---|
//! | `title` | required | what it shows, as a sentence |
//! | `source` | none | the law, judgment or standard that says so |
//! | `policy`, `policy_file` | one is required | the policy, or the name of its file, which `load` reads |
//! | `subject` | nothing is known | `regions`, `birth_date`, `facts` of the person |
//! | `events` | none | what happened, as in an event log; `subject` may be left out |
//! | `asks`, `duties`, `reports` | none; one is required | what is asked, what must be owed, what must be told |
//! | `disclosures`, `progress` | none | what left or came; how duties went |
//!
//! **`asks`**: one question, put by every way of asking.
//!
//! | field | default | meaning |
//! |---|---|---|
//! | `use` | required | what is to be done with which data |
//! | `at` | required | the instant of the question |
//! | `as_of` | everything is known | only events recorded until then are known |
//! | `collected_at` | unknown | when the data was collected |
//! | `expect.outcome` | required | `allow`, `ask` or `deny` |
//! | `expect.reason` | not compared | the reason code: `never_asked` |
//! | `expect.rule`, `expect.event` | not compared | the ids of the rule and the event that decide |
//! | `expect.obligations` | not compared | exactly these obligations |
//! | `expect.until` | not compared | until when the answer holds: an instant, or `never` |
//! | `expect.may_ask` | not compared | `unneeded`, `yes`, `never` or `{ not_before = … }` |
//!
//! **`disclosures`**: data that left, or came from elsewhere.
//!
//! | field | default | meaning |
//! |---|---|---|
//! | `id`, `use`, `at` | required | what names it; what left; when |
//! | `known_at` | `at` | when the organisation learned of it |
//! | `onward_of` | a guard is asked for leave | the disclosure that its recipient passed on |
//! | `received_from` | a guard is asked for leave | the supplier from whom the data came |
//! | `refused` | the guard must allow it | the reason code with which the guard must refuse it |
//!
//! **`progress`**: how a duty went on.
//!
//! | field | default | meaning |
//! |---|---|---|
//! | `duty`, `at` | required | the id of the duty; when |
//! | `stage` | required | `sent`, `acknowledged` or `failed` |
//! | `note` | none | what was said |
//!
//! **`duties`**: `at`, and `expect`, the whole list of what is owed then, each with
//!
//! | field | default | meaning |
//! |---|---|---|
//! | `task` | required | `stop`, `notify`, `notify_supplier`, `erase`, `keep` or `tell_person` |
//! | `id`, `event` | not compared | the id of the duty, and of the event that asks for it |
//! | `whom`, `disclosures` | not compared | whom to tell; exactly the disclosures that it is about |
//! | `category` | not compared | what to erase or keep |
//! | `rule`, `basis` | not compared | the rule that keeps it, and its basis |
//! | `rules` | not compared | exactly the rules under which the use stops |
//! | `due`, `source` | not compared | the last instant, and the source of the limit |
//! | `state` | not compared | `planned`, `sent`, `acknowledged`, `failed` or `overdue` |
//!
//! **`reports`**: `at`, `language` (`en`), and `expect`, with
//!
//! | field | default | meaning |
//! |---|---|---|
//! | `uses` | none | uses that must be listed, as below |
//! | `refused`, `disclosed` | not compared | exactly the ids of the events that were a no, and of the disclosures |
//! | `missing` | not compared | exactly the codes of what the policy owes and does not say |
//! | `lines` | none | lines of the plain text, without what is before the first word |
//! | `absent` | none | words that must stand nowhere in the plain text |
//!
//! Each of `uses` has `rule`, `purpose` and `recipient`, and any of `outcome`, `reason`, `basis`, `since`, `until`,
//! `acts`.
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
//!         { task = "notify", whom = "tallkotte", disclosures = ["d1"], state = "planned" },
//!         { task = "tell_person" },
//!     ]
//!     [[reports]]
//!     at = "2026-02-02T00:00:00Z"
//!     [reports.expect]
//!     refused = ["no"]
//!     disclosed = ["d1"]
//!     lines = ["Tell tallkotte: planned (at the latest 2026-03-01)"]
//! "#;
//! for scenario in Scenario::read(text, Format::Toml, |_| Err("no other file here".into())) {
//!     let report = scenario?.run();
//!     assert!(report.failures.is_empty(), "{}", report.failures[0]);
//! }
//! # Ok::<(), consentry::scenario::ReadError>(())
//! ```
//!
//! # When a file is wrong
//!
//! One bad scenario does not hide the others. The error names the scenario by its number and title, the field by its
//! path, and whatever has an `id` or `key` on the way:
//!
//! ```
//! use consentry::scenario::{Format, Scenario};
//!
//! let text = r#"
//!     title = "Half an event"
//!     policy = { version = "1" }
//!     [[events]]
//!     id = "yes"
//!     kind = "givn"
//! "#;
//! let read = Scenario::read(text, Format::Toml, |_| Err("no other file here".into()));
//! let error = read[0].as_ref().unwrap_err().to_string();
//! let place = "scenario 1 (`Half an event`): events[0] (`yes`).kind";
//! assert!(error.starts_with(&format!("{place}: unknown variant `givn`")), "{error}");
//! ```
//!
//! A fault in a scenario is found at one of three times:
//!
//! | found | for example | shown as |
//! |---|---|---|
//! | when it is read | a syntax error, an unknown field, no policy | [`ReadError`] |
//! | when it is run | a policy that does not compile, an unknown key in an event | one [`Failure`] without an ask |
//! | when an answer is compared | another outcome | one [`Failure`] for each differing field and way of asking |
//!
//! # Running files in a test
//!
//! Opening files is left to the caller, so a test of one's own policy reads them as it likes:
//!
//! ```no_run
//! use consentry::scenario::{Format, Scenario};
//!
//! fn check(folder: &std::path::Path, name: &str) -> Result<(), Box<dyn std::error::Error>> {
//!     let format = Format::of(name).ok_or("neither .toml nor .json")?;
//!     let read = |name: &str| std::fs::read_to_string(folder.join(name));
//!     for scenario in Scenario::read(&read(name)?, format, |file| read(file).map_err(|error| error.to_string())) {
//!         let scenario = scenario?;
//!         for failure in scenario.run().failures {
//!             println!("{name}: {failure}");
//!         }
//!     }
//!     Ok(())
//! }
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
