//! How fresh answers are, loading many events, and snapshots.

use std::sync::atomic::{AtomicBool, Ordering};

use consentry::{
    DataUse, Event, EventDocument, Kind, Ledger, LedgerGuard, Operations, Policy, PolicyDocument, Qualities, Region,
    Revision, Scope, Subject, Timestamp,
    ledger::{LedgerRole, RecordError, SnapshotError},
};
use proptest::prelude::*;

const PURPOSES: [&str; 3] = ["marketing", "marketing.email", "analytics"];

fn policy(purposes: &[&str]) -> Policy {
    let list: Vec<String> = purposes.iter().map(|key| format!("{{ key = \"{key}\" }}")).collect();
    let text = format!(
        r#"
        version = "1"
        facts = ["customer"]
        vocabulary = {{ purposes = [{}], categories = [{{ key = "contact" }}],
            recipients = [{{ key = "lingon", role = "controller" }}] }}
        [[rules]]
        id = "consent"
        basis = "consent"
        lifetime_days = 90
        scope = {{ purposes = "*", categories = "*", recipients = "*", operations = ["use", "store"] }}
        [[rules]]
        id = "customers"
        basis = "contract"
        facts = ["customer"]
        regions = ["SE"]
        scope = {{ purposes = "*", categories = "*", recipients = "*", operations = "store" }}
        "#,
        list.join(", ")
    );
    let document: PolicyDocument = toml::from_str(&text).unwrap();
    document.compile().unwrap()
}

fn scope(purpose: &str) -> Scope {
    Scope::new([purpose], ["contact"], ["lingon"], Operations::USE | Operations::STORE).unwrap()
}

fn day(number: i64) -> Timestamp {
    Timestamp::from_millis(1_767_225_600_000 + number * 86_400_000)
}

fn event(id: impl Into<String>, subject: u64, kind: Kind, purpose: &str, at: i64) -> Event<u64> {
    let document = EventDocument::new(id, subject, kind, &scope(purpose), day(at));
    let qualities = if kind == Kind::Given { Qualities::AFFIRMATIVE } else { Qualities::empty() };
    document.qualities(qualities).into_event().unwrap()
}

fn guards<K: std::hash::Hash + Eq>(ledger: &Ledger<K>) -> Vec<LedgerGuard<K>> {
    let uses = PURPOSES.iter().flat_map(|purpose| [(purpose, Operations::USE), (purpose, Operations::STORE)]);
    uses.map(|(purpose, operations)| ledger.guard(&DataUse::new(*purpose, "contact", "lingon", operations)).unwrap())
        .collect()
}

#[test]
fn revisions_count_changes_and_repetitions_get_one_that_has_them() {
    let ledger: Ledger<u64> = Ledger::new(policy(&PURPOSES));
    let yes = event("e1", 1, Kind::Given, "marketing", 0);
    let first = ledger.record(&yes).unwrap();
    assert!(first.new && first.revision == Revision::new(1));
    let described = ledger.describe(1, &Subject::in_regions([Region::new("SE").unwrap()])).unwrap();
    assert_eq!(described, Revision::new(2));
    let again = ledger.record(&yes).unwrap();
    assert!(!again.new && again.revision >= first.revision);
    assert_eq!(ledger.revision(), Revision::new(2));
    assert!(matches!(ledger.record(&event("e1", 1, Kind::Refused, "marketing", 0)), Err(RecordError::Conflict(_))));
    assert_eq!(ledger.revision(), Revision::new(2));
    assert_eq!(serde_json::to_string(&described).unwrap(), "2");
}

