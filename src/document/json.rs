//! Documents of JSON.
//!
//! There are two readers. [`from_json`] is for whole documents, whose faults name line and column. [`from_json_line`]
//! is for one line of a log: there the caller knows the line, and the fault names the column.
//!
//! Errors of `serde_json` have no field for the bare message: it is what `Display` prints, less the place at its end.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    example::Form,
    location::Location,
    place::{Step, Tree, steps},
    wording::{Complaint, fault},
};
use crate::fault::{Fault, Faults};

impl Tree for Value {
    /// Returns what an object has under a name, or a list at a position; `None` for any other value.
    fn step(&self, step: &Step) -> Option<&Self> {
        match step {
            Step::Field(field) => self.get(field),
            Step::Item(position) => self.get(position),
        }
    }

    /// Returns the text of a string; numbers and other values have none.
    fn text(&self) -> Option<&str> {
        self.as_str()
    }
}

/// Reads a JSON document, which is called `root` where it is itself at fault: `policy`.
///
/// A document that reads well is read once, and nothing of this file runs but a call into `serde_json`.
///
/// # Errors
///
/// Returns exactly one fault. A text that goes on after the document's end is `syntax`, as one is that ends before
/// it.
pub(crate) fn from_json<T: DeserializeOwned>(text: &[u8], root: &str) -> Result<T, Faults> {
    serde_json::from_slice(text).map_err(|error| explained::<T>(text, root, false, &error).into())
}

/// Reads a JSON document that is a line of a file; its faults name the column only. Beside the faults comes the `id` of
/// the document, where it can be read.
///
/// The id is found where the line is JSON of whatever other shape, so that a report can say which event was refused
/// and not only which line.
///
/// # Errors
///
/// Returns one fault, whose message ends with `(column 47)` instead of `(line 1, column 47)`.
pub(crate) fn from_json_line<T: DeserializeOwned>(line: &[u8], root: &str) -> Result<T, (Faults, Option<String>)> {
    serde_json::from_slice(line).map_err(|error| {
        let id =
            serde_json::from_slice::<Value>(line).ok().and_then(|value| value.get("id")?.as_str().map(str::to_owned));
        (explained::<T>(line, root, true, &error).into(), id)
    })
}

/// Reads once more, for the place of what is wrong.
///
/// A track of the path costs time on every field, which is why it is kept only when it is needed. `is_line` leaves
/// the number of the line out. Column 0, which `serde_json` gives at the very start, becomes 1.
///
/// If the second reading succeeds where the first failed, the document is whole and something follows it; the first
/// error then says so. The document is parsed a third time, as plain values, for the names in the place; where that
/// fails, the place has positions only.
#[cold]
fn explained<T: DeserializeOwned>(text: &[u8], root: &str, is_line: bool, first: &serde_json::Error) -> Fault {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let tracked = serde_path_to_error::deserialize::<_, T>(&mut deserializer);
    let (steps, error) = match &tracked {
        Err(error) => (steps(error.path()), error.inner()),
        // What was read is whole, and more follows it.
        Ok(_) => (Vec::new(), first),
    };
    let said = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    let location = (error.line() > 0)
        .then(|| Location { line: (!is_line).then_some(error.line()), column: error.column().max(1) });
    fault::<Value>(&Complaint {
        message: said.strip_suffix(&end).unwrap_or(&said),
        is_syntax: !error.is_data(),
        location,
        steps,
        root,
        form: Form::Json,
        document: serde_json::from_slice(text).ok().as_ref(),
    })
}
