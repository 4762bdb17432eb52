//! Putting one ask by every way of asking.
//!
//! | way | what is different about it |
//! |---|---|
//! | `guard` | one use on a folded history; the one whose explanation is shown |
//! | `record guard` | many uses at once by masks, here one |
//! | `ledger` | events recorded one by one into the shared index, in the order of the file |
//! | `ledger, in reverse` | the same events, the last one first: order of arrival must not matter |
//! | `reference` | the naive evaluator, which is written independently of the others |
//!
//! Columns are asked through both ledgers. They have no event or rule to tell, so they only have to agree on the
//! decision.

use super::{
    document::{AskDocument, ExpectDocument},
    failure::Failure,
    runner::{Runner, SUBJECT},
    until::Until,
};
use crate::{
    decide::{DataUse, Decision, Explanation, Guard, Language, MayAsk, RowGuard, Ruling, reference},
    event::Event,
    interner::Interner,
    ledger::{Ledger, LedgerGuard},
    standing::Standing,
    time::Moment,
};

/// The answer by one way of asking. What that way cannot tell is `None`.
///
/// Ways are compared with the same `way` put into both answers, so that only what they say counts.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Answer {
    /// The way of asking, as failures name it.
    way: &'static str,
    /// The decision, and until when it holds.
    ruling: Ruling,
    /// Whether the person may be asked.
    may_ask: MayAsk,
    /// The id of the rule that decides.
    rule: Option<String>,
    /// The id of the event that decides.
    event: Option<String>,
}

impl Runner<'_> {
    /// Puts one ask and holds every answer against what is expected, and all of them against each other.
    ///
    /// Each field that differs from what is expected is a failure of its own, for each way of asking. Ways that
    /// disagree with the guard fail even where nothing is expected of the field: an expectation left out is no licence
    /// to differ.
    pub(super) fn ask(&self, position: usize, ask: &AskDocument, failures: &mut Vec<Failure>) {
        let named = format!(
            "ask {}: {} of {} by {} for {}, at {}{}{}",
            position + 1,
            ask.data_use.operations.join(", "),
            ask.data_use.category,
            ask.data_use.recipient,
            ask.data_use.purpose,
            ask.at,
            ask.as_of.map_or_else(String::new, |time| format!(", as of {time}")),
            ask.collected_at.map_or_else(String::new, |time| format!(", data of {time}")),
        );
        let (answers, explanation) = match self.answers(ask) {
            Ok(answers) => answers,
            Err(problem) => {
                failures.push(self.scenario.failure(Some(named), "the ask", "can be put", problem));
                return;
            }
        };
        for answer in &answers {
            for (what, expected, actual) in differences(&ask.expect, answer) {
                failures.push(Failure {
                    scenario: self.scenario.document.title.clone(),
                    ask: Some(named.clone()),
                    what: format!("{what} ({})", answer.way),
                    expected,
                    actual,
                    explanation: Some(explanation.text(Language::English)),
                });
            }
        }
        if let Some(first) = answers.first() {
            for other in answers.iter().skip(1).filter(|other| Answer { way: first.way, ..(*other).clone() } != *first)
            {
                let actual = format!("{other:?}");
                failures.push(self.scenario.failure(
                    Some(named.clone()),
                    "every way of asking",
                    &format!("{first:?}"),
                    actual,
                ));
            }
        }
    }

    /// The answers by every way of asking, the guard's first, and the guard's explanation.
    ///
    /// An ask with `as_of` is put to what was known then. The ledgers are fed only those events, since a ledger
    /// answers for everything that was recorded in it; the reference is given all of them and the time.
    ///
    /// # Errors
    /// A use that cannot be read or has names that the policy does not know, and a column or mask that contradicts its
    /// own guard, in words.
    fn answers(&self, ask: &AskDocument) -> Result<(Vec<Answer>, Explanation), String> {
        let data_use = DataUse::try_from(&ask.data_use).map_err(|faults| faults.to_string())?;
        let subject = &self.scenario.document.subject;
        let mut moment = Moment::from(ask.at);
        if let Some(time) = ask.collected_at {
            moment = moment.collected_at(time);
        }
        let history = ask.as_of.map_or_else(|| self.history.clone(), |time| self.history.as_of(time));

        let interner = Interner::new();
        let guard = Guard::new(self.policy.clone(), &interner, &data_use).map_err(|error| error.to_string())?;
        let standing = history.standing(subject, &interner);
        let explanation = guard.explain(&standing, moment);
        let named = |explanation: &Explanation| {
            (explanation.rule.clone(), explanation.event.as_ref().map(|event| event.event.clone()))
        };
        let (rule, event) = named(&explanation);
        let mut answers = vec![Answer {
            way: "guard",
            ruling: guard.ruling(&standing, moment),
            may_ask: guard.may_ask(&standing, moment),
            rule,
            event,
        }];

        answers.push(self.by_row_guard(&data_use, &interner, &standing, moment, &answers)?);

        let known: Vec<&Event<String>> =
            self.events.iter().filter(|event| history.event(event.id()).is_some()).collect();
        let orders: [(&'static str, Vec<&Event<String>>); 2] =
            [("ledger", known.clone()), ("ledger, in reverse", known.into_iter().rev().collect())];
        for (way, events) in orders {
            let ledger: Ledger<String> = Ledger::new(self.policy.clone());
            let guard = ledger.guard(&data_use).map_err(|error| error.to_string())?;
            // All events are of one person, or the history would have refused them.
            let key = self.events.first().map_or_else(|| SUBJECT.to_owned(), |event| event.subject().clone());
            ledger.describe(key.clone(), subject).map_err(|faults| faults.to_string())?;
            for event in events {
                ledger.record(event).map_err(|error| error.to_string())?;
            }
            let (rule, event) = named(&guard.explain(&key, moment));
            let (ruling, may_ask) = (guard.ruling(&key, moment), guard.may_ask(&key, moment));
            in_a_column(&guard, &key, moment, ruling.decision)?;
            answers.push(Answer { way, ruling, may_ask, rule, event });
        }

        let naive = reference::Reference::new(&self.scenario.policy, self.policy.vocabulary());
        let events: Vec<Event<String>> = self.history.events().cloned().collect();
        let question = reference::Question { subject, events: &events, data_use: &data_use, moment, as_of: ask.as_of };
        let verdict = naive.verdict(&question);
        answers.push(Answer {
            way: "reference",
            ruling: Ruling { decision: verdict.decision, until: naive.until(&question) },
            may_ask: naive.may_ask(&question),
            rule: verdict.rule.map(str::to_owned),
            event: verdict.event.map(|event| event.id().to_string()),
        });
        Ok((answers, explanation))
    }
}

impl Runner<'_> {
    /// A row guard decides many fields at once, here one: the same answer, and a mask that says the same.
    ///
    /// A row guard tells no rule, event or time, so those are taken from the guard's answer.
    fn by_row_guard(
        &self,
        data_use: &DataUse,
        interner: &Interner,
        standing: &Standing,
        moment: Moment,
        answers: &[Answer],
    ) -> Result<Answer, String> {
        let guard = RowGuard::new(self.policy.clone(), interner, std::slice::from_ref(data_use));
        let guard = guard.map_err(|error| error.to_string())?;
        let decision = guard.decision(0, standing, moment);
        if guard.check(standing, moment).contains(0) != decision.is_allow() {
            return Err(format!("the record guard's mask contradicts its own decision, {decision:?}"));
        }
        let first = answers.first().ok_or("there is nothing to compare with")?.clone();
        Ok(Answer { way: "record guard", ruling: Ruling { decision, ..first.ruling }, ..first })
    }
}

