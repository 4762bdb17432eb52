//! Every limit that the chapter on limits states: at it an input is taken, one beyond it is refused.
//!
//! The numbers are read from the chapter, so that it cannot say something else than the code does.

use std::{collections::BTreeMap, time::Duration};

use chrono::NaiveDate;
use consentry::{
    DataUse, Event, EventDocument, Guard, History, Interner, Kind, Ledger, Operations, Policy, PolicyDocument, Scope,
    Subject, Timestamp,
    event_log::{EventLines, LineError, LineFault},
    policy::NoticeDocument,
    vocabulary::{CategoryDocument, Key, Purpose, PurposeDocument, ScopeDocument},
};
use cpu_time::ThreadTime;

const POLICY: &str = r#"
    version = "1"
    vocabulary.purposes = [{ key = "p" }]
    vocabulary.categories = [{ key = "c" }]
    vocabulary.recipients = [{ key = "r", role = "controller", location = "SE" }]
    regimes = [{ id = "everywhere" }]
    [[rules]]
    id = "rule"
    basis = "consent"
    lifetime_days = 30
    min_age = 16
    scope = { purposes = "p", categories = "c", recipients = "r", operations = ["use", "store"] }
    [[notices]]
    id = "form"
    version = 1
    titles = { en = "Form" }
    [[notices.items]]
    id = "item"
    scope = { purposes = "p", categories = "c", recipients = "r", operations = "use" }
    titles = { en = "Item" }
    why = { en = "Why" }
    what_happens = { en = "What" }
    who = { en = "Who" }
    how_long = { en = "A year" }
    saying_no = { en = "Nothing" }
    guardian = { titles = { en = "Item" }, why = { en = "Why" }, saying_no = { en = "Nothing" } }
"#;

/// Whether the policy has no fault of these codes once it is changed so.
fn compiles(change: impl FnOnce(&mut PolicyDocument)) -> bool {
    let mut document: PolicyDocument = toml::from_str(POLICY).unwrap();
    change(&mut document);
    let Err(faults) = document.compile() else { return true };
    !faults.as_slice().iter().any(|fault| ["too_many", "too_long", "out_of_range"].contains(&fault.code.name()))
}

fn policy() -> Policy {
    toml::from_str::<PolicyDocument>(POLICY).unwrap().compile().unwrap_or_else(|faults| panic!("{faults}"))
}

fn scope(purpose: &str) -> Scope {
    Scope::new([purpose], ["c"], ["r"], Operations::USE).unwrap()
}

fn event(id: String, purpose: &str) -> EventDocument<String> {
    EventDocument::new(id, "anna".to_owned(), Kind::Refused, &scope(purpose), Timestamp::default())
}

fn purposes(count: usize) -> Vec<PurposeDocument> {
    (0..count).map(|n| PurposeDocument { key: format!("p{n}"), ..PurposeDocument::default() }).collect()
}

/// A text for each of so many languages.
fn languages(count: usize) -> BTreeMap<String, String> {
    let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
    (0..count).map(|n| (format!("{}{}", letter(n / 26), letter(n)), "text".to_owned())).collect()
}

fn regions(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("SE-{n:03}")).map(|region| region.replace("1000", "AAA")).collect()
}

