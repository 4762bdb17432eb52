//! Everyone for whom a guard allows.

use std::{
    borrow::Borrow,
    cmp::Reverse,
    collections::BinaryHeap,
    fmt,
    hash::{BuildHasher, Hash},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use super::{BATCH, DefaultHasher, Ledger, LedgerGuard, Members, watch::Watcher};
use crate::{
    decide::DataUse,
    standing::Answers,
    time::{Moment, Timestamp},
};

/// Everyone for whom a guard allows at an instant: "whom may we mail today" as one call.
///
/// Built once from the ledger; every event and every description recorded later updates it before the recording call
/// returns, and a policy reload builds it anew. Time moves only when told: the audience is right for the instant
/// [`at`](Self::at), [`next_change`](Self::next_change) says when time alone changes it, and
/// [`advance`](Self::advance) moves it on, touching only those whose turn it is. Clones share one audience; it is kept
/// current until the last is dropped.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     lifetime_days = 365
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
///
/// let ledger: Ledger<u64> = Ledger::new(policy);
/// let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let audience = ledger.audience(&guard, now);
/// assert!(audience.is_empty());
///
/// let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
/// let yes = EventDocument::new("e1", 7, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE).into_event()?;
/// ledger.record(&yes)?;
/// assert_eq!(audience.keys(), [7]);
///
/// let end: Timestamp = "2027-01-01T00:00:00Z".parse()?;
/// assert_eq!(audience.next_change(), Some(end));
/// audience.advance(end);
/// assert!(audience.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Audience<K = String, S = DefaultHasher> {
    shared: Arc<Shared<K, S>>,
}

struct Shared<K, S> {
    guard: LedgerGuard<K, S>,
    state: Mutex<State>,
}

/// Who is in, and when that could change.
struct State {
    moment: Moment,
    words: Vec<u64>,
    count: usize,
    /// By number: the next instant at which the person's membership could change; nothing happens to it before.
    due: Vec<Timestamp>,
    /// The same with the person's number, earliest first; entries that `due` no longer confirms are stale. `None` until
    /// somebody asks what time changes.
    queue: Option<Turns>,
}

type Turns = BinaryHeap<Reverse<(Timestamp, u32)>>;

/// Fewest people that are judged by a thread of their own, where the feature `rayon` allows for several: a millisecond's.
const PEOPLE_A_THREAD: usize = 1 << 15;

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// The person's number: dense, from 0, given at first sight, the same as long as the ledger lives. `None` for
    /// whoever is not known. An [`Audience`]'s [`Members`] go by it.
    #[must_use]
    pub fn number<Q>(&self, key: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.inner.people.number(key)
    }

    /// The keys of a set of this ledger's people, by number; of another ledger's set, none.
    #[must_use]
    pub fn keys_of(&self, members: &Members) -> Vec<K>
    where
        K: Clone,
    {
        if members.table() != self.inner.interner.number() {
            return Vec::new();
        }
        members.iter().filter_map(|number| self.inner.people.key(number).cloned()).collect()
    }
}

impl<K, S> Ledger<K, S>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    S: BuildHasher + Send + Sync + 'static,
{
    /// Everyone for whom the guard, one of this ledger, allows at that moment; kept current from here on.
    ///
    /// Those who are not known to the ledger are in no audience, even where a rule allows without anyone's word. With the feature
    /// `rayon`, all of the machine's threads build a large one.
    pub fn audience(&self, guard: &LedgerGuard<K, S>, at: impl Into<Moment>) -> Audience<K, S> {
        let shared = Arc::new(Shared { guard: guard.clone(), state: Mutex::new(State::new(at.into(), 0)) });
        let watcher: Weak<Shared<K, S>> = Arc::downgrade(&shared);
        guard.ledger.inner.watchers.register(watcher);
        let mut state = shared.state();
        let moment = state.moment;
        shared.rebuild(&mut state, moment);
        drop(state);
        Audience { shared }
    }
}

