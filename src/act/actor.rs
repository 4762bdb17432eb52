//! Who acted.

use serde::{Deserialize, Serialize};

/// Who acted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person.
    Subject,
    /// Whoever holds parental responsibility or guardianship (GDPR Art. 8).
    Guardian,
    /// Someone the person authorised (CCPA §1798.135(e)).
    Agent,
    /// A setting that speaks for the person, such as Global Privacy Control.
    Signal,
    /// The organisation.
    Controller,
    /// A supervisory authority or court.
    Authority,
}

impl Actor {
    /// The name used in documents.
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