/// A row of the chapter, and whether an input of that size is taken.
type Limit = (&'static str, fn(usize) -> bool);

const LIMITS: [Limit; 24] = [
    ("bytes of a key", |n| Key::<Purpose>::new(&"k".repeat(n)).is_ok()),
    ("parts of a key", |n| Key::<Purpose>::new(&vec!["k"; n].join(".")).is_ok()),
    ("nodes of one tree", |n| compiles(|document| document.vocabulary.purposes = purposes(n))),
    ("tags, former keys, languages or identifiers of one node", |n| {
        let names = || (0..n).map(|n| format!("t{n}")).collect::<Vec<_>>();
        let each = [
            compiles(|document| document.vocabulary.purposes[0].tags = names()),
            compiles(|document| document.vocabulary.purposes[0].formerly = names()),
            compiles(|document| document.vocabulary.purposes[0].titles = languages(n)),
            compiles(|document| document.vocabulary.purposes[0].descriptions = languages(n)),
            compiles(|document| document.vocabulary.purposes[0].same_as = languages(n)),
        ];
        assert!(each.iter().all(|taken| *taken == each[0]), "{n}: {each:?}");
        each[0]
    }),
    ("rules of a policy", |n| compiles(|document| document.rules = vec![document.rules[0].clone(); n])),
    ("regimes of a policy", |n| compiles(|document| document.regimes = vec![document.regimes[0].clone(); n])),
    ("facts of a policy", |n| compiles(|document| document.facts = (0..n).map(|n| format!("f{n}")).collect())),
    ("versions of notices of a policy", |n| {
        let version = |n| NoticeDocument { version: n as u16 + 1, ..NoticeDocument::default() };
        compiles(|document| document.notices = (0..n).map(version).collect())
    }),
    ("items of a notice", |n| {
        compiles(|document| document.notices[0].items = vec![document.notices[0].items[0].clone(); n])
    }),
    ("bytes of a text of a notice", |n| {
        compiles(|document| document.notices[0].titles = [("en".to_owned(), "t".repeat(n))].into())
    }),
    ("languages of a text of a notice", |n| compiles(|document| document.notices[0].titles = languages(n))),
    ("regions of a rule, regime or group", |n| {
        let each = [
            compiles(|document| document.rules[0].regions = Some(regions(n))),
            compiles(|document| document.regimes[0].regions = Some(regions(n))),
            compiles(|document| document.region_groups = [("group".to_owned(), regions(n))].into()),
        ];
        assert!(each.iter().all(|taken| *taken == each[0]), "{n}: {each:?}");
        each[0]
    }),
    ("names in one set of a scope", |n| {
        let keys = (0..n).map(|n| format!("k{n}")).collect::<Vec<_>>();
        Scope::try_from(&ScopeDocument { purposes: keys, ..ScopeDocument::from(&scope("p")) }).is_ok()
    }),
    ("days of a period", |n| {
        let days = u32::try_from(n).unwrap();
        let each = [
            compiles(|document| document.rules[0].lifetime_days = Some(days)),
            compiles(|document| document.rules[0].retention_days = Some(days)),
            compiles(|document| document.rules[0].ask_again_after_days = Some(days)),
        ];
        assert!(each.iter().all(|taken| *taken == each[0]), "{n}: {each:?}");
        each[0]
    }),
    ("years of an age", |n| compiles(|document| document.rules[0].min_age = Some(u16::try_from(n).unwrap()))),
    ("version of a notice", |n| {
        let line = serde_json::to_string(&event("e".into(), "p").notice(1)).unwrap();
        let (notice, other) = ("\"notice\":1", format!("\"notice\":{n}"));
        assert!(line.contains(notice), "{line}");
        let line = line.replace(notice, &other);
        EventLines::<_, String>::new(line.as_bytes()).all(|event| event.is_ok_and(|event| event.notice().is_some()))
    }),
    ("bytes of an event's id", |n| event("i".repeat(n), "p").into_event().is_ok()),
    ("bytes of a free text of an event", |n| {
        let document = event("e".into(), "p");
        let text = Some("t".repeat(n));
        let each = [
            EventDocument { method: text.clone(), ..document.clone() },
            EventDocument { evidence: text.clone(), ..document.clone() },
            EventDocument { source: text, ..document },
        ];
        let each = each.map(|document| document.into_event().is_ok());
        assert!(each.iter().all(|taken| *taken == each[0]), "{n}: {each:?}");
        each[0]
    }),
    ("bytes of a line of a log", |n| {
        let line = serde_json::to_string(&event("e".into(), "p")).unwrap();
        let line = format!("{line}{}", " ".repeat(n - line.len()));
        let log = format!("{line}\n{line}");
        let lines: Vec<_> = EventLines::<_, String>::new(log.as_bytes()).collect();
        let too_long = |error: &LineError| matches!(error.cause, LineFault::TooLong);
        let refused = lines.iter().filter_map(|line| line.as_ref().err()).filter(|error| too_long(error)).count();
        assert!([0, 2].contains(&refused), "a line is as long with its end as without");
        refused == 0
    }),
    ("year of an instant in a log", |n| {
        let date = NaiveDate::from_ymd_opt(i32::try_from(n).unwrap(), 12, 31).unwrap();
        let at = Timestamp::from(date.and_hms_milli_opt(23, 59, 59, 999).unwrap().and_utc());
        EventDocument { at, ..event("e".into(), "p") }.into_event().is_ok()
    }),
    ("points of one guard", |n| {
        let mut document: PolicyDocument = toml::from_str(POLICY).unwrap();
        let nodes = |letter: &str| (1..256).map(|n| format!("{letter}.n{n}")).collect::<Vec<_>>();
        let purpose = |key| PurposeDocument { key, ..PurposeDocument::default() };
        let category = |key| CategoryDocument { key, ..CategoryDocument::default() };
        document.vocabulary.purposes.extend(nodes("p").into_iter().map(purpose));
        document.vocabulary.categories.extend(nodes("c").into_iter().map(category));
        // 256 of each; where that is too few, one more, which is 256 points.
        document.vocabulary.categories.extend((n > 256 * 256).then(|| category("c.more".to_owned())));
        let policy = document.compile().unwrap().into();
        Guard::new(policy, &Interner::new(), &DataUse::new("p", "c", "r", Operations::USE)).is_ok()
    }),
    ("bytes of a person's key in a snapshot", |n| {
        let ledger: Ledger = Ledger::new(policy());
        ledger.describe("k".repeat(n), &Subject::default()).unwrap();
        ledger.snapshot(&mut Vec::new()).is_ok()
    }),
    ("errors that a load lists", |n| {
        let ledger: Ledger = Ledger::new(policy());
        let bad = event("e".into(), "unknown").into_event().unwrap();
        let report = ledger.load(std::iter::repeat_n(&bad, n));
        assert_eq!(report.refused, n as u64, "those that are not listed are counted");
        report.errors.len() == n
    }),
    ("events of one person in a standing", |n| {
        let mut history: History = History::new();
        for number in 0..n {
            history.insert(event(format!("e{number}"), "p").into_event().unwrap()).unwrap();
        }
        let interner = Interner::new();
        let guard = Guard::new(policy().into(), &interner, &DataUse::new("p", "c", "r", Operations::USE)).unwrap();
        let code = guard.check(&history.standing(&Subject::default(), &interner), Timestamp::default()).code();
        assert!(["refused", "history_too_long"].contains(&code), "{code}");
        code == "refused"
    }),
];

#[test]
fn every_limit_of_the_chapter_holds() {
    let chapter = include_str!("../../src/docs/limits.md");
    let rows = chapter.lines().filter_map(|line| {
        let (name, most) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        // What stands after a number explains it.
        let digits = most.split_whitespace().next()?.replace(',', "");
        Some((name, digits.parse::<usize>().ok()?))
    });
    let rows: BTreeMap<&str, usize> = rows.collect();
    let tested: Vec<&str> = LIMITS.iter().map(|(name, _)| *name).collect();
    let untested: Vec<_> = rows.keys().filter(|name| !tested.contains(*name)).collect();
    assert!(untested.is_empty(), "nothing tests {untested:?}");
    for (name, taken) in LIMITS {
        let most = *rows.get(name).unwrap_or_else(|| panic!("the chapter says nothing of {name}"));
        assert!(taken(most), "{name}: {most} are refused");
        assert!(!taken(most + 1), "{name}: {} are taken", most + 1);
    }
}

/// Of the thread's own time. Generous, and still far below what anything worse than linear would take.
const SOON: Duration = Duration::from_secs(20);

/// A name, and what is done to a policy.
type Change<'c> = (&'c str, &'c dyn Fn(&mut PolicyDocument));

/// Refusing costs no more than reading: a million of anything.
#[test]
fn a_field_that_a_reload_leaves_no_room_for_is_denied() {
    // With so many nodes under each purpose and category.
    let policy = |under: [usize; 3]| {
        let text = r#"
            version = "1"
            vocabulary.purposes = [{ key = "p" }]
            vocabulary.categories = [{ key = "a" }, { key = "b" }, { key = "c" }]
            vocabulary.recipients = [{ key = "r", role = "controller", location = "SE" }]
            [[rules]]
            id = "rule"
            basis = "contract"
            scope = { purposes = "p", categories = "*", recipients = "r", operations = "use" }
        "#;
        let mut document: PolicyDocument = toml::from_str(text).unwrap();
        let keys = |key: &'static str, count| (0..count).map(move |n| format!("{key}.n{n}"));
        let purpose = |key| PurposeDocument { key, ..PurposeDocument::default() };
        let category = |key| CategoryDocument { key, ..CategoryDocument::default() };
        document.vocabulary.purposes.extend(keys("p", under[0]).map(purpose));
        document.vocabulary.categories.extend(keys("a", under[1]).chain(keys("b", under[2])).map(category));
        document.compile().unwrap_or_else(|faults| panic!("{faults}"))
    };
    let ledger: Ledger = Ledger::new(policy([0, 0, 0]));
    let fields = ["a", "b", "c"].map(|category| DataUse::new("p", category, "r", Operations::USE));
    let guard = ledger.row_guard(&fields).unwrap();
    let allowed = || guard.check("anna", Timestamp::default()).iter().collect::<Vec<_>>();
    assert_eq!(allowed(), [0, 1, 2]);
    // Half of the points that a guard stands for go to each of two fields: there is room for both, and for no more.
    ledger.reload(policy([255, 127, 127])).unwrap();
    assert_eq!(allowed(), [0, 1]);
    // One more for the first leaves too little for the second, but enough for the third.
    ledger.reload(policy([255, 128, 127])).unwrap();
    assert_eq!(allowed(), [0, 2]);
}

#[test]
fn a_million_of_anything_is_refused_soon() {
    const MILLION: usize = 1_000_000;
    let names = || (0..MILLION).map(|n| format!("n{n}")).collect::<Vec<_>>();
    let numbered = || (0..MILLION).map(|n| (format!("n{n}"), String::new())).collect::<BTreeMap<_, _>>();
    let changes: [Change<'_>; 9] = [
        ("nodes", &|document| document.vocabulary.purposes = purposes(MILLION)),
        ("former keys", &|document| document.vocabulary.purposes[0].formerly = names()),
        ("titles", &|document| document.vocabulary.purposes[0].titles = numbered()),
        ("facts", &|document| document.facts = names()),
        ("regions", &|document| document.rules[0].regions = Some(names())),
        ("names in a scope", &|document| document.rules[0].scope.purposes = names()),
        ("required qualities", &|document| document.rules[0].requires = names()),
        ("rules", &|document| document.rules = vec![document.rules[0].clone(); MILLION]),
        ("groups", &|document| {
            document.region_groups = names().into_iter().map(|name| (name, vec!["SE".to_owned()])).collect();
        }),
    ];
    for (what, change) in changes {
        let mut document: PolicyDocument = toml::from_str(POLICY).unwrap();
        change(&mut document);
        let start = ThreadTime::now();
        assert!(document.compile().is_err(), "a million {what}");
        println!("a million {what}: {:.1?}", start.elapsed());
        assert!(start.elapsed() < SOON, "a million {what} took {:?}", start.elapsed());
    }
    // A million keys that nobody asked for, as text.
    let keys: String = (0..MILLION).map(|n| format!("\"k{n}\":0,")).collect();
    let start = ThreadTime::now();
    assert!(serde_json::from_str::<PolicyDocument>(&format!("{{{keys}\"version\":\"1\"}}")).is_err());
    assert!(toml::from_str::<PolicyDocument>(&keys.replace(':', "=").replace(',', "\n")).is_err());
    assert!(start.elapsed() < SOON, "a million keys took {:?}", start.elapsed());
}

/// For an unknown name the nearest known one is looked for, but not for each of thousands among thousands.
#[test]
fn thousands_of_unknown_names_are_refused_soon() {
    const MANY: usize = 16_000;
    let mut rules: PolicyDocument = toml::from_str(POLICY).unwrap();
    rules.vocabulary.purposes = purposes(MANY);
    let template = rules.rules[0].clone();
    rules.rules = vec![template; MANY];
    for (number, rule) in rules.rules.iter_mut().enumerate() {
        rule.scope.purposes = vec![format!("p{number}x")];
    }
    let mut orphans: PolicyDocument = toml::from_str(POLICY).unwrap();
    orphans.vocabulary.purposes = purposes(MANY);
    orphans.vocabulary.purposes.iter_mut().for_each(|node| node.key = format!("parent_{}.child", node.key));
    for (what, document) in [("rules of unknown names", rules), ("nodes without a parent", orphans)] {
        let start = ThreadTime::now();
        let faults = document.compile().unwrap_err();
        println!("{MANY} {what}: {:.1?}", start.elapsed());
        assert!(start.elapsed() < SOON, "{MANY} {what} took {:?}", start.elapsed());
        assert!(faults.as_slice().len() >= MANY, "each has its fault");
        assert!(
            faults.as_slice().iter().any(|fault| fault.message.contains("did you mean")),
            "{}",
            faults.as_slice()[0]
        );
    }
}

#[test]
fn sixty_four_names_of_a_policy_s_rules_come_with_advice() {
    let mut document: PolicyDocument = toml::from_str(POLICY).unwrap();
    document.vocabulary.purposes = vec![PurposeDocument { key: "marketing".into(), ..PurposeDocument::default() }];
    document.rules[0].scope.purposes = vec!["marketting".into()];
    document.rules = vec![document.rules[0].clone(); 100];
    document.notices.clear();
    let faults = document.compile().unwrap_err();
    let unknown = || faults.as_slice().iter().filter(|fault| fault.message.contains("unknown purpose `marketting`"));
    assert_eq!(unknown().count(), 100);
    assert_eq!(unknown().filter(|fault| fault.message.contains("did you mean `marketing`?")).count(), 64);
}

/// Dates that are none, and years that a date type holds but a log does not.
#[test]
fn what_is_no_date_is_refused() {
    let line = serde_json::to_string(&event("e".into(), "p")).unwrap();
    let at = "\"at\":\"1970-01-01T00:00:00Z\"";
    assert!(line.contains(at), "{line}");
    let read = |text: &str| {
        let line = line.replace(at, &format!("\"at\":{text}"));
        EventLines::<_, String>::new(line.as_bytes()).next().unwrap().map(|event: Event| event.at())
    };
    for bad in [
        "\"NaN\"",
        "\"nan-01-01T00:00:00Z\"",
        "\"Infinity\"",
        "NaN",
        "1e400",
        "1767225600000",
        "-1",
        "null",
        "\"\"",
        "\"2026-02-29T00:00:00Z\"",
        "\"2026-13-01T00:00:00Z\"",
        "\"2026-01-01T24:00:00Z\"",
        "\"2026-01-01T00:60:00Z\"",
        "\"2026-01-01T00:00:00\"",
        "\"2026-01-01\"",
        "\"2026-01-01T00:00:00+25:00\"",
        "\"+200000-01-01T00:00:00Z\"",
        "\"-200000-01-01T00:00:00Z\"",
        "\"+10000-01-01T00:00:00Z\"",
        "\"-0001-12-31T23:59:59Z\"",
        "\"0000-01-01T00:00:00+00:01\"",
        "\"9999-12-31T23:59:59-00:01\"",
        "\"٢٠٢٦-01-01T00:00:00Z\"",
    ] {
        assert!(read(bad).is_err(), "{bad} was read as {:?}", read(bad));
    }
    for good in ["\"0000-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999Z\"", "\"2026-12-31T23:59:60Z\""] {
        assert!(read(good).is_ok(), "{good}: {:?}", read(good));
    }
}