impl<K, S> Audience<K, S>
where
    K: Hash + Eq + Clone + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    /// What the members allow.
    #[must_use]
    pub fn data_use(&self) -> &DataUse {
        self.shared.guard.data_use()
    }

    /// The instant the audience is right for.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.shared.state().moment.now()
    }

    /// Moves the audience to another instant. Forwards it looks only at those who could change until then; backwards it
    /// is built anew.
    pub fn advance(&self, now: impl Into<Timestamp>) {
        self.shared.advance(&mut self.shared.state(), now.into());
    }

    /// The first instant after [`at`](Self::at) at which somebody comes or goes if nobody says anything new.
    #[must_use]
    pub fn next_change(&self) -> Option<Timestamp> {
        self.shared.next_change(&mut self.shared.state())
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.state().count
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the person is a member.
    #[must_use]
    pub fn contains<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shared.guard.ledger.number(key).is_some_and(|number| self.shared.state().contains(number))
    }

    /// The members as they are now, to be combined, and looked up without a lock.
    pub fn members(&self) -> Members {
        let state = self.shared.state();
        let table = self.shared.guard.ledger.inner.interner.number();
        Members::new(state.words.clone(), table, state.moment.now())
    }

    /// The members' keys, in the order of their numbers.
    #[must_use]
    pub fn keys(&self) -> Vec<K> {
        self.shared.guard.ledger.keys_of(&self.members())
    }
}

impl<K, S> Shared<K, S> {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic in between leaves a person's turn for later at worst; `policy_replaced` builds everything anew.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, S> Shared<K, S>
where
    K: Hash + Eq + Clone + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    /// Whether the person is in at that moment, and when that could change.
    #[inline]
    fn judge(&self, rows: Answers<'_>, moment: Moment) -> (bool, Timestamp) {
        self.guard.guard.with_plan(|plan| plan.decide_until(rows, moment))
    }

    fn rebuild(&self, state: &mut State, moment: Moment) {
        *state = State::new(moment, self.guard.ledger.inner.people.count() as usize);
        let words = state.words.len();
        // Not by rayon's own: while one of its threads waits it takes up other work, which may want this very audience.
        let threads = match std::thread::available_parallelism() {
            Ok(count) if cfg!(feature = "rayon") => count.get().min(words * BATCH / PEOPLE_A_THREAD),
            _ => 1,
        };
        let words_a_thread = words.div_ceil(threads.max(1)).max(1);
        let parts = state.words.chunks_mut(words_a_thread).zip(state.due.chunks_mut(words_a_thread * BATCH));
        let mut parts = parts.zip((0..).step_by(words_a_thread));
        let judge = |((words, due), first): ((&mut [u64], &mut [Timestamp]), usize)| {
            self.judge_words(words, due, first, moment)
        };
        let own = parts.next();
        state.count = std::thread::scope(|scope| {
            let others: Vec<_> = parts.map(|part| scope.spawn(move || judge(part))).collect();
            let own = own.map_or(0, judge);
            others.into_iter().fold(own, |count, other| match other.join() {
                Ok(others) => count + others,
                // Whatever a key's own code panicked with goes on to the caller.
                Err(panic) => std::panic::resume_unwind(panic),
            })
        });
    }

