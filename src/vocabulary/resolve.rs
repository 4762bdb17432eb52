//! From the words of a scope to the nodes of a vocabulary.
//!
//! What a name can be, and what it stands for here:
//!
//! | name | stands for |
//! |---|---|
//! | `*` | every node of the tree |
//! | a key | the node and its subtree |
//! | a former key | the node that had it, with its subtree; several nodes if several had it |
//! | a retired key | nothing, and is no error |
//! | a `#tag` | every node that has the tag, inherited tags included |
//! | anything else | nothing, and is reported |
//!
//! A name that is a key and a former key at once cannot occur: building the tree refuses it (`former_key_in_use`).

use super::{
    area::Area, axis::Axis, scope::Scope, selector::Selection, spans::Spans, tree::Tree, vocabulary::Vocabulary,
};
use crate::suggest::{MOST_SUGGESTED, shortened, spend};

/// A name in a scope that a vocabulary has never had.
///
/// Whoever resolves decides what it is: a fault at a place in a policy, of an event that is recorded, or of a reload.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("scope.{set}: {message}")]
pub(crate) struct UnknownName {
    /// The set it stands in: `purposes`, `categories`, `recipients`.
    pub(crate) set: &'static str,
    /// The key or `#tag`.
    pub(crate) name: String,
    /// What is wrong and how to mend it.
    pub(crate) message: String,
}

impl Vocabulary {
    /// Returns the area that a scope covers here. Unknown names cover nothing and are reported to `unknown`.
    ///
    /// The area may be empty, or smaller than the scope reads, if names are unknown. So whoever goes on with it has
    /// to look at what was reported: a no that covers less than was said would be a no lost.
    pub(crate) fn resolve(&self, scope: &Scope, unknown: &mut dyn FnMut(UnknownName)) -> Area {
        self.resolve_one_of_many(scope, &mut { 3 * MOST_SUGGESTED }, unknown)
    }

    /// Returns the area that the scope of a no covers here: also what stood under its keys once, and what had its tags.
    /// Unknown names cover nothing.
    #[cfg(feature = "dialogue")]
    pub(crate) fn resolve_ever(&self, scope: &Scope) -> Area {
        Area {
            purposes: ever(self.purposes(), &scope.purposes),
            categories: ever(self.categories(), &scope.categories),
            recipients: ever(self.recipients(), &scope.recipients),
            operations: scope.operations,
        }
    }

    /// Resolves one of many scopes, which share a budget of unknown names that are compared with all known ones.
    ///
    /// Finding the nearest known name compares with all keys. Without a budget, a document of thousands of misspelt
    /// names in a large vocabulary would take minutes to be refused. Once the budget is spent, faults come without a
    /// suggestion.
    pub(crate) fn resolve_one_of_many(
        &self,
        scope: &Scope,
        suggestions: &mut usize,
        unknown: &mut dyn FnMut(UnknownName),
    ) -> Area {
        Area {
            purposes: resolve(self.purposes(), &scope.purposes, suggestions, unknown),
            categories: resolve(self.categories(), &scope.categories, suggestions, unknown),
            recipients: resolve(self.recipients(), &scope.recipients, suggestions, unknown),
            operations: scope.operations,
        }
    }
}

/// Joins everything that a selection lists, or ever listed.
#[cfg(feature = "dialogue")]
fn ever<A: Axis>(tree: &Tree<A>, selection: &Selection<A>) -> Spans {
    let found = selection.selectors().iter().filter_map(|selector| tree.resolve_ever(selector));
    Spans::new(found.flat_map(|spans| spans.as_slice().to_vec()).collect())
}

/// Joins the subtrees of everything that a selection lists.
///
/// Overlapping selectors are no fault: `marketing` beside `marketing.email` is the subtree of `marketing`.
fn resolve<A: Axis>(
    tree: &Tree<A>,
    selection: &Selection<A>,
    suggestions: &mut usize,
    unknown: &mut dyn FnMut(UnknownName),
) -> Spans {
    let mut spans = Vec::new();
    for selector in selection.selectors() {
        match tree.resolve(selector) {
            Some(found) => spans.extend_from_slice(found.as_slice()),
            None => {
                let name = selector.to_string();
                let message = spend(suggestions)
                    .map_or_else(|| format!("unknown {} `{}`", A::NAME, shortened(&name)), |()| tree.unknown(&name));
                unknown(UnknownName { set: A::PLURAL, name, message });
            }
        }
    }
    Spans::new(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::ScopeDocument;

    #[test]
    fn only_the_first_unknown_names_come_with_advice() {
        const ADVISED: usize = 3 * MOST_SUGGESTED;
        let vocabulary = Vocabulary::starter();
        let names: Vec<String> = (0..ADVISED + 2).map(|n| format!("marketing.emai{n:02}")).collect();
        let document = ScopeDocument {
            purposes: names.clone(),
            categories: vec!["*".into()],
            recipients: vec!["*".into()],
            operations: vec!["use".into()],
        };
        let mut advised = Vec::new();
        vocabulary.resolve(&Scope::try_from(&document).unwrap(), &mut |unknown| {
            assert!(names.contains(&unknown.name) && unknown.message.contains(&unknown.name));
            advised.push(unknown.message.contains("did you mean `marketing.email`?"));
        });
        assert!(advised.len() == names.len() && advised.iter().take(ADVISED).all(|advised| *advised));
        assert!(advised.iter().skip(ADVISED).all(|advised| !advised));
    }
}
