//! The phrases that explanations and reports are made of, in every [`Language`].
//!
//! Each entry holds all languages side by side, so that none can lack one. Tests hold the tables to the codes: every
//! code has words, and no words are left without a code.
//!
//! Sentences speak to the person as *you*, name nobody else's data, and promise nothing. A code stays as it is when its
//! sentence is improved, so programs go by the code.
//!
//! | table or function | used for | form |
//! |---|---|---|
//! | `act` | what someone did | a clause, after a date |
//! | `REASONS` | why | a clause with a full stop, after *Because* |
//! | `OPERATIONS` | how data is used | a participle |
//! | `OBLIGATIONS` | what an allow obliges to | an infinitive |
//! | `remedy` | what would change the answer | a sentence |

use super::{language::Language, remedy::Remedy};
use crate::act::Kind;

/// Returns what the person, or whoever acted, did: `you said yes`.
///
/// It is used after a date: *On 2026-06-01: you said yes*.
pub(crate) fn act(kind: Kind, language: Language) -> &'static str {
    let (english, swedish) = match kind {
        Kind::Given => ("you said yes", "du sa ja"),
        Kind::Refused => ("you said no when asked", "du sa nej på frågan"),
        Kind::Withdrawn => ("you took your yes back", "du tog tillbaka ditt ja"),
        Kind::Objected => ("you objected", "du invände"),
        Kind::OptedOut => ("you opted out", "du valde bort det"),
        Kind::Restricted => ("you had the use restricted", "du begärde att användningen begränsas"),
        Kind::Erased => ("you had the data erased", "du begärde att uppgifterna raderas"),
        Kind::Ended => ("the organisation ended the consent", "organisationen avslutade samtycket"),
        Kind::Invalidated => ("an authority declared the consent void", "en myndighet ogiltigförklarade samtycket"),
        Kind::Completed => ("the purpose was achieved", "ändamålet uppnåddes"),
        Kind::ObjectionOverruled => ("the objection was overruled", "invändningen avslogs"),
        Kind::RestrictionLifted => ("the restriction was lifted", "begränsningen hävdes"),
        Kind::Reinstated => ("you came back after the erasure", "du kom tillbaka efter raderingen"),
        Kind::PlatformAuthorized => ("you allowed it in your device", "du tillät det i din enhet"),
        Kind::PlatformDenied => ("you disallowed it in your device", "du nekade det i din enhet"),
        Kind::Requested => ("you were asked", "du fick frågan"),
        Kind::Informed => ("you were informed", "du informerades"),
        Kind::Disclosed => ("the data was disclosed", "uppgifterna lämnades ut"),
        Kind::Acknowledged => ("it was acknowledged", "det bekräftades"),
    };
    language.pick(english, swedish)
}

