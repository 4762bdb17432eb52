//! A visitor without a browser: asks for pages, fills in forms, and can do what no browser would.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use tower::ServiceExt;

use preference_center::{AppState, routes};

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) page: String,
    /// Where to go on.
    pub(crate) location: Option<String>,
    pub(crate) cookies: Vec<String>,
}

/// Someone with a cookie.
pub(crate) struct Visitor {
    routes: Router,
    pub(crate) cookie: String,
}

impl Visitor {
    /// Someone who has not signed in.
    pub(crate) fn stranger(state: &Arc<AppState>) -> Self {
        Self { routes: routes(state.clone()), cookie: String::new() }
    }

    /// Someone who has.
    pub(crate) fn enter(state: &Arc<AppState>, who: &str) -> Self {
        let mut visitor = Self::stranger(state);
        let answer = visitor.post("/enter", &[("who", who)]);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
        visitor.cookie = answer.cookies[0].split(';').next().unwrap().to_owned();
        visitor
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::HOST, "localhost"), String::new())
    }

    /// Sends a form as a page of the service would.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from("http://localhost", path, fields)
    }

    /// Sends a form as a page of that origin would.
    pub(crate) fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "localhost")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, encoded(fields))
    }

    pub(crate) fn send(&self, request: axum::http::request::Builder, body: String) -> Answer {
        let request = request.header(header::COOKIE, &self.cookie).body(Body::from(body)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let response = self.routes.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let page = to_bytes(body, usize::MAX).await.unwrap();
            let text =
                |name| parts.headers.get(name).map(|value: &header::HeaderValue| value.to_str().unwrap().to_owned());
            Answer {
                status: parts.status,
                page: String::from_utf8(page.to_vec()).unwrap(),
                location: text(header::LOCATION),
                cookies: text(header::SET_COOKIE).into_iter().collect(),
            }
        })
    }

    /// The hidden field of that name on a page.
    pub(crate) fn hidden(&self, path: &str, name: &str) -> String {
        let page = self.get(path).page;
        let marker = format!("name=\"{name}\" value=\"");
        let start = page.find(&marker).unwrap_or_else(|| panic!("no `{name}` on {path}: {page}")) + marker.len();
        page[start..].split('"').next().unwrap().to_owned()
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        let bytes = text.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        });
        bytes.collect::<String>()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}
