//! A new policy tried out before it is rolled out: over people, and beside the old one in running code.

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

/// Counts, use by use, for how many people the outcome would become another.
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
#[derive(Debug)]
pub struct Simulation {
    trials: Vec<(Option<Guard>, Option<Guard>)>,
    shifts: Vec<Shift>,
    people: u64,
    affected: u64,
}

/// What becomes of one use.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Shift {
    /// The use.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// How many people, by the outcome under the old policy (allow, ask, deny) and then under the new.
    pub counts: [[u64; 3]; 3],
}

impl Shift {
    /// For how many people the outcome goes from the one to the other.
    #[must_use]
    pub fn count(&self, from: Outcome, to: Outcome) -> u64 {
        self.counts.get(from as usize).and_then(|row| row.get(to as usize)).copied().unwrap_or_default()
    }

    /// For how many people the outcome becomes another.
    #[must_use]
    pub fn changed(&self) -> u64 {
        let all: u64 = self.counts.iter().flatten().sum();
        let same: u64 = self.counts.iter().enumerate().filter_map(|(place, row)| row.get(place)).sum();
        all - same
    }
}

impl Simulation {
    /// Prepares the comparison for these uses. A use that one of the policies does not know is denied by it.
    ///
    /// # Errors
    /// When neither knows a use, or it is too wide for a guard.
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

    /// Prepares the comparison for every use that a rule of either policy speaks of.
    ///
    /// # Errors
    /// When a rule is too wide for a guard.
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

    /// Takes one more person in. The standing is of the table that the simulation was prepared for.
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

    /// Takes in everyone in a ledger. The simulation was prepared for the ledger's [`interner`](Ledger::interner).
    pub fn add_all<K, S>(&mut self, ledger: &Ledger<K, S>, at: impl Into<Moment>)
    where
        K: Hash + Eq,
        S: BuildHasher,
    {
        let moment = at.into();
        ledger.each_standing(|standing| self.add(standing, moment));
    }

    /// What becomes of each use.
    #[must_use]
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    /// How many people were taken in.
    #[must_use]
    pub const fn people(&self) -> u64 {
        self.people
    }

    /// For how many of them some outcome becomes another.
    #[must_use]
    pub const fn affected(&self) -> u64 {
        self.affected
    }
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// What would become of everyone in the ledger, for each use that a rule speaks of, if `new` took the place of the
    /// policy in force. Nothing is changed; whether the ledger would take the policy is for [`reload`](Self::reload) to
    /// say.
    ///
    /// # Errors
    /// When a rule is too wide for a guard.
    pub fn simulate(&self, new: &Arc<Policy>, at: impl Into<Moment>) -> Result<Simulation, UseError> {
        let mut simulation = Simulation::of_rules(&self.policy(), new, self.interner())?;
        simulation.add_all(self, at);
        Ok(simulation)
    }
}

fn known(guard: Result<Guard, UseError>) -> Result<Option<Guard>, UseError> {
    match guard {
        Ok(guard) => Ok(Some(guard)),
        Err(UseError::Unknown(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
