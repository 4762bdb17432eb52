//! A file, split into its scenarios before any is read.
//!
//! Reading a whole file as one document would stop at the first fault. Each scenario is therefore taken out as a raw
//! value first, then read on its own, with a path that begins at the scenario.

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use super::format::Format;
use crate::suggest::shortened;

/// One scenario of a file, not yet read.
///
/// Both forms stay as they are: turning one into the other would lose TOML's dates and the wording of its errors.
pub(super) enum Part {
    /// A table of a TOML file.
    Toml(toml::Table),
    /// A value of a JSON file, not yet known to be an object.
    Json(serde_json::Value),
}

impl Part {
    /// Returns the title, if there is one that is a text, for the messages about everything else.
    pub(super) fn title(&self) -> Option<&str> {
        match self {
            Self::Toml(table) => table.get("title")?.as_str(),
            Self::Json(value) => value.get("title")?.as_str(),
        }
    }

    /// Reads the part as a document: a scenario, or a policy of its own.
    ///
    /// # Errors
    /// Where serde stopped, with the title or id of what is there, and why.
    ///
    /// The part is cloned for TOML and borrowed for JSON, as the readers demand.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, String> {
        match self {
            Self::Toml(table) => {
                let read = serde_path_to_error::deserialize(toml::Value::Table(table.clone()));
                read.map_err(|error| self.stopped(error.path(), error.inner().message()))
            }
            Self::Json(value) => serde_path_to_error::deserialize(value)
                .map_err(|error| self.stopped(error.path(), &error.inner().to_string())),
        }
    }

    /// Returns the path and the cause: `events[1] (`no`).kind: unknown variant …`.
    ///
    /// Positions alone say little in a long list, so whatever has an `id` or a `key` on the way is named. Names come
    /// from the file and are shortened.
    fn stopped(&self, path: &Path, cause: &str) -> String {
        let mut place = String::new();
        let mut here = Some(Spot::of(self));
        for segment in path {
            match segment {
                Segment::Seq { index } => {
                    here = here.and_then(|spot| spot.element(*index));
                    let name = here.and_then(Spot::name).map(|name| format!(" (`{}`)", shortened(name)));
                    place.push_str(&format!("[{index}]{}", name.unwrap_or_default()));
                }
                Segment::Map { key } | Segment::Enum { variant: key } => {
                    here = here.and_then(|spot| spot.field(key));
                    let dot = if place.is_empty() { "" } else { "." };
                    place.push_str(&format!("{dot}{}", shortened(key)));
                }
                // What serde cannot name any more, the cause says.
                Segment::Unknown => here = None,
            }
        }
        if place.is_empty() { cause.trim_end().to_owned() } else { format!("{place}: {}", cause.trim_end()) }
    }
}

/// A value of a document in either form.
///
/// It walks down beside the path that serde reports, to find the names on the way.
#[derive(Clone, Copy)]
enum Spot<'p> {
    /// The whole of a TOML scenario.
    Table(&'p toml::Table),
    /// A value inside one.
    Toml(&'p toml::Value),
    /// A JSON scenario, or a value inside one.
    Json(&'p serde_json::Value),
}

impl<'p> Spot<'p> {
    /// Returns the beginning of the path.
    const fn of(part: &'p Part) -> Self {
        match part {
            Part::Toml(table) => Self::Table(table),
            Part::Json(value) => Self::Json(value),
        }
    }

    /// Returns the value of a field, if there is such a field.
    fn field(self, key: &str) -> Option<Self> {
        match self {
            Self::Table(table) => table.get(key).map(Self::Toml),
            Self::Toml(value) => value.get(key).map(Self::Toml),
            Self::Json(value) => value.get(key).map(Self::Json),
        }
    }

    /// Returns an element of a list, if there is such an element.
    fn element(self, index: usize) -> Option<Self> {
        match self {
            Self::Table(_) => None,
            Self::Toml(value) => value.get(index).map(Self::Toml),
            Self::Json(value) => value.get(index).map(Self::Json),
        }
    }

    /// Returns what whoever wrote the document calls it: its `id`, or the `key` of a vocabulary's entry.
    fn name(self) -> Option<&'p str> {
        ["id", "key"].into_iter().find_map(|key| match self.field(key)? {
            Self::Toml(value) => value.as_str(),
            Self::Json(value) => value.as_str(),
            Self::Table(_) => None,
        })
    }
}

/// Splits a file into its scenarios, so that one bad scenario does not hide the others.
///
/// A TOML file without `scenarios` is one scenario; so is a JSON file that is no array.
///
/// # Errors
/// In words: a syntax error, something beside `scenarios`, or a `scenarios` that is no list of tables.
pub(super) fn split(text: &str, format: Format) -> Result<Vec<Part>, String> {
    match format {
        Format::Toml => {
            let mut table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
            match table.remove("scenarios") {
                None => Ok(vec![Part::Toml(table)]),
                Some(_) if !table.is_empty() => Err("beside `scenarios` nothing may stand at the top level".to_owned()),
                Some(toml::Value::Array(list)) => list
                    .into_iter()
                    .map(|value| match value {
                        toml::Value::Table(table) => Ok(Part::Toml(table)),
                        _ => Err("`scenarios` is a list of tables; begin each with `[[scenarios]]`".to_owned()),
                    })
                    .collect(),
                Some(_) => Err("`scenarios` is a list of tables; begin each with `[[scenarios]]`".to_owned()),
            }
        }
        Format::Json => match serde_json::from_str(text).map_err(|error| error.to_string())? {
            serde_json::Value::Array(list) => Ok(list.into_iter().map(Part::Json).collect()),
            value => Ok(vec![Part::Json(value)]),
        },
    }
}
