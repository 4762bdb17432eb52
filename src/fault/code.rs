//! The codes of faults.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of fault it is: a stable code for programs, where [`Fault::message`](super::Fault::message) is for people.
///
/// Each variant says what is wrong and how to mend it. In text, in JSON and in logs a code is its snake_case
/// [`name`](Self::name); names do not change between versions, and new ones may be added. A code compares with a text,
/// so a test or a log filter can be short.
///
/// Codes of lints ([`Policy::lints`](crate::Policy::lints)) are here too: a lint is a [`Fault`](super::Fault) that does
/// not keep a policy from compiling, and one list of codes leaves no name with two meanings. [`is_lint`](Self::is_lint)
/// tells them apart.
///
/// ```
/// use consentry::{PolicyDocument, fault::FaultCode};
///
/// let document: PolicyDocument = toml::from_str(r#"version = "1""#)?;
/// let faults = document.compile().unwrap_err();
/// let fault = &faults.as_slice()[0];
/// assert_eq!(fault.code, FaultCode::EmptySet);
/// assert_eq!(fault.code, "empty_set");
/// assert_eq!((fault.code.to_string(), fault.code.is_lint()), ("empty_set".to_owned(), false));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultCode {
    /// The text is not of its form (TOML, JSON) at all. The message says what was expected, and where.
    Syntax,
    /// A field that documents do not have. Spell it as the nearest known one that the message names, or take it out.
    UnknownField,
    /// A value that is none of those that the field may have. Take one that the message lists.
    UnknownValue,
    /// A field that must be there is not. Add the line that the message shows.
    MissingField,
    /// A field is given twice. Keep one of them.
    DuplicateField,
    /// A value is of another type than the field has: a text where a number goes. Write it as the message says.
    WrongType,
    /// A value is of the right type and cannot stand here: out of range, or not of its form. Write it as the message
    /// says.
    WrongValue,
    /// A key, a former key or a `#tag` is not written as keys are: lower snake case, joined by dots. Mend its
    /// spelling, as in `user.contact.email`.
    MalformedKey,
    /// A name is declared twice: a key, a fact, an `id`, a region group, or a version of a notice. Keep one, or
    /// rename one.
    DuplicateKey,
    /// A dotted key stands under a key that is not declared. Declare the parent as well, or give the key another
    /// place.
    MissingParent,
    /// A key is listed under `formerly` although it still exists. A former key is one that exists no more: take it
    /// out of one place.
    FormerKeyInUse,
    /// A key is listed under `retired` although it is still a key or a former key. Take it out of one place.
    RetiredKeyInUse,
    /// A tag is not one word of lower snake case. Write it without the `#`, as in `direct_marketing`.
    MalformedTag,
    /// A tag is one that the crate itself gives by what a node is, such as `special`. Set `special`, `sensitive` or
    /// `role` instead.
    BuiltInTag,
    /// A language code is not written as in BCP 47. Write one like `en` or `pt-BR`.
    MalformedLanguage,
    /// The document uses keys that only the starter vocabulary has, and does not extend it. Add `starter = true`
    /// under `[vocabulary]`, or declare the keys.
    StarterOff,
    /// A set that must not be empty is: a part of a scope, a list of regions, a range of ages, a list of actions, or
    /// the rules themselves. Fill it, or leave the field out where that means everything.
    EmptySet,
    /// A list is longer than its limit (see [`limits`](crate::limits)). Shorten it: list a parent key instead of its
    /// children, or split the document.
    TooMany,
    /// A scope or a data use names a key or a tag that the vocabulary has never had. Mend the spelling, or declare
    /// the key.
    UnknownKey,
    /// A scope names an operation that does not exist. The message lists those that do (see
    /// [`Operations`](crate::Operations)).
    UnknownOperation,
    /// What is asked, or an event that permits, selects by `#tag`. List keys: what a tag covers can change later, and
    /// a yes must not grow by itself.
    TagInYes,
    /// The version of the policy is empty or too long. Name it, as in `2026-1`.
    MalformedVersion,
    /// A declared fact is not one word of lower snake case. Write it like `customer`.
    MalformedFact,
    /// A rule or a person has a fact that the policy does not declare. Mend the spelling, or add it to `facts`.
    UnknownFact,
    /// A region group has the name of a country. Give the group another name.
    GroupIsRegion,
    /// A name is neither an ISO 3166 code nor a region group. Write a code like `SE` or `US-CA`, or declare the group
    /// under `region_groups`.
    UnknownRegion,
    /// An `id` is not written as ids are. Policies use lower snake case, as in `newsletter_consent`; events use
    /// visible text.
    MalformedId,
    /// A rule names a regime that is not declared, or none where there are several. The message says which there are.
    UnknownRegime,
    /// A word is none of a fixed list: a quality, an obligation, an action, or the name of a particular. The message
    /// lists the words.
    UnknownWord,
    /// A number of days or years is beyond what the field can hold. The message says the limit.
    OutOfRange,
    /// A period lasts 0 days, so it would be over when it begins. Set at least 1, or leave the field out.
    ZeroDays,
    /// A field would change nothing: the basis of the rule never reads it, or it is true of everyone. Leave it out.
    NoEffect,
    /// A condition can hold for nobody, or the rule and its regime have nothing in common. Widen one of the two.
    Unreachable,
    /// A rule can never change an outcome, because another one covers all of it and is never stricter, or prohibits
    /// it. Remove the rule, or narrow the other.
    NeverDecides,
    /// A rule allows a special category of data on less than explicit consent and states no exception (GDPR Art. 9).
    /// Require `explicit`, state the `exception`, or narrow the scope.
    SpecialCategory,
    /// A rule allows decisions by machine alone without explicit consent or a contract (GDPR Art. 22(2)). Require
    /// `explicit`, or take `decide` out of the operations.
    AutomatedDecision,
    /// A rule allows a transfer to a recipient outside the EEA that has no safeguard (GDPR Art. 46, 49(1)). State its
    /// `safeguard`, or take `transfer` out of the operations.
    UnsafeguardedTransfer,
    /// A use rested on consent in the version before and now rests on a basis that no withdrawal stops (GDPR Art.
    /// 7(3)). Set `honours_withdrawal = true`, or keep basis `consent`.
    BasisSwap,
    /// A notice has version 0, which stands for no notice. Begin at 1.
    ZeroVersion,
    /// A text that people must read is empty or in no language. Write it, or leave the field or the language out.
    MissingText,
    /// A text is longer than its limit (see [`limits`](crate::limits)). Shorten it, or store it elsewhere and refer
    /// to it.
    TooLong,
    /// An item of a notice asks for what no rule listens to, so no answer would change anything. Add a rule with
    /// basis `consent`, or change the item's scope.
    NothingToAsk,
    /// An item reaches a rule that has a `min_age`, and has no words for a guardian. Add `guardian`.
    MissingGuardianWording,
    /// An event has a field that its kind cannot have. Leave the field out.
    MisplacedField,
    /// An event names somebody who cannot act in this way. Change `by`, or leave it out for the usual actor.
    WrongActor,
    /// An instant lies outside the years 0 to 9999, which logs cannot hold. Mend the time.
    TimeOutOfRange,
    /// A restriction covers `store`, which a restriction never does (GDPR Art. 18(2)). Leave `store` out.
    RestrictedStorage,
    /// An event cannot be read, for a reason that is listed beside this fault.
    Unreadable,
    /// **Lint.** A rule asks for consent where another goes on without it, so a withdrawal would not stop the use.
    /// Take what both cover out of one of them, or set `honours_withdrawal = true`.
    TwoBases,
    /// **Lint.** One consent covers several purposes of the top level (GDPR recital 43). Ask for each by itself.
    BundledPurposes,
    /// **Lint.** A recipient has no location, so nobody can be told where the data goes (GDPR Art. 13(1)(f)). Add
    /// `location`.
    NoLocation,
    /// **Lint.** No rule listens to anything that a person can say. Rest what no law demands on `consent`, `opt_out`
    /// or `legitimate_interests`.
    NothingToRevoke,
    /// **Lint.** Sensitive data is used on `legitimate_interests`, which asks nobody first. Use `consent`, or narrow
    /// the scope.
    SensitiveCategory,
}

