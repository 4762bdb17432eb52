//! An audience that is kept current: whoever changes the ledger judges the person anew.
//!
//! Three things can change who is in: a person says something, time passes, the policy is replaced. Each has its way
//! here:
//!
//! | what changes | who is judged anew | by |
//! |---|---|---|
//! | a person's answers or description | that person | [`KeptAudience::update`], as a [`Watcher`] |
//! | the instant, forwards | those whose turn came | [`KeptAudience::advance`] |
//! | the instant, backwards | everyone | [`KeptAudience::rebuild`] |
//! | the policy | everyone | [`KeptAudience::rebuild`], as a [`Watcher`] |

use std::{
    hash::{BuildHasher, Hash},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::membership::Membership;
use crate::{
    ledger::{guard::LedgerGuard, people::BATCH, watchers::Watcher},
    standing::Answers,
    time::{Moment, Timestamp},
};

/// How many people at least are judged by a thread of their own, where the feature `rayon` allows for several: work
/// of a millisecond.
const PEOPLE_A_THREAD: usize = 1 << 15;

/// What the clones of an audience share: the guard that decides who is in, and who is.
///
/// INVARIANT: whoever judges somebody holds the membership's lock meanwhile. So of two changes of one person the
/// later one to judge sees both, and what is noted last is right.
pub(super) struct KeptAudience<K, S> {
    /// Decides who is in. It follows reloads by itself.
    pub(super) guard: LedgerGuard<K, S>,
    /// Who is in, and when that could change.
    membership: Mutex<Membership>,
}

impl<K, S> KeptAudience<K, S> {
    /// Nobody is in yet. Has to be registered with the ledger and then [built](Self::rebuild).
    pub(super) fn new(guard: LedgerGuard<K, S>, membership: Membership) -> Self {
        Self { guard, membership: Mutex::new(membership) }
    }
}

impl<K, S> KeptAudience<K, S> {
    /// The membership, for whoever reads or changes it next.
    pub(super) fn membership(&self) -> MutexGuard<'_, Membership> {
        // A panic in between leaves a person's turn for later at worst; `policy_replaced` builds everything anew.
        self.membership.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, S> KeptAudience<K, S>
where
    K: Hash + Eq + Clone + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    /// Whether a person with those answers is in at that moment, and the instant at which that could change.
    ///
    /// [`Timestamp::MAX`] stands for never. The instant may be too early, never too late: at it the person is judged
    /// again.
    #[inline]
    fn judge(&self, rows: Answers<'_>, moment: Moment) -> (bool, Timestamp) {
        self.guard.guard.with_plan(|plan| plan.decide_until(rows, moment))
    }

    /// Judges everyone anew at that moment; with the feature `rayon`, by all of the machine's threads.
    ///
    /// The words are divided among threads, and each thread judges the people of its words, 64 at a time.
    pub(super) fn rebuild(&self, membership: &mut Membership, moment: Moment) {
        *membership = Membership::new(moment, self.guard.ledger.inner.people.count() as usize);
        let words = membership.words.len();
        // Not by rayon's own threads: while one of its threads waits it takes up other work, which may want this very
        // audience.
        let threads = match std::thread::available_parallelism() {
            Ok(count) if cfg!(feature = "rayon") => count.get().min(words * BATCH / PEOPLE_A_THREAD),
            _ => 1,
        };
        let words_a_thread = words.div_ceil(threads.max(1)).max(1);
        let parts = membership.words.chunks_mut(words_a_thread).zip(membership.due.chunks_mut(words_a_thread * BATCH));
        let mut parts = parts.zip((0..).step_by(words_a_thread));
        let judge = |((words, due), first): ((&mut [u64], &mut [Timestamp]), usize)| {
            self.judge_words(words, due, first, moment)
        };
        let own = parts.next();
        membership.count = std::thread::scope(|scope| {
            let others: Vec<_> = parts.map(|part| scope.spawn(move || judge(part))).collect();
            let own = own.map_or(0, judge);
            others.into_iter().fold(own, |count, other| match other.join() {
                Ok(others) => count + others,
                // Whatever a key's own code panicked with goes on to the caller.
                Err(panic) => std::panic::resume_unwind(panic),
            })
        });
    }

    /// Judges those whose bits these words are, and returns how many are in. The first word is the one at `first`.
    ///
    /// People who come meanwhile are judged when their event is announced, under the same lock.
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
    ///
    /// A person whose first words are still on the way in is passed over, and comes again when they are there.
    fn update(&self, membership: &mut Membership, number: u32, moment: Moment) {
        let judged = self.guard.ledger.inner.people.read_number(number, |entry| self.judge(entry.answers, moment));
        if let Some((allowed, due)) = judged {
            membership.update(number, allowed, due);
        }
    }

    /// Moves on to another instant: forwards, by judging those whose turn comes until then; backwards, by judging
    /// everyone.
    pub(super) fn advance(&self, membership: &mut Membership, now: Timestamp) {
        let moment = membership.moment.moved_to(now);
        if now < membership.moment.now() {
            self.rebuild(membership, moment);
            return;
        }
        while let Some((_, number)) = membership.pop_due(now) {
            self.update(membership, number, moment);
        }
        membership.moment = moment;
    }

    /// The first instant after the current one at which somebody comes or goes if nobody says anything new.
    pub(super) fn next_change(&self, membership: &mut Membership) -> Option<Timestamp> {
        loop {
            let (due, number) = membership.pop_due(Timestamp::MAX)?;
            let moment = membership.moment.moved_to(due);
            let judged = self.guard.ledger.inner.people.read_number(number, |entry| self.judge(entry.answers, moment));
            let Some((allowed, next)) = judged else { continue };
            // At a turn often nothing changes after all, as when a yes ends after a newer one was given. Then the
            // next turn is looked at.
            if allowed != membership.contains(number) {
                membership.put_back(due, number);
                return Some(due);
            }
            membership.update(number, allowed, next);
        }
    }
}

impl<K, S> Watcher<K> for KeptAudience<K, S>
where
    K: Hash + Eq + Clone + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    fn changed(&self, key: &K) {
        let Some(number) = self.guard.ledger.number(key) else { return };
        let mut membership = self.membership();
        let moment = membership.moment;
        self.update(&mut membership, number, moment);
    }

    fn policy_replaced(&self) {
        let mut membership = self.membership();
        let moment = membership.moment;
        self.rebuild(&mut membership, moment);
    }
}
