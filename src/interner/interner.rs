//! The table of scopes and profiles, and who hears of new ones.
//!
//! The order of steps is what keeps checks right without a lock. Whoever adds a scope holds the lock, gives it a
//! number, tells every guard, and only then makes the number known. So a number that a check meets in a standing was
//! known to every guard before. Looking up a scope that is there already takes no lock.
//!
//! Steps of adding a scope, in order:
//!
//! 1. look it up without a lock; most of the time it is there, and that is all;
//! 2. take the lock, and look it up again, since someone may have added it meanwhile;
//! 3. append it, which gives it its number;
//! 4. tell every listener, which sets its bits, or compiles anew if it has no room for the number;
//! 5. publish the number in `scope_numbers`, and let go of the lock.
//!
//! Whoever reads the number in a standing got it after step 5, through the lock-free table or through the ledger's
//! index, and therefore also sees the bits of step 4.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
    },
};

use super::coverage::Coverage;
use crate::{policy::Policy, subject::Profile, vocabulary::Scope};

/// A table of the scopes and profiles that standings and guards refer to by number.
///
/// Clones share one table, and threads may add to it at the same time. It only grows: a scope keeps its number as long
/// as the table lives. A guard can only read standings of its own table; any other standing is denied as `unreadable`.
///
/// ```
/// use consentry::{EventDocument, History, Interner, Kind, Operations, Scope, Subject};
///
/// let interner = Interner::new();
/// let scope = Scope::new(["news"], ["email"], ["shop"], Operations::USE)?;
/// for (person, id) in [(1u64, "e1"), (2, "e2")] {
///     let no = EventDocument::new(id, person, Kind::Refused, &scope, "2026-06-01T00:00:00Z".parse()?);
///     let mut history = History::new();
///     history.insert(no.into_event()?)?;
///     history.standing(&Subject::default(), &interner);
/// }
/// assert_eq!(interner.scopes(), 1, "two people, one scope");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Looking up a scope that is there takes no lock; adding one takes a lock and as long as it takes to tell every guard.
/// A program that keeps several interners keeps their standings and guards apart:
///
/// ```
/// use consentry::{DataUse, Guard, Interner, Operations, PolicyDocument, Standing, Subject, Timestamp};
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "1"
///     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
///         recipients = [{ key = "shop", role = "controller" }] }
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
/// "#)?;
/// let (own, other) = (Interner::new(), Interner::new());
/// let data_use = DataUse::new("news", "email", "shop", Operations::USE);
/// let guard = Guard::new(policy.compile()?.into(), &own, &data_use)?;
///
/// let now = Timestamp::from_millis(0);
/// let anna = Standing::new(&Subject::default(), &own.clone());
/// assert_eq!(guard.check(&anna, now).code(), "never_asked", "a clone is the same table");
/// let bo = Standing::new(&Subject::default(), &other);
/// assert_eq!(guard.check(&bo, now).code(), "unreadable", "its numbers mean something else there");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Interner {
    table: Arc<Table>,
}

/// What all clones share.
///
/// `boxcar::Vec` is appended to without moving what it holds, so references to a scope stay valid while others add
/// more.
struct Table {
    /// Tells tables apart.
    number: u32,
    scopes: boxcar::Vec<(Scope, Coverage)>,
    profiles: boxcar::Vec<Profile>,
    /// Event ids too long to stand in an answer.
    long_ids: boxcar::Vec<Box<str>>,
    /// The way back, read without a lock. A scope stands here last, when every guard knows it.
    scope_numbers: [papaya::HashMap<Scope, u32, foldhash::fast::RandomState>; 2],
    /// Whoever adds something holds this.
    registry: Mutex<Registry>,
}

/// What is only read and written while something is added.
///
/// Profiles are looked up under the lock: they change when a person is described, which is rare beside checks and
/// events. Listeners are weak, so that a guard that was dropped is not kept alive and disappears at the next
/// registration.
#[derive(Default)]
struct Registry {
    profile_numbers: HashMap<Profile, u32>,
    listeners: Vec<Weak<dyn PlanListener>>,
}

