//! The examples of one file each: every one runs, and what it asserts holds.

macro_rules! examples {
    ($($name:ident: $path:literal,)*) => {$(
        #[path = $path]
        mod $name;

        #[test]
        fn $name() {
            $name::main().unwrap();
        }
    )*};
}

examples! {
    first_check: "../../examples/first_check.rs",
    withdrawal: "../../examples/withdrawal.rs",
    objection: "../../examples/objection.rs",
    guardian: "../../examples/guardian.rs",
    record_fields: "../../examples/record_fields.rs",
    column: "../../examples/column.rs",
    replica: "../../examples/replica.rs",
    duties: "../../examples/duties.rs",
}

/// Whoever adds an example of one file lists it above and in the index.
#[test]
fn every_example_is_tried_and_in_the_index() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let index = std::fs::read_to_string(folder.join("README.md")).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_program = path.extension().is_some_and(|extension| extension == "rs");
        if (is_program || path.is_dir()) && name != "data" {
            assert!(index.contains(&format!("`{name}`")), "{name} is not in examples/README.md");
        }
        if is_program && name != "generate_data" {
            assert!(include_str!("examples.rs").contains(&format!("examples/{name}.rs")), "{name} is not tried");
        }
    }
}

/// The heart of the pipeline in README is that of its example, which is compiled and run where its package is tested.
#[test]
fn the_pipeline_of_readme_is_that_of_its_example() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = std::fs::read_to_string(root.join("crates/arrow/examples/mask.rs")).unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let shown = readme.split("```rust,ignore\n").nth(1).unwrap().split("```").next().unwrap();
    let lines: Vec<&str> = shown.lines().map(|line| line.split(" // ").next().unwrap().trim()).collect();
    assert!(lines.len() > 10, "{shown}");
    let all: Vec<&str> = example.lines().map(str::trim).collect();
    for line in &lines {
        assert!(all.contains(line), "`{line}` is not in crates/arrow/examples/mask.rs");
    }
    let printed = shown.split("// email: ").nth(1).unwrap().trim_end();
    assert!(example.contains(&format!("\"email: {printed}\"")), "{printed}");
}
