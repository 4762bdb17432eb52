//! Instants as integer milliseconds.
//!
//! [`Timestamp`] is what a check compares; [`chrono::DateTime<Utc>`] is what people write, and turns into one at the
//! border. Digits finer than a millisecond are dropped on the way in, so two acts within one millisecond are
//! simultaneous (and then a no comes before a yes). [`Moment`] is the time argument of every question: *now*, and
//! optionally when the data in question was collected. Nothing in this crate reads a clock.
//!
//! ```
//! use consentry::{Moment, Timestamp};
//!
//! let noon: Timestamp = "2026-01-01T12:00:00Z".parse()?;
//! assert_eq!(noon.plus_days(1).to_string(), "2026-01-02T12:00:00Z");
//! let christmas: Timestamp = "2025-12-24T00:00:00Z".parse()?;
//! let moment = Moment::from(noon).collected_at(christmas);
//! assert_eq!(moment.now(), noon);
//! # Ok::<(), consentry::time::TimestampError>(())
//! ```
//!
//! # Precision and range
//!
//! | text | read as |
//! |---|---|
//! | `2026-06-01T12:00:00Z` | that instant |
//! | `2026-06-01T14:00:00+02:00` | the same instant; the offset is not kept |
//! | `2026-06-01T12:00:00.2509Z` | 12:00:00.250: digits beyond the millisecond are cut off, not rounded |
//! | `2026-06-01` | an error: a date is no instant, since nobody says in which zone |
//! | `2026-06-01 12:00` | an error: no zone |
//!
//! Intervals are half-open everywhere in this crate: what ends at an instant is over at that instant. A yes that
//! expires at 12:00:00.000 counts at 11:59:59.999 and no longer at 12:00:00.000. A *day* is always 24 hours of UTC, so
//! that a lifetime of 730 days ends at the same instant whatever the time zone and whatever the summer time.
//!
//! # Why time is an argument
//!
//! A check that reads a clock cannot be repeated, and one whose clock fails has to guess. Here the caller says what
//! time it is: a batch uses one instant for all its rows, a test any instant it likes, and an audit the instant of the
//! decision that it looks into.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};

use crate::fault::debug_like_display;

/// The milliseconds of 24 hours.
const DAY_MS: i64 = 86_400_000;

/// An instant: milliseconds since 1970-01-01T00:00:00Z. Eight bytes, `Copy`; all arithmetic saturates.
///
/// It is parsed from and written as RFC 3339, and converts from [`chrono::DateTime<Utc>`]. Any offset can be read; UTC
/// is written.
///
/// ```
/// use consentry::Timestamp;
///
/// let noon: Timestamp = "2026-06-01T14:00:00+02:00".parse()?;
/// assert_eq!(noon.to_string(), "2026-06-01T12:00:00Z");
/// assert_eq!(noon.next().millis() - noon.millis(), 1);
/// assert_eq!(Timestamp::MAX.plus_days(1), Timestamp::MAX);
///
/// let error = "2026-06-01".parse::<Timestamp>().unwrap_err();
/// assert!(error.to_string().ends_with("write it like `2026-01-31T09:30:00Z`"));
/// # Ok::<(), consentry::time::TimestampError>(())
/// ```
///
/// Order is the order of time, so instants compare with `<`, sort, and serve as keys. Serialized it is a text in
/// quotes, and anything else, such as a bare number, is refused, because nobody can tell seconds from milliseconds:
///
/// ```
/// use consentry::Timestamp;
///
/// let parsed: Timestamp = serde_json::from_str(r#""2026-06-01T12:00:00.2509Z""#)?;
/// assert_eq!(serde_json::to_string(&parsed)?, r#""2026-06-01T12:00:00.250Z""#);
///
/// let error = serde_json::from_str::<Timestamp>("1780315200").unwrap_err();
/// assert!(error.to_string().contains("an instant in quotes, like `2026-01-31T09:30:00Z`"), "{error}");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last instant, later than every event: as an expiry it stands for "never".
    ///
    /// An answer without an end of its own is stored with it, and a ruling never names it as the instant at which
    /// something changes.
    pub const MAX: Self = Self(i64::MAX);
    /// The first instant, earlier than every event.
    ///
    /// It has no text form in RFC 3339, so it cannot be written to a document and read back; it is for comparisons.
    pub const MIN: Self = Self(i64::MIN);

    /// Creates the instant `millis` milliseconds after (or before) 1970-01-01T00:00:00Z.
    ///
    /// Any number is an instant, also one far outside of the years that RFC 3339 can write. It is a `const fn`, so
    /// fixed instants can stand in constants:
    ///
    /// ```
    /// use consentry::Timestamp;
    ///
    /// const LAUNCH: Timestamp = Timestamp::from_millis(1_767_225_600_000);
    /// assert_eq!(LAUNCH.to_string(), "2026-01-01T00:00:00Z");
    /// assert_eq!(Timestamp::from_millis(-1).to_string(), "1969-12-31T23:59:59.999Z");
    /// ```
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the instant `days` times 24 hours later; saturates.
    ///
    /// This is how a rule's `lifetime_days` and `retention_days` are counted. Days of 24 hours are not calendar days:
    /// between them a clock on the wall may have changed to summer time.
    ///
    /// ```
    /// use consentry::Timestamp;
    ///
    /// let given: Timestamp = "2024-02-29T10:00:00Z".parse()?;
    /// assert_eq!(given.plus_days(365).to_string(), "2025-02-28T10:00:00Z");
    /// assert_eq!(given.plus_days(0), given);
    /// # Ok::<(), consentry::time::TimestampError>(())
    /// ```
    #[must_use]
    pub const fn plus_days(self, days: u32) -> Self {
        // u32 days in milliseconds stay below 2^59, so only the addition can overflow.
        Self(self.0.saturating_add(days as i64 * DAY_MS))
    }

    /// Returns whether its text form can be read back: the years 0 to 9999.
    ///
    /// An event with another time could be recorded and never be read back from its log, so such events are refused
    /// when they are made.
    pub(crate) fn is_writable(self) -> bool {
        DateTime::from_timestamp_millis(self.0).is_some_and(|time| (0..=9999).contains(&time.year()))
    }

    /// Returns the instant one millisecond later; saturates.
    ///
    /// There is no instant between the two, so `time.next()` is the first at which something that was still true at
    /// `time` can be over.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_millis())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp_millis(self.0) {
            Some(time) => f.write_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            None => write!(f, "{} ms", self.0),
        }
    }
}

