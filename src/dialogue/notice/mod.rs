//! What a person is asked, what they are shown, and what comes of their answer.
//!
//! Read downwards: a [`Choice`] is one of two answers; [`Shown`] is what stands before the person; a [`Notice`]
//! prepares it; a [`Reply`] answers it, and `answer` turns the reply into events. `known` tells which words people were
//! ever shown.
//!
//! | stage | value | kept by |
//! |---|---|---|
//! | declared in the policy, version by version | [`NoticeDocument`](crate::policy::NoticeDocument) | the policy |
//! | prepared once | [`Notice`] | the service, next to its guards |
//! | drawn for one person | [`Shown`] | the session, until the answer |
//! | answered | [`Reply`] | nobody; it becomes events at once |
//! | recorded | [`Event`](crate::Event) | the log, with the hash of the words |

pub(super) mod answer;
pub(super) mod choice;
pub(super) mod known;
pub(super) mod notice;
pub(super) mod reply;
pub(super) mod shown;

pub use answer::AnswerError;
pub use choice::Choice;
pub use known::{KnownNotices, UnknownNotice};
pub use notice::{Notice, NoticeError};
pub use reply::Reply;
pub use shown::{Addressee, Button, Change, Shown, ShownItem};
