//! What an organisation owes people to know about itself beside its rules (GDPR Art. 13, 14).
//!
//! Rules already say purposes, bases, recipients and periods; what GDPR Art. 13 asks for beyond that is words that
//! only the organisation can write. The names are fixed, so that a disclosure can say which of them is missing.

/// What may be stated, with what it is.
///
/// [`PolicyDocument::particulars`](super::PolicyDocument::particulars) shows them to users as a table.
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
