//! Every world of a stated size: nothing is sampled, and all evaluators agree in each.
//!
//! Four families, each whole within its bounds. What is left out is left out by one of these arguments:
//!
//! - *Times.* Where no rule counts days, only the order of events and *now* matters, ties included. `n` events and
//!   *now* have as many orders as there are weak orderings of `n + 1` things: 3, 13, 75.
//! - *Ids.* They only break ties between events. Events are numbered by position and the kinds run through all tuples,
//!   so every order of ids occurs.
//! - *Kinds in threes.* Events that a rule does not hear cannot be told apart by it; that it does not hear them is
//!   checked for all kinds and all rules in pairs. Noes that nothing lifts differ only by the name of their reason, so
//!   two of them stand for all.
//! - *Axes.* A scope is a product, so what it covers is decided on each axis by itself: two nodes in a chain, and two
//!   side by side, are all that two nodes can be to each other.
//!
//! There are three sizes. The smallest, which runs where nothing is set, is 259,249 worlds: pairs of all kinds under
//! the rules that have one setting at most, threes of the kinds that lift and are lifted, two rules under four kinds,
//! eight scopes, and terms at their edges only. `CONSENTRY_FULL=1` or `CONSENTRY_SMALL_WORLDS=middle` takes 737,143
//! worlds. `CONSENTRY_SMALL_WORLDS=large` takes all 19 kinds in threes under all 38 rules of the first family, all
//! kinds in pairs under two rules, and all pairs of 36 scopes instead of 16: 21,377,197 worlds. Its result of
//! 2026-11-24: no difference, 880 seconds on two shared cores.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use chrono::NaiveDate;
use consentry::{
    Actor, Basis, DataUse, Event, EventDocument, Kind, Moment, Operations, Policy, PolicyDocument, Qualities, Region,
    Subject, Timestamp,
    event::NoticeSeen,
    policy::{AgesDocument, RegimeDocument, RuleDocument},
    vocabulary::{CategoryDocument, PurposeDocument, RecipientDocument, Role, ScopeDocument, VocabularyDocument},
};

use super::support::{
    agreement::{Case, agreed},
    cases::is_full,
    second_oracle::Oracle,
};

const DAY: i64 = 86_400_000;

/// How much is gone through. Each size has all worlds of the one before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Size {
    Small,
    Middle,
    Large,
}

/// The size that the environment asks for.
fn size() -> Size {
    match std::env::var("CONSENTRY_SMALL_WORLDS").as_deref() {
        Ok("small") => Size::Small,
        Ok("middle") => Size::Middle,
        Ok("large") => Size::Large,
        Ok(other) => panic!("CONSENTRY_SMALL_WORLDS is `{other}`; known are `small`, `middle` and `large`"),
        Err(_) if is_full() => Size::Middle,
        Err(_) => Size::Small,
    }
}

/// 2026-01-01, and days after it.
fn day(days: i64) -> Timestamp {
    Timestamp::from_millis(1_767_225_600_000 + days * DAY)
}

/// Runs the jobs on all cores; how many worlds there were, and how often each answer.
fn run<J: Sync>(name: &str, jobs: &[J], job: impl Fn(&J, &mut Count) + Sync) {
    let start = Instant::now();
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let counts: Vec<Count> = thread::scope(|threads| {
        let work = || {
            let mut count = Count::default();
            while let Some(one) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                job(one, &mut count);
            }
            count
        };
        let handles: Vec<_> = (0..cores).map(|_| threads.spawn(work)).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    let mut total = Count::default();
    for count in counts {
        total.worlds += count.worlds;
        count.answers.into_iter().for_each(|(code, times)| *total.answers.entry(code).or_default() += times);
    }
    println!("{name}: {} worlds in {:.1?}: {:?}", total.worlds, start.elapsed(), total.answers);
    assert!(total.worlds > 0);
}

#[derive(Default)]
struct Count {
    worlds: u64,
    answers: BTreeMap<&'static str, u64>,
}

/// A policy and the questions put to it.
struct World {
    document: PolicyDocument,
    policy: Arc<Policy>,
}

impl World {
    /// `None` where the compiler refuses it, as it does a rule that another one makes pointless.
    fn new(document: PolicyDocument) -> Option<Self> {
        let policy = document.compile().ok()?.into();
        Some(Self { document, policy })
    }

    fn asker<'w>(&'w self, oracle: &'w Oracle<'w>) -> Asker<'w> {
        Asker { world: self, oracle }
    }
}

