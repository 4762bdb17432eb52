//! The four roles of GDPRbench (Shastri et al., VLDB 2020) on consentry's calls, in its proportions.
//!
//! The original has no operation that must be denied; here people withdraw, object, have data restricted and erased,
//! and processors ask for what is expired, undeclared or prohibited. Operations are prepared, run and timed; then a
//! model of the meaning, by names and loops, replays them, and every answer is compared with the model's. The crate's
//! own reference, which is slower, is asked about every decision on one person and every tenth of those on many.

use std::{collections::HashMap, hint::black_box};

use consentry::{DataUse, Event, EventDocument, Kind, Ledger, LedgerGuard, Operations, PolicyDocument, Qualities, Scope, Subject, Timestamp, decide::reference::{Question, Reference}};
use cpu_time::ThreadTime;

use crate::world::Random;

const POLICY: &str = r##"{
    "version": "1",
    "vocabulary": {
        "purposes": [
            { "key": "service" }, { "key": "service.account" }, { "key": "service.orders" }, { "key": "marketing" },
            { "key": "marketing.email" }, { "key": "marketing.profiling" }, { "key": "analytics" },
            { "key": "credit" }, { "key": "accounting" }, { "key": "research" }
        ],
        "categories": [
            { "key": "user" }, { "key": "user.contact" }, { "key": "user.contact.email" }, { "key": "user.contact.phone" },
            { "key": "orders" }, { "key": "behaviour" }
        ],
        "recipients": [
            { "key": "acme", "role": "controller" }, { "key": "acme.mailer", "role": "processor" },
            { "key": "acme.bank", "role": "processor" }, { "key": "scholars", "role": "third_party" }
        ]
    },
    "rules": [
        { "id": "service", "basis": "contract", "scope": { "purposes": "service", "categories": "*", "recipients": "acme",
          "operations": ["store", "use"] } },
        { "id": "marketing", "basis": "consent", "lifetime_days": 365, "scope": { "purposes": "marketing",
          "categories": "*", "recipients": "*", "operations": ["use", "profile", "share"] } },
        { "id": "analytics", "basis": "legitimate_interests", "scope": { "purposes": "analytics",
          "categories": "behaviour", "recipients": "acme", "operations": "use" } },
        { "id": "credit", "basis": "consent", "requires": "explicit", "scope": { "purposes": "credit",
          "categories": "orders", "recipients": "acme", "operations": "decide" } },
        { "id": "books", "basis": "legal_obligation", "scope": { "purposes": "accounting", "categories": "orders",
          "recipients": "acme", "operations": ["store", "use"] } },
        { "id": "never-sell", "basis": "prohibited", "scope": { "purposes": "*", "categories": "*", "recipients": "*",
          "operations": "sell" } }
    ]
}"##;

/// Purpose, category, recipient, operation.
type Words = (&'static str, &'static str, &'static str, &'static str);

/// What guards stand for; the last two are never allowed.
const USES: [Words; 10] = [
    ("service.account", "user.contact", "acme", "use"),
    ("service.account", "user.contact.email", "acme", "store"),
    ("marketing.email", "user.contact.email", "acme.mailer", "use"),
    ("marketing.profiling", "behaviour", "acme", "profile"),
    ("marketing.email", "user.contact", "scholars", "share"),
    ("analytics", "behaviour", "acme", "use"),
    ("credit", "orders", "acme.bank", "decide"),
    ("accounting", "orders", "acme", "store"),
    ("research", "behaviour", "scholars", "use"),
    ("marketing.email", "user.contact.email", "acme", "sell"),
];
const READ_OWN: usize = 0;
const UPDATE_OWN: usize = 1;
const OBJECTABLE: usize = 5;
const DECIDE: usize = 6;

/// What people's answers are about.
const SCOPES: [Words; 8] = [
    ("marketing", "*", "*", "*"),
    ("marketing", "*", "acme", "*"),
    ("marketing.email", "user.contact", "*", "*"),
    ("marketing.email", "user.contact.email", "acme.mailer", "use"),
    ("marketing.profiling", "behaviour", "acme", "profile"),
    ("analytics", "*", "*", "*"),
    ("credit", "orders", "acme", "decide"),
    ("*", "*", "*", "*"),
];
const EVERYTHING: usize = 7;

