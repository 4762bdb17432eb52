//! Bytes as a world: a policy, a person, events and questions, put to every evaluator.
//!
//! The same worlds as `worlds` makes of random numbers, so that coverage can lead to those that randomness
//! seldom finds.

use super::super::{
    agreement::{Case, agreed},
    second_oracle::Oracle,
    worlds::{Numbers, World},
};

/// Every evaluator says the same.
pub(crate) fn world(bytes: &[u8]) {
    let Some((&[rules, events, asks], bytes)) = bytes.split_first_chunk() else { return };
    let mut bytes = bytes.iter();
    let mut list = |length: usize| -> Vec<u16> {
        // One byte a number, in its upper half: lower numbers are earlier choices. What is missing is the first choice.
        (0..length).map(|_| u16::from(bytes.next().copied().unwrap_or(0)) << 8).collect()
    };
    let mut lists = |count: usize, length: usize| (0..count).map(|_| list(length)).collect::<Vec<_>>();
    let numbers = Numbers {
        rules: lists(usize::from(rules) % 4 + 1, 64),
        events: lists(usize::from(events) % 7, 52),
        asks: lists(usize::from(asks) % 2 + 1, 24),
        vocabulary: lists(1, 80).concat(),
        regimes: lists(1, 76).concat(),
        subject: lists(1, 14).concat(),
    };
    let World { document, policy, subject, events, asks } = &World::from(&numbers);
    let oracle = Oracle::new(document);
    for ask in asks {
        let case = Case {
            document,
            policy,
            oracle: &oracle,
            subject,
            events,
            data_use: &ask.data_use,
            moment: ask.moment,
            as_of: ask.as_of,
            guard_first: ask.guard_first,
        };
        agreed(&case).unwrap_or_else(|text| panic!("{ask}\n{text}"));
    }
}
