//! The brand's own page: what is owed to whom, and what may be done with whose data.

use consentry::{
    Moment, Timestamp,
    decide::Outcome,
    dialogue::{Duty, State, Task},
};
use maud::{Markup, html};

use super::{
    center::{Center, File},
    entry::Turn,
    error::RequestError,
    fields::Visitor,
    language::Language,
    page_layout::{self, Frame, badge},
    session::{self, Session},
    wording,
};

pub(crate) struct DeskPage<'p> {
    pub(crate) center: &'p Center,
    pub(crate) visitor: &'p Visitor,
    pub(crate) now: Timestamp,
}

impl DeskPage<'_> {
    pub(crate) fn draw(&self) -> Result<Markup, RequestError> {
        let session = self.visitor.desk()?;
        let language = self.visitor.language;
        let mut queue: Vec<(&File, &Duty)> = (self.center.files())
            .flat_map(|file| file.dossier.duties().map(move |duty| (file, duty)))
            .filter(|(_, duty)| !matches!(duty.task, Task::Keep { .. }))
            .collect();
        queue.sort_by_key(|(_, duty)| (urgency(duty.state(self.now)), duty.due));
        let (open, done): (Vec<_>, Vec<_>) =
            queue.into_iter().partition(|(_, duty)| duty.state(self.now) != State::Acknowledged);
        let title = language.pick("The privacy desk", "Dataskyddsdisken");
        let body = html! {
            div.wide {
                h1 { (title) }
                section aria-labelledby="queue" {
                    h2 id="queue" { (language.pick("What we owe", "Vad vi är skyldiga")) " (" (open.len()) ")" }
                    @if open.is_empty() {
                        p {
                            (language.pick(
                                "Nothing: everyone has been told, and has answered.",
                                "Ingenting: alla har fått veta och har svarat.",
                            ))
                        }
                    } @else { (self.table("queue", session, &open)) }
                    @if !done.is_empty() {
                        details {
                            summary { (language.pick("Done", "Klart")) " (" (done.len()) ")" }
                            (self.table("done", session, &done))
                        }
                    }
                    p { a href="/desk" { (language.pick("Look again", "Titta igen")) } }
                }
                section aria-labelledby="uses" {
                    h2 id="uses" { (language.pick("What may be done, now", "Vad som får göras, nu")) }
                    p.soft {
                        (language.pick(
                            "Each button tries to do it. The guard in front of the data decides; the person sees a no.",
                            "Varje knapp försöker göra det. Spärren framför uppgifterna avgör; personen ser ett nej.",
                        ))
                    }
                    (self.uses(session)?)
                }
            }
        };
        Ok(Frame::new(self.visitor, "/desk", title).page(title, &body))
    }

    fn table(&self, label: &str, session: &Session, duties: &[(&File, &Duty)]) -> Markup {
        let language = self.visitor.language;
        html! {
            div.scroll tabindex="0" role="region" aria-labelledby=(if label == "done" { "queue" } else { label }) {
                table.queue {
                    thead {
                        tr {
                            th scope="col" { (language.pick("State", "Läge")) }
                            th scope="col" { (language.pick("For", "För")) }
                            th scope="col" { (language.pick("What", "Vad")) }
                            th scope="col" { (language.pick("At the latest", "Senast")) }
                            th scope="col" { (language.pick("Your move", "Ditt drag")) }
                        }
                    }
                    tbody { @for (file, duty) in duties { (self.duty(session, file, duty)) } }
                }
            }
        }
    }

    fn duty(&self, session: &Session, file: &File, duty: &Duty) -> Markup {
        let language = self.visitor.language;
        let state = duty.state(self.now);
        let name = format!("{} – {}", file.customer.name, self.task(duty));
        let button = |turn: Turn, word: &str| {
            html! {
                button.small type="submit" name="turn" value=(turn.name()) { (word) span.unseen { ": " (name) } }
            }
        };
        let goes_out = matches!(duty.task, Task::Notify { .. } | Task::NotifySupplier { .. } | Task::TellPerson);
        html! {
            tr {
                td { (badge(state, language)) }
                td { (file.customer.name) }
                td {
                    (self.task(duty))
                    br; span.soft {
                        (duty.source)
                        @if duty.progress.attempts > 0 {
                            " · " (language.pick("sent", "skickat")) " " (duty.progress.attempts) "×, "
                            (language.time(duty.progress.since))
                        }
                        @if let Some(note) = &duty.progress.note { " · " (wording::note(note, language)) }
                    }
                }
                td data-label=(language.pick("At the latest", "Senast")) { (language.day(duty.due)) }
                td {
                    @if state != State::Acknowledged {
                        form.moves method="post" action="/desk/duty" {
                            (page_layout::secret(session))
                            input type="hidden" name="person" value=(file.customer.key);
                            input type="hidden" name="duty" value=(duty.id);
                            @if goes_out {
                                @let word = match duty.progress.attempts {
                                    0 => language.pick("Send", "Skicka"),
                                    _ => language.pick("Send again", "Skicka igen"),
                                };
                                (button(Turn::Sent, word))
                            }
                            @if !goes_out || duty.progress.attempts > 0 {
                                (button(Turn::Acknowledged, language.pick("It is done", "Det är gjort")))
                            }
                        }
                    } @else { span.soft { "–" } }
                }
            }
        }
    }

    fn task(&self, duty: &Duty) -> String {
        let language = self.visitor.language;
        match duty.task {
            Task::TellPerson => {
                language.pick("Tell the person what was done", "Berätta för personen vad som gjorts").to_owned()
            }
            _ => wording::task(&self.center.brand, duty, language),
        }
    }

    fn uses(&self, session: &Session) -> Result<Markup, RequestError> {
        let language = self.visitor.language;
        let moment = Moment::from(self.now).collected_at(self.now);
        let form = session::random(12)?;
        Ok(html! {
            div.scroll tabindex="0" role="region" aria-labelledby="uses" {
                table.uses {
                    thead {
                        tr {
                            th scope="col" { (language.pick("Use", "Användning")) }
                            @for file in self.center.files() { th scope="col" { (file.customer.name) } }
                        }
                    }
                    tbody {
                        @for wanted in &self.center.uses {
                            tr {
                                th scope="row" { (wanted.name(language)) }
                                @for file in self.center.files() {
                                    @let decision = wanted.guard.check(file.customer.key.as_str(), moment);
                                    td {
                                        form method="post" action="/desk/use" {
                                            (page_layout::once(session, &form))
                                            input type="hidden" name="person" value=(file.customer.key);
                                            button class={ "small " (outcome_class(decision.outcome())) }
                                                id={ "use-" (wanted.id) "-" (file.customer.key) }
                                                type="submit" name="use" value=(wanted.id) {
                                                (outcome(decision.outcome(), language))
                                                span.unseen { ": " (wanted.name(language)) ", " (file.customer.name) }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        })
    }

    /// Why a use is allowed or not, for one person.
    pub(crate) fn why(&self, key: &str, id: &str) -> Result<Markup, RequestError> {
        self.visitor.desk()?;
        let language = self.visitor.language;
        let file = self.center.file(key)?;
        let wanted = self.center.uses.iter().find(|wanted| wanted.id == id);
        let wanted = wanted.ok_or_else(|| RequestError::unknown("use", id))?;
        let explanation = wanted.guard.explain(key, Moment::from(self.now).collected_at(self.now));
        let verdict = match explanation.outcome {
            Outcome::Allow => language.pick("Done: it is allowed.", "Gjort: det är tillåtet."),
            _ => language.pick("Not done: the guard stopped it.", "Inte gjort: spärren stoppade det."),
        };
        let title = format!("{}: {}", wanted.name(language), file.customer.name);
        let body = html! {
            div.narrow {
                h1 { (title) }
                p.lede id="verdict" role="status" { strong class=(outcome_class(explanation.outcome)) { (verdict) } }
                pre { (explanation.text(language.of_explanations())) }
                p { a.button href="/desk" { (language.pick("Back to the desk", "Tillbaka till disken")) } }
            }
        };
        Ok(Frame::new(self.visitor, "/desk", language.pick("The privacy desk", "Dataskyddsdisken")).page(&title, &body))
    }
}

/// What is to be looked at first.
const fn urgency(state: State) -> u8 {
    match state {
        State::Overdue => 0,
        State::Failed => 1,
        State::Planned => 2,
        State::Sent => 3,
        State::Acknowledged => 4,
    }
}

const fn outcome(outcome: Outcome, language: Language) -> &'static str {
    match outcome {
        Outcome::Allow => language.pick("✓ allowed", "✓ tillåtet"),
        Outcome::Ask => language.pick("? ask first", "? fråga först"),
        Outcome::Deny => language.pick("✕ denied", "✕ nekat"),
    }
}

const fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allow => "yes",
        Outcome::Ask => "maybe",
        Outcome::Deny => "no",
    }
}
