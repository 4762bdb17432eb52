//! What a document says before its regimes and rules: its version, and the facts it declares.

use super::compiler::Compiler;
use crate::{
    fault::FaultCode,
    suggest::shortened,
    vocabulary::{MAX_KEY_LEN, is_word},
};

/// Most facts that a policy may declare.
///
/// More is one fault (`too_many`), and the facts are then not looked at one by one.
pub const MAX_FACTS: usize = 64;

impl Compiler<'_> {
    /// Checks the version and the declared facts.
    ///
    /// The version is free text of 1 to 128 bytes; it is only ever shown. Facts are words, since rules negate them
    /// with `!`.
    pub(super) fn header(&mut self) {
        let document = self.document;
        if document.version.is_empty() || document.version.len() > MAX_KEY_LEN {
            let message =
                format!("the policy's version is empty or longer than {MAX_KEY_LEN} bytes; name it, like `2026-1`");
            self.fault("version", FaultCode::MalformedVersion, message);
        }
        if self.too_many("facts", document.facts.len(), MAX_FACTS) {
            return;
        }
        for (position, fact) in document.facts.iter().enumerate() {
            let place = format!("facts[{position}]");
            if !is_word(fact) || fact.len() > MAX_KEY_LEN {
                self.fault(
                    place,
                    FaultCode::MalformedFact,
                    format!("`{}` is no fact; write one word of lower snake case", shortened(fact)),
                );
            } else if document.facts.iter().take(position).any(|earlier| earlier == fact) {
                self.fault(place, FaultCode::DuplicateKey, format!("the fact `{fact}` is declared twice; keep one"));
            }
        }
    }
}