impl FaultCode {
    /// Every code, in the order of the variants; the lints come last.
    pub const ALL: [Self; 53] = [
        Self::Syntax,
        Self::UnknownField,
        Self::UnknownValue,
        Self::MissingField,
        Self::DuplicateField,
        Self::WrongType,
        Self::WrongValue,
        Self::MalformedKey,
        Self::DuplicateKey,
        Self::MissingParent,
        Self::FormerKeyInUse,
        Self::RetiredKeyInUse,
        Self::MalformedTag,
        Self::BuiltInTag,
        Self::MalformedLanguage,
        Self::StarterOff,
        Self::EmptySet,
        Self::TooMany,
        Self::UnknownKey,
        Self::UnknownOperation,
        Self::TagInYes,
        Self::MalformedVersion,
        Self::MalformedFact,
        Self::UnknownFact,
        Self::GroupIsRegion,
        Self::UnknownRegion,
        Self::MalformedId,
        Self::UnknownRegime,
        Self::UnknownWord,
        Self::OutOfRange,
        Self::ZeroDays,
        Self::NoEffect,
        Self::Unreachable,
        Self::NeverDecides,
        Self::SpecialCategory,
        Self::AutomatedDecision,
        Self::UnsafeguardedTransfer,
        Self::BasisSwap,
        Self::ZeroVersion,
        Self::MissingText,
        Self::TooLong,
        Self::NothingToAsk,
        Self::MissingGuardianWording,
        Self::MisplacedField,
        Self::WrongActor,
        Self::TimeOutOfRange,
        Self::RestrictedStorage,
        Self::Unreadable,
        Self::TwoBases,
        Self::BundledPurposes,
        Self::NoLocation,
        Self::NothingToRevoke,
        Self::SensitiveCategory,
    ];

