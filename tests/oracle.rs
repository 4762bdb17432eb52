//! The guard against the reference, over random worlds.
//!
//! `CONSENTRY_WORLDS` sets how many worlds are tried (200,000 if not set), `CONSENTRY_SEED` which ones. A difference is
//! shrunk and printed as a policy, a person, events, a question and both answers.

// What clippy lets single tests do, their helpers may do too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod worlds;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    env,
    fmt::{self, Write},
    thread,
};

use consentry::{
    Decision, Guard, MayAsk, Outcome, Symbols, Timestamp,
    reference::{Question, Reference},
};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use worlds::{Ask, World};

const WORLDS: u32 = 200_000;
const SEED: u64 = 5;
/// Fixed, so that the worlds of a seed are the same on every machine.
const SHARDS: u32 = 8;

/// How often each answer was given.
type Tally = BTreeMap<&'static str, u32>;

/// Everything that both sides say about one question.
#[derive(PartialEq, Eq, Debug)]
struct Answers {
    decision: Decision,
    until: Option<Timestamp>,
    may_ask: MayAsk,
    rule: Option<String>,
    event: Option<String>,
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { decision, until, may_ask, rule, event } = self;
        write!(f, "{decision:?}, rule {rule:?}, event {event:?}, {may_ask:?}, until ")?;
        match until {
            Some(time) => write!(f, "{time}"),
            None => write!(f, "never"),
        }
    }
}

fn of_reference(world: &World, ask: &Ask) -> Answers {
    let reference = Reference::new(&world.document, world.policy.vocabulary());
    let question = Question {
        subject: &world.subject,
        events: &world.events,
        data_use: &ask.data_use,
        moment: ask.moment,
        as_of: ask.as_of,
    };
    let verdict = reference.verdict(&question);
    Answers {
        decision: verdict.decision,
        until: reference.until(&question),
        may_ask: reference.may_ask(&question),
        rule: verdict.rule.map(str::to_owned),
        event: verdict.event.map(|event| event.id().to_string()),
    }
}

/// What the guard says; and where its own ways of asking contradict each other, that.
fn of_guard(world: &World, ask: &Ask) -> Result<Answers, String> {
    let symbols = Symbols::new();
    let guard = || Guard::new(world.policy.clone(), &symbols, &ask.data_use).unwrap();
    let early = ask.guard_first.then(guard);
    let history = world.history();
    let history = ask.as_of.map_or(history.clone(), |time| history.as_of(time));
    let standing = history.standing(&world.subject, &symbols);
    let guard = early.unwrap_or_else(guard);
    let decision = guard.check(&standing, ask.moment);
    let ruling = guard.ruling(&standing, ask.moment);
    let may_ask = guard.may_ask(&standing, ask.moment);
    let explanation = guard.explain(&standing, ask.moment);
    let explained =
        (explanation.outcome, explanation.reason, explanation.obligations, explanation.until, explanation.may_ask);
    let checked = (decision.outcome(), decision.code(), decision.obligations(), ruling.until, may_ask);
    if ruling.decision != decision || explained != checked {
        return Err(format!("the guard contradicts itself: {checked:?}, {ruling:?}, {explained:?}"));
    }
    let event = explanation.event.map(|event| event.event);
    Ok(Answers { decision, until: ruling.until, may_ask, rule: explanation.rule, event })
}

/// The difference, if there is one.
fn difference(world: &World, tally: &mut Tally) -> Option<String> {
    let mut text = String::new();
    for ask in &world.asks {
        let expected = of_reference(world, ask);
        let found = of_guard(world, ask);
        let may_ask = match expected.may_ask {
            MayAsk::Unneeded => "may_ask unneeded",
            MayAsk::Yes => "may_ask yes",
            MayAsk::NotBefore(_) => "may_ask not_before",
            MayAsk::Never => "may_ask never",
        };
        let outcome = match expected.decision.outcome() {
            Outcome::Allow => "allow",
            Outcome::Ask => "ask",
            Outcome::Deny => "deny",
        };
        let until = if expected.until.is_some() { "until some" } else { "until never" };
        let rule = if expected.rule.is_some() { "by rule" } else { "by no rule" };
        let event = if expected.event.is_some() { "by event" } else { "by no event" };
        let as_of = if ask.as_of.is_some() { "as of" } else { "as of now" };
        for name in [outcome, expected.decision.code(), may_ask, until, rule, event, as_of] {
            *tally.entry(name).or_default() += 1;
        }
        if found.as_ref() != Ok(&expected) {
            let found = found.map_or_else(|text| text, |answers| answers.to_string());
            let _ = writeln!(text, "# ask\n{ask}\nreference: {expected}\nguard:     {found}\n");
        }
    }
    (!text.is_empty()).then(|| format!("{world}\n{text}"))
}