/// A listener that keeps bits by scope and profile, and is told of new ones and of another policy.
///
/// It is told while the table is locked, so nothing can be added in between, and must not lock it again.
///
/// There is one implementation, `decide::plan::CurrentPlan`. The trait stands here so that this module need not know
/// guards, which lie below it.
pub(crate) trait PlanListener: Send + Sync {
    /// Tells of a new scope, before anyone learns its number.
    fn scope_added(&self, number: u32, scope: &Scope, coverage: Coverage, locked: &LockedInterner<'_>);
    /// Tells of a new profile, before anyone learns its number.
    ///
    /// What was said of scopes holds here too: a standing can only hold the number once this has returned.
    fn profile_added(&self, number: u32, profile: &Profile, locked: &LockedInterner<'_>);
    /// Tells that another policy has taken the place of the one before.
    ///
    /// The listener compiles its uses for that policy before it returns, so that after a reload no check uses the old
    /// one.
    fn policy_replaced(&self, policy: &Arc<Policy>, interner: &Interner, locked: &LockedInterner<'_>);
}

/// The table while its lock is held: nothing can be added by others until this is dropped.
///
/// A guard is built under it: between reading all scopes and registering for new ones none can slip through.
pub(crate) struct LockedInterner<'t> {
    table: &'t Table,
    registry: MutexGuard<'t, Registry>,
}

impl Default for Interner {
    fn default() -> Self {
        static TABLES: AtomicU32 = AtomicU32::new(0);
        let table = Table {
            number: TABLES.fetch_add(1, Ordering::Relaxed),
            scopes: boxcar::Vec::new(),
            profiles: boxcar::Vec::new(),
            long_ids: boxcar::Vec::new(),
            scope_numbers: Coverage::ALL.map(|_| papaya::HashMap::with_hasher(foldhash::fast::RandomState::default())),
            registry: Mutex::default(),
        };
        let interner = Self { table: Arc::new(table) };
        // Number 0 is the person of whom nothing is known, so that an unknown subject needs no look-up.
        interner.profile(Profile::default());
        interner
    }
}

impl fmt::Debug for Interner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interner({} scopes, {} profiles)", self.table.scopes.count(), self.table.profiles.count())
    }
}

impl Interner {
    /// The number of the profile of a person of whom nothing is known.
    pub(crate) const UNKNOWN_PROFILE: u32 = 0;

    /// Makes an empty table.
    ///
    /// Two tables made by two calls are different tables, even while both are empty.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number that tells this table from all others of the process.
    ///
    /// A standing and a plan both carry it, and a check compares the two before it trusts any number. It counts tables
    /// since the process began and is not written to snapshots.
    pub(crate) fn number(&self) -> u32 {
        self.table.number
    }

    /// Returns how many distinct scopes there are.
    ///
    /// It is a good figure to watch: it should level off once every choice that the user interface offers was made by
    /// someone.
    #[must_use]
    pub fn scopes(&self) -> usize {
        self.table.scopes.count()
    }

    /// Returns the scope with that number.
    pub(crate) fn scope(&self, number: u32) -> Option<(&Scope, Coverage)> {
        self.table.scopes.get(number as usize).map(|(scope, coverage)| (scope, *coverage))
    }

    /// Returns the profile with that number.
    pub(crate) fn profile_of(&self, number: u32) -> Option<&Profile> {
        self.table.profiles.get(number as usize)
    }

    /// Returns the event id with that number in the table of long ids.
    pub(crate) fn long_id(&self, number: u32) -> Option<&str> {
        self.table.long_ids.get(number as usize).map(AsRef::as_ref)
    }

    /// Adds an event id that is too long to stand in an answer, and returns its number.
    ///
    /// The same text added twice has two numbers. That is harmless, since ids are compared by their text, and spares a
    /// map of all ids.
    pub(crate) fn add_long_id(&self, id: &str) -> u32 {
        // A table of 2^32 ids would take more memory than there is.
        u32::try_from(self.table.long_ids.push(id.into())).unwrap_or(u32::MAX)
    }

