//! What all pages have in common.

use consentry::dialogue::{State, Text};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    error::RequestError,
    fields::Visitor,
    language::Language,
    session::{Session, Who},
    wording,
};

pub(crate) const STYLE: &str = include_str!("style.css");
pub(crate) const ICON: &str = include_str!("icon.svg");

/// The frame around a page.
pub(crate) struct Frame<'f> {
    pub(crate) language: Language,
    pub(crate) session: Option<&'f Session>,
    /// The path of the page, for the navigation and to come back to after a change of language.
    pub(crate) place: &'static str,
    /// What the visitor is called.
    pub(crate) name: String,
}

impl<'f> Frame<'f> {
    pub(crate) fn new(visitor: &'f Visitor, place: &'static str, name: impl Into<String>) -> Self {
        Self { language: visitor.language, session: visitor.session.as_ref(), place, name: name.into() }
    }

    /// A whole page.
    pub(crate) fn page(&self, title: &str, body: &Markup) -> Markup {
        let language = self.language;
        html! {
            (DOCTYPE)
            html lang=(language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " · Lingon & Co" }
                    link rel="stylesheet" href="/style.css";
                    link rel="icon" type="image/svg+xml" href="/icon.svg";
                }
                body {
                    a.skip href="#main" { (language.pick("Skip to the content", "Hoppa till innehållet")) }
                    header.top {
                        div.wide {
                            a.mark href="/" { (PreEscaped(ICON)) span { "Lingon & Co" } }
                            (self.navigation())
                            (self.languages())
                        }
                    }
                    main id="main" { (body) }
                    footer.wide {
                        p {
                            (language.pick(
                                "Lingon & Co is an invented shop. Times are UTC.",
                                "Lingon & Co är en påhittad butik. Tider är UTC.",
                            ))
                        }
                        @if let Some(session) = self.session {
                            form method="post" action="/leave" {
                                (secret(session))
                                button.quiet type="submit" {
                                    (language.pick("Leave", "Lämna"))
                                    @if !self.name.is_empty() { " (" (self.name) ")" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn navigation(&self) -> Markup {
        let language = self.language;
        let links: &[(&str, &str)] = match self.session.map(|session| &session.who) {
            Some(Who::Customer(_)) => &[
                ("/choices", language.pick("Your choices", "Dina val")),
                ("/story", language.pick("What happened", "Vad som hänt")),
                ("/report", language.pick("Your report", "Din rapport")),
            ],
            _ => &[],
        };
        html! {
            @if !links.is_empty() {
                nav aria-label=(language.pick("Pages", "Sidor")) {
                    @for (path, name) in links {
                        a href=(path) aria-current=[(*path == self.place).then_some("page")] { (name) }
                    }
                }
            }
        }
    }

    fn languages(&self) -> Markup {
        html! {
            nav.languages aria-label=(self.language.pick("Language", "Språk")) {
                @for language in Language::ALL {
                    a href={ "/language/" (language.code()) (self.place) } lang=(language.code()) hreflang=(language.code())
                        aria-current=[(language == self.language).then_some("true")] { (language.name()) }
                }
            }
        }
    }
}

/// The page that says what went wrong.
pub(crate) fn error_page(error: &RequestError, visitor: &Visitor) -> Markup {
    let language = visitor.language;
    let home = match visitor.session.as_ref().map(|session| &session.who) {
        Some(Who::Customer(_)) => "/choices",
        Some(Who::Desk) => "/desk",
        Some(Who::Company(_)) => "/mailbox",
        None => "/",
    };
    let body = html! {
        div.narrow.error {
            p.soft { (error.status.as_u16()) }
            h1 { (error.what(language)) }
            p.lede { (error.mend(language)) }
            @if let Some(detail) = &error.detail { p.soft { code { (detail) } } }
            p { a.button href=(home) { (language.pick("Go on from here", "Gå vidare härifrån")) } }
        }
    };
    Frame::new(visitor, "/", "").page(error.what(language), &body)
}

/// The hidden field that shows a form to be of this session.
pub(crate) fn secret(session: &Session) -> Markup {
    html! { input type="hidden" name="secret" value=(session.form_secret); }
}

/// The hidden fields of a form that does something once.
pub(crate) fn once(session: &Session, form: &str) -> Markup {
    html! { (secret(session)) input type="hidden" name="form" value=(form); }
}

/// A text of the policy; where it stands in for a missing translation, its language is marked.
pub(crate) fn text(text: &Text) -> Markup {
    html! {
        @if text.fallback && !text.language.is_empty() {
            span lang=(text.language) { (text.text) " " span.soft { "[" (text.language) "]" } }
        } @else { (text.text) }
    }
}

/// How far something is: a sign, a colour and a word.
pub(crate) fn badge(state: State, language: Language) -> Markup {
    let sign = match state {
        State::Planned => "○",
        State::Sent => "➝",
        State::Acknowledged => "✓",
        State::Failed => "↻",
        State::Overdue => "!",
    };
    html! {
        span class={ "badge " (wording::class(state)) } {
            span aria-hidden="true" { (sign) } " " (wording::state(state, language))
        }
    }
}
