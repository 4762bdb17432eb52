//! Everything that a person is owed to know, as a value, as text and as a page.
//!
//! Read downwards: [`Words`] are the report's own words, the lines its parts, [`Missing`] what the policy fails to say;
//! a [`ReportForm`] is prepared for a policy, a [`Report`] filled in for a person (`writer`) and written out
//! (`plain_text`, `picture`, `html`).
//!
//! | wanted | is |
//! |---|---|
//! | a value for an interface or an API | [`Report`], which serializes |
//! | a letter, a mail, a terminal | [`Report::text`] |
//! | a page to show, print or attach | [`Report::html`] |
//! | a row of switches | [`Report::uses`], one [`UseLine`] each |
//! | other languages | [`Words::with`] |
//! | a list of what the policy should say | [`Report::missing`] |

pub(super) mod consultation;
mod countries;
mod escape;
pub(super) mod form;
mod html;
pub(super) mod lines;
pub(super) mod missing;
mod picture;
mod plain_text;
pub(super) mod report;
pub(super) mod words;
mod writer;

pub use consultation::Consultation;
pub use form::{ReportError, ReportForm};
pub use lines::{ActLine, ConsultationLine, DisclosureLine, DutyLine, Party, UseLine};
pub use missing::Missing;
pub use report::{Report, Sources};
pub use words::Words;
