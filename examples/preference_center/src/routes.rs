//! Which address does what.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use consentry::dialogue::{Choice, ConsentRecord, Digest, Issuer};
use maud::Markup;

use super::{
    AppState,
    choices_page::ChoicesPage,
    desk_page::DeskPage,
    entry::Turn,
    error::RequestError,
    fields::{self, Fields, Signed, Visitor},
    front_page,
    language::Language,
    mailbox_page::{self, MailboxPage},
    page_layout, report_page,
    session::{self, Who},
    story_page::StoryPage,
    stranger,
};

/// Far more than any form of ours has.
const MAX_FORM: usize = 16 * 1024;

type Page = Result<Markup, RequestError>;
type Done = Result<Redirect, RequestError>;

/// All pages and forms.
pub fn routes(state: Arc<AppState>) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/enter", post(enter))
        .route("/leave", post(leave))
        .route("/language/{code}/", get(language))
        .route("/language/{code}/{page}", get(language_of))
        .route("/choices", get(choices))
        .route("/choices/done/{form}", get(choices_done))
        .route("/answer", post(answer))
        .route("/later", post(later))
        .route("/stop", post(stop))
        .route("/story", get(story))
        .route("/report", get(report))
        .route("/report.html", get(report_html))
        .route("/report.txt", get(report_text))
        .route("/report.json", get(report_json))
        .route("/receipt/{form}/{item}", get(receipt))
        .route("/desk", get(desk))
        .route("/desk/duty", post(desk_duty))
        .route("/desk/use", post(desk_use))
        .route("/desk/why/{person}/{use}", get(desk_why))
        .route("/mailbox", get(mailbox))
        .route("/mailbox/answer", post(mailbox_answer))
        .route("/mailbox/passed-on", post(mailbox_passed_on))
        .route("/style.css", get(|| async { asset("text/css; charset=utf-8", page_layout::STYLE) }))
        .route("/icon.svg", get(|| async { asset("image/svg+xml", page_layout::ICON) }))
        .fallback(|| async { RequestError::no_page() })
        .layer(DefaultBodyLimit::max(MAX_FORM))
        .layer(middleware::from_fn(stranger::keep_out))
        .layer(middleware::from_fn_with_state(state.clone(), finish))
        .with_state(state)
}

/// Draws an error as a page, and sends with everything what keeps a browser from doing more than we mean.
async fn finish(State(state): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let visitor = Visitor::new(&state, request.headers());
    let mut response = next.run(request).await;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let error =
            response.extensions_mut().remove::<RequestError>().unwrap_or_else(|| RequestError::of_status(status));
        if status.is_server_error() {
            eprintln!("error: {status} {}", error.detail.as_deref().unwrap_or_default());
        }
        response = (status, page_layout::error_page(&error, &visitor)).into_response();
    }
    let headers = response.headers_mut();
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; \
                  base-uri 'none'";
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Our own forms need the origin; nobody else is told where the visitor was.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, text).into_response()
}

async fn front(State(state): State<Arc<AppState>>, visitor: Visitor) -> Markup {
    front_page::page(&state.center(), &visitor)
}

async fn enter(State(state): State<Arc<AppState>>, visitor: Visitor, fields: Fields) -> Result<Response, RequestError> {
    fields.only(&["who"])?;
    let (who, home) = match fields.one("who")?.split_once(':') {
        Some(("customer", key)) => {
            state.center().file(key)?;
            (Who::Customer(key.to_owned()), "/choices")
        }
        Some(("company", key)) if front_page::COMPANIES.contains(&key) => (Who::Company(key.to_owned()), "/mailbox"),
        None if fields.one("who")? == "desk" => (Who::Desk, "/desk"),
        _ => return Err(RequestError::unknown_person(fields.one("who")?)),
    };
    if let Some(old) = &visitor.secret {
        state.sessions().end(old);
    }
    let secret = state.sessions().begin(who)?;
    Ok(with_cookie(format!("{}={secret}; HttpOnly; SameSite=Strict; Path=/", session::COOKIE), home))
}

async fn leave(State(state): State<Arc<AppState>>, form: Signed) -> Response {
    if let Some(secret) = &form.visitor.secret {
        state.sessions().end(secret);
    }
    with_cookie(format!("{}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0", session::COOKIE), "/")
}

async fn language(Path(code): Path<String>) -> Result<Response, RequestError> {
    speak(&code, "/")
}

async fn language_of(Path((code, page)): Path<(String, String)>) -> Result<Response, RequestError> {
    let pages = ["/choices", "/story", "/report", "/desk", "/mailbox"];
    let page = pages.into_iter().find(|known| known.strip_prefix('/') == Some(page.as_str()));
    speak(&code, page.ok_or_else(RequestError::no_page)?)
}

