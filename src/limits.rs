//! The limits on what a policy, an event, a log and a person may hold, each held by a test.

pub use crate::{
    decide::MAX_POINTS,
    event::{MAX_EVENT_ID_LEN, MAX_TEXT_LEN},
    ledger::MAX_LOAD_ERRORS,
    policy::{MAX_FACTS, MAX_ITEMS, MAX_NOTICE_TEXT_LEN, MAX_NOTICES, MAX_REGIMES, MAX_RULES},
    standing::MAX_ANSWERS,
    vocabulary::{MAX_DEPTH, MAX_KEY_LEN, MAX_NODES, MAX_SELECTORS},
};

#[cfg(feature = "jsonl")]
pub use crate::event_log::MAX_LINE_LEN;
