//! How a decision came about, as a value.
//!
//! All types here are plain data that serializes; their field names and codes are stable.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    super::{data_use::DataUseDocument, decision::Outcome, may_ask::MayAsk},
    remedy::Remedy,
};
use crate::{
    act::Kind,
    policy::{Basis, Obligations},
    time::Timestamp,
};

/// An account of how a decision came about.
///
/// It comes from [`Guard::explain`](super::super::Guard::explain). It serializes for programs, and [`text`](Self::text)
/// says it in plain words to the person whose data it is, as GDPR Art. 12 (1) and 15 ask for.
///
/// A use denotes many points; an explanation is about the first point with the use's outcome. There it lists every
/// regime that applies, every rule of it, and every event that each rule heard until one decided.
///
/// ```
/// use consentry::{DataUse, EventDocument, Guard, History, Interner, Kind, Language, Operations, PolicyDocument};
/// use consentry::{Scope, Subject, Timestamp, decide::Remedy};
///
/// let policy: PolicyDocument = toml::from_str(r#"
///     version = "1"
///     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
///         recipients = [{ key = "shop", role = "controller" }] }
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
/// "#)?;
/// let interner = Interner::new();
/// let data_use = DataUse::new("news", "email", "shop", Operations::USE);
/// let guard = Guard::new(policy.compile()?.into(), &interner, &data_use)?;
///
/// let scope = Scope::new(["news"], ["email"], ["shop"], Operations::USE)?;
/// let no = EventDocument::new("e1", 7u64, Kind::Withdrawn, &scope, "2026-06-01T00:00:00Z".parse()?);
/// let mut history = History::new();
/// history.insert(no.into_event()?)?;
/// let standing = history.standing(&Subject::default(), &interner);
///
/// let explanation = guard.explain(&standing, "2026-06-02T00:00:00Z".parse::<Timestamp>()?);
/// assert_eq!((explanation.reason, explanation.rule.as_deref()), ("withdrawn", Some("newsletter")));
/// assert_eq!(explanation.event.as_ref().map(|event| event.event.as_str()), Some("e1"));
/// assert_eq!(explanation.remedies, [Remedy::NewConsent]);
/// let text = explanation.text(Language::English);
/// assert!(text.contains("Because you took your yes back."), "{text}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # As JSON
///
/// Absent parts are `null`, so that a program can rely on the fields. [`EventExplanation::reason`] alone is left out
/// where there is none.
///
/// ```
/// # let policy = consentry::PolicyDocument::from_toml(r#"
/// #     version = "7"
/// #     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
/// #         recipients = [{ key = "shop", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
/// # "#)?.compile()?;
/// use consentry::{DataUse, Guard, Interner, Operations, Standing, Subject, Timestamp};
///
/// let interner = Interner::new();
/// let guard = Guard::new(policy.into(), &interner, &DataUse::new("news", "email", "shop", Operations::USE))?;
/// let explanation = guard.explain(&Standing::new(&Subject::default(), &interner), Timestamp::from_millis(0));
/// let json = serde_json::to_value(&explanation)?;
/// assert_eq!(json["outcome"], "ask");
/// assert_eq!(json["reason"], "never_asked");
/// assert_eq!(json["policy_version"], "7");
/// assert_eq!(json["use"]["purpose"], "news");
/// assert_eq!(json["regimes"][0]["rules"][0]["rule"], "newsletter");
/// assert_eq!(json["remedies"][0], "consent");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Explanation {
    /// The outcome of the use.
    pub outcome: Outcome,
    /// The stable code of the reason, as [`Decision::code`](super::super::Decision::code) returns it.
    pub reason: &'static str,
    /// The version of the policy that it was decided by.
    pub policy_version: String,
    /// The use that was asked about.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant that was asked about.
    pub at: Timestamp,
    /// The first point that has the outcome of the use; none where the standing cannot be judged at all.
    pub point: Option<PointExplanation>,
    /// The id of the rule that decided; none where nothing is declared.
    pub rule: Option<String>,
    /// The event that decided; where the person has to be asked again, the newest yes that does not count.
    pub event: Option<EventExplanation>,
    /// The obligations of an allow; empty otherwise.
    pub obligations: Obligations,
    /// The earliest later instant at which the decision changes by itself; none if it never does.
    pub until: Option<Timestamp>,
    /// Whether the person may be asked now.
    pub may_ask: MayAsk,
    /// What would change the answer; of an allow, how the person can stop the use. Never empty.
    pub remedies: Vec<Remedy>,
    /// Every regime that applies at the point, in the policy's order, with what it said.
    pub regimes: Vec<RegimeExplanation>,
}

