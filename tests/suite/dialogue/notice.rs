//! Asking decently, and answers of the right form.

use std::sync::Arc;

use consentry::{
    Actor, DataUse, Guard, History, Interner, Kind, Operations, PolicyDocument, Qualities, Subject,
    dialogue::{Addressee, AnswerError, Change, Choice, KnownNotices, Notice, Person, Reply, Shown},
    limits::MAX_KEY_LEN,
    policy::GuardianDocument,
};

use super::{anna, at, document, event, history, shop};

fn show(history: &History, subject: &Subject, language: &str, time: &str) -> (Notice, Shown, Interner) {
    let interner = Interner::new();
    let notice = Notice::new(shop(), &interner, "welcome").unwrap();
    let shown = notice.for_subject(&Person::new(history, subject, &interner), language, at(time));
    (notice, shown, interner)
}

fn items(shown: &Shown) -> Vec<&str> {
    shown.items.iter().map(|item| item.item.as_str()).collect()
}

fn reply(time: &str) -> Reply {
    Reply::new("r1", "anna".to_owned(), at(time))
}

#[test]
fn everything_is_asked_once_and_neither_answer_is_favoured() {
    let (notice, shown, _) = show(&History::new(), &anna(), "en", "2026-01-01");
    assert_eq!((notice.version(), items(&shown)), (2, vec!["newsletter", "advertising"]));
    for item in &shown.items {
        assert_eq!((item.change, item.addressee), (Change::New, Addressee::Person));
        let [no, yes] = &item.buttons;
        assert_eq!((no.choice(), yes.choice()), (Choice::Refuse, Choice::Accept));
        assert_eq!(no.prominence(), yes.prominence());
        assert!(!no.is_preselected() && !yes.is_preselected());
    }
    let json = serde_json::to_value(&shown).unwrap();
    assert_eq!(json["items"][0]["buttons"][1]["preselected"], false);
    assert_eq!(json["items"][0]["what_happens"]["text"], "One letter a week.");

    let events = notice.answer(&shown, &reply("2026-01-01").accept("newsletter").refuse("advertising")).unwrap();
    let (_, shown, _) = show(&history(events), &anna(), "en", "2026-02-01");
    assert!(items(&shown).is_empty() && shown.news.is_empty());
}

#[test]
fn an_unanswered_question_is_not_repeated_before_its_time() {
    let (notice, shown, _) = show(&History::new(), &anna(), "en", "2026-01-01");
    let asked = history(notice.asked(&shown, "q1", &"anna".to_owned()).unwrap());
    assert!(items(&show(&asked, &anna(), "en", "2026-06-29").1).is_empty());
    assert_eq!(items(&show(&asked, &anna(), "en", "2026-06-30").1), ["newsletter"]);
}

#[test]
fn a_changed_notice_shows_only_the_delta() {
    // Under version 1 there was one item, which has been reworded; its yes still counts, so it is news and no question.
    let earlier = toml::from_str::<consentry::PolicyDocument>(include_str!("shop.toml")).unwrap();
    let earlier = consentry::PolicyDocument { notices: earlier.notices[..1].to_vec(), ..earlier };
    let interner = Interner::new();
    let first = Notice::new(Arc::new(earlier.compile().unwrap()), &interner, "welcome").unwrap();
    let shown = first.for_subject(&Person::new(&History::<String>::new(), &anna(), &interner), "sv", at("2026-01-01"));
    let past = history(first.answer(&shown, &reply("2026-01-01").accept("newsletter")).unwrap());
    let (second, now, _) = show(&past, &anna(), "sv", "2026-02-01");
    assert_eq!(items(&now), ["advertising"]);
    assert_eq!(now.news.len(), 1);
    assert_eq!(now.news[0].change, Change::Changed { answered: 1 });
    // An answer to what was shown then does not pass as one to what stands there now.
    let stale = second.answer(&shown, &reply("2026-02-01").accept("newsletter")).unwrap_err();
    assert!(matches!(stale, AnswerError::Stale { .. }));
    // The hash of version 1 is known to the policy of today.
    let known = KnownNotices::new(&shop());
    past.events().for_each(|event| known.check(event).unwrap());
}

