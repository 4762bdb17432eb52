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
/// It borrows both and keeps the [`Standing`] folded from them, so that notices, duties and reports about the same
/// person need to fold the history only once. Make a new one after each event, and make it with the interner of the
/// guards that are to check it: a [`Ledger`](crate::Ledger) has its own
/// ([`Ledger::interner`](crate::Ledger::interner)).
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
    /// Folds the history into a standing for guards of `interner`.
    #[must_use]
    pub fn new(history: &'h History<K>, subject: &'h Subject, interner: &Interner) -> Self {
        Self { history, subject, interner: interner.clone(), standing: history.standing(subject, interner) }
    }

    /// Returns what the person said.
    #[must_use]
    pub const fn history(&self) -> &'h History<K> {
        self.history
    }

    /// Returns what rules may test of the person: regions, birth date, facts.
    #[must_use]
    pub const fn subject(&self) -> &'h Subject {
        self.subject
    }

    /// Returns the folded history, which is what guards check.
    #[must_use]
    pub const fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Returns the interner that the standing belongs to.
    #[must_use]
    pub const fn interner(&self) -> &Interner {
        &self.interner
    }

    /// Whether the person is younger than `age` years, or may be, because nobody knows their birth date.
    pub(super) fn may_be_below(&self, age: u16, now: Timestamp) -> bool {
        Birth::new(self.subject.birth_date).turns(age).is_none_or(|birthday| now < birthday)
    }

    /// The rules that apply to the person now, in the order of the policy: by region, regime, facts and age.
    ///
    /// Where the age decides and is unknown, a prohibition applies and a permission does not.
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
