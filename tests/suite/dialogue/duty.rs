//! What left, and what a no asks for.

use std::collections::BTreeMap;

use consentry::{
    Actor, Basis, DataUse, EventDocument, Guard, Interner, Kind, Ledger, Operations, Region, Scope, Subject,
    decide::DataUseDocument,
    dialogue::{
        Advance, Disclosure, DisclosureError, Disclosures, Dossier, Duty, DutyError, Origin, Progress, Stage, State,
        StepError, Task,
    },
};

use super::{ads_scope, anna, at, event, shop};

pub(crate) fn sale(recipient: &str, category: &str) -> DataUse {
    DataUse::new("ads", category, recipient, Operations::SELL)
}

fn onward(recipient: &str, category: &str) -> DataUseDocument {
    DataUseDocument {
        purpose: "resale".into(),
        category: category.into(),
        recipient: recipient.into(),
        operations: vec!["share".into()],
    }
}

struct World {
    interner: Interner,
    dossier: Dossier,
}

impl World {
    /// Anna said yes to advertising on 1 January.
    fn new(subject: Subject) -> Self {
        let mut world = Self { interner: Interner::new(), dossier: Dossier::new("anna".to_owned(), subject) };
        world.say(event("yes", Kind::Given, &ads_scope(), "2026-01-01")).unwrap();
        world
    }

    fn say(&mut self, event: consentry::Event) -> Result<Vec<Duty>, StepError> {
        self.dossier.record(&shop(), &self.interner, event).map(|step| step.duties)
    }

    fn sell(&mut self, id: &str, recipient: &str, category: &str, time: &str) -> Result<Basis, DisclosureError> {
        let guard = Guard::new(shop(), &self.interner, &sale(recipient, category)).unwrap();
        self.dossier.disclose(&guard, &self.interner, id, at(time)).map(|permit| permit.grant().basis())
    }

    fn passed_on(&mut self, id: &str, of: &str, recipient: &str, category: &str) -> Result<Vec<Duty>, StepError> {
        let (data_use, time) = (onward(recipient, category), at("2026-01-20"));
        self.dossier.passed_on(&shop(), &self.interner, id, of, data_use, time).map(|step| step.duties)
    }

    fn withdraw(&mut self, id: &str, time: &str) -> Vec<Duty> {
        self.say(event(id, Kind::Withdrawn, &ads_scope(), time)).unwrap()
    }
}

fn told(duties: &[Duty]) -> BTreeMap<&str, Vec<&str>> {
    let told = duties.iter().filter_map(|duty| match &duty.task {
        Task::Notify { recipient: whom, disclosures } | Task::NotifySupplier { supplier: whom, disclosures } => {
            Some((whom.as_str(), disclosures.iter().map(String::as_str).collect()))
        }
        _ => None,
    });
    told.collect()
}

fn names(duties: &[Duty]) -> Vec<&str> {
    duties.iter().map(|duty| duty.id.as_str()).collect()
}

#[test]
fn a_permit_comes_with_the_record_of_what_allowed_it() {
    let mut world = World::new(anna());
    assert_eq!(world.sell("d1", "tallkotte", "contact.email", "2026-01-02"), Ok(Basis::Consent));
    let disclosure = world.dossier.disclosures().get("d1").unwrap();
    assert_eq!((disclosure.at, disclosure.data_use.recipient.as_str()), (at("2026-01-02"), "tallkotte"));
    let Origin::Permitted { grounds, policy_version } = &disclosure.origin else { panic!("{disclosure:?}") };
    assert_eq!(policy_version, "dialogue-2");
    assert_eq!((grounds[0].rule.as_str(), grounds[0].event.as_deref()), ("advertising", Some("yes")));
    assert_eq!(grounds[0].given_at, Some(at("2026-01-01")));
    let json = serde_json::to_string(disclosure).unwrap();
    assert_eq!(serde_json::from_str::<consentry::dialogue::Disclosure>(&json).unwrap(), *disclosure);
}

