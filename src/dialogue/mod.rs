//! The two-way exchange with the person: asked decently, told everything, and a no that reaches everyone (feature
//! `dialogue`).
//!
//! This is the layer above the decision; nothing below knows it. Like the rest of the crate it reads no clock, opens no
//! file and sends nothing: it says what to show, what to record and what has to be done by when, as values.
//!
//! # The four rooms
//!
//! Data flows downwards. Each room uses only those above it, and the three small things that all share: a [`Person`] (a
//! history, and what rules may test of whoever it is about), a [`Text`] in the person's language, and a [`Digest`].
//!
//! 1. **Notices.** A [`Notice`] is the newest version of what a policy declares that people are asked. It makes a
//!    [`Shown`] for one person; their [`Reply`] becomes events of the form that the answer really had. [`KnownNotices`]
//!    finds events that rest on words nobody can produce any more.
//! 2. **Duties.** [`Guard::disclose`](crate::Guard::disclose) lets data leave and returns a [`Permit`] with the
//!    [`Disclosure`] to keep. [`duties()`] is what a no then asks for: everyone who has the data is told, and the
//!    person too, each by a deadline with its source in law. A [`Dossier`] keeps history, disclosures and duties of one
//!    person in step.
//! 3. **Reports.** A [`Report`] tells the person everything that GDPR Art. 13 to 15 ask for, as a value, as text and as
//!    a page. With a log of [`Consultation`]s it also says who asked for their data and was refused. [`Missing`] lists
//!    what the policy fails to say.
//! 4. **Proof.** [`KantaraReceipt`] and [`ConsentRecord`] are what the person keeps of an answer. A [`Chain`] shows
//!    that nothing stored was changed since, and [`Evidence`] on which events a decision rested.
//!
//! # One person, from the first question to the last letter
//!
//! ```
//! # let policy: consentry::PolicyDocument = toml::from_str(r#"
//! #     version = "1"
//! #     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "contact" }], recipients = [
//! #         { key = "lingon", role = "controller" }, { key = "tallkotte", role = "third_party" }] }
//! #     [[rules]]
//! #     id = "ads"
//! #     basis = "consent"
//! #     scope = { purposes = "ads", categories = "contact", recipients = "tallkotte", operations = "sell" }
//! # "#)?;
//! # let policy = policy.compile()?;
//! use std::sync::Arc;
//! use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Subject, Timestamp};
//! use consentry::dialogue::{Dossier, Task};
//!
//! let (policy, ledger) = (Arc::new(policy.clone()), Ledger::<String>::new(policy));
//! let guard = ledger.guard(&DataUse::new("ads", "contact", "tallkotte", Operations::SELL))?;
//! let mut anna = Dossier::new("anna".to_owned(), Subject::default());
//! let scope = Scope::new(["ads"], ["contact"], ["tallkotte"], Operations::SELL)?;
//! let event = |id: &str, kind, at: Timestamp| EventDocument::new(id, "anna".to_owned(), kind, &scope, at);
//!
//! let yes = event("yes", Kind::Given, "2026-01-01T00:00:00Z".parse()?).qualities(Qualities::AFFIRMATIVE);
//! anna.record(&policy, ledger.interner(), yes.into_event()?)?;
//! let sold: Timestamp = "2026-01-02T00:00:00Z".parse()?;
//! let permit = anna.disclose(&guard, ledger.interner(), "sale-1", sold)?;
//! assert_eq!(permit.disclosure().data_use.recipient, "tallkotte");
//!
//! let no = event("no", Kind::Withdrawn, "2026-02-01T00:00:00Z".parse()?);
//! let step = anna.record(&policy, ledger.interner(), no.into_event()?)?;
//! let told = step.duties.iter().find(|duty| matches!(&duty.task, Task::Notify { .. })).unwrap();
//! assert_eq!(told.id, "no/notify/tallkotte/sale-1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it is not
//!
//! It stores nothing: whoever calls it keeps [`Step`]s, [`Advance`]s and [`ChainLink`]s. It delivers nothing: a
//! [`Duty`] says whom to tell, not how. It does not draw a dialog: [`Shown`] is data for whoever does. And a report
//! cannot contain the data itself (GDPR Art. 15(3)), which this crate never sees.
//!
//! # Where an answer goes
//!
//! | what happens | made by | becomes |
//! |---|---|---|
//! | a person is to be asked | [`Notice::for_subject`] | a [`Shown`], kept until the answer comes |
//! | they were asked, and may not answer | [`Notice::asked`] | events of kind `requested` |
//! | they answer | [`Notice::answer`] | events of kind `given` or `refused`, with the form that the answer had |
//! | an event is recorded | [`Dossier::record`] | a [`Step`] for the log, with the duties that follow |
//! | the person wants a copy of their answer | [`KantaraReceipt::new`], [`ConsentRecord::new`] | a receipt as JSON |
//! | the person asks what is done with their data | [`Report::for_subject`] | a value, a text or a page |
//! | someone doubts what was stored | [`verify`], [`Evidence::verify`] | the first flaw, or that there is none |
//!
//! # Costs
//!
//! Everything here runs once for an event, a disclosure or a page, so it allocates freely. [`Notice`] and
//! [`ReportForm`] build many guards when they are prepared; prepare them once for a policy, and again after a reload.

mod digest;
mod duty;
mod notice;
mod person;
mod proof;
mod report;
mod text;

pub use digest::{Digest, DigestError};
pub use duty::{
    Advance, Disclosure, DisclosureError, Disclosures, Dossier, Duty, DutyError, Origin, Permit, Progress, Stage,
    State, Step, StepError, Task, duties,
};
pub use notice::{
    Addressee, AnswerError, Button, Change, Choice, KnownNotices, Notice, NoticeError, Reply, Shown, ShownItem,
    UnknownNotice,
};
pub use person::Person;
pub use proof::{
    Broken, Chain, ChainEntry, ChainLink, ConsentRecord, ConsentRecordEvent, ConsentRecordParty, ConsentRecordPurpose,
    Evidence, EvidenceError, Flaw, Issuer, KantaraAddress, KantaraController, KantaraPurpose, KantaraReceipt,
    KantaraService, PiiInformation, Processing, policy_hash, verify,
};
pub use report::{
    ActLine, Consultation, ConsultationLine, DisclosureLine, DutyLine, Missing, Party, Report, ReportError, ReportForm,
    Sources, UseLine, Words,
};
pub use text::Text;