/// A point with the names of its keys: one purpose, one category, one recipient, one operation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PointExplanation {
    /// The purpose: why the data is used.
    pub purpose: Named,
    /// The category: what data is used.
    pub category: Named,
    /// The recipient: who uses the data.
    pub recipient: Named,
    /// The name of the operation: how the data is used.
    pub operation: &'static str,
}

/// A key and its titles by language.
///
/// ```
/// use consentry::decide::Named;
///
/// let email = Named { key: "user.contact.email".into(), titles: [("en".into(), "E-mail address".into())].into() };
/// assert_eq!(email.title("sv"), "E-mail address");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Named {
    /// The dotted key, as in the vocabulary.
    pub key: String,
    /// The titles in the vocabulary by language code, such as `sv`.
    pub titles: BTreeMap<String, String>,
}

impl Named {
    /// Returns the title in that language, else in English, else the key.
    #[must_use]
    pub fn title(&self, language: &str) -> &str {
        self.titles.get(language).or_else(|| self.titles.get("en")).unwrap_or(&self.key)
    }
}

/// An account of what one regime said about a point.
///
/// The use is allowed only if every regime that applies allows it, so a list with one deny explains a deny.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RegimeExplanation {
    /// The id of the regime.
    pub regime: String,
    /// The best outcome of its rules, or deny where one prohibits or none is there.
    pub outcome: Outcome,
    /// The stable code of its reason.
    pub reason: &'static str,
    /// The rules that apply, prohibitions first, then as in the policy.
    pub rules: Vec<RuleExplanation>,
}

/// An account of what one rule said about a point.
///
/// Within a regime one rule that allows is enough. Rules that do not apply to the person, because of a region, an age
/// or a fact, are not listed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleExplanation {
    /// The id of the rule.
    pub rule: String,
    /// The rule's legal basis.
    pub basis: Basis,
    /// The outcome of the rule.
    pub outcome: Outcome,
    /// The stable code of its reason.
    pub reason: &'static str,
    /// The events that the rule heard and that cover the point, newest first, up to the one that decided.
    ///
    /// Empty where the person never said anything that the rule hears, and where the rule did not come to listen:
    /// because it prohibits, or the data is too old.
    pub heard: Vec<EventExplanation>,
}

/// An event that a rule heard, and what it did there.
///
/// One event may be listed under several rules, and play another role in each.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EventExplanation {
    /// The id of the event.
    pub event: String,
    /// The kind of the event.
    pub kind: Kind,
    /// When the person acted.
    pub at: Timestamp,
    /// What the event did in the rule.
    pub role: EventRole,
    /// The code of the reason why a yes was passed over; none for every other role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// The role that an event played in a rule.
///
/// | role | of | effect |
/// |---|---|---|
/// | [`Decides`](Self::Decides) | a yes or a no | the rule's outcome |
/// | [`PassedOver`](Self::PassedOver) | a yes | none; the newest gives an ask its reason |
/// | [`Lifted`](Self::Lifted) | a no | none |
/// | [`Lifts`](Self::Lifts), [`LiftsLater`](Self::LiftsLater) | a lift | cancels older noes of a kind, or not yet |
/// | [`Voids`](Self::Voids) | a void | older yeses are passed over |
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventRole {
    /// The event decided.
    Decides,
    /// A yes that could not be used.
    PassedOver,
    /// A no that no longer stands.
    Lifted,
    /// A lift: it cancels earlier noes of the kind that it lifts.
    Lifts,
    /// A lift that is dated later than the check, and so cancels nothing yet.
    LiftsLater,
    /// A void: yeses before it count no more.
    Voids,
}