#[test]
fn without_an_allowing_decision_nothing_leaves_and_nothing_is_kept() {
    let mut world = World::new(anna());
    world.withdraw("no", "2026-02-01");
    let refused = world.sell("d1", "tallkotte", "contact", "2026-02-02").unwrap_err();
    assert!(matches!(refused, DisclosureError::NotAllowed(decision) if decision.code() == "withdrawn"));
    assert!(world.dossier.disclosures().is_empty());
    let read = DataUse::new("service", "orders", "lingon", Operations::USE);
    let guard = Guard::new(shop(), &world.interner, &read).unwrap();
    let person = world.dossier.person(&world.interner);
    let stays = guard.disclose(person.standing(), "anna".to_owned(), "d1", at("2026-02-02")).unwrap_err();
    assert!(matches!(stays, DisclosureError::StaysHere(_)));

    // Nor is a record kept that no guard gave: without grounds, of a use by which nothing leaves, of no use at all.
    let forged = |data_use: DataUseDocument, grounds| Disclosure {
        id: "d1".into(),
        subject: "anna".to_owned(),
        data_use,
        at: at("2026-01-02"),
        origin: Origin::Permitted { grounds, policy_version: "dialogue-2".into() },
    };
    let ground = Guard::new(shop(), &world.interner, &DataUse::new("fraud", "orders", "tallkotte", Operations::SHARE))
        .unwrap()
        .grounds(person.standing(), at("2026-01-02"));
    let mut kept = Disclosures::new();
    let sold = DataUseDocument::from(&sale("tallkotte", "contact"));
    assert_eq!(kept.insert(forged(sold.clone(), vec![])), Err(DisclosureError::WithoutDecision("d1".into())));
    let used = DataUseDocument { operations: vec!["use".into()], ..sold.clone() };
    assert!(matches!(kept.insert(forged(used, ground.clone())), Err(DisclosureError::StaysHere(_))));
    let garbled = DataUseDocument { operations: vec!["sel".into()], ..sold.clone() };
    assert!(matches!(kept.insert(forged(garbled, ground.clone())), Err(DisclosureError::MalformedUse(_))));
    assert!(kept.is_empty());
    assert_eq!(kept.insert(forged(sold, ground)), Ok(true));
}

#[test]
fn a_guard_of_a_ledger_lets_data_leave_and_says_by_what_right() {
    let ledger: Ledger = Ledger::new(shop());
    ledger.describe("anna".to_owned(), &anna()).unwrap();
    ledger.record(&event("yes", Kind::Given, &ads_scope(), "2026-01-01")).unwrap();
    let guard = ledger.guard(&sale("tallkotte", "contact")).unwrap();
    let permit = guard.disclose("anna".to_owned(), "d1", at("2026-01-02")).unwrap();
    let Origin::Permitted { grounds, policy_version } = &permit.disclosure().origin else { panic!() };
    assert_eq!((grounds[0].event.as_deref(), policy_version.as_str()), (Some("yes"), "dialogue-2"));
    ledger.record(&event("no", Kind::Withdrawn, &ads_scope(), "2026-01-03")).unwrap();
    let refused = guard.disclose("anna".to_owned(), "d2", at("2026-01-04")).unwrap_err();
    assert!(matches!(refused, DisclosureError::NotAllowed(decision) if decision.code() == "withdrawn"));
    assert!(matches!(guard.disclose("bo".to_owned(), "", at("2026-01-04")), Err(DisclosureError::MalformedId(_))));
}

#[test]
fn what_a_log_has_makes_the_same_dossier_again() {
    let mut world = World::new(anna());
    world.sell("d1", "tallkotte", "contact", "2026-01-02").unwrap();
    let mut again = world.dossier.clone();
    let no = event("no", Kind::Withdrawn, &ads_scope(), "2026-02-01");
    again.replay(world.dossier.record(&shop(), &world.interner, no).unwrap()).unwrap();
    let id = "no/notify/tallkotte/d1";
    type Deed = fn(&mut Dossier, &str) -> Result<(), DutyError>;
    let deeds: [Deed; 4] = [
        |dossier, id| dossier.sent(id, at("2026-02-02")),
        |dossier, id| dossier.failed(id, at("2026-02-03"), "no answer"),
        |dossier, id| dossier.sent(id, at("2026-02-04")),
        |dossier, id| dossier.acknowledged(id, at("2026-02-05"), Some("ticket 7".into())),
    ];
    for deed in deeds {
        deed(&mut world.dossier, id).unwrap();
        assert_ne!(again, world.dossier);
        let line = serde_json::to_string(&world.dossier.progress(id).unwrap()).unwrap();
        again.advance(serde_json::from_str(&line).unwrap()).unwrap();
        assert_eq!(again, world.dossier);
    }
    assert_eq!(again, world.dossier);
    let progress = Progress { stage: Stage::Sent, since: at("2026-02-06"), attempts: 1, note: None };
    let unknown = Advance { duty: "no/notify/nobody/d1".into(), progress };
    assert_eq!(again.advance(unknown), Err(DutyError::Unknown("no/notify/nobody/d1".into())));
    assert_eq!(again, world.dossier);
}