    /// Returns the stable name in snake_case, such as `unknown_key`: what serde writes and `Display` prints.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::UnknownField => "unknown_field",
            Self::UnknownValue => "unknown_value",
            Self::MissingField => "missing_field",
            Self::DuplicateField => "duplicate_field",
            Self::WrongType => "wrong_type",
            Self::WrongValue => "wrong_value",
            Self::MalformedKey => "malformed_key",
            Self::DuplicateKey => "duplicate_key",
            Self::MissingParent => "missing_parent",
            Self::FormerKeyInUse => "former_key_in_use",
            Self::RetiredKeyInUse => "retired_key_in_use",
            Self::MalformedTag => "malformed_tag",
            Self::BuiltInTag => "built_in_tag",
            Self::MalformedLanguage => "malformed_language",
            Self::StarterOff => "starter_off",
            Self::EmptySet => "empty_set",
            Self::TooMany => "too_many",
            Self::UnknownKey => "unknown_key",
            Self::UnknownOperation => "unknown_operation",
            Self::TagInYes => "tag_in_yes",
            Self::MalformedVersion => "malformed_version",
            Self::MalformedFact => "malformed_fact",
            Self::UnknownFact => "unknown_fact",
            Self::GroupIsRegion => "group_is_region",
            Self::UnknownRegion => "unknown_region",
            Self::MalformedId => "malformed_id",
            Self::UnknownRegime => "unknown_regime",
            Self::UnknownWord => "unknown_word",
            Self::OutOfRange => "out_of_range",
            Self::ZeroDays => "zero_days",
            Self::NoEffect => "no_effect",
            Self::Unreachable => "unreachable",
            Self::NeverDecides => "never_decides",
            Self::SpecialCategory => "special_category",
            Self::AutomatedDecision => "automated_decision",
            Self::UnsafeguardedTransfer => "unsafeguarded_transfer",
            Self::BasisSwap => "basis_swap",
            Self::ZeroVersion => "zero_version",
            Self::MissingText => "missing_text",
            Self::TooLong => "too_long",
            Self::NothingToAsk => "nothing_to_ask",
            Self::MissingGuardianWording => "missing_guardian_wording",
            Self::MisplacedField => "misplaced_field",
            Self::WrongActor => "wrong_actor",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::RestrictedStorage => "restricted_storage",
            Self::Unreadable => "unreadable",
            Self::TwoBases => "two_bases",
            Self::BundledPurposes => "bundled_purposes",
            Self::NoLocation => "no_location",
            Self::NothingToRevoke => "nothing_to_revoke",
            Self::SensitiveCategory => "sensitive_category",
        }
    }

    /// Returns whether it is the code of a lint: advice on a policy that compiles.
    #[must_use]
    pub const fn is_lint(self) -> bool {
        matches!(
            self,
            Self::TwoBases | Self::BundledPurposes | Self::NoLocation | Self::NothingToRevoke | Self::SensitiveCategory
        )
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl PartialEq<str> for FaultCode {
    fn eq(&self, name: &str) -> bool {
        self.name() == name
    }
}

impl PartialEq<&str> for FaultCode {
    fn eq(&self, name: &&str) -> bool {
        self.name() == *name
    }
}

impl PartialEq<FaultCode> for &str {
    fn eq(&self, code: &FaultCode) -> bool {
        code.name() == *self
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::FaultCode;

    /// Codes stand in logs and in other people's programs: a renamed one is a breaking change.
    const PINNED: &str = "syntax unknown_field unknown_value missing_field duplicate_field wrong_type wrong_value \
        malformed_key duplicate_key missing_parent former_key_in_use retired_key_in_use \
        malformed_tag built_in_tag malformed_language starter_off empty_set too_many unknown_key unknown_operation \
        tag_in_yes malformed_version malformed_fact unknown_fact group_is_region unknown_region malformed_id \
        unknown_regime unknown_word out_of_range zero_days no_effect unreachable never_decides \
        special_category automated_decision unsafeguarded_transfer basis_swap zero_version missing_text \
        too_long nothing_to_ask missing_guardian_wording misplaced_field wrong_actor time_out_of_range \
        restricted_storage unreadable two_bases bundled_purposes no_location nothing_to_revoke \
        sensitive_category";

    #[test]
    fn the_codes_are_pinned_in_order() {
        assert_eq!(FaultCode::ALL.map(FaultCode::name).join(" "), PINNED);
        let arms = include_str!("code.rs").lines().filter(|line| line.contains(" => \"")).count();
        assert_eq!(arms, FaultCode::ALL.len(), "`ALL` lists every variant");
        for (position, code) in FaultCode::ALL.into_iter().enumerate() {
            assert_eq!(code as usize, position);
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
            assert_eq!(serde_json::from_value::<FaultCode>(code.name().into()).unwrap(), code);
            assert!(code == code.name() && code == *code.name() && code.name() == code && code != "none");
            assert_eq!(format!("{code:>30}").len(), 30);
        }
        assert_eq!(FaultCode::ALL.into_iter().filter(|code| code.is_lint()).count(), 5);
        assert!(FaultCode::ALL.is_sorted_by_key(|code| code.is_lint()));
    }

    /// All of the library's code but the unit tests and this folder.
    fn sources(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("fault") {
                sources(&path, text);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                text.push_str(source.split("#[cfg(test)]\nmod tests").next().unwrap());
            }
        }
    }

    #[test]
    fn every_code_is_produced_somewhere() {
        let mut text = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
        let is_produced = |code: FaultCode| {
            let name = format!("FaultCode::{code:?}");
            text.match_indices(&name)
                .any(|(at, _)| !text[at + name.len()..].starts_with(|next: char| next.is_alphanumeric()))
        };
        let idle: Vec<_> = FaultCode::ALL.into_iter().filter(|&code| !is_produced(code)).collect();
        assert!(idle.is_empty(), "{idle:?}");
    }
}
