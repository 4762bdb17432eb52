//! What may use what: data flows one way through `src`, and the file tree shows it.
//!
//! The top-level modules stand in `src/lib.rs` in the order in which data flows; each may use only those above it.
//! Within them, files and folders use each other in no circle. Two rules keep it so: a `mod.rs` declares, documents and
//! re-exports, and nothing else; siblings are imported from their own file. Unit tests and documentation are exempt.
//!
//! The checker reads the text of the files, not what the compiler makes of it. It sees `use`, paths such as
//! `crate::time::Timestamp`, and names that a `use` of a module has bound. It does not see methods, or what a macro makes.

mod offence;
mod source;
mod tree;

use std::{collections::BTreeMap, fs, path::Path};

use offence::{Offence, Rule, circles, offences};
use tree::Tree;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn load(file: &str) -> Option<String> {
    fs::read_to_string(root().join(file)).ok()
}

fn told(offences: &[Offence]) -> String {
    offences.iter().map(|offence| format!("{offence}\n")).collect()
}

#[test]
fn the_library_has_layers() {
    let tree = Tree::read("src/lib.rs", &load);
    assert!(tree.modules.len() > 100, "only {} modules were found", tree.modules.len());
    let edges = tree.edges();
    assert!(edges.len() > 300, "only {} uses were found", edges.len());
    judge(&offences(&tree));
}

/// Fails with everything that is out of order.
fn judge(offences: &[Offence]) {
    assert!(offences.is_empty(), "{} out of order:\n{}", offences.len(), told(offences));
}

#[test]
fn benches_and_examples_have_no_circle() {
    // The peers of `benches/peers` are a package of their own, and share what their `main.rs` says.
    let mut roots = vec!["benches/claims/main.rs".to_owned()];
    programs("examples", &mut roots);
    assert!(roots.len() > 1, "{roots:?}");
    let offences: Vec<_> = roots.iter().flat_map(|root| circles(&Tree::read(root, &load))).collect();
    judge(&offences);
}

/// Every `main.rs` in the folder and in those below it.
fn programs(folder: &str, found: &mut Vec<String>) {
    let mut names: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{name}");
        if name == "main.rs" {
            found.push(path);
        } else if name != "target" && root().join(&path).is_dir() {
            programs(&path, found);
        }
    }
}

/// A crate as it should be.
fn sound() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("src/lib.rs", "//! A crate.\npub mod low;\npub mod high;\npub use high::Top;\npub use low::Base;\n"),
        ("src/low/mod.rs", "//! Below.\nmod base;\nmod side;\npub use base::Base;\npub use side::Side;\n"),
        ("src/low/base.rs", "pub struct Base;\n#[cfg(test)]\nmod tests { use super::*; use crate::high::Top; }\n"),
        ("src/low/side.rs", "use super::base::Base;\npub struct Side(Base);\n"),
        ("src/high/mod.rs", "//! Above.\nmod top;\npub mod deep;\npub use top::Top;\n"),
        ("src/high/top.rs", "use crate::low::{Base, Side as Other};\npub struct Top(Base, Other);\n"),
        ("src/high/deep/mod.rs", "mod leaf;\npub use leaf::Leaf;\n"),
        ("src/high/deep/leaf.rs", "use super::super::top::Top;\n/// `crate::high::Top`\npub struct Leaf(Top);\n"),
    ])
}

/// What is wrong once that file says something else: rule, file and line.
fn wrong(file: &'static str, text: &'static str) -> Vec<(Rule, String, usize)> {
    let mut files = sound();
    assert!(files.insert(file, text).is_some(), "{file} is one of the crate");
    let tree = Tree::read("src/lib.rs", &|file| files.get(file).map(ToString::to_string));
    offences(&tree).into_iter().map(|offence| (offence.rule, offence.file, offence.line)).collect()
}

#[test]
fn a_sound_crate_passes() {
    let files = sound();
    let tree = Tree::read("src/lib.rs", &|file| files.get(file).map(ToString::to_string));
    assert_eq!(told(&offences(&tree)), "");
    let steps: Vec<_> =
        tree.edges().iter().map(|edge| format!("{} > {}", edge.from.join("::"), edge.to.join("::"))).collect();
    assert_eq!(
        steps,
        ["high::deep::leaf > high::top", "high::top > low::base", "high::top > low::side", "low::side > low::base"]
    );
}