#[test]
fn a_withdrawal_asks_for_everything_at_once() {
    let mut world = World::new(anna());
    world.sell("d1", "tallkotte", "contact", "2026-01-02").unwrap();
    world.sell("d2", "tallkotte", "orders", "2026-01-03").unwrap();
    world.sell("d3", "granris", "orders", "2026-01-03").unwrap();
    world.passed_on("o1", "d1", "hidden_sink", "contact.phone").unwrap();
    let data_use = DataUseDocument { recipient: "lingon".into(), ..onward("lingon", "contact") };
    let data_use = DataUseDocument { purpose: "ads".into(), ..data_use };
    world.dossier.received(&shop(), &world.interner, "s1", "addressbroker", data_use, at("2025-12-01")).unwrap();

    let duties = world.withdraw("no", "2026-02-01");
    assert_eq!(
        told(&duties),
        BTreeMap::from([
            ("tallkotte", vec!["d1", "d2"]),
            ("granris", vec!["d3"]),
            ("hidden_sink", vec!["o1"]),
            ("addressbroker", vec!["s1"]),
        ])
    );
    let by_name = |name: &str| duties.iter().find(|duty| duty.id == name).unwrap_or_else(|| panic!("{name}"));
    let stop = by_name("no/stop");
    assert_eq!((stop.due, &stop.task), (at("2026-02-01"), &Task::Stop { rules: vec!["advertising".into()] }));
    assert_eq!(by_name("no/tell").due, at("2026-03-01"));
    assert_eq!(by_name("no/notify/granris/d3").source, "GDPR Art. 5(2), 24; CJEU C-129/21");
    // Contact details are erased, but for the address that the orders need; orders are kept.
    assert_eq!(by_name("no/erase/contact").task, Task::Erase { category: "contact".into() });
    let kept = |category: &str, rule: &str, basis| Task::Keep { category: category.into(), rule: rule.into(), basis };
    assert_eq!(by_name("no/keep/contact.email").task, kept("contact.email", "orders", Basis::Contract));
    assert_eq!(by_name("no/keep/orders").task, kept("orders", "orders", Basis::Contract));
    assert_eq!(by_name("no/keep/orders").state(at("2027-01-01")), State::Acknowledged);
    assert_eq!(duties.len(), 4 + 3 + 2);
}

#[test]
fn what_another_consent_or_basis_rests_on_is_left_alone() {
    let mut world = World::new(anna());
    let share = DataUse::new("fraud", "orders", "tallkotte", Operations::SHARE);
    let guard = Guard::new(shop(), &world.interner, &share).unwrap();
    let permit = world.dossier.disclose(&guard, &world.interner, "d1", at("2026-01-02")).unwrap();
    assert_eq!(permit.grant().basis(), Basis::LegitimateInterests);
    assert!(told(&world.withdraw("no", "2026-02-01")).is_empty());
    // The same data, but an objection to this very use.
    let scope = Scope::new(["fraud"], ["orders"], ["*"], Operations::all()).unwrap();
    let duties = world.say(event("objection", Kind::Objected, &scope, "2026-02-02")).unwrap();
    assert_eq!(told(&duties), BTreeMap::from([("tallkotte", vec!["d1"])]));
    assert_eq!(duties[0].source, "GDPR Art. 21(1), 21(3)");
}

