//! The person that a record is about, as far as rules ask.

use chrono::NaiveDate;
use consentry::{Region, Subject, Timestamp};
use csv::ByteRecord;

use super::columns::Bound;

/// Who a record is about. What cannot be read is unknown, which makes every rule stricter.
pub(crate) struct Person {
    pub(crate) key: String,
    pub(crate) subject: Subject,
    pub(crate) collected_at: Option<Timestamp>,
}

/// A cell that says nothing usable, and why.
pub(crate) struct Unclear {
    /// The position of its column.
    pub(crate) column: usize,
    pub(crate) cause: String,
}

impl Person {
    /// Reads a person; `None` where the record does not say who it is about.
    pub(crate) fn read(
        record: &ByteRecord,
        bound: &Bound,
        at: Timestamp,
        report: &mut dyn FnMut(Unclear),
    ) -> Option<Self> {
        let cell = |column: usize| record.get(column).and_then(|cell| std::str::from_utf8(cell).ok()).map(str::trim);
        let key = cell(bound.subject).filter(|key| !key.is_empty())?.to_owned();
        let mut unclear = |column: Option<usize>, result: Result<(), String>| {
            if let (Some(column), Err(cause)) = (column, result) {
                report(Unclear { column, cause });
            }
        };
        // Text that is not UTF-8 is unclear as well, and never empty.
        let text = |column: Option<usize>| column.map_or("", |column| cell(column).unwrap_or("\u{fffd}"));
        let mut subject = Subject::default();
        unclear(bound.region, regions(text(bound.region)).map(|regions| subject.regions = regions));
        unclear(bound.birth_date, birth_date(text(bound.birth_date), at).map(|date| subject.birth_date = date));
        let mut collected_at = None;
        unclear(bound.collected_at, instant(text(bound.collected_at), at).map(|time| collected_at = time));
        let holds = bound.facts.iter().filter(|fact| {
            let value = cell(fact.column);
            fact.is.iter().any(|known| value == Some(known.as_str()))
        });
        subject.facts = holds.map(|fact| fact.name.clone()).collect();
        Some(Self { key, subject, collected_at })
    }
}

/// Codes separated by spaces. One wrong code makes all unknown: the law that it stood for could be the strictest.
fn regions(text: &str) -> Result<Vec<Region>, String> {
    text.split_whitespace().map(|code| Region::new(code).map_err(|error| error.to_string())).collect()
}

fn birth_date(text: &str, at: Timestamp) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let date: NaiveDate = text.parse().map_err(|_| format!("`{text}` is not a date; write it like `1990-05-17`"))?;
    if midnight(text).is_some_and(|birth| birth > at) {
        return Err(format!("`{text}` lies in the future"));
    }
    Ok(Some(date))
}

fn instant(text: &str, at: Timestamp) -> Result<Option<Timestamp>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let time = text.parse().ok().or_else(|| midnight(text));
    let time = time.ok_or_else(|| format!("`{text}` is neither a date nor an instant; write it like `2026-01-31`"))?;
    if time > at {
        // Believed, it would stretch the retention period.
        return Err(format!("`{text}` lies in the future"));
    }
    Ok(Some(time))
}

fn midnight(date: &str) -> Option<Timestamp> {
    format!("{date}T00:00:00Z").parse().ok()
}
