//! A table guard for one major version of arrow: this folder is compiled once for each.

mod guard;
mod masked;
mod schema;
mod scrub;
mod subject;

pub use guard::TableGuard;
pub use masked::Masked;
pub use subject::SubjectKey;
