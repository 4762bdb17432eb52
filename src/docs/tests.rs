//! Holds the chapters to the code: every policy in them compiles.

use crate::{
    decide::{DataUse, Language},
    ledger::Ledger,
    policy::{Policy, PolicyDocument},
    vocabulary::Operations,
};

/// The chapters with policies, whose blocks of TOML are tried.
const CHAPTERS: [&str; 5] = [
    include_str!("../../README.md"),
    include_str!("cookbook.md"),
    include_str!("first_policy.md"),
    include_str!("guide.md"),
    include_str!("policy_reference.md"),
];

/// What stands before a block that shows only a part of a policy.
const BEFORE: &str = r#"
version = "2026-1"
facts = ["customer"]
[vocabulary]
starter = true
recipients = [
    { key = "lingon", role = "controller", location = "SE" },
    { key = "tallkotte", role = "third_party", location = "DE" },
]
"#;

fn blocks(chapter: &str) -> Vec<&str> {
    chapter.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

fn compile(text: &str) -> Policy {
    let document = PolicyDocument::from_toml(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    document.compile().unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

#[test]
fn every_policy_of_the_chapters_compiles() {
    let mut count = 0;
    for chapter in CHAPTERS {
        for block in blocks(chapter) {
            // Scenarios have a test of their own, and `Cargo.toml` is another file.
            if block.contains("[[asks]]") || block.contains("[dependencies]") {
                continue;
            }
            if block.contains("version = \"") {
                compile(block);
            } else {
                compile(&format!("{BEFORE}{block}"));
            }
            count += 1;
        }
    }
    assert!(count >= 12, "only {count} policies were found");
}

#[test]
fn files_that_examples_read_are_shown_whole() {
    for (file, chapter) in [
        (include_str!("guide.toml"), include_str!("guide.md")),
        (include_str!("cookbook.toml"), include_str!("cookbook.md")),
    ] {
        assert!(blocks(chapter).contains(&file), "a chapter does not show the policy that its examples read:\n{file}");
        compile(file);
    }
}

#[test]
fn the_first_example_prints_what_it_is_said_to_print() {
    let readme = CHAPTERS[0];
    let ledger: Ledger = Ledger::new(compile(blocks(readme)[0]));
    let mail = DataUse::new("marketing.email", "user.contact.email", "lingon", Operations::USE);
    let guard = ledger.guard(&mail).unwrap();
    let now: crate::Timestamp = "2026-06-01T12:00:00Z".parse().unwrap();
    let code = guard.check("anna", now).code();
    let text = guard.explain("anna", now).text(Language::English);
    assert!(readme.contains(&format!("```text\n{code}\n{}\n```", text.trim_end())), "{code}\n{text}");
}
