//! A new policy, before it is rolled out.

use std::sync::Arc;

use consentry::{
    Basis, DataUse, EventDocument, Guard, History, Interner, Kind, Ledger, Moment, Operations, Policy, PolicyDocument,
    Qualities,
    decide::{Outcome, UseError},
    rollout::{ChangeKind, Effect, Footing, PolicyChange, ShadowGuard, Simulation},
};
use proptest::prelude::*;

use super::{
    super::support::{cases::cases, worlds},
    ads_scope, anna, at, document,
    duty::sale,
    event, history, shop,
};

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
fn who_gains_and_who_loses_is_said_point_class_by_point_class() {
    let new = changed(|document| {
        // Tallkotte may share no more, Granris nothing at all; whoever is left needs a yes for fraud prevention.
        document.rules[1].scope.recipients = vec!["lingon".into(), "tallkotte".into()];
        document.rules[1].scope.operations = vec!["store".into(), "use".into(), "sell".into()];
        document.rules[4].basis = Basis::Consent;
        document.rules.push(consentry::policy::RuleDocument {
            id: "care".into(),
            regime: Some("gdpr".into()),
            basis: Basis::Contract,
            scope: consentry::vocabulary::ScopeDocument {
                purposes: vec!["service".into()],
                categories: vec!["contact.phone".into()],
                recipients: vec!["lingon.brevduva".into()],
                operations: vec!["use".into()],
            },
            ..Default::default()
        });
    });
    let change = Policy::diff(&shop(), &new);
    assert!(!change.more_classes);
    let of = |purpose: &str, recipient: &str, operation: &str| {
        let has = |keys: &[String], key: &str| keys.iter().any(|own| own == key);
        let found: Vec<_> = change
            .classes
            .iter()
            .filter(|class| {
                has(&class.purposes, purpose)
                    && has(&class.recipients, recipient)
                    && class.operations.contains(&operation)
            })
            .map(|class| (class.effect, class.before, class.after, class.categories.join(" ")))
            .collect();
        found
    };
    let ads = "contact contact.email contact.phone orders";
    let lost = |before, categories: &str| vec![(Effect::Loses, before, Footing::Undeclared, categories.to_owned())];
    assert_eq!(of("ads", "granris", "sell"), lost(Footing::Asked, ads));
    assert_eq!(of("ads", "granris", "use"), lost(Footing::Asked, ads));
    assert_eq!(of("ads", "tallkotte", "share"), lost(Footing::Asked, ads));
    assert_eq!(of("ads", "tallkotte", "sell"), []);
    let asked = (Effect::Loses, Footing::UntilNo, Footing::Asked, "orders".to_owned());
    assert_eq!(of("fraud", "tallkotte", "share"), [asked]);
    // The phone number was under no rule for orders; the processor gains it.
    let gained = (Effect::Gains, Footing::Undeclared, Footing::Needed, "contact.phone".to_owned());
    assert_eq!(of("service", "lingon.brevduva", "use"), [gained]);
    assert!(change.classes.iter().all(|class| class.regime == "gdpr" && !class.conditional));
    assert!(Policy::diff(&shop(), &shop()).classes.is_empty());
    let json = serde_json::to_value(&change).unwrap();
    assert!(json["classes"][0]["before"].is_string());
}

#[test]
fn a_regime_that_comes_takes_what_it_does_not_permit() {
    let new = changed(|document| {
        document.regimes.push(consentry::policy::RegimeDocument {
            id: "platform".into(),
            scope: Some(consentry::vocabulary::ScopeDocument {
                purposes: vec!["ads".into()],
                categories: vec!["*".into()],
                recipients: vec!["*".into()],
                operations: vec!["sell".into()],
            }),
            ..Default::default()
        });
        let mut rule = document.rules[1].clone();
        rule.id = "store_permission".into();
        rule.regime = Some("platform".into());
        rule.scope.categories = vec!["contact".into()];
        rule.scope.operations = vec!["sell".into()];
        document.rules.push(rule);
    });
    let change = Policy::diff(&shop(), &new);
    let of_platform = || change.classes.iter().filter(|class| class.regime == "platform");
    let after: Vec<_> = of_platform().map(|class| (class.before, class.after, class.categories.join(" "))).collect();
    assert!(after.contains(&(Footing::Unregulated, Footing::Undeclared, "orders".into())), "{after:?}");
    let contact = "contact contact.email contact.phone".to_owned();
    assert!(after.contains(&(Footing::Unregulated, Footing::Asked, contact)), "{after:?}");
    assert!(of_platform().all(|class| class.effect == Effect::Loses && class.operations == ["sell"]));
}

