//! No line of what people read is longer than 120 characters, but for rows of tables.

use std::{fs, path::Path};

/// The longest that a line may be, in characters.
const LONGEST: usize = 120;

/// Where users read.
const PLACES: [&str; 4] = ["src", "README.md", "CHANGELOG.md", "tests/README.md"];

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
    // A row of a table cannot be broken.
    let is_row = |line: &str| line.trim_start_matches(['/', '!', ' ']).starts_with('|');
    let lines = text.lines().enumerate().filter(|(_, line)| !is_row(line));
    let lines = lines.map(|(number, line)| (number + 1, line.chars().count()));
    lines.filter(|(_, length)| *length > LONGEST).collect()
}

#[test]
fn no_line_is_longer_than_120_characters() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    PLACES.iter().for_each(|place| texts(root, place, &mut files));
    assert!(files.len() > 100, "only {} files were found", files.len());
    let long = files.iter().flat_map(|file| {
        let lines = too_long(&fs::read_to_string(root.join(file)).unwrap());
        lines.into_iter().map(move |(line, length)| format!("{file}:{line}: {length} characters; break it\n"))
    });
    let long: Vec<String> = long.collect();
    assert!(long.is_empty(), "{} lines are too long:\n{}", long.len(), long.concat());
}

#[test]
fn characters_are_counted_and_not_bytes() {
    let line = "–".repeat(LONGEST);
    assert_eq!(too_long(&format!("short\n{line}\n{line}–\n//! | {line} |\n")), [(3, 121)]);
}
