//! Input that means harm, or means nothing: no panic, no overflow, and time in the size of the input.
//!
//! `CONSENTRY_HOSTILE` sets how many mangled inputs of each sort are tried (500 if not set, 3,000 under
//! `CONSENTRY_FULL=1`).

use std::{fs, path::Path, time::Duration};

use chrono::NaiveDate;
use consentry::{
    DataUse, Event, EventDocument, Guard, History, Interner, Kind, Ledger, Moment, Operations, PolicyDocument,
    Qualities, Scope, Subject, Timestamp,
    decide::UseError,
    event_log::{EventLines, read_events},
    scenario::{Format, Scenario},
    vocabulary::{CategoryDocument, PurposeDocument},
};
use cpu_time::ThreadTime;

use super::support::{
    agreement::{Case, agreed},
    cases::cases,
    second_oracle::Oracle,
};

fn tries() -> usize {
    cases("CONSENTRY_HOSTILE", 500, 3_000)
}

/// Of the thread's own time: generous, and still far below what anything worse than linear would take.
const SOON: Duration = Duration::from_secs(20);

fn soon<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = ThreadTime::now();
    let result = run();
    println!("{what}: {:.1?}", start.elapsed());
    assert!(start.elapsed() < SOON, "{what} took {:?}", start.elapsed());
    result
}

/// All texts under a folder of the tests: what mangling starts from.
fn corpus(folder: &str, ending: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(ending));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Words that documents are made of, and some that they should not be.
const WORDS: [&str; 40] = [
    "\"*\"",
    "\"\"",
    "[]",
    "{}",
    "[[",
    "]]",
    "\n",
    "=",
    ",",
    "\"",
    "'''",
    "#",
    "null",
    "true",
    "nan",
    "inf",
    "-1",
    "0",
    "65536",
    "4294967296",
    "9223372036854775808",
    "1e400",
    "\"+200000-01-01T00:00:00Z\"",
    "\"-9999-01-01T00:00:00Z\"",
    "\"0000-02-30\"",
    "\"2026-12-31T23:59:60Z\"",
    "\"9999-12-31T23:59:59.999999999+23:59\"",
    "formerly = [\"marketing\"]",
    "since = 65535",
    "\"consent\"",
    "\"prohibited\"",
    "\"#special\"",
    "\u{0}",
    "\u{202e}",
    "å",
    "\u{10ffff}",
    "..",
    "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a",
    "retention_days = 100000",
    "starter = true",
];

/// A text cut, doubled, shuffled and spiked in a few places.
fn mangled(text: &str, random: &mut Random) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(4) {
        let at = random.below(text.len() + 1);
        let end = (at + random.below(40 + 1)).min(text.len());
        match random.below(6) {
            0 => drop(text.drain(at..end)),
            1 => {
                let piece: Vec<char> = text[at..end].to_vec();
                let to = random.below(text.len() + 1);
                text.splice(to..to, piece);
            }
            2 => text.truncate(end.max(text.len() / 2)),
            3 => text[at..end].reverse(),
            _ => {
                let word = WORDS[random.below(WORDS.len())];
                text.splice(at..end.min(at + 3), word.chars());
            }
        }
    }
    text.into_iter().collect()
}

/// Splitmix64: the same inputs on every machine.
struct Random(u64);

impl Random {
    /// One of that many.
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 16) as usize % count
    }
}

/// Puts a policy that was taken to use.
fn try_policy(document: &PolicyDocument) -> bool {
    let Ok(policy) = document.compile() else { return false };
    let _ = policy.lints();
    let vocabulary = policy.vocabulary();
    let (Some((_, purpose)), Some((_, category)), Some((_, recipient))) = (
        vocabulary.purposes().nodes().last(),
        vocabulary.categories().nodes().last(),
        vocabulary.recipients().nodes().last(),
    ) else {
        return true;
    };
    let keys = (purpose.key().clone(), category.key().clone(), recipient.key().clone());
    let data_use = DataUse::new(keys.0, keys.1, keys.2, Operations::all());
    let interner = Interner::new();
    let standing = History::<String>::new().standing(&Subject::default(), &interner);
    if let Ok(guard) = Guard::new(policy.into(), &interner, &data_use) {
        let explanation = guard.explain(&standing, Timestamp::default());
        assert_eq!(explanation.outcome, guard.check(&standing, Timestamp::default()).outcome());
    }
    true
}