    /// Judges those whose bits these words are, `first` being the first word's place; how many are in.
    fn judge_words(&self, words: &mut [u64], due: &mut [Timestamp], first: usize, moment: Moment) -> usize {
        let people = &self.guard.ledger.inner.people;
        let count = people.count() as usize;
        for ((word, due), place) in words.iter_mut().zip(due.chunks_mut(BATCH)).zip(first..) {
            let numbers = place * BATCH..count.min((place + 1) * BATCH);
            // INVARIANT: numbers have 32 bits.
            people.read_numbers(&mut numbers.map(|number| number as u32), |position, rows| {
                let (allowed, until) = self.judge(rows, moment);
                *word = *word & !(1 << position) | u64::from(allowed) << position;
                if let Some(due) = due.get_mut(position) {
                    *due = until;
                }
            });
        }
        words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Judges one person anew, by the answers that are in force now.
    fn update(&self, state: &mut State, number: u32, moment: Moment) {
        let judged = self.guard.ledger.inner.people.read_number(number, |entry| self.judge(entry.rows, moment));
        if let Some((allowed, due)) = judged {
            state.turn(number, allowed, due);
        }
    }

    fn advance(&self, state: &mut State, now: Timestamp) {
        let moment = state.moment.moved_to(now);
        if now < state.moment.now() {
            self.rebuild(state, moment);
            return;
        }
        while let Some((_, number)) = state.pop_due(now) {
            self.update(state, number, moment);
        }
        state.moment = moment;
    }

    fn next_change(&self, state: &mut State) -> Option<Timestamp> {
        loop {
            let (due, number) = state.pop_due(Timestamp::MAX)?;
            let moment = state.moment.moved_to(due);
            let judged = self.guard.ledger.inner.people.read_number(number, |entry| self.judge(entry.rows, moment));
            let Some((allowed, next)) = judged else { continue };
            // What could change often does not: a yes that ends after a newer one was given. Then the next turn is it.
            if allowed != state.contains(number) {
                state.turns().push(Reverse((due, number)));
                return Some(due);
            }
            state.turn(number, allowed, next);
        }
    }
}

impl<K, S> Watcher<K> for Shared<K, S>
where
    K: Hash + Eq + Clone + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    fn changed(&self, key: &K) {
        let Some(number) = self.guard.ledger.number(key) else { return };
        let mut state = self.state();
        let moment = state.moment;
        self.update(&mut state, number, moment);
    }

    fn policy_replaced(&self) {
        let mut state = self.state();
        let moment = state.moment;
        self.rebuild(&mut state, moment);
    }
}

impl State {
    fn new(moment: Moment, people: usize) -> Self {
        let words = people.div_ceil(64);
        let due = vec![Timestamp::MAX; words * 64];
        Self { moment, words: vec![0; words], count: 0, due, queue: None }
    }

    /// Everyone's turns, earliest first.
    fn turns(&mut self) -> &mut Turns {
        let due = &self.due;
        self.queue.get_or_insert_with(|| {
            let turns = due.iter().zip(0u32..).filter(|(due, _)| **due < Timestamp::MAX);
            turns.map(|(due, number)| Reverse((*due, number))).collect()
        })
    }

    fn contains(&self, number: u32) -> bool {
        self.words.get((number / 64) as usize).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Notes what is so for a person.
    #[inline]
    fn set(&mut self, number: u32, allowed: bool, due: Timestamp) {
        let (word, bit) = ((number / 64) as usize, 1 << (number % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
            self.due.resize((word + 1) * 64, Timestamp::MAX);
        }
        if let Some(word) = self.words.get_mut(word) {
            let old = *word;
            *word = if allowed { old | bit } else { old & !bit };
            self.count = self.count + usize::from(allowed) - usize::from(old & bit != 0);
        }
        if let Some(own) = self.due.get_mut(number as usize) {
            *own = due;
        }
    }

    /// Notes what is so for a person, and the person's next turn.
    fn turn(&mut self, number: u32, allowed: bool, due: Timestamp) {
        let queued = self.due.get(number as usize) == Some(&due);
        self.set(number, allowed, due);
        if let Some(queue) = self.queue.as_mut().filter(|_| due < Timestamp::MAX && !queued) {
            queue.push(Reverse((due, number)));
            self.drop_stale();
        }
    }

    /// Takes out the first turn that comes no later than `now`; it has to be judged, and queued again.
    fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, u32)> {
        loop {
            let Reverse((due, number)) = *self.turns().peek()?;
            if due > now {
                return None;
            }
            self.turns().pop();
            if self.due.get(number as usize) == Some(&due) {
                return Some((due, number));
            }
        }
    }

    /// Stale turns never outnumber the people by much.
    fn drop_stale(&mut self) {
        let due = &self.due;
        if let Some(queue) = self.queue.as_mut().filter(|queue| queue.len() > 2 * due.len() + 64) {
            queue.retain(|Reverse((time, number))| due.get(*number as usize) == Some(time));
        }
    }
}

impl<K, S> Clone for Audience<K, S> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<K, S> fmt::Debug for Audience<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        write!(f, "Audience({:?}: {} at {})", self.shared.guard, state.count, state.moment.now())
    }
}
