//! A vocabulary as it is written in a policy document.
//!
//! These types are only read and written: nothing is checked, and every field is public.
//! [`Vocabulary`](super::Vocabulary) is what becomes of them when the policy compiles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::details::{Role, Safeguard};
use crate::region::Region;

/// The vocabulary part of a policy document: what it adds to the starter vocabulary, or all that there is.
///
/// Every key's parent (the key without its last part) must be declared too, or be in the starter vocabulary. A key of
/// the starter may be restated to say more about it: texts and `since` are then those of the document, tags and
/// protection (`special`, `sensitive`) add up, so that nothing is lost by leaving a word out.
///
/// ```
/// use consentry::vocabulary::{Role, VocabularyDocument};
///
/// let document: VocabularyDocument = toml::from_str(r#"
///     starter = true
///     recipients = [
///         { key = "lingon", role = "controller", location = "SE", contact = "privacy@lingon.example" },
///         { key = "lingon.mailer", role = "processor", location = "US", safeguard = "adequacy_decision" },
///     ]
///     retired = { purposes = ["marketing.fax"] }
/// "#)?;
/// assert_eq!(document.recipients[1].role, Role::Processor);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VocabularyDocument {
    /// Whether it extends the starter vocabulary that ships with the crate; `false` if not given.
    pub starter: bool,
    /// Purposes: why data is used.
    pub purposes: Vec<PurposeDocument>,
    /// Categories: what data is used.
    pub categories: Vec<CategoryDocument>,
    /// Recipients: who uses data. The starter vocabulary has none; at least one is needed to write a rule.
    pub recipients: Vec<RecipientDocument>,
    /// Keys that exist no more but still occur in old events.
    pub retired: RetiredDocument,
}

/// Keys that exist no more. Old events may name them without being refused; they cover nothing.
///
/// A key that lives on under another name belongs into the `formerly` of the new node instead, so that old answers
/// go on counting.
///
/// | the key … | say | what old answers then do |
/// |---|---|---|
/// | has another name now | `formerly = ["old.key"]` at the new node | count for the new node |
/// | is gone, and nothing took its place | `retired.purposes = ["old.key"]` | cover nothing, and are no error |
/// | is simply left out | | a [reload](crate::Ledger::reload) that would lose a no is refused |
///
/// ```
/// use consentry::{Operations, PolicyDocument, Scope};
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "2"
///     [vocabulary]
///     purposes = [{ key = "mail", formerly = ["ads"] }]
///     categories = [{ key = "contact" }]
///     recipients = [{ key = "lingon", role = "controller", location = "SE" }]
///     retired = { purposes = ["fax"] }
///     [[rules]]
///     id = "mail"
///     basis = "consent"
///     scope = { purposes = "mail", categories = "contact", recipients = "lingon", operations = "use" }
/// "#)?
/// .compile()?;
/// let names = |purpose| policy.check_names(&Scope::new([purpose], ["*"], ["*"], Operations::USE).unwrap());
/// assert!(names("ads").is_ok() && names("fax").is_ok());
/// assert!(names("post").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetiredDocument {
    /// Purposes that exist no more.
    pub purposes: Vec<String>,
    /// Categories that exist no more.
    pub categories: Vec<String>,
    /// Recipients that exist no more.
    pub recipients: Vec<String>,
}

/// Declares a document of a node: the fields that all nodes have, and those of one tree.
///
/// A macro and not a shared inner struct: serde's `flatten` cannot refuse unknown fields, and a misspelt field that
/// is silently dropped may be the one that protects somebody.
macro_rules! node_document {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The dotted key; the parent is the key without its last part.
            ///
            /// Required: lower snake case (`malformed_key`), no other node's of this tree (`duplicate_key`); its
            /// parent must be declared or be in the starter vocabulary (`missing_parent`).
            ///
            /// ```toml
            /// key = "marketing.birthday"
            /// ```
            pub key: String,
            /// The title by language code (`en`, `pt-BR`); the key stands in where there is none.
            ///
            /// A code has 2 to 35 letters, digits and hyphens (`malformed_language`); at most 64 languages
            /// (`too_many`).
            ///
            /// ```toml
            /// titles = { en = "Birthday greetings", sv = "Födelsedagshälsning" }
            /// ```
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            pub titles: BTreeMap<String, String>,
            /// A sentence about it by language code, written for the person whose data it is.
            ///
            /// Reports and notices show it beside the title (GDPR Art. 12(1): plain language).
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            pub descriptions: BTreeMap<String, String>,
            /// The notice version in which it appeared or was last materially changed; 0 if not given. Consent given
            /// under an older notice does not cover it.
            ///
            /// Raise it when what the node stands for changes, and declare a notice of that version: people are then
            /// asked anew for this node, and for nothing else.
            #[serde(default)]
            pub since: u16,
            /// Tags by which scopes may select it, as `#word`. Inherited by everything below.
            ///
            /// Each is a word without the `#` (`malformed_tag`). What a node has by its nature, such as `special` or
            /// `processor`, is a tag anyway, and is refused here (`built_in_tag`).
            ///
            /// ```toml
            /// tags = ["direct_marketing"]
            /// ```
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub tags: Vec<String>,
            /// Old keys of it, so that old events still resolve. A key still in use is refused.
            ///
            /// In a yes, a former key of a node's *parent* is not inherited: when a branch is renamed, each node that
            /// events may name has to say how it was called (`former_key_in_use` if such a key still exists). A no
            /// covers a node wherever it stood, by its own former keys or by those of the nodes above it.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub formerly: Vec<String>,
            /// Tags that the node had once, so that an old no on `#tag` still covers it.
            ///
            /// A yes goes by the tags of today. What stands under the node once had them too. A tag that is given by
            /// what a node is, such as `special`, may stand here if the node is so no more.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub formerly_tags: Vec<String>,
            /// Identifiers in other vocabularies, by the name of the vocabulary: `dpv`, `fideslang`, `tcf`, ….
            ///
            /// For exchange with others; no decision reads them.
            ///
            /// ```toml
            /// same_as = { dpv = "dpv:DirectMarketing" }
            /// ```
            #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
            pub same_as: BTreeMap<String, String>,
            $($(#[$field_doc])* pub $field: $type,)*
        }
    };
}

node_document! {
    /// A purpose as it is written: why data is used.
    PurposeDocument {}
}

node_document! {
    /// A category of personal data as it is written: what data is used.
    CategoryDocument {
        /// Whether it is a special category (GDPR Art. 9(1)) or its kin elsewhere; so is then its subtree.
        #[serde(default)]
        special: bool,
        /// Whether it is sensitive in other ways, such as precise location; so is then its subtree.
        #[serde(default)]
        sensitive: bool,
    }
}

node_document! {
    /// A recipient as it is written: who uses data, in which role and where.
    RecipientDocument {
        /// The role in law; must be given.
        role: Role,
        /// The country or subdivision where it keeps the data: `SE`, `US-CA`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<Region>,
        /// The instrument that protects data sent there (GDPR chapter V).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        safeguard: Option<Safeguard>,
        /// The address at which a person reaches it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<String>,
    }
}
