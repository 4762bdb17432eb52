//! How long a decision holds by itself.
//!
//! Only time is foreseen here. Whatever else can change a decision (an event, another description of the person,
//! another policy) announces itself, and a cache has to listen to it: a ledger counts such changes in its
//! [`Revision`](crate::Revision).

use super::decision::Decision;
use crate::time::Timestamp;

/// A decision and how long it holds if nothing new is recorded.
///
/// It comes from [`Guard::ruling`](super::Guard::ruling) and lets an answer be cached: until [`until`](Self::until),
/// the same question has the same answer unless an event is recorded or the policy is replaced.
///
/// ```
/// use consentry::{DataUse, EventDocument, Guard, History, Interner, Kind, Operations, PolicyDocument};
/// use consentry::{Qualities, Scope, Subject, Timestamp};
///
/// let policy: PolicyDocument = toml::from_str(r#"
///     version = "1"
///     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
///         recipients = [{ key = "shop", role = "controller" }] }
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     lifetime_days = 365
///     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
/// "#)?;
/// let interner = Interner::new();
/// let data_use = DataUse::new("news", "email", "shop", Operations::USE);
/// let guard = Guard::new(policy.compile()?.into(), &interner, &data_use)?;
///
/// let scope = Scope::new(["news"], ["email"], ["shop"], Operations::USE)?;
/// let yes = EventDocument::new("e1", 7u64, Kind::Given, &scope, "2026-01-01T00:00:00Z".parse()?);
/// let mut history = History::new();
/// history.insert(yes.qualities(Qualities::AFFIRMATIVE).into_event()?)?;
/// let standing = history.standing(&Subject::default(), &interner);
///
/// let ruling = guard.ruling(&standing, "2026-06-01T00:00:00Z".parse::<Timestamp>()?);
/// assert!(ruling.decision.is_allow());
/// assert_eq!(ruling.until, Some("2027-01-01T00:00:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | at `until` | because |
/// |---|---|
/// | an allow ends | the yes expires or its lifetime is over; the data grows too old; the person leaves the ages |
/// | an ask or a deny ends | a yes that is dated later begins, or a lift does; the person reaches an age |
/// | only the reason changes | for example from `not_in_force` to `expired` |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct Ruling {
    /// The decision at the moment that was asked about.
    pub decision: Decision,
    /// The earliest later instant at which the decision changes by itself, its reason included; `None` if it never
    /// does. Intervals are half-open: at this instant the decision is already another one.
    pub until: Option<Timestamp>,
}
