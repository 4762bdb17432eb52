//! What is left after the service ended, in order or not; and how duties go their way.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::http::StatusCode;
use consentry::{Timestamp, dialogue::State};

use preference_center::{AppState, outbox::round};

use crate::{service::Folder, visitor::Visitor};

const FORMS: [&str; 3] = ["aaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccc"];

/// Anna says yes to Copperkite, her address goes there, and she takes the yes back.
fn live(state: &Arc<AppState>) {
    let anna = Visitor::enter(state, "customer:anna");
    let (secret, hash) = (anna.hidden("/choices", "secret"), anna.hidden("/choices", "hash"));
    let yes = [
        ("secret", secret.as_str()),
        ("form", FORMS[0]),
        ("hash", &hash),
        ("language", "en"),
        ("accept", "advertisements"),
    ];
    assert_eq!(anna.post("/answer", &yes).status, StatusCode::SEE_OTHER);
    let desk = Visitor::enter(state, "desk");
    let own = desk.hidden("/desk", "secret");
    let sale = [("secret", own.as_str()), ("form", FORMS[1]), ("person", "anna"), ("use", "advertisement")];
    assert_eq!(desk.post("/desk/use", &sale).status, StatusCode::SEE_OTHER);
    let no = [("secret", secret.as_str()), ("form", FORMS[2]), ("switch", "advertisements")];
    assert_eq!(anna.post("/stop", &no).status, StatusCode::SEE_OTHER);
}

fn story(state: &Arc<AppState>, person: &str) -> String {
    let page = Visitor::enter(state, &format!("customer:{person}")).get("/story").page;
    // The picture above it is drawn up to now.
    page[page.find("<ol class=\"story\">").unwrap()..page.find("<footer").unwrap()].to_owned()
}

fn open_error(folder: &Folder) -> String {
    match preference_center::open(&folder.options(), preference_center::clock) {
        Ok(_) => panic!("it opened"),
        Err(failure) => failure.to_string(),
    }
}

#[test]
fn everything_is_there_again_after_a_restart() {
    let folder = Folder::new("restart");
    let state = folder.state();
    live(&state);
    let people = ["anna", "elin", "maya", "oskar"];
    let before = people.map(|person| story(&state, person));
    assert!(before[0].contains("You took your yes back: Offers from others – Copperkite Ads."), "{}", before[0]);
    assert!(before[0].contains("We gave to Copperkite Ads: Email address"), "{}", before[0]);
    let log = fs::read(folder.log()).unwrap();
    drop(state);

    let state = folder.state();
    for (person, before) in people.iter().zip(&before) {
        assert_eq!(&story(&state, person), before, "{person}");
    }
    assert!(fs::read(folder.log()).unwrap() == log, "opening wrote something");
    // The ledger knows of the no as well.
    let desk = Visitor::enter(&state, "desk");
    assert!(desk.get("/desk/why/anna/advertisement").page.contains("Not done: the guard stopped it."));
}

#[test]
fn a_torn_last_line_is_set_aside_and_counts_for_nothing() {
    let folder = Folder::new("torn");
    let state = folder.state();
    live(&state);
    drop(state);
    let whole = fs::read(folder.log()).unwrap();
    let start = whole[..whole.len() - 1].iter().rposition(|&byte| byte == b'\n').unwrap() + 1;
    // The withdrawal, torn at every place: then it was never answered, and the yes before it stands.
    for cut in [start + 1, (start + whole.len()) / 2, whole.len() - 2] {
        fs::write(folder.log(), &whole[..cut]).unwrap();
        let state = folder.state();
        let log = fs::read(folder.log()).unwrap();
        assert!(log == whole[..start], "cut at {cut}");
        let aside = folder.log().with_extension(format!("torn-{start}"));
        assert!(fs::read(aside).unwrap() == whole[start..cut]);
        assert!(!story(&state, "anna").contains("You took your yes back"));
    }
    // Without its line end alone it is whole, and a no counts.
    fs::write(folder.log(), &whole[..whole.len() - 1]).unwrap();
    let state = folder.state();
    assert!(fs::read(folder.log()).unwrap() == whole);
    assert!(story(&state, "anna").contains("You took your yes back"));
}

#[test]
fn a_line_that_cannot_be_read_could_be_a_withdrawal_so_nothing_is_served() {
    let folder = Folder::new("broken");
    let state = folder.state();
    live(&state);
    let busy = open_error(&folder);
    assert!(busy.contains("is the service running already?"), "{busy}");
    drop(state);
    let log = fs::read_to_string(folder.log()).unwrap();
    let broken = log.replacen("\"given\"", "\"gvien\"", 1);
    fs::write(folder.log(), &broken).unwrap();
    let line = 1 + broken.lines().position(|line| line.contains("gvien")).unwrap();
    let error = open_error(&folder);
    assert!(error.contains(&format!("log.jsonl line {line}:")) && error.contains("could be a withdrawal"), "{error}");
    assert_eq!(fs::read_to_string(folder.log()).unwrap(), broken);

    let stranger = log.lines().last().unwrap().replace("\"anna\"", "\"bo\"");
    fs::write(folder.log(), &log).unwrap();
    writeln!(OpenOptions::new().append(true).open(folder.log()).unwrap(), "{stranger}").unwrap();
    let error = open_error(&folder);
    assert!(
        error.contains("there is no customer `bo`") && error.contains(&format!("line {}:", log.lines().count() + 1)),
        "{error}"
    );
}

#[test]
fn a_duty_is_planned_sent_failed_sent_again_and_acknowledged() {
    let folder = Folder::new("duty");
    let state = folder.state();
    live(&state);
    let id = format!("{}/offers.withdrawn/notify/copperkite/{}/advertisement", FORMS[2], FORMS[1]);
    let mut now = state.now();
    let mut states = Vec::new();
    for _ in 0..12 {
        let mut center = state.center();
        let file = center.file("anna").unwrap();
        let duty = file.dossier.duties().find(|duty| duty.id == id).unwrap();
        let state = (duty.state(now), duty.progress.attempts);
        if states.last() != Some(&state) {
            states.push(state);
        }
        now = Timestamp::from_millis(now.millis() + 1000);
        round(&mut center, 1000, now);
    }
    let expected =
        [(State::Planned, 0), (State::Sent, 1), (State::Failed, 1), (State::Sent, 2), (State::Acknowledged, 2)];
    assert_eq!(states, expected);
    // The one who never answers is overdue, and stays so.
    let center = state.center();
    let oskar = center.file("oskar").unwrap();
    let silent = oskar.dossier.duties().find(|duty| duty.id.contains("/notify/nordkap/")).unwrap();
    assert_eq!(silent.state(now), State::Overdue);
}

/// A clock that jumps back by an hour each time it is read.
fn backwards() -> Timestamp {
    static READ: AtomicI64 = AtomicI64::new(0);
    let hours = READ.fetch_add(1, Ordering::Relaxed);
    Timestamp::from_millis(preference_center::clock().millis() - hours * 3_600_000)
}

#[test]
fn a_clock_that_goes_back_puts_no_no_before_its_yes() {
    let folder = Folder::new("clock");
    let state = Arc::new(preference_center::open(&folder.options(), backwards).unwrap());
    live(&state);
    drop(state);
    let state = Arc::new(preference_center::open(&folder.options(), backwards).unwrap());
    assert!(state.now() < state.now());
    let desk = Visitor::enter(&state, "desk");
    let page = desk.get("/desk/why/anna/advertisement").page;
    assert!(page.contains("Not done: the guard stopped it.") && page.contains("you took your yes back"), "{page}");
}
