//! A consent receipt in the form of Kantara Initiative's Consent Receipt Specification 1.1.0.
//!
//! The specification asks less than [`ConsentRecord`](super::ConsentRecord) does. Give out both where the reader is not
//! known.

use std::fmt::Display;

use serde::Serialize;

use super::{
    about::{About, stated},
    issuer::Issuer,
};
use crate::{
    act::Qualities,
    decide::area_uses,
    event::Event,
    policy::Policy,
    vocabulary::{CategoryId, Key, Role},
};

/// A consent receipt of Kantara Initiative's Consent Receipt Specification 1.1.0 (2018).
///
/// The specification fixes names and types by a JSON Schema, published with an example in the repository
/// `KantaraInitiative/consent-receipt-v-next` under `CR_v1_1`; the tests hold every receipt to its list of fields. What
/// it requires and nobody stated is said to be unknown, never left out.
///
/// - receipt. Required: `version`, `jurisdiction`, `consentTimestamp`, `collectionMethod`, `consentReceiptID`,
///   `piiPrincipalId`, `piiControllers`, `policyUrl`, `services`, `sensitive`, `spiCat`. Optional: `publicKey`,
///   `language`.
/// - controller. Required: `piiController`, `contact`, `address`, `email`, `phone`. Optional: `onBehalf`,
///   `piiControllerUrl`.
/// - service. Required: `service`, `purposes`.
/// - purpose. Required: `consentType`, `purposeCategory`, `piiCategory`, `termination`, `thirdPartyDisclosure`, and
///   `thirdPartyName` where that is true. Optional: `purpose`, `primaryPurpose`.
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
/// use consentry::{EventDocument, Kind, Operations, Qualities, Scope, Timestamp};
/// use consentry::dialogue::{KantaraReceipt, Issuer};
///
/// let scope = Scope::new(["ads"], ["contact"], ["lingon"], Operations::USE)?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let yes = EventDocument::new("e1", "anna".to_owned(), Kind::Given, &scope, now);
/// let yes = yes.qualities(Qualities::AFFIRMATIVE).into_event()?;
/// let issuer = Issuer { controller: "lingon".to_owned(), ..Issuer::default() };
///
/// let receipt = KantaraReceipt::new(&policy, &yes, &issuer);
/// assert_eq!(receipt.consent_receipt_id, "e1");
/// assert_eq!(receipt.services[0].purposes[0].consent_type, "EXPLICIT");
/// assert_eq!(receipt.policy_url, "not stated");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | field | comes from |
/// |---|---|
/// | `consentReceiptID`, `consentTimestamp`, `collectionMethod`, `language` | the event |
/// | `piiPrincipalId` | the key of the person, as it prints |
/// | `piiControllers`, `policyUrl`, `jurisdiction` | the [`Issuer`] |
/// | `services` | the issuer's service, with the purposes of the event's scope |
/// | `sensitive`, `spiCat` | whether the scope has special or sensitive categories, and their keys |
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraReceipt {
    pub version: &'static str,
    pub jurisdiction: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub consent_timestamp: i64,
    pub collection_method: String,
    #[serde(rename = "consentReceiptID")]
    pub consent_receipt_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub pii_principal_id: String,
    pub pii_controllers: Vec<KantaraController>,
    pub policy_url: String,
    pub services: Vec<KantaraService>,
    pub sensitive: bool,
    pub spi_cat: Vec<String>,
}

/// A controller of a [`KantaraReceipt`].
///
/// A receipt has one: the issuer. `on_behalf` is false, because who gives out the receipt is the controller itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraController {
    pub pii_controller: String,
    pub on_behalf: bool,
    pub contact: String,
    pub address: KantaraAddress,
    pub email: String,
    pub phone: String,
}

/// A postal address of a [`KantaraReceipt`].
///
/// The schema takes a postal address apart; an [`Issuer`] has it as one text, which stands as the street.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraAddress {
    pub street_address: String,
}

/// A service of a [`KantaraReceipt`].
///
/// `not stated` where the issuer names no service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraService {
    pub service: String,
    pub purposes: Vec<KantaraPurpose>,
}

/// A purpose of a [`KantaraReceipt`].
///
/// `termination` has how long data is kept, then how to withdraw. `third_party_name` lists all third parties of the
/// scope, with commas, since the specification has one field for them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names are those of the specification, which explains them")]
#[non_exhaustive]
pub struct KantaraPurpose {
    pub purpose: String,
    pub purpose_category: Vec<String>,
    pub consent_type: &'static str,
    pub pii_category: Vec<String>,
    pub primary_purpose: bool,
    pub termination: String,
    pub third_party_disclosure: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub third_party_name: Option<String>,
}

