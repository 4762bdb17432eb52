//! A new policy, before it is rolled out.

use std::sync::Arc;

use consentry::{
    Basis, DataUse, Guard, History, Kind, Operations, Outcome, Policy, PolicyDocument, Symbols, UseError,
    dialogue::{ChangeKind, PolicyChange, ShadowGuard, Simulation},
};

use crate::{ads_scope, anna, at, document, duty::sale, event, history, shop};

fn changed(change: impl FnOnce(&mut PolicyDocument)) -> Arc<Policy> {
    let mut document = document();
    document.version = "dialogue-3".into();
    change(&mut document);
    Arc::new(document.compile().unwrap())
}

#[test]
fn who_gains_and_who_loses_is_said_rule_by_rule() {
    let new = changed(|document| {
        let advertising = &mut document.rules[1];
        advertising.scope.recipients = vec!["lingon".into(), "tallkotte".into()];
        advertising.scope.operations.push("profile".into());
        advertising.lifetime_days = Some(180);
        document.rules[0].requires.push("explicit".into());
        document.rules.remove(4);
    });
    let change = PolicyChange::new(&shop(), &new);
    assert_eq!((change.from.as_str(), change.to.as_str()), ("dialogue-2", "dialogue-3"));
    let rules: Vec<_> = change.rules.iter().map(|rule| (rule.rule.as_str(), rule.kind)).collect();
    let expected =
        [("newsletter", ChangeKind::Changed), ("advertising", ChangeKind::Changed), ("watch", ChangeKind::Removed)];
    assert_eq!(rules, expected);
    let [newsletter, advertising, watch] = &change.rules[..] else { panic!() };
    assert!(newsletter.gained.is_empty() && newsletter.lost.is_empty());
    assert_eq!((newsletter.terms[0].field, newsletter.ask_anew.as_slice()), ("requires", &["requires"][..]));
    assert_eq!(advertising.lost.recipients, ["granris"]);
    assert_eq!(advertising.gained.operations, ["profile"]);
    assert_eq!(advertising.ask_anew, ["wider", "lifetime_days"]);
    assert_eq!(watch.lost.purposes, ["fraud"]);
    assert!(change.barred.is_empty());
    assert_eq!(PolicyChange::new(&shop(), &shop()).rules, []);
}

#[test]
fn a_material_change_and_a_swap_of_basis_are_named() {
    let new = changed(|document| {
        let orders = document.vocabulary.categories.iter_mut().find(|node| node.key == "orders").unwrap();
        orders.since = 2;
        document.rules[0].basis = Basis::LegitimateInterests;
        document.rules[0].requires.clear();
        document.rules[0].min_age = None;
    });
    let change = PolicyChange::new(&shop(), &new);
    assert_eq!(change.barred[0].code, "basis_swap");
    let advertising = change.rules.iter().find(|rule| rule.rule == "advertising").unwrap();
    assert_eq!(advertising.ask_anew, ["materially_changed"]);
}

#[test]
fn a_simulation_counts_whose_answers_would_turn() {
    let new = changed(|document| document.rules[1].requires = vec!["explicit".into()]);
    let symbols = Symbols::new();
    let uses = [sale("tallkotte", "orders"), DataUse::new("service", "orders", "lingon", Operations::USE)];
    let mut simulation = Simulation::new(&shop(), &new, &symbols, &uses).unwrap();
    let plain = |id: &str| {
        let mut yes = consentry::EventDocument::from(&event(id, Kind::Given, &ads_scope(), "2026-01-01"));
        yes.qualities = consentry::Qualities::AFFIRMATIVE;
        yes.into_event().unwrap()
    };
    let people: [History; 4] = [
        history([event("yes", Kind::Given, &ads_scope(), "2026-01-01")]),
        history([plain("yes")]),
        history([plain("yes"), event("no", Kind::Withdrawn, &ads_scope(), "2026-01-02")]),
        History::new(),
    ];
    for person in &people {
        simulation.add(&person.standing(&anna(), &symbols), at("2026-02-01"));
    }
    let [sale_shift, service] = simulation.shifts() else { panic!() };
    assert_eq!(sale_shift.counts, [[1, 1, 0], [0, 1, 0], [0, 0, 1]]);
    assert_eq!((sale_shift.count(Outcome::Allow, Outcome::Ask), sale_shift.changed()), (1, 1));
    assert_eq!((service.count(Outcome::Allow, Outcome::Allow), service.changed()), (4, 0));
    assert_eq!(simulation.people(), 4);
}

#[test]
fn what_only_one_policy_knows_is_denied_by_the_other() {
    let new = changed(|document| {
        document.vocabulary.purposes.push(consentry::PurposeDocument { key: "survey".into(), ..Default::default() });
        let mut rule = document.rules[2].clone();
        rule.id = "survey".into();
        rule.scope.purposes = vec!["survey".into()];
        document.rules.push(rule);
    });
    let symbols = Symbols::new();
    let mut simulation = Simulation::of_rules(&shop(), &new, &symbols).unwrap();
    simulation.add(&History::<String>::new().standing(&anna(), &symbols), at("2026-02-01"));
    let turned: Vec<_> = simulation.shifts().iter().filter(|shift| shift.changed() > 0).collect();
    assert!(turned.iter().all(|shift| shift.data_use.purpose == "survey" && shift.counts[2][0] == 1));
    assert_eq!(turned.len(), 2);
    let unknown = [DataUse::new("surveys", "orders", "lingon", Operations::USE)];
    assert!(matches!(Simulation::new(&shop(), &new, &symbols, &unknown), Err(UseError::Unknown(_))));
}

#[test]
fn a_shadow_guard_says_what_it_would_and_stops_nothing() {
    let new = changed(|document| document.rules[1].requires = vec!["explicit".into()]);
    let symbols = Symbols::new();
    let use_ = sale("tallkotte", "orders");
    let standing = History::<String>::new().standing(&anna(), &symbols);
    let guard = Guard::new(shop(), &symbols, &use_).unwrap();
    let shadow = ShadowGuard::new(new, &symbols, &use_).unwrap();
    let would = shadow.would_decide(&standing, at("2026-02-01"));
    assert_eq!((would.outcome, would.reason), (Outcome::Ask, guard.check(&standing, at("2026-02-01")).code()));
    assert_eq!(would.policy_version, "dialogue-3");
    assert_eq!(serde_json::to_value(&would).unwrap()["outcome"], "ask");
}
