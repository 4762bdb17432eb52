//! The main job from end to end: the example `guard_export` on the sample data, and on files that are wrong.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

#[path = "../../examples/generate_data.rs"]
mod generate_data;
#[path = "../../examples/guard_export/main.rs"]
mod guard_export;

use guard_export::{BAD_LINES, DONE, FAILED, Progress};

/// A folder of one test, removed when the test succeeds.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        // Where the tests are woven into the crate itself, cargo names no folder for them.
        let folder = option_env!("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let path = folder.join(format!("guard_export-{test}"));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.file(name), text).unwrap();
        self.file(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)
}

/// Exit code, standard output, standard error.
fn run<'a>(arguments: impl IntoIterator<Item = (&'a str, &'a Path)>) -> (u8, String, String) {
    let arguments = arguments.into_iter().flat_map(|(name, value)| [OsString::from(name), value.into()]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = guard_export::run(arguments, Progress::Never, &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// Runs on the sample; the rows of the export and what was printed.
fn run_sample(test: &str) -> (Vec<csv::StringRecord>, String) {
    let folder = Folder::new(test);
    let file = folder.file("out.csv");
    let (code, out, err) = run([("--out", file.as_path())]);
    assert_eq!((code, err.as_str()), (DONE, ""));
    assert_eq!(folder.names(), ["out.csv"]);
    (rows(&file).1, out)
}

fn rows(path: &Path) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    (header, reader.records().map(Result::unwrap).collect())
}

/// A message as one line, without the wrapping.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The three counts of a line of the table.
fn counts(out: &str, column: &str) -> [usize; 3] {
    let table = out.split("█ allowed").nth(1).unwrap();
    let line = table.lines().find(|line| line.split_whitespace().next() == Some(column)).unwrap();
    let numbers = line.split_whitespace().rev().take(3).map(|number| number.replace(',', "").parse().unwrap());
    let [denied, ask, allowed] = numbers.collect::<Vec<_>>().try_into().unwrap();
    [allowed, ask, denied]
}

#[test]
fn the_sample_comes_out_with_closed_cells_empty_and_counts_that_add_up() {
    let (header, source) = rows(&sample("customers.csv"));
    let (written, out) = run_sample("sample");
    assert_eq!((source.len(), written.len()), (5_200, 5_200));
    for (position, name) in header.iter().enumerate() {
        for (before, after) in source.iter().zip(&written) {
            assert!(after[position] == before[position] || (after[position].is_empty() && name != "customer_id"));
        }
        if name == "customer_id" {
            continue;
        }
        let [allowed, ask, denied] = counts(&out, name);
        assert_eq!(allowed + ask + denied, source.len(), "{name}");
        let open = written.iter().filter(|row| !row[position].is_empty()).count();
        let always_filled = source.iter().all(|row| !row[position].is_empty());
        assert!(if always_filled { open == allowed } else { open <= allowed }, "{name}: {open} of {allowed}");
    }
    assert!(counts(&out, "email").iter().all(|count| *count > 100));
    assert_eq!(counts(&out, "phone"), [0, 0, source.len()]);
    assert!(out.lines().all(|line| line.chars().count() <= 80), "too wide:\n{out}");
}

#[test]
fn whoever_said_no_last_is_not_exported() {
    // Told from the log alone, without the crate: the newest answer of each person about letters by email.
    let mut newest: HashMap<String, (String, bool)> = HashMap::new();
    for line in fs::read_to_string(sample("events.jsonl")).unwrap().lines() {
        let Ok(event) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let (kind, at) = (event["kind"].as_str().unwrap_or_default(), event["at"].as_str().unwrap_or_default());
        let is_no = ["withdrawn", "refused", "objected"].contains(&kind);
        let is_usable = at.starts_with("20") && (kind == "given" || (is_no && event.get("qualities").is_none()));
        let about =
            |set: &str, names: [&str; 3]| names.iter().any(|name| event["scope"][set].to_string().contains(name));
        let covers = about("purposes", ["\"marketing.email\"", "\"marketing\"", "\"*\""])
            && about("categories", ["\"user.contact.email\"", "\"user.contact\"", "\"*\""]);
        if is_usable && covers {
            let subject = event["subject"].as_str().unwrap().to_owned();
            let answer = newest.entry(subject).or_default();
            *answer = answer.clone().max((at.to_owned(), is_no));
        }
    }
    let (written, _) = run_sample("no");
    let said_no = written.iter().filter(|row| newest.get(&row[0]).is_some_and(|(_, is_no)| *is_no));
    let said_no: Vec<_> = said_no.collect();
    assert!(said_no.len() > 500, "{}", said_no.len());
    for row in said_no {
        assert_eq!((&row[1], &row[2]), ("", ""), "email and name of {}", &row[0]);
    }
}

#[test]
fn the_story_ends_with_a_no() {
    let (_, out) = run_sample("story");
    let story = out.split("ONE PERSON").nth(1).unwrap();
    let (before, after) = story.split_once("Then the person says no (withdrawn)").unwrap();
    assert!(before.contains("Allowed.") && before.contains("you said yes"));
    assert!(after.contains("Not allowed.") && after.contains("you took your yes back"));
    let folder = Folder::new("swedish");
    let (_, swedish, _) = run([("--out", folder.file("out.csv").as_path()), ("--language", Path::new("sv"))]);
    assert!(swedish.contains("Tillåtet.") && swedish.contains("Inte tillåtet."));
}

#[test]
fn two_runs_write_the_same_bytes() {
    let folder = Folder::new("twice");
    let (first, second) = (folder.file("a.csv"), folder.file("b.csv"));
    let (_, out, _) = run([("--out", first.as_path())]);
    let (_, again, _) = run([("--out", second.as_path())]);
    assert_eq!(out.replace("a.csv", "b.csv"), again);
    assert_eq!(fs::read(first).unwrap(), fs::read(second).unwrap());
}

#[test]
fn the_committed_sample_is_what_the_generator_makes() {
    let folder = Folder::new("regenerated");
    generate_data::Plan::default().write_to(&folder.0).unwrap();
    for name in ["customers.csv", "events.jsonl"] {
        let same = fs::read(folder.file(name)).unwrap() == fs::read(sample(name)).unwrap();
        assert!(same, "examples/data/{name} is not what `cargo run --example generate_data` writes");
    }
}

#[test]
fn the_generator_makes_as_much_as_it_is_told() {
    let folder = Folder::new("amounts");
    for (customers, events) in [(0, 0), (1, 0), (1, 9), (7, 3), (50, 1_000)] {
        generate_data::Plan { customers, events, seed: 7 }.write_to(&folder.0).unwrap();
        assert_eq!(rows(&folder.file("customers.csv")).1.len() as u64, customers);
        assert_eq!(fs::read_to_string(folder.file("events.jsonl")).unwrap().lines().count() as u64, events);
    }
}

// --- Small files, some of them wrong -----------------------------------------------------------------------------------

const MAPPING: &str = r#"
subject = "id"
region = "country"
[columns]
id = "key"
email = "user.contact.email"
country = "user.location.approximate"
"#;

const RECORDS: &str = "id,email,country\nanna,anna@post.example,SE\nbo,bo@post.example,SE\n";

const SCOPE: &str =
    r#"{"purposes":"marketing.email","categories":"user.contact.email","recipients":"lingon","operations":"use"}"#;

fn event(id: &str, subject: &str, kind: &str, day: u32, rest: &str) -> String {
    format!(
        r#"{{"id":"{id}","subject":"{subject}","kind":"{kind}","at":"2026-01-0{day}T00:00:00Z","scope":{SCOPE}{rest}}}"#
    )
}

fn log() -> String {
    // The records do not say how old these two are, so a guardian must speak for them.
    let yes = r#","notice":3,"qualities":["affirmative"],"by":"guardian""#;
    let events = [
        event("e1", "anna", "given", 1, yes),
        event("e2", "bo", "given", 1, yes),
        event("e3", "bo", "withdrawn", 2, ""),
    ];
    events.join("\n")
}

type Texts<'t> = &'t [(&'t str, &'t str)];

/// Runs the shop's policy on small files; what `files` holds takes the place of the good ones.
fn run_small(test: &str, files: Texts<'_>, options: Texts<'_>) -> (u8, String, String, Option<String>) {
    let folder = Folder::new(test);
    folder.write("columns.toml", MAPPING);
    folder.write("records.csv", RECORDS);
    folder.write("events.jsonl", log());
    for (name, text) in files {
        folder.write(name, text);
    }
    let before = folder.names();
    let (columns, records) = (folder.file("columns.toml"), folder.file("records.csv"));
    let (events, out) = (folder.file("events.jsonl"), folder.file("out.csv"));
    let mut arguments = vec![
        ("--columns", columns.as_path()),
        ("--records", records.as_path()),
        ("--events", events.as_path()),
        ("--out", out.as_path()),
    ];
    arguments.extend(options.iter().map(|(name, value)| (*name, Path::new(*value))));
    let (code, stdout, stderr) = run(arguments);
    let written = fs::read_to_string(&out).ok();
    if code == FAILED {
        assert_eq!(folder.names(), before, "a failed run leaves nothing behind");
        assert_eq!(stdout, "");
        assert!(stderr.starts_with("error: "), "{stderr}");
    }
    (code, stdout, unwrapped(&stderr), written)
}

#[test]
fn a_yes_opens_the_cell_and_a_later_no_closes_it() {
    let (code, out, _, written) = run_small("small", &[], &[]);
    assert_eq!(code, DONE);
    assert_eq!(written.unwrap(), "id,email,country\nanna,anna@post.example,\nbo,,\n");
    assert_eq!(counts(&out, "email"), [1, 0, 1]);
    assert!(out.contains("withdrawn 1"));
    let by_themselves = log().replace(r#","by":"guardian""#, "");
    let (_, out, _, written) = run_small("small-age", &[("events.jsonl", &by_themselves)], &[]);
    assert_eq!(written.unwrap(), "id,email,country\nanna,,\nbo,,\n");
    assert!(out.contains("guardian required 1"));
}

#[test]
fn a_column_that_nobody_classified_stops_the_export() {
    let mapping = MAPPING.replace("email = \"user.contact.email\"\n", "");
    let (code, _, err, _) = run_small("unclassified", &[("columns.toml", &mapping)], &[]);
    assert_eq!(code, FAILED);
    assert!(err.contains("`email` of") && err.contains("is not classified"), "{err}");
}

#[test]
fn unusable_lines_are_reported_with_their_numbers_and_fail_the_run_unless_accepted() {
    let other_act = event("e3", "bo", "withdrawn", 3, "");
    let unknown = event("e4", "bo", "given", 4, "").replace("marketing.email", "marketing.emial");
    let log = format!("{}\n\nnot json\n{other_act}\n{unknown}\n", log());
    let (code, out, err, written) = run_small("broken", &[("events.jsonl", &log)], &[]);
    assert_eq!((code, err.as_str()), (BAD_LINES, ""));
    for expected in [
        "line 5: the text is not JSON: expected ident",
        "line 6: the event id `e3` is taken",
        "line 7: scope.purposes: unknown purpose `marketing.emial`; did you mean `marketing.email`?",
        "3 lines of the consent log could not be used",
        "1 blank",
        "Exit code 1.",
    ] {
        assert!(unwrapped(&out).contains(expected), "{expected}\n{out}");
    }
    assert!(written.is_some());
    let mapping = format!("accept_bad_lines = 3\n{MAPPING}");
    let (code, ..) = run_small("accepted", &[("events.jsonl", &log), ("columns.toml", &mapping)], &[]);
    assert_eq!(code, DONE);
}

#[test]
fn what_a_record_says_unclearly_is_unknown_and_counted() {
    let records = "id,email,country\nanna,anna@post.example,Sverige\nbo,bo@post.example,\n";
    let (code, out, _, _) = run_small("unclear", &[("records.csv", records)], &[]);
    assert_eq!(code, DONE);
    assert!(unwrapped(&out).contains("1 country line 2: `Sverige` is not a region"), "{out}");
}

#[test]
fn mistakes_in_options_are_sentences() {
    for (option, value, expected) in [
        (
            "--purpose",
            "marketing.emial",
            "--purpose: unknown purpose `marketing.emial`; did you mean `marketing.email`?",
        ),
        (
            "--recipient",
            "lingon.mialer",
            "--recipient: unknown recipient `lingon.mialer`; did you mean `lingon.mailer`?",
        ),
        ("--operation", "usee", "--operation: operations"),
        ("--at", "yesterday", "--at: `yesterday` is not an instant"),
        ("--language", "fr", "`fr` is not one of en, sv"),
        ("--porpoise", "x", "`--help` lists the options"),
        ("--policy", "nowhere.toml", "cannot read the policy nowhere.toml"),
        ("--events", "nowhere.jsonl", "cannot read the consent log nowhere.jsonl"),
        ("--records", "nowhere.csv", "cannot read the records nowhere.csv"),
        ("--columns", "nowhere.toml", "cannot read the columns file nowhere.toml"),
        ("--out", "/", "--out: / does not name a file"),
    ] {
        let (code, _, err, written) = run_small(&format!("option{option}"), &[], &[(option, value)]);
        assert_eq!((code, written), (FAILED, None), "{option}");
        assert!(err.contains(expected), "{option}: {err}");
    }
}

#[test]
fn mistakes_in_files_are_sentences() {
    let mapping = |from: &str, to: &str| MAPPING.replace(from, to);
    let cases = [
        (
            "columns.toml",
            mapping("contact.email", "contact.emial"),
            "columns.email: unknown category `user.contact.emial`; did you mean `user.contact.email`?",
        ),
        (
            "columns.toml",
            mapping("\"user.contact.email\"", "\"key\""),
            "only the subject's column, `id`, may pass as `key`",
        ),
        ("columns.toml", mapping("subject = \"id\"", "subject = \"customer\""), "has no column `customer`"),
        (
            "columns.toml",
            mapping("[columns]", "[facts]\nvip = { column = \"id\", is = [\"x\"] }\n[columns]"),
            "unknown fact `vip`",
        ),
        ("columns.toml", mapping("region", "reigon"), "unknown field `reigon`"),
        ("records.csv", format!("{RECORDS}cy,SE\n"), "line 4: 2 cells where the header has 3"),
        ("records.csv", format!("{RECORDS},cy@post.example,SE\n"), "line 4: `id` is empty"),
        ("records.csv", "id,email,email,country\n".to_owned(), "has two columns `email`"),
    ];
    for (position, (file, text, expected)) in cases.iter().enumerate() {
        let (code, _, err, written) = run_small(&format!("file{position}"), &[(file, text)], &[]);
        assert_eq!((code, written), (FAILED, None), "{expected}");
        assert!(err.contains(expected), "{expected}: {err}");
    }
}

#[test]
fn an_export_never_replaces_what_it_reads() {
    let folder = Folder::new("overwrite");
    let records = folder.write("records.csv", RECORDS);
    let columns = folder.write("columns.toml", MAPPING);
    let (code, _, err) = run([("--records", &*records), ("--columns", &*columns), ("--out", &*records)]);
    assert_eq!(code, FAILED);
    assert!(unwrapped(&err).contains("is one of the files that are read"), "{err}");
    assert_eq!(fs::read_to_string(records).unwrap(), RECORDS);
}
