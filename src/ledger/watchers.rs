//! What is kept current by every change: the audiences of a ledger.
//!
//! There are few watchers and many changes, so the list is read without a lock and copied when it grows. A change
//! costs one fence and one load where nobody watches.

use std::sync::{
    Arc, Mutex, PoisonError, Weak,
    atomic::{Ordering, fence},
};

use arc_swap::ArcSwap;

/// Something that wants to hear of every change to a ledger.
///
/// It is told by the thread that made the change, before the change is numbered. It may be told of a change that it
/// has seen already, so it reads anew what it is told about.
///
/// It runs on the path of recording, so whatever it does makes recording slower, and nothing it does may record.
pub(super) trait Watcher<K>: Send + Sync {
    /// Hears that the person's answers or description have changed.
    fn changed(&self, key: &K);
    /// Hears that another policy is in force, so that everyone's decision may be another.
    fn policy_replaced(&self);
}

/// Weak, so that whatever is dropped elsewhere is not kept current any longer.
type List<K> = Vec<Weak<dyn Watcher<K>>>;

/// The watchers of a ledger. Telling them takes no lock of its own.
pub(super) struct Watchers<K> {
    /// All watchers, some of which may be gone. Replaced as a whole.
    list: ArcSwap<List<K>>,
    /// Held while the list is replaced.
    change: Mutex<()>,
}

impl<K> Default for Watchers<K> {
    fn default() -> Self {
        Self { list: ArcSwap::default(), change: Mutex::default() }
    }
}

impl<K> Watchers<K> {
    /// Adds a watcher. Once this has returned, the watcher hears of every change that it cannot see in the people
    /// yet.
    pub(super) fn register(&self, watcher: Weak<dyn Watcher<K>>) {
        let _change = self.change.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list = List::clone(&self.list.load());
        list.retain(|watcher| watcher.strong_count() > 0);
        list.push(watcher);
        self.list.store(Arc::new(list));
        // INVARIANT: with the fence in `changed`: of a change and a registration at the same time, either the
        // change's writer finds the watcher, or the watcher, which reads the people after this, finds the change.
        fence(Ordering::SeqCst);
    }

    /// Tells the watchers of a change of that person, which has been made already.
    ///
    /// It returns once every watcher has dealt with the change.
    #[inline]
    pub(super) fn changed(&self, key: &K) {
        fence(Ordering::SeqCst);
        for watcher in self.list.load().iter().filter_map(Weak::upgrade) {
            watcher.changed(key);
        }
    }

    /// Tells the watchers of another policy, which is in force already.
    pub(super) fn policy_replaced(&self) {
        fence(Ordering::SeqCst);
        for watcher in self.list.load().iter().filter_map(Weak::upgrade) {
            watcher.policy_replaced();
        }
    }
}
