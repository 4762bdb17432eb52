//! What an organisation promises to do when consent is withdrawn.

use bitflags::bitflags;

bitflags! {
    /// What the organisation does when consent is withdrawn.
    #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
    pub struct WithdrawalActions: u8 {
        /// Stop the use.
        const STOP = 1;
        /// Tell everyone who received the data (GDPR Art. 19).
        const NOTIFY_RECIPIENTS = 1 << 1;
        /// Erase the data (GDPR Art. 17(1)(b)).
        const ERASE = 1 << 2;
    }
}

const ACTIONS: [(&str, WithdrawalActions); 3] = [
    ("stop", WithdrawalActions::STOP),
    ("notify_recipients", WithdrawalActions::NOTIFY_RECIPIENTS),
    ("erase", WithdrawalActions::ERASE),
];

impl WithdrawalActions {
    /// The single action of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ACTIONS.iter().find(|(known, _)| *known == name).map(|(_, action)| *action)
    }

    /// The names of the actions in it.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        ACTIONS.iter().filter(move |(_, action)| self.contains(*action)).map(|(name, _)| *name)
    }
}

/// What a rule promises when consent is withdrawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OnWithdrawal {
    /// What is done.
    pub actions: WithdrawalActions,
    /// Within how many days; 0 is at once.
    pub within_days: u32,
}
