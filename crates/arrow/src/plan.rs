//! The columns of a document as a tree of paths, each with the use that guards it.

use std::collections::BTreeMap;

use consentry::{DataUse, Operations};

use crate::{
    document::{ColumnDocument, TableDocument},
    error::TableFault,
};

/// What stands at a path, and under it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// What is so of everything here; `None` where only what lies deeper is listed.
    pub(crate) verdict: Option<Verdict>,
    /// By name: the fields of a struct, or the columns of the table.
    pub(crate) fields: BTreeMap<String, Node>,
    /// The elements of a list.
    pub(crate) element: Option<Box<Node>>,
    /// The values of a map.
    pub(crate) values: Option<Box<Node>>,
}

/// Whether a cell is let through as it is, or by the guard's field of that position.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Open,
    Guarded(usize),
}

/// A document, read.
pub(crate) struct Plan {
    pub(crate) root: Node,
    /// What guards each field: columns of one use share a field.
    pub(crate) uses: Vec<DataUse>,
    /// Each listed column by name, with its field.
    pub(crate) columns: Vec<(String, usize)>,
}

enum Step {
    Field(String),
    Element,
    Values,
}

impl Plan {
    pub(crate) fn read(document: &TableDocument, faults: &mut Vec<TableFault>) -> Self {
        let mut plan = Self { root: Node::default(), uses: Vec::new(), columns: Vec::new() };
        for (path, column) in &document.columns {
            let Some(data_use) = data_use(document, path, column, faults) else { continue };
            let field = plan.uses.iter().position(|known| *known == data_use).unwrap_or_else(|| {
                plan.uses.push(data_use);
                plan.uses.len() - 1
            });
            plan.columns.push((path.clone(), field));
            plan.root.insert(path, Verdict::Guarded(field), faults);
        }
        for path in &document.unguarded {
            plan.root.insert(path, Verdict::Open, faults);
        }
        if document.columns.is_empty() {
            let message = "no column is listed, so nothing would be guarded; list each with its category";
            faults.push(TableFault { place: "columns".to_owned(), message: message.to_owned() });
        }
        plan
    }
}

fn data_use(
    document: &TableDocument,
    path: &str,
    column: &ColumnDocument,
    faults: &mut Vec<TableFault>,
) -> Option<DataUse> {
    let none = (&None, &None, &Vec::new());
    let (category, (purpose, recipient, operations)) = match column {
        ColumnDocument::Category(category) => (category, none),
        ColumnDocument::Use { category, purpose, recipient, operations } => {
            (category, (purpose, recipient, operations))
        }
    };
    let mut fault = |message: String| faults.push(TableFault { place: path.to_owned(), message });
    let purpose = purpose.as_ref().or(document.purpose.as_ref());
    let recipient = recipient.as_ref().or(document.recipient.as_ref());
    for (name, value) in [("purpose", purpose), ("recipient", recipient)] {
        if value.is_none() {
            fault(format!("it has no {name}, and the table names none for all; add `{name}`"));
        }
    }
    let names = if operations.is_empty() { &document.operations } else { operations };
    let mut all = Operations::empty();
    for name in names {
        match Operations::named(name) {
            Some(operation) => all |= operation,
            None => fault(format!("unknown operation `{name}`; there are {}", Operations::all())),
        }
    }
    if names.is_empty() {
        fault("it has no operations, and the table names none for all; add `operations`, like [\"use\"]".to_owned());
    }
    (!all.is_empty())
        .then(|| DataUse::new(purpose?.as_str(), category.as_str(), recipient?.as_str(), all).into())
        .flatten()
}

impl Node {
    fn insert(&mut self, path: &str, verdict: Verdict, faults: &mut Vec<TableFault>) {
        let mut fault = |message: &str| faults.push(TableFault { place: path.to_owned(), message: message.to_owned() });
        let Some(steps) = steps(path) else {
            fault("this is no path; write names joined by dots, `[]` for a list's elements, `{}` for a map's values");
            return;
        };
        let mut node = self;
        for step in steps {
            if node.verdict.is_some() {
                fault("something that holds it is listed as well, so it has two meanings; list one of them");
                return;
            }
            node = match step {
                Step::Field(name) => node.fields.entry(name).or_default(),
                Step::Element => node.element.get_or_insert_default(),
                Step::Values => node.values.get_or_insert_default(),
            };
        }
        if node.verdict.is_some() || !node.fields.is_empty() || node.element.is_some() || node.values.is_some() {
            fault("it is listed twice, or something in it is listed as well; list one of them");
            return;
        }
        node.verdict = Some(verdict);
    }
}

fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let name_len = part.find(['[', '{']).unwrap_or(part.len());
        let (name, mut rest) = part.split_at_checked(name_len)?;
        if name.is_empty() {
            return None;
        }
        steps.push(Step::Field(name.to_owned()));
        while !rest.is_empty() {
            (rest, _) = match (rest.strip_prefix("[]"), rest.strip_prefix("{}")) {
                (Some(after), _) => (after, steps.push(Step::Element)),
                (None, Some(after)) => (after, steps.push(Step::Values)),
                (None, None) => return None,
            };
        }
    }
    Some(steps)
}