#[test]
fn an_erasure_reaches_everyone_on_whatever_ground_and_keeps_what_a_law_needs() {
    let mut world = World::new(anna());
    let guard = Guard::new(shop(), &world.interner, &DataUse::new("fraud", "orders", "tallkotte", Operations::SHARE));
    let _ = world.dossier.disclose(&guard.unwrap(), &world.interner, "d1", at("2026-01-02")).unwrap();
    let everything = Scope::new(["*"], ["*"], ["lingon"], Operations::all()).unwrap();
    let duties = world.say(event("erase", Kind::Erased, &everything, "2026-02-01")).unwrap();
    assert_eq!(
        names(&duties),
        ["erase/stop", "erase/notify/tallkotte/d1", "erase/erase/contact", "erase/keep/orders", "erase/tell"]
    );
    let Task::Keep { rule, basis, .. } = &duties[3].task else { panic!() };
    assert_eq!((rule.as_str(), *basis), ("books", Basis::LegalObligation));
}

#[test]
fn a_later_yes_is_not_called_back_by_an_earlier_no() {
    let mut world = World::new(anna());
    world.sell("d1", "tallkotte", "contact", "2026-01-02").unwrap();
    world.say(event("yes2", Kind::Given, &ads_scope(), "2026-03-01")).unwrap();
    world.sell("d2", "tallkotte", "contact", "2026-03-02").unwrap();
    // A letter of February, opened in March.
    let mut letter = EventDocument::from(&event("no", Kind::Withdrawn, &ads_scope(), "2026-02-01"));
    letter.recorded_at = Some(at("2026-03-10"));
    let duties = world.say(letter.into_event().unwrap()).unwrap();
    assert_eq!(told(&duties), BTreeMap::from([("tallkotte", vec!["d1"])]));
    assert_eq!(duties[0].due, at("2026-03-10"));
}

#[test]
fn word_of_an_onward_disclosure_that_comes_late_brings_its_duty() {
    let mut world = World::new(anna());
    world.sell("d1", "tallkotte", "contact", "2026-01-02").unwrap();
    world.withdraw("no", "2026-02-01");
    let late = world.passed_on("o1", "d1", "hidden_sink", "contact").unwrap();
    assert_eq!(names(&late), ["no/notify/hidden_sink/o1"]);
    // Said twice it is said once.
    assert!(world.passed_on("o1", "d1", "hidden_sink", "contact").unwrap().is_empty());
    // Other data than the withdrawal was about.
    let scope = Scope::new(["ads"], ["orders"], ["*"], Operations::SELL).unwrap();
    let mut other = World::new(anna());
    other.sell("d1", "tallkotte", "contact", "2026-01-02").unwrap();
    assert!(told(&other.say(event("no", Kind::Withdrawn, &scope, "2026-02-01")).unwrap()).is_empty());
    assert!(other.passed_on("o1", "d1", "hidden_sink", "contact").unwrap().is_empty());
}

#[test]
fn a_californian_opt_out_has_fifteen_business_days() {
    let mut world = World::new(Subject::in_regions([Region::new("US-CA").unwrap()]));
    world.sell("d1", "granris", "orders", "2026-01-02").unwrap();
    let document = EventDocument::new("gpc", "anna".to_owned(), Kind::OptedOut, &ads_scope(), at("2026-01-30"));
    let duties = world.say(document.by(Actor::Signal).into_event().unwrap()).unwrap();
    assert_eq!(names(&duties), ["gpc/stop", "gpc/notify/granris/d1", "gpc/tell"]);
    assert!(duties.iter().all(|duty| duty.due == at("2026-02-20")));
    assert_eq!(duties[1].source, "11 CCR §7026(f)(2), (3)");
}

#[test]
fn a_no_to_what_never_began_asks_nothing_and_neither_does_a_yes() {
    let mut world = World { interner: Interner::new(), dossier: Dossier::new("anna".to_owned(), anna()) };
    assert!(world.say(event("no", Kind::Refused, &ads_scope(), "2026-01-01")).unwrap().is_empty());
    assert!(world.say(event("yes", Kind::Given, &ads_scope(), "2026-01-02")).unwrap().is_empty());
    // A refusal after a yes is a withdrawal in all but name.
    assert!(!world.say(event("no2", Kind::Refused, &ads_scope(), "2026-01-03")).unwrap().is_empty());
}