    /// Locks the table: nothing can be added by others until the returned value is dropped. Readers are not held up.
    pub(crate) fn lock(&self) -> LockedInterner<'_> {
        // A panic elsewhere cannot leave the registry half-changed, so a poisoned lock is as good as any.
        LockedInterner {
            table: &self.table,
            registry: self.table.registry.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Returns the scope's number, and gives it one if it is new. Every guard knows a new scope before anyone learns
    /// its number.
    pub(crate) fn intern(&self, scope: &Scope, coverage: Coverage) -> u32 {
        match self.intern_if(scope, coverage, || Ok::<(), std::convert::Infallible>(())) {
            Ok(number) => number,
            Err(never) => match never {},
        }
    }

    /// Returns the scope's number if it has one already or is admitted. Nothing else is added while `admit` runs.
    ///
    /// # Errors
    /// Whatever `admit` returns; the scope then has no number.
    ///
    /// `admit` is how a ledger with a limit on scopes refuses one more. It runs under the lock, so that two threads
    /// cannot both take the last place.
    pub(crate) fn intern_if<E>(
        &self,
        scope: &Scope,
        coverage: Coverage,
        admit: impl FnOnce() -> Result<(), E>,
    ) -> Result<u32, E> {
        let [today, ever] = &self.table.scope_numbers;
        let numbers = if coverage == Coverage::Today { today } else { ever };
        if let Some(number) = numbers.pin().get(scope) {
            return Ok(*number);
        }
        let locked = self.lock();
        let numbers = numbers.pin();
        if let Some(number) = numbers.get(scope) {
            return Ok(*number);
        }
        admit()?;
        let number = u32::try_from(self.table.scopes.push((scope.clone(), coverage))).unwrap_or(u32::MAX);
        locked.each_listener(|listener| listener.scope_added(number, scope, coverage, &locked));
        numbers.insert(scope.clone(), number);
        Ok(number)
    }

    /// Returns the profile's number, and gives it one if it is new. Every guard knows a new profile before anyone
    /// learns its number.
    ///
    /// The lock is taken in either case; see `Registry`.
    pub(crate) fn profile(&self, profile: Profile) -> u32 {
        let mut locked = self.lock();
        if let Some(number) = locked.registry.profile_numbers.get(&profile) {
            return *number;
        }
        let number = u32::try_from(self.table.profiles.push(profile.clone())).unwrap_or(u32::MAX);
        locked.each_listener(|listener| listener.profile_added(number, &profile, &locked));
        locked.registry.profile_numbers.insert(profile, number);
        number
    }
}

impl LockedInterner<'_> {
    /// Iterates over all scopes with their numbers.
    ///
    /// They come in the order of their numbers, from 0.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = (u32, &Scope, Coverage)> {
        (0u32..).zip(self.table.scopes.iter()).map(|(number, (_, (scope, coverage)))| (number, scope, *coverage))
    }

    /// Iterates over all profiles with their numbers.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = (u32, &Profile)> {
        (0u32..).zip(self.table.profiles.iter().map(|(_, profile)| profile))
    }

    /// Returns the room to make for bits by scope: what there is and as much again, so that new scopes rarely need
    /// more.
    pub(crate) fn scope_capacity(&self) -> usize {
        capacity(self.table.scopes.count(), 1024)
    }

    /// Returns the room to make for bits by profile, likewise.
    pub(crate) fn profile_capacity(&self) -> usize {
        capacity(self.table.profiles.count(), 64)
    }

    /// Adds a listener, and forgets those that are gone.
    pub(crate) fn register(&mut self, listener: Weak<dyn PlanListener>) {
        self.registry.listeners.retain(|listener| listener.strong_count() > 0);
        self.registry.listeners.push(listener);
    }

    /// Tells every listener that is still there.
    pub(crate) fn each_listener(&self, tell: impl Fn(&dyn PlanListener)) {
        for listener in &self.registry.listeners {
            if let Some(listener) = listener.upgrade() {
                tell(&*listener);
            }
        }
    }
}

/// Returns twice the count, rounded up to a power of two, and `least` at least. Doubling makes compiling anew rare:
/// while a table grows to a million scopes, a guard is compiled fewer than ten times more.
fn capacity(count: usize, least: usize) -> usize {
    count.saturating_mul(2).next_power_of_two().max(least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Operations;

    #[test]
    fn equal_scopes_share_a_number_across_threads() {
        let interner = Interner::new();
        let scope = |key: &str| Scope::new([key], ["*"], ["*"], Operations::USE).unwrap();
        let numbers: Vec<Vec<u32>> = std::thread::scope(|threads| {
            let run = || (0..50).map(|n| interner.intern(&scope(&format!("k{n}")), Coverage::Today)).collect();
            let handles: Vec<_> = (0..4).map(|_| threads.spawn(run)).collect();
            handles.into_iter().map(|handle| handle.join().unwrap()).collect()
        });
        assert!(numbers.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(interner.scopes(), 50);
        assert_eq!(interner.scope(numbers[0][7]), Some((&scope("k7"), Coverage::Today)));
        let no = interner.intern(&scope("k7"), Coverage::Ever);
        assert_eq!((interner.scope(no), interner.scopes()), (Some((&scope("k7"), Coverage::Ever)), 51));
        assert_eq!(interner.profile(Profile::default()), Interner::UNKNOWN_PROFILE);
    }
}
