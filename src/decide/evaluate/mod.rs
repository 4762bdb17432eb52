//! Decides: goes through a plan and a person's answers, newest first.
//!
//! The meaning is section 5 of the design: of the answers that a rule hears and that cover the point, the newest that
//! decides. It is written down several times, since what is asked of it differs. Each of these cascades answers as the
//! [reference](super::reference) does, and steps aside for a more general one where it cannot:
//!
//! | cascade, in file | serves | steps aside | for |
//! |---|---|---|---|
//! | single rule, `single_rule` | one point with one rule | erasure, void, lift, scope beyond the bits | `points` |
//! | point by point, `points` | few points; every reason; explanations | never | – |
//! | 64 at once, `lanes` | wide uses, rows of fields | never, but it gives no reasons | `points`, for the reason |
//! | the plain 64, `plain_lanes` | the same with one rule a point | like the single rule; conditional rules | `lanes` |
//! | until when, `until` | rulings, audiences | never; tries the single rule first | `points` |
//! | asking, `asking` | whether the person may be asked | never; observes `points` | – |
//!
//! These tests tie them to the reference:
//!
//! | cascade | test |
//! |---|---|
//! | `single_rule`, `points`, `lanes`, `until`, `asking` | `all_evaluators_agree_in_every_world`, over random worlds |
//! | all of these | the small worlds: every world of a stated small size |
//! | `lanes`, `plain_lanes`, for rows | `a_record_guard_answers_as_single_guards` |
//! | `until`, for audiences | `an_audience_is_whom_the_guard_allows` |
//!
//! Read `uses` first: there every question comes in and is handed to one of them. The steps that they share, such as
//! whether a yes can be used, stand once, in `steps`.
//!
//! # The steps, in the words of the design
//!
//! 1. A regime applies if it reaches the person's region; of an unknown region, every regime does.
//! 2. In a regime a prohibition decides. Otherwise every rule that applies is tried, and the best outcome counts.
//! 3. A rule first asks for the age of the data, then for an erasure that still stands, and then goes through the
//!    answers that it hears and that cover the point, newest first, until one decides.
//! 4. If none decides, consent and platform ask, and every other basis allows.
//! 5. Over regimes, and over the points of a use, the worst outcome counts.
//!
//! All cascades read the same two things, a [`Plan`](super::plan::Plan) and an [`Answers`](crate::standing::Answers),
//! and neither can be changed by them. None allocates, but for `until`, which collects instants.

mod asking;
mod lanes;
mod observer;
mod plain_lanes;
mod points;
mod single_rule;
mod steps;
mod until;
mod uses;

pub(super) use observer::{AnswerRole, Observer};