/// An act, as the model remembers it.
#[derive(Clone, Copy)]
struct Act {
    kind: Kind,
    scope: Words,
    at: i64,
    expires: Option<i64>,
    explicit: bool,
}

enum Operation {
    Record(Box<Event<u64>>, u64, Act),
    Check(usize, u64),
    /// One use, many people.
    Sweep(usize, Vec<u64>),
    Explain(usize, u64),
    /// How many acts of the person are on record.
    Count(u64),
}

#[derive(PartialEq, Eq, Debug)]
enum Answer {
    Recorded,
    Code(&'static str),
    Count(usize),
}

const DAY: i64 = 86_400_000;
const START: i64 = 1_767_225_600_000;

/// Runs every role and prints its operations a second, its share of denials and that all answers agree.
pub fn run(quick: bool, seed: u64) {
    let (people, operations) = if quick { (50, 2_000) } else { (100_000, 200_000) };
    let random = &mut Random(seed);
    let policy: PolicyDocument = serde_json::from_str(POLICY).expect("the policy is well-formed");
    let compiled = policy.clone().compile().expect("the policy is sound");
    let reference = Reference::new(&policy, compiled.vocabulary());
    let ledger = Ledger::new(compiled.clone());
    let guards: Vec<LedgerGuard<u64>> = USES.iter().map(|words| guard(&ledger, *words)).collect();
    let mut maker = Maker { keys: Vec::new(), number: 0, now: START - 700 * DAY };
    let mut model = Model { people: HashMap::new(), reference };

    let mut load = Vec::new();
    for _ in 0..people {
        load.extend(maker.joins(random));
        maker.now += 1_000;
    }
    execute(&ledger, &guards, &load, START);
    model.replay(&load, START);
    println!("GDPRbench-like: {people} people, {} acts on record; {operations} operations a role\n", load.len());
    if !quick {
        println!(
            "| role       | operations/s | answers | to be asked | denied |\n\
             |------------|-------------:|--------:|------------:|-------:|"
        );
    }
    maker.now = START;
    for (role, make) in [
        ("controller", Maker::controller as fn(&mut Maker, &mut Random) -> Operation),
        ("customer", Maker::customer),
        ("processor", Maker::processor),
        ("regulator", Maker::regulator),
    ] {
        let begin = maker.now;
        let work: Vec<Operation> = (0..operations)
            .map(|_| {
                maker.now += STEP;
                make(&mut maker, random)
            })
            .collect();
        // The thread's own time, as for the peers.
        let clock = ThreadTime::now();
        let answers = black_box(execute(&ledger, &guards, &work, begin));
        let elapsed = clock.elapsed();
        let expected = model.replay(&work, begin);
        assert_eq!(answers.len(), expected.len());
        for (position, (answer, expected)) in answers.iter().zip(&expected).enumerate() {
            assert_eq!(answer, expected, "{role}: answer {position}");
        }
        let share = |bad: u8| {
            let codes =
                || answers.iter().filter_map(|answer| if let Answer::Code(code) = answer { Some(code) } else { None });
            100.0 * codes().filter(|code| badness(code) == bad).count() as f64 / codes().count().max(1) as f64
        };
        let (asked, denied) = (share(1), share(2));
        let decides = answers.iter().any(|answer| matches!(answer, Answer::Code(_)));
        assert!(
            !decides || (denied > 5.0 && asked + denied < 95.0),
            "{role}: {asked} % to be asked, {denied} % denied"
        );
        if quick {
            println!("{role}: {} answers agree with the model and the reference, {denied:.1} % denied", answers.len());
        } else {
            let rate = f64::from(operations) / elapsed.as_secs_f64();
            let percent = |share: f64| if decides { format!("{share:.1} %") } else { "-".to_owned() };
            println!(
                "| {role:10} | {rate:12.0} | {:7} | {:>11} | {:>6} |",
                answers.len(),
                percent(asked),
                percent(denied)
            );
        }
    }
}

/// Between two operations pass two seconds, so that consents run out during the run.
const STEP: i64 = 2_000;

const BASES: [&str; 4] = ["consent", "contract", "legitimate_interests", "legal_obligation"];

fn guard(ledger: &Ledger<u64>, words: Words) -> LedgerGuard<u64> {
    ledger.guard(&data_use(words)).expect("the policy knows every key")
}

fn data_use((purpose, category, recipient, operation): Words) -> DataUse {
    DataUse::new(purpose, category, recipient, Operations::named(operation).expect("an operation"))
}

fn execute(ledger: &Ledger<u64>, guards: &[LedgerGuard<u64>], work: &[Operation], begin: i64) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(work.len());
    for (step, operation) in (1i64..).zip(work) {
        let now = Timestamp::from_millis(begin + step * STEP);
        match operation {
            Operation::Record(event, key, act) => {
                ledger.record(event).expect("the act is new");
                if act.kind == Kind::Given {
                    // What is known of the person is restated with each consent.
                    ledger.describe(*key, &Subject::default()).expect("no facts");
                }
                answers.push(Answer::Recorded);
            }
            Operation::Check(guard, key) => answers.push(Answer::Code(guards[*guard].check(key, now).code())),
            Operation::Sweep(guard, keys) => {
                answers.extend(keys.iter().map(|key| Answer::Code(guards[*guard].check(key, now).code())));
            }
            Operation::Explain(guard, key) => answers.push(Answer::Code(guards[*guard].explain(key, now).reason)),
            Operation::Count(key) => answers.push(Answer::Count(ledger.standing(key).len())),
        }
    }
    answers
}

