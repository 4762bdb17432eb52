//! Who gives out receipts, as far as a policy does not say.

use serde::Serialize;

/// Who gives out the receipt, as far as a policy does not say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Issuer {
    /// The key of the controller in the policy's vocabulary.
    pub controller: String,
    /// A natural person or office to speak to.
    pub contact: String,
    /// The postal address.
    pub address: String,
    /// The address of the organisation's mailbox.
    pub email: String,
    /// The telephone number.
    pub phone: String,
    /// Where the organisation's privacy notice stands.
    pub policy_url: String,
    /// The jurisdiction, an ISO 3166 code.
    pub jurisdiction: String,
    /// The service that the data is for.
    pub service: String,
    /// How a yes is taken back.
    pub withdrawal_method: String,
}