#[test]
fn whoever_cannot_say_yes_is_not_asked() {
    let everything = consentry::Scope::new(["*"], ["*"], ["*"], Operations::all()).unwrap();
    let gone = history([event("erase", Kind::Erased, &everything, "2025-12-01")]);
    assert!(items(&show(&gone, &anna(), "en", "2026-01-01").1).is_empty());
    // In California nobody need be asked: a sale goes on until the person says no.
    let californian = Subject::in_regions([consentry::Region::new("US-CA").unwrap()]);
    assert!(items(&show(&History::new(), &californian, "en", "2026-01-01").1).is_empty());
}

#[test]
fn after_a_no_the_question_comes_back_when_its_time_has_come() {
    let (notice, shown, _) = show(&History::new(), &anna(), "en", "2026-01-01");
    let past = history(notice.answer(&shown, &reply("2026-01-01").refuse("newsletter").refuse("advertising")).unwrap());
    assert!(items(&show(&past, &anna(), "en", "2026-06-29").1).is_empty());
    let (_, shown, _) = show(&past, &anna(), "en", "2026-06-30");
    assert_eq!(items(&shown), ["newsletter"]);
    assert_eq!(shown.items[0].change, Change::Again { answered: 2 });
}

#[test]
fn whoever_comes_of_their_own_accord_sees_every_choice() {
    let (notice, shown, interner) = show(&History::new(), &anna(), "en", "2026-01-01");
    let past = history(notice.answer(&shown, &reply("2026-01-01").refuse("newsletter").accept("advertising")).unwrap());
    let (_, asked, _) = show(&past, &anna(), "en", "2026-01-02");
    assert!(items(&asked).is_empty());
    let (subject, now) = (anna(), at("2026-01-02"));
    let whole = notice.in_full(&Person::new(&past, &subject, &interner), "sv", now);
    assert_eq!(items(&whole), ["newsletter", "advertising"]);
    assert_eq!((whole.hash, whole.at, whole.language.as_str()), (notice.hash(), now, "sv"));
    assert_eq!(whole.items[0].change, Change::Again { answered: 2 });
    // A yes to it counts like one that was asked for.
    let again = Reply::new("r2", "anna".to_owned(), now).accept("newsletter");
    let mut history = past.clone();
    history.insert(notice.answer(&whole, &again).unwrap().remove(0)).unwrap();
    let guard =
        Guard::new(shop(), &interner, &DataUse::new("marketing.email", "contact.email", "lingon", Operations::USE));
    assert!(guard.unwrap().check(&history.standing(&subject, &interner), at("2026-01-03")).is_allow());
}

#[test]
fn a_child_is_asked_through_a_guardian() {
    let child = Subject { birth_date: Some("2015-01-01".parse().unwrap()), ..anna() };
    let (notice, shown, interner) = show(&History::new(), &child, "sv", "2026-01-01");
    assert_eq!(shown.items[0].addressee, Addressee::Guardian);
    assert_eq!(shown.items[0].title.text, "Får vi skriva till ditt barn?");
    assert_eq!(shown.items[0].why.text, "För att berätta vad som är nytt.");
    let own = notice.answer(&shown, &reply("2026-01-01").accept("newsletter")).unwrap_err();
    assert_eq!(own, AnswerError::GuardianRequired { item: "newsletter".into() });
    assert_eq!(notice.answer(&shown, &reply("2026-01-01").refuse("newsletter")).unwrap().len(), 1);
    let events = notice.answer(&shown, &reply("2026-01-01").accept("newsletter").by(Actor::Guardian)).unwrap();
    let use_ = DataUse::new("marketing.email", "contact.email", "lingon", Operations::USE);
    let guard = Guard::new(shop(), &interner, &use_).unwrap();
    assert!(guard.check(&history(events).standing(&child, &interner), at("2026-01-02")).is_allow());
    // Of whom nobody knows the age, nobody can say that they are old enough.
    let ageless = Subject { birth_date: None, ..anna() };
    assert_eq!(show(&History::new(), &ageless, "sv", "2026-01-01").1.items[0].addressee, Addressee::Guardian);
}

