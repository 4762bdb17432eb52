//! The two-way exchange with the person: asked decently, told everything, and a no that reaches everyone (feature
//! `dialogue`).
//!
//! The layer above the decision; nothing below knows it. Like the rest it reads no clock, opens no file and sends
//! nothing: it says what to show, what to record and what has to be done by when, as values.
//!
//! - [`Notice`] is what a person is asked, and its answers become events of the right form.
//! - [`Guard::disclose`](crate::Guard::disclose) lets data leave and says what to keep of it; [`duties`] is what a no then
//!   asks for: everyone who has the data is told, and the person too. A [`Dossier`] keeps history, disclosures and duties
//!   of one person in step.
//! - [`Report`] tells the person everything, as a value, as text and as a page; with a log of [`Consultation`]s also who
//!   asked for their data and was refused.
//! - [`KantaraReceipt`] and [`ConsentRecord`] are what the person keeps of an answer; a [`Chain`] shows that nothing was
//!   changed since, and [`Evidence`] on what a decision rested.
//!
//! Every function here takes a [`Person`]: a history, and what rules may test of whoever it is about.

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
