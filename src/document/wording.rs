//! From serde's words to ours.

use super::{
    example::Form,
    location::Location,
    place::{Step, Tree, at, fields, noun, place},
};
use crate::{
    fault::{Fault, FaultCode},
    suggest::{did_you_mean, nearest, shortened},
};

/// What a reader had to say about a document.
pub(super) struct Complaint<'a, T> {
    /// Its message, without the location.
    pub(super) message: &'a str,
    /// Whether the text is not of its form at all.
    pub(super) is_syntax: bool,
    /// Where in the text.
    pub(super) location: Option<Location>,
    /// Where in the document.
    pub(super) steps: Vec<Step>,
    /// What the whole document is called: `policy`.
    pub(super) root: &'a str,
    /// How it is written.
    pub(super) form: Form,
    /// The document, if its text is of its form; the names of rules and the like are in it.
    pub(super) document: Option<&'a T>,
}

/// Words a complaint as a fault.
pub(super) fn fault<T: Tree>(complaint: &Complaint<'_, T>) -> Fault {
    let mut steps = complaint.steps.clone();
    let (code, mut message) = words(complaint, &mut steps);
    if let Some(location) = complaint.location {
        message = format!("{message} ({location})");
    }
    Fault::new(place(&steps, complaint.document), code, message)
}

/// Returns the code and the message of a complaint. The steps then lead to the field that it is about.
fn words<T: Tree>(complaint: &Complaint<'_, T>, steps: &mut Vec<Step>) -> (FaultCode, String) {
    let Complaint { message, form, .. } = complaint;
    if complaint.is_syntax {
        return (FaultCode::Syntax, syntax(message, *form));
    }
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (field, known) = word_and_known(rest);
        let found = Step::Field(field.to_owned());
        if steps.last() == Some(&found) {
            steps.pop();
        }
        let noun = noun(steps, complaint.root);
        steps.push(found);
        return (FaultCode::UnknownField, unknown("field", field, &known, &format!("{} has", with_article(&noun))));
    }
    if let Some(rest) = message.strip_prefix("unknown variant `") {
        let (value, known) = word_and_known(rest);
        return (FaultCode::UnknownValue, unknown(value_noun(steps), value, &known, "there are"));
    }
    if let Some(field) = quoted(message, "missing field `") {
        let noun = noun(steps, complaint.root);
        let advice = match form.line(&noun, field) {
            Some(line) => format!("add a line such as `{line}`"),
            None => "add it".to_owned(),
        };
        let article = if noun.starts_with('`') { "" } else { "the " };
        return (FaultCode::MissingField, format!("{article}{noun} has no `{field}`; {advice}"));
    }
    if let Some(field) = quoted(message, "duplicate field `") {
        let last = Step::Field(field.to_owned());
        if steps.last() != Some(&last) {
            steps.push(last);
        }
        return (FaultCode::DuplicateField, format!("`{field}` is given twice; keep one of them"));
    }
    let typed = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    if let Some((found, expected)) = typed.and_then(|rest| rest.rsplit_once(", expected ")) {
        let code = if message.starts_with("invalid type") { FaultCode::WrongType } else { FaultCode::WrongValue };
        let expected = expectation(expected, &noun(steps, complaint.root), *form);
        // TOML hands on a date as a table.
        let found = match at(steps, complaint.document) {
            Some(here) if here.is_date() => "a date without quotes".to_owned(),
            _ => finding(found, *form),
        };
        let advice = form.list_of_tables(&fields(steps)).filter(|_| (&*expected, &*found) == ("a list", form.table()));
        return (code, format!("expected {expected}, found {found}{}", advice.unwrap_or_default()));
    }
    // A list where a table with named fields goes.
    if let Some((length, expected)) =
        message.strip_prefix("invalid length ").and_then(|it| it.split_once(", expected "))
    {
        let expected = expectation(expected, &noun(steps, complaint.root), *form);
        return (FaultCode::WrongType, format!("expected {expected}, found a list of {length} items"));
    }
    if *message == "wanted string or table" {
        return (FaultCode::WrongType, "expected one of its names in quotes".to_owned());
    }
    (FaultCode::WrongValue, (*message).to_owned())
}

