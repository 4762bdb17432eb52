//! What an organisation promises to do when consent is withdrawn.

use bitflags::bitflags;

bitflags! {
    /// A set of things that the organisation does when consent is withdrawn or the person objects.
    ///
    /// ```
    /// use consentry::policy::WithdrawalActions;
    ///
    /// let promised = WithdrawalActions::STOP | WithdrawalActions::ERASE;
    /// assert_eq!(promised.names().collect::<Vec<_>>(), ["stop", "erase"]);
    /// assert_eq!(WithdrawalActions::named("forget"), None);
    /// ```
    #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
    pub struct WithdrawalActions: u8 {
        /// Stop the use (GDPR Art. 7(3)).
        const STOP = 1;
        /// Tell everyone who received the data (GDPR Art. 19).
        const NOTIFY_RECIPIENTS = 1 << 1;
        /// Erase the data (GDPR Art. 17(1)(b)).
        const ERASE = 1 << 2;
    }
}

/// The actions by name, in the order in which they are written.
const ACTIONS: [(&str, WithdrawalActions); 3] = [
    ("stop", WithdrawalActions::STOP),
    ("notify_recipients", WithdrawalActions::NOTIFY_RECIPIENTS),
    ("erase", WithdrawalActions::ERASE),
];

impl WithdrawalActions {
    /// Returns the single action of that name, as documents write it; `None` for any other text.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ACTIONS.iter().find(|(known, _)| *known == name).map(|(_, action)| *action)
    }

    /// Returns the names of the actions in the set, in a fixed order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        ACTIONS.iter().filter(move |(_, action)| self.contains(*action)).map(|(name, _)| *name)
    }
}

/// The promise of a rule for the case that consent is withdrawn: what is done, and by when.
///
/// Duties and reports follow it; no decision does.
///
/// ```
/// use consentry::PolicyDocument;
///
/// let promise = |text: &str| PolicyDocument::from_toml(&format!(r#"
///     version = "1"
///     vocabulary.starter = true
///     vocabulary.recipients = [{{ key = "lingon", role = "controller", location = "SE" }}]
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     on_withdrawal = {text}
/// scope = {{ purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }}
/// "#))?.compile();
/// let policy = promise("{ actions = \"stop\", within_days = 0 }")?;
/// assert_eq!(policy.rules()[0].on_withdrawal().unwrap().within_days, 0);
/// let faults = promise("{ actions = [\"stopp\"], within_days = 0 }").unwrap_err();
/// assert!(faults.to_string().contains("did you mean `stop`?"));
/// # Ok::<(), consentry::Faults>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OnWithdrawal {
    /// What is done, at least one thing.
    pub actions: WithdrawalActions,
    /// Within how many days of the withdrawal; 0 is at once.
    pub within_days: u32,
}
