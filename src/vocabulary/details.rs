//! What categories and recipients say beyond the fields that all nodes have.
//!
//! They are plain data that checks of lawfulness and reports read. A decision reads none of it: what special data,
//! roles and safeguards come to is settled when a policy compiles.

use serde::{Deserialize, Serialize};

use crate::region::Region;

/// The protection that the law gives a category. Both flags hold for the whole subtree.
///
/// A category that is `special` gets the tag `special`, one that is `sensitive` the tag `sensitive`, so that a scope
/// can select them as `#special` and `#sensitive`. Documents cannot give these tags by hand.
///
/// What depends on it:
///
/// | flag | what a policy has to do |
/// |---|---|
/// | `special` | require `explicit` consent, or state an `exception` of GDPR Art. 9(2) (`special_category`) |
/// | `sensitive` | not rest on `legitimate_interests`, which asks nobody first (advice: `sensitive_category`) |
///
/// ```
/// use consentry::vocabulary::Vocabulary;
///
/// let starter = Vocabulary::starter();
/// let special: Vec<_> = starter
///     .categories()
///     .nodes()
///     .filter(|(_, node)| node.details().special)
///     .map(|(_, node)| node.key().as_str())
///     .collect();
/// assert!(special.iter().any(|key| key.contains("health")));
/// // The tag says the same as the flag, for scopes to select it.
/// assert!(starter.categories().nodes().all(|(_, node)| node.has_tag("special") == node.details().special));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CategoryDetails {
    /// Whether it is a special category (GDPR Art. 9(1): health, faith, sex life, genes, …) or its kin in other laws.
    pub special: bool,
    /// Whether it is sensitive in other ways, such as precise location (California Civil Code §1798.140(ae)).
    pub sensitive: bool,
}

/// The role, place and contact of a recipient. Nothing of it is inherited by the recipients below.
///
/// The role's [name](Role::name) also becomes a tag, and tags *are* inherited: a processor under a controller carries
/// both tags.
///
/// ```
/// use consentry::{PolicyDocument, vocabulary::Role};
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "1"
///     [vocabulary]
///     starter = true
///     recipients = [
///         { key = "lingon", role = "controller", location = "SE" },
///         { key = "lingon.mailer", role = "processor", location = "US", safeguard = "adequacy_decision" },
///     ]
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
/// "#)?
/// .compile()?;
/// let recipients = policy.vocabulary().recipients();
/// let mailer = recipients.id("lingon.mailer").and_then(|id| recipients.node(id)).unwrap();
/// assert_eq!(mailer.details().role, Role::Processor);
/// assert_eq!(mailer.details().location.unwrap().as_str(), "US"); // its own, not that of `lingon`
/// assert!(mailer.has_tag("processor") && mailer.has_tag("controller"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecipientDetails {
    /// The recipient's role in law.
    pub role: Role,
    /// The country or subdivision where it keeps the data; `None` where the document does not say.
    pub location: Option<Region>,
    /// The instrument that protects data sent there (GDPR chapter V), if there is one.
    pub safeguard: Option<Safeguard>,
    /// The address at which a person reaches it.
    pub contact: Option<String>,
}

impl RecipientDetails {
    /// Returns whether data may be sent there with no more ground than the use itself: it is in the EEA, or
    /// safeguarded.
    ///
    /// An unknown location without a safeguard is not safe (GDPR Art. 44).
    ///
    /// A rule with the operation `transfer` that reaches any other recipient needs explicit consent or a contract
    /// (GDPR Art. 49(1)(a), (b)), else compiling refuses it (`unsafeguarded_transfer`). A country that the Commission
    /// found adequate is stated as `safeguard = "adequacy_decision"`: the crate keeps no list of such decisions,
    /// which come and go.
    pub(crate) fn safe_to_send(&self) -> bool {
        self.safeguard.is_some() || self.location.is_some_and(|region| region.in_eea())
    }
}

/// The role of a recipient in law (GDPR Art. 4(7), 4(8), 4(10), 26).
///
/// ```
/// use consentry::vocabulary::Role;
///
/// assert_eq!(Role::JointController.name(), "joint_controller");
/// assert_eq!(Role::default(), Role::ThirdParty);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Decides why and how data is used (Art. 4(7)).
    Controller,
    /// Decides together with others (Art. 26).
    JointController,
    /// Uses data on a controller's behalf (Art. 4(8)). Its key stands under its controller's, so that consent for the
    /// controller covers it.
    Processor,
    /// Anyone else (Art. 4(10)). The least trusted role is the default of code that has none.
    #[default]
    ThirdParty,
}

impl Role {
    /// Returns the role's name, which is also a tag of every recipient that has it, and so of the recipients below.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Controller => "controller",
            Self::JointController => "joint_controller",
            Self::Processor => "processor",
            Self::ThirdParty => "third_party",
        }
    }
}

/// The instrument that makes a transfer to a third country lawful (GDPR Art. 45, 46, 47).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Safeguard {
    /// The European Commission found the country's protection adequate (Art. 45).
    AdequacyDecision,
    /// The parties signed standard clauses of the Commission or an authority (Art. 46(2)(c), (d)).
    StandardContractualClauses,
    /// The group of companies is bound by approved rules (Art. 46(2)(b), 47).
    BindingCorporateRules,
    /// The recipient follows an approved code of conduct (Art. 46(2)(e)).
    CodeOfConduct,
    /// The recipient holds an approved certification (Art. 46(2)(f)).
    Certification,
    /// Public bodies bound themselves by an instrument between them (Art. 46(2)(a)).
    PublicBodyInstrument,
}

impl Safeguard {
    /// Returns the name that documents use: `adequacy_decision`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AdequacyDecision => "adequacy_decision",
            Self::StandardContractualClauses => "standard_contractual_clauses",
            Self::BindingCorporateRules => "binding_corporate_rules",
            Self::CodeOfConduct => "code_of_conduct",
            Self::Certification => "certification",
            Self::PublicBodyInstrument => "public_body_instrument",
        }
    }
}
