//! What all parts of compiling share: the document, what has been read of it, and the faults.
//!
//! Faults are collected and not returned, so the parts do not have to agree on an order of errors: each adds what it
//! finds and hands on what it could read.

use crate::{
    fault::{Fault, FaultCode},
    policy::{check::unknown_keys::UnknownKeys, document::PolicyDocument},
    region::Groups,
    suggest::shortened,
    vocabulary::{Area, MAX_KEY_LEN, Scope, ScopeDocument, Vocabulary, is_word},
};

/// A document on its way to a policy. The parts beside this file read it, one noun each.
///
/// The vocabulary is read when it is made, since everything else refers to it; then come the header, region groups,
/// regimes and rules, in this order, since each refers to those before.
pub(super) struct Compiler<'d> {
    /// The document, as written.
    pub(super) document: &'d PolicyDocument,
    /// The trees, without the nodes that were faulty.
    pub(super) vocabulary: Vocabulary,
    /// The built-in region groups and, once [`groups`](Self::groups) ran, those of the document.
    pub(super) groups: Groups,
    /// What has been found wrong so far, in the order of reading.
    pub(super) faults: Vec<Fault>,
    /// Names that no vocabulary node has, to be advised on at the end.
    pub(super) unknown_keys: UnknownKeys,
}

impl<'d> Compiler<'d> {
    /// A compiler that has read the vocabulary of the document, and nothing else.
    pub(super) fn new(document: &'d PolicyDocument) -> Self {
        let mut faults = Vec::new();
        let vocabulary = Vocabulary::build(&document.vocabulary, &mut faults);
        let unknown_keys = UnknownKeys::new(&document.vocabulary, &mut faults);
        Self { document, vocabulary, groups: Groups::built_in(), faults, unknown_keys }
    }

    /// Reports a fault.
    pub(super) fn fault(&mut self, place: impl Into<String>, code: FaultCode, message: impl Into<String>) {
        self.faults.push(Fault::new(place, code, message));
    }

    /// Reports a list that is longer than it may be, and returns whether it is.
    ///
    /// The caller then leaves the list alone: what is refused for its size is not worth checking entry by entry.
    pub(super) fn too_many(&mut self, place: &str, count: usize, most: usize) -> bool {
        let exceeds = count > most;
        if exceeds {
            self.fault(place, FaultCode::TooMany, format!("{count} are listed, at most {most} may be"));
        }
        exceeds
    }

    /// Checks an `id`, and that it is no other's: `twin` is where it stood before.
    ///
    /// The codes are `malformed_id` and `duplicate_key`.
    pub(super) fn id(&mut self, id: &str, place: &str, what: &str, twin: Option<usize>) {
        let place = format!("{place}.id");
        let well_formed = id.len() <= MAX_KEY_LEN && id.split(['.', '-']).all(is_word);
        if !well_formed {
            let message =
                format!("`{}` cannot name a {what}; use lower snake case, like `newsletter_consent`", shortened(id));
            self.fault(place, FaultCode::MalformedId, message);
        } else if let Some(first) = twin {
            self.fault(
                place,
                FaultCode::DuplicateKey,
                format!("the {what} `{id}` is declared already at {what}s[{first}]; name one otherwise"),
            );
        }
    }

    /// The area of a scope; `None` where it has faults, which have been reported.
    ///
    /// An unknown name is placed at its entry in the document, `rules[0].scope.purposes[2]`. A scope that resolves to
    /// nothing is a fault too, and its area is returned all the same.
    pub(super) fn area(&mut self, document: &ScopeDocument, place: &str) -> Option<Area> {
        let scope = Scope::parse(document, &format!("{place}.scope."), &mut self.faults)?;
        let mut unknown = Vec::new();
        let area = self.unknown_keys.resolve(&self.vocabulary, &scope, &mut |name| unknown.push(name));
        for name in &unknown {
            let set = match name.set {
                "purposes" => &document.purposes,
                "categories" => &document.categories,
                _ => &document.recipients,
            };
            let position = set.iter().position(|text| *text == name.name).unwrap_or_default();
            self.fault(format!("{place}.scope.{}[{position}]", name.set), FaultCode::UnknownKey, &name.message);
        }
        if area.as_ref().is_some_and(Area::is_empty) {
            let message = "the scope covers nothing: one of its sets lists only retired keys, or the \
                           vocabulary has none of that kind";
            self.fault(format!("{place}.scope"), FaultCode::EmptySet, message);
        }
        area
    }
}
