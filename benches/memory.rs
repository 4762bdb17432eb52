//! Bytes a person, beside 48 bytes for each of ten answers, by what the allocator is asked for.
//!
//! Prints a table, of ledgers as recorded and as restored; fails where the bar does not hold. What it is made of: 40
//! bytes for key and standing, and 12 to 24 for slots of the map, whose number doubles.
//! `CONSENTRY_BENCH_PEOPLE` sets the largest number of people (100,000; the claim is about 1,000,000).

#![allow(unsafe_code, reason = "an allocator that counts cannot be written without")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod common;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering},
};

use consentry::{Ledger, ledger::LedgerRole};

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed on as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps what `alloc` demands.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps what `dealloc` demands.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What an answer takes: 24 bytes that a check reads and 24 that it does not.
const ANSWER: f64 = 48.0;
/// The most that a person may take beside.
const PERSON_BAR: f64 = 64.0;

fn live() -> f64 {
    LIVE.load(Ordering::Relaxed) as f64
}

/// Bytes of a ledger of nobody, and its policy.
fn fixed() -> f64 {
    let before = live();
    let _ledger: Ledger<u64> = Ledger::new(common::policy());
    live() - before
}

/// Bytes a person of that ledger, beside their answers.
fn beside_answers(people: u64, make: impl FnOnce() -> Ledger<u64>) -> (f64, Ledger<u64>) {
    let before = live() + fixed();
    let ledger = make();
    assert_eq!(ledger.len() as u64, people);
    ((live() - before) / people as f64 - ANSWER * common::ANSWERS as f64, ledger)
}

/// The bar is one for a million people. Among fewer, what lies idle counts too: pages that are part full, one for each
/// size of rows in each shard, and the end of the newest segment; hardly more than so much in all.
fn bar(people: u64) -> f64 {
    const IDLE: f64 = 3e6;
    if people < 1_000_000 { PERSON_BAR + IDLE / people as f64 } else { PERSON_BAR }
}

fn main() {
    // What `cargo bench -- --test` asks for is one quick pass.
    let quick = common::is_test();
    let most: u64 = std::env::var("CONSENTRY_BENCH_PEOPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let most = if quick { 10_000 } else { most };
    let mut holds = true;
    println!("people | bytes a person beside {ANSWER} an answer: as recorded | as restored");
    for people in [10_000, 30_000, 100_000, 300_000, 1_000_000].into_iter().filter(|people| *people <= most) {
        let (recorded, ledger) = beside_answers(people, || {
            let ledger = Ledger::new(common::policy());
            for event in common::events(people, 0..people * common::ANSWERS, |person| person) {
                assert!(ledger.record(&event).is_ok_and(|recorded| recorded.new));
            }
            ledger
        });
        let mut file = Vec::new();
        ledger.snapshot(&mut file).expect("a snapshot");
        drop(ledger);
        let (restored, _ledger) = beside_answers(people, || {
            Ledger::restore(common::policy(), file.as_slice(), LedgerRole::Source).expect("it is whole").0
        });
        println!("{people:>9} | {recorded:>6.1} | {restored:>6.1}");
        let bar = bar(people);
        holds &= recorded <= bar && restored <= bar;
    }
    println!("bar: {PERSON_BAR} a person among a million: {}", if holds { "holds" } else { "broken" });
    assert!(holds);
}
