//! The report's own words: complete in English and Swedish, in further languages from data.
//!
//! A translation need not be complete: a key that it lacks falls back to English, and says so.

use std::collections::BTreeMap;

use super::countries::COUNTRIES;
use crate::{
    act::Kind,
    decide::{
        Language, Remedy,
        words::{self, Phrases, phrase},
    },
    dialogue::text::Text,
    region::Region,
};

/// The report's own words: key, English, Swedish.
///
/// They are written to the person, in plain words (GDPR Art. 12(1)). A test holds that no key stands twice, that no
/// text is empty, and that every basis, role and particular has words.
const OWN: &Phrases = &[
    ("title", "Your data and your choices", "Dina uppgifter och dina val"),
    ("as_of", "As of", "Per den"),
    ("policy", "policy version", "policyversion"),
    ("controller", "Who is responsible", "Vem som ansvarar"),
    ("contact", "Contact", "Kontakt"),
    ("uses", "How your data is used", "Hur dina uppgifter används"),
    ("purpose", "Why", "Varför"),
    ("data", "What", "Vad"),
    ("recipient", "Who", "Vem"),
    ("basis", "On what ground", "På vilken grund"),
    ("because", "Because", "Därför att"),
    ("outcome", "Now", "Nu"),
    ("since", "Since", "Sedan"),
    ("until", "Until", "Till"),
    ("retention_days", "days after it was collected at most", "dagar efter insamlingen som längst"),
    ("until_you_stop", "until you stop it or the reason is gone", "tills du stoppar det eller skälet faller bort"),
    ("your_acts", "What you did", "Vad du gjorde"),
    ("stop", "How to change it", "Så ändrar du det"),
    ("operations", "How", "Hur"),
    ("outcome.allow", "used", "används"),
    ("outcome.ask", "not used; you have to be asked first", "används inte; du måste tillfrågas först"),
    ("outcome.deny", "not used", "används inte"),
    (
        "then.consent",
        "The use stops at once, and everyone who got the data is told.",
        "Användningen upphör genast och alla som fått uppgifterna får veta det.",
    ),
    (
        "then.opt_out",
        "The use stops, and everyone who got the data is told.",
        "Användningen upphör och alla som fått uppgifterna får veta det.",
    ),
    (
        "then.other",
        "The use stops unless compelling grounds are shown to you.",
        "Användningen upphör om inte tvingande skäl visas för dig.",
    ),
    (
        "then.fixed",
        "It goes on: a law or someone's life needs it.",
        "Den fortsätter: en lag eller någons liv kräver det.",
    ),
    (
        "then.contract",
        "The use stops; what you agreed on may not be possible without it.",
        "Användningen upphör; det ni kommit överens om kan då bli omöjligt.",
    ),
    ("then.platform", "The use stops.", "Användningen upphör."),
    (
        "then.begins",
        "The use begins; you can stop it again at any time, as easily as you began it.",
        "Användningen börjar; du kan när som helst stoppa den igen, lika lätt som du satte i gång den.",
    ),
    ("then.stays", "It is not used.", "Uppgifterna används inte."),
    ("basis.consent", "your consent", "ditt samtycke"),
    ("basis.opt_out", "allowed until you opt out", "tillåtet tills du väljer bort det"),
    ("basis.legitimate_interests", "a legitimate interest", "ett berättigat intresse"),
    ("basis.public_task", "a task in the public interest", "en uppgift av allmänt intresse"),
    ("basis.contract", "an agreement with you", "ett avtal med dig"),
    ("basis.legal_obligation", "a duty by law", "en skyldighet enligt lag"),
    ("basis.vital_interests", "someone's life", "någons liv"),
    ("basis.platform", "a permission in your device", "ett tillstånd i din enhet"),
    ("role.controller", "responsible", "personuppgiftsansvarig"),
    ("role.joint_controller", "responsible together with others", "gemensamt personuppgiftsansvarig"),
    ("role.processor", "works for the one responsible", "personuppgiftsbiträde"),
    ("role.third_party", "third party", "tredje part"),
    ("safeguard", "protected by", "skyddas av"),
    ("safeguard.adequacy_decision", "a decision that the law there is good enough", "ett beslut om adekvat skyddsnivå"),
    ("safeguard.standard_contractual_clauses", "standard contractual clauses", "standardavtalsklausuler"),
    ("safeguard.binding_corporate_rules", "binding corporate rules", "bindande företagsbestämmelser"),
    ("safeguard.code_of_conduct", "a code of conduct", "en uppförandekod"),
    ("safeguard.certification", "a certification", "en certifiering"),
    ("safeguard.public_body_instrument", "an instrument between authorities", "ett instrument mellan myndigheter"),
    ("by.subject", "by yourself", "av dig själv"),
    ("by.guardian", "by your guardian", "av din vårdnadshavare"),
    ("by.agent", "by your agent", "av ditt ombud"),
    ("by.signal", "by a setting that speaks for you", "av en inställning som talar för dig"),
    ("by.controller", "by the organisation", "av organisationen"),
    ("by.authority", "by an authority", "av en myndighet"),
    ("unknown_notice", "under a text that the policy does not know", "under en text som policyn inte känner till"),
    ("then", "What happens then", "Vad som händer då"),
    ("refused", "What you said no to", "Vad du har sagt nej till"),
    ("nothing", "Nothing.", "Inget."),
    ("disclosed", "What was passed on", "Vad som har lämnats ut"),
    ("disclosed_by", "passed on by", "vidarelämnat av"),
    ("received_from", "received from", "mottaget från"),
    ("duties", "What is done about your no", "Vad som görs med anledning av ditt nej"),
    ("due", "at the latest", "senast"),
    ("state.planned", "planned", "planerat"),
    ("state.sent", "sent", "skickat"),
    ("state.acknowledged", "done", "klart"),
    ("state.failed", "failed, will be tried again", "misslyckades, görs om"),
    ("state.overdue", "overdue", "försenat"),
    ("task.stop", "Stop the use here", "Stoppa användningen här"),
    ("task.notify", "Tell", "Meddela"),
    ("task.supplier", "Tell the supplier", "Meddela leverantören"),
    ("task.erase", "Erase", "Radera"),
    ("task.keep", "Kept", "Behålls"),
    ("task.tell", "Tell you", "Meddela dig"),
    (
        "consulted",
        "Who asked whether your data may be used, and was refused",
        "Vem som frågade om dina uppgifter får användas och fick nej",
    ),
    ("timeline", "Your answers over time", "Dina svar över tid"),
    ("when", "When", "När"),
    ("act", "What happened", "Vad som hände"),
    ("about", "About", "Gäller"),
    (
        "missing",
        "What you are owed to know, but this policy does not say",
        "Vad du har rätt att veta men som policyn inte säger",
    ),
    ("rights", "Your rights", "Dina rättigheter"),
    (
        "rights.text",
        "You may have your data shown, corrected, erased, restricted or moved, object to its use, and \
         take a yes back at any time; what was done before stays lawful. You may complain to a \
         supervisory authority.",
        "Du kan få dina uppgifter visade, rättade, raderade, begränsade eller flyttade, invända mot \
         att de används och när som helst ta tillbaka ett ja; det som gjorts dessförinnan förblir \
         lagligt. Du kan klaga hos en tillsynsmyndighet.",
    ),
    ("particulars", "About the organisation", "Om organisationen"),
    ("dpo", "Data protection officer", "Dataskyddsombud"),
    ("representative", "Representative in the Union", "Företrädare i unionen"),
    ("legitimate_interests", "The legitimate interests", "De berättigade intressena"),
    ("storage", "For how long data is kept", "Hur länge uppgifter sparas"),
    ("authority", "Where to complain", "Var du kan klaga"),
    ("statutory", "Whether you must give the data", "Om du måste lämna uppgifterna"),
    ("automated_decisions", "Automated decisions", "Automatiska beslut"),
    ("transfers", "What protects data sent outside Europe", "Vad som skyddar uppgifter som skickas utanför Europa"),
    ("purpose_words", "What a purpose is, in words", "Vad ett ändamål är, i ord"),
    ("category_words", "What a kind of data is, in words", "Vad ett slags uppgifter är, i ord"),
    ("recipient_name", "What a recipient is called", "Vad en mottagare heter"),
    ("yes", "yes", "ja"),
    ("no", "no", "nej"),
    ("other", "other", "annat"),
];