/// Which language the pages speak is no secret and changes nothing else.
fn speak(code: &str, page: &str) -> Result<Response, RequestError> {
    let language = Language::named(code).ok_or_else(RequestError::no_page)?;
    let cookie = format!("{}={}; SameSite=Lax; Path=/; Max-Age=31536000", fields::LANGUAGE_COOKIE, language.code());
    Ok(with_cookie(cookie, page))
}

fn with_cookie(cookie: String, to: &str) -> Response {
    ([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response()
}

async fn choices(State(state): State<Arc<AppState>>, visitor: Visitor) -> Page {
    let (center, now) = (state.center(), state.now());
    ChoicesPage { center: &center, visitor: &visitor, now, done: None }.draw()
}

async fn choices_done(State(state): State<Arc<AppState>>, visitor: Visitor, Path(form): Path<String>) -> Page {
    let (center, now) = (state.center(), state.now());
    ChoicesPage { center: &center, visitor: &visitor, now, done: Some(&form) }.draw()
}

async fn answer(State(state): State<Arc<AppState>>, Signed { visitor, fields }: Signed) -> Done {
    let (key, _) = visitor.customer()?;
    fields.only(&["form", "hash", "language", "accept", "refuse"])?;
    let form = fields.form()?;
    let hash = Digest::new(fields.one("hash")?).map_err(RequestError::malformed)?;
    let language = fields.one("language")?;
    let language =
        Language::named(language).ok_or_else(|| RequestError::malformed("the field `language` is not known"))?;
    let accepted = fields.all("accept").map(|item| (item.to_owned(), Choice::Accept));
    let refused = fields.all("refuse").map(|item| (item.to_owned(), Choice::Refuse));
    let choices: Vec<_> = accepted.chain(refused).collect();
    if choices.is_empty() {
        return Err(RequestError::malformed("the form answers nothing"));
    }
    state.center().answer(key, form, language, hash, &choices, state.now())?;
    Ok(done(form))
}

async fn later(State(state): State<Arc<AppState>>, Signed { visitor, fields }: Signed) -> Done {
    let (key, _) = visitor.customer()?;
    fields.only(&["form"])?;
    state.center().later(key, fields.form()?, visitor.language, state.now())?;
    Ok(done(fields.form()?))
}

async fn stop(State(state): State<Arc<AppState>>, Signed { visitor, fields }: Signed) -> Done {
    let (key, _) = visitor.customer()?;
    fields.only(&["form", "switch"])?;
    let form = fields.form()?;
    let mut center = state.center();
    let mut switches = Vec::new();
    for item in fields.all("switch") {
        let switch = center.brand.switches.iter().find(|switch| switch.item == item);
        switches.push(switch.ok_or_else(|| RequestError::unknown("switch", item))?.clone());
    }
    if switches.is_empty() {
        return Err(RequestError::malformed("the field `switch` is missing"));
    }
    center.stop(key, form, &switches, state.now())?;
    Ok(done(form))
}

fn done(form: &str) -> Redirect {
    Redirect::to(&format!("/choices/done/{form}"))
}

async fn story(State(state): State<Arc<AppState>>, visitor: Visitor) -> Page {
    let (center, now) = (state.center(), state.now());
    StoryPage { center: &center, visitor: &visitor, now }.draw()
}

async fn report(State(state): State<Arc<AppState>>, visitor: Visitor) -> Page {
    report_page::page(&state.center(), &visitor)
}

async fn report_html(State(state): State<Arc<AppState>>, visitor: Visitor) -> Result<Response, RequestError> {
    let report = state.center().report(visitor.customer()?.0, visitor.language, state.now())?;
    // The report is one page that needs nothing else, so its style is in it.
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)];
    Ok((headers, report.html()).into_response())
}

async fn report_text(State(state): State<Arc<AppState>>, visitor: Visitor) -> Result<String, RequestError> {
    Ok(state.center().report(visitor.customer()?.0, visitor.language, state.now())?.text())
}

async fn report_json(State(state): State<Arc<AppState>>, visitor: Visitor) -> Result<Response, RequestError> {
    json(&state.center().report(visitor.customer()?.0, visitor.language, state.now())?)
}

