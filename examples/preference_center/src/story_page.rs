//! What happened, newest first, and a picture of it: a line for each choice, drawn where its use was allowed.

use consentry::Timestamp;
use maud::{Markup, html};

use super::{
    center::{Center, File},
    choices_page::duty_list,
    entry::{Act, Entry, Turn},
    error::RequestError,
    fields::Visitor,
    page_layout::Frame,
    wording,
};

pub(crate) struct StoryPage<'p> {
    pub(crate) center: &'p Center,
    pub(crate) visitor: &'p Visitor,
    pub(crate) now: Timestamp,
}

impl StoryPage<'_> {
    pub(crate) fn draw(&self) -> Result<Markup, RequestError> {
        let (key, _) = self.visitor.customer()?;
        let (language, file) = (self.visitor.language, self.center.file(key)?);
        let title = language.pick("What happened", "Vad som hänt");
        let mut entries: Vec<&Entry> = file.entries.iter().collect();
        entries.sort_by_key(|entry| entry.at);
        let body = html! {
            div.narrow {
                h1 { (title) }
                p.lede {
                    (language.pick(
                        "Everything you said, everything we did about it, and everywhere your data went.",
                        "Allt du sagt, allt vi gjort åt det och överallt där dina uppgifter hamnat.",
                    ))
                }
                @if entries.is_empty() {
                    p { (language.pick("Nothing yet.", "Inget än.")) }
                } @else {
                    (self.picture(file))
                    ol.story {
                        @for entry in entries.into_iter().rev() { (self.line(file, entry)) }
                    }
                }
            }
        };
        Ok(Frame::new(self.visitor, "/story", &file.customer.name).page(title, &body))
    }

    fn line(&self, file: &File, entry: &Entry) -> Markup {
        let (language, brand) = (self.visitor.language, &self.center.brand);
        let duty = |id: &str| file.dossier.duties().find(|duty| duty.id == id);
        let when = html! { time datetime=(entry.at) { (language.time(entry.at)) } };
        match &entry.act {
            Act::Said(steps) => html! {
                @for event in steps.iter().filter_map(|step| step.event.as_ref()) {
                    @let duties = wording::duties_of(file, event.id().as_str());
                    li class=(if event.kind() == consentry::Kind::Given { "yes" } else { "no" }) {
                        (when) p { strong { (wording::said(brand, event, language)) } }
                        p.soft { a href={ "/receipt/" (event.id()) } { (language.pick("Receipt", "Kvitto")) } }
                        @if !duties.is_empty() {
                            details {
                                summary {
                                    (language.pick(
                                        "What followed, and how far it is",
                                        "Vad som följde, och hur långt det har kommit",
                                    ))
                                }
                                (duty_list(self.center, &duties, self.now, language))
                            }
                        }
                    }
                }
            },
            Act::Moved(step) => html! {
                @if let Some(disclosure) = &step.disclosure {
                    li.moved { (when) p { (wording::moved(brand, file, disclosure, language)) } }
                }
            },
            Act::Turned { duty: id, turn, note } => html! {
                @if let Some(duty) = duty(id) {
                    li class=(turned_class(*turn)) {
                        (when) p { (wording::turned(brand, duty, *turn, note.as_deref(), language)) }
                    }
                }
            },
            Act::Refused(consultation) => {
                let what = brand.purpose(&consultation.data_use.purpose, language);
                let who = brand.recipient(&consultation.data_use.recipient, language);
                html! {
                    li.refused {
                        (when)
                        p {
                            (language.pick("Wanted, and stopped at the guard", "Önskat, och stoppat vid spärren"))
                            ": " (what) " – " (who) "."
                        }
                    }
                }
            }
        }
    }

    /// A line of time for each choice that was ever allowed or talked about, drawn where its use was allowed.
    fn picture(&self, file: &File) -> Markup {
        let language = self.visitor.language;
        let Some(first) = file.entries.iter().map(|entry| entry.at).min() else { return html! {} };
        let from = first.millis();
        let span = (self.now.millis() - from).max(1);
        let x = |time: Timestamp| (time.millis() - from).clamp(0, span) * 1000 / span;
        let lanes: Vec<(String, Vec<(Timestamp, Timestamp)>)> = (self.center.brand.switches.iter())
            .filter_map(|switch| {
                let spans = self.center.allowed_spans(file, switch, first, self.now);
                let recipient = self.center.brand.recipient(&switch.recipient, language);
                let name = format!("{} – {recipient}", self.center.brand.purpose(&switch.purpose, language));
                (!spans.is_empty()).then_some((name, spans))
            })
            .collect();
        html! {
            @if !lanes.is_empty() {
                figure.lanes {
                    figcaption.soft {
                        (language.pick("When each use was allowed", "När varje användning var tillåten")) ": "
                        (language.day(first)) " – " (language.pick("today", "i dag"))
                    }
                    ul {
                        @for (name, spans) in &lanes {
                            li {
                                span.name { (name) }
                                span.unseen {
                                    @for (start, end) in spans { " " (language.day(*start)) " – " (language.day(*end)) ";" }
                                }
                                svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true" {
                                    rect.track x="0" y="5" width="1000" height="6" rx="3" {}
                                    @for (start, end) in spans {
                                        @let (left, right) = (x(*start), x(*end));
                                        rect.on x=(left) y="2" width=((right - left).max(6)) height="12" rx="4" {}
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

const fn turned_class(turn: Turn) -> &'static str {
    match turn {
        Turn::Sent => "sent",
        Turn::Acknowledged => "done",
        Turn::Failed => "failed",
    }
}