#[test]
fn a_missing_translation_falls_back_visibly_and_informs_nobody() {
    let (notice, shown, _) = show(&History::new(), &anna(), "sv", "2026-01-01");
    assert!(!shown.items[0].has_fallback() && shown.items[1].has_fallback());
    let title = &shown.items[1].title;
    assert_eq!((title.language.as_str(), title.fallback), ("en", true));
    let events = notice.answer(&shown, &reply("2026-01-01").accept("newsletter").accept("advertising")).unwrap();
    assert!(events[0].qualities().contains(Qualities::INFORMED));
    assert!(!events[1].qualities().contains(Qualities::INFORMED));

    // What stands before the choices is to be understood too.
    let mut document = document();
    document.notices[1].introductions.remove("sv");
    let interner = Interner::new();
    let notice = Notice::new(Arc::new(document.compile().unwrap()), &interner, "welcome").unwrap();
    let nothing: History = History::new();
    let shown = notice.for_subject(&Person::new(&nothing, &anna(), &interner), "sv", at("2026-01-01"));
    let events = notice.answer(&shown, &reply("2026-01-01").accept("newsletter")).unwrap();
    assert!(!events[0].qualities().contains(Qualities::INFORMED));
}

#[test]
fn what_was_materially_changed_is_asked_again_and_nothing_else() {
    let (notice, shown, _) = show(&History::new(), &anna(), "en", "2026-01-01");
    let past = history(notice.answer(&shown, &reply("2026-01-01").accept("newsletter").accept("advertising")).unwrap());
    // Advertising means something else from version 3 on.
    let mut document = document();
    document.vocabulary.purposes.iter_mut().find(|node| node.key == "ads").unwrap().since = 3;
    let mut third = document.notices[1].clone();
    third.version = 3;
    third.items[1].why = [("en".to_owned(), "They pay us more for it.".to_owned())].into();
    document.notices.push(third);
    let interner = Interner::new();
    let notice = Notice::new(Arc::new(document.compile().unwrap()), &interner, "welcome").unwrap();
    let shown = notice.for_subject(&Person::new(&past, &anna(), &interner), "en", at("2026-02-01"));
    assert_eq!((items(&shown), shown.news.len()), (vec!["advertising"], 0));
    assert_eq!(shown.items[0].change, Change::Changed { answered: 2 });
    // Once asked, it is not asked again before its time, answered or not.
    let mut asked = past.clone();
    for event in notice.asked(&shown, "q3", &"anna".to_owned()).unwrap() {
        asked.insert(event).unwrap();
    }
    let again = |time: &str| notice.for_subject(&Person::new(&asked, &anna(), &interner), "en", at(time));
    assert!(items(&again("2027-01-31")).is_empty());
    // By then the old yes to the newsletter stands as it did, and the wait of a year is over.
    assert_eq!(items(&again("2027-02-01")), ["advertising"]);
}

#[test]
fn the_form_of_a_yes_is_what_it_really_was() {
    let (notice, shown, _) = show(&History::new(), &anna(), "en", "2026-01-01");
    let form =
        |reply: Reply| notice.answer(&shown, &reply).unwrap().iter().map(|event| event.qualities()).collect::<Vec<_>>();
    use Qualities as Q;
    let plain = Q::AFFIRMATIVE | Q::SEPARATE | Q::FREE | Q::INFORMED;
    let by_itself = form(reply("2026-01-01").accept("newsletter").accept("advertising"));
    // The second item costs something to refuse.
    assert_eq!(by_itself, [plain, plain - Q::FREE]);
    let bundle = form(reply("2026-01-01").accept("newsletter").accept("advertising").all_at_once());
    assert_eq!(bundle[0], plain - Q::SEPARATE);
    assert_eq!(form(reply("2026-01-01").accept("newsletter").all_at_once()), [plain]);
    assert_eq!(form(reply("2026-01-01").state("newsletter").evidence("call/7")), [plain | Q::EXPLICIT | Q::EVIDENCED]);
    assert_eq!(form(reply("2026-01-01").accept("newsletter").by(Actor::Signal)), [plain - Q::AFFIRMATIVE]);
}

