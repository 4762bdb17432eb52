//! Everything a person is owed to know: what is done with which data, why, by whom, since when, and how to stop it.
//!
//! A [`ReportForm`](super::form::ReportForm) is prepared once for a policy; [`Report::for_subject`] fills it in for a
//! person. The report is a serde value; [`Report::text`] and [`Report::html`] write it out.

use serde::Serialize;

use super::{
    consultation::Consultation,
    lines::{ActLine, ConsultationLine, DisclosureLine, DutyLine, Party, UseLine},
    missing::Missing,
    words::Words,
};
use crate::{
    dialogue::{
        duty::{disclosures::Disclosures, duty::Duty},
        text::Text,
    },
    time::Timestamp,
};

/// The sources of a report beside the person: what is on file about them.
///
/// A [`Dossier`](crate::dialogue::Dossier) has the first two.
///
/// It is `Copy` and borrows everything. What is left out is missing in the report, without a note: an empty set says
/// that nothing left.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'s, K = String> {
    /// The disclosures of the person's data.
    ///
    /// Their recipients are named even where the policy has forgotten them.
    pub disclosures: &'s Disclosures<K>,
    /// The duties towards the person, in the order in which to list them.
    ///
    /// Their state is that of the report's instant.
    pub duties: &'s [Duty],
    /// The refused questions about their data, if anyone kept a log of them; else empty.
    pub consultations: &'s [Consultation],
}

/// A report on what is done with a person's data, for the person.
///
/// It is a serde value for an interface or an API; [`text`](Self::text) and [`html`](Self::html) write it out whole.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "ads", titles = { en = "Advertising" } }],
/// #         categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller", titles = { en = "Lingon" } }] }
/// #     [[rules]]
/// #     id = "ads"
/// #     basis = "consent"
/// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#)?;
/// # let policy = std::sync::Arc::new(policy.compile()?);
/// use consentry::{History, Interner, Subject, Timestamp};
/// use consentry::dialogue::{Disclosures, Person, Report, ReportForm, Sources, Words};
///
/// let interner = Interner::new();
/// let form = ReportForm::new(policy, &interner)?;
/// let (history, subject) = (History::<u64>::new(), Subject::default());
/// let anna = Person::new(&history, &subject, &interner);
/// let sources = Sources { disclosures: &Disclosures::new(), duties: &[], consultations: &[] };
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
///
/// let report = Report::for_subject(&form, &anna, &sources, &Words::new("en"), now);
/// assert_eq!(report.uses[0].purpose.text, "Advertising");
/// assert_eq!(report.uses[0].code, "never_asked");
/// assert!(report.text().contains("Advertising – Lingon (responsible): not used; you have to be asked first"));
/// // What the policy owes the person and does not say is part of the report.
/// assert!(report.missing.iter().any(|missing| missing.code == "dpo"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
///
/// What GDPR Art. 13 to 15 ask for stands in it, or is listed under [`missing`](Self::missing) with the place in the
/// policy where it is to be said:
///
/// | GDPR | stands in | else named as |
/// |---|---|---|
/// | 13(1)(a), 14(1)(a): controller, contact | `controllers` | `controller`, `contact` |
/// | 13(1)(a), 14(1)(a): representative | `particulars` | `representative` |
/// | 13(1)(b), 14(1)(b): data protection officer | `particulars` | `dpo` |
/// | 13(1)(c), 14(1)(c), 15(1)(a): purposes and basis | `uses`: `purpose`, `ground` | `purpose_words` |
/// | 14(1)(d), 15(1)(b): categories | `uses`: `data` | `category_words` |
/// | 13(1)(d), 14(2)(b): legitimate interests | `particulars` | `legitimate_interests` |
/// | 13(1)(e), 14(1)(e), 15(1)(c): recipients | `uses`: `recipient`; `disclosures` | `recipient_name` |
/// | 13(1)(f), 14(1)(f), 15(2): third countries, safeguards | the party's `country`, `safeguard` | `transfers` |
/// | 13(2)(a), 14(2)(a), 15(1)(d): how long | `uses`: `until`, `retention_days`; `particulars` | `storage` |
/// | 13(2)(b), (c), 14(2)(c), (d), 15(1)(e): rights, withdrawal | the words under `rights`; `uses`: `ways` | – |
/// | 13(2)(d), 14(2)(e), 15(1)(f): where to complain | `particulars` | `authority` |
/// | 13(2)(e): whether data must be given | `particulars` | `statutory` |
/// | 13(2)(f), 14(2)(g), 15(1)(h): automated decisions | `particulars` | `automated_decisions` |
/// | 14(2)(f), 15(1)(g): where data came from | `disclosures`: `received_from` | – |
///
/// Art. 15(3), the copy of the data itself, is not ours to give: this crate never sees the data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The BCP 47 code of the language asked for.
    pub language: String,
    /// The instant that it is about.
    pub at: Timestamp,
    /// The version of the policy.
    pub policy_version: String,
    /// The controllers: who is responsible.
    pub controllers: Vec<Party>,
    /// The uses that the policy declares for this person: a switch for each purpose and recipient.
    ///
    /// Rules that do not apply to the person, by region, age or facts, have none.
    pub uses: Vec<UseLine>,
    /// The acts by which the person said no.
    pub refused: Vec<ActLine>,
    /// The data that left, and what came from elsewhere, oldest first.
    pub disclosures: Vec<DisclosureLine>,
    /// The tasks that follow from a no, and how far they are.
    pub duties: Vec<DutyLine>,
    /// The questions about the data that were refused.
    pub consultations: Vec<ConsultationLine>,
    /// Everything that the person or someone for them did, oldest first.
    ///
    /// Acts of the controller and of authorities are among them.
    pub timeline: Vec<ActLine>,
    /// The name and the words of each thing that the policy says of the organisation.
    pub particulars: Vec<(Text, Text)>,
    /// The things that GDPR Art. 13–15 owe the person and the policy does not say.
    pub missing: Vec<Missing>,
    /// The words from which text and page are written; not serialized.
    #[serde(skip)]
    pub(super) words: Own,
}

/// The words of the report; no part of its content.
///
/// All are equal, so that two reports with the same content are, whatever their words were made of.
#[derive(Clone, Debug)]
pub(super) struct Own(pub(super) Words);

impl PartialEq for Own {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Own {}