/// Changes a policy somewhere.
fn mutated(document: &PolicyDocument, kind: usize, place: usize, other: usize) -> PolicyDocument {
    let mut document = document.clone();
    let count = document.rules.len();
    let (at, from) = (place % count, other % count);
    match kind % 9 {
        0 => drop(document.rules.remove(at)),
        1 => document.rules[at].scope = document.rules[from].scope.clone(),
        2 => document.rules[at].basis = document.rules[from].basis,
        3 => document.rules[at].retention_days = Some(7),
        4 => document.rules[at].regime = document.rules[from].regime.clone(),
        5 => document.rules[at].regions = document.rules[from].regions.clone(),
        6 => {
            let nodes = &mut document.vocabulary.categories;
            let place = place % nodes.len();
            nodes[place].since += 1;
        }
        7 => document.rules[at].honours_withdrawal ^= true,
        _ => {
            let regimes = &mut document.regimes;
            if let Some(regime) = regimes.get_mut(place) {
                regime.regions = if regime.regions.is_some() { None } else { Some(vec!["SE".into()]) };
            }
        }
    }
    document
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases("CONSENTRY_CASES", 200, 1_000), ..ProptestConfig::default() })]

    /// What is in no class is decided as before, for whoever asks and whatever was said.
    #[test]
    fn what_is_in_no_class_is_decided_as_before(
        numbers in worlds::numbers(),
        (kind, place, other) in (0..9usize, 0..8usize, 0..8usize),
    ) {
        let world = worlds::World::from(&numbers);
        let document = mutated(&world.document, kind, place, other);
        let Ok(new) = document.compile() else { return Ok(()) };
        let (old, new) = (world.policy.clone(), Arc::new(new));
        let change = Policy::diff(&old, &new);
        prop_assume!(!change.more_classes);
        let interner = Interner::new();
        let mut said: History = History::new();
        world.events.iter().for_each(|event| drop(said.insert(event.clone())));
        let (said, silent) = (said.standing(&world.subject, &interner), History::<String>::new().standing(&world.subject, &interner));
        let moment = Moment::from(at("2026-03-01")).collected_at(at("2026-03-01"));
        for data_use in points(&old) {
            let listed: Vec<_> = change.classes.iter().filter(|class| {
                let has = |keys: &[String], key: &str| keys.iter().any(|own| own == key);
                has(&class.purposes, data_use.purpose().as_str())
                    && has(&class.categories, data_use.category().as_str())
                    && has(&class.recipients, data_use.recipient().as_str())
                    && data_use.operations().names().all(|name| class.operations.contains(&name))
            }).collect();
            let before = Guard::new(old.clone(), &interner, &data_use).unwrap();
            let after = Guard::new(new.clone(), &interner, &data_use).unwrap();
            if listed.is_empty() {
                prop_assert_eq!(before.check(&said, moment).outcome(), after.check(&said, moment).outcome(), "{}", data_use);
                prop_assert_eq!(before.check(&silent, moment).outcome(), after.check(&silent, moment).outcome(), "{}", data_use);
            } else if world.document.regimes.is_empty() && listed.iter().all(|class| !class.conditional) {
                // Of someone who never said anything, footing and outcome are one.
                for class in listed {
                    let expected = |footing| match footing {
                        Footing::Prohibited | Footing::Undeclared => Outcome::Deny,
                        Footing::Asked => Outcome::Ask,
                        _ => Outcome::Allow,
                    };
                    prop_assert_eq!(before.check(&silent, moment).outcome(), expected(class.before), "{} {:?}", data_use, class);
                    prop_assert_eq!(after.check(&silent, moment).outcome(), expected(class.after), "{} {:?}", data_use, class);
                }
            }
        }
    }
}

/// Every use that is a single point: leaves and one operation.
fn points(policy: &Policy) -> Vec<DataUse> {
    fn leaves<A: consentry::vocabulary::Axis>(
        tree: &consentry::vocabulary::Tree<A>,
    ) -> Vec<consentry::vocabulary::Key<A>> {
        let keys: Vec<_> = tree.nodes().map(|(_, node)| node.key().clone()).collect();
        let is_leaf = |key: &consentry::vocabulary::Key<A>| {
            !keys.iter().any(|other| other.as_str().starts_with(&format!("{}.", key.as_str())))
        };
        keys.iter().filter(|key| is_leaf(key)).cloned().collect()
    }
    let vocabulary = policy.vocabulary();
    let mut uses = Vec::new();
    for purpose in leaves(vocabulary.purposes()) {
        for category in leaves(vocabulary.categories()) {
            for recipient in leaves(vocabulary.recipients()) {
                for operation in [Operations::USE, Operations::SHARE, Operations::DECIDE] {
                    uses.push(DataUse::new(purpose.clone(), category.clone(), recipient.clone(), operation));
                }
            }
        }
    }
    uses
}

