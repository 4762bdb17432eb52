//! Explanations in plain words, for the person whose data it is.
//!
//! The text is for people, and may get better with any version: compare [`Explanation`]s, not texts. What is said:
//!
//! | line | from |
//! |---|---|
//! | the headline | the outcome |
//! | what, why, who | the titles of the point, or its keys |
//! | because … | the reason |
//! | on … | the event that decided, then each other event that was heard, once |
//! | whoever uses it must … | the obligations of an allow |
//! | this answer holds until … | the ruling |
//! | → … | the remedies, one a line |
//! | you will not be asked … | whether the person may be asked |
//! | decided under … | the version of the policy, and the rule |

use std::fmt::Write;

use super::{
    super::{decision::Outcome, may_ask::MayAsk},
    explanation::{EventExplanation, EventRole, Explanation},
    language::Language,
    words::{act, obligation, operation, reason, remedy},
};
use crate::time::Timestamp;

impl Explanation {
    /// Returns the explanation in plain words: a few lines of text, without a newline at the end.
    ///
    /// It speaks to the person whose data it is. It says what is decided and why, which of their acts counted, what
    /// would change the answer, and by which version of the policy it was decided. Instants are given in UTC, to the
    /// minute.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }, { key = "name" }],
    /// #         recipients = [{ key = "shop", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
    /// # "#).unwrap();
    /// # let policy: std::sync::Arc<consentry::Policy> = policy.compile().unwrap().into();
    /// use consentry::{DataUse, Guard, Interner, Language, Operations, Standing, Subject, Timestamp};
    ///
    /// let interner = Interner::new();
    /// let guard = Guard::new(policy, &interner, &DataUse::new("news", "email", "shop", Operations::USE))?;
    /// let standing = Standing::new(&Subject::default(), &interner);
    /// assert_eq!(
    ///     guard.explain(&standing, Timestamp::from_millis(0)).text(Language::English),
    ///     "Not now: you have to be asked first.\n  \
    ///        What: email (used)\n  \
    ///        Why: news\n  \
    ///        Who: shop\n\
    ///      Because nobody has your yes for this.\n\
    ///      → A yes from you would allow it.\n\
    ///      Decided under policy version 1, rule newsletter."
    /// );
    /// # Ok::<(), consentry::decide::UseError>(())
    /// ```
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut text, language);
        text
    }

    /// Writes the lines one after the other.
    ///
    /// Lines without anything to say are left out.
    fn write(&self, out: &mut String, language: Language) -> std::fmt::Result {
        let headline = match self.outcome {
            Outcome::Allow => language.pick("Allowed", "Tillåtet"),
            Outcome::Ask => language.pick("Not now: you have to be asked first", "Inte nu: du måste tillfrågas först"),
            Outcome::Deny => language.pick("Not allowed", "Inte tillåtet"),
        };
        writeln!(out, "{headline}.")?;
        if let Some(point) = &self.point {
            let code = language.code();
            writeln!(
                out,
                "  {}: {} ({})\n  {}: {}\n  {}: {}",
                language.pick("What", "Vad"),
                point.category.title(code),
                operation(point.operation, language),
                language.pick("Why", "Varför"),
                point.purpose.title(code),
                language.pick("Who", "Vem"),
                point.recipient.title(code),
            )?;
        }
        writeln!(out, "{} {}", language.pick("Because", "Därför att"), reason(self.reason, language))?;
        if let Some(event) = &self.event {
            writeln!(out, "  {}", happened(event, language))?;
        }
        let mut told: Vec<&str> = self.event.iter().map(|event| event.event.as_str()).collect();
        for event in self.regimes.iter().flat_map(|regime| &regime.rules).flat_map(|rule| &rule.heard) {
            // Several rules hear one event; the person is told of it once.
            if !told.contains(&event.event.as_str()) {
                told.push(&event.event);
                write_event(out, event, language)?;
            }
        }
        if !self.obligations.is_empty() {
            let list = self.obligations.names().map(|name| obligation(name, language)).collect::<Vec<_>>().join("; ");
            writeln!(out, "{}: {list}.", language.pick("Whoever uses it must", "Den som använder uppgiften måste"))?;
        }
        if let Some(until) = self.until {
            writeln!(
                out,
                "{} {} {}.",
                language.pick("This answer holds, for this reason, until", "Svaret gäller, av detta skäl, till"),
                moment(until),
                language.pick("unless you say something new", "om du inte säger något nytt")
            )?;
        }
        for remedy_found in &self.remedies {
            writeln!(out, "→ {}", remedy(*remedy_found, language))?;
        }
        match self.may_ask {
            MayAsk::NotBefore(time) => writeln!(
                out,
                "{} {}.",
                language.pick("You will not be asked again before", "Du får ingen ny fråga före"),
                moment(time)
            )?,
            MayAsk::Never => {
                writeln!(
                    out,
                    "{}",
                    language.pick("You will not be asked about this.", "Du får ingen fråga om detta.")
                )?;
            }
            MayAsk::Yes | MayAsk::Unneeded => {}
        }
        write!(
            out,
            "{} {}{}.",
            language.pick("Decided under policy version", "Avgjort enligt policyversion"),
            self.policy_version,
            self.rule.as_ref().map_or_else(String::new, |rule| format!(", {} {rule}", language.pick("rule", "regel")))
        )
    }
}

