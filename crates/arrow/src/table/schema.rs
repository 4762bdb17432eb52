//! A document held against a schema: what each column is, and what comes out.

use std::sync::Arc;

use super::{
    super::arrow::schema::{DataType, FieldRef, Schema},
    scrub,
};
use crate::{
    error::TableFault,
    plan::{Node, Verdict},
};

/// The schema of what comes out: fields that may be withheld are nullable from the start, and metadata is kept.
pub(super) fn output(schema: &Schema, root: &Node, faults: &mut Vec<TableFault>) -> Schema {
    let fields = children(schema.fields(), root, "", faults);
    Schema::new_with_metadata(fields, schema.metadata().clone())
}

fn children<'f>(
    fields: impl IntoIterator<Item = &'f FieldRef>,
    node: &Node,
    path: &str,
    faults: &mut Vec<TableFault>,
) -> Vec<FieldRef> {
    let fields: Vec<&FieldRef> = fields.into_iter().collect();
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for name in node.fields.keys().filter(|name| !fields.iter().any(|field| field.name() == *name)) {
        let known: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
        let message = format!("the schema has no such column; it has `{}`", known.join("`, `"));
        faults.push(TableFault { place: at(name), message });
    }
    let out = fields.iter().map(|field| match node.fields.get(field.name()) {
        Some(own) => inside(field, own, &at(field.name()), faults),
        None => {
            let message = "it is not listed; give it a category under `columns`, or list it under `unguarded`";
            faults.push(TableFault { place: at(field.name()), message: message.to_owned() });
            (*field).clone()
        }
    });
    let out: Vec<FieldRef> = out.collect();
    for (position, field) in fields.iter().enumerate() {
        if fields.iter().take(position).any(|earlier| earlier.name() == field.name()) {
            let message = "the schema has two columns of that name, so a name does not say which; rename one of them";
            faults.push(TableFault { place: at(field.name()), message: message.to_owned() });
        }
    }
    out
}

fn inside(field: &FieldRef, node: &Node, path: &str, faults: &mut Vec<TableFault>) -> FieldRef {
    match node.verdict {
        Some(Verdict::Open) => return field.clone(),
        Some(Verdict::Guarded(_)) => {
            if let Some(unscrubbable) = scrub::unscrubbable(field.data_type()) {
                let message = format!(
                    "its type `{unscrubbable}` cannot be scrubbed; cast it to another, or list it as unguarded"
                );
                faults.push(TableFault { place: path.to_owned(), message });
            }
            return Arc::new(field.as_ref().clone().with_nullable(true));
        }
        None => {}
    }
    let mut deeper = |child: &FieldRef, own: &Option<Box<Node>>, mark: &str| match own {
        Some(own) => inside(child, own, &format!("{path}{mark}"), faults),
        None => {
            let message = format!("nothing of it is listed but what it does not have; list `{path}` or `{path}{mark}`");
            faults.push(TableFault { place: path.to_owned(), message });
            child.clone()
        }
    };
    let data_type = match field.data_type() {
        DataType::Struct(fields) => DataType::Struct(children(fields, node, path, faults).into()),
        DataType::List(child) => DataType::List(deeper(child, &node.element, "[]")),
        DataType::LargeList(child) => DataType::LargeList(deeper(child, &node.element, "[]")),
        DataType::FixedSizeList(child, size) => DataType::FixedSizeList(deeper(child, &node.element, "[]"), *size),
        DataType::Map(entries, sorted) => match entries.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => {
                let pair: Vec<FieldRef> = pair
                    .iter()
                    .enumerate()
                    .map(
                        |(position, child)| {
                            if position == 1 { deeper(child, &node.values, "{}") } else { child.clone() }
                        },
                    )
                    .collect();
                let entries = entries.as_ref().clone().with_data_type(DataType::Struct(pair.into()));
                DataType::Map(Arc::new(entries), *sorted)
            }
            other => other.clone(),
        },
        other => {
            let message = format!("it is a `{other}`, which has nothing in it to be listed; list it as a whole");
            faults.push(TableFault { place: path.to_owned(), message });
            other.clone()
        }
    };
    Arc::new(field.as_ref().clone().with_data_type(data_type))
}
