//! What the brand declares: its policy, prepared, and the switches that the notice makes of it.

use std::sync::Arc;

use consentry::{
    Interner, Policy, PolicyDocument,
    dialogue::{Notice, ReportForm},
    vocabulary::{Axis, Key, Tree},
};

use super::{failure::Failure, language::Language};

/// The notice that every choice belongs to.
const NOTICE: &str = "choices";

/// A policy with everything that is made from it once.
pub(crate) struct Brand {
    pub(crate) policy: Arc<Policy>,
    pub(crate) notice: Notice,
    pub(crate) form: ReportForm,
    pub(crate) switches: Vec<Switch>,
}

/// One choice: one purpose, one recipient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Switch {
    /// The item of the notice whose words a yes is given to.
    pub(crate) item: String,
    pub(crate) purpose: String,
    pub(crate) recipient: String,
}

impl Brand {
    /// Compiles a policy.
    pub(crate) fn policy(text: &str) -> Result<Policy, Failure> {
        let compiled = PolicyDocument::from_toml(text).and_then(|document| document.compile());
        compiled.map_err(|faults| Failure::new(format!("the policy is not right:\n{faults}")))
    }

    /// Prepares all that is needed of a policy.
    pub(crate) fn new(policy: Arc<Policy>, interner: &Interner) -> Result<Self, Failure> {
        let wrong = |what: String| Failure::new(format!("the policy does not fit a preference centre: {what}"));
        let notice = Notice::new(policy.clone(), interner, NOTICE).map_err(|error| wrong(error.to_string()))?;
        let form = ReportForm::new(policy.clone(), interner).map_err(|error| wrong(error.to_string()))?;
        let versions = policy.notices().iter().filter(|version| version.id == NOTICE);
        let newest = versions.max_by_key(|version| version.version);
        let mut switches: Vec<Switch> = Vec::new();
        for item in newest.iter().flat_map(|notice| &notice.items) {
            let ([purpose], [recipient]) = (item.scope.purposes.as_slice(), item.scope.recipients.as_slice()) else {
                return Err(wrong(format!("the item `{}` is not for one purpose and one recipient", item.id)));
            };
            let switch = Switch { item: item.id.clone(), purpose: purpose.clone(), recipient: recipient.clone() };
            if switches.iter().any(|other| (&other.purpose, &other.recipient) == (purpose, recipient)) {
                return Err(wrong(format!("the item `{}` repeats another", item.id)));
            }
            switches.push(switch);
        }
        Ok(Self { policy, notice, form, switches })
    }

    pub(crate) fn purpose(&self, key: &str, language: Language) -> String {
        title(self.policy.vocabulary().purposes(), key, language)
    }

    pub(crate) fn category(&self, key: &str, language: Language) -> String {
        title(self.policy.vocabulary().categories(), key, language)
    }

    pub(crate) fn recipient(&self, key: &str, language: Language) -> String {
        title(self.policy.vocabulary().recipients(), key, language)
    }
}

/// What a key is called; whoever the policy does not know is called what they were called in the message.
fn title<A: Axis>(tree: &Tree<A>, key: &str, language: Language) -> String {
    let node = Key::<A>::new(key).ok().and_then(|key| tree.id(key.as_str())).and_then(|id| tree.node(id));
    node.map_or_else(|| key.to_owned(), |node| node.title(language.code()).to_owned())
}
