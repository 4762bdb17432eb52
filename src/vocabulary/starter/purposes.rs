//! Why data is used: starter purposes, from which a policy picks what it needs and to which it adds its own.
//!
//! Each row is one node: key, title and description in English and Swedish, tags, and what other vocabularies call it.
//! Rows stand in pre-order, a parent before its children. The words are our own, written for the person whose data it
//! is; only the identifiers come from elsewhere, and only where they mean what our node means. They were checked in:
//!
//! - `dpv`: W3C Data Privacy Vocabulary 2.3 (2026-02-25), module `purposes`.
//! - `fideslang`: Ethyca's default taxonomy, release 3.1.4a1 (2025-12-17; unchanged since 2024-11-04), data uses.
//! - `tcf`: IAB Europe TCF 2.3 (April 2025; purposes as worded since 2.2 of May 2023): `purpose` 1 to 11,
//!   `special_purpose` 1 to 3, `feature` 1 to 3 and `special_feature` 2. Special feature 1, precise location, says
//!   *what* and not *why*: it is the category `user.location.precise`.
//!
//! Tags hold for the whole subtree, and a rule can name them instead of keys:
//!
//! | tag | what stands under it |
//! |---|---|
//! | `strictly_necessary` | what the person asked for cannot be given without it (ePrivacy Directive Art. 5(3)) |
//! | `direct_marketing` | marketing aimed at one person, and profiling for it (GDPR Art. 21(2)) |
//! | `advertising` | ads and their measurement |
//! | `profiling` | guesses about a person made by machine (GDPR Art. 4(4)) |
//! | `automated_decision` | a machine alone may decide (GDPR Art. 22) |
//! | `sale` | data given away for something of value (California Civil Code § 1798.140(ad)) |
//! | `cross_context` | ads from what a person does in many places (the same, (ah): "sharing") |
//!
//! Personalised ads are tagged `direct_marketing` as well: laws are read differently there, and the starter takes the
//! reading that protects the person. What a rule allows is never decided here; see the policy.

use super::row::StarterPurpose;

type Text = (&'static str, &'static str);
/// DPV, fideslang, TCF.
type SameAs = (Option<&'static str>, Option<&'static str>, Option<&'static str>);

const fn purpose(
    key: &'static str,
    en: Text,
    sv: Text,
    tags: &'static [&'static str],
    (dpv, fideslang, tcf): SameAs,
) -> StarterPurpose {
    StarterPurpose { key, en, sv, tags, dpv, fideslang, tcf }
}

