//! What a person is told, word for word, in both languages: explanations as text, and what they name.

use std::sync::Arc;

use consentry::{
    DataUse, EventDocument, Explanation, Guard, History, Interner, Kind, Language, Operations, PolicyDocument,
    Qualities, Scope, Subject, Timestamp, decide::EventRole,
};

const POLICY: &str = r#"
    version = "7"
    [[vocabulary.purposes]]
    key = "letters"
    titles = { en = "Newsletter", sv = "Nyhetsbrev" }
    [[vocabulary.categories]]
    key = "email"
    titles = { en = "Email address", sv = "E-postadress" }
    [[vocabulary.recipients]]
    key = "lingon"
    role = "controller"
    titles = { en = "Lingon & Co" }
    [[rules]]
    id = "letters"
    basis = "consent"
    lifetime_days = 30
    min_notice = 2
    ask_again_after_days = 90
    obligations = ["log", "pseudonymise"]
    scope = { purposes = "letters", categories = "email", recipients = "lingon", operations = "use" }
    [[rules]]
    id = "law"
    basis = "legal_obligation"
    scope = { purposes = "letters", categories = "email", recipients = "lingon", operations = "store" }
"#;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|_| format!("{text}T00:00:00Z").parse().unwrap())
}

/// What is said of the events: id, kind, time, version of the notice.
fn explained(events: &[(&str, Kind, &str, u16)], operation: Operations, now: &str) -> Explanation {
    let policy = toml::from_str::<PolicyDocument>(POLICY).unwrap().compile().unwrap();
    let interner = Interner::new();
    let mut history = History::new();
    for (id, kind, time, notice) in events {
        let scope = Scope::new(["letters"], ["*"], ["*"], Operations::USE).unwrap();
        let mut event = EventDocument::new(*id, 1u64, *kind, &scope, at(time));
        if *kind == Kind::Given {
            event = event.qualities(Qualities::all()).notice(*notice);
        }
        history.insert(event.into_event().unwrap()).unwrap();
    }
    let guard = Guard::new(policy.into(), &interner, &DataUse::new("letters", "email", "lingon", operation)).unwrap();
    guard.explain(&history.standing(&Subject::default(), &interner), at(now))
}

fn reads(explanation: &Explanation, language: Language, lines: &[&str]) {
    let text = explanation.text(language);
    assert_eq!(text.lines().collect::<Vec<_>>(), lines, "\n{text}\n");
}

#[test]
fn an_allow_is_told_with_what_it_obliges_to_and_how_to_stop_it() {
    let allowed = explained(&[("yes", Kind::Given, "2026-01-01", 2)], Operations::USE, "2026-01-02");
    reads(
        &allowed,
        Language::English,
        &[
            "Allowed.",
            "  What: Email address (used)",
            "  Why: Newsletter",
            "  Who: Lingon & Co",
            "Because you said yes to this.",
            "  On 2026-01-01: you said yes [yes]",
            "Whoever uses it must: replace what identifies you; keep a record of the use.",
            "This answer holds, for this reason, until 2026-01-31 unless you say something new.",
            "→ You can stop it by taking your yes back.",
            "→ You can stop it by objecting.",
            "→ You can stop it by opting out.",
            "→ You can have the use restricted, or the data erased.",
            "Decided under policy version 7, rule letters.",
        ],
    );
    reads(
        &allowed,
        Language::Swedish,
        &[
            "Tillåtet.",
            "  Vad: E-postadress (används)",
            "  Varför: Nyhetsbrev",
            "  Vem: Lingon & Co",
            "Därför att du har sagt ja till detta.",
            "  Den 2026-01-01: du sa ja [yes]",
            "Den som använder uppgiften måste: ersätta det som pekar ut dig; föra logg över användningen.",
            "Svaret gäller, av detta skäl, till 2026-01-31 om du inte säger något nytt.",
            "→ Du kan stoppa det genom att ta tillbaka ditt ja.",
            "→ Du kan stoppa det genom att invända.",
            "→ Du kan stoppa det genom att välja bort det.",
            "→ Du kan begära att användningen begränsas eller att uppgifterna raderas.",
            "Avgjort enligt policyversion 7, regel letters.",
        ],
    );
}

#[test]
fn a_no_is_told_with_its_minute_and_when_the_person_may_be_asked_again() {
    let events = [("yes", Kind::Given, "2026-01-01", 2), ("no", Kind::Withdrawn, "2026-01-02T09:30:59.500Z", 0)];
    let denied = explained(&events, Operations::USE, "2026-01-03");
    reads(
        &denied,
        Language::English,
        &[
            "Not allowed.",
            "  What: Email address (used)",
            "  Why: Newsletter",
            "  Who: Lingon & Co",
            "Because you took your yes back.",
            "  On 2026-01-02 09:30 UTC: you took your yes back [no]",
            "→ A new yes from you would allow it.",
            "You will not be asked again before 2026-04-02 09:30 UTC.",
            "Decided under policy version 7, rule letters.",
        ],
    );
    assert!(denied.text(Language::Swedish).contains("\nDu får ingen ny fråga före 2026-04-02 09:30 UTC.\n"));
}

