//! The exceptions that open special categories of data.

use serde::{Deserialize, Serialize};

/// An exception of GDPR Art. 9(2) other than explicit consent (Art. 9(2)(a)).
///
/// A rule whose scope has a special category (health, beliefs, …) and that does not require `explicit` consent must
/// state one as its `exception`; compiling refuses it otherwise (`special_category`). Stating one is a claim of the
/// organisation, which reports repeat; the crate does not judge whether it is true.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Article9Exception {
    /// Duties and rights in employment and social security law (Art. 9(2)(b)).
    Employment,
    /// Vital interests of somebody who cannot consent (Art. 9(2)(c)).
    VitalInterests,
    /// Members and close contacts of a political, philosophical, religious or trade union body (Art. 9(2)(d)).
    Nonprofit,
    /// Data that the person has manifestly made public (Art. 9(2)(e)).
    MadePublic,
    /// Legal claims and the work of courts (Art. 9(2)(f)).
    LegalClaims,
    /// Substantial public interest, based on law (Art. 9(2)(g)).
    SubstantialPublicInterest,
    /// Health or social care, under professional secrecy (Art. 9(2)(h), 9(3)).
    HealthCare,
    /// Public health (Art. 9(2)(i)).
    PublicHealth,
    /// Archives in the public interest, research and statistics (Art. 9(2)(j), 89(1)).
    Research,
}
