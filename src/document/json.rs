//! Documents of JSON.

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
    fn step(&self, step: &Step) -> Option<&Self> {
        match step {
            Step::Field(field) => self.get(field),
            Step::Item(position) => self.get(position),
        }
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }
}

/// Reads a JSON document, which is called `root` where it is itself at fault: `policy`.
pub(crate) fn from_json<T: DeserializeOwned>(text: &[u8], root: &str) -> Result<T, Faults> {
    serde_json::from_slice(text).map_err(|error| explained::<T>(text, root, false, &error).into())
}

/// Reads a JSON document that is a line of a file; its faults name the column only. Beside the faults comes the `id` of
/// the document, where it can be read.
pub(crate) fn from_json_line<T: DeserializeOwned>(line: &[u8], root: &str) -> Result<T, (Faults, Option<String>)> {
    serde_json::from_slice(line).map_err(|error| {
        let id =
            serde_json::from_slice::<Value>(line).ok().and_then(|value| value.get("id")?.as_str().map(str::to_owned));
        (explained::<T>(line, root, true, &error).into(), id)
    })
}

/// Reads once more, for the place of what is wrong.
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
