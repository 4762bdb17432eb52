//! What can be shown later: receipts, the chain over what is stored, and on what a decision rested.
//!
//! Receipts ([`KantaraReceipt`], [`ConsentRecord`]) are made from an event, a policy and an [`Issuer`]; a [`Chain`]
//! links stored bytes; [`Evidence`] names links of that chain.
//!
//! | who asks | gets |
//! |---|---|
//! | the person: what did I agree to? | [`ConsentRecord`], [`KantaraReceipt`] |
//! | an auditor: is the log as it was written? | [`Chain`] and [`verify`] |
//! | a court: on what did this decision rest? | [`Evidence`] |
//!
//! None of them is a signature. They show that things belong together; who made them is shown by signing a receipt, a
//! head of a chain or an evidence with keys that this crate never sees.

mod about;
pub(super) mod chain;
pub(super) mod consent_record;
pub(super) mod evidence;
pub(super) mod issuer;
pub(super) mod kantara;

pub use chain::{Broken, Chain, ChainEntry, ChainLink, Flaw, verify};
pub use consent_record::{
    ConsentRecord, ConsentRecordEvent, ConsentRecordParty, ConsentRecordPurpose, PiiInformation, Processing,
};
pub use evidence::{Evidence, EvidenceError, policy_hash};
pub use issuer::Issuer;
pub use kantara::{KantaraAddress, KantaraController, KantaraPurpose, KantaraReceipt, KantaraService};
