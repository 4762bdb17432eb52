//! The rules, and what breaks them.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt,
};

use super::tree::{Edge, ModulePath, Tree};

/// What is broken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Rule {
    /// A top-level module uses only those that the root declares above it.
    Order,
    /// Files do not use each other in a circle.
    FileCircle,
    /// Nor do folders.
    FolderCircle,
    /// A `mod.rs` declares, documents and hands on, and nothing else.
    OnlyDeclares,
    /// Siblings are imported from their own file.
    OwnFile,
}

/// One place where a rule is broken.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Offence {
    pub rule: Rule,
    pub file: String,
    pub line: usize,
    /// What is there, and what to do.
    pub text: String,
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, file, line, text } = self;
        write!(f, "{file}:{line}: {text} ({rule:?})")
    }
}

/// Everything that breaks a rule in a library.
pub(super) fn offences(tree: &Tree) -> Vec<Offence> {
    let edges = tree.edges();
    let mut found = [order(tree, &edges), only_declares(tree), own_file(tree, &edges)].concat();
    found.extend(circles(tree));
    found.sort();
    found.dedup();
    found
}

/// Circles of files and of folders.
pub(super) fn circles(tree: &Tree) -> Vec<Offence> {
    let edges = tree.edges();
    [file_circles(tree, &edges), folder_circles(tree, &edges)].concat()
}

fn order(tree: &Tree, edges: &[Edge]) -> Vec<Offence> {
    let order = &tree.modules[&Vec::new()].children;
    let place = |path: &ModulePath| path.first().and_then(|name| order.iter().position(|other| other == name));
    let upward = edges.iter().filter_map(|edge| {
        let (from, to) = (place(&edge.from)?, place(&edge.to)?);
        (to > from).then(|| Offence {
            rule: Rule::Order,
            file: tree.modules[&edge.from].file.clone(),
            line: edge.line,
            text: format!(
                "`{}` uses `{}`, which the root declares below it; move what both need into `{0}` or above it",
                order[from], edge.text
            ),
        })
    });
    upward.collect()
}

fn only_declares(tree: &Tree) -> Vec<Offence> {
    let mut found = Vec::new();
    for module in tree.modules.values() {
        let source = &module.source;
        let is_root = module.path.is_empty();
        if !is_root && !module.is_mod_rs() {
            continue;
        }
        let mut add = |lines: &[usize], what: &str| {
            found.extend(lines.iter().map(|&line| Offence {
                rule: Rule::OnlyDeclares,
                file: module.file.clone(),
                line,
                text: what.to_owned(),
            }));
        };
        add(&source.items, "a `mod.rs` only declares, documents and re-exports; move this item into a file of its own");
        add(&source.imports, "a `mod.rs` has no use for what it imports; re-export it, or import it where it is used");
        if !is_root {
            add(&source.inline_modules, "a module in braces is code; give it a file of its own");
        }
    }
    found
}

fn own_file(tree: &Tree, edges: &[Edge]) -> Vec<Offence> {
    let is_above = |path: &ModulePath, edge: &Edge| path.len() < edge.from.len() && edge.from.starts_with(path);
    let mut found = Vec::new();
    for edge in edges {
        let text = if edge.is_glob && is_above(&edge.to, edge) {
            format!("`{}` imports all names of a module above; name what is needed, from its own file", edge.text)
        } else if edge.through.iter().any(|path| is_above(path, edge)) {
            let own = tree.modules[&edge.to].path.join("::");
            format!("`{}` goes through a module above this file; import it from `crate::{own}`", edge.text)
        } else {
            continue;
        };
        let file = tree.modules[&edge.from].file.clone();
        found.push(Offence { rule: Rule::OwnFile, file, line: edge.line, text });
    }
    found
}

/// From each node, where to, and one line that shows it.
type Graph<'e> = BTreeMap<ModulePath, BTreeMap<ModulePath, &'e Edge>>;

/// Adds the step unless one is known.
fn connect<'e>(graph: &mut Graph<'e>, from: ModulePath, to: ModulePath, edge: &'e Edge) {
    if from != to {
        graph.entry(from).or_default().entry(to).or_insert(edge);
    }
}

/// A shortest circle through each node that is in one, each circle once.
fn shortest_circles<'e>(graph: &Graph<'e>) -> Vec<Vec<&'e Edge>> {
    let mut circles = Vec::new();
    let mut seen = BTreeSet::new();
    for start in graph.keys() {
        let mut came: BTreeMap<&ModulePath, (&ModulePath, &'e Edge)> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        'search: while let Some(node) = queue.pop_front() {
            for (next, edge) in graph.get(node).into_iter().flatten() {
                if came.contains_key(next) {
                    continue;
                }
                came.insert(next, (node, edge));
                if next == start {
                    break 'search;
                }
                queue.push_back(next);
            }
        }
        if !came.contains_key(start) {
            continue;
        }
        let (mut nodes, mut steps, mut node) = (BTreeSet::new(), Vec::new(), start);
        loop {
            let (before, edge) = came[node];
            nodes.insert(before);
            steps.insert(0, edge);
            node = before;
            if node == start {
                break;
            }
        }
        if seen.insert(nodes) {
            circles.push(steps);
        }
    }
    circles
}

/// A circle as an offence of the file it is first seen in.
fn circle(tree: &Tree, rule: Rule, what: &str, steps: &[&Edge]) -> Offence {
    let place = |edge: &Edge| format!("{}:{}: `{}`", tree.modules[&edge.from].file, edge.line, edge.text);
    let places: Vec<_> = steps.iter().map(|edge| place(edge)).collect();
    Offence {
        rule,
        file: tree.modules[&steps[0].from].file.clone(),
        line: steps[0].line,
        text: format!("{what} use each other; move what they share below all of them: {}", places.join("; ")),
    }
}

fn file_circles(tree: &Tree, edges: &[Edge]) -> Vec<Offence> {
    let mut graph = Graph::new();
    for edge in edges {
        connect(&mut graph, edge.from.clone(), edge.to.clone(), edge);
    }
    shortest_circles(&graph).iter().map(|steps| circle(tree, Rule::FileCircle, "files", steps)).collect()
}

fn folder_circles(tree: &Tree, edges: &[Edge]) -> Vec<Offence> {
    let mut found = Vec::new();
    for parent in tree.modules.values() {
        let below = parent.path.len() + 1;
        let mut graph = Graph::new();
        for edge in edges {
            let inside = |path: &ModulePath| path.len() >= below && path.starts_with(&parent.path);
            if inside(&edge.from) && inside(&edge.to) {
                connect(&mut graph, edge.from[..below].to_vec(), edge.to[..below].to_vec(), edge);
            }
        }
        for steps in shortest_circles(&graph) {
            // Circles of files alone are told as such.
            if steps.iter().any(|edge| !tree.modules[&edge.from[..below]].children.is_empty()) {
                found.push(circle(tree, Rule::FolderCircle, "folders", &steps));
            }
        }
    }
    found
}