/// Makes operations.
struct Maker {
    keys: Vec<u64>,
    number: u64,
    now: i64,
}

impl Maker {
    /// 25 % create, 25 % delete, 50 % update metadata.
    fn controller(&mut self, random: &mut Random) -> Operation {
        match random.below(4) {
            0 => {
                let key = self.newcomer(random);
                self.act(Kind::Given, key, random.below(EVERYTHING), random)
            }
            1 => {
                let kind = if random.below(2) == 0 { Kind::Erased } else { Kind::Completed };
                let key = self.anyone(random);
                self.act(kind, key, if kind == Kind::Erased { EVERYTHING } else { random.below(EVERYTHING) }, random)
            }
            _ => {
                let kind = [Kind::Ended, Kind::Given, Kind::RestrictionLifted, Kind::Reinstated][random.below(4)];
                let key = self.anyone(random);
                self.act(kind, key, random.below(SCOPES.len()), random)
            }
        }
    }

    /// 20 % each: read data, read metadata, update data, update metadata, delete. Some people do more than others.
    fn customer(&mut self, random: &mut Random) -> Operation {
        let key = self.someone(random);
        match random.below(5) {
            0 => Operation::Check(READ_OWN, key),
            1 => Operation::Explain(random.below(USES.len()), key),
            2 => Operation::Check(UPDATE_OWN, key),
            3 => {
                let kinds = [Kind::Given, Kind::Withdrawn, Kind::Refused, Kind::Objected, Kind::Restricted];
                let kind = kinds[random.below(kinds.len())];
                self.act(kind, key, random.below(EVERYTHING), random)
            }
            _ => self.act(Kind::Erased, key, random.below(SCOPES.len()), random),
        }
    }

    /// 80 % one person's data, 20 % everyone's for a purpose, not objected to, or for an automated decision.
    fn processor(&mut self, random: &mut Random) -> Operation {
        if random.below(5) > 0 {
            return Operation::Check(2 + random.below(USES.len() - 2), self.someone(random));
        }
        let guard = [2, 3, OBJECTABLE, DECIDE][random.below(4)];
        Operation::Sweep(guard, (0..50).map(|_| self.anyone(random)).collect())
    }