#[test]
fn one_switch_for_several_purposes_is_never_separate() {
    let mut document = document();
    document.notices[1].items[0].scope.purposes.push("ads".into());
    let interner = Interner::new();
    let notice = Notice::new(Arc::new(document.compile().unwrap()), &interner, "welcome").unwrap();
    let person_history: History = History::new();
    let shown = notice.for_subject(&Person::new(&person_history, &anna(), &interner), "en", at("2026-01-01"));
    // The newsletter's rule lets nobody sell, and the advertising rule nobody write letters: asked together they are
    // never lawful.
    assert_eq!(items(&shown), ["newsletter", "advertising"]);
    let events = notice.answer(&shown, &reply("2026-01-01").accept("newsletter")).unwrap();
    assert!(!events[0].qualities().contains(Qualities::SEPARATE));
}

#[test]
fn bad_replies_are_refused_whole() {
    let (notice, shown, _) = show(&History::new(), &anna(), "en", "2026-01-01");
    let refuse = |reply: Reply| notice.answer(&shown, &reply).unwrap_err();
    let never = refuse(reply("2026-01-01").accept("newsletter").accept("profiling"));
    assert_eq!(never, AnswerError::NeverShown { item: "profiling".into() });
    let twice = refuse(reply("2026-01-01").accept("newsletter").refuse("newsletter"));
    assert_eq!(twice, AnswerError::AnsweredTwice { item: "newsletter".into() });
    assert_eq!(refuse(reply("2025-12-31").accept("newsletter")), AnswerError::BeforeShown);
    assert!(matches!(refuse(reply("2026-01-01").accept("newsletter").by(Actor::Controller)), AnswerError::Invalid(_)));
    assert!(notice.answer(&shown, &reply("2026-01-01")).unwrap().is_empty());
    // What is settled is not on show, so it cannot be answered.
    let past = history(notice.answer(&shown, &reply("2026-01-01").accept("newsletter")).unwrap());
    let (notice, later, _) = show(&past, &anna(), "en", "2026-01-02");
    let settled = notice.answer(&later, &reply("2026-01-02").accept("newsletter")).unwrap_err();
    assert_eq!(settled, AnswerError::NeverShown { item: "newsletter".into() });
}

#[test]
fn an_event_under_words_that_nobody_has_is_flagged() {
    let known = KnownNotices::new(&shop());
    let scope = super::ads_scope();
    let mut document = consentry::EventDocument::from(&event("e1", Kind::Given, &scope, "2026-01-01"));
    known.check(&document.clone().into_event().unwrap()).unwrap();
    for (version, hash) in
        [(2, "sha256:00".to_owned()), (1, Notice::new(shop(), &Interner::new(), "welcome").unwrap().hash().to_string())]
    {
        document.notice = Some(consentry::event::NoticeSeen { version, hash: Some(hash) });
        let flag = known.check(&document.clone().into_event().unwrap()).unwrap_err();
        assert_eq!((flag.event.as_str(), flag.version), ("e1", version));
    }
}

#[test]
fn every_word_and_flag_is_in_the_hash() {
    let hash = |document: consentry::PolicyDocument| {
        Notice::new(Arc::new(document.compile().unwrap()), &Interner::new(), "welcome").unwrap().hash()
    };
    let original = hash(document());
    let changes: [fn(&mut consentry::policy::NoticeDocument); 7] = [
        |notice| notice.version = 3,
        |notice| notice.titles.insert("en".into(), "Choices".into()).map_or((), drop),
        |notice| notice.titles.insert("de".into(), "Wahl".into()).map_or((), drop),
        |notice| notice.items[0].saying_no.insert("sv".into(), "Inget.".into()).map_or((), drop),
        |notice| notice.items[0].bundled = true,
        |notice| notice.items[1].scope.recipients.truncate(1),
        |notice| notice.items.truncate(1),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut document = document();
        change(&mut document.notices[1]);
        assert_ne!(hash(document), original, "change {number}");
    }
}

