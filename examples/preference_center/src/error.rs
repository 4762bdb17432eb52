//! What a visitor is told when something cannot be done: a page with the right status, what is wrong, what to do.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use consentry::dialogue::{AnswerError, DisclosureError, DutyError, StepError};

use super::language::Language;

/// Why a request is not served. Nothing has changed then.
#[derive(Clone, Debug)]
pub struct RequestError {
    pub(crate) status: StatusCode,
    what: [&'static str; 2],
    mend: [&'static str; 2],
    /// What a developer wants to know.
    pub(crate) detail: Option<String>,
}

const AGAIN: [&str; 2] = [
    "Nothing was changed. Go back, look again and try once more.",
    "Inget har ändrats. Gå tillbaka, titta igen och försök en gång till.",
];

impl RequestError {
    const fn new(status: StatusCode, what: [&'static str; 2], mend: [&'static str; 2]) -> Self {
        Self { status, what, mend, detail: None }
    }

    fn because(self, detail: impl ToString) -> Self {
        Self { detail: Some(detail.to_string()), ..self }
    }

    pub(crate) const fn what(&self, language: Language) -> &'static str {
        language.pick(self.what[0], self.what[1])
    }

    pub(crate) const fn mend(&self, language: Language) -> &'static str {
        language.pick(self.mend[0], self.mend[1])
    }

    /// A form that no page of ours sends.
    pub(crate) fn malformed(detail: impl ToString) -> Self {
        let what = ["We could not read that form.", "Vi kunde inte läsa formuläret."];
        Self::new(StatusCode::BAD_REQUEST, what, AGAIN).because(detail)
    }

    /// The form came from elsewhere, or from nobody's session.
    pub(crate) fn foreign(detail: impl ToString) -> Self {
        let what = [
            "This did not come from a page of ours, so we did not do it.",
            "Det här kom inte från någon av våra sidor, så vi gjorde det inte.",
        ];
        let mend = [
            "If it was you: open your choices and press the button there. If it was not: nothing was changed.",
            "Var det du: öppna dina val och tryck på knappen där. Var det inte du: inget har ändrats.",
        ];
        Self::new(StatusCode::FORBIDDEN, what, mend).because(detail)
    }

    pub(crate) fn signed_out() -> Self {
        let what = ["We do not know who you are right now.", "Vi vet inte vem du är just nu."];
        let mend = [
            "Choose who you are on the first page. Nothing was changed.",
            "Välj vem du är på första sidan. Inget har ändrats.",
        ];
        Self::new(StatusCode::UNAUTHORIZED, what, mend)
    }

    pub(crate) fn not_yours() -> Self {
        let what = ["This page is for someone else.", "Den här sidan är för någon annan."];
        let mend = ["Go back to the first page and choose who you are.", "Gå till första sidan och välj vem du är."];
        Self::new(StatusCode::FORBIDDEN, what, mend)
    }

    pub(crate) fn unknown_person(key: &str) -> Self {
        let what = ["We know nobody of that name.", "Vi känner ingen med det namnet."];
        Self::new(StatusCode::NOT_FOUND, what, AGAIN).because(shortened(key))
    }

    /// There is no such thing.
    pub(crate) fn unknown(thing: &'static str, name: &str) -> Self {
        let what = ["There is no such thing here.", "Det finns inget sådant här."];
        Self::new(StatusCode::NOT_FOUND, what, AGAIN).because(format!("{thing}: {}", shortened(name)))
    }

    pub(crate) fn no_page() -> Self {
        let what = ["There is no such page.", "Den sidan finns inte."];
        let mend = ["Start from the first page.", "Börja från första sidan."];
        Self::new(StatusCode::NOT_FOUND, what, mend)
    }

    /// The log cannot be written.
    pub(crate) fn unwritable(error: &std::io::Error) -> Self {
        let what = [
            "We could not write that down, so it does not count yet.",
            "Vi kunde inte skriva ner det, så det gäller inte än.",
        ];
        let mend = ["Please try again in a while.", "Försök igen om en stund."];
        Self::new(StatusCode::SERVICE_UNAVAILABLE, what, mend).because(error)
    }

    /// Something of ours is wrong.
    pub(crate) fn ours(detail: impl ToString) -> Self {
        let what = ["Something went wrong on our side.", "Något gick fel hos oss."];
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, what, AGAIN).because(detail)
    }

    /// For an answer that has only a status.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::no_page(),
            StatusCode::METHOD_NOT_ALLOWED => {
                let what = ["This page cannot be used that way.", "Sidan kan inte användas så."];
                Self::new(status, what, AGAIN)
            }
            StatusCode::PAYLOAD_TOO_LARGE => {
                let what = ["That form is too large.", "Formuläret är för stort."];
                Self::new(status, what, AGAIN)
            }
            other if other.is_client_error() => Self { status: other, ..Self::malformed(other) },
            other => Self { status: other, ..Self::ours(other) },
        }
    }
}

impl From<AnswerError> for RequestError {
    fn from(error: AnswerError) -> Self {
        match &error {
            AnswerError::Stale { .. } => {
                let what = [
                    "Our words have changed since you opened that page.",
                    "Våra ord har ändrats sedan du öppnade sidan.",
                ];
                let mend = [
                    "Your answer was not taken: you had not seen the new words. Open your choices and read them.",
                    "Ditt svar räknades inte, eftersom du inte hade sett de nya orden. Öppna dina val och läs dem.",
                ];
                Self::new(StatusCode::CONFLICT, what, mend).because(error)
            }
            AnswerError::NeverShown { .. } => {
                let what = ["That question was never put to you.", "Den frågan har aldrig ställts till dig."];
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, what, AGAIN).because(error)
            }
            AnswerError::GuardianRequired { .. } => {
                let what = ["Only your guardian can say yes to that.", "Bara din vårdnadshavare kan säga ja till det."];
                Self::new(StatusCode::FORBIDDEN, what, AGAIN).because(error)
            }
            _ => Self::malformed(error),
        }
    }
}

impl From<StepError> for RequestError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Disclosure(error) => error.into(),
            StepError::Conflict(_) => {
                let what = [
                    "Something else is on record under that name already.",
                    "Något annat är redan antecknat under det namnet.",
                ];
                Self::new(StatusCode::CONFLICT, what, AGAIN).because(error)
            }
            _ => Self::malformed(error),
        }
    }
}

impl From<DisclosureError> for RequestError {
    fn from(error: DisclosureError) -> Self {
        match &error {
            DisclosureError::UnknownParent(id) => Self::unknown("disclosure", id),
            DisclosureError::Conflict(_) => {
                let what = [
                    "Something else is on record under that name already.",
                    "Något annat är redan antecknat under det namnet.",
                ];
                Self::new(StatusCode::CONFLICT, what, AGAIN).because(error)
            }
            DisclosureError::MalformedId(_) => Self::malformed(error),
            _ => Self::ours(error),
        }
    }
}

impl From<DutyError> for RequestError {
    fn from(error: DutyError) -> Self {
        match &error {
            DutyError::Unknown(id) => Self::unknown("duty", id),
            _ => {
                let what = ["That is not how far it is.", "Så långt har det inte kommit."];
                Self::new(StatusCode::CONFLICT, what, AGAIN).because(error)
            }
        }
    }
}

impl IntoResponse for RequestError {
    /// The page is drawn later, when the visitor's language is known.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Never more of a stranger's text than fits on a line.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().filter(|character| !character.is_control()).take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
