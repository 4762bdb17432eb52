//! From a document to a checked policy.
//!
//! Compiling reads a document from top to bottom and goes on after a fault, so that one run reports them all. Each file
//! reads one noun; what is refused stands in `check`.

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
