//! From serde's words to ours.
//!
//! Each kind of message that serde has becomes one code and one sentence:
//!
//! | serde says | code | the sentence |
//! |---|---|---|
//! | anything about the text's form | `syntax` | `the text is not TOML: …` |
//! | ``unknown field `x`, expected …`` | `unknown_field` | ``unknown field `x`; did you mean …`` |
//! | ``unknown variant `x`, expected …`` | `unknown_value` | ``unknown basis `x`; did you mean …`` |
//! | ``missing field `x` `` | `missing_field` | ``the rule has no `x`; add a line such as …`` |
//! | ``duplicate field `x` `` | `duplicate_field` | `` `x` is given twice; keep one of them`` |
//! | `invalid type: …, expected …` | `wrong_type` | `expected a list, found the number 5` |
//! | `invalid value: …, expected …` | `wrong_value` | `expected …, found …` |
//! | `invalid length 2, expected …` | `wrong_type` | `expected a table …, found a list of 2 items` |
//! | anything else, such as a date that does not exist | `wrong_value` | serde's own words |
//!
//! Rust's words (`struct`, `u16`, `sequence`, `map`, `variant`) are replaced by those of whoever writes the document.

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
///
/// It has all that a fault is made of, whichever form the document has; `T` is the form's plain value.
pub(super) struct Complaint<'a, T> {
    /// Its message, without the location: ``missing field `id` ``.
    pub(super) message: &'a str,
    /// Whether the text is not of its form at all, so that there is no document, no path and no field to speak of.
    pub(super) is_syntax: bool,
    /// Where in the text, as the reader of that form counts; `None` where the reader cannot say.
    pub(super) location: Option<Location>,
    /// Where in the document, as far as the reader tracked it: to the field, or to what lacks the field.
    pub(super) steps: Vec<Step>,
    /// What the whole document is called, for a fault at its top: `policy`, `event`.
    pub(super) root: &'a str,
    /// How it is written, which decides the words for its parts and the example line.
    pub(super) form: Form,
    /// The document, if its text is of its form; the names of rules and the like are in it.
    pub(super) document: Option<&'a T>,
}

/// Words a complaint as a fault.
///
/// The location ends the message, in brackets; the place stands before it, as in every fault.
///
/// The complaint is only borrowed and its steps copied, since what is said may move the place by a step.
pub(super) fn fault<T: Tree>(complaint: &Complaint<'_, T>) -> Fault {
    let mut steps = complaint.steps.clone();
    let (code, mut message) = words(complaint, &mut steps);
    if let Some(location) = complaint.location {
        message = format!("{message} ({location})");
    }
    Fault::new(place(&steps, complaint.document), code, message)
}

/// Returns the code and the message of a complaint. The steps then lead to the field that it is about.
///
/// Readers differ in how far they track: one ends at the rule, another at the field that the rule does not have.
/// Where the message is about a field, the steps are made to end at it, so that places are the same in every form.
///
/// The first pattern that fits is taken. A field's or value's name within the message is cut out by its backticks;
/// nothing else of the message is relied on.
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
///
/// Only the first line of the format's message is kept: what follows draws the text with an arrow, and the location
/// says that already. A duplicate key is `syntax` in TOML, since the language itself forbids it.
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
///
/// The unknown word comes from the document and may hold backticks and commas itself, so the split is searched from
/// the end. Every second piece between backticks is a known word. Without known words the list is empty.
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
///
/// ``missing field `id` `` begun with ``missing field ` `` gives `id`.
fn quoted<'a>(message: &'a str, beginning: &str) -> Option<&'a str> {
    message.strip_prefix(beginning)?.strip_suffix('`')
}

/// Words an unknown name: the nearest known one, or all that there are.
///
/// Three forms: `did you mean …` where a known word is near; all known words where none is; `leave it out` where
/// there are none.
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
///
/// `` `stop`, `erase` ``. In the order of the declaration, which is the order of the reference.
fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Returns what a value is called that stands in a field: the field's name, but for a few.
///
/// ``unknown basis `consnt` `` reads better than ``unknown variant``. The field `by` holds an actor.
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
///
/// `an event`, `a rule`, `` `scope` ``. By the first letter alone, which is right for all nouns of documents.
fn with_article(noun: &str) -> String {
    match noun.chars().next() {
        Some('`') | None => noun.to_owned(),
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {noun}"),
        Some(_) => format!("a {noun}"),
    }
}

/// Says what was found: `the text "x"`, `the number 5`, `a list`.
///
/// Serde says `string "x"`, `` integer `5` ``, `` boolean `true` ``, `map`, `sequence`, `null`. A value is shortened:
/// a whole document may stand where a number goes.
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
///
/// What a type of this crate says it expects is written for the reader and is passed on as it is.
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
