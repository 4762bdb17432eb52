//! What data it is: starter categories of personal data, under two roots: a person (`user`) and their `device`.
//!
//! Each row is one node: key, title and description in English and Swedish, how careful the law is with it, and what
//! other vocabularies call it. Rows stand in pre-order, a parent before its children. The words are our own, written
//! for the person whose data it is; only the identifiers come from elsewhere, and only where they mean what our node
//! means. They were checked in:
//!
//! - `dpv`: W3C Data Privacy Vocabulary 2.3 (2026-02-25), extension `pd` (personal data).
//! - `fideslang`: Ethyca's default taxonomy, release 3.1.4a1 (2025-12-17; unchanged since 2024-11-04), data categories.
//! - `tcf`: IAB Europe TCF 2.3 (April 2025; the list came with 2.2 of May 2023): `data_category` 1 to 11. Number 7,
//!   whatever a person typed in, says where data came from and not what it is, and has no node.
//!
//! *Special* is GDPR Art. 9. *Sensitive* follows California Civil Code § 1798.140(ae), with GDPR Art. 10 (crime) and
//! children besides. What is special is marked sensitive too, since nearly all of it stands in that list. Both hold for
//! the whole subtree, and so do the tags: `identifier` (recognises a person or device again), `inferred` (guessed, not
//! told) and `children`.
//!
//! Data can reveal more than its category says: purchases may show an illness, a photo a faith. The law then goes by
//! what is revealed (Court of Justice of the EU, C-184/20), so a policy should mark such nodes itself.

use super::row::StarterCategory;