#[test]
fn duties_go_their_way_and_may_be_retried() {
    let mut world = World::new(anna());
    world.sell("d1", "tallkotte", "contact", "2026-01-02").unwrap();
    world.withdraw("no", "2026-02-01");
    let id = "no/notify/tallkotte/d1";
    let dossier = &mut world.dossier;
    let state = |dossier: &Dossier, time: &str| {
        dossier.duties().find(|duty| duty.id == id).map(|duty| (duty.state(at(time)), duty.progress.attempts)).unwrap()
    };
    assert_eq!(state(dossier, "2026-02-02"), (State::Planned, 0));
    assert_eq!(state(dossier, "2026-03-01"), (State::Planned, 0));
    assert_eq!(state(dossier, "2026-03-01T00:00:00.001Z"), (State::Overdue, 0));
    assert_eq!(dossier.acknowledged(id, at("2026-02-02"), None), Err(DutyError::NeverSent(id.into())));
    dossier.sent(id, at("2026-02-02")).unwrap();
    dossier.failed(id, at("2026-02-03"), "no answer").unwrap();
    assert_eq!(state(dossier, "2026-02-04"), (State::Failed, 1));
    dossier.sent(id, at("2026-02-04")).unwrap();
    assert_eq!(state(dossier, "2026-02-04"), (State::Sent, 2));
    dossier.acknowledged(id, at("2026-02-05"), Some("ticket 7".into())).unwrap();
    let before: Vec<Duty> = dossier.duties().cloned().collect();
    dossier.acknowledged(id, at("2026-02-06"), None).unwrap();
    dossier.sent(id, at("2026-02-06")).unwrap();
    assert_eq!(dossier.failed(id, at("2026-02-06"), "late"), Err(DutyError::Settled(id.into())));
    assert_eq!(
        dossier.sent("no/notify/nobody/d1", at("2026-02-06")),
        Err(DutyError::Unknown("no/notify/nobody/d1".into()))
    );
    assert_eq!(before, dossier.duties().cloned().collect::<Vec<_>>());
    assert_eq!(state(dossier, "2030-01-01"), (State::Acknowledged, 2));
    // The same event once more changes nothing.
    assert!(world.withdraw("no", "2026-02-01").is_empty());
    assert_eq!(before, world.dossier.duties().cloned().collect::<Vec<_>>());
    assert_eq!(before.iter().filter(|duty| duty.progress.stage == Stage::Acknowledged && duty.id == id).count(), 1);
}

#[test]
fn a_step_is_taken_whole_or_not_at_all() {
    let mut world = World::new(anna());
    world.sell("d1", "tallkotte", "contact", "2026-01-02").unwrap();
    let before = format!("{:?}", world.dossier);
    let stranger = EventDocument {
        subject: "bo".to_owned(),
        ..EventDocument::from(&event("no", Kind::Withdrawn, &ads_scope(), "2026-02-01"))
    };
    assert!(matches!(world.say(stranger.into_event().unwrap()), Err(StepError::Conflict(_))));
    assert!(matches!(
        world.say(event("yes", Kind::Withdrawn, &ads_scope(), "2026-02-01")),
        Err(StepError::Conflict(_))
    ));
    let unknown = Scope::new(["adz"], ["*"], ["*"], Operations::all()).unwrap();
    assert!(matches!(world.say(event("no", Kind::Withdrawn, &unknown, "2026-02-01")), Err(StepError::UnknownNames(_))));
    let parentless = world.passed_on("o1", "d9", "sink", "contact");
    assert!(matches!(parentless, Err(StepError::Disclosure(DisclosureError::UnknownParent(_)))));
    assert_eq!(world.sell("d1", "granris", "contact", "2026-01-02"), Err(DisclosureError::Conflict("d1".into())));
    assert_eq!(world.sell("", "granris", "contact", "2026-01-02"), Err(DisclosureError::MalformedId(String::new())));
    assert_eq!(before, format!("{:?}", world.dossier));

    // One line of a log carries event and duties; read back, the dossier is the same.
    let step = world
        .dossier
        .record(&shop(), &world.interner, event("no", Kind::Withdrawn, &ads_scope(), "2026-02-01"))
        .unwrap();
    let line = serde_json::to_string(&step).unwrap();
    let mut again = World::new(anna());
    again.sell("d1", "tallkotte", "contact", "2026-01-02").unwrap();
    again.dossier.replay(serde_json::from_str(&line).unwrap()).unwrap();
    assert_eq!(format!("{:?}", again.dossier), format!("{:?}", world.dossier));
}
