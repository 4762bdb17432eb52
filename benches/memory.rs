//! Bytes a person and an answer, by what the allocator is asked for. Prints a table; fails where a bar does not hold.
//!
//! Two ledgers of the same people, with ten answers and with none, tell what an answer costs from what a person costs.
//! `CONSENTRY_BENCH_PEOPLE` sets the largest number of people (100,000; the claim is about 1,000,000).

#![allow(unsafe_code, reason = "an allocator that counts cannot be written without")]

mod common;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering},
};

use consentry::{Ledger, LedgerRole, Subject};

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

/// The most an answer may take, and a person beside it.
const ANSWER_BAR: f64 = 48.0;
const PERSON_BAR: f64 = 64.0;

fn live() -> f64 {
    LIVE.load(Ordering::Relaxed) as f64
}

fn main() {
    // What `cargo bench -- --test` asks for is one quick pass.
    let quick = std::env::args().any(|argument| argument == "--test");
    let most: u64 = std::env::var("CONSENTRY_BENCH_PEOPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let most = if quick { 10_000 } else { most };
    let mut holds = true;
    println!("{:>9} people | bytes a person | bytes an answer | as restored: a person, an answer", "");
    for people in [10_000, 100_000, 300_000, 1_000_000].into_iter().filter(|people| *people <= most) {
        let before = live();
        let ledger: Ledger<u64> = Ledger::new(common::policy());
        let empty = live();
        for person in 0..people {
            ledger.describe(person, &Subject::default()).expect("no facts");
        }
        let described = live();
        for event in common::events(people, 0..people * common::ANSWERS, |person| person) {
            assert!(ledger.record(&event).is_ok_and(|recorded| recorded.new));
        }
        let a_person = (described - empty) / people as f64;
        let an_answer = (live() - described) / (people * common::ANSWERS) as f64;
        let mut file = Vec::new();
        ledger.snapshot(&mut file).expect("a snapshot");
        drop(ledger);
        let emptied = live() - file.capacity() as f64;
        let restored =
            Ledger::<u64>::restore(common::policy(), file.as_slice(), LedgerRole::Source).expect("it is whole").0;
        assert_eq!(restored.len() as u64, people);
        let all = live() - file.capacity() as f64 - emptied - (empty - before);
        let a_restored = all / people as f64 - ANSWER_BAR * common::ANSWERS as f64;
        println!("{people:>16} | {a_person:>14.1} | {an_answer:>15.2} | {a_restored:.1} beside {ANSWER_BAR} an answer");
        holds &= a_person <= PERSON_BAR && a_restored <= PERSON_BAR && an_answer <= ANSWER_BAR + 0.5;
    }
    // Half of a standing's bytes are answers, which are all that a check reads.
    println!(
        "bars: {PERSON_BAR} a person, {ANSWER_BAR} an answer, half of them hot: {}",
        if holds { "hold" } else { "broken" }
    );
    assert!(holds);
}