/// A column gives a bit and a reason a row: the same for the person, plain and from a dictionary, wherever they stand.
///
/// The person stands in the first and the last row, a stranger between them: the bits of the stranger's row say nothing
/// about the ask, and must not spill over.
fn in_a_column(guard: &LedgerGuard, key: &str, moment: Moment, decision: Decision) -> Result<(), String> {
    let stranger = format!("not {key}");
    let keys = [key, stranger.as_str(), key];
    let columns = [guard.column(keys, moment), guard.dictionary_column(keys, &[0u32, 1, 2], moment)];
    for column in columns {
        let (bits, rows) =
            (column.allowed.words().first().copied().unwrap_or_default(), column.tally.code(decision.code()));
        let agrees = [0, 2].into_iter().all(|row| (bits >> row & 1 == 1) == decision.is_allow());
        if !agrees || rows < 2 {
            return Err(format!("a column says {bits:b}, {:?}, where the guard says {decision:?}", column.tally));
        }
    }
    Ok(())
}

/// What differs between what is expected and what came: the field, both values.
///
/// What `expect` leaves out is `None` and not compared. Obligations are sorted first, so their order does not
/// matter.
fn differences(expect: &ExpectDocument, answer: &Answer) -> Vec<(&'static str, String, String)> {
    let decision = answer.ruling.decision;
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    let sorted = |mut names: Vec<String>| {
        names.sort();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let until = |until: Until| until.to_string();
    let may_ask = |may_ask: &MayAsk| match may_ask {
        MayAsk::Unneeded => "unneeded".to_owned(),
        MayAsk::Yes => "yes".to_owned(),
        MayAsk::NotBefore(time) => format!("not before {time}"),
        MayAsk::Never => "never".to_owned(),
    };
    let pairs = [
        ("outcome", Some(expect.outcome.name().to_owned()), decision.outcome().name().to_owned()),
        ("reason", expect.reason.clone(), decision.code().to_owned()),
        ("rule", expect.rule.clone(), or_none(&answer.rule)),
        ("event", expect.event.clone(), or_none(&answer.event)),
        (
            "obligations",
            expect.obligations.clone().map(sorted),
            sorted(decision.obligations().names().map(str::to_owned).collect()),
        ),
        ("until", expect.until.map(until), until(Until(answer.ruling.until))),
        ("may_ask", expect.may_ask.as_ref().map(may_ask), may_ask(&answer.may_ask)),
    ];
    let differing = pairs.into_iter().filter_map(|(what, expected, actual)| Some((what, expected?, actual)));
    differing.filter(|(_, expected, actual)| expected != actual).collect()
}