/// A table of texts by key: the key, English, Swedish.
///
/// The order has no meaning.
pub(crate) type Phrases = [(&'static str, &'static str, &'static str)];

/// Returns the text of a key; `None` where the table has no such key.
///
/// It goes through the table from the front: there are some thirty entries, and it is asked a few times for each text.
pub(crate) fn phrase(table: &Phrases, key: &str, language: Language) -> Option<&'static str> {
    table.iter().find(|(own, ..)| *own == key).map(|(_, english, swedish)| language.pick(english, swedish))
}

/// Why a use is allowed, asked for or denied, by code of the reason.
///
/// A sentence goes on from *Because*, and ends with a full stop.
const REASONS: &Phrases = &[
    ("consent", "you said yes to this.", "du har sagt ja till detta."),
    ("opt_out", "you have not opted out of it.", "du har inte valt bort det."),
    (
        "legitimate_interests",
        "the organisation has a legitimate interest in it, and you have not objected.",
        "organisationen har ett berättigat intresse av det och du har inte invänt.",
    ),
    (
        "public_task",
        "it is needed for a task in the public interest.",
        "det behövs för en uppgift av allmänt intresse.",
    ),
    ("contract", "it is needed to do what you agreed on.", "det behövs för att uppfylla ert avtal."),
    ("legal_obligation", "a law requires it.", "en lag kräver det."),
    ("vital_interests", "someone's life may depend on it.", "någons liv kan hänga på det."),
    ("platform", "you allowed it in your device.", "du har tillåtit det i din enhet."),
    ("never_asked", "nobody has your yes for this.", "ingen har ditt ja till detta."),
    ("not_in_force", "your yes begins later.", "ditt ja börjar gälla senare."),
    ("expired", "your yes has run out.", "ditt ja har gått ut."),
    (
        "notice_outdated",
        "the notice you said yes to did not cover this.",
        "informationen du sa ja till omfattade inte detta.",
    ),
    ("guardian_required", "a guardian has to say yes.", "en vårdnadshavare måste säga ja."),
    (
        "missing_quality",
        "the form of your yes is not good enough for this.",
        "formen på ditt ja räcker inte för detta.",
    ),
    ("invalidated", "an authority declared the consent void.", "en myndighet har ogiltigförklarat samtycket."),
    (
        "completed",
        "what you said yes to has been done, and the yes is used up.",
        "det du sa ja till är gjort och ditt ja är förbrukat.",
    ),
    (
        "not_declared",
        "the organisation has not declared any such use.",
        "organisationen har inte angett någon sådan användning.",
    ),
    ("prohibited", "the organisation's own policy prohibits it.", "organisationens egen policy förbjuder det."),
    ("data_age_unknown", "nobody can tell how old the data is.", "ingen kan säga hur gammal uppgiften är."),
    (
        "retention_elapsed",
        "the data is older than the organisation promised to use it.",
        "uppgiften är äldre än organisationen lovat att använda den.",
    ),
    ("refused", "you were asked and said no.", "du fick frågan och sa nej."),
    ("withdrawn", "you took your yes back.", "du har tagit tillbaka ditt ja."),
    ("objected", "you objected.", "du har invänt."),
    ("opted_out", "you opted out.", "du har valt bort det."),
    ("restricted", "you had the use restricted.", "du har begärt att användningen begränsas."),
    ("erased", "you had the data erased.", "du har begärt att uppgifterna raderas."),
    ("ended", "the organisation ended the consent.", "organisationen har avslutat samtycket."),
    ("platform_denied", "you disallowed it in your device.", "du har nekat det i din enhet."),
    ("unreadable", "your answers could not be read.", "dina svar kunde inte läsas."),
    (
        "history_too_long",
        "there are more events about you than can be judged.",
        "det finns fler händelser om dig än som kan bedömas.",
    ),
    (
        "stale",
        "your latest answers may not have arrived here yet.",
        "dina senaste svar har kanske inte kommit fram hit ännu.",
    ),
];

/// What is done with the data, by name of the operation.
///
/// Each is a participle, to stand in brackets behind the title of the data.
const OPERATIONS: &Phrases = &[
    ("collect", "collected", "samlas in"),
    ("store", "stored", "lagras"),
    ("use", "used", "används"),
    ("profile", "used for profiling", "används för profilering"),
    ("decide", "used for automated decisions", "används för automatiska beslut"),
    ("share", "shared", "delas"),
    ("sell", "sold", "säljs"),
    ("transfer", "sent to another country", "skickas till ett annat land"),
    ("train", "used to train models", "används för att träna modeller"),
    ("device", "read or written on your device", "läses eller skrivs på din enhet"),
];

/// What whoever uses the data must do, by name of the obligation.
///
/// Each goes on from *Whoever uses it must*.
const OBLIGATIONS: &Phrases = &[
    ("pseudonymise", "replace what identifies you", "ersätta det som pekar ut dig"),
    ("aggregate", "use it only summed up with others'", "bara använda den sammanräknad med andras"),
    ("log", "keep a record of the use", "föra logg över användningen"),
    ("human_review", "have a person look at the result", "låta en människa granska resultatet"),
    ("no_onward_sharing", "not pass it on", "inte lämna den vidare"),
];

/// Returns the sentence for the code of a reason; an empty text for a code that there is not.
///
/// Bases of an allow have sentences here too, since their names are the codes of allows.
pub(crate) fn reason(code: &str, language: Language) -> &'static str {
    phrase(REASONS, code, language).unwrap_or_default()
}

