//! The exceptions that open special categories of data.

use serde::{Deserialize, Serialize};

/// An exception of GDPR Art. 9(2) other than explicit consent (Art. 9(2)(a)).
///
/// A rule whose scope has a special category (health, beliefs, …) and that does not require `explicit` consent must
/// state one as its `exception`; compiling refuses it otherwise (`special_category`). Stating one is a claim of the
/// organisation, which reports repeat; the crate does not judge whether it is true.
///
/// ```
/// use consentry::PolicyDocument;
///
/// let text = r#"
///     version = "1"
///     [vocabulary]
///     purposes = [{ key = "care" }]
///     categories = [{ key = "diagnosis", special = true }]
///     recipients = [{ key = "clinic", role = "controller", location = "SE" }]
///     [[rules]]
///     id = "care"
///     basis = "public_task"
///     exception = "health_care"
///     scope = { purposes = "care", categories = "diagnosis", recipients = "clinic", operations = "use" }
/// "#;
/// assert!(PolicyDocument::from_toml(text)?.compile().is_ok());
/// let bare = text.replace("exception = \"health_care\"", "");
/// let faults = PolicyDocument::from_toml(&bare)?.compile().unwrap_err();
/// assert_eq!(faults.as_slice()[0].code.name(), "special_category");
/// # Ok::<(), consentry::Faults>(())
/// ```
///
/// An exception does not make a use lawful by itself: a basis of Art. 6 is needed as well, which is why it is a field
/// beside `basis` and no basis of its own.
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
