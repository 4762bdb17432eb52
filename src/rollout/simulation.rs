//! Trying a new policy out over people.

use std::{
    collections::HashSet,
    hash::{BuildHasher, Hash},
    sync::Arc,
};

use serde::Serialize;

use crate::{
    decide::{DataUse, DataUseDocument, Guard, Outcome, UseError, area_uses},
    interner::Interner,
    ledger::Ledger,
    policy::Policy,
    standing::Standing,
    time::Moment,
};

/// Counts, use by use, for how many people the outcome would become another under a new policy.
///
/// It is prepared for two policies and some uses, takes in standings one after the other, and holds only the counts.
/// For all people of a ledger, [`Ledger::simulate`] does it in one call.
///
/// ```
/// # let policy = |basis: &str| {
/// #     let text = format!(r#"
/// #     version = "{basis}"
/// #     vocabulary = {{ purposes = [{{ key = "marketing" }}], categories = [{{ key = "contact" }}],
/// #         recipients = [{{ key = "lingon", role = "controller" }}] }}
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "{basis}"
/// #     scope = {{ purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }}
/// # "#);
/// #     std::sync::Arc::new(toml::from_str::<consentry::PolicyDocument>(&text).unwrap().compile().unwrap())
/// # };
/// use consentry::{History, decide::Outcome, Subject, Interner, Timestamp, rollout::Simulation};
///
/// let interner = Interner::new();
/// let mut simulation = Simulation::of_rules(&policy("opt_out"), &policy("consent"), &interner)?;
/// for person in 0..3 {
///     let history: History<u64> = History::new();
///     simulation.add(&history.standing(&Subject::default(), &interner), Timestamp::from_millis(person));
/// }
/// assert_eq!(simulation.shifts()[0].count(Outcome::Allow, Outcome::Ask), 3);
/// assert_eq!(simulation.shifts()[0].changed(), 3);
/// # Ok::<(), consentry::decide::UseError>(())
/// ```
///
/// A use that a policy does not know is denied by it, so a purpose that is new in the new policy moves people from
/// deny. Two guards a use are checked for each person: a million people and ten uses are twenty million checks.
#[derive(Debug)]
pub struct Simulation {
    /// The guards of each use, under the old policy and the new. `None`: the policy does not know the use, and so
    /// denies it.
    trials: Vec<(Option<Guard>, Option<Guard>)>,
    /// The counts of each use, in the order of `trials`.
    shifts: Vec<Shift>,
    /// How many people were taken in.
    people: u64,
    /// For how many of them some outcome differs.
    affected: u64,
}

/// How the outcomes of one use move from the old policy to the new.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Shift {
    /// The data use.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// How many people there are, by their outcome under the old policy and then under the new: allow, ask, deny.
    ///
    /// `counts[0][2]` is for how many an allow becomes a deny.
    pub counts: [[u64; 3]; 3],
}

impl Shift {
    /// Returns for how many people the outcome goes from the one to the other.
    #[must_use]
    pub fn count(&self, from: Outcome, to: Outcome) -> u64 {
        self.counts.get(from as usize).and_then(|row| row.get(to as usize)).copied().unwrap_or_default()
    }

    /// Returns for how many people the outcome becomes another.
    #[must_use]
    pub fn changed(&self) -> u64 {
        let all: u64 = self.counts.iter().flatten().sum();
        let same: u64 = self.counts.iter().enumerate().filter_map(|(place, row)| row.get(place)).sum();
        all - same
    }
}

