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
