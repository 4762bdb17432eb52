//! Event logs as JSON Lines, under the fixed policy.

use std::collections::BTreeSet;

use consentry::{
    DataUse, Event, History, Moment, Operations, Region, Subject, Timestamp,
    event_log::{EventLines, read_events, write_events},
};

use super::{
    super::{
        agreement::{Case, agreed},
        second_oracle::Oracle,
    },
    FIXED, USES,
};

/// Beyond it, evaluators that go through every event at every turning point take too long for fuzzing.
const MOST_JUDGED: usize = 6;

/// Events that are read are written and read again as the same, merge in any order, and every evaluator says the same
/// about them.
pub(crate) fn events(bytes: &[u8]) {
    let (document, policy) = &*FIXED;
    let log = read_events::<String>(bytes, policy);
    let lines = EventLines::<_, String>::new(bytes).count();
    assert!(log.events.len() + log.errors.len() + usize::try_from(log.repeated).unwrap() == lines);
    let mut written = Vec::new();
    write_events(&mut written, &log.events).unwrap();
    let again = read_events::<String>(written.as_slice(), policy);
    assert!(again.errors.is_empty() && again.events == log.events, "{:?}", again.errors);
    let Some(first) = log.events.first() else { return };

    let own: Vec<Event> =
        log.events.iter().filter(|event| event.subject() == first.subject()).take(MOST_JUDGED).cloned().collect();
    let (mut forwards, mut backwards) = (History::new(), History::new());
    for (event, other) in own.iter().zip(own.iter().rev()) {
        assert!(forwards.insert(event.clone()).unwrap() && backwards.insert(other.clone()).unwrap());
    }
    assert!(forwards.events().eq(backwards.events()));

    let oracle = Oracle::new(document);
    let subject =
        Subject::in_regions([Region::new("SE").unwrap()]).born("2010-02-28".parse().unwrap()).with_fact("customer");
    // Just before, at and just after whatever happens.
    let instants = own.iter().flat_map(|event| [Some(event.at()), event.expires_at(), Some(event.recorded_at())]);
    let instants: BTreeSet<i64> = instants.flatten().map(Timestamp::millis).collect();
    for (position, millis) in instants.into_iter().take(4).enumerate() {
        let now = Timestamp::from_millis(millis + position as i64 % 3 - 1);
        let [purpose, category, recipient, operation] = USES[position];
        let case = Case {
            document,
            policy,
            oracle: &oracle,
            subject: &subject,
            events: &own,
            data_use: &DataUse::new(purpose, category, recipient, Operations::named(operation).unwrap()),
            moment: Moment::from(now).collected_at(now),
            as_of: (position == 3).then_some(now),
            guard_first: position % 2 == 0,
        };
        agreed(&case).unwrap_or_else(|text| panic!("{text}"));
    }
}
