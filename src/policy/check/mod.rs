//! Everything that a policy is refused for, or warned of.
//!
//! | file | what |
//! |---|---|
//! | `unknown_keys` | names that the vocabulary has never had, and a starter vocabulary that was forgotten |
//! | `fields` | fields without effect; periods and ages out of bounds |
//! | `reach` | rules that lie outside their regime |
//! | `lawfulness` | what needs explicit consent, a contract, an exception or a safeguard |
//! | `never_decides` | rules that another one makes pointless |
//! | `notices`, `particulars` | words that people are owed |
//! | `succession` | consent swapped for a basis that nobody can stop |
//! | `lints` | what is suspicious, though not wrong |

pub(super) mod fields;
pub(super) mod lawfulness;
pub(super) mod lints;
pub(super) mod never_decides;
pub(super) mod notices;
pub(super) mod particulars;
pub(super) mod reach;
pub(super) mod succession;
pub(super) mod unknown_keys;
