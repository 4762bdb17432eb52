//! Who gives out receipts, as far as a policy does not say.

use serde::Serialize;

/// The organisation that gives out receipts, as far as a policy does not say.
///
/// Every field may be empty; what a form requires is then said to be `not stated`, never left out. Both forms of
/// receipt take one: [`KantaraReceipt`](super::kantara::KantaraReceipt) and
/// [`ConsentRecord`](super::consent_record::ConsentRecord).
///
/// ```
/// use consentry::dialogue::Issuer;
///
/// let issuer = Issuer {
///     controller: "lingon".to_owned(),
///     jurisdiction: "SE".to_owned(),
///     withdrawal_method: "under Settings, Privacy, or by a letter to us".to_owned(),
///     ..Issuer::default()
/// };
/// assert!(issuer.phone.is_empty());
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Issuer {
    /// The key of the controller in the policy's vocabulary.
    ///
    /// Its title in the vocabulary is the name on the receipt. A key that the policy does not know is printed as it is.
    pub controller: String,
    /// The person or office to speak to.
    pub contact: String,
    /// The postal address.
    pub address: String,
    /// The address of the organisation's mailbox.
    pub email: String,
    /// The telephone number.
    pub phone: String,
    /// The URL of the organisation's privacy notice.
    pub policy_url: String,
    /// The jurisdiction, as an ISO 3166 code.
    pub jurisdiction: String,
    /// The service that the data is for.
    pub service: String,
    /// The way to take a yes back, in words (GDPR Art. 7(3)).
    pub withdrawal_method: String,
}
