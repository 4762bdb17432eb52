//! Rules that the GDPR does not allow as they are written: special categories, automated decisions, transfers.
//!
//! Only what can be seen from a rule alone is checked, and only where the law leaves no doubt: whether an interest is
//! legitimate or a contract needs the data, no program can tell. What is sound but unusual is for a
//! [lint](super::lints).
//!
//! | a rule that reaches | needs one of | code |
//! |---|---|---|
//! | a special category (Art. 9) | explicit consent, an `exception` | `special_category` |
//! | the operation `decide` (Art. 22) | explicit consent, a contract | `automated_decision` |
//! | `transfer` outside the EEA, unsafeguarded (Art. 44, 46, 49) | the same two | `unsafeguarded_transfer` |

use crate::{
    act::Qualities,
    fault::{Fault, FaultCode},
    policy::{basis::Basis, document::RuleDocument, rule::Rule},
    vocabulary::{CategoryId, Operations, RecipientId, Vocabulary},
};

/// Refuses what needs explicit consent, a contract, an exception or a safeguard and has none (GDPR Art. 9, 22, 46, 49).
///
/// Prohibitions allow nothing, and a platform's permission is not a ground in law; neither is looked at.
///
/// The first node that is at fault is named and no other, so that a rule over `*` has one fault and not hundreds.
/// Where a `*` brought the operation in, the message says so: who writes `*` seldom thinks of automated decisions.
pub(in crate::policy) fn check(
    rule: &Rule,
    document: &RuleDocument,
    vocabulary: &Vocabulary,
    place: &str,
    faults: &mut Vec<Fault>,
) {
    if matches!(rule.basis, Basis::Prohibited | Basis::Platform) {
        return;
    }
    let explicit = rule.basis == Basis::Consent && rule.requires.contains(Qualities::EXPLICIT);
    let special = rule.area.categories.iter().find_map(|index| {
        let node = vocabulary.categories().node(CategoryId::new(index))?;
        node.details().special.then(|| node.key().to_string())
    });
    if let Some(special) = special
        && !explicit
        && rule.exception.is_none()
    {
        let message = format!(
            "`{special}` is a special category (GDPR Art. 9), which basis `{}` alone does not allow; use basis \
             `consent` with requires `explicit`, state the `exception` of Art. 9(2), or take it out of the scope",
            rule.basis.name()
        );
        faults.push(Fault::new(format!("{place}.scope.categories"), FaultCode::SpecialCategory, message));
    }
    if explicit || rule.basis == Basis::Contract {
        return;
    }
    let star = if document.scope.operations.iter().any(|text| text == "*") { " (`*` includes it)" } else { "" };
    if rule.area.operations.contains(Operations::DECIDE) {
        let message = format!(
            "automated decisions{star} need explicit consent or a contract (GDPR Art. 22(2)); use basis `consent` with \
             requires `explicit`, or take `decide` out of the operations"
        );
        faults.push(Fault::new(format!("{place}.scope.operations"), FaultCode::AutomatedDecision, message));
    }
    if rule.area.operations.contains(Operations::TRANSFER) {
        let unsafe_recipient = rule.area.recipients.iter().find_map(|index| {
            let node = vocabulary.recipients().node(RecipientId::new(index))?;
            (!node.details().safe_to_send()).then(|| node.key().to_string())
        });
        if let Some(recipient) = unsafe_recipient {
            let message = format!(
                "a transfer{star} to `{recipient}`, which has neither a location in the EEA nor a safeguard, needs \
                 explicit consent or a contract (GDPR Art. 46, 49(1)); state its `safeguard`, or take `transfer` out \
                 of the operations"
            );
            faults.push(Fault::new(format!("{place}.scope.operations"), FaultCode::UnsafeguardedTransfer, message));
        }
    }
}
