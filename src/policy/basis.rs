//! The grounds on which a use is lawful.

use serde::{Deserialize, Serialize};

/// The ground on which a use is lawful, or that it is prohibited: what a rule rests on.
///
/// The basis decides who can say no, that is, which kinds of event a rule listens to:
///
/// | basis | before anyone said anything | a yes counts | these say no |
/// |---|---|---|---|
/// | `consent` | ask | yes | refused, withdrawn, objected, opted out, restricted, erased, ended |
/// | `opt_out` | allow | yes | refused, withdrawn, objected, opted out, restricted, erased |
/// | `legitimate_interests` | allow | yes | objected, opted out, restricted, erased |
/// | `public_task` | allow | no | objected, restricted, erased |
/// | `contract` | allow | no | restricted, erased |
/// | `legal_obligation`, `vital_interests` | allow | no | nothing |
/// | `platform` | ask | when the platform authorized it | the platform |
/// | `prohibited` | deny | no | always no |
///
/// A rule with `honours_withdrawal = true` also listens to refusals and withdrawals where its basis does not, and one
/// with `survives_erasure = true` does not listen to erasures.
///
/// # Examples
///
/// What each basis answers before anyone said anything, and after a withdrawal:
///
/// ```
/// use consentry::{
///     DataUse, EventDocument, Guard, History, Interner, Kind, Operations, PolicyDocument, Scope, Subject, Timestamp,
/// };
///
/// let answers = |basis: &str| -> Result<(&'static str, &'static str), Box<dyn std::error::Error>> {
///     let policy: PolicyDocument = toml::from_str(&format!(r#"
///         version = "1"
///         vocabulary.purposes = [{{ key = "news" }}]
///         vocabulary.categories = [{{ key = "contact" }}]
///         vocabulary.recipients = [{{ key = "lingon", role = "controller", location = "SE" }}]
///         [[rules]]
///         id = "news"
///         basis = "{basis}"
///         scope = {{ purposes = "news", categories = "contact", recipients = "lingon", operations = "use" }}
///     "#))?;
///     let interner = Interner::new();
///     let data_use = DataUse::new("news", "contact", "lingon", Operations::USE);
///     let guard = Guard::new(policy.compile()?.into(), &interner, &data_use)?;
///     let now: Timestamp = "2026-06-01T12:00:00Z".parse()?;
///     let mut history = History::new();
///     let before = guard.check(&history.standing(&Subject::default(), &interner), now).code();
///     let scope = Scope::new(["news"], ["contact"], ["lingon"], Operations::USE)?;
///     let may: Timestamp = "2026-05-01T09:00:00Z".parse()?;
///     let withdrawn = EventDocument::new("e1", "anna".to_owned(), Kind::Withdrawn, &scope, may);
///     history.insert(withdrawn.into_event()?)?;
///     Ok((before, guard.check(&history.standing(&Subject::default(), &interner), now).code()))
/// };
/// assert_eq!(answers("consent")?, ("never_asked", "withdrawn"));
/// assert_eq!(answers("opt_out")?, ("opt_out", "withdrawn"));
/// assert_eq!(answers("legitimate_interests")?, ("legitimate_interests", "legitimate_interests"));
/// assert_eq!(answers("public_task")?, ("public_task", "public_task"));
/// assert_eq!(answers("contract")?, ("contract", "contract"));
/// assert_eq!(answers("legal_obligation")?, ("legal_obligation", "legal_obligation"));
/// assert_eq!(answers("vital_interests")?, ("vital_interests", "vital_interests"));
/// assert_eq!(answers("platform")?, ("never_asked", "never_asked"));
/// assert_eq!(answers("prohibited")?, ("prohibited", "prohibited"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The person said yes (GDPR Art. 6(1)(a), 7). Without a usable yes the answer is to ask.
    ///
    /// Withdrawing is as easy as giving, so every no counts. The only basis that has `lifetime_days`, `min_notice`,
    /// `requires` and `min_age`.
    Consent,
    /// The use is allowed until the person says no (CCPA §1798.120).
    OptOut,
    /// The use serves legitimate interests that outweigh the person's (GDPR Art. 6(1)(f)). The person may object
    /// (Art. 21(1)); against direct marketing an objection is final (Art. 21(2), (3)).
    LegitimateInterests,
    /// The use serves the public interest or official authority (GDPR Art. 6(1)(e)). The person may object (Art.
    /// 21(1)).
    PublicTask,
    /// The use is needed for a contract with the person (GDPR Art. 6(1)(b)). It ends when the contract does, not with
    /// a withdrawal; the person may have it restricted (Art. 18).
    Contract,
    /// A law demands the use (GDPR Art. 6(1)(c)). Nothing that the person says stops it.
    LegalObligation,
    /// Somebody's life depends on the use (GDPR Art. 6(1)(d)). Nothing that the person says stops it.
    VitalInterests,
    /// The device platform lets the app do it, as with tracking or location on a phone. Only the platform's own answers
    /// count; for a law beside it, declare a regime of its own.
    Platform,
    /// The use is not allowed, whatever anyone says. The default of code that has no basis.
    #[default]
    Prohibited,
}

impl Basis {
    /// Returns the name used in documents, which is also the reason code of an `Allow`.
    ///
    /// ```
    /// assert_eq!(consentry::Basis::LegitimateInterests.name(), "legitimate_interests");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::OptOut => "opt_out",
            Self::LegitimateInterests => "legitimate_interests",
            Self::PublicTask => "public_task",
            Self::Contract => "contract",
            Self::LegalObligation => "legal_obligation",
            Self::VitalInterests => "vital_interests",
            Self::Platform => "platform",
            Self::Prohibited => "prohibited",
        }
    }
}
