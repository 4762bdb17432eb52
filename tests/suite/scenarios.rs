//! Every scenario file, through every way of asking; and the runner's own failures.

#[path = "../../examples/scenarios/files.rs"]
mod files;

use std::path::PathBuf;

use consentry::scenario::{Format, Scenario};

#[test]
fn every_scenario_of_the_project_passes() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let summary = files::run(&[folder]);
    let problems: Vec<_> = summary.failures.iter().chain(&summary.unreadable).cloned().collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    assert!(summary.passed >= 80, "only {} scenarios", summary.passed);
    println!("{} passed, 0 failed", summary.passed);
}

#[test]
fn every_scenario_of_a_further_folder_passes() {
    let Some(folder) = std::env::var_os("CONSENTRY_SCENARIOS") else {
        println!("CONSENTRY_SCENARIOS is not set, so there is no further folder");
        return;
    };
    let summary = files::run(&[PathBuf::from(folder)]);
    let problems: Vec<_> = summary.failures.iter().chain(&summary.unreadable).cloned().collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    assert!(summary.passed > 0, "the folder of CONSENTRY_SCENARIOS has no scenario");
}

#[test]
fn the_scenario_of_the_readme_passes() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, text) = readme.split_once("```toml\ntitle").unwrap();
    let text = format!("title{}", text.split("```").next().unwrap());
    let load = |file: &str| {
        std::fs::read_to_string(root.join("tests/scenarios").join(file)).map_err(|error| error.to_string())
    };
    let scenarios = Scenario::read(&text, Format::Toml, load);
    assert_eq!(scenarios.len(), 1);
    let report = scenarios[0].as_ref().unwrap().run();
    assert!(report.failures.is_empty(), "{:?}", report.failures.iter().map(ToString::to_string).collect::<Vec<_>>());
}

const WELL: &str = r#"
    title = "A yes allows"
    [policy]
    version = "1"
    vocabulary.purposes = [{ key = "marketing" }]
    vocabulary.categories = [{ key = "contact" }]
    vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    [[policy.rules]]
    id = "newsletter"
    basis = "consent"
    lifetime_days = 365
    obligations = ["log"]
    scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    [[events]]
    id = "e1"
    kind = "given"
    scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    at = "2026-01-01T00:00:00Z"
    qualities = ["affirmative"]
    [[asks]]
    use = { purpose = "marketing", category = "contact", recipient = "lingon", operations = "use" }
    at = "2026-02-01T00:00:00Z"
    [asks.expect]
    outcome = "allow"
    reason = "consent"
    rule = "newsletter"
    event = "e1"
    obligations = ["log"]
    until = "2027-01-01T00:00:00Z"
    may_ask = "unneeded"
"#;

fn run(text: &str) -> Result<Vec<String>, String> {
    let mut scenarios = Scenario::read(text, Format::Toml, |_| Err("no such file".into()));
    assert_eq!(scenarios.len(), 1);
    let scenario = scenarios.remove(0).map_err(|error| error.to_string())?;
    Ok(scenario.run().failures.iter().map(|failure| failure.what.clone()).collect())
}

#[test]
fn a_scenario_made_wrong_on_purpose_fails_at_the_field_that_is_wrong() {
    assert_eq!(run(WELL), Ok(vec![]));
    let wrongs = [
        ("outcome = \"allow\"", "outcome = \"deny\"", "outcome"),
        ("reason = \"consent\"", "reason = \"opt_out\"", "reason"),
        ("rule = \"newsletter\"\n    event", "rule = \"other\"\n    event", "rule"),
        ("event = \"e1\"", "event = \"e2\"", "event"),
        ("obligations = [\"log\"]\n    until", "obligations = []\n    until", "obligations"),
        ("until = \"2027-01-01T00:00:00Z\"", "until = \"never\"", "until"),
        ("may_ask = \"unneeded\"", "may_ask = \"yes\"", "may_ask"),
    ];
    for (right, wrong, field) in wrongs {
        let text = WELL.replace(right, wrong);
        assert_ne!(text, WELL, "{field}");
        let failures = run(&text).unwrap();
        assert!(
            !failures.is_empty() && failures.iter().all(|failure| failure.starts_with(field)),
            "{field}: {failures:?}"
        );
    }
}

