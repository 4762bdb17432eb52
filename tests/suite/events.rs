//! Event logs: nothing silently dropped, nothing bad applied, and back as they were.

use consentry::{
    Actor, DataUse, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp,
    event_log::{EventLines, LineFault, read_events, write_events},
    limits::{MAX_EVENT_ID_LEN, MAX_LINE_LEN, MAX_TEXT_LEN},
};

const POLICY: &str = r#"
version = "1"
vocabulary = { purposes = [{ key = "marketing", formerly = ["promo"] }], categories = [{ key = "contact" }],
  recipients = [{ key = "lingon", role = "controller", location = "SE" }], retired = { purposes = ["fax"] } }
[[rules]]
id = "newsletter"
basis = "consent"
scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
"#;

fn policy() -> consentry::Policy {
    toml::from_str::<PolicyDocument>(POLICY).unwrap().compile().unwrap()
}

fn line(id: &str, kind: &str, purpose: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","subject":"anna","kind":"{kind}","scope":{{"purposes":"{purpose}","categories":"*","recipients":["lingon"],"operations":["use"]}},"at":"2026-01-01T00:00:00Z"{more}}}"#
    )
}

#[test]
fn bad_lines_are_listed_with_number_and_cause_and_reading_goes_on() {
    let lines = [
        line("e1", "given", "marketing", r#","qualities":["affirmative"],"notice":3"#),
        "not json".to_owned(),
        String::new(),
        line("e2", "withdrawn", "markting", ""),
        line("e3", "withdrawn", "promo", ""),
        line("e4", "withdrawn", "fax", ""),
        line("e1", "given", "marketing", r#","qualities":["affirmative"],"notice":3"#),
        line("e1", "withdrawn", "marketing", ""),
        line("e5", "refused", "marketing", r#","expires_at":"2027-01-01T00:00:00Z","qualities":["free"]"#),
        line("e6", "given", "marketing", r#","by":"controller""#),
        line("e7", "given", "#direct", ""),
        line("e8", "restricted", "marketing", "").replace(r#"["use"]"#, r#"["use","store"]"#),
        line("e9", "given", "marketing", r#","colour":"red""#),
        line("e10", "granted", "marketing", ""),
        line("e11", "given", "marketing", r#","notice":70000"#),
        line("", "given", "marketing", ""),
        line("e12", "given", "marketing", "").replace("2026-01-01T00:00:00Z", "2026-13-01"),
        format!("\"{}\"", "x".repeat(MAX_LINE_LEN + 5)),
        line("e13", "objected", "*", r#","by":"signal""#),
    ];
    let text = lines.join("\n");
    let log = read_events::<String>(text.as_bytes(), &policy());
    let good: Vec<_> = log.events.iter().map(|event| event.id().as_str()).collect();
    assert_eq!(good, ["e1", "e3", "e4", "e13"]);
    assert_eq!(log.repeated, 1);
    let errors: Vec<_> = log.errors.iter().map(|error| error.to_string()).collect();
    let expected = [
        (2, "the text is not JSON: expected ident (column 2)"),
        (4, "did you mean `marketing`?"),
        (8, "the event id `e1` is taken"),
        (9, "`refused` has no qualities"),
        (10, "cannot be an act of the controller"),
        (11, "lists keys, not tags"),
        (12, "never covers `store`"),
        (13, "unknown field `colour`"),
        (14, "kind: unknown kind `granted`"),
        (15, "notice version from 0 to 65535"),
        (16, "cannot name an event"),
        (17, "is not an instant"),
        (18, "longer than"),
    ];
    assert_eq!(errors.len(), expected.len(), "{errors:#?}");
    for (error, (line, cause)) in errors.iter().zip(expected) {
        // The event is named where its id can be read; a conflict names it itself.
        let event = match line {
            2 | 8 | 16 | 18 => String::new(),
            9..=15 => format!(", event `e{}`", line - 4),
            _ => format!(", event `{}`", if line == 4 { "e2" } else { "e12" }),
        };
        assert!(error.starts_with(&format!("line {line}{event}: ")) && error.contains(cause), "{error}");
    }
    assert!(errors[3].contains("expires_at"), "all faults of a line come at once: {}", errors[3]);
    // Every line is accounted for.
    assert_eq!(log.events.len() + log.errors.len() + log.repeated as usize + 1, lines.len());
}

#[test]
fn what_is_written_reads_back_as_it_was() {
    let scope = Scope::new(["marketing"], ["*"], ["lingon"], Operations::USE | Operations::STORE).unwrap();
    let at = "2026-01-01T00:00:00.123Z".parse().unwrap();
    let mut documents: Vec<EventDocument<String>> = Kind::ALL
        .into_iter()
        .enumerate()
        .map(|(n, kind)| {
            let scope = if kind == Kind::Restricted {
                Scope::new(["*"], ["*"], ["*"], Operations::all()).unwrap()
            } else {
                scope.clone()
            };
            EventDocument::new(format!("e{n}"), "anna".to_owned(), kind, &scope, at)
        })
        .collect();
    documents[0] = documents[0]
        .clone()
        .notice(3)
        .qualities(Qualities::all())
        .by(Actor::Guardian)
        .expires_at(at.plus_days(3))
        .recorded_at(at.plus_days(1));
    documents[0].notice.as_mut().unwrap().hash = Some("sha256:ab".into());
    documents[0].method = Some("web_form".into());
    documents[0].language = Some("sv".into());
    documents[0].evidence = Some("form/1".into());
    documents[0].source = Some("crm \"import\"\n".into());
    let events: Vec<_> = documents.into_iter().map(|document| document.into_event().unwrap()).collect();
    let mut bytes = Vec::new();
    write_events(&mut bytes, &events).unwrap();
    let log = read_events::<String>(bytes.as_slice(), &policy());
    assert!(log.errors.is_empty(), "{}", log.errors[0]);
    assert_eq!(log.events, events);
    let (full, bare) = (&log.events[0], &log.events[1]);
    let texts = |event: &consentry::Event| {
        [event.method(), event.language(), event.evidence(), event.source()].map(|text| text.map(str::to_owned))
    };
    assert_eq!(texts(full), ["web_form", "sv", "form/1", "crm \"import\"\n"].map(|text| Some(text.to_owned())));
    assert_eq!(texts(bare), [const { None }; 4]);
    assert_eq!((full.expires_at(), bare.expires_at()), (Some(at.plus_days(3)), None));
    let mut again = Vec::new();
    write_events(&mut again, &log.events).unwrap();
    assert_eq!(bytes, again);
}

#[test]
fn a_line_may_be_just_as_long_as_the_limit_says() {
    // Blanks before the closing brace make a line as long as it should be.
    let padded = |id: &str, len: usize| {
        let line = line(id, "withdrawn", "marketing", "");
        let (head, tail) = line.split_at(line.len() - 1);
        format!("{head}{}{tail}", " ".repeat(len - line.len()))
    };
    for (extra, good) in [(0, true), (1, false), (2, false), (100_000, false)] {
        let text =
            [padded("e1", MAX_LINE_LEN + extra), "not json".to_owned(), line("e2", "withdrawn", "marketing", "")];
        let log = read_events::<String>(text.join("\n").as_bytes(), &policy());
        let lines: Vec<_> = log.errors.iter().map(|error| error.line).collect();
        let ids: Vec<_> = log.events.iter().map(|event| event.id().to_string()).collect();
        assert_eq!(ids, if good { vec!["e1", "e2"] } else { vec!["e2"] }, "{extra}");
        assert_eq!(lines, if good { vec![2] } else { vec![1, 2] }, "{extra}");
        // The last line needs no end.
        let last = read_events::<String>(padded("e1", MAX_LINE_LEN + extra).as_bytes(), &policy());
        assert_eq!((last.events.len(), last.errors.len()), if good { (1, 0) } else { (0, 1) }, "{extra}");
    }
}

#[test]
fn texts_may_be_just_as_long_as_the_limits_say() {
    let scope = Scope::new(["marketing"], ["*"], ["*"], Operations::USE).unwrap();
    let event = |id: &str| EventDocument::new(id, 1u64, Kind::Refused, &scope, consentry::Timestamp::default());
    let codes = |document: EventDocument<u64>| match document.into_event() {
        Ok(_) => Vec::new(),
        Err(faults) => faults.as_slice().iter().map(|fault| (fault.place.clone(), fault.code.name())).collect(),
    };
    assert_eq!(codes(event(&"e".repeat(MAX_EVENT_ID_LEN))), []);
    assert_eq!(codes(event(&"e".repeat(MAX_EVENT_ID_LEN + 1))), [("id".to_owned(), "malformed_id")]);
    assert_eq!(codes(event("e\n")), [("id".to_owned(), "malformed_id")]);
    for (len, good) in [(MAX_TEXT_LEN, true), (MAX_TEXT_LEN + 1, false)] {
        let text = Some("x".repeat(len));
        let mut document = event("e1").notice(1);
        document.notice.as_mut().unwrap().hash = text.clone();
        (document.method, document.language, document.evidence, document.source) =
            (text.clone(), text.clone(), text.clone(), text);
        let places = ["notice.hash", "method", "language", "evidence", "source"];
        let expected: Vec<_> =
            places.into_iter().filter(|_| !good).map(|place| (place.to_owned(), "too_long")).collect();
        assert_eq!(codes(document), expected, "{len}");
    }
}

#[test]
fn a_reader_that_breaks_is_an_error_and_the_end() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let reader = std::io::BufReader::new(Broken);
    let lines: Vec<_> = EventLines::<_, String>::new(reader).take(3).collect();
    assert_eq!(lines.len(), 1);
    let error = lines.into_iter().next().unwrap().unwrap_err();
    assert!(matches!(error.cause, LineFault::Io(_)) && error.line == 1);
}

#[test]
fn numbers_and_structures_can_name_people() {
    let text = line("e1", "withdrawn", "marketing", "").replace("\"anna\"", "17");
    let log = read_events::<u64>(text.as_bytes(), &policy());
    assert_eq!(log.events.iter().map(|event| *event.subject()).collect::<Vec<_>>(), [17]);
    assert_eq!(read_events::<u64>(line("e1", "withdrawn", "marketing", "").as_bytes(), &policy()).errors.len(), 1);
}

#[test]
fn a_year_that_a_log_cannot_hold_is_refused() {
    let scope = Scope::new(["marketing"], ["*"], ["*"], Operations::USE).unwrap();
    for millis in [i64::MIN, i64::MAX, 253_402_300_800_000, -62_167_219_200_001] {
        let event = EventDocument::new("e1", 1u64, Kind::Refused, &scope, consentry::Timestamp::from_millis(millis))
            .into_event();
        assert_eq!(event.unwrap_err().as_slice()[0].code, "time_out_of_range", "{millis}");
    }
}

/// A suppression list has one id for everyone on it: identity is the person and the id.
#[test]
fn one_id_for_many_people_is_an_event_of_each() {
    let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE).unwrap();
    let event = |id: &str, person: &str, kind, at: &str| {
        let document = EventDocument::new(id, person.to_owned(), kind, &scope, at.parse().unwrap());
        let document = if kind == Kind::Given { document.qualities(Qualities::AFFIRMATIVE) } else { document };
        document.into_event().unwrap()
    };
    let people = ["p1", "p2", "p3"];
    let yeses = people.map(|person| event(&format!("{person}-yes"), person, Kind::Given, "2026-01-01T00:00:00Z"));
    let noes = people.map(|person| event("suppress", person, Kind::Withdrawn, "2026-02-01T00:00:00Z"));
    let mut log = Vec::new();
    write_events(&mut log, yeses.iter().chain(&noes)).unwrap();
    let read = read_events::<String>(log.as_slice(), &policy());
    assert_eq!((read.events.len(), read.errors.len(), read.repeated), (6, 0, 0));
    let ledger: Ledger = Ledger::new(policy());
    assert_eq!(ledger.load(&read.events).new, 6);
    let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE)).unwrap();
    for person in people {
        let decision = guard.check(person, "2026-03-01T00:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(decision.code(), "withdrawn", "{person}");
    }
}

/// Whatever a reader of logs takes, counts as repeated or refuses, a ledger does too.
#[test]
fn logs_and_ledgers_take_the_same_events() {
    let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE).unwrap();
    let mut state = 7u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut repeated, mut refused) = (0, 0);
    for round in 0..200 {
        let events: Vec<_> = (0..40)
            .map(|_| {
                let kind = [Kind::Refused, Kind::Withdrawn][random(2) as usize];
                let at = Timestamp::from_millis(random(3).cast_signed());
                let person = format!("p{}", random(3));
                EventDocument::new(format!("e{}", random(4)), person, kind, &scope, at).into_event().unwrap()
            })
            .collect();
        let mut log = Vec::new();
        write_events(&mut log, &events).unwrap();
        let read = read_events::<String>(log.as_slice(), &policy());
        let loaded = Ledger::<String>::new(policy()).load(&events);
        let counted = (read.events.len() as u64, read.repeated, read.errors.len() as u64);
        assert_eq!(counted, (loaded.new, loaded.known, loaded.refused), "{round}");
        (repeated, refused) = (repeated + counted.1, refused + counted.2);
    }
    assert!(repeated > 500 && refused > 500, "{repeated} {refused}");
}