async fn receipt(
    State(state): State<Arc<AppState>>,
    visitor: Visitor,
    Path((form, item)): Path<(String, String)>,
) -> Result<Response, RequestError> {
    let center = state.center();
    let file = center.file(visitor.customer()?.0)?;
    let name = format!("{form}/{item}");
    let event = file.events_of(&form).find(|event| event.id().as_str() == name);
    let event = event.ok_or_else(|| RequestError::unknown("event", &name))?;
    let issuer = Issuer {
        controller: "lingon".to_owned(),
        contact: "Siri Holm".to_owned(),
        address: "Bergsgatan 4, Falun".to_owned(),
        email: "privacy@lingon.example".to_owned(),
        phone: "+46 23 555 01".to_owned(),
        policy_url: "https://lingon.example/privacy".to_owned(),
        jurisdiction: "SE".to_owned(),
        service: "Lingon & Co".to_owned(),
        withdrawal_method: "https://lingon.example/choices".to_owned(),
    };
    json(&ConsentRecord::new(&center.brand.policy, event, &issuer))
}

fn json(value: &impl serde::Serialize) -> Result<Response, RequestError> {
    let text = serde_json::to_string_pretty(value).map_err(RequestError::ours)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

async fn desk(State(state): State<Arc<AppState>>, visitor: Visitor) -> Page {
    let (center, now) = (state.center(), state.now());
    DeskPage { center: &center, visitor: &visitor, now }.draw()
}

async fn desk_duty(State(state): State<Arc<AppState>>, Signed { visitor, fields }: Signed) -> Done {
    visitor.desk()?;
    fields.only(&["person", "duty", "turn"])?;
    let note = Some("by hand, at the desk".to_owned());
    state.center().turn(fields.one("person")?, fields.one("duty")?, turn(&fields)?, note, state.now())?;
    Ok(Redirect::to("/desk"))
}

fn turn(fields: &Fields) -> Result<Turn, RequestError> {
    Turn::named(fields.one("turn")?).ok_or_else(|| RequestError::malformed("the field `turn` is not known"))
}

async fn desk_use(State(state): State<Arc<AppState>>, Signed { visitor, fields }: Signed) -> Done {
    visitor.desk()?;
    fields.only(&["form", "person", "use"])?;
    let (person, wanted) = (fields.one("person")?, fields.one("use")?);
    let _used = state.center().put_to_use(person, wanted, fields.form()?, state.now())?;
    // Both are names that we know, or the line above would have failed.
    Ok(Redirect::to(&format!("/desk/why/{person}/{wanted}")))
}

async fn desk_why(
    State(state): State<Arc<AppState>>,
    visitor: Visitor,
    Path((person, wanted)): Path<(String, String)>,
) -> Page {
    let (center, now) = (state.center(), state.now());
    DeskPage { center: &center, visitor: &visitor, now }.why(&person, &wanted)
}

async fn mailbox(State(state): State<Arc<AppState>>, visitor: Visitor) -> Page {
    let (center, now) = (state.center(), state.now());
    MailboxPage { center: &center, visitor: &visitor, now }.draw()
}

async fn mailbox_answer(State(state): State<Arc<AppState>>, Signed { visitor, fields }: Signed) -> Done {
    let (company, _) = visitor.company()?;
    fields.only(&["person", "duty", "turn"])?;
    let (person, duty) = (fields.one("person")?, fields.one("duty")?);
    let (turn, note) = match turn(&fields)? {
        Turn::Acknowledged => (Turn::Acknowledged, "stopped and erased"),
        Turn::Failed => (Turn::Failed, "they cannot do it now"),
        Turn::Sent => return Err(RequestError::malformed("only the desk sends")),
    };
    let mut center = state.center();
    let own = center.file(person)?.dossier.duties().any(|own| own.id == duty && mailbox_page::is_for(own, company));
    if !own {
        return Err(RequestError::unknown("duty", duty));
    }
    center.turn(person, duty, turn, Some(note.to_owned()), state.now())?;
    Ok(Redirect::to("/mailbox"))
}

async fn mailbox_passed_on(State(state): State<Arc<AppState>>, Signed { visitor, fields }: Signed) -> Done {
    let (company, _) = visitor.company()?;
    fields.only(&["form", "person", "disclosure", "to"])?;
    let (person, disclosure, to) = (fields.one("person")?, fields.one("disclosure")?, fields.one("to")?.trim());
    if to.is_empty() || to.len() > 120 || to.chars().any(char::is_control) {
        return Err(RequestError::malformed("a company has a name of up to 120 bytes on one line"));
    }
    let mut center = state.center();
    let held = center.file(person)?.dossier.disclosures().get(disclosure);
    if !held.is_some_and(|held| mailbox_page::is_with(held, company)) {
        return Err(RequestError::unknown("disclosure", disclosure));
    }
    center.passed_on(person, fields.form()?, disclosure, to, state.now())?;
    Ok(Redirect::to("/mailbox"))
}