/// Returns what is done with the data; an empty text for an operation that there is not.
///
/// `store` gives `stored`, or `lagras` in Swedish.
pub(crate) fn operation(name: &str, language: Language) -> &'static str {
    phrase(OPERATIONS, name, language).unwrap_or_default()
}

/// Returns what whoever uses the data must do; an empty text for an obligation that there is not.
///
/// `log` gives `keep a record of the use`, or `föra logg över användningen` in Swedish.
pub(super) fn obligation(name: &str, language: Language) -> &'static str {
    phrase(OBLIGATIONS, name, language).unwrap_or_default()
}

/// Returns the sentence that says what would change the answer.
///
/// It is a whole sentence, for a line of its own.
pub(crate) fn remedy(remedy: Remedy, language: Language) -> &'static str {
    let (english, swedish) = match remedy {
        Remedy::Consent => ("A yes from you would allow it.", "Ett ja från dig skulle tillåta det."),
        Remedy::GuardianConsent => {
            ("A yes from your guardian would allow it.", "Ett ja från din vårdnadshavare skulle tillåta det.")
        }
        Remedy::ConsentToCurrentNotice => (
            "A new yes, after reading the current notice, would allow it.",
            "Ett nytt ja, efter att du läst den nu gällande informationen, skulle tillåta det.",
        ),
        Remedy::ConsentInRequiredForm => (
            "A yes in the form this use requires would allow it.",
            "Ett ja i den form som användningen kräver skulle tillåta det.",
        ),
        Remedy::NewConsent => ("A new yes from you would allow it.", "Ett nytt ja från dig skulle tillåta det."),
        Remedy::Wait => ("It is allowed once your yes begins.", "Det är tillåtet när ditt ja börjar gälla."),
        Remedy::PlatformPermission => (
            "Allowing it in your device's settings would change this.",
            "Om du tillåter det i enhetens inställningar ändras detta.",
        ),
        Remedy::LiftRestriction => {
            ("Lifting the restriction would change this.", "Om begränsningen hävs ändras detta.")
        }
        Remedy::OverruleObjection => (
            "Only compelling grounds, shown to you, could overrule your objection.",
            "Bara tvingande skäl, som visas för dig, kan gå före din invändning.",
        ),
        Remedy::Reinstatement => {
            ("Only your coming back would change this.", "Bara om du själv kommer tillbaka ändras detta.")
        }
        Remedy::StateCollectionTime => (
            "Whoever asks must say when the data was collected.",
            "Den som frågar måste ange när uppgiften samlades in.",
        ),
        Remedy::FresherData => {
            ("Only data collected more recently may be used.", "Bara senare insamlade uppgifter får användas.")
        }
        Remedy::PolicyChange => (
            "Only another policy, announced to you, could allow it.",
            "Bara en ny policy, som du får veta om, kan tillåta det.",
        ),
        Remedy::Withdraw => {
            ("You can stop it by taking your yes back.", "Du kan stoppa det genom att ta tillbaka ditt ja.")
        }
        Remedy::Object => ("You can stop it by objecting.", "Du kan stoppa det genom att invända."),
        Remedy::OptOut => ("You can stop it by opting out.", "Du kan stoppa det genom att välja bort det."),
        Remedy::RestrictOrErase => (
            "You can have the use restricted, or the data erased.",
            "Du kan begära att användningen begränsas eller att uppgifterna raderas.",
        ),
        Remedy::PlatformSettings => {
            ("You can stop it in your device's settings.", "Du kan stoppa det i enhetens inställningar.")
        }
        Remedy::Nothing => ("Nothing that you say changes this.", "Inget du säger ändrar detta."),
        Remedy::ReadOwnStanding => (
            "The answers must be read with the table they belong to.",
            "Svaren måste läsas med den tabell de hör till.",
        ),
    };
    language.pick(english, swedish)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        decide::{AskReason, DenyReason},
        policy::{Basis, Obligations},
        vocabulary::Operations,
    };

    const LANGUAGES: [Language; 2] = [Language::English, Language::Swedish];

    #[test]
    fn every_language_says_something_else_under_its_code() {
        assert_eq!((Language::English.code(), Language::Swedish.code()), ("en", "sv"));
        for kind in Kind::ALL {
            let [english, swedish] = [Language::English, Language::Swedish].map(|language| act(kind, language));
            assert!(!english.is_empty() && !swedish.is_empty() && english != swedish, "{kind:?}");
        }
        for (key, english, swedish) in [REASONS, OPERATIONS, OBLIGATIONS].into_iter().flatten() {
            assert!(!english.is_empty() && !swedish.is_empty() && english != swedish, "{key}");
        }
        assert_eq!(phrase(REASONS, "erased", Language::Swedish), Some("du har begärt att uppgifterna raderas."));
        assert_eq!(phrase(REASONS, "no such reason", Language::English), None);
    }

    #[test]
    fn every_operation_and_obligation_has_words() {
        for language in LANGUAGES {
            assert!(Operations::all().names().all(|name| !operation(name, language).is_empty()));
            assert!(Obligations::all().names().all(|name| !obligation(name, language).is_empty()));
        }
        for table in [REASONS, OPERATIONS, OBLIGATIONS] {
            for (position, (key, ..)) in table.iter().enumerate() {
                assert!(table.iter().take(position).all(|(earlier, ..)| earlier != key), "{key} twice");
            }
        }
    }

    #[test]
    fn every_reason_has_words_and_every_word_a_reason() {
        use AskReason as A;
        use DenyReason as D;
        let allow = [
            Basis::Consent,
            Basis::OptOut,
            Basis::LegitimateInterests,
            Basis::PublicTask,
            Basis::Contract,
            Basis::LegalObligation,
            Basis::VitalInterests,
            Basis::Platform,
        ];
        let ask = [
            A::NeverAsked,
            A::NotInForce,
            A::Expired,
            A::NoticeOutdated,
            A::GuardianRequired,
            A::MissingQuality,
            A::Invalidated,
            A::Completed,
        ];
        let deny = [
            D::NotDeclared,
            D::Prohibited,
            D::DataAgeUnknown,
            D::RetentionElapsed,
            D::Refused,
            D::Withdrawn,
            D::Objected,
            D::OptedOut,
            D::Restricted,
            D::Erased,
            D::Ended,
            D::PlatformDenied,
            D::Unreadable,
            D::HistoryTooLong,
            D::Stale,
        ];
        let codes: Vec<&str> =
            allow.map(Basis::name).into_iter().chain(ask.map(A::code)).chain(deny.map(D::code)).collect();
        assert!(codes.iter().all(|code| LANGUAGES.iter().all(|language| !reason(code, *language).is_empty())));
        assert!(REASONS.iter().all(|(code, ..)| codes.contains(code)));
        assert_eq!(reason("no_such_code", Language::English), "");
    }

    #[test]
    fn every_act_and_remedy_has_a_sentence_of_its_own_in_each_language() {
        let remedies = [
            Remedy::Consent,
            Remedy::GuardianConsent,
            Remedy::ConsentToCurrentNotice,
            Remedy::ConsentInRequiredForm,
            Remedy::NewConsent,
            Remedy::Wait,
            Remedy::PlatformPermission,
            Remedy::LiftRestriction,
            Remedy::OverruleObjection,
            Remedy::Reinstatement,
            Remedy::StateCollectionTime,
            Remedy::FresherData,
            Remedy::PolicyChange,
            Remedy::Withdraw,
            Remedy::Object,
            Remedy::OptOut,
            Remedy::RestrictOrErase,
            Remedy::PlatformSettings,
            Remedy::Nothing,
            Remedy::ReadOwnStanding,
        ];
        let acts = LANGUAGES.map(|language| Kind::ALL.map(|kind| act(kind, language)));
        let remedies = LANGUAGES.map(|language| remedies.map(|found| remedy(found, language)));
        let mut all: Vec<&str> = acts.concat().into_iter().chain(remedies.concat()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert!(!all.contains(&"") && all.len() == count);
    }
}