const DIALOGUE: &str = r#"
    title = "A withdrawal reaches whoever has the data"
    subject = { regions = ["SE"] }
    [policy]
    version = "1"
    vocabulary.purposes = [{ key = "ads" }, { key = "orders" }]
    vocabulary.categories = [{ key = "contact" }]
    vocabulary.recipients = [{ key = "lingon", role = "controller" }, { key = "tallkotte", role = "third_party" }]
    [[policy.rules]]
    id = "ads"
    basis = "consent"
    scope = { purposes = "ads", categories = "contact", recipients = "*", operations = ["store", "use", "sell"] }
    [[policy.rules]]
    id = "orders"
    basis = "contract"
    scope = { purposes = "orders", categories = "contact", recipients = "lingon", operations = ["store", "use"] }
    [[events]]
    id = "yes"
    kind = "given"
    qualities = ["affirmative"]
    at = "2026-01-01T00:00:00Z"
    scope = { purposes = "ads", categories = "contact", recipients = "*", operations = ["store", "use", "sell"] }
    [[events]]
    id = "no"
    kind = "withdrawn"
    at = "2026-02-01T00:00:00Z"
    scope = { purposes = "ads", categories = "*", recipients = "*", operations = "*" }
    [[disclosures]]
    id = "d1"
    use = { purpose = "ads", category = "contact", recipient = "tallkotte", operations = "sell" }
    at = "2026-01-02T00:00:00Z"
    [[disclosures]]
    id = "s1"
    use = { purpose = "ads", category = "contact", recipient = "lingon", operations = "collect" }
    at = "2025-12-01T00:00:00Z"
    received_from = "broker"
    [[progress]]
    duty = "no/notify/tallkotte/d1"
    at = "2026-02-03T00:00:00Z"
    stage = "sent"
    [[duties]]
    at = "2026-02-04T00:00:00Z"
    expect = [
        { task = "stop", id = "no/stop", event = "no", rules = ["ads"], due = "2026-02-01T00:00:00Z", source = "GDPR Art. 7(3)" },
        { task = "notify", whom = "tallkotte", disclosures = ["d1"], state = "sent" },
        { task = "notify_supplier", whom = "broker", disclosures = ["s1"] },
        { task = "keep", category = "contact", rule = "orders", basis = "contract" },
        { task = "tell_person" },
    ]
    [[reports]]
    at = "2026-02-04T00:00:00Z"
    [reports.expect]
    uses = [{ rule = "ads", purpose = "ads", recipient = "tallkotte", outcome = "deny", reason = "withdrawn", basis = "consent", since = "2026-02-01T00:00:00Z", until = "never", acts = ["no"] }]
    refused = ["no"]
    disclosed = ["d1", "s1"]
    missing = ["authority", "category_words", "contact", "dpo", "purpose_words", "recipient_name", "representative", "statutory", "storage", "transfers"]
    lines = ["Tell tallkotte: sent (at the latest 2026-02-20)"]
    absent = ["Granris"]
"#;

