//! No line of what people read is longer than 120 characters.

use std::{fs, path::Path};

/// The longest that a line may be, in characters.
const LONGEST: usize = 120;

/// Where users read.
const PLACES: [&str; 4] = ["src", "README.md", "CHANGELOG.md", "tests/README.md"];

/// Files with longer lines. The table only shrinks: an entry that is no longer needed fails the test, too.
const KNOWN: &[&str] = &[
    "CHANGELOG.md",
    "README.md",
    "src/columns/rows.rs",
    "src/decide/grounds.rs",
    "src/decide/ruling.rs",
    "src/decide/short.rs",
    "src/decide/sweep.rs",
    "src/dialogue/chain.rs",
    "src/dialogue/consent_record.rs",
    "src/dialogue/consultation.rs",
    "src/dialogue/countries.rs",
    "src/dialogue/disclosure.rs",
    "src/dialogue/duty.rs",
    "src/dialogue/kantara.rs",
    "src/dialogue/known.rs",
    "src/dialogue/mod.rs",
    "src/dialogue/notice.rs",
    "src/dialogue/reach.rs",
    "src/dialogue/receipt.rs",
    "src/dialogue/report.rs",
    "src/dialogue/report_html.rs",
    "src/dialogue/report_picture.rs",
    "src/dialogue/words.rs",
    "src/docs/comparison.md",
    "src/docs/design.md",
    "src/docs/limits.md",
    "src/docs/map_choice.md",
    "src/docs/meaning.md",
    "src/docs/testing.md",
    "src/event/history.rs",
    "src/event_log.rs",
    "src/fault.rs",
    "src/interner.rs",
    "src/ledger/audience.rs",
    "src/ledger/guard.rs",
    "src/ledger/load.rs",
    "src/ledger/members.rs",
    "src/ledger/mod.rs",
    "src/ledger/people/blocks.rs",
    "src/ledger/people/index.rs",
    "src/ledger/people/mod.rs",
    "src/ledger/people/pages.rs",
    "src/ledger/people/prefetch.rs",
    "src/ledger/people/register.rs",
    "src/ledger/snapshot/mod.rs",
    "src/ledger/snapshot/read.rs",
    "src/ledger/watch.rs",
    "src/lib.rs",
    "src/policy/compile.rs",
    "src/policy/lint.rs",
    "src/policy/notice.rs",
    "src/policy/shadow.rs",
    "src/region.rs",
    "src/rollout/change.rs",
    "src/rollout/point_class.rs",
    "src/scenario/document.rs",
    "src/scenario/mod.rs",
    "src/standing/entry.rs",
    "src/standing/mod.rs",
    "src/standing/standing.rs",
    "src/standing/update.rs",
];

/// Adds the path of every Rust and Markdown file, from the root of the package.
fn texts(root: &Path, path: &str, found: &mut Vec<String>) {
    let here = root.join(path);
    if here.is_dir() {
        let mut names: Vec<_> = fs::read_dir(here)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names.iter().for_each(|name| texts(root, &format!("{path}/{name}"), found));
    } else if here.extension().is_some_and(|ending| ending == "rs" || ending == "md") {
        found.push(path.to_owned());
    }
}

/// The numbers of the lines that are too long, and how long they are.
fn too_long(text: &str) -> Vec<(usize, usize)> {
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.chars().count()));
    lines.filter(|(_, length)| *length > LONGEST).collect()
}

#[test]
fn no_line_is_longer_than_120_characters() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    PLACES.iter().for_each(|place| texts(root, place, &mut files));
    assert!(files.len() > 100, "only {} files were found", files.len());
    let (mut new, mut known) = (Vec::new(), Vec::new());
    for file in &files {
        let lines = too_long(&fs::read_to_string(root.join(file)).unwrap());
        if KNOWN.contains(&file.as_str()) && !lines.is_empty() {
            known.push(file.as_str());
            continue;
        }
        new.extend(lines.iter().map(|(line, length)| format!("{file}:{line}: {length} characters; break it\n")));
    }
    assert!(new.is_empty(), "{} lines are too long:\n{}", new.len(), new.concat());
    let mended: Vec<_> = KNOWN.iter().filter(|file| !known.contains(file)).collect();
    assert!(mended.is_empty(), "these are in order now, so take them out of KNOWN: {mended:?}");
}

#[test]
fn characters_are_counted_and_not_bytes() {
    let line = "–".repeat(LONGEST);
    assert_eq!(too_long(&format!("short\n{line}\n{line}–\n")), [(3, 121)]);
}