impl KantaraReceipt {
    /// Makes the receipt of an event, in the event's language. Every event has one, a no too.
    ///
    /// Times are whole seconds, rounded down, and never before 1970.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "diet", sensitive = true }],
    /// #         recipients = [{ key = "lingon", role = "controller" }, { key = "tallkotte", role = "third_party" }] }
    /// #     [[rules]]
    /// #     id = "ads"
    /// #     basis = "consent"
    /// #     scope = { purposes = "ads", categories = "diet", recipients = "*", operations = "share" }
    /// # "#)?;
    /// # let policy = policy.compile()?;
    /// use consentry::{EventDocument, Kind, Operations, Scope, Timestamp};
    /// use consentry::dialogue::{Issuer, KantaraReceipt};
    ///
    /// let scope = Scope::new(["ads"], ["diet"], ["tallkotte"], Operations::SHARE)?;
    /// let no = EventDocument::new("e2", "anna".to_owned(), Kind::Refused, &scope, Timestamp::from_millis(1_500));
    /// let receipt = KantaraReceipt::new(&policy, &no.into_event()?, &Issuer::default());
    /// assert_eq!(receipt.consent_timestamp, 1);
    /// assert_eq!((receipt.sensitive, receipt.spi_cat), (true, vec!["diet".to_owned()]));
    /// assert_eq!(receipt.services[0].purposes[0].third_party_name.as_deref(), Some("tallkotte"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new<K: Display>(policy: &Policy, event: &Event<K>, issuer: &Issuer) -> Self {
        let about = About::new(policy, event);
        let third_parties = about.recipients(|role| role == Role::ThirdParty);
        let names: Vec<String> = third_parties.into_iter().map(|(_, name)| name).collect();
        let purposes = area_uses::topmost_keys(policy.vocabulary().purposes(), &about.area.purposes);
        let purposes = purposes.iter().map(|key| KantaraPurpose {
            purpose: about.title(policy.vocabulary().purposes(), key),
            purpose_category: vec![key.to_string()],
            consent_type: consent_type(event.qualities()),
            pii_category: about.titles(policy.vocabulary().categories(), &about.area.categories),
            primary_purpose: false,
            termination: format!("{}; {}", about.retention(), stated(&issuer.withdrawal_method)),
            third_party_disclosure: !names.is_empty(),
            third_party_name: (!names.is_empty()).then(|| names.join(", ")),
        });
        let special = about.area.categories.iter().filter_map(|index| {
            let node = policy.vocabulary().categories().node(CategoryId::new(index))?;
            (node.details().special || node.details().sensitive).then(|| node.key().to_string())
        });
        let spi_cat: Vec<String> = special.collect();
        Self {
            version: "KI-CR-v1.1.0",
            jurisdiction: stated(&issuer.jurisdiction),
            // The specification knows no time before 1970.
            consent_timestamp: event.at().millis().div_euclid(1000).max(0),
            collection_method: about.method(),
            consent_receipt_id: event.id().as_str().to_owned(),
            language: event.language().map(str::to_owned),
            pii_principal_id: event.subject().to_string(),
            pii_controllers: vec![KantaraController {
                pii_controller: stated(
                    &about.title(policy.vocabulary().recipients(), &Key::from(issuer.controller.as_str())),
                ),
                on_behalf: false,
                contact: stated(&issuer.contact),
                address: KantaraAddress { street_address: stated(&issuer.address) },
                email: stated(&issuer.email),
                phone: stated(&issuer.phone),
            }],
            policy_url: stated(&issuer.policy_url),
            services: vec![KantaraService { service: stated(&issuer.service), purposes: purposes.collect() }],
            sensitive: !spi_cat.is_empty(),
            spi_cat,
        }
    }
}

/// The type of consent in the specification's two words. A clear affirmative act is no silence, so it is explicit.
///
/// The specification has `EXPLICIT` and `IMPLICIT` and no word between; see [`Qualities`] for what an answer's form can
/// be.
fn consent_type(qualities: Qualities) -> &'static str {
    if qualities.intersects(Qualities::EXPLICIT | Qualities::AFFIRMATIVE) { "EXPLICIT" } else { "IMPLICIT" }
}
