//! By when a duty must be done.
//!
//! The law gives the outer limit and the policy's own promise may shorten it. Where several laws may apply, or nobody
//! knows where the person is, the earliest limit counts.
//!
//! # Which law applies
//!
//! The region of the person decides, and only as far as it is needed to choose a table of limits:
//!
//! | regions of the person | limits that count |
//! |---|---|
//! | in the EEA or the United Kingdom only | [`gdpr`] |
//! | in the United States only | [`ccpa`] |
//! | both, or some elsewhere beside one of them | those whose region is named |
//! | neither, or none known | both, so that the earlier one counts |
//!
//! Choosing the earlier limit is safe: a deed that is done too early breaks no law, one that is done too late does. For
//! the same reason every calculation that could fail, such as one beyond the last representable day, returns an earlier
//! instant rather than none.
//!
//! # Calendar
//!
//! All arithmetic is in UTC, from the instant at which the event was *recorded*, since that is when the organisation
//! learned of it. The person's own time zone is not known to this crate; a limit is therefore up to a day off local
//! time.

use chrono::{DateTime, Datelike, Days, Months, Utc, Weekday};

use crate::{act::Kind, subject::Subject, time::Timestamp};

/// The kinds of task, as far as their limits differ.
///
/// A [`Task`](super::duty::Task) says what is to be done and to whom. A deed says only which row of the tables below
/// applies to it, so `Notify` also stands for telling a supplier, and `Erase` for a decision to keep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Deed {
    /// Stopping the use inside the organisation.
    Stop,
    /// Telling a recipient or a supplier.
    Notify,
    /// Erasing data, or deciding that another rule keeps it.
    Erase,
    /// Telling the person what was done.
    Tell,
}

/// Returns the last instant for the deed, and the source of the limit.
///
/// `received` is the instant at which the organisation learned of the event, and `promised_days` the shortest
/// `on_withdrawal.within_days` of the rules that the event stops. A promise is one more limit among the others, so it
/// can shorten the time that a law leaves and never lengthen it. Of equal limits the law is named, not the promise, and
/// European law before Californian law, because the first minimum wins.
///
/// For a person in Sweden who withdraws on 30 January 2026:
///
/// | deed | promise | due | source |
/// |---|---|---|---|
/// | `Stop` | 30 days | 30 January | GDPR Art. 7(3): at once |
/// | `Notify` | none | 28 February | GDPR Art. 5(2), 24; CJEU C-129/21 |
/// | `Notify` | 14 days | 13 February | the policy's own promise |
/// | `Notify` | 90 days | 28 February | GDPR Art. 5(2), 24; CJEU C-129/21 |
pub(super) fn due(
    deed: Deed,
    kind: Kind,
    received: Timestamp,
    subject: &Subject,
    promised_days: Option<u32>,
) -> (Timestamp, &'static str) {
    let european = subject.regions.iter().any(|region| region.in_eea() || region.as_str().starts_with("GB"));
    let american = subject.regions.iter().any(|region| region.as_str().starts_with("US"));
    let mut limits = Vec::new();
    if european || !american {
        limits.push(gdpr(deed, kind, received));
    }
    if american || !european {
        limits.push(ccpa(deed, kind, received));
    }
    if let Some(days) = promised_days {
        limits.push((received.plus_days(days), "the policy's own promise (on_withdrawal)"));
    }
    limits.into_iter().min_by_key(|(time, _)| *time).unwrap_or((received, "GDPR Art. 7(3)"))
}

/// Returns the limit by European law: without undue delay, a month at most (GDPR Art. 12(3)).
///
/// Stopping is due at the instant of receipt, since a withdrawal, an objection to direct marketing and a restriction
/// leave no time in which the use may go on. Everything else has the month of Art. 12(3). The extension by two further
/// months that Art. 12(3) allows for complex requests is not used: it needs a decision and a notice to the person,
/// which no policy can declare beforehand. The law of the United Kingdom has the same articles and limits.
fn gdpr(deed: Deed, kind: Kind, received: Timestamp) -> (Timestamp, &'static str) {
    let month = || months_later(received, 1);
    match (deed, kind) {
        (Deed::Stop, Kind::Objected) => (received, "GDPR Art. 21(1), 21(3)"),
        (Deed::Stop, Kind::Erased) => (received, "GDPR Art. 17(1)"),
        (Deed::Stop, Kind::Restricted) => (received, "GDPR Art. 18(2)"),
        (Deed::Stop, _) => (received, "GDPR Art. 7(3)"),
        (Deed::Notify, Kind::Erased) => (month(), "GDPR Art. 17(2), 19"),
        (Deed::Notify, Kind::Restricted) => (month(), "GDPR Art. 19"),
        (Deed::Notify, _) => (month(), "GDPR Art. 5(2), 24; CJEU C-129/21"),
        (Deed::Erase, Kind::Objected) => (month(), "GDPR Art. 17(1)(c), 12(3)"),
        (Deed::Erase, Kind::Erased) => (month(), "GDPR Art. 17(1), 12(3)"),
        (Deed::Erase, _) => (month(), "GDPR Art. 17(1)(b), 12(3)"),
        (Deed::Tell, _) => (month(), "GDPR Art. 12(3)"),
    }
}

