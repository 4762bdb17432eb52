//! A check does not allocate: counted.
//!
//! The allocator that counts is that of the whole program. It counts by thread, so what other tests do does not matter.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use consentry::{
    DataUse, EventDocument, Guard, History, Interner, Kind, Ledger, Operations, PolicyDocument, Qualities, RowGuard,
    Scope, Subject, Timestamp,
};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// Only in this test: an allocator is unsafe by nature.
#[allow(unsafe_code, reason = "counting allocations needs an allocator")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(run: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.with(Cell::get);
    run();
    ALLOCATIONS.with(Cell::get) - before
}

#[test]
fn a_check_allocates_nothing() {
    let text = r#"
        version = "1"
        facts = ["customer"]
        vocabulary = { purposes = [{ key = "marketing" }, { key = "marketing.email", formerly = ["mail"] }],
          categories = [{ key = "contact" }, { key = "contact.email" }], recipients = [{ key = "lingon", role = "controller", location = "SE" }] }
        regimes = [{ id = "gdpr", regions = ["EEA"] }, { id = "everywhere" }]
        [[rules]]
        id = "newsletter"
        regime = "gdpr"
        basis = "consent"
        min_age = 16
        lifetime_days = 365
        retention_days = 365
        facts = ["customer"]
        ages = { from = 13 }
        scope = { purposes = "*", categories = "contact", recipients = "lingon", operations = "use" }
        [[rules]]
        id = "elsewhere"
        regime = "everywhere"
        basis = "opt_out"
        scope = { purposes = "*", categories = "contact", recipients = "lingon", operations = "use" }
    "#;
    let policy = toml::from_str::<PolicyDocument>(text).unwrap().compile().unwrap();
    let ledger: Ledger<u64> = Ledger::new(policy.clone());
    let interner = Interner::new();
    let now = Timestamp::from_millis(1_770_000_000_000);
    let moment = consentry::Moment::from(now).collected_at(now);
    let subject =
        Subject::in_regions(["SE".parse().unwrap()]).born("2000-01-01".parse().unwrap()).with_fact("customer");
    let narrow = DataUse::new("marketing.email", "contact.email", "lingon", Operations::USE);
    let wide = DataUse::new("marketing", "contact", "lingon", Operations::USE);
    let guards = [&narrow, &wide].map(|data_use| ledger.guard(data_use).unwrap());
    let standalone = [&narrow, &wide].map(|data_use| Guard::new(policy.clone().into(), &interner, data_use).unwrap());
    let of_ledger = ledger.row_guard(&[narrow.clone(), wide.clone()]).unwrap();
    let row_guard = RowGuard::new(policy.into(), &interner, &vec![narrow; 130]).unwrap();
    let mut history = History::new();
    // More scopes than the guards have room for, so that the slow way is taken too; it must not allocate either.
    for (n, purposes) in (0..2_000).map(|n| (n, ["mail", "marketing", "*"][n % 3])) {
        let operations = Operations::from_bits_truncate(u16::try_from(n % 1023).unwrap() | 4);
        let scope = Scope::new([purposes], ["contact"], ["lingon"], operations).unwrap();
        let kind = if n % 7 == 0 { Kind::Reinstated } else { Kind::Given };
        let mut event = EventDocument::new(
            format!("e{n}"),
            1u64,
            kind,
            &scope,
            Timestamp::from_millis(1_769_000_000_000 + n as i64),
        );
        if kind == Kind::Given {
            event = event.qualities(Qualities::AFFIRMATIVE);
        }
        let event = event.into_event().unwrap();
        ledger.record(&event).unwrap();
        history.insert(event).unwrap();
    }
    ledger.describe(1, &subject).unwrap();
    let standing = history.standing(&subject, &interner);
    // The first read of a thread sets up its place in the map's reclamation.
    assert!(guards[0].check(&1, moment).is_allow());
    let count = allocations(|| {
        for guard in &guards {
            assert!(guard.check(&1, moment).is_allow());
            assert!(!guard.check(&2, moment).is_allow());
            assert!(!guard.check(&1, now).is_allow());
        }
        for guard in &standalone {
            assert!(guard.check(&standing, moment).is_allow());
        }
        assert_eq!((of_ledger.check(&1, moment).bits(), of_ledger.check(&2, moment).bits()), (0b11, 0));
        let mut words = [0; 3];
        row_guard.check_into(&standing, moment, &mut words);
        assert_eq!(words, [u64::MAX, u64::MAX, 0b11]);
    });
    assert_eq!(count, 0);
    assert!(allocations(|| drop(std::hint::black_box(vec![1]))) > 0, "the counter counts");
}
