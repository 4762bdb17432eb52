//! The place of a fault in a document: the way to it, with the names of what stands on the way.
//!
//! A place is a path as serde tracked it, `rules[3].basis`, made readable: where an item of a list has a name, the
//! name stands beside its position, since nobody counts rules. The name is found by walking the document once more,
//! as a plain tree of values, along the same path.
//!
//! ```text
//!   steps     rules      3                   basis
//!   document  {rules: [  {id: "newsletter"   , …}]}
//!   place     rules      [3] ("newsletter")  .basis
//! ```

use std::fmt::Write;

use serde_path_to_error::{Path, Segment};

use crate::suggest::shortened;

/// One step into a document.
///
/// `rules[3].basis` is the steps `Field("rules")`, `Item(3)`, `Field("basis")`.
///
/// A step says nothing about whether it can be taken: the document may lack the field, which is often the
/// fault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Into a table, by the name of a field.
    ///
    /// The name is the document's own text, unchecked.
    Field(String),
    /// Into a list, by position.
    ///
    /// Counted from 0, as in every place.
    Item(usize),
}

/// Returns the steps of a tracked path. What is no step into a document, such as the name of a variant, is left out.
///
/// A step that serde could not name is left out too, so the place may be shorter than the way to the fault; it is
/// never wrong.
pub(super) fn steps(path: &Path) -> Vec<Step> {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Item(*index)),
            Segment::Map { key } => Some(Step::Field(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// A document of any form, as far as its places are named: `toml::Value` or `serde_json::Value`.
///
/// It is all that this module needs of a document, so that each form implements it in a few lines.
pub(super) trait Tree {
    /// Returns what stands under a step.
    ///
    /// `None` where the value has no such field or position.
    fn step(&self, step: &Step) -> Option<&Self>;
    /// Returns the text that stands here.
    ///
    /// `None` where the value is not a text.
    fn text(&self) -> Option<&str>;
    /// Returns whether a date or time without quotes stands here, which only some forms have.
    fn is_date(&self) -> bool {
        false
    }
}

/// Returns the name that an item of a list gives itself: its `id`, or its `key`.
///
/// Rules, regimes, notices and events have an `id`; nodes of a vocabulary have a `key`.
fn name<T: Tree>(item: &T) -> Option<&str> {
    ["id", "key"].into_iter().find_map(|field| item.step(&Step::Field(field.to_owned()))?.text())
}

/// Returns what stands at the end of a path.
pub(super) fn at<'a, T: Tree>(steps: &[Step], document: Option<&'a T>) -> Option<&'a T> {
    steps.iter().try_fold(document?, |here, step| here.step(step))
}

/// Returns the fields on a path, without positions in lists: `notices.items`.
pub(super) fn fields(steps: &[Step]) -> String {
    let fields = steps.iter().filter_map(|step| match step {
        Step::Field(field) => Some(field.as_str()),
        Step::Item(_) => None,
    });
    fields.collect::<Vec<_>>().join(".")
}

/// Writes a place: `rules[3] ("newsletter").scope.purposes[0]`. Without a document, names are left out.
///
/// Names and fields are shortened and names quoted: they come from the document, and may be of any length and hold
/// any character. Without steps the place is empty, which means the document itself.
pub(super) fn place<T: Tree>(steps: &[Step], mut document: Option<&T>) -> String {
    let mut text = String::new();
    for step in steps {
        document = document.and_then(|here| here.step(step));
        // Writing to a string cannot fail.
        let _ = match step {
            Step::Field(field) if text.is_empty() => write!(text, "{}", shortened(field)),
            Step::Field(field) => write!(text, ".{}", shortened(field)),
            Step::Item(position) => match document.and_then(name) {
                Some(name) => write!(text, "[{position}] ({:?})", shortened(name)),
                None => write!(text, "[{position}]"),
            },
        };
    }
    text
}

/// Returns what stands at the end of a path, in a word: `rule` for `rules[3]`, and `root` for the document itself.
///
/// | path | noun |
/// |---|---|
/// | none | the root's: `policy` |
/// | `rules[3]` | `rule` |
/// | `vocabulary.categories[0]` | `category` |
/// | `rules[3].scope` | `` `scope` ``, in backticks, as it is a field's name |
///
/// An item is called by its list's name without the `s`.
pub(super) fn noun(steps: &[Step], root: &str) -> String {
    let is_item = matches!(steps.last(), Some(Step::Item(_)));
    let field = steps.iter().rev().find_map(|step| match step {
        Step::Field(field) => Some(field.as_str()),
        Step::Item(_) => None,
    });
    match field {
        None => root.to_owned(),
        Some("categories") if is_item => "category".to_owned(),
        Some(field) if is_item => shortened(field.strip_suffix('s').unwrap_or(field)),
        Some(field) => format!("`{}`", shortened(field)),
    }
}