#[test]
fn a_replica_never_answers_from_before_what_is_asked() {
    let source: Ledger<u64> = Ledger::new(policy(&PURPOSES));
    source.record(&event("e1", 1, Kind::Given, "marketing", 0)).unwrap();
    let mut file = Vec::new();
    let report = source.snapshot(&mut file).unwrap();
    let no = event("e2", 1, Kind::Withdrawn, "marketing", 1);
    let withdrawn = source.record(&no).unwrap().revision;

    let (replica, _) = Ledger::<u64>::restore(policy(&PURPOSES), file.as_slice(), LedgerRole::Replica).unwrap();
    let guard = &guards(&replica)[0];
    assert!(guard.check_at_least(report.revision, &1, day(2)).is_allow());
    assert_eq!(guard.check_at_least(withdrawn, &1, day(2)).code(), "stale");
    replica.record(&event("other", 2, Kind::Given, "marketing", 0)).unwrap();
    assert_eq!(guard.check_at_least(withdrawn, &1, day(2)).code(), "stale", "its own records do not count");
    assert_eq!(replica.record(&no).unwrap().revision, report.revision);
    replica.applied(withdrawn);
    assert_eq!(guard.check_at_least(withdrawn, &1, day(2)).code(), "withdrawn");
    assert_eq!(guard.check_at_least(Revision::new(u64::MAX), &1, day(2)).code(), "stale");
    replica.take_over();
    assert!(replica.record(&event("e3", 1, Kind::Given, "marketing", 3)).unwrap().revision > withdrawn);
}

#[test]
fn loading_is_recording() {
    let mut events: Vec<_> =
        (0..50).map(|n| event(format!("e{n}"), n % 7, Kind::Given, "analytics", n as i64)).collect();
    events.insert(10, event("bad", 1, Kind::Given, "unknown", 0));
    events.insert(20, event("e0", 0, Kind::Refused, "analytics", 0));
    events.push(events[0].clone());
    let ledger: Ledger<u64> = Ledger::new(policy(&PURPOSES));
    let report = ledger.load(&events);
    assert_eq!((report.new, report.known, report.refused), (50, 1, 2));
    assert_eq!(report.errors.iter().map(|error| error.position).collect::<Vec<_>>(), [10, 20]);
    assert_eq!((report.revision, ledger.revision(), ledger.len()), (Revision::new(50), Revision::new(50), 7));
    let again = ledger.load(events.into_iter().take(5));
    assert_eq!((again.new, again.known, again.revision), (0, 5, ledger.revision()));
}

/// What a random person said: kind, purpose, day, form of the id.
type Said = (u64, usize, usize, i64, u8);

fn record_all<K: Clone + std::hash::Hash + Eq>(ledger: &Ledger<K>, said: &[Said], key: impl Fn(u64) -> K) {
    for (number, (subject, kind, purpose, at, id)) in said.iter().enumerate() {
        let id = match id % 3 {
            0 => format!("e{number}"),
            1 => format!("{number:08x}-ac96-774b-bcce-b302099a8057"),
            _ => format!("an-event-id-that-needs-the-table-{number}"),
        };
        let kind = Kind::ALL[*kind];
        let scope = Scope::new([PURPOSES[*purpose]], ["contact"], ["*"], Operations::USE).unwrap();
        let mut document = EventDocument::new(id, key(*subject), kind, &scope, day(*at));
        if kind == Kind::Given {
            document = document.qualities(Qualities::AFFIRMATIVE);
        }
        ledger.record(&document.into_event().unwrap()).unwrap();
        if number % 3 == 0 {
            let mut person = Subject::in_regions([Region::new(["SE", "US-CA", "DE"][number % 3]).unwrap()]);
            if number % 2 == 0 {
                person = person.with_fact("customer").born("1990-05-17".parse().unwrap());
            }
            ledger.describe(key(*subject), &person).unwrap();
        }
    }
}

