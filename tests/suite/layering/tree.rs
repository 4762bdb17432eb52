//! The modules of a crate, and which file's names each file uses.

use std::collections::BTreeMap;

use super::source::{Named, Source};

/// Where a module stands: its names from the root, which has none.
pub(super) type ModulePath = Vec<String>;

/// A module that has a file of its own.
#[derive(Debug)]
pub(super) struct Module {
    pub path: ModulePath,
    pub file: String,
    pub source: Source,
    /// The modules below it, in the order in which it declares them.
    pub children: Vec<String>,
}

/// One file names something that stands in another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Edge {
    pub from: ModulePath,
    pub to: ModulePath,
    pub line: usize,
    /// The path as it is written.
    pub text: String,
    /// The modules whose re-exports lead there.
    pub through: Vec<ModulePath>,
    /// Everything of a module is imported.
    pub is_glob: bool,
}

/// A crate's modules.
#[derive(Debug)]
pub(super) struct Tree {
    pub modules: BTreeMap<ModulePath, Module>,
}

/// What a path leads to.
struct Target {
    module: ModulePath,
    through: Vec<ModulePath>,
    is_glob: bool,
    /// The path names the module itself.
    is_module: bool,
}

/// Follows no more re-exports than this, so that two that name each other end.
const MOST_STEPS: usize = 16;

impl Tree {
    /// Reads a crate from its root file; `load` gives a file's text, or nothing where there is none.
    ///
    /// # Panics
    ///
    /// Where a declared module has no file: what is not read would not be checked.
    pub(super) fn read(root: &str, load: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut tree = Self { modules: BTreeMap::new() };
        tree.add(Vec::new(), root.to_owned(), load);
        tree
    }

    fn add(&mut self, path: ModulePath, file: String, load: &dyn Fn(&str) -> Option<String>) {
        let text = load(&file).unwrap_or_else(|| panic!("{file} cannot be read"));
        let source = Source::read(&text);
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", &file));
        let owns_folder = path.is_empty() || name == "mod.rs";
        let below = if owns_folder { folder.to_owned() } else { file.trim_end_matches(".rs").to_owned() };
        let children = source.modules.iter().map(|declared| declared.name.clone()).collect();
        for declared in &source.modules {
            let candidates = match &declared.path {
                Some(path) => vec![normal(&format!("{folder}/{path}"))],
                None => vec![format!("{below}/{}.rs", declared.name), format!("{below}/{}/mod.rs", declared.name)],
            };
            let found = candidates.iter().find(|candidate| load(candidate).is_some());
            let found = found
                .unwrap_or_else(|| panic!("{file} declares `{}`, but none of {candidates:?} is there", declared.name));
            let mut child = path.clone();
            child.push(declared.name.clone());
            self.add(child, found.clone(), load);
        }
        self.modules.insert(path.clone(), Module { path, file, source, children });
    }

    /// Every use of another file's names. What a `mod.rs` or the root only hands on is none.
    pub(super) fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for module in self.modules.values() {
            let only_hands_on = |named: &Named| named.is_reexport && (module.path.is_empty() || module.is_mod_rs());
            for named in module.source.uses.iter().chain(&module.source.paths) {
                if only_hands_on(named) {
                    continue;
                }
                let Some(target) = self.target(module, &named.parts, 0) else { continue };
                if target.module != module.path || target.is_glob {
                    edges.push(Edge {
                        from: module.path.clone(),
                        to: target.module,
                        line: named.line,
                        text: named.parts.join("::"),
                        through: target.through,
                        is_glob: target.is_glob,
                    });
                }
            }
        }
        edges
    }

    /// What the path leads to that is written in that module; nothing if that is outside the crate.
    fn target(&self, from: &Module, parts: &[String], steps: usize) -> Option<Target> {
        if steps > MOST_STEPS {
            return None;
        }
        let (first, mut rest) = parts.split_first()?;
        let mut at: ModulePath;
        match first.as_str() {
            "crate" => at = Vec::new(),
            "self" => at = from.path.clone(),
            "super" => {
                at = from.path.clone();
                at.pop()?;
                while let Some(("super", others)) = rest.split_first().map(|(part, others)| (part.as_str(), others)) {
                    at.pop()?;
                    rest = others;
                }
            }
            name if from.children.iter().any(|child| child == name) => {
                at = from.path.clone();
                at.push(name.to_owned());
            }
            // A name that a `use` of this file has bound; a path that begins with itself is of another crate.
            name => {
                let bound = from.source.uses.iter().find(|used| used.bound.as_deref() == Some(name))?;
                if rest.is_empty() || bound.parts.first() == Some(first) {
                    return None;
                }
                // Of an item, the `use` has told already.
                if !self.target(from, &bound.parts, steps + 1)?.is_module {
                    return None;
                }
                let parts = [&bound.parts, rest].concat();
                return self.target(from, &parts, steps + 1);
            }
        }
        for (position, part) in rest.iter().enumerate() {
            let module = self.modules.get(&at)?;
            if part == "*" {
                return Some(Target { module: at, through: Vec::new(), is_glob: true, is_module: false });
            }
            if module.children.contains(part) {
                at.push(part.clone());
                continue;
            }
            // An item: the module's own, or one that it hands on.
            let handed_on = module.source.uses.iter().find(|used| used.bound.as_ref() == Some(part));
            let Some(handed_on) = handed_on else {
                return Some(Target { module: at, through: Vec::new(), is_glob: false, is_module: false });
            };
            let onward = [&handed_on.parts, &rest[position + 1..]].concat();
            let mut target = self.target(module, &onward, steps + 1)?;
            target.through.insert(0, at);
            return Some(target);
        }
        Some(Target { module: at, through: Vec::new(), is_glob: false, is_module: true })
    }
}

impl Module {
    pub(super) fn is_mod_rs(&self) -> bool {
        self.file.ends_with("/mod.rs")
    }
}

/// The path without `..`.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}
