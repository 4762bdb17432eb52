//! What bad requests come to: a page that says so, the right status, and nothing changed.

use std::{fs, sync::Arc};

use axum::http::{Request, StatusCode, header};

use preference_center::AppState;

use crate::{
    service::Folder,
    visitor::{Answer, Visitor},
};

const FORM: &str = "0123456789abcdef01234567";

/// Sends something and asserts its status, that the page explains it, and that nothing was written down.
struct Scene {
    folder: Folder,
    state: Arc<AppState>,
}

impl Scene {
    fn new(test: &str) -> Self {
        let folder = Folder::new(test);
        let state = folder.state();
        Self { folder, state }
    }

    fn log(&self) -> Vec<u8> {
        fs::read(self.folder.log()).unwrap()
    }

    fn refuses(&self, status: u16, words: &str, send: impl FnOnce() -> Answer) {
        let before = self.log();
        let answer = send();
        assert_eq!(answer.status.as_u16(), status, "{answer:?}");
        assert!(answer.page.contains(words), "`{words}`: {}", answer.page);
        assert!(answer.page.starts_with("<!DOCTYPE html>"), "{}", answer.page);
        assert!(self.log() == before, "something was written down for {status} {words}");
    }
}

#[test]
fn a_form_from_another_site_changes_nothing() {
    let scene = Scene::new("foreign");
    let elin = Visitor::enter(&scene.state, "customer:elin");
    let secret = elin.hidden("/choices", "secret");
    let fields = [("secret", secret.as_str()), ("form", FORM), ("switch", "letters")];
    let not_ours = "This did not come from a page of ours";
    for origin in
        ["http://evil.example", "null", "https://localhost", "http://localhost.evil.example", "http://localhost:1"]
    {
        scene.refuses(403, not_ours, || elin.post_from(origin, "/stop", &fields));
    }
    // The browser says that another site began it, whatever the origin.
    let request = || {
        Request::post("/stop")
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
    };
    let body = format!("secret={secret}&form={FORM}&switch=letters");
    scene.refuses(403, not_ours, || elin.send(request().header("sec-fetch-site", "cross-site"), body.clone()));
    scene.refuses(403, not_ours, || {
        elin.send(
            request().header(header::ORIGIN, "http://localhost").header("sec-fetch-site", "same-site"),
            body.clone(),
        )
    });
    scene.refuses(403, not_ours, || elin.send(request(), body.clone()));
    // A name of someone else's that points here.
    let rebound = Request::get("/choices").header(header::HOST, "evil.example");
    scene.refuses(403, not_ours, || elin.send(rebound, String::new()));
    // The right origin, but not the secret of this session.
    let other = Visitor::enter(&scene.state, "customer:anna").hidden("/choices", "secret");
    for wrong in ["", "0", other.as_str()] {
        scene
            .refuses(403, not_ours, || elin.post("/stop", &[("secret", wrong), ("form", FORM), ("switch", "letters")]));
    }
    scene.refuses(403, not_ours, || elin.post("/stop", &[("form", FORM), ("switch", "letters")]));
    scene.refuses(401, "We do not know who you are", || Visitor::stranger(&scene.state).post("/stop", &fields));
    // And as it should be.
    assert_eq!(elin.post("/stop", &fields).status, StatusCode::SEE_OTHER);
}

#[test]
fn the_session_cookie_is_kept_from_scripts_and_other_sites() {
    let scene = Scene::new("cookie");
    let request = Request::post("/enter")
        .header(header::HOST, "localhost")
        .header(header::ORIGIN, "http://localhost")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let stranger = Visitor::stranger(&scene.state);
    let answer = stranger.send(request, "who=desk".to_owned());
    assert_eq!(answer.location.as_deref(), Some("/desk"));
    let line = answer.cookies.join("\n");
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Strict"), "{line}");
    // Signed out, the cookie opens nothing.
    let desk = Visitor::enter(&scene.state, "desk");
    let secret = desk.hidden("/desk", "secret");
    assert_eq!(desk.post("/leave", &[("secret", &secret)]).status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("/desk").status, StatusCode::UNAUTHORIZED);
}