/// Three `use` turned round, each by the kind of path that shows it.
#[test]
fn a_use_that_is_turned_round_fails() {
    // A module uses one below it: by `use`, by a path in code, and by a bound module.
    for text in [
        "use crate::high::Top;\npub struct Base(Top);",
        "\npub struct Base(crate::high::Top);",
        "use crate::high::deep;\npub struct Base(deep::Leaf);",
    ] {
        let found = wrong("src/low/base.rs", text);
        assert!(
            found.iter().any(|(rule, file, _)| (*rule, file.as_str()) == (Rule::Order, "src/low/base.rs")),
            "{found:?}"
        );
    }
    // Two files of one folder use each other.
    let found = wrong("src/low/base.rs", "use super::side::Side;\npub struct Base(Option<Box<Side>>);");
    assert_eq!(found, [(Rule::FileCircle, "src/low/base.rs".to_owned(), 1)]);
    // A folder and a file beside it use each other, and so do the files.
    let found = wrong("src/high/top.rs", "\nuse super::deep::Leaf;\npub struct Top(Option<Box<Leaf>>);");
    let expected = [(Rule::FileCircle, "src/high/deep/leaf.rs", 1), (Rule::FolderCircle, "src/high/deep/leaf.rs", 1)];
    assert_eq!(found, expected.map(|(rule, file, line)| (rule, file.to_owned(), line)));
}

#[test]
fn folders_that_use_each_other_fail_even_where_no_files_do() {
    let mut files = sound();
    files.insert("src/high/mod.rs", "mod top;\npub mod deep;\nmod other;\npub use top::Top;\n");
    files.insert("src/high/other.rs", "use super::deep::Far;\npub struct Other(Far);\n");
    files.insert("src/high/deep/mod.rs", "mod far;\nmod leaf;\npub use far::Far;\npub use leaf::Leaf;\n");
    files.insert("src/high/deep/far.rs", "pub struct Far;\n");
    files.insert("src/high/deep/leaf.rs", "use crate::high::other::Other;\npub struct Leaf(Other);\n");
    let tree = Tree::read("src/lib.rs", &|file| files.get(file).map(ToString::to_string));
    let rules: Vec<_> = offences(&tree).into_iter().map(|offence| offence.rule).collect();
    assert_eq!(rules, [Rule::FolderCircle]);
}

#[test]
fn a_mod_rs_with_code_of_its_own_fails() {
    let file = "src/low/mod.rs";
    let head = "mod base;\nmod side;\npub use base::Base;\npub use side::Side;";
    for (code, line) in [
        ("pub struct More;", 5),
        ("impl Base { fn f(&self) { side::g() } }", 5),
        ("macro_rules! m { () => {} }", 5),
        ("use std::fmt;", 5),
        ("mod inner { pub struct X; }", 5),
        ("#[derive(Debug)]\nenum E { A }", 6),
    ] {
        let text: &'static str = Box::leak(format!("{head}\n{code}").into_boxed_str());
        assert_eq!(wrong(file, text), [(Rule::OnlyDeclares, file.to_owned(), line)], "{code}");
    }
    // What the root has in braces are chapters.
    let root = "pub mod low;\npub mod high;\npub use high::Top;\n/// Chapters.\npub mod docs { pub mod one {} }\n#[cfg(doctest)]\nstruct Readme;";
    assert_eq!(wrong("src/lib.rs", root), []);
}

#[test]
fn a_sibling_that_is_imported_through_its_parent_fails() {
    for (text, line) in [
        ("use super::Base;\npub struct Side(Base);", 1),
        ("use crate::low::{\n    Base,\n};\npub struct Side(Base);", 2),
        ("use crate::Base;\npub struct Side(Base);", 1),
        ("use super::*;\npub struct Side(Base);", 1),
        ("\npub struct Side(super::Base);", 2),
    ] {
        let found = wrong("src/low/side.rs", text);
        assert_eq!(found, [(Rule::OwnFile, "src/low/side.rs".to_owned(), line)], "{text}");
    }
    // An enum's variants, and everything of a file beside this one, are no names of a parent.
    let text = "use super::base::*;\npub struct Side(Base);\npub enum E { A }\nuse E::*;";
    assert_eq!(wrong("src/low/side.rs", text), []);
}