/// The words of a report in one language: headings, grounds, states, reasons.
///
/// English and Swedish are complete. Other languages come from data, by [`with`](Self::with); a word that is not given
/// falls back to English and says so in its [`Text`]. The titles of purposes, categories and recipients are not here
/// but in the policy.
///
/// ```
/// use consentry::dialogue::Words;
///
/// assert_eq!(Words::new("sv").text("basis").text, "På vilken grund");
/// // Finnish comes from data; what it lacks falls back, and says so.
/// let finnish = Words::new("fi").with([("basis", "Millä perusteella")]);
/// assert_eq!(finnish.text("basis").text, "Millä perusteella");
/// assert!(finnish.text("title").fallback);
/// ```
///
/// | key | words of |
/// |---|---|
/// | as in [`keys`](Self::keys) | headings, grounds, roles, states, tasks |
/// | `reason.never_asked` | a reason code |
/// | `act.withdrawn` | a kind of event |
/// | `operation.share` | an operation |
/// | `remedy.Consent` | a way to change an answer |
/// | `country.KE` | a country |
#[derive(Clone, Debug)]
pub struct Words {
    /// The BCP 47 code that was asked for.
    language: String,
    /// The words that were given, by key.
    given: BTreeMap<String, String>,
}

impl Words {
    /// Takes the built-in words: Swedish for `sv` and its regions, else English.
    #[must_use]
    pub fn new(language: &str) -> Self {
        Self { language: language.to_owned(), given: BTreeMap::new() }
    }

