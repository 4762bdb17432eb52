//! The person's page: the questions that are open, a switch for each use, and what is done about each no.

use consentry::{
    Basis, Timestamp,
    decide::Outcome,
    dialogue::{Button, Change, Choice, Duty, Shown, ShownItem, UseLine},
};
use maud::{Markup, html};

use super::{
    center::{Center, File},
    choices::{Card, Choices, Holder, Row},
    error::RequestError,
    fields::Visitor,
    language::Language,
    page_layout::{self, Frame, badge, text},
    session::{self, Session},
    wording,
};

/// For how many days after a no the page begins with what is done about it, once all is done.
const RECENT_DAYS: u32 = 14;

pub(crate) struct ChoicesPage<'p> {
    pub(crate) center: &'p Center,
    pub(crate) visitor: &'p Visitor,
    pub(crate) now: Timestamp,
    /// The form that has just been taken.
    pub(crate) done: Option<&'p str>,
}

impl ChoicesPage<'_> {
    pub(crate) fn draw(&self) -> Result<Markup, RequestError> {
        let (key, session) = self.visitor.customer()?;
        let (language, file) = (self.visitor.language, self.center.file(key)?);
        let choices = Choices::of(self.center, key, language, self.now)?;
        let questions = self.center.questions(key, language, self.now)?;
        let hello = match language {
            Language::English => format!("Your choices, {}", file.customer.first_name()),
            Language::Swedish => format!("Dina val, {}", file.customer.first_name()),
        };
        let body = html! {
            div.narrow {
                h1 { (hello) }
                @if let Some(form) = self.done { (self.receipt(file, form)) }
                @if !questions.items.is_empty() { (self.questions(session, &questions)?) }
                @if !questions.news.is_empty() { (self.news(&questions.news)) }
                section aria-labelledby="switches" {
                    h2 id="switches" { (language.pick("What we do with your data", "Vad vi gör med dina uppgifter")) }
                    p.soft {
                        (language.pick(
                            "Turn anything off or on. It counts at once, here and for everyone who has the data.",
                            "Stäng av eller slå på vad du vill. Det gäller genast, här och hos alla som har dem.",
                        ))
                    }
                    @for card in &choices.cards { (self.card(session, card)?) }
                    (self.stop_everything(session, &choices)?)
                }
                (self.owed(file))
                (self.fixed(&choices.fixed))
            }
        };
        // A screen reader begins with the title: after a form it says that the form was taken.
        let title = match self.done.filter(|form| file.has_form(form)) {
            Some(_) => format!("{} {hello}", language.pick("It is written down.", "Det är antecknat.")),
            None => hello,
        };
        Ok(Frame::new(self.visitor, "/choices", &file.customer.name).page(&title, &body))
    }

    /// What was just taken down.
    fn receipt(&self, file: &File, form: &str) -> Markup {
        let language = self.visitor.language;
        let events: Vec<_> = file.events_of(form).collect();
        html! {
            @if !events.is_empty() {
                div.receipt role="status" {
                    p { strong { (language.pick("It is written down.", "Det är antecknat.")) } }
                    @for event in &events { p { (wording::said(&self.center.brand, event, language)) } }
                    @if events.iter().any(|event| !wording::duties_of(file, event.id().as_str()).is_empty()) {
                        p { a href="#owed" { (language.pick("See what we are doing about it", "Se vad vi gör åt det")) } }
                    }
                }
            }
        }
    }

    fn questions(&self, session: &Session, shown: &Shown) -> Result<Markup, RequestError> {
        let language = self.visitor.language;
        let several = shown.items.len() > 1;
        Ok(html! {
            section.ask aria-labelledby="questions" {
                h2 id="questions" { (text(&shown.title)) }
                @if let Some(introduction) = &shown.introduction { p { (text(introduction)) } }
                @for item in &shown.items { (self.question(session, shown, item)?) }
                div.row {
                    @if several {
                        form method="post" action="/answer" {
                            (self.answering(session, shown)?)
                            @for item in &shown.items { input type="hidden" name="refuse" value=(item.item); }
                            button.quiet type="submit" { (language.pick("No to all of these", "Nej till alla")) }
                        }
                    }
                    form method="post" action="/later" {
                        (page_layout::once(session, &session::random(12)?))
                        button.quiet type="submit" { (language.pick("Decide later", "Bestäm senare")) }
                    }
                }
            }
        })
    }

    /// What goes on as the person allowed it, in other words than before.
    fn news(&self, items: &[ShownItem]) -> Markup {
        let language = self.visitor.language;
        html! {
            section aria-labelledby="news" {
                h2 id="news" { (language.pick("What reads differently now", "Vad som står annorlunda nu")) }
                p.soft {
                    (language.pick(
                        "You said yes to this, and your yes still stands. If you would rather not, turn it off below.",
                        "Du har sagt ja, och ditt ja gäller. Vill du hellre låta bli stänger du av det nedan.",
                    ))
                }
                @for item in items {
                    article.card {
                        h3 { (text(&item.title)) }
                        p { (text(&item.why)) }
                        (self.words(item))
                    }
                }
            }
        }
    }

    fn answering(&self, session: &Session, shown: &Shown) -> Result<Markup, RequestError> {
        Ok(html! {
            (page_layout::once(session, &session::random(12)?))
            input type="hidden" name="hash" value=(shown.hash);
            input type="hidden" name="language" value=(shown.language);
        })
    }

    fn question(&self, session: &Session, shown: &Shown, item: &ShownItem) -> Result<Markup, RequestError> {
        let (language, heading) = (self.visitor.language, format!("question-{}", item.item));
        Ok(html! {
            article.card aria-labelledby=(heading) {
                h3 id=(heading) { (text(&item.title)) }
                p { (text(&item.why)) }
                @match item.change {
                    Change::New => {}
                    Change::Changed { .. } => p.soft {
                        (language.pick(
                            "This reads differently since you last answered.",
                            "Det här har ändrats sedan du svarade.",
                        ))
                    }
                    Change::Again { .. } => p.soft {
                        (language.pick(
                            "Your earlier answer no longer counts, so we ask again.",
                            "Ditt tidigare svar gäller inte längre, så vi frågar igen.",
                        ))
                    }
                }
                (self.words(item))
                form.answers method="post" action="/answer" {
                    (self.answering(session, shown)?)
                    @for button in &item.buttons { (answer(button, item, &heading)) }
                }
            }
        })
    }

    fn words(&self, item: &ShownItem) -> Markup {
        let language = self.visitor.language;
        html! {
            dl {
                dt { (language.pick("What happens", "Vad som händer")) } dd { (text(&item.what_happens)) }
                dt { (language.pick("Who", "Vem")) } dd { (text(&item.who)) }
                dt { (language.pick("How long", "Hur länge")) } dd { (text(&item.how_long)) }
                dt { (language.pick("If you say no", "Om du säger nej")) } dd { (text(&item.saying_no)) }
            }
        }
    }

    fn card(&self, session: &Session, card: &Card) -> Result<Markup, RequestError> {
        let language = self.visitor.language;
        let on: Vec<&Row> = card.rows.iter().filter(|row| row.is_on()).collect();
        Ok(html! {
            article.card aria-labelledby={ "card-" (card.purpose) } {
                h3 id={ "card-" (card.purpose) } { (card.title) }
                @for row in &card.rows { (self.row(session, card, row)?) }
                @if on.len() > 1 {
                    form.all method="post" action="/stop" {
                        (page_layout::once(session, &session::random(12)?))
                        @for row in &on { input type="hidden" name="switch" value=(row.switch.item); }
                        button.quiet type="submit" {
                            (language.pick("Turn off for all of them", "Stäng av för alla"))
                        }
                    }
                }
            }
        })
    }

    fn row(&self, session: &Session, card: &Card, row: &Row) -> Result<Markup, RequestError> {
        let language = self.visitor.language;
        let (on, party) = (row.is_on(), &row.line.recipient);
        let (name, state) = (format!("name-{}", row.switch.item), format!("state-{}", row.switch.item));
        let form = session::random(12)?;
        Ok(html! {
            div.choice id=(row.switch.item) {
                div.what {
                    p.name id=(name) {
                        span.unseen { (card.title) ": " }
                        (text(&party.name))
                        @if let Some(country) = &party.country {
                            " " span.soft { (wording::country(country.as_str(), language)) }
                        }
                    }
                    p.state id=(state) { (self.standing(row)) }
                }
                form method="post" action=(if on { "/stop" } else { "/answer" }) {
                    @if on {
                        (page_layout::once(session, &form))
                        input type="hidden" name="switch" value=(row.switch.item);
                    } @else {
                        (page_layout::once(session, &form))
                        input type="hidden" name="hash" value=(self.center.brand.notice.hash());
                        input type="hidden" name="language" value=(language.code());
                        input type="hidden" name="accept" value=(row.switch.item);
                    }
                    button.switch type="submit" role="switch" aria-checked=(on) aria-labelledby=(name)
                        aria-describedby=(state) {
                        span.track aria-hidden="true" {}
                        span.word aria-hidden="true" {
                            (if on { language.pick("On", "På") } else { language.pick("Off", "Av") })
                        }
                    }
                }
                details {
                    summary {
                        (language.pick("What this means", "Vad det betyder")) span.unseen { ": " (text(&party.name)) }
                    }
                    p { (text(&row.words.why)) }
                    (self.words(&row.words))
                    p.soft { (self.data(&row.line)) }
                }
                @if !row.holders.is_empty() { (self.holders(session, row)?) }
            }
        })
    }

    /// Whether it is done now, why, and since and until when.
    fn standing(&self, row: &Row) -> Markup {
        let (language, line) = (self.visitor.language, &row.line);
        html! {
            strong class=(if row.is_on() { "yes" } else { "no" }) {
                (in_use(row.is_on(), language))
            }
            ": " (text(&line.reason))
            @if let Some(since) = line.since { " " (language.pick("Since", "Sedan")) " " (language.day(since)) "." }
            @if let (true, Some(until)) = (row.is_on(), line.until) {
                " " (language.pick("Until", "Till")) " " (language.day(until)) "."
            }
        }
    }

    fn data(&self, line: &UseLine) -> Markup {
        let language = self.visitor.language;
        let names = |texts: &[consentry::dialogue::Text]| {
            texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join(", ")
        };
        html! {
            (language.pick("Data", "Uppgifter")) ": " (names(&line.data)) ". "
            (language.pick("How", "Hur")) ": " (names(&line.operations)) ". "
            (language.pick("Ground", "Grund")) ": " (basis(line.basis, language)) "."
        }
    }

    /// Who has the data, and what they are told.
    fn holders(&self, session: &Session, row: &Row) -> Result<Markup, RequestError> {
        let language = self.visitor.language;
        Ok(html! {
            div.holders {
                p.soft { (language.pick("Who has it", "Vem som har dem")) }
                ul {
                    @for holder in &row.holders {
                        li class=[holder.from.is_some().then_some("onward")] { (self.holder(holder)) }
                    }
                }
                @if row.is_out() {
                    form method="post" action="/stop" {
                        (page_layout::once(session, &session::random(12)?))
                        input type="hidden" name="switch" value=(row.switch.item);
                        button.plain type="submit" { (language.pick("Have it called back", "Kalla tillbaka dem")) }
                    }
                }
            }
        })
    }

    fn holder(&self, holder: &Holder) -> Markup {
        let (language, since) = (self.visitor.language, self.visitor.language.day(holder.since));
        let sentence = match (holder.is_supplier, &holder.from, language) {
            (true, _, Language::English) => format!("supplied it to us on {since}"),
            (true, _, Language::Swedish) => format!("lämnade dem till oss {since}"),
            (false, Some(from), Language::English) => format!("got it from {from} on {since}"),
            (false, Some(from), Language::Swedish) => format!("fick dem av {from} {since}"),
            (false, None, Language::English) => format!("got it from us on {since}"),
            (false, None, Language::Swedish) => format!("fick dem av oss {since}"),
        };
        html! {
            strong { (holder.name) } " " (sentence) ": " (holder.data) "."
            @if let Some(duty) = &holder.duty {
                br; (badge(duty.state(self.now), language)) " " span.soft { (wording::progress(duty, self.now, language)) }
            }
        }
    }

    fn stop_everything(&self, session: &Session, choices: &Choices) -> Result<Markup, RequestError> {
        let language = self.visitor.language;
        let rows: Vec<&Row> = choices.rows().filter(|row| row.is_on() || row.is_out()).collect();
        Ok(html! {
            @if !rows.is_empty() {
                form.stop method="post" action="/stop" {
                    (page_layout::once(session, &session::random(12)?))
                    @for row in &rows { input type="hidden" name="switch" value=(row.switch.item); }
                    p {
                        (language.pick(
                            "Rather nothing at all? One press turns everything off and calls everything back.",
                            "Hellre ingenting alls? Ett tryck stänger av allt och kallar tillbaka allt.",
                        ))
                    }
                    button.plain type="submit" { (language.pick("Turn everything off", "Stäng av allt")) }
                }
            }
        })
    }

    /// What is done about each no that is recent or not settled.
    fn owed(&self, file: &File) -> Markup {
        let language = self.visitor.language;
        let mut acts: Vec<_> = file.dossier.history().events().collect();
        acts.sort_by(|a, b| b.at().cmp(&a.at()).then_with(|| a.id().cmp(b.id())));
        let duties_of = |id: &str| wording::duties_of(file, id);
        let is_open = |duty: &&Duty| duty.state(self.now) != consentry::dialogue::State::Acknowledged;
        let shown: Vec<_> = (acts.into_iter())
            .map(|event| (event, duties_of(event.id().as_str())))
            .filter(|(event, duties)| {
                let is_recent = event.recorded_at().plus_days(RECENT_DAYS) > self.now;
                !duties.is_empty() && (is_recent || duties.iter().any(is_open))
            })
            .collect();
        html! {
            @if !shown.is_empty() {
                section aria-labelledby="owed" {
                    h2 id="owed" { (language.pick("What we are doing about it", "Vad vi gör åt det")) }
                    @for (event, duties) in shown {
                        article.card {
                            h3 { (wording::said(&self.center.brand, event, language)) }
                            p.soft { time datetime=(event.at()) { (language.time(event.at())) } }
                            (duty_list(self.center, &duties, self.now, language))
                            @if duties.iter().any(is_open) {
                                p { a href="/choices" { (language.pick("Look again", "Titta igen")) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn fixed(&self, lines: &[UseLine]) -> Markup {
        let language = self.visitor.language;
        html! {
            @if !lines.is_empty() {
                section aria-labelledby="fixed" {
                    h2 id="fixed" { (language.pick("What we have to go on doing", "Det här måste vi fortsätta med")) }
                    article.card {
                        @for line in lines {
                            div.choice {
                                div.what {
                                    p.name { (text(&line.purpose)) " " span.soft { (text(&line.recipient.name)) } }
                                    @let on = line.outcome == Outcome::Allow;
                                    p.state {
                                        strong class=(if on { "yes" } else { "no" }) { (in_use(on, language)) }
                                        ": " (text(&line.reason))
                                    }
                                    p.soft { (self.data(line)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is owed, with how far each is.
pub(crate) fn duty_list(center: &Center, duties: &[&Duty], now: Timestamp, language: Language) -> Markup {
    html! {
        ul.duties {
            @for duty in duties {
                li {
                    (badge(duty.state(now), language)) " "
                    span {
                        (wording::task(&center.brand, duty, language)) ". "
                        span.soft { (wording::progress(duty, now, language)) }
                    }
                }
            }
        }
    }
}

const fn in_use(on: bool, language: Language) -> &'static str {
    if on { language.pick("In use", "Används") } else { language.pick("Not used", "Används inte") }
}

/// One of the two answers: the same size, the same look.
fn answer(button: &Button, item: &ShownItem, heading: &str) -> Markup {
    let (name, id) = match button.choice() {
        Choice::Accept => ("accept", format!("yes-{}", item.item)),
        Choice::Refuse => ("refuse", format!("no-{}", item.item)),
    };
    html! {
        button id=(id) type="submit" name=(name) value=(item.item) aria-describedby=(heading) { (text(button.label())) }
    }
}

const fn basis(basis: Basis, language: Language) -> &'static str {
    match basis {
        Basis::Consent => language.pick("your yes", "ditt ja"),
        Basis::OptOut => language.pick("allowed until you say no", "tillåtet tills du säger nej"),
        Basis::LegitimateInterests => language.pick("our legitimate interest", "vårt berättigade intresse"),
        Basis::Contract => language.pick("our contract with you", "vårt avtal med dig"),
        Basis::LegalObligation => language.pick("a law", "en lag"),
        Basis::PublicTask => language.pick("a public task", "en uppgift av allmänt intresse"),
        Basis::VitalInterests => language.pick("to protect a life", "för att skydda liv"),
        Basis::Platform => language.pick("the setting of your device", "enhetens inställning"),
        _ => language.pick("stated in the policy", "anges i policyn"),
    }
}
