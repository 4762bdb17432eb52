//! What all pages have in common.

use consentry::dialogue::{State, Text};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    fields::Visitor,
    session::{Session, Who},
    tongue::Tongue,
    trouble::Trouble,
    wording,
};

pub(crate) const STYLE: &str = include_str!("style.css");
pub(crate) const ICON: &str = include_str!("icon.svg");

/// The frame around a page.
pub(crate) struct Frame<'f> {
    pub(crate) tongue: Tongue,
    pub(crate) session: Option<&'f Session>,
    /// The path of the page, for the navigation and to come back to after a change of language.
    pub(crate) place: &'static str,
    /// What the visitor is called.
    pub(crate) name: String,
}

impl<'f> Frame<'f> {
    pub(crate) fn new(visitor: &'f Visitor, place: &'static str, name: impl Into<String>) -> Self {
        Self { tongue: visitor.tongue, session: visitor.session.as_ref(), place, name: name.into() }
    }

    /// A whole page.
    pub(crate) fn page(&self, title: &str, body: &Markup) -> Markup {
        let tongue = self.tongue;
        html! {
            (DOCTYPE)
            html lang=(tongue.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) " · Lingon & Co" }
                    link rel="stylesheet" href="/style.css";
                    link rel="icon" type="image/svg+xml" href="/icon.svg";
                }
                body {
                    a.skip href="#main" { (tongue.pick("Skip to the content", "Hoppa till innehållet")) }
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
                            (tongue.pick(
                                "Lingon & Co is an invented shop. Times are UTC.",
                                "Lingon & Co är en påhittad butik. Tider är UTC.",
                            ))
                        }
                        @if let Some(session) = self.session {
                            form method="post" action="/leave" {
                                (secret(session))
                                button.quiet type="submit" {
                                    (tongue.pick("Leave", "Lämna"))
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
        let tongue = self.tongue;
        let links: &[(&str, &str)] = match self.session.map(|session| &session.who) {
            Some(Who::Customer(_)) => &[
                ("/choices", tongue.pick("Your choices", "Dina val")),
                ("/story", tongue.pick("What happened", "Vad som hänt")),
                ("/report", tongue.pick("Your report", "Din rapport")),
            ],
            _ => &[],
        };
        html! {
            @if !links.is_empty() {
                nav aria-label=(tongue.pick("Pages", "Sidor")) {
                    @for (path, name) in links {
                        a href=(path) aria-current=[(*path == self.place).then_some("page")] { (name) }
                    }
                }
            }
        }
    }

    fn languages(&self) -> Markup {
        html! {
            nav.languages aria-label=(self.tongue.pick("Language", "Språk")) {
                @for tongue in Tongue::ALL {
                    a href={ "/language/" (tongue.code()) (self.place) } lang=(tongue.code()) hreflang=(tongue.code())
                        aria-current=[(tongue == self.tongue).then_some("true")] { (tongue.name()) }
                }
            }
        }
    }
}

/// The page that tells of trouble.
pub(crate) fn trouble_page(trouble: &Trouble, visitor: &Visitor) -> Markup {
    let tongue = visitor.tongue;
    let home = match visitor.session.as_ref().map(|session| &session.who) {
        Some(Who::Customer(_)) => "/choices",
        Some(Who::Desk) => "/desk",
        Some(Who::Company(_)) => "/mailbox",
        None => "/",
    };
    let body = html! {
        div.narrow.trouble {
            p.soft { (trouble.status.as_u16()) }
            h1 { (trouble.what(tongue)) }
            p.lede { (trouble.mend(tongue)) }
            @if let Some(detail) = &trouble.detail { p.soft { code { (detail) } } }
            p { a.button href=(home) { (tongue.pick("Go on from here", "Gå vidare härifrån")) } }
        }
    };
    Frame::new(visitor, "/", "").page(trouble.what(tongue), &body)
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
pub(crate) fn badge(state: State, tongue: Tongue) -> Markup {
    let sign = match state {
        State::Planned => "○",
        State::Sent => "➝",
        State::Acknowledged => "✓",
        State::Failed => "↻",
        State::Overdue => "!",
    };
    html! {
        span class={ "badge " (wording::class(state)) } {
            span aria-hidden="true" { (sign) } " " (wording::state(state, tongue))
        }
    }
}
