//! The person that the dialogue is with.
//!
//! It is a view, not a store: a history and a description that someone else keeps, with the fold that guards read.

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
///
/// | made from | by |
/// |---|---|
/// | a history and a subject | [`Person::new`] |
/// | a dossier | [`Dossier::person`](crate::dialogue::Dossier::person) |
///
/// A person folded with one interner means nothing to a guard of another, because names are numbers in both. Such a
/// guard denies with the code `unreadable`.
#[derive(Clone, Debug)]
pub struct Person<'h, K = String> {
    /// What the person said, whole: notices and reports need the events themselves, of which a standing keeps only what
    /// decisions read.
    history: &'h History<K>,
    /// Regions, birth date and facts.
    subject: &'h Subject,
    /// The interner that the standing belongs to; a handle, so keeping it is cheap.
    interner: Interner,
    /// The fold of both.
    standing: Standing,
}

impl<'h, K: Clone + Eq> Person<'h, K> {
    /// Folds the history into a standing for guards of `interner`.
    ///
    /// It takes time linear in the history, and one allocation for the standing. Nothing is checked: a history holds
    /// only valid events, and of a subject with unknown regions or age the strict reading counts.
    #[must_use]
    pub fn new(history: &'h History<K>, subject: &'h Subject, interner: &Interner) -> Self {
        Self { history, subject, interner: interner.clone(), standing: history.standing(subject, interner) }
    }

    /// Returns what the person said.
    ///
    /// Events recorded later are not in it; make a new person for them.
    #[must_use]
    pub const fn history(&self) -> &'h History<K> {
        self.history
    }

    /// Returns what rules may test of the person: regions, birth date, facts.
    ///
    /// A field that is empty is unknown, not absent: an unknown region matches every regime.
    #[must_use]
    pub const fn subject(&self) -> &'h Subject {
        self.subject
    }

    /// Returns the folded history, which is what guards check.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "ads"
    /// #     basis = "consent"
    /// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?;
    /// # let policy = policy.compile()?;
    /// use consentry::{DataUse, Guard, History, Interner, Operations, Subject, Timestamp, dialogue::Person};
    ///
    /// let interner = Interner::new();
    /// let guard = Guard::new(policy.into(), &interner, &DataUse::new("ads", "contact", "lingon", Operations::USE))?;
    /// let (history, subject) = (History::<u64>::new(), Subject::default());
    /// let person = Person::new(&history, &subject, &interner);
    /// assert_eq!(guard.check(person.standing(), Timestamp::from_millis(0)).code(), "never_asked");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    ///
    /// On the birthday itself the person is no longer younger.
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
