//! Who acted: the person, someone for them, or someone else.

use serde::{Deserialize, Serialize};

/// The one who acted in an event.
///
/// Only the person, or someone for them, can say yes: an event of kind `given` by a controller is refused. A no is
/// taken from anyone. Where a document does not say who acted, the kind does: a withdrawal is the person's, an ended
/// consent the controller's ([`Kind`](super::Kind) has the table).
///
/// A guardian's yes counts where a rule has a `min_age` that the person had not reached when it was given; whether the
/// guardian really holds parental responsibility is for the organisation to verify (GDPR Art. 8(2)).
///
/// ```
/// use consentry::{Actor, EventDocument, Kind, Operations, Scope};
///
/// let scope = Scope::new(["marketing"], ["*"], ["*"], Operations::USE)?;
/// let yes = EventDocument::new("e1", "bo".to_owned(), Kind::Given, &scope, "2026-01-01T09:00:00Z".parse()?);
/// assert_eq!(yes.clone().into_event()?.by(), Actor::Subject);
/// assert_eq!(yes.clone().by(Actor::Guardian).into_event()?.by(), Actor::Guardian);
///
/// let faults = yes.by(Actor::Controller).into_event().unwrap_err();
/// assert_eq!(faults.to_string(), "by: `given` cannot be an act of the controller");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person whose data it is.
    Subject,
    /// A holder of parental responsibility, or a guardian (GDPR Art. 8).
    Guardian,
    /// Someone whom the person authorised (California Civil Code §1798.135(e)).
    Agent,
    /// A setting that speaks for the person, such as Global Privacy Control.
    Signal,
    /// The organisation that is responsible for the data (GDPR Art. 4(7)).
    Controller,
    /// A supervisory authority (GDPR Art. 51) or a court.
    Authority,
}

impl Actor {
    /// Returns the name that documents use: `guardian`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Guardian => "guardian",
            Self::Agent => "agent",
            Self::Signal => "signal",
            Self::Controller => "controller",
            Self::Authority => "authority",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_documents() {
        use Actor::{Agent, Authority, Controller, Guardian, Signal, Subject};
        for actor in [Subject, Guardian, Agent, Signal, Controller, Authority] {
            assert_eq!(serde_json::to_value(actor).unwrap(), actor.name());
        }
    }
}
