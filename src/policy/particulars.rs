//! What an organisation owes people to know about itself beside its rules (GDPR Art. 13, 14).

use std::collections::BTreeMap;

use super::notice::Localised;
use crate::{
    fault::Fault,
    suggest::{self, shortened},
};

/// What may be stated, with what it is.
pub(crate) const PARTICULARS: [&str; 7] = [
    // How to reach the data protection officer: Art. 13(1)(b).
    "dpo",
    // The representative of an organisation outside the Union: Art. 13(1)(a), 27.
    "representative",
    // The interests pursued: Art. 13(1)(d).
    "legitimate_interests",
    // For how long, where no rule sets a number of days: Art. 13(2)(a).
    "storage",
    // Where to complain: Art. 13(2)(d).
    "authority",
    // Whether data must be given, and what happens otherwise: Art. 13(2)(e).
    "statutory",
    // The logic of automated decisions, and what they mean for the person: Art. 13(2)(f).
    "automated_decisions",
];

pub(super) fn check(particulars: &BTreeMap<String, Localised>, faults: &mut Vec<Fault>) {
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
            faults.push(Fault::new(place, "unknown_word", message));
        } else if text.is_empty() || text.values().any(|words| words.trim().is_empty()) {
            faults.push(Fault::new(place, "missing_text", "the text is empty; write it, or leave it out"));
        }
    }
}
