//! Who asks, and what their form says.

use std::sync::Arc;

use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};

use super::{
    AppState,
    error::RequestError,
    language::Language,
    session::{COOKIE, Session, Who},
};

/// The cookie that keeps the chosen language.
pub(crate) const LANGUAGE_COOKIE: &str = "lingon_language";

/// Whoever asks for a page.
pub(crate) struct Visitor {
    pub(crate) language: Language,
    pub(crate) session: Option<Session>,
    /// The secret in the cookie, for ending the session.
    pub(crate) secret: Option<String>,
}

impl Visitor {
    pub(crate) fn new(state: &AppState, headers: &HeaderMap) -> Self {
        let secret = cookie(headers, COOKIE);
        let session = secret.as_deref().and_then(|secret| state.sessions().of(secret).cloned());
        Self { language: language(headers), session, secret }
    }

    /// The customer whose session it is.
    pub(crate) fn customer(&self) -> Result<(&str, &Session), RequestError> {
        match &self.session {
            Some(session @ Session { who: Who::Customer(key), .. }) => Ok((key, session)),
            Some(_) => Err(RequestError::not_yours()),
            None => Err(RequestError::signed_out()),
        }
    }

    /// That it is the brand's own people.
    pub(crate) fn desk(&self) -> Result<&Session, RequestError> {
        match &self.session {
            Some(session @ Session { who: Who::Desk, .. }) => Ok(session),
            Some(_) => Err(RequestError::not_yours()),
            None => Err(RequestError::signed_out()),
        }
    }

    /// The company whose session it is.
    pub(crate) fn company(&self) -> Result<(&str, &Session), RequestError> {
        match &self.session {
            Some(session @ Session { who: Who::Company(key), .. }) => Ok((key, session)),
            Some(_) => Err(RequestError::not_yours()),
            None => Err(RequestError::signed_out()),
        }
    }
}

impl FromRequestParts<Arc<AppState>> for Visitor {
    type Rejection = RequestError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<AppState>) -> Result<Self, RequestError> {
        Ok(Self::new(state, &parts.headers))
    }
}

/// The language that was chosen, else one that the browser asks for.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(|code| Language::named(&code));
    let accepted = || Language::accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
    chosen.or_else(accepted).unwrap_or_default()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// A form as it was sent: names and values, in order.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field that stands in the form exactly once.
    pub(crate) fn one(&self, name: &str) -> Result<&str, RequestError> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            (None, _) => Err(RequestError::malformed(format!("the field `{name}` is missing"))),
            _ => Err(RequestError::malformed(format!("the field `{name}` is there twice"))),
        }
    }

    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// What names the form, so that pressing twice is pressing once: as [`random`](super::session::random) makes it.
    pub(crate) fn form(&self) -> Result<&str, RequestError> {
        let name = self.one("form")?;
        let is_ours =
            name.len() == 24 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if is_ours { Ok(name) } else { Err(RequestError::malformed("the field `form` is not as we wrote it")) }
    }

    /// Fields that no form of ours has are refused: whoever sends them expects something to happen.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), RequestError> {
        let ours = |name: &str| name == "secret" || names.contains(&name);
        match self.0.iter().find(|(name, _)| !ours(name)) {
            Some((name, _)) => {
                Err(RequestError::malformed(format!("the field `{}` is not known", name.escape_debug())))
            }
            None => Ok(()),
        }
    }
}

impl FromRequest<Arc<AppState>> for Fields {
    type Rejection = RequestError;

    async fn from_request(request: Request, state: &Arc<AppState>) -> Result<Self, RequestError> {
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        match form {
            Ok(Form(fields)) => Ok(Self(fields)),
            Err(rejection) if rejection.status().as_u16() == 413 => Err(RequestError::of_status(rejection.status())),
            Err(rejection) => Err(RequestError::malformed(rejection)),
        }
    }
}

/// A form of a session: it has the session's cookie, and the session's secret in a field.
pub(crate) struct Signed {
    pub(crate) visitor: Visitor,
    pub(crate) fields: Fields,
}

impl FromRequest<Arc<AppState>> for Signed {
    type Rejection = RequestError;

    async fn from_request(request: Request, state: &Arc<AppState>) -> Result<Self, RequestError> {
        let visitor = Visitor::new(state, request.headers());
        let session = visitor.session.clone().ok_or_else(RequestError::signed_out)?;
        let fields = Fields::from_request(request, state).await?;
        if fields.one("secret").is_ok_and(|secret| same(secret, &session.form_secret)) {
            Ok(Self { visitor, fields })
        } else {
            Err(RequestError::foreign("the field `secret` is not that of this session"))
        }
    }
}

/// Compares without telling by the time it takes how much is right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}
