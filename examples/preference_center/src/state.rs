//! What all requests share.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use consentry::Timestamp;

use super::{center::Center, session::Sessions};

/// What says the time.
pub type Clock = fn() -> Timestamp;

/// The center, who is signed in, and a clock.
pub struct AppState {
    center: Mutex<Center>,
    sessions: Mutex<Sessions>,
    clock: Clock,
    /// The latest time that was told, or written down before the service was started.
    told: Mutex<Timestamp>,
}

impl AppState {
    pub(crate) fn new(center: Center, clock: Clock) -> Self {
        let told = Mutex::new(center.latest());
        Self { center: Mutex::new(center), sessions: Mutex::default(), clock, told }
    }

    /// The time, later each time it is asked for. A clock that is set back must not put a no before the yes it ends.
    pub fn now(&self) -> Timestamp {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        *told = told.next().max((self.clock)());
        *told
    }

    /// The center, for this caller alone as long as the guard lives.
    pub fn center(&self) -> MutexGuard<'_, Center> {
        // A change is made on a copy and put in place last, so there is never half of one.
        self.center.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The machine's clock. One that cannot be read stands at the beginning: then no yes is in force.
pub fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or_default())
}
