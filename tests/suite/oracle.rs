//! The guard, the ledger and a second oracle against the reference, over random worlds.
//!
//! `CONSENTRY_WORLDS` sets how many worlds are tried (20,000 if not set, 200,000 under `CONSENTRY_FULL=1`),
//! `CONSENTRY_SEED` which ones. A difference is shrunk and printed as a policy, a person, events, a question and the
//! answers.

use std::{cell::RefCell, collections::BTreeMap, fmt::Write, thread};

use consentry::{MayAsk, decide::Outcome};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::support::{
    agreement::{Case, agreed, of_reference},
    cases::{cases, seed},
    second_oracle::Oracle,
    worlds::{self, World},
};

/// Fixed, so that the worlds of a seed are the same on every machine.
const SHARDS: u32 = 8;

/// How often each answer was given.
type Tally = BTreeMap<&'static str, u32>;

/// The difference, if there is one.
fn difference(world: &World, tally: &mut Tally) -> Option<String> {
    let mut text = String::new();
    let oracle = Oracle::new(&world.document);
    for ask in &world.asks {
        let case = Case {
            document: &world.document,
            policy: &world.policy,
            oracle: &oracle,
            subject: &world.subject,
            events: &world.events,
            data_use: &ask.data_use,
            moment: ask.moment,
            as_of: ask.as_of,
            guard_first: ask.guard_first,
        };
        let expected = agreed(&case).unwrap_or_else(|difference| {
            let _ = writeln!(text, "# ask\n{ask}\n{difference}");
            of_reference(&case)
        });
        let may_ask = match expected.may_ask {
            MayAsk::Unneeded => "may_ask unneeded",
            MayAsk::Yes => "may_ask yes",
            MayAsk::NotBefore(_) => "may_ask not_before",
            MayAsk::Never => "may_ask never",
        };
        let outcome = match expected.outcome {
            Outcome::Allow => "allow",
            Outcome::Ask => "ask",
            Outcome::Deny => "deny",
        };
        let until = if expected.until.is_some() { "until some" } else { "until never" };
        let rule = if expected.rule.is_some() { "by rule" } else { "by no rule" };
        let event = if expected.event.is_some() { "by event" } else { "by no event" };
        let as_of = if ask.as_of.is_some() { "as of" } else { "as of now" };
        for name in [outcome, expected.code, may_ask, until, rule, event, as_of] {
            *tally.entry(name).or_default() += 1;
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
            Some(_) => Err(TestCaseError::fail("the evaluators differ")),
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

#[test]
fn all_evaluators_agree_in_every_world() {
    let (worlds, seed) = (cases("CONSENTRY_WORLDS", 20_000, 200_000), seed());
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