#[test]
fn answers_that_no_page_of_ours_asked_for_are_not_taken() {
    let scene = Scene::new("answers");
    let anna = Visitor::enter(&scene.state, "customer:anna");
    let (secret, hash) = (anna.hidden("/choices", "secret"), anna.hidden("/choices", "hash"));
    let answer = |fields: &[(&str, &str)]| {
        let mut all = vec![("secret", secret.as_str())];
        all.extend_from_slice(fields);
        anna.post("/answer", &all)
    };
    let whole = [("form", FORM), ("hash", hash.as_str()), ("language", "en")];
    let with = |more: &[(&'static str, &'static str)]| {
        let mut all = whole.to_vec();
        all.extend_from_slice(more);
        answer(&all)
    };
    let stale = format!("sha256:{}", "0".repeat(64));
    let unreadable = "We could not read that form";
    // A good answer beside a bad one is not taken either.
    scene.refuses(422, "never put to you", || with(&[("accept", "letters"), ("accept", "horoscope")]));
    scene.refuses(400, "answered twice", || with(&[("accept", "letters"), ("refuse", "letters")]));
    scene.refuses(409, "words have changed", || {
        answer(&[("form", FORM), ("hash", &stale), ("language", "en"), ("accept", "letters")])
    });
    scene.refuses(400, unreadable, || {
        answer(&[("form", FORM), ("hash", "new"), ("language", "en"), ("accept", "letters")])
    });
    scene.refuses(400, unreadable, || {
        answer(&[("form", FORM), ("hash", &hash), ("language", "xx"), ("accept", "letters")])
    });
    scene.refuses(400, "answers nothing", || with(&[]));
    scene.refuses(400, "`form` is missing", || answer(&[("hash", &hash), ("language", "en"), ("accept", "letters")]));
    scene.refuses(400, "not as we wrote it", || {
        answer(&[("form", "../../etc"), ("hash", &hash), ("language", "en"), ("accept", "letters")])
    });
    scene.refuses(400, "there twice", || with(&[("accept", "letters"), ("hash", "x")]));
    scene.refuses(400, "is not known", || with(&[("accept", "letters"), ("remember", "yes")]));
    scene.refuses(404, "There is no such thing here", || {
        anna.post("/stop", &[("secret", &secret), ("form", FORM), ("switch", "horoscope")])
    });
    scene.refuses(404, "There is no such thing here", || {
        anna.post("/stop", &[("secret", &secret), ("form", FORM), ("switch", "letters"), ("switch", "<script>")])
    });
    assert!(
        !anna.post("/stop", &[("secret", &secret), ("form", FORM), ("switch", "<script>")]).page.contains("<script>")
    );
    // Sent twice it is taken once.
    assert_eq!(with(&[("accept", "letters")]).status, StatusCode::SEE_OTHER);
    let once = scene.log();
    assert_eq!(with(&[("accept", "letters")]).status, StatusCode::SEE_OTHER);
    assert!(scene.log() == once);
}

#[test]
fn what_cannot_be_read_as_a_form_is_not_taken() {
    let scene = Scene::new("malformed");
    let anna = Visitor::enter(&scene.state, "customer:anna");
    let post = |kind: &'static str, body: String| {
        let request =
            Request::post("/answer").header(header::HOST, "localhost").header(header::ORIGIN, "http://localhost");
        anna.send(request.header(header::CONTENT_TYPE, kind), body)
    };
    let form = "application/x-www-form-urlencoded";
    scene.refuses(400, "We could not read that form", || post("application/json", "{}".to_owned()));
    scene.refuses(403, "not that of this session", || post(form, String::new()));
    scene.refuses(403, "not that of this session", || post(form, "%%%=&&&=%ff".to_owned()));
    scene.refuses(413, "too large", || post(form, format!("secret={}", "x".repeat(20_000))));
    scene.refuses(404, "no such page", || anna.get("/nowhere"));
    scene.refuses(404, "no such page", || anna.get("/language/sv/..%2Fdesk"));
    scene.refuses(405, "cannot be used that way", || anna.get("/answer"));
}

