//! An allocator that counts while it is asked to.
#![allow(unsafe_code, reason = "an allocator that counts cannot be written without")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicBool, AtomicIsize, AtomicU64, Ordering},
};

pub(crate) struct Counting;

/// Off while time is measured, so that counting does not cost any.
static ON: AtomicBool = AtomicBool::new(false);
static CALLS: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicIsize = AtomicIsize::new(0);

fn count(calls: u64, bytes: usize, sign: isize) {
    if ON.load(Ordering::Relaxed) {
        CALLS.fetch_add(calls, Ordering::Relaxed);
        LIVE.fetch_add(sign * bytes.cast_signed(), Ordering::Relaxed);
    }
}

// SAFETY: every call is handed on as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size(), 1);
        // SAFETY: the caller keeps what `alloc` demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, layout.size(), -1);
        // SAFETY: the caller keeps what `dealloc` demands.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How many allocations a run makes, and how many bytes more are live after it.
pub(crate) fn counted<T>(run: impl FnOnce() -> T) -> (u64, isize, T) {
    let (calls, live) = (CALLS.load(Ordering::Relaxed), LIVE.load(Ordering::Relaxed));
    ON.store(true, Ordering::Relaxed);
    let value = run();
    ON.store(false, Ordering::Relaxed);
    (CALLS.load(Ordering::Relaxed) - calls, LIVE.load(Ordering::Relaxed) - live, value)
}
