//! Who is signed in, by a secret in a cookie and another in each form.

use std::collections::{HashMap, VecDeque};

use super::error::RequestError;

/// Most sessions at once; beyond, the oldest ends.
const MAX_SESSIONS: usize = 1000;

/// The cookie. `Strict`: no other site can make a browser send it. Not `Secure` only because this service speaks plain
/// HTTP, to the machine that it runs on alone.
pub(crate) const COOKIE: &str = "lingon_session";

/// Whoever uses the pages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Who {
    Customer(String),
    /// The brand's own people.
    Desk,
    /// Another company.
    Company(String),
}

/// A signed-in visitor.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) who: Who,
    /// Stands in each form of this session, so that a form from elsewhere is known by its absence.
    pub(crate) form_secret: String,
}

/// Everyone who is signed in. Kept in memory only: after a restart people sign in again.
#[derive(Default)]
pub(crate) struct Sessions {
    by_secret: HashMap<String, Session>,
    oldest_first: VecDeque<String>,
}

impl Sessions {
    /// A new session; the secret for its cookie.
    pub(crate) fn begin(&mut self, who: Who) -> Result<String, RequestError> {
        let secret = random(32)?;
        let session = Session { who, form_secret: random(32)? };
        if self.oldest_first.len() >= MAX_SESSIONS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.by_secret.remove(&oldest);
        }
        self.oldest_first.push_back(secret.clone());
        self.by_secret.insert(secret.clone(), session);
        Ok(secret)
    }

    pub(crate) fn of(&self, secret: &str) -> Option<&Session> {
        self.by_secret.get(secret)
    }

    pub(crate) fn end(&mut self, secret: &str) {
        self.by_secret.remove(secret);
        self.oldest_first.retain(|other| other != secret);
    }
}

/// That many random bytes in hexadecimal digits.
pub(crate) fn random(bytes: usize) -> Result<String, RequestError> {
    let mut buffer = vec![0; bytes];
    getrandom::fill(&mut buffer).map_err(RequestError::ours)?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}
