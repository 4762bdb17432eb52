//! Everything a person is owed to know: what is done with which data, why, by whom, since when, and how to stop it.
//!
//! A [`ReportForm`] is prepared once for a policy; [`Report::for_subject`] fills it in for a person. The report is a
//! serde value; [`Report::text`] and [`Report::html`] write it out.

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

/// What a report is made from beside the person.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'s, K = String> {
    /// What left.
    pub disclosures: &'s Disclosures<K>,
    /// What is owed.
    pub duties: &'s [Duty],
    /// Who asked for the data and was refused, if anyone kept a log of it.
    pub consultations: &'s [Consultation],
}

/// What is done with a person's data, for the person.
///
/// What GDPR Art. 13 to 15 ask for stands in it, or is listed under [`missing`](Self::missing) with the place in the
/// policy where it is to be said:
///
/// | GDPR | stands in | else named as |
/// |---|---|---|
/// | 13(1)(a), 14(1)(a): controller, contact, representative | `controllers`, `particulars` | `controller`, `contact`, `representative` |
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
    /// The language asked for.
    pub language: String,
    /// The instant it is about.
    pub at: Timestamp,
    /// The version of the policy.
    pub policy_version: String,
    /// Who is responsible.
    pub controllers: Vec<Party>,
    /// Each use that the policy declares for this person: a switch for each purpose and recipient.
    pub uses: Vec<UseLine>,
    /// What the person said no to.
    pub refused: Vec<ActLine>,
    /// What left, and what came from elsewhere, oldest first.
    pub disclosures: Vec<DisclosureLine>,
    /// What is done about a no.
    pub duties: Vec<DutyLine>,
    /// Who asked and was refused.
    pub consultations: Vec<ConsultationLine>,
    /// Everything that happened, oldest first.
    pub timeline: Vec<ActLine>,
    /// What the policy says of the organisation.
    pub particulars: Vec<(Text, Text)>,
    /// What GDPR Art. 13–15 owe the person and the policy does not say.
    pub missing: Vec<Missing>,
    #[serde(skip)]
    pub(super) words: Own,
}

/// The words of the report; no part of its content.
#[derive(Clone, Debug)]
pub(super) struct Own(pub(super) Words);

impl PartialEq for Own {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Own {}
