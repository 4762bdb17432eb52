//! From a document to a checked policy.
//!
//! Compiling reads a document from top to bottom and goes on after a fault, so that one run reports them all. Each file
//! reads one noun; what is refused stands in `check`.
//!
//! | file | reads |
//! |---|---|
//! | `compiler` | what all parts share: the document, the vocabulary, the faults |
//! | `header` | the version and the declared facts |
//! | `regions` | region groups, and lists of regions |
//! | `regimes` | regimes, and which of them a rule belongs to |
//! | `rules`, with `conditions` and `words` | rules, their conditions, their lists of words |
//! | `policy` | [`PolicyDocument::compile`](crate::PolicyDocument::compile): all of it in order |

mod compiler;
mod conditions;
mod header;
mod policy;
mod regimes;
mod regions;
mod rules;
mod words;

pub use header::MAX_FACTS;
pub use regimes::MAX_REGIMES;
pub use rules::MAX_RULES;