/// The error of a text that is not an instant. It says why and how to write one.
///
/// The text quotes the input, shortened where it is long, then what the parser of RFC 3339 stumbled over, and ends with
/// an example. The cause is part of the text, so there is no further [`source`](std::error::Error::source).
///
/// ```
/// use consentry::Timestamp;
///
/// let error = "yesterday".parse::<Timestamp>().unwrap_err();
/// assert!(error.to_string().starts_with("`yesterday` is not an instant with date, time and zone ("));
/// assert_eq!(format!("{error:?}"), error.to_string(), "what `main` prints is the same sentence");
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not an instant with date, time and zone ({cause}); write it like `2026-01-31T09:30:00Z`")]
pub struct TimestampError {
    input: String,
    cause: String,
}

debug_like_display!(TimestampError);

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Reads RFC 3339 with any offset.
    ///
    /// # Errors
    ///
    /// Returns an error for a text without a date, a time or an offset, for a day that the month does not have, and for
    /// anything behind the instant.
    fn from_str(input: &str) -> Result<Self, TimestampError> {
        DateTime::parse_from_rfc3339(input)
            .map(|time| Self::from(time.to_utc()))
            .map_err(|cause| TimestampError { input: crate::suggest::shortened(input), cause: cause.to_string() })
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an instant in quotes, like `2026-01-31T09:30:00Z`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// The time of a question: now, and when the data it is about was collected, if that is known.
///
/// A [`Timestamp`] or a [`chrono::DateTime<Utc>`] converts into one, so most callers pass just that. Rules with a
/// retention period deny when the collection time is not given: age that is not known is read strictly.
///
/// ```
/// use consentry::{Moment, Timestamp};
///
/// let now: Timestamp = "2026-06-01T12:00:00Z".parse()?;
/// let moment = Moment::from(now);
/// assert_eq!((moment.now(), moment.collected()), (now, None));
///
/// let collected: Timestamp = "2024-06-01T00:00:00Z".parse()?;
/// assert_eq!(moment.collected_at(collected).collected(), Some(collected));
/// # Ok::<(), consentry::time::TimestampError>(())
/// ```
///
/// It is `Copy` and 24 bytes at most, so it is passed by value. A question about one record takes the collection time
/// of that record; of a table whose rows were collected at different times, each group of rows is a question of its
/// own.
///
/// The law behind the second instant is the storage limitation of GDPR Art. 5 (1) (e): data is kept no longer than the
/// purpose needs, which cannot be told of data whose age nobody knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// The instant of the question.
    now: Timestamp,
    /// When the data was collected, if known.
    collected_at: Option<Timestamp>,
}

