//! Cases that only a deliberate change of the code brought to light: each of these changes went unnoticed before.

use std::sync::Arc;

use consentry::{
    DataUse, Decision, EventDocument, Guard, History, Interner, Kind, Ledger, Moment, Operations, PolicyDocument,
    Qualities, Scope, Standing, Subject, Timestamp,
    decide::{
        EventRole,
        reference::{Question, Reference},
    },
};

const POLICY: &str = r#"
    version = "1"
    vocabulary.purposes = [{ key = "service" }]
    vocabulary.categories = [{ key = "contact" }, { key = "contacts" }]
    vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    [[rules]]
    id = "rule"
    basis = "consent"
    scope = { purposes = "*", categories = "*", recipients = "*", operations = "use" }
"#;

fn event(id: &str, kind: Kind, day: u32) -> consentry::Event {
    let scope = Scope::new(["service"], ["contact"], ["lingon"], Operations::USE).unwrap();
    let document = EventDocument::new(id, "anna".to_owned(), kind, &scope, Timestamp::default().plus_days(day));
    let document = if kind == Kind::Given { document.qualities(Qualities::AFFIRMATIVE) } else { document };
    document.into_event().unwrap()
}

fn decision(category: &str) -> Decision {
    let policy = toml::from_str::<PolicyDocument>(POLICY).unwrap().compile().unwrap();
    let ledger: Ledger = Ledger::new(policy);
    ledger.record(&event("e1", Kind::Given, 0)).unwrap();
    let guard = ledger.guard(&DataUse::new("service", category, "lingon", Operations::USE)).unwrap();
    guard.check("anna", Timestamp::default().plus_days(1))
}

#[test]
fn a_key_that_only_begins_like_another_is_not_under_it() {
    assert!(decision("contact").is_allow());
    assert_eq!(decision("contacts").code(), "never_asked");
}

#[test]
fn a_standing_of_another_table_is_unreadable_however_short_the_way() {
    let policy = toml::from_str::<PolicyDocument>(POLICY).unwrap().compile().unwrap();
    let (mine, other) = (Interner::new(), Interner::new());
    let guard =
        Guard::new(policy.into(), &mine, &DataUse::new("service", "contact", "lingon", Operations::USE)).unwrap();
    let now = Timestamp::default();
    assert_eq!(guard.check(&Standing::new(&Subject::default(), &mine), now).code(), "never_asked");
    assert_eq!(guard.check(&Standing::new(&Subject::default(), &other), now).code(), "unreadable");
}

#[test]
fn what_is_only_prohibited_is_prohibited() {
    let text = POLICY.replace("consent", "prohibited");
    let policy = toml::from_str::<PolicyDocument>(&text).unwrap().compile().unwrap();
    let ledger: Ledger = Ledger::new(policy);
    ledger.record(&event("e1", Kind::Given, 0)).unwrap();
    let guard = ledger.guard(&DataUse::new("service", "contact", "lingon", Operations::USE)).unwrap();
    for person in ["anna", "nobody"] {
        assert_eq!(guard.check(person, Timestamp::default().plus_days(1)).code(), "prohibited");
    }
    assert!(ledger.audience(&guard, Timestamp::default().plus_days(1)).is_empty());
}

#[test]
fn what_would_end_at_the_end_of_time_never_ends() {
    let text = POLICY.replace("basis = \"consent\"", "basis = \"contract\"\n    retention_days = 30");
    let document = toml::from_str::<PolicyDocument>(&text).unwrap();
    let policy = Arc::new(document.compile().unwrap());
    let data_use = DataUse::new("service", "contact", "lingon", Operations::USE);
    let (subject, interner) = (Subject::default(), Interner::new());
    let standing = Standing::new(&subject, &interner);
    let reference = Reference::new(&document, policy.vocabulary());
    let guard = Guard::new(policy.clone(), &interner, &data_use).unwrap();
    // Data of the last day there is, and of the last of which the thirty days end before time does.
    let (now, end) = (Timestamp::default(), Timestamp::MAX.millis());
    for (collected, until) in [(end, None), (end - 1, None), (end - 30 * 86_400_000 - 1, Some(end - 1))] {
        let moment = Moment::from(now).collected_at(Timestamp::from_millis(collected));
        let question = Question::<u64> { subject: &subject, events: &[], data_use: &data_use, moment, as_of: None };
        let until = until.map(Timestamp::from_millis);
        assert_eq!(guard.ruling(&standing, moment).until, until, "{collected}");
        assert_eq!(reference.until(&question), until, "{collected}");
    }
}