/// Returns the limit by Californian law: 15 business days to stop (11 CCR §7026), 45 days to erase.
///
/// The 45 days of Cal. Civ. Code §1798.130(a)(2) also cover telling recipients and the person of an erasure. The
/// extension by 45 further days is not used, for the reason given at [`gdpr`]. Opt-outs and everything else have the 15
/// business days of 11 CCR §7026(f): paragraph (1) for the organisation's own use, (2) and (3) for telling whoever has
/// the data.
fn ccpa(deed: Deed, kind: Kind, received: Timestamp) -> (Timestamp, &'static str) {
    match (deed, kind) {
        (_, Kind::Erased) if deed != Deed::Stop => (received.plus_days(45), "Cal. Civ. Code §1798.130(a)(2)"),
        (Deed::Notify, _) => (business_days_later(received, 15), "11 CCR §7026(f)(2), (3)"),
        _ => (business_days_later(received, 15), "11 CCR §7026(f)(1)"),
    }
}

/// Returns the same day of a later month, or its last day (Regulation 1182/71 Art. 3(2)(c)).
///
/// One month after 30 January 2026 is 28 February 2026, at the same time of the day.
fn months_later(time: Timestamp, months: u32) -> Timestamp {
    moved(time, |time| time.checked_add_months(Months::new(months)))
}

/// Returns the instant that many days from Monday to Friday later, at the same time of the day.
///
/// Holidays count as business days, which makes the limit earlier, and spares this crate a calendar of holidays that
/// would have to be kept up to date. 15 business days after Friday, 30 January 2026, is Friday, 20 February 2026.
fn business_days_later(time: Timestamp, days: u32) -> Timestamp {
    moved(time, |mut time| {
        let mut left = days;
        while left > 0 {
            time = time.checked_add_days(Days::new(1))?;
            if !matches!(time.weekday(), Weekday::Sat | Weekday::Sun) {
                left -= 1;
            }
        }
        Some(time)
    })
}

/// Returns the instant moved by calendar arithmetic in UTC, or unmoved where the calendar ends.
fn moved(time: Timestamp, step: impl FnOnce(DateTime<Utc>) -> Option<DateTime<Utc>>) -> Timestamp {
    // Beyond the calendar there is no later day, and an early limit is the safe one.
    DateTime::from_timestamp_millis(time.millis()).and_then(step).map_or(time, Timestamp::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Region;

    fn limit(deed: Deed, kind: Kind, regions: &[&str], promise: Option<u32>) -> String {
        let subject = Subject::in_regions(regions.iter().map(|code| Region::new(code).unwrap()));
        due(deed, kind, "2026-01-30T12:00:00Z".parse().unwrap(), &subject, promise).0.to_string()
    }

    #[test]
    fn limits_follow_the_law_and_a_promise_only_shortens_them() {
        assert_eq!(limit(Deed::Stop, Kind::Withdrawn, &["SE"], Some(30)), "2026-01-30T12:00:00Z");
        assert_eq!(limit(Deed::Notify, Kind::Withdrawn, &["SE"], None), "2026-02-28T12:00:00Z");
        assert_eq!(limit(Deed::Notify, Kind::Withdrawn, &["SE"], Some(14)), "2026-02-13T12:00:00Z");
        assert_eq!(limit(Deed::Notify, Kind::Withdrawn, &["SE"], Some(90)), "2026-02-28T12:00:00Z");
        // 30 January 2026 is a Friday; fifteen business days later is Friday, 20 February.
        assert_eq!(limit(Deed::Notify, Kind::OptedOut, &["US-CA"], None), "2026-02-20T12:00:00Z");
        assert_eq!(limit(Deed::Erase, Kind::Erased, &["US-CA"], None), "2026-03-16T12:00:00Z");
        // Nobody knows where the person is: the earliest.
        assert_eq!(limit(Deed::Notify, Kind::OptedOut, &[], None), "2026-02-20T12:00:00Z");
        assert_eq!(limit(Deed::Erase, Kind::Erased, &["SE", "US-CA"], None), "2026-02-28T12:00:00Z");
        assert_eq!(business_days_later(Timestamp::MAX, 15), Timestamp::MAX);
    }
}
