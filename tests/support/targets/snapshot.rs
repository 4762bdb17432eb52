//! Snapshots of ledgers: any bytes as a file, and any frames under checksums that hold.
//!
//! A checksum keeps random bytes out before they reach anything that could go wrong, so the target seals its input
//! itself. Input is a list of frames, each a kind (u8), a length (u16, little-endian) and that many bytes or what is
//! left. [`unsealed`] turns a real file into such input.

use std::sync::LazyLock;

use consentry::{DataUse, Ledger, Moment, Operations, Timestamp, ledger::LedgerRole};

use super::{FIXED, USES};

/// What a file begins with: magic, version, the name of the keys' type after its length, seal.
const HEAD: usize = 8 + 2 + 1 + "u64".len() + 4;

/// Of today's version: a file of another is refused before anything in it is looked at.
static BEGINNING: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut file = Vec::new();
    Ledger::<u64>::new(FIXED.1.clone()).snapshot(&mut file).unwrap();
    file.truncate(HEAD);
    file
});

/// A ledger that is restored can be checked, explained, reloaded, written and restored again as the same.
pub(crate) fn snapshot(bytes: &[u8]) {
    let policy = &FIXED.1;
    let restore = |file: &[u8]| Ledger::<u64>::restore(policy.clone(), file, LedgerRole::Source);
    if let Ok((ledger, report)) = restore(bytes) {
        assert_eq!(ledger.len() as u64, report.people);
    }
    let Ok((ledger, report)) = restore(&sealed(bytes)) else { return };
    let mut file = Vec::new();
    let written = ledger.snapshot(&mut file).unwrap();
    assert_eq!((written.people, written.answers, written.revision), (report.people, report.answers, report.revision));
    let (again, read) = restore(&file).unwrap();
    assert_eq!((read.people, read.answers, read.bytes), (report.people, report.answers, written.bytes));
    again.reload(policy.clone()).unwrap();
    let now = Moment::from(Timestamp::default().plus_days(20_000)).collected_at(Timestamp::default().plus_days(19_500));
    for [purpose, category, recipient, operation] in USES {
        let data_use = DataUse::new(purpose, category, recipient, Operations::named(operation).unwrap());
        let guards = [&ledger, &again].map(|ledger| ledger.guard(&data_use).unwrap());
        let allowed = [&ledger, &again].map(|ledger| ledger.audience(&guards[0], now).len());
        assert_eq!(allowed[0], allowed[1]);
        // Those of the seeds are among these; the others nobody knows.
        for key in 0..16 {
            let [before, after] = guards.each_ref().map(|guard| {
                let (ruling, why) = (guard.ruling(&key, now), guard.explain(&key, now));
                assert_eq!(guard.check(&key, now), ruling.decision);
                (ruling, why.outcome, why.rule, why.event.map(|event| event.event))
            });
            assert_eq!(before, after);
        }
    }
}

/// The frames as a file whose checksums hold.
pub(crate) fn sealed(mut bytes: &[u8]) -> Vec<u8> {
    let mut file = BEGINNING.clone();
    while let Some((&[kind, low, high], rest)) = bytes.split_first_chunk() {
        let (payload, rest) = rest.split_at(usize::from(u16::from_le_bytes([low, high])).min(rest.len()));
        file.push(kind);
        file.extend((payload.len() as u32).to_le_bytes());
        file.extend(payload);
        seal(&mut file);
        bytes = rest;
    }
    file
}

fn seal(file: &mut Vec<u8>) {
    let seal = crc32fast::hash(file);
    file.extend(seal.to_le_bytes());
}

/// A small snapshot's frames, as the target takes them.
pub(crate) fn unsealed(file: &[u8]) -> Vec<u8> {
    let mut frames = Vec::new();
    let mut rest = &file[HEAD..];
    while let Some((&[kind, a, b, c, d], after)) = rest.split_first_chunk() {
        let len = u32::from_le_bytes([a, b, c, d]) as usize;
        frames.push(kind);
        frames.extend(u16::try_from(len).unwrap().to_le_bytes());
        frames.extend(&after[..len]);
        rest = &after[len + 4..];
    }
    frames
}