/// Words a text that is not of its form.
fn syntax(message: &str, form: Form) -> String {
    if message == "duplicate key" {
        return "the same field or table is given twice; keep one of them".to_owned();
    }
    let name = form.name();
    let said = message.lines().next().unwrap_or_default();
    if let Some(inside) = said.strip_prefix("EOF while parsing ") {
        return match inside {
            "a value" => format!("the text is not {name}: a value is missing at its end"),
            inside => format!("the text is not {name}: it ends in the middle of {inside}"),
        };
    }
    match said {
        "" => format!("the text is not {name}"),
        said => format!("the text is not {name}: {said}"),
    }
}

/// Splits ``x`, expected one of `a`, `b`` into `x` and the known words.
fn word_and_known(rest: &str) -> (&str, Vec<&str>) {
    // The known words are ours, and none of them has a backtick or such a text in it.
    let Some((word, known)) = rest.rsplit_once("`, ") else { return (rest.trim_end_matches('`'), Vec::new()) };
    match rest.rsplit_once("`, expected ") {
        Some((word, known)) => (word, known.split('`').skip(1).step_by(2).collect()),
        // `there are no fields`
        None => (word, known.split('`').skip(1).step_by(2).collect()),
    }
}

/// Returns the word between a beginning and the backtick that ends the message.
fn quoted<'a>(message: &'a str, beginning: &str) -> Option<&'a str> {
    message.strip_prefix(beginning)?.strip_suffix('`')
}

/// Words an unknown name: the nearest known one, or all that there are.
fn unknown(noun: &str, word: &str, known: &[&str], there_are: &str) -> String {
    let near = nearest(word, known.iter().copied());
    let advice = match &near {
        Some(_) => did_you_mean(&near),
        None if known.is_empty() => "; leave it out".to_owned(),
        None => format!("; {there_are} {}", list(known)),
    };
    format!("unknown {noun} `{}`{advice}", shortened(word))
}

/// Writes words in backticks with commas.
fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Returns what a value is called that stands in a field: the field's name, but for a few.
fn value_noun(steps: &[Step]) -> &str {
    let field = steps.iter().rev().find_map(|step| match step {
        Step::Field(field) => Some(field.as_str()),
        Step::Item(_) => None,
    });
    match field {
        Some("by") => "actor",
        Some(field @ ("basis" | "kind" | "role" | "safeguard" | "exception" | "outcome")) => field,
        _ => "value",
    }
}

/// Puts `a` or `an` before a noun; a name in backticks has none.
fn with_article(noun: &str) -> String {
    match noun.chars().next() {
        Some('`') | None => noun.to_owned(),
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {noun}"),
        Some(_) => format!("a {noun}"),
    }
}

/// Says what was found: `the text "x"`, `the number 5`, `a list`.
fn finding(found: &str, form: Form) -> String {
    let value = |beginning: &str| found.strip_prefix(beginning).map(|rest| shortened(rest.trim_matches('`')));
    if let Some(text) = value("string ") {
        return format!("the text {text}");
    }
    if let Some(number) = value("integer ").or_else(|| value("floating point ")) {
        return format!("the number {number}");
    }
    if let Some(truth) = value("boolean ") {
        return format!("`{truth}`");
    }
    match found {
        "map" => form.table().to_owned(),
        "sequence" => "a list".to_owned(),
        "null" | "unit value" | "Option value" => "nothing (`null`)".to_owned(),
        other => shortened(other),
    }
}

/// Says what was expected, for someone who writes documents and not Rust.
fn expectation(expected: &str, noun: &str, form: Form) -> String {
    let text = match expected {
        "a string" | "a borrowed string" | "string" => "a text in quotes",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "a map" => form.table(),
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "string or map" | "variant identifier" => "one of its names in quotes",
        other if other.starts_with("struct ") => {
            return format!("{} with the fields of {}", form.table(), with_article(noun));
        }
        other => other,
    };
    text.to_owned()
}
