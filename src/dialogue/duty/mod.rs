//! What left the organisation, and what a no then asks for.
//!
//! Read downwards: a [`Disclosure`] is what is kept of data that left, a [`Permit`] the leave to let it go, and
//! [`Disclosures`] are all of one person's. A [`Duty`] must be done by a deadline; [`duties()`] finds those that an
//! event asks for, by whom it reaches (`reach`) and what is held (`holding`). A [`Dossier`] keeps all of it in step.
//!
//! | question | answered by |
//! |---|---|
//! | May this data leave now? | [`Guard::disclose`](crate::Guard::disclose), [`Dossier::disclose`] |
//! | Who has data of this person, and on what ground? | [`Disclosures`] |
//! | The person said no: what is to be done, by when? | [`duties()`], [`Dossier::record`] |
//! | A recipient passed data on: who else is to be told? | [`Dossier::passed_on`] |
//! | Was it done in time? | [`Duty::state`] |
//! | What has to be written to disk? | [`Step`], [`Advance`] |

mod deadline;
pub(super) mod disclosure;
pub(super) mod disclosures;
pub(super) mod dossier;
pub(super) mod duties;
pub(super) mod duty;
mod holding;
pub(super) mod permit;
mod reach;
pub(super) mod step;

pub use disclosure::{Disclosure, DisclosureError, Origin};
pub use disclosures::Disclosures;
pub use dossier::Dossier;
pub use duties::duties;
pub use duty::{Duty, DutyError, Progress, Stage, State, Task};
pub use permit::Permit;
pub use step::{Advance, Step, StepError};
