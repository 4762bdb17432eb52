//! `std::sync` for a scheduler that may switch threads at every lock and every atomic access.

pub(crate) use std::sync::{Arc, OnceLock, PoisonError, Weak};

pub(crate) use shuttle::sync::{Mutex, MutexGuard};

pub(crate) mod atomic {
    pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence};
}