/// Writes the line of one event: when, what, and what came of it.
fn write_event(out: &mut String, event: &EventExplanation, language: Language) -> std::fmt::Result {
    let what = match event.role {
        EventRole::Decides => language.pick("counts", "räknas"),
        EventRole::PassedOver => language.pick("passed over", "förbigånget"),
        EventRole::Lifted => language.pick("no longer stands", "gäller inte längre"),
        EventRole::Lifts => language.pick("lifted an earlier no", "hävde ett tidigare nej"),
        EventRole::LiftsLater => language.pick("is not in force yet", "gäller inte än"),
        EventRole::Voids => language.pick("made earlier consents void", "gjorde tidigare samtycken ogiltiga"),
    };
    let why = event.reason.map_or_else(String::new, |code| format!(": {}", reason(code, language)));
    writeln!(out, "  – {} ({what}{})", happened(event, language), why.trim_end_matches('.'))
}

/// Returns date and time to the minute, in UTC; midnight as a date alone.
///
/// An instant that has no text form is given in milliseconds, rather than not at all.
fn moment(time: Timestamp) -> String {
    let text = time.to_string();
    match (text.get(..10), text.get(11..16)) {
        (Some(date), Some("00:00")) => date.to_owned(),
        (Some(date), Some(clock)) => format!("{date} {clock} UTC"),
        _ => text,
    }
}