    /// Adds words of your own, each a key as in [`keys`](Self::keys) and its text. They win over the built-in ones.
    ///
    /// A key that nothing asks for does no harm, and the last of several texts for a key counts.
    ///
    /// ```
    /// use consentry::dialogue::Words;
    ///
    /// let formal = Words::new("en").with([("title", "Notice under Article 15 GDPR")]);
    /// let title = formal.text("title");
    /// assert_eq!((title.text.as_str(), title.fallback), ("Notice under Article 15 GDPR", false));
    /// ```
    #[must_use]
    pub fn with<'w>(mut self, words: impl IntoIterator<Item = (&'w str, &'w str)>) -> Self {
        self.given.extend(words.into_iter().map(|(key, text)| (key.to_owned(), text.to_owned())));
        self
    }

    /// Returns the BCP 47 code of the language.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Returns every key that a translation may give, beside `reason.…`, `act.…`, `operation.…` and `country.…` with
    /// the codes of documents, and `remedy.…` with the name of a [`Remedy`].
    ///
    /// ```
    /// use consentry::dialogue::Words;
    ///
    /// // What a Finnish translation still lacks.
    /// let finnish = Words::new("fi").with([("title", "Tietosi ja valintasi")]);
    /// let lacking = Words::keys().filter(|key| finnish.text(key).fallback).count();
    /// assert_eq!(lacking, Words::keys().count() - 1);
    /// ```
    pub fn keys() -> impl Iterator<Item = &'static str> {
        OWN.iter().map(|(key, ..)| *key)
    }

    /// Returns the words for a key; the key itself where nobody has any.
    ///
    /// Given words come first, then the built-in ones of the language, then English.
    #[must_use]
    pub fn text(&self, key: &str) -> Text {
        self.pick(key, |language| phrase(OWN, key, language))
    }

    /// Returns a country's name, with its code where only a part of it is meant.
    ///
    /// `US-CA` is `United States (US-CA)`. A country without a name is its code alone, which is of no language.
    pub(super) fn country(&self, region: Region) -> Text {
        let code = region.as_str();
        let country = code.get(..2).unwrap_or(code);
        let key = format!("country.{country}");
        if !self.given.contains_key(&key) && phrase(COUNTRIES, country, Language::English).is_none() {
            return Text { text: code.to_owned(), language: String::new(), fallback: true };
        }
        let name = self.pick(&key, |language| phrase(COUNTRIES, country, language));
        if code == country { name } else { Text { text: format!("{} ({code})", name.text), ..name } }
    }

    /// Returns why a use is allowed or not, by the code of the reason.
    pub(super) fn reason(&self, code: &str) -> Text {
        self.pick(&format!("reason.{code}"), |language| Some(words::reason(code, language)))
    }

    /// Returns what someone did, by the kind of event.
    pub(super) fn act(&self, kind: Kind) -> Text {
        self.pick(&format!("act.{}", kind.name()), |language| Some(words::act(kind, language)))
    }

    /// Returns how data is used, by the name of an operation.
    pub(super) fn operation(&self, name: &str) -> Text {
        self.pick(&format!("operation.{name}"), |language| Some(words::operation(name, language)))
    }

    /// Returns what would change an answer.
    pub(super) fn remedy(&self, remedy: Remedy) -> Text {
        self.pick(&format!("remedy.{remedy:?}"), |language| Some(words::remedy(remedy, language)))
    }

    /// Returns the given words, else the built-in ones, else the key.
    ///
    /// Regions of a language count as the language: `sv-FI` gets the Swedish words, and that is no fallback.
    fn pick(&self, key: &str, built_in: impl Fn(Language) -> Option<&'static str>) -> Text {
        if let Some(text) = self.given.get(key) {
            return Text { text: text.clone(), language: self.language.clone(), fallback: false };
        }
        let base = self.language.split('-').next().unwrap_or_default();
        let language = if base == "sv" { Language::Swedish } else { Language::English };
        // A key nobody has words for is shown as it is.
        let text = built_in(language).unwrap_or_default();
        let text = if text.is_empty() { key } else { text };
        Text { text: text.to_owned(), language: language.code().to_owned(), fallback: base != language.code() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        policy::Basis,
        region::{EEA_BEYOND_EU, EU},
        vocabulary::Role,
    };

    #[test]
    fn english_and_swedish_are_complete() {
        for table in [OWN, COUNTRIES] {
            for (position, (key, english, swedish)) in table.iter().enumerate() {
                assert!(!english.is_empty() && !swedish.is_empty(), "{key}");
                assert!(!table.iter().take(position).any(|(earlier, ..)| earlier == key), "{key} twice");
            }
        }
        let has = |key: String| OWN.iter().any(|(own, ..)| *own == key);
        assert!(crate::policy::PARTICULARS.iter().all(|name| has((*name).to_owned())));
        let bases = [
            Basis::Consent,
            Basis::OptOut,
            Basis::LegitimateInterests,
            Basis::PublicTask,
            Basis::Contract,
            Basis::LegalObligation,
            Basis::VitalInterests,
            Basis::Platform,
        ];
        assert!(bases.iter().all(|basis| has(format!("basis.{}", basis.name()))));
        let roles = [Role::Controller, Role::JointController, Role::Processor, Role::ThirdParty];
        assert!(roles.iter().all(|role| has(format!("role.{}", role.name()))));
        for code in EU.iter().chain(&EEA_BEYOND_EU) {
            assert!(COUNTRIES.iter().any(|(own, ..)| own == code), "{code}");
        }
    }

    #[test]
    fn a_country_without_a_name_is_its_code() {
        let named = |language: &str, code: &str| {
            let text = Words::new(language).with([("country.KE", "Kenia")]).country(Region::new(code).unwrap());
            (text.text, text.fallback)
        };
        assert_eq!(named("sv", "DE"), ("Tyskland".into(), false));
        assert_eq!(named("en", "US-CA"), ("United States (US-CA)".into(), false));
        assert_eq!(named("en", "PG"), ("PG".into(), true));
        assert_eq!(named("fi", "KE"), ("Kenia".into(), false));
        assert_eq!(named("fi", "DE"), ("Germany".into(), true));
    }
}
