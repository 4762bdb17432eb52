//! The laws of the design, section 5, each over whole random worlds and named after its sentence.
//!
//! `CONSENTRY_LAWS` sets how many worlds each law is tried in (300 if not set, 2,000 under `CONSENTRY_FULL=1`),
//! `CONSENTRY_SEED` which ones. A law whose premise hardly ever holds would prove nothing, so every law counts the
//! worlds in which it did.

use std::{cell::Cell, sync::Arc};

use consentry::{
    DataUse, Decision, Event, EventDocument, Guard, History, Interner, Kind, Ledger, Moment, Policy, Ruling, Subject,
    Timestamp, decide::Outcome,
};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::support::{
    cases::{cases, seed},
    worlds::{self, Ask, World},
};

/// Tries a law in many worlds. It says whether its premise held, or how it was broken.
fn law(holds: impl Fn(&World) -> Result<bool, String>) {
    let (cases, seed) = (cases("CONSENTRY_LAWS", 300, 2_000), seed());
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 5_000, ..Config::default() };
    let met = Cell::new(0u32);
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let outcome = runner.run(&worlds::numbers(), |numbers| {
        met.set(met.get() + u32::from(holds(&World::from(&numbers)).map_err(TestCaseError::fail)?));
        Ok(())
    });
    match outcome {
        Ok(()) => {
            println!("held in {} of {cases} worlds where it applies", met.get());
            assert!(met.get() >= cases / 50, "the law applied in only {} of {cases} worlds", met.get());
        }
        Err(TestError::Fail(reason, numbers)) => {
            let world = World::from(&numbers);
            let asks: Vec<_> = world.asks.iter().map(Ask::to_string).collect();
            panic!("{reason}\n\n{world}\n# asks\n{}", asks.join("\n"));
        }
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

fn history<'e>(events: impl IntoIterator<Item = &'e Event>) -> History {
    let mut history = History::new();
    for event in events {
        history.insert(event.clone()).unwrap();
    }
    history
}

fn ruling_under(policy: &Arc<Policy>, subject: &Subject, history: &History, ask: &Ask) -> Ruling {
    let interner = Interner::new();
    let guard = Guard::new(policy.clone(), &interner, &ask.data_use).unwrap();
    let history = ask.as_of.map_or(history.clone(), |time| history.as_of(time));
    guard.ruling(&history.standing(subject, &interner), ask.moment)
}

fn ruling(world: &World, history: &History, ask: &Ask) -> Ruling {
    ruling_under(&world.policy, &world.subject, history, ask)
}

fn outcome(world: &World, history: &History, ask: &Ask) -> Outcome {
    ruling(world, history, ask).decision.outcome()
}

fn equal<T: PartialEq + std::fmt::Debug>(one: &T, other: &T, ask: &Ask) -> Result<(), String> {
    if one == other { Ok(()) } else { Err(format!("{one:?} became {other:?}: {ask}")) }
}

/// The events in an order that depends on the world only.
fn shuffled(world: &World) -> Vec<&Event> {
    let mut events: Vec<&Event> = world.events.iter().collect();
    let key =
        |event: &&Event| event.at().millis().wrapping_mul(0x9e37_79b9_7f4a_7c15_u64.cast_signed()).rotate_left(29);
    events.sort_by_key(key);
    events
}

fn is_no_or_void(event: &Event) -> bool {
    use Kind::{
        Completed, Ended, Erased, Invalidated, Objected, OptedOut, PlatformDenied, Refused, Restricted, Withdrawn,
    };
    let noes = [Refused, Withdrawn, Objected, OptedOut, Restricted, Erased, Ended, PlatformDenied];
    noes.contains(&event.kind()) || [Invalidated, Completed].contains(&event.kind())
}

fn is_yes_or_lift(event: &Event) -> bool {
    use Kind::{Given, ObjectionOverruled, PlatformAuthorized, Reinstated, RestrictionLifted};
    [Given, PlatformAuthorized, ObjectionOverruled, RestrictionLifted, Reinstated].contains(&event.kind())
}

#[test]
fn order_of_arrival_and_duplication_never_change_a_decision() {
    law(|world| {
        let known: Vec<&Event> =
            world.events.iter().filter(|event| world.policy.check_names(event.scope()).is_ok()).collect();
        let shuffled = shuffled(world);
        let again: Vec<&Event> = shuffled.iter().chain(&shuffled).copied().collect();
        let ledger: Ledger = Ledger::new(world.policy.clone());
        for event in &again {
            if let Ok(recorded) = ledger.record(event) {
                let repeated = ledger.record(event);
                assert!(repeated.is_ok_and(|repeated| !repeated.new), "first {recorded:?}");
            }
        }
        ledger.describe("anna".to_owned(), &world.subject).unwrap();
        for ask in &world.asks {
            equal(&ruling(world, &history(&world.events), ask), &ruling(world, &history(again.clone()), ask), ask)?;
            let now = Ask { as_of: None, ..ask.clone() };
            let found = ledger.guard(&ask.data_use).unwrap().ruling("anna", ask.moment);
            equal(&ruling(world, &history(known.clone()), &now), &found, ask)?;
        }
        Ok(world.events.len() > 1)
    });
}

