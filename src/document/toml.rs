//! Documents of TOML.
//!
//! The crate `toml` gives an error's place as a range of bytes, which [`Location::of_byte`] makes a line and a column
//! of. The path is tracked by `serde_path_to_error`, as for JSON.

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::{
    example::Form,
    location::Location,
    place::{Step, Tree, steps},
    wording::{Complaint, fault},
};
use crate::fault::{Fault, Faults};

impl Tree for Value {
    /// Returns what a table has under a name, or an array at a position; `None` for any other value.
    fn step(&self, step: &Step) -> Option<&Self> {
        match step {
            Step::Field(field) => self.get(field),
            Step::Item(position) => self.get(position),
        }
    }

    /// Returns the text of a string; numbers, dates and other values have none.
    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn is_date(&self) -> bool {
        self.is_datetime()
    }
}

/// Reads a TOML document, which is called `root` where it is itself at fault: `policy`.
///
/// # Errors
///
/// Returns exactly one fault, with place, code, message and location. Syntax comes first: a text that is not TOML has
/// no fields to complain of.
pub(crate) fn from_toml<T: DeserializeOwned>(text: &str, root: &str) -> Result<T, Faults> {
    toml::from_str(text).map_err(|error| explained::<T>(text, root, error).into())
}

/// Reads once more, for the place of what is wrong.
///
/// The names of rules in the place are read from the document as a plain table, if it parses as one.
#[cold]
fn explained<T: DeserializeOwned>(text: &str, root: &str, first: toml::de::Error) -> Fault {
    let (steps, error, is_syntax) = match toml::Deserializer::parse(text) {
        Err(error) => (Vec::new(), error, true),
        Ok(deserializer) => match serde_path_to_error::deserialize::<_, T>(deserializer) {
            Err(error) => (steps(error.path()), error.into_inner(), false),
            // The same text cannot be read now and not before; but if it were, the first error would say why.
            Ok(_) => (Vec::new(), first, false),
        },
    };
    fault(&Complaint {
        message: error.message(),
        is_syntax,
        location: error.span().map(|span| Location::of_byte(text, span.start)),
        steps,
        root,
        form: Form::Toml,
        document: text.parse::<Table>().ok().map(Value::Table).as_ref(),
    })
}
