//! From a document to a checked policy.
//!
//! Compiling costs time in proportion to the document, but for three steps: rules are held against each other,
//! notices against rules, and unknown names against known ones, the last within a budget. It reads no clock and no
//! file, so the same document compiles to the same policy everywhere.

use super::compiler::Compiler;
use crate::{
    fault::{Fault, Faults},
    policy::{
        check::{never_decides, notices, particulars, succession},
        document::PolicyDocument,
        policy::Policy,
    },
};

impl PolicyDocument {
    /// Checks the document whole and resolves its names.
    ///
    /// # Errors
    /// Returns **all** faults, each with its place in the document, a [code](crate::fault::FaultCode) and how to mend
    /// it. Nothing half-valid comes out: one wrong rule fails the whole.
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let text = r#"
    ///     version = "1"
    ///     [vocabulary]
    ///     purposes = [{ key = "news" }]
    ///     categories = [{ key = "contact" }]
    ///     recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    ///     [[rules]]
    ///     id = "newsletter"
    ///     basis = "consent"
    ///     lifetime_days = 730
    ///     scope = { purposes = "news", categories = "contact", recipients = "lingon", operations = "use" }
    /// "#;
    /// let policy = toml::from_str::<PolicyDocument>(text)?.compile()?;
    /// assert_eq!((policy.version(), policy.rules()[0].id()), ("1", "newsletter"));
    ///
    /// let wrong = text.replace("lingon\", op", "lingn\", op").replace("730", "0");
    /// let faults = toml::from_str::<PolicyDocument>(&wrong)?.compile().unwrap_err();
    /// assert_eq!(
    ///     faults.to_string(),
    ///     "rules[0].scope.recipients[0]: unknown recipient `lingn`; did you mean `lingon`?\n\
    ///      rules[0].lifetime_days: with 0 days consent would never count; say at least 1",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compile(&self) -> Result<Policy, Faults> {
        let (policy, faults) = compiled(self);
        Faults::none_in(faults).map(|()| policy)
    }

    /// Checks the document as [`compile`](Self::compile) does, and as one that takes the place of `previous`: a use
    /// that rested on consent may not go on under a basis that no withdrawal stops.
    ///
    /// Whoever consented was told that they can withdraw (GDPR Art. 7(3)). To drop consent for good, give people the
    /// right to stop the use all the same (`honours_withdrawal = true`), or compile without `previous` once nobody's
    /// consent is relied on. [`Policy::basis_swaps`] holds two compiled policies against each other.
    ///
    /// # Errors
    /// Returns all faults of the document by itself; where it has none, every such swap, with code `basis_swap`.
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let before = r#"
    ///     version = "1"
    ///     [vocabulary]
    ///     purposes = [{ key = "news" }]
    ///     categories = [{ key = "contact" }]
    ///     recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    ///     [[rules]]
    ///     id = "newsletter"
    ///     basis = "consent"
    ///     scope = { purposes = "news", categories = "contact", recipients = "lingon", operations = "use" }
    /// "#;
    /// let policy = toml::from_str::<PolicyDocument>(before)?.compile()?;
    /// let swapped: PolicyDocument = toml::from_str(&before.replace("\"consent\"", "\"contract\""))?;
    /// assert!(swapped.compile().is_ok());
    /// let faults = swapped.compile_succeeding(&policy).unwrap_err();
    /// let fault = &faults.as_slice()[0];
    /// assert_eq!((fault.place.as_str(), fault.code.name()), ("rules[0].basis", "basis_swap"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compile_succeeding(&self, previous: &Policy) -> Result<Policy, Faults> {
        let (policy, mut faults) = compiled(self);
        if faults.is_empty() {
            succession::basis_swaps(&policy, previous, &mut faults);
        }
        Faults::none_in(faults).map(|()| policy)
    }
}

/// The policy that the document makes, and all that is wrong with it; with any fault the policy is not to be used.
///
/// Both are returned, so that a successor can be held against its predecessor without compiling twice.
fn compiled(document: &PolicyDocument) -> (Policy, Vec<Fault>) {
    let mut compiler = Compiler::new(document);
    compiler.header();
    compiler.groups();
    let regimes = compiler.regimes();
    let rules = compiler.rules(&regimes);
    let Compiler { vocabulary, mut faults, mut unknown_keys, .. } = compiler;
    let policy = Policy {
        version: document.version.clone(),
        vocabulary,
        facts: document.facts.clone(),
        regimes,
        rules,
        notices: document.notices.clone(),
        particulars: document.particulars.clone(),
    };
    notices::check(&document.notices, &policy, &mut unknown_keys, &mut faults);
    particulars::check(&document.particulars, &mut faults);
    unknown_keys.advise(&mut faults);
    // Rules are held against each other where all of them could be read.
    if faults.is_empty() {
        never_decides::check(&policy, &mut faults);
    }
    (policy, faults)
}