#[test]
fn splitting_of_events_never_changes_a_decision() {
    law(|world| {
        let mut split = Vec::new();
        for event in &world.events {
            let whole = EventDocument::from(event);
            let operations = match whole.scope.operations.as_slice() {
                [all] if all == "*" => consentry::Operations::all().names().map(str::to_owned).collect(),
                listed => listed.to_vec(),
            };
            let mut part = 0;
            for purpose in &whole.scope.purposes {
                for operation in &operations {
                    let mut document = whole.clone();
                    document.scope.purposes = vec![purpose.clone()];
                    document.scope.operations = vec![operation.clone()];
                    // Ids keep their order, so that simultaneous events are read as before.
                    document.id = format!("{}/{part:03}", whole.id);
                    part += 1;
                    split.push(document.into_event().unwrap());
                }
            }
        }
        for ask in &world.asks {
            equal(&ruling(world, &history(&world.events), ask), &ruling(world, &history(&split), ask), ask)?;
        }
        Ok(split.len() > world.events.len())
    });
}

#[test]
fn merge_is_associative_commutative_and_idempotent() {
    law(|world| {
        let part =
            |number: usize| history(world.events.iter().enumerate().filter(|(n, _)| n % 3 != number).map(|(_, e)| e));
        let merged = |one: &History, other: &History| {
            let mut merged = one.clone();
            merged.merge(other.clone()).unwrap();
            merged
        };
        let (a, b, c) = (part(0), part(1), part(2));
        let all = merged(&merged(&a, &b), &c);
        assert_eq!(all, merged(&a, &merged(&b, &c)), "associative");
        assert_eq!(merged(&a, &b), merged(&b, &a), "commutative");
        assert_eq!(merged(&all, &all), all, "idempotent");
        if world.events.len() > 1 {
            assert_eq!(all, history(&world.events), "the union");
        }
        Ok(world.events.len() > 2)
    });
}

/// Takes each event of that sort away in turn; what it did to the outcome.
fn with_and_without(
    world: &World,
    of: impl Fn(&Event) -> bool,
    is_fine: impl Fn(Outcome, Outcome) -> bool,
) -> Result<bool, String> {
    let mut met = false;
    for event in world.events.iter().filter(|event| of(event)) {
        met = true;
        let rest = history(world.events.iter().filter(|other| other.id() != event.id()));
        for ask in &world.asks {
            let (without, with) = (outcome(world, &rest, ask), outcome(world, &history(&world.events), ask));
            if !is_fine(without, with) {
                return Err(format!("{} {:?} turned {without:?} into {with:?}: {ask}", event.id(), event.kind()));
            }
        }
    }
    Ok(met)
}

#[test]
fn adding_a_no_or_a_void_never_makes_a_decision_more_permissive() {
    law(|world| with_and_without(world, is_no_or_void, |without, with| with >= without));
}

#[test]
fn adding_a_yes_or_a_lift_never_makes_it_less_permissive() {
    law(|world| with_and_without(world, is_yes_or_lift, |without, with| with <= without));
}

#[test]
fn what_no_check_hears_changes_nothing() {
    let neutral = |event: &Event| !is_no_or_void(event) && !is_yes_or_lift(event);
    law(|world| with_and_without(world, neutral, |without, with| with == without));
}

#[test]
fn a_wrong_clock_can_only_make_the_answer_stricter() {
    // A clock that runs ahead: the event claims a time that has not come.
    law(|world| {
        let mut met = false;
        for (position, event) in world.events.iter().enumerate() {
            for ask in &world.asks {
                let mut document = EventDocument::from(event);
                document.recorded_at = Some(event.recorded_at());
                document.at = document.at.max(ask.moment.now()).plus_days(800);
                let ahead = document.into_event().unwrap();
                let moved = world.events.iter().enumerate().map(|(n, e)| if n == position { &ahead } else { e });
                let (right, wrong) =
                    (outcome(world, &history(&world.events), ask), outcome(world, &history(moved), ask));
                if wrong < right {
                    return Err(format!("{} ahead of time turned {right:?} into {wrong:?}: {ask}", event.id()));
                }
                met = true;
            }
        }
        Ok(met)
    });
}