#[test]
fn mangled_policies_are_refused_or_usable() {
    let texts = corpus("scenarios/policies", ".toml");
    let documents = texts.iter().filter_map(|text| toml::from_str::<PolicyDocument>(text).ok());
    let jsons: Vec<String> = documents.map(|document| serde_json::to_string(&document).unwrap()).collect();
    let mut random = Random(1);
    let mut counts = [0; 3];
    for n in 0..tries() {
        let text = mangled(&texts[n % texts.len()], &mut random);
        let as_toml = toml::from_str::<PolicyDocument>(&text);
        counts[0] += usize::from(as_toml.is_ok());
        counts[1] += usize::from(as_toml.is_ok_and(|document| try_policy(&document)));
        let json = mangled(&jsons[n % jsons.len()], &mut random);
        counts[2] += usize::from(serde_json::from_str::<PolicyDocument>(&json).is_ok_and(|it| try_policy(&it)));
    }
    println!("of {} mangled policies {counts:?} were read from TOML, compiled, compiled from JSON", tries());
    assert!(counts.iter().all(|count| *count > 0), "mangling leaves nothing to try: {counts:?}");
}

#[test]
fn mangled_scenarios_are_refused_or_run() {
    let texts = corpus("scenarios", ".toml");
    let mut random = Random(2);
    let mut ran = 0;
    for n in 0..tries() / 10 {
        let text = mangled(&texts[n % texts.len()], &mut random);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
        let load = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
        for scenario in Scenario::read(&text, Format::Toml, load).into_iter().flatten().take(3) {
            let _ = scenario.run();
            ran += 1;
        }
        let _ = Scenario::read(&text, Format::Json, |_| Err(String::new()));
    }
    assert!(ran > 0);
}

const POLICY: &str = r#"
    version = "1"
    vocabulary.purposes = [{ key = "p" }, { key = "p.q", since = 2, formerly = ["o"] }]
    vocabulary.categories = [{ key = "c" }]
    vocabulary.recipients = [{ key = "r", role = "controller", location = "SE" }]
    [[rules]]
    id = "rule"
    basis = "consent"
    lifetime_days = 100000
    min_age = 150
    retention_days = 100000
    scope = { purposes = "p", categories = "c", recipients = "r", operations = ["use", "store"] }
    [[rules]]
    id = "other"
    basis = "opt_out"
    ages = { from = 1, below = 150 }
    scope = { purposes = "p", categories = "c", recipients = "r", operations = ["use"] }
"#;

fn policy() -> (PolicyDocument, std::sync::Arc<consentry::Policy>) {
    let document: PolicyDocument = toml::from_str(POLICY).unwrap();
    let policy = document.compile().unwrap().into();
    (document, policy)
}

const LINE: &str = r#"{"id":"e1","subject":"anna","kind":"given","scope":{"purposes":["p"],"categories":["c"],"recipients":["r"],"operations":["use"]},"at":"2026-01-01T00:00:00Z","recorded_at":"2026-01-01T00:00:05Z","notice":{"version":2,"hash":"x"},"by":"subject","qualities":["affirmative"],"expires_at":"2027-01-01T00:00:00Z","language":"sv"}"#;