struct Asker<'w> {
    world: &'w World,
    oracle: &'w Oracle<'w>,
}

impl Asker<'_> {
    fn ask(&self, count: &mut Count, subject: &Subject, events: &[Event], data_use: &DataUse, moment: Moment) {
        count.worlds += 1;
        let World { document, policy } = self.world;
        let case = Case {
            document,
            policy,
            oracle: self.oracle,
            subject,
            events,
            data_use,
            moment,
            as_of: None,
            guard_first: count.worlds.is_multiple_of(2),
        };
        match agreed(&case) {
            Ok(answers) => *count.answers.entry(answers.code).or_default() += 1,
            Err(difference) => {
                let events: Vec<_> = events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
                panic!(
                    "{}\n{subject:?}\n{}\n{data_use} at {moment:?}\n{difference}",
                    toml::to_string(document).unwrap(),
                    events.join("\n")
                );
            }
        }
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

fn scope(purposes: &[&str], categories: &[&str], recipients: &[&str], operations: &[&str]) -> ScopeDocument {
    ScopeDocument {
        purposes: texts(purposes),
        categories: texts(categories),
        recipients: texts(recipients),
        operations: texts(operations),
    }
}

fn only_scope() -> ScopeDocument {
    scope(&["p"], &["c"], &["r"], &["use"])
}

fn only_use() -> DataUse {
    DataUse::new("p", "c", "r", Operations::USE)
}

fn vocabulary(purposes: &[(&str, u16)], categories: &[&str], recipients: &[&str]) -> VocabularyDocument {
    let purpose =
        |&(key, since): &(&str, u16)| PurposeDocument { key: key.into(), since, ..PurposeDocument::default() };
    let category = |key: &&str| CategoryDocument { key: (*key).into(), ..CategoryDocument::default() };
    let recipient =
        |key: &&str| RecipientDocument { key: (*key).into(), role: Role::Controller, ..RecipientDocument::default() };
    VocabularyDocument {
        purposes: purposes.iter().map(purpose).collect(),
        categories: categories.iter().map(category).collect(),
        recipients: recipients.iter().map(recipient).collect(),
        ..VocabularyDocument::default()
    }
}

fn one_point(rules: Vec<RuleDocument>) -> PolicyDocument {
    PolicyDocument {
        version: "1".into(),
        vocabulary: vocabulary(&[("p", 0)], &["c"], &["r"]),
        rules,
        ..PolicyDocument::default()
    }
}

const BASES: [Basis; 9] = [
    Basis::Consent,
    Basis::OptOut,
    Basis::LegitimateInterests,
    Basis::PublicTask,
    Basis::Contract,
    Basis::LegalObligation,
    Basis::VitalInterests,
    Basis::Platform,
    Basis::Prohibited,
];

fn rule(id: &str, basis: Basis) -> RuleDocument {
    RuleDocument { id: id.into(), basis, scope: only_scope(), ..RuleDocument::default() }
}

/// Every basis with every setting that changes what it hears, or how often one may ask, as far as the compiler takes
/// it.
fn all_rules() -> Vec<World> {
    let mut worlds = Vec::new();
    for basis in BASES {
        for settings in 0..16u8 {
            let has = |bit: u8| settings & (1 << bit) != 0;
            let document = one_point(vec![RuleDocument {
                honours_withdrawal: has(0),
                direct_marketing: has(1),
                survives_erasure: has(2),
                ask_again_after_days: has(3).then_some(1),
                ..rule("rule", basis)
            }]);
            worlds.extend(World::new(document));
        }
    }
    worlds
}

fn event(position: usize, kind: Kind, at: Timestamp) -> Event {
    EventDocument {
        qualities: if kind == Kind::Given { Qualities::AFFIRMATIVE } else { Qualities::empty() },
        ..EventDocument::new(
            format!("e{position}"),
            "anna".to_owned(),
            kind,
            &consentry::Scope::try_from(&only_scope()).unwrap(),
            at,
        )
    }
    .into_event()
    .unwrap()
}

/// All orders, ties included, in which that many events can stand to each other and to day 0: as days.
fn orders(events: usize) -> Vec<Vec<i64>> {
    let reach = i64::try_from(events).unwrap();
    let mut all = vec![Vec::new()];
    for _ in 0..events {
        let longer = all
            .iter()
            .flat_map(|days: &Vec<i64>| (-reach..=reach).map(move |day| days.iter().copied().chain([day]).collect()));
        all = longer.collect();
    }
    // One of each kind of order: the days in use are the nearest to 0.
    all.retain(|days: &Vec<i64>| {
        let (lowest, highest) = (days.iter().copied().min().unwrap_or(0), days.iter().copied().max().unwrap_or(0));
        (lowest.min(0)..=highest.max(0)).all(|day| day == 0 || days.contains(&day))
    });
    all
}

#[test]
fn there_are_as_many_orders_as_weak_orderings() {
    let counts: Vec<_> = (0..4).map(|events| orders(events).len()).collect();
    assert_eq!(counts, [1, 3, 13, 75]);
}

fn histories(asker: &Asker<'_>, count: &mut Count, events: usize, kinds: &[Kind]) {
    let orders = orders(events);
    let (subject, data_use) = (Subject::default(), only_use());
    let mut tuple = vec![0; events];
    loop {
        for days in &orders {
            let events = tuple.iter().zip(days).enumerate();
            let events: Vec<_> =
                events.map(|(position, (kind, days))| event(position, kinds[*kind], day(*days))).collect();
            asker.ask(count, &subject, &events, &data_use, day(0).into());
        }
        // The next tuple of kinds.
        let Some(place) = tuple.iter().position(|kind| kind + 1 < kinds.len()) else { return };
        tuple[place] += 1;
        tuple[..place].fill(0);
    }
}

#[test]
fn one_rule_and_up_to_two_events_of_all_kinds() {
    run("one rule, two events", &all_rules(), |world, count| {
        let oracle = Oracle::new(&world.document);
        let rule = &world.document.rules[0];
        let settings = [rule.honours_withdrawal, rule.direct_marketing, rule.survives_erasure];
        let settings =
            settings.iter().filter(|is_set| **is_set).count() + usize::from(rule.ask_again_after_days.is_some());
        let most = if size() == Size::Small && settings > 1 { 1 } else { 2 };
        for events in 0..=most {
            histories(&world.asker(&oracle), count, events, &Kind::ALL);
        }
    });
}

#[test]
fn one_rule_and_three_events() {
    use Kind::{
        Completed, Erased, Given, Invalidated, Objected, ObjectionOverruled, PlatformAuthorized, PlatformDenied,
        Reinstated, Requested, Restricted, RestrictionLifted, Withdrawn,
    };
    let plain = |basis| RuleDocument { ask_again_after_days: Some(1), ..rule("rule", basis) };
    let everyone = [Given, Withdrawn, Restricted, RestrictionLifted, Erased, Reinstated, Invalidated, Requested];
    let mut jobs: Vec<(World, Vec<Kind>)> = Vec::new();
    let mut add = |rule: RuleDocument, kinds: &[Kind]| {
        jobs.push((World::new(one_point(vec![rule])).unwrap(), kinds.to_vec()));
    };
    if size() == Size::Large {
        for world in all_rules() {
            add(world.document.rules[0].clone(), &Kind::ALL);
        }
    } else if size() == Size::Small {
        add(plain(Basis::Consent), &[Given, Withdrawn, Restricted, RestrictionLifted, Erased, Reinstated]);
        add(plain(Basis::LegitimateInterests), &[Objected, ObjectionOverruled, Restricted, RestrictionLifted]);
        add(rule("rule", Basis::PublicTask), &[Objected, ObjectionOverruled, Erased, Reinstated]);
        add(rule("rule", Basis::Platform), &[PlatformAuthorized, PlatformDenied, Requested]);
    } else {
        add(plain(Basis::Consent), &[&everyone[..], &[Objected, Completed]].concat());
        let interests = [&everyone[..1], &everyone[2..], &[Objected, ObjectionOverruled]].concat();
        add(plain(Basis::LegitimateInterests), &interests);
        add(
            rule("rule", Basis::PublicTask),
            &[Objected, ObjectionOverruled, Restricted, RestrictionLifted, Erased, Reinstated],
        );
        add(rule("rule", Basis::Platform), &[PlatformAuthorized, PlatformDenied, Requested]);
    }
    run("one rule, three events", &jobs, |(world, kinds), count| {
        let oracle = Oracle::new(&world.document);
        histories(&world.asker(&oracle), count, 3, kinds);
    });
}

#[test]
fn two_rules_in_one_regime_or_two() {
    let mut jobs = Vec::new();
    for first in BASES {
        for second in BASES {
            for regimes in 0..4 {
                let mut document = one_point(vec![
                    RuleDocument { obligations: texts(&["log"]), ..rule("first", first) },
                    RuleDocument { obligations: texts(&["aggregate"]), ..rule("second", second) },
                ]);
                document.rules.iter_mut().filter(|rule| rule.basis == Basis::Prohibited).for_each(|rule| {
                    rule.obligations.clear();
                });
                if regimes > 0 {
                    // The second regime applies everywhere, in some places, or not at the point.
                    let regions = (regimes == 2).then(|| texts(&["EEA"]));
                    let scope = (regimes == 3).then(|| scope(&["p"], &["c"], &["r"], &["store"]));
                    let regime = |id: &str| RegimeDocument { id: id.into(), ..RegimeDocument::default() };
                    document.regimes = vec![regime("one"), RegimeDocument { regions, scope, ..regime("two") }];
                    document.rules[0].regime = Some("one".into());
                    document.rules[1].regime = Some("two".into());
                    document.rules[1].scope.operations = texts(&["use", "store"]);
                }
                jobs.extend(World::new(document).map(|world| (world, regimes)));
            }
        }
    }
    use Kind::{Completed, Given, Objected, OptedOut, PlatformAuthorized, PlatformDenied, Restricted, Withdrawn};
    let kinds = [Given, Withdrawn, Objected, OptedOut, Restricted, Completed, PlatformAuthorized, PlatformDenied];
    let pairs = match size() {
        Size::Small => vec![Given, Withdrawn, Objected, PlatformDenied],
        Size::Middle => kinds.to_vec(),
        Size::Large => Kind::ALL.to_vec(),
    };
    run("two rules", &jobs, |(world, regimes), count| {
        let oracle = Oracle::new(&world.document);
        let asker = world.asker(&oracle);
        histories(&asker, count, 1, &Kind::ALL);
        // Where the second regime is always or never there, it is as with one place.
        if *regimes != 2 {
            histories(&asker, count, 2, &pairs);
            return;
        }
        for regions in [&[][..], &["SE"], &["US"], &["US", "SE"]] {
            let subject = Subject::in_regions(regions.iter().map(|code| Region::new(code).unwrap()));
            for kind in Kind::ALL {
                asker.ask(count, &subject, &[event(0, kind, day(-1))], &only_use(), day(0).into());
            }
        }
    });
}

#[test]
fn two_events_over_two_nodes_on_each_axis() {
    // A chain of purposes, a chain of categories, recipients side by side, two operations.
    let (keys, others) = (["p", "p.q"], ["c", "c.d"]);
    let (recipients, operations): (&[&[&str]], &[&[&str]]) = match size() {
        Size::Small => (&[&["r"], &["*"]], &[&["use", "store"]]),
        Size::Middle => (&[&["r"], &["*"]], &[&["use"], &["use", "store"]]),
        Size::Large => (&[&["r"], &["s"], &["*"]], &[&["use"], &["store"], &["use", "store"]]),
    };
    let mut scopes = Vec::new();
    for purpose in keys {
        for category in others {
            for recipient in recipients {
                for operation in operations {
                    scopes.push(scope(&[purpose], &[category], recipient, operation));
                }
            }
        }
    }
    let document = |since| PolicyDocument {
        version: "1".into(),
        vocabulary: vocabulary(&[("p", 0), ("p.q", since)], &others, &["r", "s"]),
        rules: vec![
            RuleDocument { scope: scope(&["p"], &["*"], &["*"], &["use"]), ..rule("wide", Basis::Consent) },
            RuleDocument { scope: scope(&["*"], &["c.d"], &["r"], &["store"]), ..rule("narrow", Basis::OptOut) },
        ],
        ..PolicyDocument::default()
    };
    let said = |position: usize, form: usize, scope: &ScopeDocument| {
        let (kind, notice) = [(Kind::Given, 0), (Kind::Given, 1), (Kind::Withdrawn, 0)][form];
        let scope = consentry::Scope::try_from(scope).unwrap();
        let at = day(i64::try_from(position).unwrap() - 2);
        EventDocument {
            qualities: if kind == Kind::Given { Qualities::AFFIRMATIVE } else { Qualities::empty() },
            notice: Some(NoticeSeen { version: notice, hash: None }),
            ..EventDocument::new(format!("e{position}"), "anna".to_owned(), kind, &scope, at)
        }
        .into_event()
        .unwrap()
    };
    let mut uses = Vec::new();
    for purpose in keys {
        for category in others {
            for recipient in ["r", "s"] {
                for operations in [Operations::USE, Operations::STORE, Operations::USE | Operations::STORE] {
                    uses.push(DataUse::new(purpose, category, recipient, operations));
                }
            }
        }
    }
    let worlds = [World::new(document(0)).unwrap(), World::new(document(1)).unwrap()];
    let jobs: Vec<_> = worlds.iter().flat_map(|world| uses.iter().map(move |data_use| (world, data_use))).collect();
    run("two nodes on each axis", &jobs, |(world, data_use), count| {
        let oracle = Oracle::new(&world.document);
        let (asker, subject) = (world.asker(&oracle), Subject::default());
        for first in 0..3 * scopes.len() {
            let first = said(0, first % 3, &scopes[first / 3]);
            asker.ask(count, &subject, std::slice::from_ref(&first), data_use, day(0).into());
            for second in 0..3 * scopes.len() {
                let second = said(1, second % 3, &scopes[second / 3]);
                asker.ask(count, &subject, &[first.clone(), second], data_use, day(0).into());
            }
        }
    });
}

#[test]
fn one_yes_under_every_combination_of_terms() {
    let mut jobs = Vec::new();
    for terms in 0..64u8 {
        let has = |bit: u8| terms & (1 << bit) != 0;
        jobs.push(
            World::new(one_point(vec![RuleDocument {
                lifetime_days: has(0).then_some(1),
                min_notice: has(1).then_some(1),
                requires: if has(2) { texts(&["explicit"]) } else { Vec::new() },
                min_age: has(3).then_some(16),
                retention_days: has(4).then_some(1),
                ages: has(5).then_some(AgesDocument { from: Some(16), below: Some(18) }),
                ..rule("rule", Basis::Consent)
            }]))
            .unwrap(),
        );
    }
    // 16 today, tomorrow, yesterday, 18 today, or nobody knows.
    let births = [Some((2010, 1, 1)), Some((2010, 1, 2)), Some((2009, 12, 31)), Some((2008, 1, 1)), None];
    let qualities = [Qualities::AFFIRMATIVE | Qualities::EXPLICIT, Qualities::AFFIRMATIVE, Qualities::EXPLICIT];
    let ends = [None, Some(day(0)), Some(day(1))];
    // The edges themselves: 16 today or tomorrow; ended or not.
    let (births, ends) = if size() == Size::Small { (&births[..2], &ends[..2]) } else { (&births[..], &ends[..]) };
    let scope = consentry::Scope::try_from(&only_scope()).unwrap();
    run("one yes, all terms", &jobs, |world, count| {
        let oracle = Oracle::new(&world.document);
        let asker = world.asker(&oracle);
        for (at, notice) in [-1, 0, 1].into_iter().flat_map(|at| [(at, 0), (at, 1)]) {
            for (by, qualities) in
                [Actor::Subject, Actor::Guardian].into_iter().flat_map(|by| qualities.map(|q| (by, q)))
            {
                for &expires_at in ends {
                    let yes = EventDocument {
                        notice: Some(NoticeSeen { version: notice, hash: None }),
                        by: Some(by),
                        qualities,
                        expires_at,
                        ..EventDocument::new("e", "anna".to_owned(), Kind::Given, &scope, day(at))
                    };
                    let yes = [yes.into_event().unwrap()];
                    for &birth in births {
                        let birth_date = birth.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d));
                        let subject = Subject { birth_date, ..Subject::default() };
                        for collected in [None, Some(-1), Some(0)] {
                            let now = Moment::from(day(0));
                            let moment = collected.map_or(now, |days| now.collected_at(day(days)));
                            asker.ask(count, &subject, &yes, &only_use(), moment);
                        }
                    }
                }
            }
        }
    });
}
