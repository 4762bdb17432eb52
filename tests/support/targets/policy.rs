//! Policy documents, as TOML or, if they begin with a brace, as JSON.

use std::sync::Arc;

use consentry::{
    DataUse, EventDocument, Guard, History, Interner, Kind, Moment, Operations, PolicyDocument, Qualities, Region,
    Scope, Subject, Timestamp,
    decide::reference::{Question, Reference},
};

/// No message repeats giant input: what is wrong fits on a few lines.
const LONGEST_MESSAGE: usize = 4_000;

/// A document that is read is written and read again as the same, and compiles with usable guards or with short errors.
pub(crate) fn policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let document = if text.trim_start().starts_with('{') {
        serde_json::from_str::<PolicyDocument>(text).ok()
    } else {
        toml::from_str(text).ok()
    };
    let Some(document) = document else { return };
    let written = serde_json::to_string(&document).unwrap();
    assert_eq!(serde_json::from_str::<PolicyDocument>(&written).unwrap(), document);
    put_to_use(&document);
}

/// If the document compiles, a guard over its last names agrees with the reference.
fn put_to_use(document: &PolicyDocument) {
    let policy = match document.compile() {
        Ok(policy) => Arc::new(policy),
        Err(faults) => {
            for fault in faults.as_slice() {
                assert!(fault.to_string().len() < LONGEST_MESSAGE, "{fault}");
            }
            return;
        }
    };
    let _ = policy.lints();
    assert!(policy.basis_swaps(&policy).is_empty(), "a policy succeeds itself");
    let vocabulary = policy.vocabulary();
    let (Some((_, purpose)), Some((_, category)), Some((_, recipient))) = (
        vocabulary.purposes().nodes().last(),
        vocabulary.categories().nodes().last(),
        vocabulary.recipients().nodes().last(),
    ) else {
        return;
    };
    let keys = (purpose.key().clone(), category.key().clone(), recipient.key().clone());
    // The reference goes through every name; a large vocabulary is left to the guard.
    let small = [vocabulary.purposes().len(), vocabulary.categories().len(), vocabulary.recipients().len()]
        .iter()
        .all(|len| *len <= 40);
    let reference = Reference::new(document, vocabulary);
    let data_use = DataUse::new(keys.0, keys.1, keys.2, Operations::USE);
    let interner = Interner::new();
    let guard = Guard::new(policy.clone(), &interner, &data_use).unwrap();
    let subject = Subject::in_regions([Region::new("SE").unwrap()]).born("2010-02-28".parse().unwrap());
    let moment = Moment::from(Timestamp::default().plus_days(3)).collected_at(Timestamp::default());
    let mut history = History::new();
    for kind in [Kind::Given, Kind::Invalidated, Kind::Objected, Kind::ObjectionOverruled] {
        let scope = Scope::new(["*"], ["*"], ["*"], Operations::USE).unwrap();
        let event = EventDocument::new(kind.name(), "anna".to_owned(), kind, &scope, Timestamp::default().plus_days(1));
        let event = if kind == Kind::Given { event.qualities(Qualities::AFFIRMATIVE) } else { event };
        history.insert(event.into_event().unwrap()).unwrap();
        let standing = history.standing(&subject, &interner);
        let explanation = guard.explain(&standing, moment);
        let decision = guard.check(&standing, moment);
        assert_eq!((explanation.outcome, explanation.reason), (decision.outcome(), decision.code()));
        if small {
            let events: Vec<_> = history.events().cloned().collect();
            let question = Question { subject: &subject, events: &events, data_use: &data_use, moment, as_of: None };
            assert_eq!(reference.decide(&question), decision, "{kind:?}");
        }
    }
}