impl Moment {
    /// Sets when the data was collected.
    ///
    /// A second call replaces the instant of the first. A collection time that lies after the instant of the question
    /// is taken as it stands: the retention then counts from it. Say when the data was first collected, not when it was
    /// last copied.
    #[must_use]
    pub fn collected_at(self, time: impl Into<Timestamp>) -> Self {
        Self { collected_at: Some(time.into()), ..self }
    }

    /// Returns the instant of the question.
    ///
    /// Every other instant is compared with this one: when a yes begins and ends, when data grows too old, how old the
    /// person is.
    #[must_use]
    pub const fn now(self) -> Timestamp {
        self.now
    }

    /// Returns when the data was collected, if the question says.
    ///
    /// `None` means unknown, which a rule with `retention_days` answers with `data_age_unknown` and every other rule
    /// ignores.
    #[must_use]
    pub const fn collected(self) -> Option<Timestamp> {
        self.collected_at
    }

    /// Returns the question put at another time.
    ///
    /// The collection time stays: this asks what the decision about the same data will be later, as a ruling has to
    /// know.
    pub(crate) const fn moved_to(self, now: Timestamp) -> Self {
        Self { now, ..self }
    }
}

impl From<Timestamp> for Moment {
    fn from(now: Timestamp) -> Self {
        Self { now, collected_at: None }
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(now: DateTime<Utc>) -> Self {
        Timestamp::from(now).into()
    }
}

/// A date of birth in four bytes, so that a standing stays small.
///
/// It counts days as chrono does: 1 January of the year 1 is day 1, so 1 January 1970 is day 719,163. One number that
/// no date has stands for "unknown", which keeps the type at four bytes and free of a discriminant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) struct Birth(i32);

impl Birth {
    /// The date of birth that is not known.
    ///
    /// INVARIANT: no date of chrono has this number; its earliest is far later.
    pub(crate) const UNKNOWN: Self = Self(i32::MIN);

    /// Packs a date, or that there is none.
    pub(crate) fn new(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::UNKNOWN, |date| Self(date.num_days_from_ce()))
    }

    /// Returns the number to store: a count of days, or a number that stands for "unknown".
    ///
    /// Snapshots write this number, so what it counts must never change.
    pub(crate) const fn number(self) -> i32 {
        self.0
    }

    /// Restores what [`number`](Self::number) returned, unchecked.
    ///
    /// It is for words that may be torn while they are read. A number that is no date then gives some birthday or none,
    /// and the reader finds out afterwards that it has to read again.
    #[inline]
    pub(crate) const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Restores what [`number`](Self::number) returned; `None` for a number that is no date.
    pub(crate) fn from_number(number: i32) -> Option<Self> {
        let birth = Self(number);
        (birth == Self::UNKNOWN || birth.date().is_some()).then_some(birth)
    }

    /// Returns the date, if it is known.
    pub(crate) fn date(self) -> Option<NaiveDate> {
        if self == Self::UNKNOWN { None } else { NaiveDate::from_num_days_from_ce_opt(self.0) }
    }

    /// Returns the instant at which a person born then turns `years`: 00:00 UTC of the anniversary, 1 March for those
    /// born on 29 February. `None` when the date of birth is unknown; the far future when chrono could not represent
    /// it.
    ///
    /// By itself and not by chrono, since a check asks it, and must not be able to panic.
    ///
    /// The day on which people born on 29 February come of age differs between laws; here it is the later of the two
    /// candidates, so a yes is counted as a child's for one day longer rather than one day less.
    pub(crate) fn turns(self, years: u16) -> Option<Timestamp> {
        if self == Self::UNKNOWN {
            return None;
        }
        let (year, day) = march_year(i64::from(self.0));
        // The leap day is the last of its year, so the day after the 365th is 1 March where there is none.
        let days = march_start(year + i64::from(years)) + day;
        let millis = (days - UNIX_EPOCH).saturating_mul(DAY_MS);
        Some(if days > LAST_DAY { Timestamp::MAX } else { Timestamp(millis) })
    }
}

/// 1 January 1970, as a count of days in which 1 January of the year 1 is the first.
const UNIX_EPOCH: i64 = 719_163;
/// The last day that chrono knows.
///
/// A birthday beyond it is at the end of time: nobody reaches it.
const LAST_DAY: i64 = 95_745_399;

