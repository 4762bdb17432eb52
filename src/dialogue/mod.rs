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

mod answer;
mod chain;
mod consent_record;
mod consultation;
mod countries;
mod deadline;
mod digest;
mod disclosure;
mod dossier;
mod duty;
mod evidence;
mod holding;
mod kantara;
mod known;
mod lines;
mod missing;
mod notice;
mod person;
mod reach;
mod receipt;
mod report;
mod report_html;
mod report_picture;
mod report_text;
mod text;
mod words;

pub use answer::{AnswerError, Choice, Reply};
pub use chain::{Broken, Chain, ChainEntry, ChainLink, Flaw, verify};
pub use consent_record::{
    ConsentRecord, ConsentRecordEvent, ConsentRecordParty, ConsentRecordPurpose, PiiInformation, Processing,
};
pub use consultation::Consultation;
pub use digest::{Digest, DigestError};
pub use disclosure::{Disclosure, DisclosureError, Disclosures, Origin, Permit};
pub use dossier::{Advance, Dossier, Step, StepError};
pub use duty::{Duty, DutyError, Progress, Stage, State, Task, duties};
pub use evidence::{Evidence, EvidenceError, policy_hash};
pub use kantara::{KantaraAddress, KantaraController, KantaraPurpose, KantaraReceipt, KantaraService};
pub use known::{KnownNotices, UnknownNotice};
pub use lines::{ActLine, ConsultationLine, DisclosureLine, DutyLine, Party, UseLine};
pub use missing::Missing;
pub use notice::{Addressee, Button, Change, Notice, NoticeError, Shown, ShownItem};
pub use person::Person;
pub use receipt::Issuer;
pub use report::{Report, ReportError, ReportForm, Sources};
pub use text::Text;
pub use words::Words;
