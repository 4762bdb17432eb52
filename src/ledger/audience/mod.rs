//! Everyone for whom a use is allowed: as a list that is kept current, and as sets that combine.
//!
//! | file | what it holds |
//! |---|---|
//! | `members` | [`Members`]: a set of people at an instant, in plain words |
//! | `membership` | who is in, and at which instant time alone could change that |
//! | `kept` | keeping it current as people say things, policies change and time moves |
//! | `audience` | [`Audience`]: the handle to it |

#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod audience;
mod kept;
mod members;
mod membership;

pub use audience::Audience;
pub use members::Members;
