//! What is refused of an organisation's particulars.
//!
//! Nothing is required here: which particulars an organisation owes depends on what it does, and disclosures list
//! those that are missing. What is given has to be known by name and to have words in it.

use std::collections::BTreeMap;

use crate::{
    fault::{Fault, FaultCode},
    policy::{document::Localised, particulars::PARTICULARS},
    suggest::{self, shortened},
};

/// Refuses particulars that are none of the known ones, and those without words.
///
/// The codes are `unknown_word`, with the nearest name and all that there are, and `missing_text`. Language codes are
/// not checked here.
pub(in crate::policy) fn check(particulars: &BTreeMap<String, Localised>, faults: &mut Vec<Fault>) {
    for (name, text) in particulars {
        let place = format!("particulars.{}", shortened(name));
        if !PARTICULARS.contains(&name.as_str()) {
            let near = suggest::nearest(name, PARTICULARS);
            let message = format!(
                "unknown particular `{}`{}; there are {}",
                shortened(name),
                suggest::did_you_mean(&near),
                PARTICULARS.join(", ")
            );
            faults.push(Fault::new(place, FaultCode::UnknownWord, message));
        } else if text.is_empty() || text.values().any(|words| words.trim().is_empty()) {
            faults.push(Fault::new(place, FaultCode::MissingText, "the text is empty; write it, or leave it out"));
        }
    }
}
