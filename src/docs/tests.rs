//! Holds the chapters to the code: every policy in them compiles, and tables name what there is.

use std::fmt::Write;

use crate::{
    policy::{Policy, PolicyDocument},
    vocabulary::{Axis, VocabularyDocument},
};

/// The chapters with policies, whose blocks of TOML are tried.
const CHAPTERS: [(&str, &str); 6] = [
    ("README", include_str!("../../README.md")),
    ("cookbook", include_str!("cookbook.md")),
    ("first_policy", include_str!("first_policy.md")),
    ("guide", include_str!("guide.md")),
    ("policy_reference", include_str!("policy_reference.md")),
    ("glossary", include_str!("glossary.md")),
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

fn compiled(text: &str) -> Policy {
    let document: PolicyDocument = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    document.compile().unwrap_or_else(|faults| panic!("{faults}\n{text}"))
}

#[test]
fn every_policy_of_the_chapters_compiles() {
    let mut count = 0;
    for (_, chapter) in CHAPTERS {
        for block in blocks(chapter) {
            // Scenarios have a test of their own, and `Cargo.toml` is another file.
            if block.contains("[[asks]]") || block.contains("[dependencies]") {
                continue;
            }
            if block.contains("version = \"") {
                compiled(block);
            } else {
                compiled(&format!("{BEFORE}{block}"));
            }
            count += 1;
        }
    }
    assert!(count > 20, "only {count} policies were found");
}

#[test]
fn files_that_examples_read_are_shown_whole() {
    for (file, chapter) in [
        (include_str!("guide.toml"), include_str!("guide.md")),
        (include_str!("cookbook.toml"), include_str!("cookbook.md")),
    ] {
        assert!(blocks(chapter).contains(&file), "a chapter does not show the policy that its examples read:\n{file}");
        compiled(file);
    }
}

#[test]
fn every_starter_key_is_listed() {
    let vocabulary = VocabularyDocument { starter: true, ..VocabularyDocument::default() };
    let mut expected = String::new();
    table(&mut expected, "purpose", &vocabulary);
    table(&mut expected, "category", &vocabulary);
    let chapter = include_str!("starter_keys.md");
    for line in expected.lines() {
        assert!(chapter.lines().any(|own| own == line), "starter_keys.md lacks a line; it should have:\n{expected}");
    }
    assert_eq!(chapter.matches("\n| `").count(), expected.matches("\n| `").count(), "{expected}");
}

/// The starter's keys of one axis, as the chapter lists them.
fn table(out: &mut String, axis: &str, starter: &VocabularyDocument) {
    let policy = PolicyDocument { vocabulary: starter.clone(), ..PolicyDocument::default() };
    let mut faults = Vec::new();
    let vocabulary = crate::vocabulary::Vocabulary::build(&policy.vocabulary, &mut faults);
    writeln!(out, "| {axis} | is called | tags |\n|---|---|---|").unwrap();
    fn row<A: Axis>(out: &mut String, node: &crate::vocabulary::Node<A>) {
        let tags = node.tags().iter().map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ");
        let title = node.titles().get("en").unwrap();
        writeln!(out, "| `{}` | {title} | {tags} |", node.key()).unwrap();
    }
    if axis == "purpose" {
        vocabulary.purposes().nodes().for_each(|(_, node)| row(out, node));
    } else {
        vocabulary.categories().nodes().for_each(|(_, node)| row(out, node));
    }
}