    /// 46 % read a person's metadata, 31 % read the log, 23 % verify a deletion.
    fn regulator(&mut self, random: &mut Random) -> Operation {
        let key = self.someone(random);
        match random.below(100) {
            0..46 => Operation::Explain(random.below(USES.len()), key),
            46..77 => Operation::Count(key),
            _ => Operation::Check(READ_OWN, key),
        }
    }

    fn joins(&mut self, random: &mut Random) -> Vec<Operation> {
        let key = self.newcomer(random);
        (0..1 + random.below(6))
            .map(|_| {
                self.now += 1;
                let kind = [Kind::Given, Kind::Given, Kind::Given, Kind::Withdrawn, Kind::Objected][random.below(5)];
                self.act(kind, key, random.below(EVERYTHING), random)
            })
            .collect()
    }

    fn act(&mut self, kind: Kind, key: u64, scope: usize, random: &mut Random) -> Operation {
        self.number += 1;
        let words = SCOPES[scope];
        let (purpose, category, recipient, operation) = words;
        // Storing is all that a restriction leaves.
        let operations = match (Operations::named(operation), kind) {
            (Some(operation), _) => operation,
            (None, Kind::Restricted) => Operations::all() - Operations::STORE,
            (None, _) => Operations::all(),
        };
        let scope = Scope::new([purpose], [category], [recipient], operations).expect("the keys are well-formed");
        let document =
            EventDocument::new(format!("act{}", self.number), key, kind, &scope, Timestamp::from_millis(self.now));
        let expires =
            (kind == Kind::Given && random.below(3) == 0).then(|| self.now + random.below(1 << 29) as i64 + 1);
        let explicit = kind == Kind::Given && random.below(2) == 0;
        let document = match kind {
            Kind::Given if explicit => document.qualities(Qualities::AFFIRMATIVE | Qualities::EXPLICIT),
            Kind::Given => document.qualities(Qualities::AFFIRMATIVE),
            _ => document,
        };
        let document = match expires {
            Some(time) => document.expires_at(Timestamp::from_millis(time)),
            None => document,
        };
        let event = Box::new(document.into_event().expect("the act is complete"));
        Operation::Record(event, key, Act { kind, scope: words, at: self.now, expires, explicit })
    }

    fn newcomer(&mut self, random: &mut Random) -> u64 {
        self.keys.push(random.next());
        self.keys[self.keys.len() - 1]
    }

    fn anyone(&self, random: &mut Random) -> u64 {
        self.keys[random.below(self.keys.len())]
    }

    /// Skewed: an eighth of the people are asked for half of the time.
    fn someone(&self, random: &mut Random) -> u64 {
        let share = random.below(1 << 20) as f64 / f64::from(1 << 20);
        self.keys[(share.powi(3) * self.keys.len() as f64) as usize]
    }
}

/// The meaning, by names and loops; and everyone's acts for the crate's reference.
struct Model<'p> {
    people: HashMap<u64, (Vec<Act>, Vec<Event<u64>>)>,
    reference: Reference<'p>,
}