#[test]
fn a_ledger_tells_before_the_roll_out_whose_answers_would_turn() {
    let new = changed(|document| document.rules[1].requires = vec!["explicit".into()]);
    let ledger: Ledger = Ledger::new(shop());
    let say = |who: &str, qualities: Qualities, no: bool| {
        ledger.describe(who.to_owned(), &anna()).unwrap();
        let scope = ads_scope();
        let yes = EventDocument::new(format!("{who}/yes"), who.to_owned(), Kind::Given, &scope, at("2026-01-01"));
        ledger.record(&yes.qualities(qualities).into_event().unwrap()).unwrap();
        if no {
            let no = EventDocument::new(format!("{who}/no"), who.to_owned(), Kind::Withdrawn, &scope, at("2026-01-02"));
            ledger.record(&no.into_event().unwrap()).unwrap();
        }
    };
    say("explicit", Qualities::AFFIRMATIVE | Qualities::EXPLICIT, false);
    say("plain", Qualities::AFFIRMATIVE, false);
    say("plain2", Qualities::AFFIRMATIVE, false);
    say("withdrawn", Qualities::AFFIRMATIVE, true);
    let revision = ledger.revision();
    let simulation = ledger.simulate(&new, at("2026-02-01")).unwrap();
    assert_eq!((simulation.people(), simulation.affected()), (4, 2));
    let of = |purpose: &str, recipient: &str| {
        let found = simulation
            .shifts()
            .iter()
            .find(|shift| shift.data_use.purpose == purpose && shift.data_use.recipient == recipient);
        found.unwrap().counts
    };
    assert_eq!(of("ads", "tallkotte"), [[1, 2, 0], [0, 0, 0], [0, 0, 1]]);
    assert_eq!(of("service", "lingon"), [[4, 0, 0], [0, 0, 0], [0, 0, 0]]);
    // And back.
    let mut back = Simulation::of_rules(&new, &shop(), ledger.interner()).unwrap();
    back.add_all(&ledger, at("2026-02-01"));
    let ads = back.shifts().iter().find(|shift| shift.data_use.recipient == "tallkotte").unwrap();
    assert_eq!(ads.count(Outcome::Ask, Outcome::Allow), 2);
    // Nothing was rolled out.
    assert_eq!((ledger.policy().version(), ledger.revision()), ("dialogue-2", revision));
}

#[test]
fn a_simulation_counts_whose_answers_would_turn() {
    let new = changed(|document| document.rules[1].requires = vec!["explicit".into()]);
    let interner = Interner::new();
    let uses = [sale("tallkotte", "orders"), DataUse::new("service", "orders", "lingon", Operations::USE)];
    let mut simulation = Simulation::new(&shop(), &new, &interner, &uses).unwrap();
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
        simulation.add(&person.standing(&anna(), &interner), at("2026-02-01"));
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
        document
            .vocabulary
            .purposes
            .push(consentry::vocabulary::PurposeDocument { key: "survey".into(), ..Default::default() });
        let mut rule = document.rules[2].clone();
        rule.id = "survey".into();
        rule.scope.purposes = vec!["survey".into()];
        document.rules.push(rule);
    });
    let interner = Interner::new();
    let mut simulation = Simulation::of_rules(&shop(), &new, &interner).unwrap();
    simulation.add(&History::<String>::new().standing(&anna(), &interner), at("2026-02-01"));
    let turned: Vec<_> = simulation.shifts().iter().filter(|shift| shift.changed() > 0).collect();
    assert!(turned.iter().all(|shift| shift.data_use.purpose == "survey" && shift.counts[2][0] == 1));
    assert_eq!(turned.len(), 2);
    let unknown = [DataUse::new("surveys", "orders", "lingon", Operations::USE)];
    assert!(matches!(Simulation::new(&shop(), &new, &interner, &unknown), Err(UseError::Unknown(_))));
}

#[test]
fn a_shadow_guard_says_what_it_would_and_stops_nothing() {
    let new = changed(|document| document.rules[1].requires = vec!["explicit".into()]);
    let interner = Interner::new();
    let use_ = sale("tallkotte", "orders");
    let standing = History::<String>::new().standing(&anna(), &interner);
    let guard = Guard::new(shop(), &interner, &use_).unwrap();
    let shadow = ShadowGuard::new(new, &interner, &use_).unwrap();
    let would = shadow.would_decide(&standing, at("2026-02-01"));
    assert_eq!((would.outcome, would.reason), (Outcome::Ask, guard.check(&standing, at("2026-02-01")).code()));
    assert_eq!(would.policy_version, "dialogue-3");
    assert_eq!(serde_json::to_value(&would).unwrap()["outcome"], "ask");
}