/// Returns when the event was, what the person did, and its id.
fn happened(event: &EventExplanation, language: Language) -> String {
    let EventExplanation { event: id, kind, at, .. } = event;
    let act = act(*kind, language);
    format!("{} {}: {act} [{id}]", language.pick("On", "Den"), moment(*at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        act::Kind,
        decide::{DataUse, RegimeExplanation, Remedy, RuleExplanation},
        policy::{Basis, Obligations},
        vocabulary::Operations,
    };

    #[test]
    fn an_instant_is_told_to_the_minute_and_midnight_as_a_day() {
        let told = |text: &str| moment(text.parse().unwrap());
        assert_eq!(told("2026-01-02T00:00:59Z"), "2026-01-02");
        assert_eq!(told("2026-01-02T23:07:00Z"), "2026-01-02 23:07 UTC");
    }

    /// Every form of an explanation's lines, with nothing about a point.
    fn explanation() -> Explanation {
        let at = Timestamp::from_millis(1_767_225_600_000);
        let heard = |number: u32, role, reason| EventExplanation {
            event: format!("e{number}"),
            kind: Kind::Withdrawn,
            at: at.plus_days(number),
            role,
            reason,
        };
        let rule = RuleExplanation {
            rule: "letters".into(),
            basis: Basis::Consent,
            outcome: Outcome::Ask,
            reason: "expired",
            heard: vec![
                heard(0, EventRole::Decides, None),
                heard(1, EventRole::PassedOver, Some("expired")),
                heard(2, EventRole::Lifted, None),
                heard(3, EventRole::Lifts, None),
                heard(4, EventRole::LiftsLater, None),
                heard(5, EventRole::Voids, None),
                heard(0, EventRole::Decides, None),
            ],
        };
        Explanation {
            outcome: Outcome::Ask,
            reason: "expired",
            policy_version: "7".into(),
            data_use: (&DataUse::new("p", "c", "r", Operations::USE)).into(),
            at,
            point: None,
            rule: Some("letters".into()),
            event: Some(heard(1, EventRole::PassedOver, Some("expired"))),
            obligations: Obligations::LOG | Obligations::HUMAN_REVIEW,
            until: Some(Timestamp::from_millis(at.millis() + 5_400_000)),
            may_ask: MayAsk::NotBefore(at.plus_days(9)),
            remedies: vec![Remedy::NewConsent],
            regimes: vec![RegimeExplanation {
                regime: "gdpr".into(),
                outcome: Outcome::Ask,
                reason: "expired",
                rules: vec![rule],
            }],
        }
    }

    #[test]
    fn an_explanation_tells_each_event_once_and_what_it_did() {
        let mut explanation = explanation();
        assert_eq!(
            explanation.text(Language::English),
            "Not now: you have to be asked first.\n\
             Because your yes has run out.\n  \
             On 2026-01-02: you took your yes back [e1]\n  \
             – On 2026-01-01: you took your yes back [e0] (counts)\n  \
             – On 2026-01-03: you took your yes back [e2] (no longer stands)\n  \
             – On 2026-01-04: you took your yes back [e3] (lifted an earlier no)\n  \
             – On 2026-01-05: you took your yes back [e4] (is not in force yet)\n  \
             – On 2026-01-06: you took your yes back [e5] (made earlier consents void)\n\
             Whoever uses it must: keep a record of the use; have a person look at the result.\n\
             This answer holds, for this reason, until 2026-01-01 01:30 UTC unless you say something new.\n\
             → A new yes from you would allow it.\n\
             You will not be asked again before 2026-01-10.\n\
             Decided under policy version 7, rule letters."
        );
        explanation.outcome = Outcome::Deny;
        explanation.may_ask = MayAsk::Never;
        explanation.event = None;
        explanation.rule = None;
        assert_eq!(
            explanation.text(Language::Swedish),
            "Inte tillåtet.\n\
             Därför att ditt ja har gått ut.\n  \
             – Den 2026-01-01: du tog tillbaka ditt ja [e0] (räknas)\n  \
             – Den 2026-01-02: du tog tillbaka ditt ja [e1] (förbigånget: ditt ja har gått ut)\n  \
             – Den 2026-01-03: du tog tillbaka ditt ja [e2] (gäller inte längre)\n  \
             – Den 2026-01-04: du tog tillbaka ditt ja [e3] (hävde ett tidigare nej)\n  \
             – Den 2026-01-05: du tog tillbaka ditt ja [e4] (gäller inte än)\n  \
             – Den 2026-01-06: du tog tillbaka ditt ja [e5] (gjorde tidigare samtycken ogiltiga)\n\
             Den som använder uppgiften måste: föra logg över användningen; låta en människa granska resultatet.\n\
             Svaret gäller, av detta skäl, till 2026-01-01 01:30 UTC om du inte säger något nytt.\n\
             → Ett nytt ja från dig skulle tillåta det.\n\
             Du får ingen fråga om detta.\n\
             Avgjort enligt policyversion 7."
        );
    }
}