#[test]
fn mangled_lines_are_errors_or_events_that_read_back() {
    let (_, policy) = policy();
    let mut random = Random(3);
    let mut good = 0;
    for _ in 0..tries() * 5 {
        let log = read_events::<String>(mangled(LINE, &mut random).as_bytes(), &policy);
        for event in &log.events {
            let text = serde_json::to_string(event).unwrap();
            assert_eq!(&serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
            good += 1;
        }
    }
    assert!(good > 0);
    for bytes in [&b"\xff\xfe\x00"[..], b"\n\n\r\n", b"{\"id\":", b"\"\\ud800\"", b"[1]"] {
        assert!(read_events::<String>(bytes, &policy).events.is_empty());
    }
}

#[test]
fn deep_nesting_is_refused() {
    let (_, policy) = policy();
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{a=", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(serde_json::from_str::<PolicyDocument>(&deep).is_err());
        assert!(toml::from_str::<PolicyDocument>(&format!("version = {deep}")).is_err());
        assert_eq!(read_events::<String>(deep.as_bytes(), &policy).errors.len(), 1);
        for format in [Format::Toml, Format::Json] {
            let scenarios = Scenario::read(&format!("title = {deep}"), format, |_| Err(String::new()));
            assert!(scenarios.iter().all(Result::is_err));
        }
    }
}

#[test]
fn giant_strings_are_refused_with_short_messages() {
    let (document, policy) = policy();
    let giant = "a".repeat(10_000_000);
    let faults = |change: fn(&mut PolicyDocument, String)| {
        let mut document = document.clone();
        change(&mut document, giant.clone());
        soon("a giant string", || document.compile().unwrap_err().to_string())
    };
    for message in [
        faults(|document, giant| document.vocabulary.purposes[0].key = giant),
        faults(|document, giant| document.vocabulary.purposes[0].tags = vec![giant]),
        faults(|document, giant| document.vocabulary.purposes[0].formerly = vec![giant]),
        faults(|document, giant| document.rules[0].scope.purposes = vec![giant]),
        faults(|document, giant| document.rules[0].scope.operations = vec![giant]),
        faults(|document, giant| document.rules[0].requires = vec![giant]),
        faults(|document, giant| document.rules[0].regime = Some(giant)),
        faults(|document, giant| document.rules[0].regions = Some(vec![giant])),
        faults(|document, giant| document.rules[0].facts = vec![giant]),
    ] {
        assert!(message.len() < 2_000, "{} bytes: {}", message.len(), &message[..200]);
    }
    let line = LINE.replace("anna", &giant);
    let log = soon("a giant line", || read_events::<String>(line.as_bytes(), &policy));
    assert!(log.errors[0].to_string().contains("longer than"));
}

#[test]
fn a_key_given_twice_is_an_error() {
    assert!(toml::from_str::<PolicyDocument>("version = \"1\"\nversion = \"2\"").is_err());
    assert!(serde_json::from_str::<PolicyDocument>(r#"{"version":"1","version":"2"}"#).is_err());
    let twice = LINE.replace("\"kind\":\"given\"", "\"kind\":\"withdrawn\",\"kind\":\"given\"");
    assert_eq!(EventLines::<_, String>::new(twice.as_bytes()).filter(Result::is_err).count(), 1);
}

#[test]
fn former_keys_that_go_round_in_circles_do_no_harm() {
    let mut document: PolicyDocument = toml::from_str(POLICY).unwrap();
    let nodes = |keys: &[(&str, &str)]| -> Vec<PurposeDocument> {
        let node = |&(key, former): &(&str, &str)| PurposeDocument {
            key: key.into(),
            formerly: vec![former.into()],
            ..PurposeDocument::default()
        };
        keys.iter().map(node).collect()
    };
    for keys in [
        &[("p", "p")][..],
        &[("p", "x"), ("x", "p")],
        &[("p", "x"), ("x", "y"), ("y", "p")],
        &[("p", "p.q"), ("p.q", "p")],
        &[("p", "o"), ("p.q", "o"), ("p.q.o", "o")],
    ] {
        document.vocabulary.purposes = nodes(keys);
        if let Ok(policy) = document.compile() {
            let ledger: Ledger = Ledger::new(policy);
            let scope = Scope::new(["o"], ["c"], ["r"], Operations::USE).unwrap();
            let no = EventDocument::new("e1", "anna".to_owned(), Kind::Withdrawn, &scope, Timestamp::default());
            ledger.record(&no.into_event().unwrap()).unwrap();
            let guard = ledger.guard(&DataUse::new("p", "c", "r", Operations::USE)).unwrap();
            assert!(
                !guard.check("anna", Moment::from(Timestamp::default()).collected_at(Timestamp::default())).is_allow()
            );
        }
    }
}

#[test]
fn a_line_of_thousands_of_unknown_names_costs_no_more_than_its_length() {
    let mut document: PolicyDocument = toml::from_str(POLICY).unwrap();
    document.vocabulary.purposes.extend(
        (0..16_000).map(|n| PurposeDocument { key: format!("purpose_number_{n}"), ..PurposeDocument::default() }),
    );
    let policy = document.compile().unwrap();
    let names: Vec<String> = (0..1_000).map(|n| format!("\"porpoise_number_{n}\"")).collect();
    let line = LINE.replace("[\"p\"]", &format!("[{}]", names.join(",")));
    let log: Vec<u8> = format!("{line}\n").repeat(20).into_bytes();
    let log = soon("20 lines of 1,000 unknown names", || read_events::<String>(log.as_slice(), &policy));
    assert_eq!(log.errors.len(), 20);
    assert!(log.errors[0].to_string().contains("did you mean"));
}

#[test]
fn many_rules_of_many_names_each_compile_soon() {
    let mut document: PolicyDocument = toml::from_str(POLICY).unwrap();
    let category = |key: String| CategoryDocument { key, ..CategoryDocument::default() };
    document.vocabulary.categories = (0..4_000).map(|n| category(format!("c{n}"))).collect();
    let mut template = document.rules[0].clone();
    // Every other one, so that no two stand together.
    template.scope.categories = (0..2_000).step_by(2).map(|n| format!("c{n}")).collect();
    document.rules = (0..500)
        .map(|n| {
            let mut rule = template.clone();
            rule.id = format!("r{n}");
            rule.retention_days = Some(1 + n);
            rule
        })
        .collect();
    let policy = soon("500 rules of 1,000 categories", || document.compile().unwrap());
    soon("their lints", || policy.lints());
}

#[test]
fn a_use_of_everything_is_built_soon_or_refused() {
    let mut document: PolicyDocument = toml::from_str(POLICY).unwrap();
    let node = |n: usize| CategoryDocument { key: format!("c.n{n}"), ..CategoryDocument::default() };
    let everything = |leaves: usize| {
        let mut document = document.clone();
        document.vocabulary.categories.extend((0..leaves).map(node));
        let policy = document.compile().unwrap().into();
        let data_use = DataUse::new("p", "c", "r", Operations::USE | Operations::STORE);
        let guard = soon("a wide guard", || Guard::new(policy, &Interner::new(), &data_use));
        guard.map(|guard| guard.data_use().clone())
    };
    assert!(everything(consentry::limits::MAX_POINTS / 16 - 1).is_ok());
    document
        .vocabulary
        .purposes
        .extend((0..8).map(|n| PurposeDocument { key: format!("p.n{n}"), ..PurposeDocument::default() }));
    let everything = |leaves: usize| {
        let mut document = document.clone();
        document.vocabulary.categories.extend((0..leaves).map(node));
        let data_use = DataUse::new("p", "c", "r", Operations::all());
        Guard::new(document.compile().unwrap().into(), &Interner::new(), &data_use)
            .map(|guard| guard.data_use().clone())
    };
    assert!(matches!(everything(700), Err(UseError::TooWide { count: 70_100 })));
}

#[test]
fn a_person_with_too_many_events_is_denied_and_not_forgotten() {
    let (_, policy) = policy();
    let scope = Scope::new(["p"], ["c"], ["r"], Operations::USE).unwrap();
    let mut history = History::new();
    for n in 0..=consentry::limits::MAX_ANSWERS {
        let yes = EventDocument::new(format!("e{n}"), 1u64, Kind::Given, &scope, Timestamp::default());
        history.insert(yes.qualities(Qualities::AFFIRMATIVE).into_event().unwrap()).unwrap();
    }
    let interner = Interner::new();
    let guard = Guard::new(policy, &interner, &DataUse::new("p", "c", "r", Operations::USE)).unwrap();
    let standing = soon("65,536 events", || history.standing(&Subject::default(), &interner));
    assert_eq!(guard.check(&standing, Timestamp::default()).code(), "history_too_long");
    assert_eq!(guard.ruling(&standing, Timestamp::default()).until, None);
    assert_eq!(guard.explain(&standing, Timestamp::default()).reason, "history_too_long");
}

/// Years from -200,000 to 200,000 and the ends of what a number holds: all evaluators agree, and nothing wraps.
#[test]
fn times_at_the_edges_saturate_on_the_strict_side() {
    let (document, policy) = policy();
    let oracle = Oracle::new(&document);
    let year: i64 = 31_556_952_000;
    let mut times: Vec<Timestamp> =
        [i64::MIN, i64::MIN + 1, -200_000 * year, -year, 0, year, 200_000 * year, i64::MAX - 1, i64::MAX]
            .map(Timestamp::from_millis)
            .to_vec();
    times.extend(["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"].map(|text| text.parse::<Timestamp>().unwrap()));
    let scope = Scope::new(["p"], ["c"], ["r"], Operations::all()).unwrap();
    let births = [
        None,
        Some(NaiveDate::MIN),
        Some(NaiveDate::MAX),
        NaiveDate::from_ymd_opt(2000, 2, 29),
        NaiveDate::from_ymd_opt(-1, 1, 1),
    ];
    for kind in [Kind::Given, Kind::Withdrawn, Kind::Erased] {
        for at in ["0000-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"] {
            let mut event = EventDocument::new("e1", "anna".to_owned(), kind, &scope, at.parse().unwrap());
            if kind == Kind::Given {
                event = event.qualities(Qualities::AFFIRMATIVE).notice(2);
            }
            let events = [event.into_event().unwrap()];
            for birth_date in births {
                for now in &times {
                    for collected in [None].into_iter().chain(times.iter().copied().map(Some)) {
                        let moment = Moment::from(*now);
                        let case = Case {
                            document: &document,
                            policy: &policy,
                            oracle: &oracle,
                            subject: &Subject { birth_date, ..Subject::default() },
                            events: &events,
                            data_use: &DataUse::new("p", "c", "r", Operations::USE),
                            moment: collected.map_or(moment, |time| moment.collected_at(time)),
                            as_of: None,
                            guard_first: true,
                        };
                        let answers = agreed(&case).unwrap_or_else(|text| {
                            panic!("{kind:?} at {at}, {birth_date:?}, {moment:?}, {collected:?}\n{text}")
                        });
                        // At the end of time every yes has expired and every datum is too old.
                        let consented = answers.code == "consent";
                        assert!(!consented || *now < Timestamp::MAX, "{moment:?} {collected:?}");
                    }
                }
            }
        }
    }
}
