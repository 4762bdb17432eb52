//! consentry
mod decide;
#[cfg(feature = "dialogue")]
pub mod dialogue;
mod event;
mod fault;
mod ledger;
mod policy;
mod region;
#[cfg(feature = "scenario")]
pub mod scenario;
mod standing;
mod subject;
mod suggest;
mod symbols;
mod time;
mod vocabulary;

pub use decide::*;
pub use event::*;
pub use fault::*;
pub use ledger::*;
pub use policy::*;
pub use region::*;
pub use standing::*;
pub use subject::*;
pub use symbols::*;
pub use time::*;
pub use vocabulary::*;