#[test]
fn duties_and_reports_made_wrong_on_purpose_fail_at_what_is_wrong() {
    let well = DIALOGUE.replace("2026-02-20", "2026-03-01");
    assert_eq!(run(&well), Ok(vec![]));
    let wrongs = [
        // Each field of a duty is compared.
        ("id = \"no/stop\"", "id = \"no/halt\"", "duty"),
        ("event = \"no\"", "event = \"yes\"", "duty"),
        ("rules = [\"ads\"]", "rules = []", "duty"),
        ("due = \"2026-02-01T00:00:00Z\"", "due = \"2026-02-02T00:00:00Z\"", "duty"),
        ("source = \"GDPR Art. 7(3)\"", "source = \"GDPR Art. 17\"", "duty"),
        ("whom = \"tallkotte\"", "whom = \"granris\"", "duty"),
        ("disclosures = [\"d1\"]", "disclosures = [\"d1\", \"d2\"]", "duty"),
        ("state = \"sent\"", "state = \"planned\"", "duty"),
        ("whom = \"broker\"", "whom = \"tallkotte\"", "duty"),
        ("category = \"contact\", rule", "category = \"orders\", rule", "duty"),
        ("rule = \"orders\", basis", "rule = \"ads\", basis", "duty"),
        ("basis = \"contract\" },", "basis = \"opt_out\" },", "duty"),
        ("task = \"keep\"", "task = \"erase\"", "duty"),
        // One too few and one too many.
        ("        { task = \"tell_person\" },\n", "", "duty"),
        ("{ task = \"tell_person\" }", "{ task = \"tell_person\" }, { task = \"tell_person\" }", "duty"),
        // Each field of a report.
        ("outcome = \"deny\"", "outcome = \"allow\"", "outcome of"),
        ("reason = \"withdrawn\"", "reason = \"refused\"", "reason of"),
        ("basis = \"consent\", since", "basis = \"contract\", since", "basis of"),
        ("since = \"2026-02-01", "since = \"2026-02-02", "since of"),
        ("until = \"never\"", "until = \"2027-01-01T00:00:00Z\"", "until of"),
        ("acts = [\"no\"]", "acts = []", "acts of"),
        ("rule = \"ads\", purpose", "rule = \"orders\", purpose", "use of"),
        ("refused = [\"no\"]", "refused = []", "refused"),
        ("disclosed = [\"d1\", \"s1\"]", "disclosed = [\"d1\"]", "disclosed"),
        ("missing = [\"authority\", ", "missing = [", "missing"),
        ("lines = [\"Tell tallkotte: sent", "lines = [\"Tell tallkotte: planned", "line"),
        ("absent = [\"Granris\"]", "absent = [\"tallkotte\"]", "words"),
        // What happened cannot have happened so.
        ("at = \"2026-01-02T00:00:00Z\"", "at = \"2026-02-02T00:00:00Z\"", "what happened"),
        ("duty = \"no/notify/tallkotte/d1\"", "duty = \"no/notify/nobody/d1\"", "what happened"),
        ("stage = \"sent\"", "stage = \"planned\"", "what happened"),
        ("received_from = \"broker\"", "received_from = \"broker\"\nonward_of = \"d1\"", "what happened"),
        ("received_from = \"broker\"", "onward_of = \"d9\"", "what happened"),
        ("recipient = \"tallkotte\", operations = \"sell\"", "recipient = \"tallkott\", operations = \"sell\"", "what"),
        ("id = \"d1\"\n", "id = \"d1\"\nrefused = \"withdrawn\"\n", "what happened"),
    ];
    for (right, wrong, field) in wrongs {
        let text = well.replacen(right, wrong, 1);
        assert_ne!(text, well, "{right}");
        let failures = run(&text).unwrap();
        let at_it = failures.iter().any(|failure| failure.starts_with(field));
        assert!(at_it, "{right} -> {wrong}: {failures:?}");
    }
    for (right, wrong, message) in [
        ("task = \"tell_person\"", "task = \"tell\"", "unknown variant"),
        ("stage = \"sent\"", "stage = \"gone\"", "unknown variant"),
        ("lines = [\"Tell", "line = [\"Tell", "unknown field"),
    ] {
        let error = run(&well.replace(right, wrong)).unwrap_err();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn at_least_twenty_five_scenarios_are_of_duties_and_reports() {
    let mut count = 0;
    for name in ["duties.toml", "reports.toml"] {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let load = |policy: &str| std::fs::read_to_string(folder.join(policy)).map_err(|error| error.to_string());
        for scenario in Scenario::read(&text, Format::Toml, load) {
            count += usize::from(scenario.unwrap().duties_and_reports() > 0);
        }
    }
    assert!(count >= 25, "only {count}");
    println!("{count} scenarios of duties and reports");
}

#[test]
fn what_cannot_be_read_is_said_and_never_passes() {
    let unreadable = [
        ("outcome = \"allow\"", "outcome = \"maybe\"", "unknown variant"),
        ("title = \"A yes allows\"", "titel = \"A yes allows\"", "titel"),
        ("[policy]", "policy_file = \"p.toml\"\n    [policy]", "either `policy` or `policy_file`"),
    ];
    for (right, wrong, message) in unreadable {
        let error = run(&WELL.replace(right, wrong)).unwrap_err();
        assert!(error.contains(message), "{error}");
    }
    for (right, wrong) in [
        ("basis = \"consent\"", "basis = \"opt_out\""), // lifetime_days has no effect: does not compile
        (
            "purposes = \"marketing\", categories = \"contact\", recipients = \"lingon\", operations = \"use\" }\n    at",
            "purposes = \"nowhere\", categories = \"contact\", recipients = \"lingon\", operations = \"use\" }\n    at",
        ),
        ("kind = \"given\"", "kind = \"refused\""), // qualities are misplaced
        ("category = \"contact\"", "category = \"contcat\""),
    ] {
        let text = WELL.replace(right, wrong);
        assert_ne!(text, WELL);
        assert!(!run(&text).unwrap().is_empty(), "{wrong}");
    }
    assert!(Scenario::read("", Format::Toml, |_| Err(String::new()))[0].is_err());
    assert!(Scenario::read("[]", Format::Json, |_| Err(String::new()))[0].is_err());
    assert!(Scenario::read("{", Format::Json, |_| Err(String::new()))[0].is_err());
}

#[test]
fn the_runner_exits_with_failure_when_a_file_is_missing() {
    let summary = files::run(&[PathBuf::from("no/such/file.toml"), PathBuf::from("Cargo.lock")]);
    assert_eq!((summary.passed, summary.failures.len(), summary.unreadable.len()), (0, 0, 2));
}
