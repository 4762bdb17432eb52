//! A scenario, read and ready to be run.
//!
//! Reading is tolerant towards the rest of a file and strict within a scenario: one bad scenario does not stop the
//! others, and one unknown field makes a scenario bad.

use super::{
    document::ScenarioDocument,
    format::Format,
    part::{self, Part},
};
use crate::{fault::debug_like_display, policy::PolicyDocument};

/// A scenario that was read, with its policy at hand.
///
/// Reading finds faults of structure. Whether the policy compiles and the events make sense shows when it is
/// [`run`](Self::run).
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The scenario as it is written.
    pub(super) document: ScenarioDocument,
    /// Its policy, from the scenario or from the file that it names; not compiled yet.
    pub(super) policy: PolicyDocument,
}

/// The error for a scenario that cannot be read. It prints the place and the cause.
///
/// | cause | example |
/// |---|---|
/// | the file is no TOML or JSON | a missing quotation mark; the place is `the file` |
/// | there is no scenario in it | `scenarios = []` |
/// | a field is unknown or of another type | `kind = "givn"` |
/// | no policy, or two | both `policy` and `policy_file` |
/// | the policy file cannot be loaded or read | what `load` said, or the field in that file |
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {cause}")]
pub struct ReadError {
    /// The scenario: its number in the file, counted from 1, and its title if that could be read.
    pub place: String,
    /// The field, by its path, and what is wrong with it.
    pub cause: String,
}

impl Scenario {
    /// Reads the scenarios of a file. `load` returns the text of a `policy_file` by its name, or says why it cannot.
    ///
    /// A scenario that cannot be read is an error of its own; the others come out all the same.
    ///
    /// The order is that of the file, and there is always at least one element. `load` is called once for each scenario
    /// that names a file, with the name exactly as it is written; whoever opens files decides relative to which folder.
    ///
    /// ```
    /// use consentry::scenario::{Format, Scenario};
    ///
    /// let text = r#"[
    ///     { "title": "Whole", "policy_file": "shop.toml" },
    ///     { "title": "Torn", "policy_file": "lost.toml" },
    ///     { "title": "Misspelt", "polcy": {} }
    /// ]"#;
    /// let load = |name: &str| match name {
    ///     "shop.toml" => Ok("version = \"1\"".to_owned()),
    ///     _ => Err("no such file".to_owned()),
    /// };
    /// let read = Scenario::read(text, Format::Json, load);
    /// assert_eq!(read[0].as_ref().map(Scenario::title).ok(), Some("Whole"));
    /// assert_eq!(
    ///     read[1].as_ref().unwrap_err().to_string(),
    ///     "scenario 2 (`Torn`): cannot read the policy file `lost.toml`: no such file",
    /// );
    /// assert!(read[2].as_ref().unwrap_err().cause.contains("unknown field `polcy`"));
    /// ```
    pub fn read(
        text: &str,
        format: Format,
        mut load: impl FnMut(&str) -> Result<String, String>,
    ) -> Vec<Result<Self, ReadError>> {
        let documents = match part::split(text, format) {
            Ok(documents) => documents,
            Err(cause) => return vec![Err(ReadError { place: "the file".to_owned(), cause })],
        };
        if documents.is_empty() {
            let cause = "there is no scenario in it; begin one with `[[scenarios]]`".to_owned();
            return vec![Err(ReadError { place: "the file".to_owned(), cause })];
        }
        let read = |(position, document): (usize, Part)| {
            let place = document.title().map_or_else(
                || format!("scenario {}", position + 1),
                |title| format!("scenario {} (`{title}`)", position + 1),
            );
            document
                .parse()
                .and_then(|document| {
                    let policy = policy(&document, &mut load)?;
                    Ok(Self { document, policy })
                })
                .map_err(|cause| ReadError { place, cause })
        };
        documents.into_iter().enumerate().map(read).collect()
    }

    /// Returns what the scenario shows.
    ///
    /// It is the sentence by which failures name the scenario.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.document.title
    }

    /// Returns the legal or technical source that it states.
    ///
    /// `None` where the scenario states none; nothing depends on it.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.document.source.as_deref()
    }

    /// Returns the number of its asks.
    ///
    /// A runner that prints how much it tested counts these, not files.
    #[must_use]
    pub fn asks(&self) -> usize {
        self.document.asks.len()
    }

    /// Returns how many times it says what must be owed or told.
    ///
    /// A scenario in which this and [`asks`](Self::asks) are both 0 fails when it is run.
    #[must_use]
    pub fn duties_and_reports(&self) -> usize {
        self.document.duties.len() + self.document.reports.len()
    }
}

/// Returns the policy that stands in the scenario, or in the file that it names.
///
/// # Errors
/// Neither or both are stated, the name ends in another way than `.toml` or `.json`, `load` fails, or the file is no
/// policy document.
fn policy(
    document: &ScenarioDocument,
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<PolicyDocument, String> {
    match (&document.policy, &document.policy_file) {
        (Some(policy), None) => Ok(policy.clone()),
        (None, Some(name)) => {
            let format =
                Format::of(name).ok_or_else(|| format!("the policy file `{name}` is neither .toml nor .json"))?;
            let text = load(name).map_err(|cause| format!("cannot read the policy file `{name}`: {cause}"))?;
            let parsed = match format {
                Format::Toml => toml::from_str(&text).map(Part::Toml).map_err(|error| error.to_string()),
                Format::Json => serde_json::from_str(&text).map(Part::Json).map_err(|error| error.to_string()),
            };
            let parsed = parsed.and_then(|part| part.parse());
            parsed.map_err(|cause| format!("the policy file `{name}` is not a policy document: {cause}"))
        }
        _ => Err("say either `policy` or `policy_file`, and not both".to_owned()),
    }
}

debug_like_display!(ReadError);
