//! Holds the chapters to the code: every policy in them compiles, and every code is listed.

use std::collections::BTreeSet;

use crate::{
    decide::{DataUse, Language},
    fault::FaultCode,
    ledger::Ledger,
    policy::{Basis, Policy, PolicyDocument},
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

/// The codes in the first column of the tables of a part of the chapter on codes, one for each row.
fn listed(part: &str) -> Vec<&str> {
    part.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(code, _)| code).collect()
}

/// The names that match arms of a source file give to variants, where nothing else lists them.
fn names(source: &str) -> Vec<&str> {
    let arms = source.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once(" => \""));
    arms.filter_map(|(_, name)| name.strip_suffix("\",")).collect()
}

#[test]
fn every_code_is_in_its_chapter_and_no_other() {
    let chapter = include_str!("codes.md");
    let (reasons, rest) = chapter.split_once("\n# Remedies\n").unwrap();
    let (_, rest) = rest.split_once("\n# Faults\n").unwrap();
    let (faults, advice) = rest.split_once("\n# Advice\n").unwrap();

    let known = names(include_str!("../decide/reason.rs"));
    assert_eq!(known.len(), 23, "{known:?}");
    assert_eq!(sorted(listed(reasons)), sorted(known));
    let bases = names(include_str!("../policy/basis.rs"));
    assert_eq!(bases.len(), 9, "{bases:?}");
    for basis in bases.into_iter().filter(|basis| *basis != Basis::Prohibited.name()) {
        assert!(reasons.contains(&format!("`{basis}`")), "{basis}");
    }

    let of = |is_lint| FaultCode::ALL.into_iter().filter(move |code| code.is_lint() == is_lint).map(FaultCode::name);
    assert_eq!(sorted(listed(advice)), sorted(of(true).collect()));
    // A code that documents of two kinds share stands under both.
    let listed: BTreeSet<&str> = listed(faults).into_iter().collect();
    assert_eq!(listed, of(false).collect());
}

fn sorted(mut codes: Vec<&str>) -> Vec<&str> {
    codes.sort_unstable();
    codes
}