pub(super) const PURPOSES: &[StarterPurpose] = &[
    purpose(
        "essential",
        ("Essential functions", "What the service cannot run without, such as keeping your basket."),
        ("Nödvändiga funktioner", "Det som tjänsten inte fungerar utan, till exempel att varukorgen sparas."),
        &["strictly_necessary"],
        (Some("dpv:TechnicalServiceProvision"), Some("essential.service.operations"), None),
    ),
    purpose(
        "essential.sign_in",
        ("Signing in", "We check that it is you and keep you signed in."),
        ("Inloggning", "Vi kontrollerar att det är du och håller dig inloggad."),
        &[],
        (Some("dpv:IdentityAuthentication"), Some("essential.service.authentication"), None),
    ),
    purpose(
        "essential.privacy_choices",
        ("Your privacy choices", "We remember your yes and no, and tell those who must follow them."),
        ("Dina integritetsval", "Vi kommer ihåg dina ja och nej och meddelar dem som måste följa dem."),
        &[],
        (None, Some("functional.storage.privacy_preferences"), Some("special_purpose 3")),
    ),
    purpose(
        "device_storage",
        ("Storage on your device", "Cookies and the like are saved on your phone or computer and read from it."),
        ("Lagring på din enhet", "Kakor och liknande sparas på din telefon eller dator och läses därifrån."),
        &[],
        (None, Some("functional.storage"), Some("purpose 1")),
    ),
    purpose(
        "service",
        ("The service you asked for", "We give you what you have ordered or signed up for."),
        ("Tjänsten du har bett om", "Vi ger dig det du har beställt eller anmält dig till."),
        &[],
        (Some("dpv:RequestedServiceProvision"), Some("essential.service"), None),
    ),
    purpose(
        "service.account",
        ("Your account", "We set up your account, look after it and close it when you leave."),
        ("Ditt konto", "Vi öppnar ditt konto, sköter det och stänger det när du slutar."),
        &[],
        (Some("dpv:AccountManagement"), None, None),
    ),
    purpose(
        "service.orders",
        ("Orders and deliveries", "We handle your order, send it to you and sort out returns."),
        ("Beställningar och leveranser", "Vi tar hand om din beställning, levererar den och ordnar returer."),
        &[],
        (Some("dpv:CustomerOrderManagement"), None, None),
    ),
    purpose(
        "service.payment",
        ("Payment", "We take your payment, send receipts and pay you back when we should."),
        ("Betalning", "Vi tar betalt, skickar kvitto och betalar tillbaka när vi ska."),
        &[],
        (Some("dpv:PaymentManagement"), Some("essential.service.payment_processing"), None),
    ),
    purpose(
        "service.support",
        ("Customer service", "We answer your questions and help you when something goes wrong."),
        ("Kundtjänst", "Vi svarar på dina frågor och hjälper dig när något går fel."),
        &[],
        (Some("dpv:CustomerCare"), Some("essential.service.operations.support"), None),
    ),
    purpose(
        "service.loyalty",
        ("Loyalty programme", "We keep track of your points, levels and member benefits."),
        ("Kundklubb", "Vi håller reda på dina poäng, nivåer och medlemsförmåner."),
        &[],
        (None, None, None),
    ),
    purpose(
        "communication",
        ("Messages about the service", "We tell you what you need to know, such as that your parcel has come."),
        ("Meddelanden om tjänsten", "Vi berättar det du behöver veta, till exempel att ditt paket har kommit."),
        &[],
        (Some("dpv:CommunicationManagement"), Some("essential.service.notifications"), None),
    ),
    purpose(
        "marketing",
        ("Marketing to you", "We tell you about our products, news and offers."),
        ("Marknadsföring till dig", "Vi berättar om våra produkter, nyheter och erbjudanden."),
        &["direct_marketing"],
        (Some("dpv:DirectMarketing"), Some("marketing.communications"), None),
    ),
    purpose(
        "marketing.email",
        ("Marketing by email", "We send you news and offers by email."),
        ("Marknadsföring via e-post", "Vi skickar nyheter och erbjudanden till din e-post."),
        &[],
        (None, Some("marketing.communications.email"), None),
    ),
    purpose(
        "marketing.sms",
        ("Marketing by text message", "We send you news and offers as text messages."),
        ("Marknadsföring via sms", "Vi skickar nyheter och erbjudanden som sms."),
        &[],
        (None, Some("marketing.communications.sms"), None),
    ),
    purpose(
        "marketing.phone",
        ("Marketing by phone", "We call you about news and offers."),
        ("Marknadsföring via telefon", "Vi ringer dig om nyheter och erbjudanden."),
        &[],
        (None, None, None),
    ),
    purpose(
        "marketing.post",
        ("Marketing by post", "We send news and offers to your letter box."),
        ("Marknadsföring via post", "Vi skickar nyheter och erbjudanden till din brevlåda."),
        &[],
        (None, None, None),
    ),
    purpose(
        "marketing.push",
        ("Marketing in notifications", "News and offers pop up on your phone or in your browser."),
        ("Marknadsföring via notiser", "Nyheter och erbjudanden dyker upp i din telefon eller webbläsare."),
        &[],
        (None, None, None),
    ),
    purpose(
        "marketing.social_media",
        ("Marketing on social media", "We reach you with news and offers on social media."),
        ("Marknadsföring i sociala medier", "Vi når dig med nyheter och erbjudanden i sociala medier."),
        &[],
        (Some("dpv:SocialMediaMarketing"), None, None),
    ),
    purpose(
        "marketing.profiling",
        ("Profiling for marketing", "We use what we know about you to guess which offers you may like."),
        ("Profilering för marknadsföring", "Vi använder det vi vet om dig för att gissa vilka erbjudanden du gillar."),
        &["profiling"],
        (None, None, None),
    ),
    purpose(
        "advertising",
        ("Ads", "Ads are chosen, shown and counted."),
        ("Annonser", "Annonser väljs ut, visas och räknas."),
        &["advertising"],
        (Some("dpv:Advertising"), Some("marketing.advertising"), None),
    ),
    purpose(
        "advertising.delivery",
        ("Showing ads and content", "Your device gets what it needs to show ads and other content properly."),
        (
            "Visning av annonser och innehåll",
            "Din enhet får det som krävs för att annonser och annat innehåll ska visas rätt.",
        ),
        &[],
        (None, Some("marketing.advertising.serving"), Some("special_purpose 2")),
    ),
    purpose(
        "advertising.contextual",
        ("Simple ads", "Ads are chosen from little data, such as the page you are on and roughly where you are."),
        ("Enkla annonser", "Annonser väljs med få uppgifter, som vilken sida du är på och ungefär var du är."),
        &[],
        (None, Some("marketing.advertising.first_party.contextual"), Some("purpose 2")),
    ),
    purpose(
        "advertising.profiling",
        ("Profiling for ads", "A profile of you is built, so that ads can be picked for you."),
        ("Profilering för annonser", "En profil av dig byggs upp, så att annonser kan väljas åt dig."),
        &["direct_marketing", "profiling"],
        (None, Some("marketing.advertising.profiling"), Some("purpose 3")),
    ),
    purpose(
        "advertising.personalised",
        ("Ads picked for you", "A profile of you decides which ads you see."),
        ("Annonser valda åt dig", "En profil av dig avgör vilka annonser du ser."),
        &["direct_marketing", "profiling"],
        (Some("dpv:PersonalisedAdvertising"), None, Some("purpose 4")),
    ),
    purpose(
        "advertising.personalised.first_party",
        ("Ads from what you do with us", "Ads are picked from what we ourselves know about you."),
        ("Annonser efter vad du gör hos oss", "Annonser väljs efter det som vi själva vet om dig."),
        &[],
        (None, Some("marketing.advertising.first_party.targeted"), None),
    ),
    purpose(
        "advertising.personalised.third_party",
        ("Ads from what you do elsewhere", "Ads are picked from what several companies know about you."),
        ("Annonser efter vad du gör på andra håll", "Annonser väljs efter det som flera företag vet om dig."),
        &["cross_context"],
        (None, Some("marketing.advertising.third_party.targeted"), None),
    ),
    purpose(
        "advertising.measurement",
        ("Measuring ads", "It is counted how often ads are seen and clicked, and whether people then buy."),
        ("Mätning av annonser", "Det räknas hur ofta annonser syns och klickas på, och om folk sedan köper."),
        &[],
        (None, Some("analytics.reporting.ad_performance"), Some("purpose 7")),
    ),
    purpose(
        "analytics",
        ("Usage statistics", "We count visits and clicks to see what works and what does not."),
        ("Statistik om användning", "Vi räknar besök och klick för att se vad som fungerar och inte."),
        &[],
        (Some("dpv:ServiceUsageAnalytics"), Some("analytics"), None),
    ),
    purpose(
        "analytics.content",
        ("Measuring content", "We look at which pages, texts and films people see and like."),
        ("Mätning av innehåll", "Vi tittar på vilka sidor, texter och filmer som folk ser och gillar."),
        &[],
        (None, Some("analytics.reporting.content_performance"), Some("purpose 8")),
    ),
    purpose(
        "analytics.audience",
        ("Knowing our audience", "Data is put together into statistics about groups of people."),
        ("Kunskap om vår publik", "Uppgifter läggs ihop till statistik om grupper av människor."),
        &[],
        (None, Some("analytics.reporting.campaign_insights"), Some("purpose 9")),
    ),
    purpose(
        "personalisation",
        ("Fitting the service to you", "What you see is changed so that it suits you."),
        ("Anpassning till dig", "Det du ser ändras så att det passar dig."),
        &[],
        (Some("dpv:Personalisation"), Some("personalize"), None),
    ),
    purpose(
        "personalisation.settings",
        ("Remembering your settings", "We remember choices such as language, text size and colours."),
        ("Dina inställningar", "Vi kommer ihåg val som språk, textstorlek och färger."),
        &[],
        (Some("dpv:UserInterfacePersonalisation"), Some("personalize.system"), None),
    ),
    purpose(
        "personalisation.basic",
        ("Simple choice of content", "Content is chosen from little data, such as the page you are on."),
        ("Enkelt val av innehåll", "Innehåll väljs med få uppgifter, till exempel vilken sida du är på."),
        &[],
        (None, Some("personalize.content.limited"), Some("purpose 11")),
    ),
    purpose(
        "personalisation.profiling",
        ("Profiling for content", "A profile of you is built, so that content can be picked for you."),
        ("Profilering för innehåll", "En profil av dig byggs upp, så att innehåll kan väljas åt dig."),
        &["profiling"],
        (None, Some("personalize.content.profiling"), Some("purpose 5")),
    ),
    purpose(
        "personalisation.content",
        ("Content picked for you", "A profile of you decides what content you see."),
        ("Innehåll valt åt dig", "En profil av dig avgör vilket innehåll du ser."),
        &["profiling"],
        (None, Some("personalize.content.profiled"), Some("purpose 6")),
    ),
    purpose(
        "personalisation.recommendations",
        ("Product tips", "We suggest products from what you have looked at and bought."),
        ("Produkttips", "Vi föreslår produkter utifrån vad du har tittat på och köpt."),
        &["profiling"],
        (Some("dpv:ProvideProductRecommendations"), None, None),
    ),
    purpose(
        "improvement",
        ("Making things better", "We use what we learn to mend, improve and develop what we offer."),
        ("Förbättring", "Vi använder det vi lär oss för att laga, förbättra och utveckla det vi erbjuder."),
        &[],
        (Some("dpv:ImproveExistingProductsAndServices"), Some("functional.service.improve"), Some("purpose 10")),
    ),
    purpose(
        "security",
        ("Security", "We protect you, us and the service from harm, and find and fix errors."),
        ("Säkerhet", "Vi skyddar dig, oss och tjänsten från skada, och hittar och rättar fel."),
        &[],
        (Some("dpv:EnforceSecurity"), Some("essential.service.security"), Some("special_purpose 1")),
    ),
    purpose(
        "security.fraud",
        ("Stopping fraud", "We look for signs of fraud and stop it."),
        ("Skydd mot bedrägeri", "Vi letar efter tecken på bedrägeri och stoppar det."),
        &[],
        (Some("dpv:FraudPreventionAndDetection"), Some("essential.fraud_detection"), None),
    ),
    purpose(
        "security.age_check",
        ("Checking your age", "We check that you are old enough."),
        ("Ålderskontroll", "Vi kontrollerar att du är gammal nog."),
        &[],
        (Some("dpv:AgeVerification"), None, None),
    ),
    purpose(
        "legal",
        ("What the law requires", "We do what laws and authorities demand of us."),
        ("Det lagen kräver", "Vi gör det som lagar och myndigheter kräver av oss."),
        &[],
        (Some("dpv:LegalCompliance"), Some("essential.legal_obligation"), None),
    ),
    purpose(
        "legal.accounting",
        ("Accounting and tax", "We keep receipts and records for as long as the law says."),
        ("Bokföring och skatt", "Vi sparar kvitton och underlag så länge lagen säger."),
        &[],
        (None, Some("finance"), None),
    ),
    purpose(
        "legal.privacy_rights",
        ("Your privacy rights", "We do as you ask when you want to see, correct or delete your data."),
        ("Dina rättigheter", "Vi hjälper dig när du vill se, rätta eller radera dina uppgifter."),
        &[],
        (Some("dpv:RightsFulfilment"), None, None),
    ),
    purpose(
        "legal.claims",
        ("Disputes", "We settle disagreements, in court if need be."),
        ("Tvister", "Vi löser tvister, i domstol om det behövs."),
        &[],
        (Some("dpv:DisputeManagement"), None, None),
    ),
    purpose(
        "research",
        ("Research", "Scientists study data on many people to learn something new, not to decide about you."),
        ("Forskning", "Forskare studerar uppgifter om många för att lära sig nytt, inte för att avgöra något om dig."),
        &[],
        (Some("dpv:ScientificResearch"), None, None),
    ),
    purpose(
        "recognition",
        ("Recognising you", "Data and devices are linked when they seem to be yours."),
        ("Igenkänning", "Uppgifter och enheter kopplas ihop när de verkar vara dina."),
        &[],
        (None, None, None),
    ),
    purpose(
        "recognition.combining",
        ("Putting data together", "Data about you from different places is put together."),
        ("Sammanslagning av uppgifter", "Uppgifter om dig från olika håll läggs ihop."),
        &[],
        (None, None, Some("feature 1")),
    ),
    purpose(
        "recognition.linking_devices",
        ("Linking your devices", "Your phone, computer and other devices are linked as probably yours."),
        ("Koppling av dina enheter", "Din telefon, dator och andra enheter kopplas ihop som troligen dina."),
        &[],
        (None, None, Some("feature 2")),
    ),
    purpose(
        "recognition.device_signals",
        ("Recognising your device", "Your device is recognised by what it always sends."),
        ("Igenkänning av din enhet", "Din enhet känns igen på det som den alltid skickar."),
        &[],
        (None, None, Some("feature 3")),
    ),
    purpose(
        "recognition.device_scanning",
        ("Examining your device", "Your device is searched for details, such as fonts, that set it apart."),
        ("Undersökning av din enhet", "Din enhet söks igenom efter detaljer, som typsnitt, som skiljer ut den."),
        &[],
        (None, None, Some("special_feature 2")),
    ),
    purpose(
        "ai",
        ("Artificial intelligence (AI)", "Programs that have learnt from examples work with your data."),
        ("Artificiell intelligens (AI)", "Program som har lärt sig av exempel arbetar med dina uppgifter."),
        &[],
        (None, None, None),
    ),
    purpose(
        "ai.training",
        ("Training AI", "Your data is used as examples that AI learns from."),
        ("Träning av AI", "Dina uppgifter används som exempel som AI lär sig av."),
        &[],
        (None, Some("train_ai_system"), None),
    ),
    purpose(
        "ai.assistant",
        ("AI assistant", "An AI answers your questions and helps you."),
        ("AI-assistent", "En AI svarar på dina frågor och hjälper dig."),
        &[],
        (None, None, None),
    ),
    purpose(
        "automated_decisions",
        ("Decisions made by computer", "A computer alone decides something that matters to you, such as a loan."),
        ("Automatiska beslut", "En dator avgör på egen hand något som är viktigt för dig, till exempel ett lån."),
        &["automated_decision"],
        (None, None, None),
    ),
    purpose(
        "sharing",
        ("Sharing with others", "Your data is given to others, who use it for purposes of their own."),
        ("Delning med andra", "Dina uppgifter lämnas till andra som använder dem för egna syften."),
        &[],
        (None, Some("third_party_sharing"), None),
    ),
    purpose(
        "sharing.sale",
        ("Sale of data", "Your data is sold, or traded for something else of value."),
        ("Försäljning av uppgifter", "Dina uppgifter säljs eller byts mot något annat av värde."),
        &["sale"],
        (Some("dpv:SellDataToThirdParties"), None, None),
    ),
];