/// 1 March of a year of the Gregorian calendar, as a count of days.
///
/// Years that begin in March have their leap day at the end, which makes the count of days a closed formula: 365 days a
/// year and one more for each leap year before. The 305 days take the count from 1 March back to 1 January of the year
/// 1.
const fn march_start(year: i64) -> i64 {
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) - 305
}

/// The year that began on 1 March before or on that day, and how many days of it are over.
///
/// For example day 719,163, which is 1 January 1970, is in the year that began on 1 March 1969, and 306 days of it are
/// over.
const fn march_year(days: i64) -> (i64, i64) {
    // 400 years have 146,097 days. A guess is never late, and early by a year at most: 1 March is less than a day after
    // where it would be if all years were equally long.
    let guess = (400 * (days + 305)).div_euclid(146_097);
    let year = if march_start(guess + 1) <= days { guess + 1 } else { guess };
    (year, days - march_start(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(birth: &str, years: u16) -> String {
        Birth::new(Some(birth.parse().unwrap())).turns(years).unwrap().to_string()
    }

    #[test]
    fn birthdays_begin_at_midnight_and_leap_days_wait_for_march() {
        assert_eq!(turns("2010-05-17", 16), "2026-05-17T00:00:00Z");
        assert_eq!(turns("2008-02-29", 13), "2021-03-01T00:00:00Z");
        assert_eq!(turns("2008-02-29", 16), "2024-02-29T00:00:00Z");
        assert_eq!(turns("2010-05-17", 0), "2010-05-17T00:00:00Z");
        assert_eq!(Birth::UNKNOWN.turns(1), None);
    }

    #[test]
    fn anniversaries_are_those_of_the_calendar() {
        use chrono::Months;
        assert_eq!(i64::from(NaiveDate::MAX.num_days_from_ce()), LAST_DAY);
        // Every day of 400 years, and a few years at each end of what chrono knows.
        let days = (700_000..700_000 + 146_098)
            .chain((0..1_500).map(|day| NaiveDate::MIN.num_days_from_ce() + day))
            .chain((0..1_500).map(|day| NaiveDate::MAX.num_days_from_ce() - day));
        for days in days {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            for years in [0, 1, 4, 13, 16, 100, 150] {
                let moved = date.checked_add_months(Months::new(u32::from(years) * 12));
                let moved =
                    moved.and_then(|moved| if moved.day() == date.day() { Some(moved) } else { moved.succ_opt() });
                let expected = moved
                    .map_or(Timestamp::MAX, |moved| Timestamp::from(moved.and_hms_opt(0, 0, 0).unwrap().and_utc()));
                assert_eq!(Birth::new(Some(date)).turns(years), Some(expected), "{date} {years}");
            }
        }
    }

    #[test]
    fn only_a_date_and_the_unknown_are_read_back_from_a_number() {
        let known = Birth::new("1990-05-17".parse().ok());
        assert_ne!(known, Birth::UNKNOWN);
        for birth in [known, Birth::UNKNOWN] {
            assert_eq!(Birth::from_number(birth.number()), Some(birth));
        }
        assert_eq!(Birth::from_number(i32::MAX), None);
    }

    #[test]
    fn times_saturate_instead_of_wrapping() {
        assert_eq!(Timestamp::MAX.plus_days(u32::MAX), Timestamp::MAX);
        assert_eq!(Timestamp::MAX.next(), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.plus_days(1).millis(), i64::MIN + DAY_MS);
        assert_eq!(Birth::new(NaiveDate::MAX.into()).turns(200), Some(Timestamp::MAX));
        assert_eq!(Timestamp::MAX.to_string(), "9223372036854775807 ms", "beyond the calendar");
    }

    #[test]
    fn text_round_trips_to_the_millisecond() {
        for text in ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123Z", "1969-12-31T23:59:59.999Z"] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
        assert_eq!(
            "2026-01-01T02:00:00.1239+02:00".parse::<Timestamp>().unwrap().to_string(),
            "2026-01-01T00:00:00.123Z"
        );
        assert_eq!(Moment::from(DateTime::<Utc>::UNIX_EPOCH), Moment::from(Timestamp::default()));
        assert!("2026-01-01".parse::<Timestamp>().is_err());
        assert!("yesterday".parse::<Timestamp>().unwrap_err().to_string().contains("`yesterday`"));
    }
}