#[test]
fn everyone_has_their_own_pages() {
    let scene = Scene::new("pages");
    let [anna, desk, birchpost] =
        ["customer:anna", "desk", "company:birchpost"].map(|who| Visitor::enter(&scene.state, who));
    let elsewhere = "This page is for someone else";
    for path in ["/choices", "/story", "/report", "/report.html", "/report.json"] {
        scene.refuses(403, elsewhere, || desk.get(path));
        scene.refuses(401, "We do not know who you are", || Visitor::stranger(&scene.state).get(path));
        assert_eq!(anna.get(path).status, StatusCode::OK, "{path}");
    }
    scene.refuses(403, elsewhere, || anna.get("/desk"));
    scene.refuses(403, elsewhere, || birchpost.get("/desk"));
    scene.refuses(403, elsewhere, || desk.get("/mailbox"));
    let secret = anna.hidden("/choices", "secret");
    scene.refuses(403, elsewhere, || {
        anna.post("/desk/use", &[("secret", &secret), ("form", FORM), ("person", "elin"), ("use", "letter")])
    });
    // Elin's receipts are hers.
    scene.refuses(404, "There is no such thing here", || anna.get("/receipt/f1/letters"));
    assert_eq!(Visitor::enter(&scene.state, "customer:elin").get("/receipt/f1/letters").status, StatusCode::OK);
    for nobody in ["customer:nobody", "company:nobody", "company:lingon", "king", ""] {
        scene.refuses(404, "We know nobody of that name", || {
            Visitor::stranger(&scene.state).post("/enter", &[("who", nobody)])
        });
    }
}

#[test]
fn duties_and_data_that_are_not_there_are_not_answered_for() {
    let scene = Scene::new("duties");
    let desk = Visitor::enter(&scene.state, "desk");
    let secret = desk.hidden("/desk", "secret");
    let duty = |person: &str, duty: &str, turn: &str| {
        desk.post("/desk/duty", &[("secret", &secret), ("person", person), ("duty", duty), ("turn", turn)])
    };
    let elin = Visitor::enter(&scene.state, "customer:elin");
    let own = elin.hidden("/choices", "secret");
    elin.post("/stop", &[("secret", &own), ("form", FORM), ("switch", "catalogues")]);
    let told = format!("{FORM}/offers.withdrawn/notify/birchpost/seed-200/catalogue");

    scene.refuses(404, "We know nobody of that name", || duty("nobody", &told, "sent"));
    scene.refuses(404, "duty: f9/stop", || duty("elin", "f9/stop", "sent"));
    scene.refuses(400, "`turn` is not known", || duty("elin", &told, "done"));
    // Nobody can have acknowledged what was never sent.
    scene.refuses(409, "That is not how far it is", || duty("elin", &told, "acknowledged"));
    assert_eq!(duty("elin", &told, "sent").status, StatusCode::SEE_OTHER);
    assert_eq!(duty("elin", &told, "acknowledged").status, StatusCode::SEE_OTHER);
    scene.refuses(409, "That is not how far it is", || duty("elin", &told, "failed"));
    scene.refuses(404, "use: bribe", || {
        desk.post("/desk/use", &[("secret", &secret), ("form", FORM), ("person", "elin"), ("use", "bribe")])
    });

    // A company answers for itself alone, and passes on only what it has.
    let copperkite = Visitor::enter(&scene.state, "company:copperkite");
    let theirs = copperkite.hidden("/mailbox", "secret");
    let post = |path: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("secret", theirs.as_str()), ("person", "elin")];
        all.extend_from_slice(fields);
        copperkite.post(path, &all)
    };
    scene.refuses(404, "duty", || post("/mailbox/answer", &[("duty", &told), ("turn", "acknowledged")]));
    scene.refuses(404, "disclosure", || {
        post("/mailbox/passed-on", &[("form", FORM), ("disclosure", "seed-200/catalogue"), ("to", "Sink")])
    });
    let had = ("disclosure", "seed-150/advertisement");
    scene.refuses(400, "has a name", || post("/mailbox/passed-on", &[("form", FORM), had, ("to", " ")]));
    scene.refuses(400, "has a name", || post("/mailbox/passed-on", &[("form", FORM), had, ("to", "a\nb")]));
    assert_eq!(post("/mailbox/passed-on", &[("form", FORM), had, ("to", "<b>Sink</b>")]).status, StatusCode::SEE_OTHER);
    let page = elin.get("/choices").page;
    assert!(page.contains("&lt;b&gt;Sink&lt;/b&gt;") && !page.contains("<b>Sink"), "{page}");
}

#[test]
fn an_error_speaks_the_visitors_language() {
    let scene = Scene::new("language");
    let mut anna = Visitor::enter(&scene.state, "customer:anna");
    anna.cookie.push_str("; lingon_language=sv");
    let page = anna.get("/nowhere").page;
    assert!(page.contains("<html lang=\"sv\">") && page.contains("Den sidan finns inte."), "{page}");
    let request = Request::get("/")
        .header(header::HOST, "localhost")
        .header(header::ACCEPT_LANGUAGE, "fi, sv-SE;q=0.9, en;q=0.8");
    assert!(Visitor::stranger(&scene.state).send(request, String::new()).page.contains("Dina uppgifter, ditt ord"));
}