#[test]
fn stricter_terms_never_allow_more() {
    // A required quality, a higher `min_notice` or `min_age`, a shorter lifetime or retention.
    law(|world| {
        let mut met = false;
        for position in 0..world.document.rules.len() {
            for term in 0..6 {
                let mut document = world.document.clone();
                let rule = &mut document.rules[position];
                match term {
                    0 => rule.requires.push("evidenced".to_owned()),
                    1 => rule.requires.push("informed".to_owned()),
                    2 => rule.min_notice = Some(rule.min_notice.unwrap_or(0) + 1),
                    3 => rule.min_age = Some(rule.min_age.unwrap_or(12) + 1),
                    4 => rule.lifetime_days = Some(rule.lifetime_days.map_or(400, |days| days.div_ceil(2))),
                    _ => rule.retention_days = Some(rule.retention_days.map_or(400, |days| days.div_ceil(2))),
                }
                // A term that has no effect on the basis, or a rule that another now makes pointless, is refused.
                let Ok(stricter) = document.compile().map(Arc::new) else { continue };
                met = true;
                for ask in &world.asks {
                    let events = history(&world.events);
                    let before = outcome(world, &events, ask);
                    let after = ruling_under(&stricter, &world.subject, &events, ask).decision.outcome();
                    if after < before {
                        let id = &document.rules[position].id;
                        return Err(format!("term {term} of {id} turned {before:?} into {after:?}: {ask}"));
                    }
                }
            }
        }
        Ok(met)
    });
}

#[test]
fn a_narrower_use_of_an_allowed_use_is_allowed() {
    law(|world| {
        let mut met = false;
        let vocabulary = world.policy.vocabulary();
        for ask in &world.asks {
            let events = history(&world.events);
            if outcome(world, &events, ask) != Outcome::Allow {
                continue;
            }
            let within = |key: &str, whole: &str| key == whole || key.starts_with(&format!("{whole}."));
            for (_, purpose) in vocabulary.purposes().nodes() {
                for (_, category) in vocabulary.categories().nodes() {
                    for (_, recipient) in vocabulary.recipients().nodes() {
                        let narrower = within(purpose.key().as_str(), ask.data_use.purpose().as_str())
                            && within(category.key().as_str(), ask.data_use.category().as_str())
                            && within(recipient.key().as_str(), ask.data_use.recipient().as_str());
                        if !narrower {
                            continue;
                        }
                        for operation in ask.data_use.operations().iter() {
                            let data_use = DataUse::new(
                                purpose.key().clone(),
                                category.key().clone(),
                                recipient.key().clone(),
                                operation,
                            );
                            met = true;
                            let narrow = Ask { data_use, ..ask.clone() };
                            let found = outcome(world, &events, &narrow);
                            if found != Outcome::Allow {
                                return Err(format!("{ask} is allowed, but {narrow} is {found:?}"));
                            }
                        }
                    }
                }
            }
        }
        Ok(met)
    });
}

#[test]
fn a_decision_as_of_a_time_depends_on_no_event_recorded_after_it() {
    law(|world| {
        let mut met = false;
        for ask in &world.asks {
            for event in &world.events {
                let time = event.recorded_at();
                let as_of = Ask { as_of: Some(time), ..ask.clone() };
                let known = history(world.events.iter().filter(|event| event.recorded_at() <= time));
                met |= known.len() < world.events.len();
                equal(&ruling(world, &known, &as_of), &ruling(world, &history(&world.events), &as_of), &as_of)?;
                let now = Ask { as_of: None, ..ask.clone() };
                equal(&ruling(world, &known, &now), &ruling(world, &history(&world.events), &as_of), &as_of)?;
            }
        }
        Ok(met)
    });
}

#[test]
fn explaining_never_changes_the_answer() {
    law(|world| {
        for ask in &world.asks {
            let interner = Interner::new();
            let guard = Guard::new(world.policy.clone(), &interner, &ask.data_use).unwrap();
            let standing = history(&world.events).standing(&world.subject, &interner);
            let before = guard.check(&standing, ask.moment);
            let explanation = guard.explain(&standing, ask.moment);
            equal(&(before.outcome(), before.code()), &(explanation.outcome, explanation.reason), ask)?;
            equal(&before, &guard.check(&standing, ask.moment), ask)?;
            equal(&explanation, &guard.explain(&standing, ask.moment), ask)?;
        }
        Ok(true)
    });
}

#[test]
fn until_is_the_earliest_later_time_at_which_the_answer_changes_without_a_new_event() {
    law(|world| {
        let mut met = false;
        for ask in &world.asks {
            let events = history(&world.events);
            let now = ruling(world, &events, ask);
            let at = |time: Timestamp| {
                let moment = Moment::from(time);
                let moment = ask.moment.collected().map_or(moment, |collected| moment.collected_at(collected));
                ruling(world, &events, &Ask { moment, ..ask.clone() }).decision
            };
            let start = ask.moment.now().millis();
            let end = now.until.map_or(start + 90_000_000_000, Timestamp::millis);
            // All that lies between, in eighths; and the instants next to both ends.
            let between = (1..8).map(|part| start + (end - start) / 8 * part);
            let mut tried = between.chain([start + 1, end - 1]).filter(|time| (start..end).contains(time));
            if let Some(early) = tried.find(|time| at(Timestamp::from_millis(*time)) != now.decision) {
                let early = Timestamp::from_millis(early);
                return Err(format!("{:?} changes at {early}, before {:?}: {ask}", now.decision, now.until));
            }
            if let Some(time) = now.until {
                met = true;
                let changed: Decision = at(time);
                if changed == now.decision {
                    return Err(format!("{changed:?} does not change at {time}: {ask}"));
                }
            }
        }
        Ok(met)
    });
}
