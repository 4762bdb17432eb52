//! The two languages of the pages. Both texts stand side by side, so that neither can be missing.

use chrono::{DateTime, Datelike, Timelike, Utc};
use consentry::Timestamp;

/// A language of the pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Language {
    #[default]
    English,
    Swedish,
}

const MONTHS: [[&str; 2]; 12] = [
    ["January", "januari"],
    ["February", "februari"],
    ["March", "mars"],
    ["April", "april"],
    ["May", "maj"],
    ["June", "juni"],
    ["July", "juli"],
    ["August", "augusti"],
    ["September", "september"],
    ["October", "oktober"],
    ["November", "november"],
    ["December", "december"],
];

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Swedish];

    pub(crate) const fn code(self) -> &'static str {
        self.pick("en", "sv")
    }

    /// The same language as consentry's explanations name it.
    pub(crate) const fn of_explanations(self) -> consentry::Language {
        match self {
            Self::English => consentry::Language::English,
            Self::Swedish => consentry::Language::Swedish,
        }
    }

    /// What the language calls itself.
    pub(crate) const fn name(self) -> &'static str {
        self.pick("English", "Svenska")
    }

    pub(crate) fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The first of a browser's languages that there are pages in (RFC 9110, 12.5.4). Weights are rarely out of order.
    pub(crate) fn accepted(header: &str) -> Option<Self> {
        let languages = header.split(',').map(|part| part.split(';').next().unwrap_or_default().trim());
        languages.filter_map(|language| Self::named(language.split('-').next()?)).next()
    }

    pub(crate) const fn pick(self, english: &'static str, swedish: &'static str) -> &'static str {
        self.of_explanations().pick(english, swedish)
    }

    /// `24 November 2026`
    pub(crate) fn day(self, time: Timestamp) -> String {
        let Some(time) = moment(time) else { return time.to_string() };
        let months = MONTHS.get(time.month0() as usize).copied().unwrap_or_default();
        format!("{} {} {}", time.day(), self.pick(months[0], months[1]), time.year())
    }

    /// `24 November 2026, 12:03` (UTC)
    pub(crate) fn time(self, time: Timestamp) -> String {
        let Some(clock) = moment(time) else { return time.to_string() };
        let at = self.pick(", ", " kl. ");
        format!("{}{at}{:02}:{:02}", self.day(time), clock.hour(), clock.minute())
    }
}

fn moment(time: Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(time.millis())
}