/// Runs one shard; the readable world where a difference was found.
fn shard(seed: u64, number: u32, worlds: u32) -> Result<Tally, String> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..12].copy_from_slice(&number.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config = Config { cases: worlds, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let tally = RefCell::new(Tally::new());
    let outcome = TestRunner::new_with_rng(config, rng).run(&worlds::numbers(), |numbers| {
        let world = World::from(&numbers);
        match difference(&world, &mut tally.borrow_mut()) {
            None => Ok(()),
            Some(_) => Err(TestCaseError::fail("the guard and the reference differ")),
        }
    });
    match outcome {
        Ok(()) => Ok(tally.into_inner()),
        Err(TestError::Fail(reason, numbers)) => {
            let world = World::from(&numbers);
            let text = std::panic::catch_unwind(|| difference(&world, &mut Tally::new()));
            let text = text.ok().flatten().unwrap_or_else(|| format!("{world}\n{:#?}", world.asks));
            Err(format!("{reason} (seed {seed}, shard {number})\n\n{text}"))
        }
        Err(TestError::Abort(reason)) => Err(format!("shard {number} was aborted: {reason}")),
    }
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is no number: `{text}`")),
        Err(_) => default,
    }
}

#[test]
fn the_guard_agrees_with_the_reference_in_every_world() {
    let (worlds, seed) = (setting("CONSENTRY_WORLDS", WORLDS), setting("CONSENTRY_SEED", SEED));
    println!("CONSENTRY_SEED={seed} CONSENTRY_WORLDS={worlds}");
    let tallies: Vec<Result<Tally, String>> = thread::scope(|threads| {
        let shards = (0..SHARDS).map(|number| {
            let share = worlds / SHARDS + u32::from(number < worlds % SHARDS);
            threads.spawn(move || shard(seed, number, share))
        });
        let shards: Vec<_> = shards.collect();
        shards.into_iter().map(|shard| shard.join().unwrap()).collect()
    });
    let mut total = Tally::new();
    for tally in tallies {
        match tally {
            Ok(tally) => tally.into_iter().for_each(|(name, count)| *total.entry(name).or_default() += count),
            Err(text) => panic!("{text}"),
        }
    }
    for (name, count) in &total {
        println!("{count:>8} {name}");
    }
    // A generator that loses sight of a case would let every bug in it pass.
    if worlds >= 10_000 {
        for name in ALL_ANSWERS {
            let count = total.get(name).copied().unwrap_or(0);
            assert!(count >= worlds / 2_000, "only {count} of {worlds} worlds come to `{name}`");
        }
    }
}

const ALL_ANSWERS: [&str; 43] = [
    "allow",
    "ask",
    "deny",
    "consent",
    "opt_out",
    "legitimate_interests",
    "public_task",
    "contract",
    "legal_obligation",
    "vital_interests",
    "platform",
    "never_asked",
    "not_in_force",
    "expired",
    "notice_outdated",
    "guardian_required",
    "missing_quality",
    "invalidated",
    "completed",
    "not_declared",
    "prohibited",
    "data_age_unknown",
    "retention_elapsed",
    "refused",
    "withdrawn",
    "objected",
    "opted_out",
    "restricted",
    "erased",
    "ended",
    "platform_denied",
    "may_ask unneeded",
    "may_ask yes",
    "may_ask not_before",
    "may_ask never",
    "until some",
    "until never",
    "by rule",
    "by no rule",
    "by event",
    "by no event",
    "as of",
    "as of now",
];
