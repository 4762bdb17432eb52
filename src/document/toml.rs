//! Documents of TOML.

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
    fn step(&self, step: &Step) -> Option<&Self> {
        match step {
            Step::Field(field) => self.get(field),
            Step::Item(position) => self.get(position),
        }
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn is_date(&self) -> bool {
        self.is_datetime()
    }
}

/// Reads a TOML document, which is called `root` where it is itself at fault: `policy`.
pub(crate) fn from_toml<T: DeserializeOwned>(text: &str, root: &str) -> Result<T, Faults> {
    toml::from_str(text).map_err(|error| explained::<T>(text, root, error).into())
}

/// Reads once more, for the place of what is wrong.
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
