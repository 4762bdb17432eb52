//! How people are asked: once, with a no as easy as a yes, and not again before its time.

use std::sync::Arc;

use axum::http::StatusCode;

use preference_center::AppState;

use crate::{service::Folder, visitor::Visitor};

const QUESTIONS: [&str; 3] =
    ["May we write to you?", "May Birchpost send you catalogues?", "May Copperkite show you advertisements?"];

/// Which questions a page puts: those with a yes and a no to press.
fn asked(visitor: &Visitor) -> Vec<&'static str> {
    let page = visitor.get("/choices").page;
    let ids = ["letters", "catalogues", "advertisements"];
    let put = ids.into_iter().zip(QUESTIONS).filter(|(id, question)| {
        let buttons = [format!("id=\"no-{id}\""), format!("id=\"yes-{id}\"")].map(|button| page.contains(&button));
        assert_eq!(buttons[0], buttons[1], "{question}");
        buttons[0]
    });
    put.map(|(_, question)| question).collect()
}

fn anna(state: &Arc<AppState>) -> (Visitor, String, String) {
    let anna = Visitor::enter(state, "customer:anna");
    let (secret, hash) = (anna.hidden("/choices", "secret"), anna.hidden("/choices", "hash"));
    (anna, secret, hash)
}

#[test]
fn a_no_is_taken_at_its_word_and_not_asked_for_again() {
    let folder = Folder::new("no");
    let (anna, secret, hash) = anna(&folder.state());
    assert_eq!(asked(&anna), QUESTIONS);
    let mut fields = vec![("secret", secret.as_str()), ("hash", &hash), ("language", "en")];
    fields.extend([("form", "aaaaaaaaaaaaaaaaaaaaaaaa"), ("refuse", "letters"), ("refuse", "catalogues")]);
    assert_eq!(anna.post("/answer", &fields).status, StatusCode::SEE_OTHER);
    assert_eq!(asked(&anna), [QUESTIONS[2]]);
    // She can say yes of her own accord all the same, and need not be asked for that.
    let yes = [("secret", secret.as_str()), ("hash", &hash), ("language", "en"), ("form", "bbbbbbbbbbbbbbbbbbbbbbbb")];
    let yes = yes.into_iter().chain([("accept", "letters")]).collect::<Vec<_>>();
    assert_eq!(anna.post("/answer", &yes).status, StatusCode::SEE_OTHER);
    let page = anna.get("/choices/done/bbbbbbbbbbbbbbbbbbbbbbbb").page;
    assert!(page.contains("You said yes: Our newsletter – Lingon &amp; Co."), "{page}");
    // A form that was never sent is no receipt.
    assert!(!anna.get("/choices/done/cccccccccccccccccccccccc").page.contains("It is written down"));
}

#[test]
fn whoever_wants_to_decide_later_is_left_alone() {
    let folder = Folder::new("later");
    let state = folder.state();
    let (anna, secret, _) = anna(&state);
    let later = [("secret", secret.as_str()), ("form", "aaaaaaaaaaaaaaaaaaaaaaaa")];
    assert_eq!(anna.post("/later", &later).status, StatusCode::SEE_OTHER);
    assert!(asked(&anna).is_empty());
    let page = anna.get("/choices").page;
    assert!(
        page.contains("id=\"letters\"") && !page.contains("aria-checked=\"true\" aria-labelledby=\"name-letters\"")
    );
    // Nothing was said, so nothing is allowed.
    let desk = Visitor::enter(&state, "desk");
    assert!(desk.get("/desk/why/anna/letter").page.contains("you have to be asked first"));
}

#[test]
fn all_answers_of_one_press_are_no_separate_yes() {
    let folder = Folder::new("separate");
    let state = folder.state();
    let (anna, secret, hash) = anna(&state);
    let both = [
        ("secret", secret.as_str()),
        ("hash", &hash),
        ("language", "en"),
        ("form", "aaaaaaaaaaaaaaaaaaaaaaaa"),
        ("accept", "letters"),
        ("accept", "catalogues"),
    ];
    // No page of the service has such a form; whoever sends it gets no consent out of it that the policy would count.
    assert_eq!(anna.post("/answer", &both).status, StatusCode::SEE_OTHER);
    let desk = Visitor::enter(&state, "desk");
    let why = desk.get("/desk/why/anna/letter").page;
    assert!(why.contains("Not done") && why.contains("the form of your yes is not good enough"), "{why}");
}

#[test]
fn other_words_are_told_to_whoever_said_yes_to_the_old_ones() {
    let folder = Folder::new("news");
    let state = folder.state();
    let page = Visitor::enter(&state, "customer:elin").get("/choices").page;
    let news = page.split("id=\"news\"").nth(1).unwrap_or_else(|| panic!("no news: {page}"));
    assert!(news.contains("One letter a week") && news.contains("your yes still stands"), "{page}");
    assert!(asked(&Visitor::enter(&state, "customer:elin")).is_empty());
    assert!(!Visitor::enter(&state, "customer:anna").get("/choices").page.contains("id=\"news\""));
}