fn said() -> impl Strategy<Value = Vec<Said>> {
    prop::collection::vec((0u64..12, 0..Kind::ALL.len(), 0..PURPOSES.len(), 0i64..6, any::<u8>()), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_restored_ledger_decides_and_explains_like_the_original(said in said()) {
        let ledger: Ledger<String> = Ledger::new(policy(&PURPOSES));
        record_all(&ledger, &said, |number| format!("person-{number}"));
        let mut file = Vec::new();
        let written = ledger.snapshot(&mut file).unwrap();
        prop_assert_eq!(written.bytes, file.len() as u64);
        let (restored, read) = Ledger::<String>::restore(policy(&PURPOSES), file.as_slice(), LedgerRole::Source).unwrap();
        prop_assert_eq!(written, read);
        prop_assert_eq!(restored.len(), ledger.len());
        prop_assert_eq!(restored.revision(), ledger.revision());
        for (mine, theirs) in guards(&ledger).iter().zip(guards(&restored)) {
            for key in (0..13).map(|number| format!("person-{number}")) {
                for at in [0, 3, 7, 100].map(day) {
                    prop_assert_eq!(mine.check(&key, at), theirs.check(&key, at));
                    prop_assert_eq!(mine.ruling(&key, at), theirs.ruling(&key, at));
                }
                let explanations = (mine.explain(&key, day(3)), theirs.explain(&key, day(3)));
                prop_assert_eq!(format!("{:?}", explanations.0), format!("{:?}", explanations.1));
            }
        }
        // It goes on as the original would: everything is known, and a new event is new.
        let before = restored.revision();
        record_all(&restored, &said, |number| format!("person-{number}"));
        prop_assert_eq!(restored.len(), ledger.len());
        prop_assert!(restored.revision() >= before);
    }
}

fn small_snapshot() -> Vec<u8> {
    let ledger: Ledger<u64> = Ledger::new(policy(&PURPOSES));
    record_all(&ledger, &[(1, 0, 0, 0, 0), (1, 2, 1, 1, 1), (2, 0, 2, 1, 2), (3, 5, 0, 2, 0)], |number| number);
    let mut file = Vec::new();
    ledger.snapshot(&mut file).unwrap();
    file
}

fn restore(file: &[u8]) -> Result<usize, SnapshotError> {
    Ledger::<u64>::restore(policy(&PURPOSES), file, LedgerRole::Source).map(|(ledger, _)| ledger.len())
}

#[test]
fn every_cut_and_every_changed_byte_is_an_error() {
    let file = small_snapshot();
    let policy = std::sync::Arc::new(policy(&PURPOSES));
    let restore =
        |file: &[u8]| Ledger::<u64>::restore(policy.clone(), file, LedgerRole::Source).map(|(ledger, _)| ledger.len());
    assert_eq!(restore(&file).unwrap(), 3);
    for end in 0..file.len() {
        let error = restore(&file[..end]).unwrap_err();
        assert!(matches!(error, SnapshotError::Truncated { .. } | SnapshotError::Foreign), "{end}: {error}");
    }
    let mut damaged = file.clone();
    for position in 0..file.len() {
        for change in 1..=255 {
            damaged[position] ^= change;
            assert!(restore(&damaged).is_err(), "byte {position} changed by {change}");
            damaged[position] = file[position];
        }
    }
}

#[test]
fn other_files_are_told_from_damaged_ones() {
    let file = small_snapshot();
    assert!(matches!(restore(b"{\"id\":\"e1\"}"), Err(SnapshotError::Foreign)));
    assert!(matches!(restore(b""), Err(SnapshotError::Foreign)));
    let mut later = file.clone();
    later[8] = 9;
    assert!(matches!(restore(&later), Err(SnapshotError::Version { found: 9, known: 3 })));
    let others = Ledger::<String>::restore(policy(&PURPOSES), file.as_slice(), LedgerRole::Source);
    let Err(SnapshotError::OtherKeys { found, expected: "text" }) = others else { panic!("{others:?}") };
    assert_eq!(found, "u64");
    let Err(SnapshotError::LostNames(lost)) =
        Ledger::<u64>::restore(policy(&["marketing"]), file.as_slice(), LedgerRole::Source)
    else {
        panic!("names are lost")
    };
    assert_eq!(lost.as_slice().len(), 2, "{lost}");
    // What follows a snapshot is not its business.
    let mut more = file;
    more.extend(b"more");
    assert_eq!(restore(&more).unwrap(), 3);
}

/// Puts frames of any content into a file whose checksums hold.
fn forged(frames: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut file = small_snapshot()[..8 + 2 + 1 + 3 + 4].to_vec();
    for (kind, payload) in frames {
        file.push(*kind);
        file.extend((payload.len() as u32).to_le_bytes());
        file.extend(payload);
        let seal = crc32fast::hash(&file);
        file.extend(seal.to_le_bytes());
    }
    file
}

/// The frames of a file, as [`forged`] takes them.
fn frames(file: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let (mut frames, mut rest) = (Vec::new(), &file[18..]);
    while let Some((&[kind, a, b, c, d], after)) = rest.split_first_chunk() {
        let len = u32::from_le_bytes([a, b, c, d]) as usize;
        frames.push((kind, after[..len].to_vec()));
        rest = &after[len + 4..];
    }
    frames
}

/// Whoever forges the checksum as well can put any answer in, but none that no ledger would have written.
#[test]
fn each_part_of_a_person_is_looked_at() {
    let ledger: Ledger<u64> = Ledger::new(policy(&PURPOSES));
    ledger.describe(1, &Subject::in_regions([Region::new("SE").unwrap()])).unwrap();
    ledger.record(&event("an-event-id-that-needs-the-table", 1, Kind::Given, "marketing", 0)).unwrap();
    ledger.record(&event("no", 1, Kind::Withdrawn, "analytics", 1)).unwrap();
    let mut file = Vec::new();
    ledger.snapshot(&mut file).unwrap();
    let good = frames(&file);
    assert_eq!(forged(&good), file);

    let people = good.iter().position(|(kind, _)| *kind == 3).unwrap();
    // Where the parts lie: after the key and its length; an answer has 44 bytes, the no comes first.
    let (profile, birth, full, no, yes) = (10, 14, 18, 21, 21 + 44);
    let (scope, kind, qualities, id) = (0, 4, 5, 28);
    let with = |at: usize, bytes: &[u8]| {
        let mut frames = good.clone();
        frames[people].1[at..at + bytes.len()].copy_from_slice(bytes);
        restore(&forged(&frames))
    };
    // The numbers of the unknown profile and of hers, and of the two scopes, are all there are.
    for (at, last) in [(profile, 1u32), (no + scope, 1)] {
        assert_eq!(with(at, &last.to_le_bytes()).unwrap(), 1);
        assert!(matches!(with(at, &(last + 1).to_le_bytes()), Err(SnapshotError::Corrupt { .. })), "{at}");
    }
    let text = |text: &[u8]| [text, &[0; 16][text.len()..]].concat();
    let short = good[people].1[no + kind];
    let cases: [(&str, usize, &[u8]); 12] = [
        ("a birth that is no date", birth, &i32::MAX.to_le_bytes()),
        ("full with two answers", full, &[1]),
        ("neither full nor not", full, &[2]),
        ("a kind that is none", no + kind, &[short | 31]),
        ("a form of id that is none", no + kind, &[short | 3 << 6]),
        ("a quality that is none", no + qualities, &[1 << 6]),
        ("no id", no + id, &[0; 16]),
        ("an id with something after its end", no + id, &text(b"n\0o")),
        ("an id that is no text", no + id, &text(b"n\xff")),
        ("an id that no event can have", no + id, &text(b"n\no")),
        ("answers in another order", no + 8, &[0; 8]),
        ("fewer answers than it says", full + 1, &[3, 0]),
    ];
    for (what, at, bytes) in cases {
        assert!(matches!(with(at, bytes), Err(SnapshotError::Corrupt { .. })), "{what}");
    }
    // Long ids follow the answers; a short one has no business there.
    for (text, taken) in [("another-id-that-needs-the-table", true), ("yes", false)] {
        let mut frames = good.clone();
        frames[people].1.truncate(yes + 44);
        frames[people].1.push(text.len() as u8);
        frames[people].1.extend(text.as_bytes());
        assert_eq!(restore(&forged(&frames)).is_ok(), taken, "{text}");
    }
}

#[test]
fn a_person_or_scope_that_stands_in_it_twice_is_refused() {
    let good = frames(&small_snapshot());
    assert_eq!(restore(&forged(&good)).unwrap(), 3);
    for kind in [1, 2, 3] {
        let at = good.iter().position(|(own, _)| *own == kind).unwrap();
        let mut twice = good.clone();
        twice.insert(at + 1, good[at].clone());
        assert!(matches!(restore(&forged(&twice)), Err(SnapshotError::Corrupt { .. })), "{kind}");
    }
}

#[test]
fn a_person_with_too_many_events_stays_denied() {
    let code = |ledger: &Ledger<u64>| guards(ledger)[0].check(&1, day(2)).code();
    let yes = |n: usize| event(format!("e{n:05}"), 1, Kind::Given, "marketing", 0);
    let ledger: Ledger<u64> = Ledger::new(policy(&PURPOSES));
    ledger.record(&yes(0)).unwrap();
    let mut file = Vec::new();
    ledger.snapshot(&mut file).unwrap();
    // As many as a standing holds; recording them one by one takes long, since each copies those before.
    let mut full = frames(&file);
    let person = full.iter().position(|(kind, _)| *kind == 3).unwrap();
    let row = full[person].1.split_off(21);
    full[person].1[19..].copy_from_slice(&(consentry::limits::MAX_ANSWERS as u16).to_le_bytes());
    for n in 0..consentry::limits::MAX_ANSWERS {
        full[person].1.extend(&row[..28]);
        full[person].1.extend([format!("e{n:05}").as_bytes(), &[0; 10]].concat());
    }
    let end = full.len() - 1;
    full[end].1[16..].copy_from_slice(&(consentry::limits::MAX_ANSWERS as u64).to_le_bytes());
    let restored = |file: &[u8]| Ledger::<u64>::restore(policy(&PURPOSES), file, LedgerRole::Source).unwrap().0;
    let ledger = restored(&forged(&full));
    assert_eq!(code(&ledger), "consent");
    // Once there are too many, more do not make it better.
    for more in 0..3 {
        ledger.record(&yes(consentry::limits::MAX_ANSWERS + more)).unwrap();
        assert_eq!(code(&ledger), "history_too_long");
    }
    let mut file = Vec::new();
    ledger.snapshot(&mut file).unwrap();
    assert_eq!(code(&restored(&file)), "history_too_long");
}

#[test]
fn claims_are_not_believed() {
    // A frame that claims 4 GiB, a list that claims four thousand million texts, a person with 65,535 answers unsaid.
    let mut claim = small_snapshot()[..18].to_vec();
    claim.extend([3, 0xff, 0xff, 0xff, 0xff]);
    assert!(matches!(restore(&claim), Err(SnapshotError::Corrupt { .. })));
    let person = [&[8, 0][..], &[0; 8], &[0; 8], &[0], &[0xff, 0xff]].concat();
    for frames in [vec![(1, vec![0xff; 4])], vec![(2, vec![0xff; 4])], vec![(3, person)], vec![(4, vec![0; 23])]] {
        assert!(matches!(restore(&forged(&frames)), Err(SnapshotError::Corrupt { .. })), "{frames:?}");
    }
    assert_eq!(restore(&forged(&[(4, vec![0; 24])])).unwrap(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn frames_with_a_right_checksum_and_any_content_do_not_panic(
        frames in prop::collection::vec((1u8..5, prop::collection::vec(any::<u8>(), 0..80)), 0..4)
    ) {
        let _ = restore(&forged(&frames));
    }
}

#[test]
fn a_snapshot_under_writes_has_everything_up_to_its_revision() {
    let ledger: Ledger<u64> = Ledger::new(policy(&PURPOSES));
    let events: Vec<_> =
        (0..20_000).map(|n| event(format!("e{n}"), n % 3000, Kind::Given, "marketing", n as i64 / 3000)).collect();
    let done = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let _ = ledger.load(&events);
            done.store(true, Ordering::Release);
        });
        let mut rounds = 0;
        while !done.load(Ordering::Acquire) || rounds == 0 {
            let mut file = Vec::new();
            let report = ledger.snapshot(&mut file).unwrap();
            let (restored, _) = Ledger::<u64>::restore(policy(&PURPOSES), file.as_slice(), LedgerRole::Source).unwrap();
            // One writer: the events are numbered in their order.
            let count = report.revision.number() as usize;
            assert_eq!(restored.load(&events[..count]).known, count as u64);
            let _ = restored.load(&events[count..]);
            assert_eq!(restored.len(), 3000);
            assert!((0..3000).all(|key| restored.standing(&key).len() == if key < 2000 { 7 } else { 6 }));
            rounds += 1;
        }
    });
}
