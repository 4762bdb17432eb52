//! Those who want to hear whose answers changed.

use std::sync::{
    Arc, Mutex, PoisonError, Weak,
    atomic::{Ordering, fence},
};

use arc_swap::ArcSwap;

/// Something that is kept current by events.
pub(super) trait Watcher<K>: Send + Sync {
    /// The person's standing is another.
    fn changed(&self, key: &K);
    /// Everyone's decision may be another.
    fn policy_replaced(&self);
}

type List<K> = Vec<Weak<dyn Watcher<K>>>;

/// The watchers of a ledger.
pub(super) struct Watchers<K> {
    list: ArcSwap<List<K>>,
    /// Held by whoever changes the list.
    change: Mutex<()>,
}

impl<K> Default for Watchers<K> {
    fn default() -> Self {
        Self { list: ArcSwap::default(), change: Mutex::default() }
    }
}

impl<K> Watchers<K> {
    /// From when this returned, the watcher hears of every change it could not have seen.
    pub(super) fn register(&self, watcher: Weak<dyn Watcher<K>>) {
        let _change = self.change.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list = List::clone(&self.list.load());
        list.retain(|watcher| watcher.strong_count() > 0);
        list.push(watcher);
        self.list.store(Arc::new(list));
        // With the fence in `changed`: of a change and a registration at the same time, either the change's writer finds
        // the watcher, or the watcher, which reads the people after this, finds the change.
        fence(Ordering::SeqCst);
    }

    /// Called after the change is made.
    #[inline]
    pub(super) fn changed(&self, key: &K) {
        fence(Ordering::SeqCst);
        for watcher in self.list.load().iter().filter_map(Weak::upgrade) {
            watcher.changed(key);
        }
    }

    pub(super) fn policy_replaced(&self) {
        fence(Ordering::SeqCst);
        for watcher in self.list.load().iter().filter_map(Weak::upgrade) {
            watcher.policy_replaced();
        }
    }
}