#[test]
fn yeses_that_do_not_count_are_told_once_each_with_the_reason() {
    let events = [("late", Kind::Given, "2026-03-01", 1), ("early", Kind::Given, "2026-01-01", 2)];
    let asked = explained(&events, Operations::USE, "2026-03-02");
    assert_eq!(
        (asked.reason, asked.event.as_ref().map(|event| event.event.as_str())),
        ("notice_outdated", Some("late"))
    );
    reads(
        &asked,
        Language::English,
        &[
            "Not now: you have to be asked first.",
            "  What: Email address (used)",
            "  Why: Newsletter",
            "  Who: Lingon & Co",
            "Because the notice you said yes to did not cover this.",
            "  On 2026-03-01: you said yes [late]",
            "  – On 2026-01-01: you said yes [early] (passed over: your yes has run out)",
            "This answer holds, for this reason, until 2026-03-31 unless you say something new.",
            "→ A new yes, after reading the current notice, would allow it.",
            "Decided under policy version 7, rule letters.",
        ],
    );
}

#[test]
fn what_nobody_declared_is_told_without_rule_or_event() {
    let denied = explained(&[], Operations::SELL, "2026-01-01");
    assert_eq!((denied.rule.as_deref(), denied.event.is_none(), denied.until), (None, true, None));
    reads(
        &denied,
        Language::English,
        &[
            "Not allowed.",
            "  What: Email address (sold)",
            "  Why: Newsletter",
            "  Who: Lingon & Co",
            "Because the organisation has not declared any such use.",
            "→ Only another policy, announced to you, could allow it.",
            "You will not be asked about this.",
            "Decided under policy version 7.",
        ],
    );
    let law = explained(&[], Operations::STORE, "2026-01-01").text(Language::English);
    assert!(law.contains("\nBecause a law requires it.\n"), "{law}");
    assert!(!law.contains("must"), "no obligation, no line about any: {law}");
}

#[test]
fn the_point_that_decides_is_the_one_that_is_told() {
    let both = explained(&[], Operations::STORE | Operations::USE, "2026-01-01");
    let point = both.point.unwrap();
    assert_eq!((both.reason, both.rule.as_deref(), point.operation), ("never_asked", Some("letters"), "use"));
    assert_eq!((point.purpose.key.as_str(), point.purpose.title("sv")), ("letters", "Nyhetsbrev"));
    assert_eq!(point.recipient.title("sv"), "Lingon & Co", "English where there is nothing else");
}

#[test]
fn every_regime_and_rule_that_applies_is_told_after_the_one_that_decides_too() {
    let text = r#"
        version = "1"
        vocabulary = { purposes = [{ key = "letters" }], categories = [{ key = "email" }],
            recipients = [{ key = "lingon", role = "controller" }] }
        regimes = [{ id = "first" }, { id = "second" }]
        [[rules]]
        id = "law"
        regime = "first"
        basis = "legal_obligation"
        ages = { from = 18 }
        scope = { purposes = "*", categories = "*", recipients = "*", operations = "use" }
        [[rules]]
        id = "agreed"
        regime = "first"
        basis = "contract"
        scope = { purposes = "*", categories = "*", recipients = "*", operations = "use" }
        [[rules]]
        id = "yes"
        regime = "first"
        basis = "consent"
        scope = { purposes = "*", categories = "*", recipients = "*", operations = "use" }
        [[rules]]
        id = "objection"
        regime = "second"
        basis = "legitimate_interests"
        scope = { purposes = "*", categories = "*", recipients = "*", operations = "use" }
    "#;
    let policy = Arc::new(toml::from_str::<PolicyDocument>(text).unwrap().compile().unwrap());
    let interner = Interner::new();
    let data_use = DataUse::new("letters", "email", "lingon", Operations::USE);
    let guard = Guard::new(policy.clone(), &interner, &data_use).unwrap();
    assert_eq!(data_use.to_string(), "use of email by lingon for letters");
    assert_eq!(format!("{guard:?}"), "Guard(use of email by lingon for letters)");
    let told = |explanation: &Explanation| -> Vec<(String, Vec<String>)> {
        let regimes = explanation.regimes.iter();
        let rules = |rules: &[consentry::decide::RuleExplanation]| rules.iter().map(|rule| rule.rule.clone()).collect();
        regimes.map(|regime| (regime.regime.clone(), rules(&regime.rules))).collect()
    };
    let all = [("first", vec!["agreed", "yes"]), ("second", vec!["objection"])]
        .map(|(regime, rules)| (regime.to_owned(), rules.into_iter().map(str::to_owned).collect()));

    let mut history: History = History::new();
    let grounds = guard.grounds(&history.standing(&Subject::default(), &interner), at("2026-01-01"));
    let rests_on = grounds.iter().map(|ground| [ground.regime.as_str(), ground.rule.as_str()]).collect::<Vec<_>>();
    assert_eq!(rests_on, [["first", "agreed"], ["second", "objection"]]);
    assert_eq!(grounds[0].ended_by, [Kind::Restricted, Kind::Erased]);
    let explanation = guard.explain(&history.standing(&Subject::default(), &interner), at("2026-01-01"));
    assert_eq!((explanation.outcome, explanation.rule.as_deref()), (consentry::decide::Outcome::Allow, Some("agreed")));
    assert_eq!(told(&explanation), all, "an allow: of an unknown age, so not by the law");

    let scope = Scope::new(["*"], ["*"], ["*"], Operations::USE).unwrap();
    let no = EventDocument::new("no", "anna".to_owned(), Kind::Restricted, &scope, at("2026-01-01"));
    history.insert(no.into_event().unwrap()).unwrap();
    let explanation = guard.explain(&history.standing(&Subject::default(), &interner), at("2026-01-02"));
    assert_eq!((explanation.reason, explanation.rule.as_deref()), ("restricted", Some("agreed")));
    assert_eq!(told(&explanation), all, "a no in the first regime already");
    let event = explanation.event.unwrap();
    assert_eq!((event.event.as_str(), event.role, event.reason), ("no", EventRole::Decides, None));
}
