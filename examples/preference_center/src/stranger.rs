//! Keeps strangers out: other sites that send forms here, and names that point here from elsewhere.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::error::RequestError;

/// Lets a request through if it was sent to this machine by its own name, and, where it may change something, from one
/// of our own pages.
pub(crate) async fn keep_out(request: Request, next: Next) -> Response {
    match check(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn check(method: &Method, headers: &HeaderMap) -> Result<(), RequestError> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    // Another name could be a stranger's that resolves to this machine (DNS rebinding).
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !["127.0.0.1", "localhost", "[::1]"].contains(&name) {
        return Err(RequestError::foreign(format!(
            "this service answers to localhost, not to `{}`",
            host.escape_debug()
        )));
    }
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let origin = text(header::ORIGIN);
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    match (origin, site) {
        (Some(origin), None | Some("same-origin")) if origin.strip_prefix("http://") == Some(host) => Ok(()),
        (None, Some("same-origin")) => Ok(()),
        (Some(origin), _) => Err(RequestError::foreign(format!("sent from `{}`", origin.escape_debug()))),
        (None, _) => Err(RequestError::foreign("the header `Origin` is missing")),
    }
}