impl Model<'_> {
    fn replay(&mut self, work: &[Operation], begin: i64) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (step, operation) in (1i64..).zip(work) {
            let now = begin + step * STEP;
            match operation {
                Operation::Record(event, key, act) => {
                    let (acts, events) = self.people.entry(*key).or_default();
                    acts.push(*act);
                    events.push((**event).clone());
                    answers.push(Answer::Recorded);
                }
                Operation::Check(guard, key) | Operation::Explain(guard, key) => {
                    answers.push(Answer::Code(self.decide(*key, USES[*guard], now)));
                    self.assert_reference_agrees(&answers, *key, USES[*guard], now);
                }
                Operation::Sweep(guard, keys) => {
                    for (position, key) in keys.iter().enumerate() {
                        answers.push(Answer::Code(self.decide(*key, USES[*guard], now)));
                        if position % 10 == 0 {
                            self.assert_reference_agrees(&answers, *key, USES[*guard], now);
                        }
                    }
                }
                Operation::Count(key) => {
                    answers.push(Answer::Count(self.people.get(key).map_or(0, |acts| acts.0.len())))
                }
            }
        }
        answers
    }

    /// Asks the crate's reference what the model answered last.
    fn assert_reference_agrees(&self, answers: &[Answer], key: u64, words: Words, now: i64) {
        let question = Question {
            subject: &Subject::default(),
            events: self.people.get(&key).map_or(&[][..], |acts| &acts.1),
            data_use: &data_use(words),
            moment: Timestamp::from_millis(now).into(),
            as_of: None,
        };
        let decision = Answer::Code(self.reference.decide(&question).code());
        assert_eq!(answers.last(), Some(&decision), "the reference on {words:?} of {key}");
    }

    /// The worst over the categories below, the first of equals.
    fn decide(&self, key: u64, (purpose, category, recipient, operation): Words, now: i64) -> &'static str {
        let below: &[&'static str] = match category {
            "user.contact" => &["user.contact", "user.contact.email", "user.contact.phone"],
            _ => &[category],
        };
        let acts = self.people.get(&key).map_or(&[][..], |acts| &acts.0);
        let outcomes = below.iter().map(|category| decide_point(acts, (purpose, category, recipient, operation), now));
        outcomes
            .reduce(|worst, next| if badness(next) > badness(worst) { next } else { worst })
            .unwrap_or("not_declared")
    }
}

/// 0 allowed, 1 to be asked, 2 denied.
fn badness(code: &str) -> u8 {
    match code {
        _ if BASES.contains(&code) => 0,
        "never_asked" | "expired" | "missing_quality" | "completed" => 1,
        _ => 2,
    }
}

fn decide_point(acts: &[Act], point: Words, now: i64) -> &'static str {
    let basis = match point {
        (_, _, _, "sell") => return "prohibited",
        (purpose, ..) if is_under(purpose, "service") => "contract",
        (purpose, ..) if is_under(purpose, "marketing") || is_under(purpose, "credit") => "consent",
        ("analytics", ..) => "legitimate_interests",
        ("accounting", ..) => return "legal_obligation",
        _ => return "not_declared",
    };
    let credit = point.0 == "credit";
    let covering = || acts.iter().rev().filter(|act| covers(act, point));
    for act in covering() {
        match act.kind {
            Kind::Reinstated => break,
            Kind::Erased => return "erased",
            _ => {}
        }
    }
    let (mut unrestricted, mut void, mut remembered) = (false, false, None);
    for act in covering() {
        match (act.kind, basis) {
            (Kind::RestrictionLifted, _) => unrestricted = true,
            (Kind::Restricted, _) if !unrestricted => return "restricted",
            (Kind::Objected, "consent" | "legitimate_interests") => return "objected",
            (Kind::Withdrawn, "consent") => return "withdrawn",
            (Kind::Refused, "consent") => return "refused",
            (Kind::Ended, "consent") => return "ended",
            (Kind::Completed, "consent" | "legitimate_interests") => {
                void = true;
                remembered = remembered.or(Some("completed"));
            }
            (Kind::Given, "consent" | "legitimate_interests") => {
                let expired = act.expires.is_some_and(|time| time <= now);
                let aged = is_under(point.0, "marketing") && act.at + 365 * DAY <= now;
                let problem = match () {
                    () if void => "completed",
                    () if expired || aged => "expired",
                    () if credit && !act.explicit => "missing_quality",
                    () => return basis,
                };
                remembered = remembered.or(Some(problem));
            }
            _ => {}
        }
    }
    if basis == "consent" { remembered.unwrap_or("never_asked") } else { basis }
}

fn covers(act: &Act, point: Words) -> bool {
    let operation =
        act.scope.3 == point.3 || act.scope.3 == "*" && !(act.kind == Kind::Restricted && point.3 == "store");
    operation && is_under(point.0, act.scope.0) && is_under(point.1, act.scope.1) && is_under(point.2, act.scope.2)
}

fn is_under(key: &str, ancestor: &str) -> bool {
    ancestor == "*" || key.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
