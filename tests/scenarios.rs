//! Every scenario file, through every way of asking; and the runner's own failures.

#[path = "../examples/scenarios/files.rs"]
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
