//! The three trees of a policy, checked and immutable.

use super::{
    axis::{Category, Purpose, Recipient},
    tree::Tree,
};

/// The purposes, categories and recipients that a policy can talk about. Immutable; a policy has one.
///
/// It is compiled from a [`VocabularyDocument`](super::VocabularyDocument) together with the policy's rules, and read
/// through [`Policy::vocabulary`](crate::Policy::vocabulary). [`Vocabulary::starter`] returns the one that ships with
/// the crate; [its tables](super#the-starter-vocabulary) are listed in the module's documentation.
///
/// ```
/// use consentry::PolicyDocument;
///
/// let document: PolicyDocument = toml::from_str(r#"
///     version = "1"
///     [vocabulary]
///     starter = true
///     purposes = [{ key = "marketing.birthday", titles = { en = "Birthday greetings" }, since = 3 }]
///     recipients = [{ key = "lingon", role = "controller", location = "SE" }]
///     [[rules]]
///     id = "greetings"
///     basis = "consent"
///     scope = { purposes = "marketing.birthday", categories = "user.contact", recipients = "*", operations = "use" }
/// "#)?;
/// let policy = document.compile()?;
/// let purposes = policy.vocabulary().purposes();
/// let birthday = purposes.id("marketing.birthday").and_then(|id| purposes.node(id)).unwrap();
/// assert_eq!((birthday.title("en"), birthday.since()), ("Birthday greetings", 3));
/// assert!(birthday.has_tag("direct_marketing"), "inherited from `marketing`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The purposes: why data is used.
    pub(super) purposes: Tree<Purpose>,
    /// The categories: what data is used.
    pub(super) categories: Tree<Category>,
    /// The recipients: who uses data.
    pub(super) recipients: Tree<Recipient>,
}

impl Vocabulary {
    /// Returns the tree of purposes: why data is used.
    ///
    /// In a record of processing this answers GDPR Art. 30(1)(b).
    #[must_use]
    pub const fn purposes(&self) -> &Tree<Purpose> {
        &self.purposes
    }

    /// Returns the tree of categories: what data is used.
    ///
    /// Which of them are special (GDPR Art. 9) is in each node's [`details`](super::Node::details).
    #[must_use]
    pub const fn categories(&self) -> &Tree<Category> {
        &self.categories
    }

    /// Returns the tree of recipients: who uses data.
    ///
    /// Where each is and under which safeguard data goes there is in each node's [`details`](super::Node::details)
    /// (GDPR Art. 30(1)(d), (e)).
    #[must_use]
    pub const fn recipients(&self) -> &Tree<Recipient> {
        &self.recipients
    }
}
