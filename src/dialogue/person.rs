//! The person that the dialogue is with.

use crate::{
    event::History,
    interner::Interner,
    policy::{Policy, Rule},
    standing::Standing,
    subject::Subject,
    time::{Birth, Timestamp},
};

/// What is known of one person: what they said, and what rules may test of them.
///
/// ```
/// use consentry::{History, Subject, Interner, dialogue::Person};
///
/// let (history, subject, interner) = (History::<u64>::new(), Subject::default(), Interner::new());
/// let person = Person::new(&history, &subject, &interner);
/// assert!(person.history().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Person<'h, K = String> {
    history: &'h History<K>,
    subject: &'h Subject,
    interner: Interner,
    standing: Standing,
}

impl<'h, K: Clone + Eq> Person<'h, K> {
    /// Folds the history for guards of `interner`.
    #[must_use]
    pub fn new(history: &'h History<K>, subject: &'h Subject, interner: &Interner) -> Self {
        Self { history, subject, interner: interner.clone(), standing: history.standing(subject, interner) }
    }

    /// What the person said.
    #[must_use]
    pub const fn history(&self) -> &'h History<K> {
        self.history
    }

    /// What rules may test of the person.
    #[must_use]
    pub const fn subject(&self) -> &'h Subject {
        self.subject
    }

    /// What guards check.
    #[must_use]
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The table that the standing belongs to.
    #[must_use]
    pub const fn interner(&self) -> &Interner {
        &self.interner
    }

    /// Whether the person is, or may be, younger than that.
    pub(super) fn may_be_below(&self, age: u16, now: Timestamp) -> bool {
        Birth::new(self.subject.birth_date).turns(age).is_none_or(|birthday| now < birthday)
    }

    /// The rules that apply to the person now, with their places in the policy.
    pub(super) fn rules<'p>(&self, policy: &'p Policy, now: Timestamp) -> impl Iterator<Item = &'p Rule> {
        let Subject { regions, facts, birth_date } = self.subject;
        let birth = Birth::new(*birth_date);
        policy.rules().iter().filter(move |rule| {
            let regime = policy.regimes().get(rule.regime);
            regime.is_some_and(|regime| regime.applies_in(regions))
                && rule.applies_to(regions, facts)
                && rule.ages.is_none_or(|ages| ages.hold(birth, now).unwrap_or(rule.is_prohibition()))
        })
    }
}
