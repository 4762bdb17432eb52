//! What the machine needs for the same access patterns without us.

use std::{cell::Cell, hint::black_box};

use consentry::{Ledger, ledger::DefaultHasher};
use papaya::HashMap;

use crate::{
    common::random,
    run::Run,
    timing::{Times, Variant, alternate},
};

/// An answer of 24 bytes, laid out as a check reads it.
#[derive(Clone, Copy)]
struct Answer {
    at: i64,
    expires: i64,
    scope: u32,
    yes: bool,
}

/// Time of finding the newest of ten answers that a bit says is about something and that is in force, with nothing else
/// of the meaning: what ten answers in the nearest cache cost.
pub(crate) fn bare_scan(run: &Run) -> Times {
    let answer = |number: u32| Answer { at: i64::from(number), expires: i64::MAX, scope: number, yes: true };
    let answers: Vec<Answer> = (0..10).map(answer).collect();
    // Only the last is about it.
    let bits = [1u64 << 9];
    let scan = |_| {
        let (answers, bits, now) = (black_box(&answers[..]), black_box(&bits[..]), black_box(1_000));
        let covers = |answer: &&Answer| bits[answer.scope as usize / 64] >> (answer.scope % 64) & 1 == 1;
        let counts = |answer: &&Answer| covers(answer) && answer.at <= now && answer.expires > now;
        answers.iter().find(counts).is_some_and(|answer| answer.yes)
    };
    assert!(scan(0));
    let [times] = alternate(run.rounds, [Variant::over(run.times(20_000), run.times(20_000), scan)]);
    times
}

/// A cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u64; 8]);

/// The ledger's own bare look-up: finds the person, whose number stands beside their answers, and judges nothing.
///
/// The one place that knows which kind of map the ledger is: one of its own, so nobody else can look up in it.
#[inline]
pub(crate) fn look_up(ledger: &Ledger<u64>, key: u64) -> Option<u32> {
    ledger.number(&key)
}

/// What a map has for a person.
type Person = [u64; 4];

/// A concurrent map of a library, without locks for readers as the ledger is, for look-ups and writes that mean
/// nothing.
pub(crate) struct BareMap(HashMap<u64, Person, DefaultHasher>);

impl BareMap {
    /// Of people from 0.
    pub(crate) fn new(people: u64) -> Self {
        let map = HashMap::builder().capacity(people as usize).hasher(DefaultHasher::default()).build();
        {
            let pin = map.pin();
            for key in 0..people {
                pin.insert(key, Person::default().map(|_| key));
            }
        }
        Self(map)
    }

    /// Finds a person and reads a word.
    #[inline]
    pub(crate) fn look_up(&self, key: u64) -> u64 {
        self.0.pin().get(&key).map_or(u64::MAX, |person| person[0])
    }

    /// Replaces what is there of a person.
    pub(crate) fn replace(&self, key: u64) {
        self.0.pin().insert(key, Person::default().map(|_| key));
    }
}

/// Reads and writes of lines in as much memory as people's answers take, in an order that no cache foresees.
pub(crate) struct Memory {
    lines: Vec<Line>,
    order: Vec<u32>,
}

/// What the ten answers of a person take, in lines: 480 bytes.
const LINES: usize = 8;

impl Memory {
    /// Of so many people.
    pub(crate) fn new(people: u64) -> Self {
        let people = people as usize;
        let lines = (0..people * LINES).map(|number| Line([number as u64; 8])).collect();
        let order = (0..people).map(|number| (random(number as u64) % people as u64) as u32).collect();
        Self { lines, order }
    }

    /// The first line of the person whose turn it is.
    fn first(&self, turn: usize) -> usize {
        self.order[turn % self.order.len()] as usize * LINES
    }

    fn time<T>(&self, run: &Run, touch: impl Fn(usize) -> T) -> Times {
        let [times] = alternate(run.rounds, [Variant::over(self.order.len(), run.times(20_000), touch)]);
        times
    }

    /// Of reading one line of a random person.
    pub(crate) fn random_read(&self, run: &Run) -> Times {
        self.time(run, |turn| self.lines[self.first(turn)].0[0])
    }

    /// Of reading one line of a random person, who is known only once the one before has been read: what a machine
    /// takes that cannot read ahead.
    pub(crate) fn dependent_read(&self, run: &Run) -> Times {
        let last = Cell::new(0);
        self.time(run, |turn| {
            let person = random(last.get() ^ turn as u64) % self.order.len() as u64;
            last.set(self.lines[person as usize * LINES].0[0]);
        })
    }

    /// Of reading half of a random person's lines, as a check that goes through all answers does.
    pub(crate) fn random_answers(&self, run: &Run) -> Times {
        self.time(run, |turn| self.answers(self.first(turn)))
    }

    /// Of reading half of each person's lines, one after the other.
    pub(crate) fn answers_in_order(&self, run: &Run) -> Times {
        self.time(run, |turn| self.answers(turn % self.order.len() * LINES))
    }

    /// Of copying a random person's lines to a new place, as recording an event does.
    pub(crate) fn random_copies(&self, run: &Run) -> Times {
        self.time(run, |turn| {
            let first = self.first(turn);
            Box::<[Line]>::from(&self.lines[first..first + LINES])
        })
    }

    fn answers(&self, first: usize) -> u64 {
        self.lines[first..first + LINES / 2].iter().map(|line| line.0[0]).sum()
    }
}
