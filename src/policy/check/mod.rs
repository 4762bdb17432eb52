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
//!
//! All checks work alike: they get what they look at, the place where it stands and the list of faults, and add to
//! the list. None of them stops at its first find, and none panics, whatever the document is.
//!
//! | when | which |
//! |---|---|
//! | while a rule is read | `fields`, `reach`, `lawfulness`, `unknown_keys` |
//! | once all rules are read | `notices`, `particulars`, the advice of `unknown_keys` |
//! | if nothing was wrong so far | `never_decides`, and against a policy before it `succession` |
//! | on request, of a compiled policy | `lints`, `succession` |

pub(super) mod fields;
pub(super) mod lawfulness;
pub(super) mod lints;
pub(super) mod never_decides;
pub(super) mod notices;
pub(super) mod particulars;
pub(super) mod reach;
pub(super) mod succession;
pub(super) mod unknown_keys;