impl Simulation {
    /// Prepares the comparison of two policies for these uses. A use that one of the policies does not know is denied
    /// by it.
    ///
    /// `interner` is that of the standings that will be taken in.
    ///
    /// # Errors
    /// Returns a [`UseError`] if neither policy knows a use, or a use is too wide for one guard.
    ///
    /// ```
    /// # let policy = |purpose: &str| {
    /// #     let text = format!(r#"
    /// #     version = "{purpose}"
    /// #     vocabulary = {{ purposes = [{{ key = "{purpose}" }}], categories = [{{ key = "contact" }}],
    /// #         recipients = [{{ key = "lingon", role = "controller" }}] }}
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "opt_out"
    /// #     scope = {{ purposes = "{purpose}", categories = "contact", recipients = "lingon", operations = "use" }}
    /// # "#);
    /// #     std::sync::Arc::new(consentry::PolicyDocument::from_toml(&text).unwrap().compile().unwrap())
    /// # };
    /// use consentry::{DataUse, Interner, Operations, Standing, Subject, Timestamp};
    /// use consentry::{decide::Outcome, rollout::Simulation};
    ///
    /// // `mail` is a purpose of the new policy only.
    /// let uses = [DataUse::new("mail", "contact", "lingon", Operations::USE)];
    /// let interner = Interner::new();
    /// let mut simulation = Simulation::new(&policy("ads"), &policy("mail"), &interner, &uses)?;
    /// simulation.add(&Standing::new(&Subject::default(), &interner), Timestamp::from_millis(0));
    /// assert_eq!(simulation.shifts()[0].count(Outcome::Deny, Outcome::Allow), 1);
    ///
    /// // A use that neither knows is a mistake of whoever asks.
    /// let uses = [DataUse::new("fax", "contact", "lingon", Operations::USE)];
    /// assert!(Simulation::new(&policy("ads"), &policy("mail"), &interner, &uses).is_err());
    /// # Ok::<(), consentry::decide::UseError>(())
    /// ```
    pub fn new(old: &Arc<Policy>, new: &Arc<Policy>, interner: &Interner, uses: &[DataUse]) -> Result<Self, UseError> {
        let mut trials = Vec::with_capacity(uses.len());
        for data_use in uses {
            let before = known(Guard::new(old.clone(), interner, data_use))?;
            let after = known(Guard::new(new.clone(), interner, data_use))?;
            if before.is_none() && after.is_none() {
                // Whatever is wrong with it is wrong in both; the new policy says what.
                Guard::new(new.clone(), interner, data_use)?;
            }
            trials.push((before, after));
        }
        let shifts = uses.iter().map(|data_use| Shift { data_use: data_use.into(), counts: [[0; 3]; 3] });
        Ok(Self { shifts: shifts.collect(), trials, people: 0, affected: 0 })
    }

    /// Prepares the comparison of two policies for every use that a rule of either covers: the topmost keys of each
    /// rule's scope.
    ///
    /// # Errors
    /// Returns a [`UseError`] if a rule is too wide for one guard.
    pub fn of_rules(old: &Arc<Policy>, new: &Arc<Policy>, interner: &Interner) -> Result<Self, UseError> {
        let mut seen = HashSet::new();
        let mut uses = Vec::new();
        for policy in [old, new] {
            for rule in policy.rules() {
                let of_rule = area_uses::uses_of(policy, &rule.area, usize::MAX).unwrap_or_default();
                uses.extend(of_rule.into_iter().filter(|data_use| seen.insert(data_use.clone())));
            }
        }
        Self::new(old, new, interner, &uses)
    }

    /// Takes one more person in, as decided at that moment.
    ///
    /// The standing has to belong to the interner that the simulation was prepared for; any other is denied by both
    /// policies.
    pub fn add(&mut self, standing: &Standing, at: impl Into<Moment>) {
        let moment = at.into();
        self.people += 1;
        let outcome = |guard: &Option<Guard>| {
            guard.as_ref().map_or(Outcome::Deny, |guard| guard.check(standing, moment).outcome())
        };
        let mut changes = false;
        for ((before, after), shift) in self.trials.iter().zip(&mut self.shifts) {
            let (before, after) = (outcome(before), outcome(after));
            changes |= before != after;
            let row = shift.counts.get_mut(before as usize);
            if let Some(count) = row.and_then(|row| row.get_mut(after as usize)) {
                *count += 1;
            }
        }
        self.affected += u64::from(changes);
    }

    /// Takes in everyone in a ledger, as decided at that moment.
    ///
    /// The simulation has to be prepared for the ledger's [`interner`](Ledger::interner).
    pub fn add_all<K, S>(&mut self, ledger: &Ledger<K, S>, at: impl Into<Moment>)
    where
        K: Hash + Eq,
        S: BuildHasher,
    {
        let moment = at.into();
        ledger.each_standing(|standing| self.add(standing, moment));
    }

    /// Returns how the outcomes of each use move, in the order of the uses.
    #[must_use]
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// Returns how many people were taken in.
    #[must_use]
    pub const fn people(&self) -> u64 {
        self.people
    }

    /// Returns for how many of them the outcome of some use becomes another.
    #[must_use]
    pub const fn affected(&self) -> u64 {
        self.affected
    }
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Simulates what would become of everyone in the ledger if `new` took the place of the policy in force, for
    /// every use that a rule of either covers.
    ///
    /// Nothing is changed. Whether the ledger would take the policy is for [`reload`](Self::reload) to say. Needs the
    /// feature `rollout`.
    ///
    /// # Errors
    /// Returns a [`UseError`] if a rule is too wide for one guard.
    pub fn simulate(&self, new: &Arc<Policy>, at: impl Into<Moment>) -> Result<Simulation, UseError> {
        let mut simulation = Simulation::of_rules(&self.policy(), new, self.interner())?;
        simulation.add_all(self, at);
        Ok(simulation)
    }
}

/// The guard of a use; `None` if the policy does not know the use.
fn known(guard: Result<Guard, UseError>) -> Result<Option<Guard>, UseError> {
    match guard {
        Ok(guard) => Ok(Some(guard)),
        Err(UseError::Unknown(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
