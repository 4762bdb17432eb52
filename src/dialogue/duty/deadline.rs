//! By when a duty must be done.
//!
//! The law gives the outer limit and the policy's own promise may shorten it. Where several laws may apply, or nobody
//! knows where the person is, the earliest limit counts.

use chrono::{DateTime, Datelike, Days, Months, Utc, Weekday};

use crate::{act::Kind, subject::Subject, time::Timestamp};

/// The kinds of task, as far as their limits differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Deed {
    Stop,
    Notify,
    Erase,
    Tell,
}

/// The last instant for the deed, and the source of the limit.
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

/// The limit by European law: without undue delay, a month at most (GDPR Art. 12(3)).
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

/// The limit by Californian law: 15 business days to stop (11 CCR §7026), 45 days to erase.
fn ccpa(deed: Deed, kind: Kind, received: Timestamp) -> (Timestamp, &'static str) {
    match (deed, kind) {
        (_, Kind::Erased) if deed != Deed::Stop => (received.plus_days(45), "Cal. Civ. Code §1798.130(a)(2)"),
        (Deed::Notify, _) => (business_days_later(received, 15), "11 CCR §7026(f)(2), (3)"),
        _ => (business_days_later(received, 15), "11 CCR §7026(f)(1)"),
    }
}

/// The same day of a later month, or its last day (Regulation 1182/71 Art. 3(2)(c)).
fn months_later(time: Timestamp, months: u32) -> Timestamp {
    moved(time, |time| time.checked_add_months(Months::new(months)))
}

/// That many days from Monday to Friday later. Holidays count as business days, which makes the limit earlier.
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

/// The instant moved by calendar arithmetic in UTC.
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