#[test]
fn a_starter_node_restated_keeps_its_tags() {
    let text = r#"
        version = "1"
        [vocabulary]
        starter = true
        purposes = [{ key = "marketing", tags = ["ours"] }]
        recipients = [{ key = "lingon", role = "controller", location = "SE" }]
        [[rules]]
        id = "rule"
        basis = "legitimate_interests"
        scope = { purposes = "marketing", categories = "user.contact", recipients = "*", operations = "use" }
    "#;
    let policy = toml::from_str::<PolicyDocument>(text).unwrap().compile().unwrap();
    let starter = consentry::vocabulary::Vocabulary::starter();
    for (_, node) in starter.purposes().nodes() {
        let id = policy.vocabulary().purposes().id(node.key().as_str()).unwrap();
        let restated = policy.vocabulary().purposes().node(id).unwrap();
        assert!(node.tags().iter().all(|tag| restated.has_tag(tag)), "{} lost a tag", node.key());
        // Objections to marketing stay final: whatever is restated must not take that away.
        assert_eq!(restated.has_tag("ours"), node.key().as_str().split('.').next() == Some("marketing"));
    }
}

#[test]
fn the_starter_comes_with_words_tags_and_the_names_that_others_use() {
    let starter = consentry::vocabulary::Vocabulary::starter();
    let sign_in = starter.purposes().same_as("dpv", "dpv:IdentityAuthentication").unwrap();
    assert_eq!(sign_in.key().as_str(), "essential.sign_in");
    assert_eq!((sign_in.title("en"), sign_in.title("sv")), ("Signing in", "Inloggning"));
    assert_eq!(sign_in.description("en"), Some("We check that it is you and keep you signed in."));
    assert_eq!(sign_in.description("sv"), Some("Vi kontrollerar att det är du och håller dig inloggad."));
    assert_eq!(sign_in.same_as("fideslang"), Some("essential.service.authentication"));
    assert_eq!(sign_in.same_as("tcf"), None);

    fn check<A: consentry::vocabulary::Axis>(tree: &consentry::vocabulary::Tree<A>, tags: &[&str]) {
        for (_, node) in tree.nodes() {
            let key = node.key();
            let words = ["en", "sv"].map(|language| (node.titles().get(language), node.description(language)));
            assert!(words.iter().all(|(title, text)| title.is_some_and(|title| !title.is_empty()) && text.is_some()));
            assert!(words[0] != words[1], "{key} has no words of its own in Swedish");
        }
        for tag in tags {
            assert!(tree.nodes().any(|(_, node)| node.has_tag(tag)), "nothing is tagged `{tag}`");
        }
        for vocabulary in ["dpv", "fideslang", "tcf"] {
            assert!(
                tree.nodes().any(|(_, node)| node.same_as(vocabulary).is_some()),
                "nothing is named as in {vocabulary}"
            );
        }
    }
    check(starter.purposes(), &["strictly_necessary", "direct_marketing", "profiling", "sale", "cross_context"]);
    check(starter.categories(), &["identifier", "inferred", "children"]);
    let details = |key: &str| {
        let tree = starter.categories();
        let details = tree.node(tree.id(key).unwrap()).unwrap().details();
        (details.special, details.sensitive)
    };
    assert_eq!(
        [details("user"), details("user.account.credentials"), details("user.health.fitness")],
        [(false, false), (false, true), (true, true)]
    );
}

#[test]
fn a_yes_that_several_voids_follow_is_put_down_to_the_newest() {
    let policy = toml::from_str::<PolicyDocument>(POLICY).unwrap().compile().unwrap();
    let mut history = History::new();
    for (id, kind, day) in [("e1", Kind::Given, 0), ("e2", Kind::Completed, 1), ("e3", Kind::Invalidated, 2)] {
        history.insert(event(id, kind, day)).unwrap();
    }
    let interner = Interner::new();
    let guard = Guard::new(policy.into(), &interner, &DataUse::new("service", "contact", "lingon", Operations::USE));
    let standing = history.standing(&Subject::default(), &interner);
    let explanation = guard.unwrap().explain(&standing, Timestamp::default().plus_days(3));
    assert_eq!(explanation.reason, "invalidated");
    let heard = explanation.regimes.iter().flat_map(|regime| &regime.rules).flat_map(|rule| &rule.heard);
    let yes = heard.clone().find(|event| event.role == EventRole::PassedOver).unwrap();
    assert_eq!((yes.event.as_str(), yes.reason), ("e1", Some("invalidated")));
}
