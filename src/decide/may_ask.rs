//! Whether a person may be asked for a use: a question of its own.
//!
//! That a use needs a yes does not mean that asking is fair: who said no yesterday should not be asked again today.
//!
//! Consent is to be freely given (GDPR Art. 4 (11), Art. 7 (4)), and asking until someone gives in makes it worthless.
//! How long to wait is for the policy to say, in `ask_again_after_days`; here it is only worked out.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The answer to whether a person may be asked for a use now.
///
/// It comes from [`Guard::may_ask`](super::Guard::may_ask). A rule's `ask_again_after_days` counts from the newest no
/// or unanswered request. After a no, a rule that does not set it never lets ask again. Over the rules of a regime the
/// best answer counts, since one basis is enough; over regimes and points the worst, since one that cannot be asked for
/// makes asking for the rest pointless. Values are ordered from the best to the worst for whoever wants to ask.
///
/// ```
/// use consentry::{DataUse, EventDocument, Guard, History, Interner, Kind, MayAsk, Operations, PolicyDocument};
/// use consentry::{Scope, Subject, Timestamp};
///
/// let policy: PolicyDocument = toml::from_str(r#"
///     version = "1"
///     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
///         recipients = [{ key = "shop", role = "controller" }] }
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     ask_again_after_days = 30
///     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
/// "#)?;
/// let interner = Interner::new();
/// let data_use = DataUse::new("news", "email", "shop", Operations::USE);
/// let guard = Guard::new(policy.compile()?.into(), &interner, &data_use)?;
/// let now: Timestamp = "2026-06-10T00:00:00Z".parse()?;
///
/// let mut history = History::new();
/// let nothing = history.standing(&Subject::default(), &interner);
/// assert_eq!(guard.may_ask(&nothing, now), MayAsk::Yes);
///
/// let scope = Scope::new(["news"], ["email"], ["shop"], Operations::USE)?;
/// let no = EventDocument::new("e1", 7u64, Kind::Refused, &scope, "2026-06-01T00:00:00Z".parse()?);
/// history.insert(no.into_event()?)?;
/// let refused = history.standing(&Subject::default(), &interner);
/// assert_eq!(guard.may_ask(&refused, now), MayAsk::NotBefore("2026-07-01T00:00:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | decision | the rule | last no or unanswered request | answer |
/// |---|---|---|---|
/// | allow | any | – | `Unneeded` |
/// | ask | without `ask_again_after_days` | any | `Yes` |
/// | ask | `ask_again_after_days = 30` | a request 10 days ago | `NotBefore` in 20 days |
/// | deny, a no stands | `ask_again_after_days = 30` | the no, 40 days ago | `Yes` |
/// | deny, a no stands | without it | – | `Never` |
/// | ask or deny | on another basis than the four that hear a yes | any | `Never` |
/// | deny: prohibited, undeclared, erased, platform denied, age of data | any | – | `Never` |
///
/// A request is an event of kind `requested`: record one whenever a person is asked, or nobody knows when that was.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayAsk {
    // From the best to the worst for whoever wants to ask; `Ord` relies on it.
    /// The use is allowed already, so there is nothing to ask for.
    Unneeded,
    /// The person may be asked now.
    Yes,
    /// The person may be asked from this instant on; before it they said no, or have not answered, too recently.
    ///
    /// At the instant itself asking is fine: the interval is half-open.
    NotBefore(Timestamp),
    /// The person may not be asked: no answer could make the use lawful, or they said no for good.
    Never,
}