type Text = (&'static str, &'static str);
type Tags = &'static [&'static str];
/// DPV, fideslang, TCF.
type SameAs = (Option<&'static str>, Option<&'static str>, Option<&'static str>);

/// How careful the law is with it.
enum Care {
    Ordinary,
    Sensitive,
    Special,
}
use Care::{Ordinary, Sensitive, Special};

const fn category(
    key: &'static str,
    en: Text,
    sv: Text,
    (care, tags): (Care, Tags),
    (dpv, fideslang, tcf): SameAs,
) -> StarterCategory {
    let (special, sensitive) = match care {
        Ordinary => (false, false),
        Sensitive => (false, true),
        Special => (true, true),
    };
    StarterCategory { key, en, sv, special, sensitive, tags, dpv, fideslang, tcf }
}

pub(super) const CATEGORIES: &[StarterCategory] = &[
    category(
        "user",
        ("About you", "Everything about you as a person."),
        ("Om dig", "Allt om dig som person."),
        (Ordinary, &[]),
        (None, Some("user"), None),
    ),
    category(
        "user.identity",
        ("Who you are", "What tells you apart from other people."),
        ("Vem du är", "Det som skiljer dig från andra."),
        (Ordinary, &[]),
        (Some("pd:Identifying"), None, None),
    ),
    category(
        "user.identity.name",
        ("Name", "Your first name, last name and what else you are called."),
        ("Namn", "Ditt förnamn, ditt efternamn och annat som du kallas."),
        (Ordinary, &[]),
        (Some("pd:Name"), Some("user.name"), None),
    ),
    category(
        "user.identity.customer_number",
        ("Customer number", "The number we know you by, such as a member number."),
        ("Kundnummer", "Numret vi känner igen dig på, till exempel ett medlemsnummer."),
        (Ordinary, &["identifier"]),
        (Some("pd:UID"), Some("user.unique_id"), None),
    ),
    category(
        "user.identity.sign_in_code",
        ("Code made from your sign-in", "A code that is made from, say, your email address and recognises you."),
        ("Kod från din inloggning", "En kod som görs av till exempel din e-postadress och som du känns igen på."),
        (Ordinary, &["identifier"]),
        (None, None, Some("data_category 5")),
    ),
    category(
        "user.identity.photo",
        ("Pictures of you", "Photos and films in which you can be recognised."),
        ("Bilder av dig", "Foton och filmer där du går att känna igen."),
        (Ordinary, &[]),
        (Some("pd:Picture"), Some("user.content.self_image"), None),
    ),
    category(
        "user.identity.government_id",
        ("Official identification", "Numbers and papers from the state that show who you are."),
        ("Id-nummer och id-handlingar", "Nummer och handlingar från staten som visar vem du är."),
        (Sensitive, &["identifier"]),
        (Some("pd:OfficialID"), Some("user.government_id"), None),
    ),
    category(
        "user.identity.government_id.national_number",
        ("National identity number", "Your personal number, social security number or the like."),
        ("Personnummer", "Ditt personnummer, samordningsnummer eller liknande."),
        (Sensitive, &[]),
        (None, Some("user.government_id.national_identification_number"), None),
    ),
    category(
        "user.identity.government_id.passport",
        ("Passport", "Your passport and its number."),
        ("Pass", "Ditt pass och dess nummer."),
        (Sensitive, &[]),
        (Some("pd:Passport"), Some("user.government_id.passport_number"), None),
    ),
    category(
        "user.contact",
        ("Contact details", "How you can be reached."),
        ("Kontaktuppgifter", "Hur du kan nås."),
        (Ordinary, &[]),
        (Some("pd:Contact"), Some("user.contact"), None),
    ),
    category(
        "user.contact.email",
        ("Email address", "Where you get email."),
        ("E-postadress", "Dit du får e-post."),
        (Ordinary, &[]),
        (Some("pd:EmailAddress"), Some("user.contact.email"), None),
    ),
    category(
        "user.contact.phone",
        ("Phone number", "Numbers on which you get calls and text messages."),
        ("Telefonnummer", "Nummer där du får samtal och sms."),
        (Ordinary, &[]),
        (Some("pd:TelephoneNumber"), Some("user.contact.phone_number"), None),
    ),
    category(
        "user.contact.address",
        ("Address", "Where you live, or get post and parcels."),
        ("Adress", "Där du bor eller får post och paket."),
        (Ordinary, &[]),
        (Some("pd:PhysicalAddress"), Some("user.contact.address"), None),
    ),
    category(
        "user.account",
        ("Your account", "What belongs to your account with us."),
        ("Ditt konto", "Det som hör till ditt konto hos oss."),
        (Ordinary, &[]),
        (None, Some("user.account"), None),
    ),
    category(
        "user.account.credentials",
        ("Passwords and codes", "What you sign in with, such as passwords and PIN codes."),
        ("Lösenord och koder", "Det du loggar in med, till exempel lösenord och pinkoder."),
        (Sensitive, &[]),
        (Some("pd:Authenticating"), Some("user.authorization.credentials"), None),
    ),
    category(
        "user.account.privacy_choices",
        ("Privacy choices", "What you have said yes and no to about your data."),
        ("Integritetsval", "Vad du har sagt ja och nej till om dina uppgifter."),
        (Ordinary, &[]),
        (Some("pd:PrivacyPreference"), Some("user.privacy_preferences"), Some("data_category 11")),
    ),
    category(
        "user.demographic",
        ("Facts about you", "General facts such as age, gender and family."),
        ("Fakta om dig", "Allmänna fakta som ålder, kön och familj."),
        (Ordinary, &[]),
        (Some("pd:Demographic"), Some("user.demographic"), None),
    ),
    category(
        "user.demographic.birth_date",
        ("Date of birth", "The day you were born."),
        ("Födelsedatum", "Dagen du föddes."),
        (Ordinary, &[]),
        (Some("pd:BirthDate"), Some("user.demographic.date_of_birth"), None),
    ),
    category(
        "user.demographic.age_range",
        ("Age range", "About how old you are."),
        ("Åldersgrupp", "Ungefär hur gammal du är."),
        (Ordinary, &[]),
        (Some("pd:AgeRange"), Some("user.demographic.age_range"), None),
    ),
    category(
        "user.demographic.gender",
        ("Gender", "The gender you have told us."),
        ("Kön", "Det kön du har uppgett."),
        (Ordinary, &[]),
        (Some("pd:Gender"), Some("user.demographic.gender"), None),
    ),
    category(
        "user.demographic.language",
        ("Language", "The languages you speak or read."),
        ("Språk", "Språk som du talar eller läser."),
        (Ordinary, &[]),
        (Some("pd:Language"), Some("user.demographic.language"), None),
    ),
    category(
        "user.demographic.citizenship",
        ("Citizenship", "The country you are a citizen of, or your right to stay where you live."),
        ("Medborgarskap", "Landet du är medborgare i, eller din rätt att stanna där du bor."),
        (Sensitive, &[]),
        (Some("pd:Citizenship"), None, None),
    ),
    category(
        "user.demographic.family",
        ("Family", "Who is in your family and whom you live with."),
        ("Familj", "Vilka som ingår i din familj och vilka du bor med."),
        (Ordinary, &[]),
        (Some("pd:Family"), None, None),
    ),
    category(
        "user.work",
        ("Work and education", "Where you work and what you have studied."),
        ("Arbete och utbildning", "Var du arbetar och vad du har studerat."),
        (Ordinary, &[]),
        (Some("pd:Professional"), None, None),
    ),
    category(
        "user.work.job",
        ("Job", "Your job title and what you do at work."),
        ("Yrke", "Din titel och vad du gör på jobbet."),
        (Ordinary, &[]),
        (Some("pd:Job"), Some("user.job_title"), None),
    ),
    category(
        "user.finance",
        ("Money", "Your income, debts and means of payment."),
        ("Ekonomi", "Dina inkomster, skulder och betalsätt."),
        (Ordinary, &[]),
        (Some("pd:Financial"), Some("user.financial"), None),
    ),
    category(
        "user.finance.payments",
        ("Payments", "What you have paid, when and how."),
        ("Betalningar", "Vad du har betalat, när och hur."),
        (Ordinary, &[]),
        (Some("pd:Transaction"), Some("user.payment"), None),
    ),
    category(
        "user.finance.bank_account",
        ("Bank account", "Your bank and your account number."),
        ("Bankkonto", "Din bank och ditt kontonummer."),
        (Sensitive, &[]),
        (Some("pd:BankAccount"), Some("user.financial.bank_account"), None),
    ),
    category(
        "user.finance.payment_card",
        ("Payment card", "Your card number and what goes with it."),
        ("Betalkort", "Ditt kortnummer och det som hör till."),
        (Sensitive, &[]),
        (Some("pd:PaymentCard"), Some("user.financial.credit_card"), None),
    ),
    category(
        "user.finance.income",
        ("Income", "What you earn."),
        ("Inkomst", "Vad du tjänar."),
        (Ordinary, &[]),
        (Some("pd:Income"), None, None),
    ),
    category(
        "user.purchases",
        ("Purchases", "What you have bought and sent back."),
        ("Köp", "Vad du har köpt och skickat tillbaka."),
        (Ordinary, &[]),
        (Some("pd:Purchase"), Some("user.behavior.purchase_history"), None),
    ),
    category(
        "user.preferences",
        ("Wishes and interests", "What you have told us that you like, want or need."),
        ("Önskemål och intressen", "Vad du har berättat att du gillar, vill ha eller behöver."),
        (Ordinary, &[]),
        (Some("pd:Preference"), None, None),
    ),
    category(
        "user.behaviour",
        ("Your activity", "What you look at, click on and use."),
        ("Din aktivitet", "Vad du tittar på, klickar på och använder."),
        (Ordinary, &[]),
        (Some("pd:Behavioural"), Some("user.behavior"), Some("data_category 6")),
    ),
    category(
        "user.behaviour.browsing",
        ("Pages you visit", "Which pages you visit, when and for how long."),
        ("Sidor du besöker", "Vilka sidor du besöker, när och hur länge."),
        (Ordinary, &[]),
        (Some("pd:BrowsingBehaviour"), Some("user.behavior.browsing_history"), None),
    ),
    category(
        "user.behaviour.search",
        ("Searches", "What you have searched for."),
        ("Sökningar", "Vad du har sökt efter."),
        (Ordinary, &[]),
        (None, Some("user.behavior.search_history"), None),
    ),
    category(
        "user.profile",
        ("Profile", "What has been guessed about you from other data."),
        ("Profil", "Vad som har gissats om dig utifrån andra uppgifter."),
        (Ordinary, &["inferred"]),
        (Some("pd:Profile"), Some("user.demographic.profile"), Some("data_category 10")),
    ),
    category(
        "user.profile.scores",
        ("Scores", "Marks that say how likely you are to do something."),
        ("Poängsättning", "Siffror på hur troligt det är att du gör något."),
        (Ordinary, &[]),
        (None, None, None),
    ),
    category(
        "user.location",
        ("Location", "Where you are or have been."),
        ("Plats", "Var du är eller har varit."),
        (Ordinary, &[]),
        (Some("pd:Location"), Some("user.location"), None),
    ),
    category(
        "user.location.approximate",
        ("Rough location", "Roughly where you are, such as which town."),
        ("Ungefärlig plats", "Ungefär var du är, till exempel vilken ort."),
        (Ordinary, &[]),
        (None, Some("user.location.imprecise"), Some("data_category 8")),
    ),
    category(
        "user.location.precise",
        ("Exact location", "Exactly where you are, such as which street."),
        ("Exakt plats", "Precis var du är, till exempel vilken gata."),
        (Sensitive, &[]),
        (None, Some("user.location.precise"), Some("data_category 9")),
    ),
    category(
        "user.communication",
        ("Messages and calls", "What is said and written to you and by you."),
        ("Meddelanden och samtal", "Vad som sägs och skrivs till dig och av dig."),
        (Ordinary, &[]),
        (Some("pd:Communication"), None, None),
    ),
    category(
        "user.communication.recordings",
        ("Recorded calls", "Recordings of your calls with us."),
        ("Inspelade samtal", "Inspelningar av dina samtal med oss."),
        (Ordinary, &[]),
        (Some("pd:VoiceCommunicationRecording"), None, None),
    ),
    category(
        "user.communication.private",
        ("Private messages", "What you and others write to each other, not to us."),
        ("Privata meddelanden", "Vad du och andra skriver till varandra, inte till oss."),
        (Sensitive, &[]),
        (None, None, None),
    ),
    category(
        "user.content",
        ("What you have made", "Texts, pictures and other things that you have made."),
        ("Det du har skapat", "Texter, bilder och annat som du har gjort."),
        (Ordinary, &[]),
        (None, Some("user.content"), None),
    ),
    category(
        "user.content.public",
        ("What you publish", "Reviews, comments and other things that you show to all."),
        ("Det du publicerar", "Omdömen, kommentarer och annat som du visar för alla."),
        (Ordinary, &[]),
        (None, Some("user.content.public"), None),
    ),
    category(
        "user.content.private",
        ("What you keep to yourself", "Files, photos and notes that you do not show to all."),
        ("Det du håller för dig själv", "Filer, foton och anteckningar som du inte visar för alla."),
        (Sensitive, &[]),
        (None, Some("user.content.private"), None),
    ),
    category(
        "user.connections",
        ("People you know", "Your friends, followers and address book."),
        ("Människor du känner", "Dina vänner, följare och kontakter i adressboken."),
        (Ordinary, &[]),
        (Some("pd:SocialNetwork"), None, None),
    ),
    category(
        "user.child",
        ("Children", "Data about a child."),
        ("Barn", "Uppgifter om ett barn."),
        (Sensitive, &["children"]),
        (None, Some("user.childrens"), None),
    ),
    category(
        "user.criminal_record",
        ("Crime", "Suspicions, charges and convictions."),
        ("Brott", "Misstankar, åtal och domar."),
        (Sensitive, &[]),
        (Some("pd:Criminal"), Some("user.criminal_history"), None),
    ),
    category(
        "user.health",
        ("Health", "How you are in body and mind, your care and your illnesses."),
        ("Hälsa", "Hur du mår i kropp och själ, din vård och dina sjukdomar."),
        (Special, &[]),
        (Some("pd:Health"), Some("user.health_and_medical"), None),
    ),
    category(
        "user.health.fitness",
        ("Exercise and sleep", "Steps, pulse, sleep and the like."),
        ("Motion och sömn", "Steg, puls, sömn och liknande."),
        (Special, &[]),
        (None, None, None),
    ),
    category(
        "user.health.disability",
        ("Disability", "Whether you have a disability, and which."),
        ("Funktionsnedsättning", "Om du har en funktionsnedsättning, och vilken."),
        (Special, &[]),
        (Some("pd:Disability"), None, None),
    ),
    category(
        "user.health.reproductive",
        ("Pregnancy and periods", "Your periods, pregnancies and wishes for children."),
        ("Graviditet och mens", "Din mens, dina graviditeter och din önskan om barn."),
        (Special, &[]),
        (None, None, None),
    ),
    category(
        "user.genetic",
        ("Genes", "What your DNA shows."),
        ("Gener", "Vad ditt dna visar."),
        (Special, &[]),
        (Some("pd:Genetic"), Some("user.health_and_medical.genetic"), None),
    ),
    category(
        "user.biometric",
        ("Biometrics", "Measures of your body by which a machine can tell that it is you."),
        ("Biometri", "Mått på din kropp som en maskin kan känna igen dig på."),
        (Special, &["identifier"]),
        (Some("pd:Biometric"), Some("user.biometric"), None),
    ),
    category(
        "user.biometric.face",
        ("Face", "Measures of your face."),
        ("Ansikte", "Mått på ditt ansikte."),
        (Special, &[]),
        (Some("pd:FacialPrint"), None, None),
    ),
    category(
        "user.biometric.fingerprint",
        ("Fingerprint", "The pattern of your fingertips."),
        ("Fingeravtryck", "Mönstret på dina fingertoppar."),
        (Special, &[]),
        (Some("pd:Fingerprint"), Some("user.biometric.fingerprint"), None),
    ),
    category(
        "user.ethnic_origin",
        ("Ethnic origin", "The people and the part of the world your family comes from."),
        ("Etniskt ursprung", "Det folk och den del av världen som din släkt kommer från."),
        (Special, &[]),
        (Some("pd:EthnicOrigin"), Some("user.demographic.race_ethnicity"), None),
    ),
    category(
        "user.political_opinion",
        ("Political views", "What you think in politics, and your party if you have one."),
        ("Politiska åsikter", "Vad du tycker i politiken, och ditt parti om du har något."),
        (Special, &[]),
        (Some("pd:PoliticalOpinion"), Some("user.demographic.political_opinion"), None),
    ),
    category(
        "user.belief",
        ("Religion and view of life", "What you believe in."),
        ("Religion och livsåskådning", "Vad du tror på."),
        (Special, &[]),
        (None, None, None),
    ),
    category(
        "user.belief.religion",
        ("Religion", "Your faith and your faith community."),
        ("Religion", "Din tro och ditt trossamfund."),
        (Special, &[]),
        (Some("pd:ReligiousBelief"), Some("user.demographic.religious_belief"), None),
    ),
    category(
        "user.belief.philosophy",
        ("View of life", "Deep convictions other than religion."),
        ("Livsåskådning", "Djupa övertygelser som inte är religion."),
        (Special, &[]),
        (Some("pd:PhilosophicalBelief"), None, None),
    ),
    category(
        "user.union_membership",
        ("Trade union", "Whether you are in a trade union, and which."),
        ("Fackförening", "Om du är med i facket, och i vilket."),
        (Special, &[]),
        (Some("pd:TradeUnionMembership"), None, None),
    ),
    category(
        "user.sex_life",
        ("Sex life", "Your sex life and whom you are drawn to."),
        ("Sexualliv", "Ditt sexualliv och vem du dras till."),
        (Special, &[]),
        (Some("pd:Sexual"), None, None),
    ),
    category(
        "user.sex_life.orientation",
        ("Sexual orientation", "Whom you are drawn to."),
        ("Sexuell läggning", "Vem du dras till."),
        (Special, &[]),
        (Some("pd:SexualPreference"), Some("user.demographic.sexual_orientation"), None),
    ),
    category(
        "device",
        ("Your device", "Your phone, computer and other connected things."),
        ("Din enhet", "Din telefon, dator och andra uppkopplade saker."),
        (Ordinary, &[]),
        (Some("pd:DeviceBased"), Some("user.device"), None),
    ),
    category(
        "device.identifier",
        ("Device identifiers", "Codes given to your device or browser, by which it is recognised."),
        ("Id för din enhet", "Koder som din enhet eller webbläsare har fått och känns igen på."),
        (Ordinary, &["identifier"]),
        (None, Some("user.device.device_id"), Some("data_category 3")),
    ),
    category(
        "device.identifier.advertising",
        ("Advertising ID", "The code your phone gives to apps for ads."),
        ("Annons-id", "Koden som din telefon ger appar för annonser."),
        (Ordinary, &[]),
        (None, None, None),
    ),
    category(
        "device.identifier.cookie",
        ("Cookie ID", "A code saved in a cookie in your browser."),
        ("Id i kakor", "En kod som sparas i en kaka i din webbläsare."),
        (Ordinary, &[]),
        (None, Some("user.device.cookie_id"), None),
    ),
    category(
        "device.fingerprint",
        ("Device fingerprint", "A code made from many details of your device, by which it can often be recognised."),
        ("Enhetens fingeravtryck", "En kod av många detaljer i din enhet, som den ofta går att känna igen på."),
        (Ordinary, &["identifier"]),
        (Some("pd:DigitalFingerprint"), Some("user.unique_id.pseudonymous"), Some("data_category 4")),
    ),
    category(
        "device.ip_address",
        ("IP address", "The number of your connection to the internet."),
        ("IP-adress", "Numret på din anslutning till internet."),
        (Ordinary, &["identifier"]),
        (Some("pd:IPAddress"), Some("user.device.ip_address"), Some("data_category 1")),
    ),
    category(
        "device.characteristics",
        ("Kind of device", "Model, system, language, screen and the like."),
        ("Typ av enhet", "Modell, system, språk, skärm och liknande."),
        (Ordinary, &[]),
        (None, None, Some("data_category 2")),
    ),
    category(
        "device.diagnostics",
        ("Errors and logs", "Crash reports and other notes on how your device runs."),
        ("Fel och loggar", "Kraschrapporter och annat om hur din enhet går."),
        (Ordinary, &[]),
        (None, Some("user.telemetry"), None),
    ),
    category(
        "device.product_use",
        ("Use of connected products", "How you use connected things, such as a car or an appliance."),
        (
            "Användning av uppkopplade produkter",
            "Hur du använder uppkopplade saker, till exempel en bil eller en vitvara.",
        ),
        (Ordinary, &[]),
        (None, None, None),
    ),
];