#[test]
fn faults_in_notices_are_listed_with_their_places() {
    let mut document = document();
    let notice = &mut document.notices[1];
    notice.titles.insert("Swedish".into(), " ".into());
    notice.items[0].guardian = None;
    notice.items[0].why.clear();
    notice.items[1].id = "newsletter".into();
    notice.items[1].scope.recipients = vec!["#third_party".into(), "talkotte".into()];
    document.notices[0].version = 0;
    let faults = document.compile().unwrap_err();
    let found: Vec<_> = faults.as_slice().iter().map(|fault| (fault.place.as_str(), fault.code.name())).collect();
    assert_eq!(
        found,
        [
            ("notices[0].version", "zero_version"),
            ("notices[1].titles.Swedish", "malformed_language"),
            ("notices[1].titles.Swedish", "missing_text"),
            ("notices[1].items[0].why", "missing_text"),
            ("notices[1].items[0].guardian", "missing_guardian_wording"),
            ("notices[1].items[1].id", "duplicate_key"),
            ("notices[1].items[1].scope", "tag_in_yes"),
            ("notices[1].items[1].scope.recipients", "unknown_key"),
        ]
    );
    let mut document = super::document();
    document.notices[1].items[0].scope.purposes = vec!["bookkeeping".into()];
    assert_eq!(document.compile().unwrap_err().as_slice()[0].code, "nothing_to_ask");
    assert!(Notice::new(shop(), &Interner::new(), "farewell").is_err());
}

#[test]
fn each_part_of_a_notice_is_looked_at() {
    let faults = |change: &dyn Fn(&mut PolicyDocument)| {
        let mut document = super::document();
        change(&mut document);
        let faults = document.compile().err().map(|faults| faults.as_slice().to_vec()).unwrap_or_default();
        faults.into_iter().map(|fault| (fault.place, fault.code.name())).collect::<Vec<_>>()
    };
    let one = |place: &str, code: &'static str| vec![(place.to_owned(), code)];
    let long = |len: usize| "a".repeat(len);

    assert_eq!(faults(&|_| ()), []);
    // Only the newest version is shown, so only in that must there be something to ask.
    let law = vec!["bookkeeping".to_owned()];
    assert_eq!(faults(&|document| document.notices[0].items[0].scope.purposes = law.clone()), []);
    assert_eq!(
        faults(&|document| document.notices[1].items[0].scope.purposes = law.clone()),
        one("notices[1].items[0].scope", "nothing_to_ask")
    );
    assert_eq!(
        faults(&|document| document.notices.push(document.notices[1].clone())),
        one("notices[2].version", "duplicate_key")
    );

    let item = |id: String| faults(&|document| document.notices[1].items[1].id.clone_from(&id));
    let malformed = one("notices[1].items[1].id", "malformed_id");
    assert_eq!(item(long(MAX_KEY_LEN)), []);
    assert_eq!(item("spring-letters.may".to_owned()), []);
    for id in [long(MAX_KEY_LEN + 1), "Letters".to_owned(), "letters.".to_owned(), String::new()] {
        assert_eq!(item(id.clone()), malformed, "{id}");
    }

    let guardian = |change: &dyn Fn(&mut GuardianDocument)| {
        faults(&|document| change(document.notices[1].items[0].guardian.as_mut().unwrap()))
    };
    assert_eq!(
        guardian(&|guardian| guardian.titles.clear()),
        one("notices[1].items[0].guardian.titles", "missing_text")
    );
    assert_eq!(guardian(&|guardian| guardian.why.clear()), [], "what is not worded for a guardian is as for the child");
    assert_eq!(
        guardian(&|guardian| _ = guardian.why.insert("en".into(), " ".into())),
        one("notices[1].items[0].guardian.why.en", "missing_text")
    );

    let language = |code: &str| faults(&|document| _ = document.notices[1].titles.insert(code.into(), "Words".into()));
    for code in ["fi", "smj", "pt-BR", "zh-Hant-TW", "de-x-12345678"] {
        assert_eq!(language(code), [], "{code}");
    }
    for code in ["f", "finn", "FI", "f1", "fi-", "fi-123456789", "fi_FI", "fi-å"] {
        assert_eq!(language(code), one(&format!("notices[1].titles.{code}"), "malformed_language"), "{code}");
    }
}
