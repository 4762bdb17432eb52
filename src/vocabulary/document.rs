//! A vocabulary as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::region::Region;

/// The vocabulary part of a policy document.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VocabularyDocument {
    /// Whether it extends the starter vocabulary that ships with the crate.
    pub starter: bool,
    /// Why data is used. A starter key may be restated to say more about it.
    pub purposes: Vec<PurposeDocument>,
    /// What data it is.
    pub categories: Vec<CategoryDocument>,
    /// Who uses it.
    pub recipients: Vec<RecipientDocument>,
    /// Keys that exist no more but still occur in old events.
    pub retired: RetiredDocument,
}

/// Keys that exist no more. Old events may name them; they cover nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetiredDocument {
    /// Former purposes.
    pub purposes: Vec<String>,
    /// Former categories.
    pub categories: Vec<String>,
    /// Former recipients.
    pub recipients: Vec<String>,
}

macro_rules! node_document {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The dotted key; the parent is the key without its last part.
            pub key: String,
            /// What to call it, by language code.
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            pub titles: BTreeMap<String, String>,
            /// A sentence about it, by language code.
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            pub descriptions: BTreeMap<String, String>,
            /// The notice version in which it appeared or was last materially changed.
            #[serde(default)]
            pub since: u16,
            /// Words that scopes may select it by, as `#word`.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub tags: Vec<String>,
            /// Old keys of it, so that old events still resolve.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub formerly: Vec<String>,
            /// What other vocabularies call it: `dpv`, `fideslang`, `tcf`, ….
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            pub same_as: BTreeMap<String, String>,
            $($(#[$field_doc])* pub $field: $type,)*
        }
    };
}

node_document! {
    /// A purpose.
    PurposeDocument {}
}

node_document! {
    /// A category of personal data.
    CategoryDocument {
        /// Special category of GDPR Art. 9 or its kin elsewhere; so is its subtree.
        #[serde(default)]
        special: bool,
        /// Sensitive in other ways, such as precise location; so is its subtree.
        #[serde(default)]
        sensitive: bool,
    }
}

node_document! {
    /// A recipient.
    RecipientDocument {
        /// What it is in law.
        role: Role,
        /// Where it keeps the data.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<Region>,
        /// What protects data sent there (GDPR chapter V).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        safeguard: Option<Safeguard>,
        /// How a person reaches it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<String>,
    }
}

/// What a recipient is in law (GDPR Art. 4(7), 4(8), 4(10), 26).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Decides why and how data is used.
    Controller,
    /// Decides together with others.
    JointController,
    /// Uses data on a controller's behalf; stands under its controller.
    Processor,
    /// Anyone else. The least trusted role is the default of code that has none.
    #[default]
    ThirdParty,
}

impl Role {
    /// The role's name, which is also a tag of every recipient that has it, and so of what stands under it.
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

/// What makes a transfer to a third country safe (GDPR Art. 45, 46, 47).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Safeguard {
    /// Art. 45.
    AdequacyDecision,
    /// Art. 46(2)(c), (d).
    StandardContractualClauses,
    /// Art. 47.
    BindingCorporateRules,
    /// Art. 46(2)(e).
    CodeOfConduct,
    /// Art. 46(2)(f).
    Certification,
    /// Art. 46(2)(a).
    PublicBodyInstrument,
}

impl Safeguard {
    /// The name used in documents.
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
