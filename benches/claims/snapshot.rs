//! Restoring a ledger, beside replaying its log.

use consentry::{Ledger, ledger::LedgerRole};

use crate::{
    common,
    run::Run,
    table::Row,
    timing::{Times, own_time},
};

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let loaded = run.loaded();
    let mut file = Vec::new();
    let (written, report) = own_time(|| loaded.ledger.snapshot(&mut file).expect("memory takes it"));
    assert_eq!((report.people, report.answers), (run.people, run.people * common::ANSWERS));
    let mut times = Times::default();
    for round in 0..run.rounds.min(3) {
        let restore = || {
            Ledger::<u64>::restore(loaded.policy.clone(), file.as_slice(), LedgerRole::Source).expect("it is whole").0
        };
        let (time, restored) = own_time(restore);
        times.0.push(time.as_secs_f64());
        if round == 0 {
            let guards = [&loaded.ledger, &restored].map(|ledger| ledger.guard(&common::data_use()).expect("known"));
            let [before, after] = &guards;
            assert!((0..run.people).all(|key| before.check(&key, common::now()) == after.check(&key, common::now())));
            assert_eq!(restored.revision(), loaded.ledger.revision());
        }
    }
    let (restored, replayed) = (times.median(), loaded.replay.as_secs_f64());
    vec![Row::at_most("restoring a snapshot / replaying its log", restored / replayed, 0.1, " ×").beside(format!(
        "{restored:.2} s and {replayed:.2} s, {} events; writing takes {:.2} s and {:.0} MB",
        report.answers,
        written.as_secs_f64(),
        file.len() as f64 / 1e6
    ))]
}
