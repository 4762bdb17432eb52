//! Another company's mailbox: what it was told, what it answers, and what it did with the data it got.

use consentry::{
    Timestamp,
    dialogue::{Disclosure, Duty, Stage, State, Task},
};
use maud::{Markup, html};

use super::{
    center::{Center, File},
    entry::Turn,
    error::RequestError,
    fields::Visitor,
    page_layout::{self, Frame, badge},
    session::{self, Session},
    wording,
};

pub(crate) struct MailboxPage<'p> {
    pub(crate) center: &'p Center,
    pub(crate) visitor: &'p Visitor,
    pub(crate) now: Timestamp,
}

/// Whether the duty is to tell that company.
pub(crate) fn is_for(duty: &Duty, company: &str) -> bool {
    matches!(&duty.task, Task::Notify { recipient, .. } if recipient == company)
}

/// Whether that company got the data.
pub(crate) fn is_with(disclosure: &Disclosure, company: &str) -> bool {
    disclosure.data_use.recipient == company
        && !matches!(disclosure.origin, consentry::dialogue::Origin::Received { .. })
}

impl MailboxPage<'_> {
    pub(crate) fn draw(&self) -> Result<Markup, RequestError> {
        let (company, session) = self.visitor.company()?;
        let language = self.visitor.language;
        let name = self.center.brand.recipient(company, language);
        let mut messages: Vec<(&File, &Duty)> = (self.center.files())
            .flat_map(|file| file.dossier.duties().map(move |duty| (file, duty)))
            .filter(|(_, duty)| is_for(duty, company) && duty.progress.attempts > 0)
            .collect();
        messages.sort_by_key(|(_, duty)| (duty.progress.stage == Stage::Acknowledged, duty.due));
        let data: Vec<(&File, &Disclosure)> = (self.center.files())
            .flat_map(|file| file.dossier.disclosures().iter().map(move |disclosure| (file, disclosure)))
            .filter(|(_, disclosure)| is_with(disclosure, company))
            .collect();
        let body = html! {
            div.narrow {
                h1 { (name) }
                p.lede { (language.pick("Messages from Lingon & Co", "Meddelanden från Lingon & Co")) }
                @if messages.is_empty() {
                    p { (language.pick("The mailbox is empty.", "Brevlådan är tom.")) }
                }
                @for (file, duty) in messages { (self.message(session, file, duty)) }
                @if !data.is_empty() {
                    section aria-labelledby="data" {
                        h2 id="data" { (language.pick("Data you got", "Uppgifter ni har fått")) }
                        @for (file, disclosure) in data { (self.held(session, file, disclosure)?) }
                    }
                }
            }
        };
        Ok(Frame::new(self.visitor, "/mailbox", &name).page(&name, &body))
    }

    fn message(&self, session: &Session, file: &File, duty: &Duty) -> Markup {
        let language = self.visitor.language;
        let state = duty.state(self.now);
        html! {
            article.card {
                p {
                    (badge(state, language)) " "
                    strong { (file.customer.name) } " "
                    (language.pick(
                        "has said no. Stop using this person's data, erase it, and see that whoever got it from you \
                         does the same.",
                        "har sagt nej. Sluta använda personens uppgifter, radera dem och se till att de som fått dem \
                         av er gör detsamma.",
                    ))
                }
                p.soft { (wording::progress(duty, self.now, language)) }
                @if state != State::Acknowledged {
                    form.moves method="post" action="/mailbox/answer" {
                        (page_layout::secret(session))
                        input type="hidden" name="person" value=(file.customer.key);
                        input type="hidden" name="duty" value=(duty.id);
                        button type="submit" name="turn" value=(Turn::Acknowledged.name()) {
                            (language.pick("We stopped and erased it", "Vi har slutat och raderat"))
                        }
                        button type="submit" name="turn" value=(Turn::Failed.name()) {
                            (language.pick("We cannot do it now", "Vi kan inte göra det nu"))
                        }
                    }
                }
            }
        }
    }

    fn held(&self, session: &Session, file: &File, disclosure: &Disclosure) -> Result<Markup, RequestError> {
        let language = self.visitor.language;
        let field = session::random(4)?;
        Ok(html! {
            article.card {
                p {
                    strong { (file.customer.name) } ": "
                    (self.center.brand.category(&disclosure.data_use.category, language)) ", "
                    (language.day(disclosure.at))
                }
                form.moves method="post" action="/mailbox/passed-on" {
                    (page_layout::once(session, &session::random(12)?))
                    input type="hidden" name="person" value=(file.customer.key);
                    input type="hidden" name="disclosure" value=(disclosure.id);
                    label for=(field) { (language.pick("We passed it on to", "Vi lämnade den vidare till")) }
                    input id=(field) name="to" required maxlength="60" autocomplete="off";
                    button type="submit" { (language.pick("Report it", "Meddela det")) }
                }
            }
        })
    }
}
