//! The dialogue: notices and answers, disclosures and duties, reports, proof, and changes of policy.

mod change;
mod duty;
mod notice;
mod proof;
mod reach;
mod report;

use std::sync::Arc;

use consentry::{
    EventDocument, History, Kind, Operations, Policy, PolicyDocument, Qualities, Region, Scope, Subject, Timestamp,
};

/// The policy of the shop, as written.
pub(crate) fn document() -> PolicyDocument {
    toml::from_str(include_str!("shop.toml")).unwrap()
}

pub(crate) fn shop() -> Arc<Policy> {
    Arc::new(document().compile().unwrap())
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|_| format!("{text}T00:00:00Z").parse().unwrap())
}

/// A grown-up in Sweden.
pub(crate) fn anna() -> Subject {
    Subject::in_regions([Region::new("SE").unwrap()]).born("1990-05-17".parse().unwrap())
}

pub(crate) fn ads_scope() -> Scope {
    Scope::new(
        ["ads"],
        ["contact", "orders"],
        ["*"],
        Operations::STORE | Operations::USE | Operations::SHARE | Operations::SELL,
    )
    .unwrap()
}

/// An event of Anna's; a yes has every quality.
pub(crate) fn event(id: &str, kind: Kind, scope: &Scope, time: &str) -> consentry::Event {
    let qualities = if kind == Kind::Given { Qualities::all() } else { Qualities::empty() };
    EventDocument::new(id, "anna".to_owned(), kind, scope, at(time)).qualities(qualities).into_event().unwrap()
}

pub(crate) fn history(events: impl IntoIterator<Item = consentry::Event>) -> History {
    let mut history = History::new();
    for event in events {
        history.insert(event).unwrap();
    }
    history
}
