//! What the groups share: how much is asked for, and the ledgers that take long to fill.

use std::{
    process::Command,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use consentry::{Event, Ledger, Policy, ledger::LedgerRole};

use crate::{allocation, common, digits::digits, shop, timing};

/// Events that are made at one time, so that their making is not measured.
const CHUNK: u64 = 100_000;

pub(crate) struct Run {
    /// A million, unless it is a test.
    pub(crate) people: u64,
    /// How often variants take turns.
    pub(crate) rounds: usize,
    /// Whether only the answers count.
    pub(crate) test: bool,
    shop: OnceLock<Ledger<u64>>,
    loaded: OnceLock<Loaded>,
    /// Events made so far by [`Run::news`].
    news: AtomicU64,
}

/// A ledger as its log was replayed into it.
pub(crate) struct Loaded {
    pub(crate) policy: Arc<Policy>,
    pub(crate) ledger: Ledger<u64>,
    pub(crate) replay: Duration,
    /// What the allocator was asked for and not yet given back.
    pub(crate) bytes: f64,
}

impl Run {
    pub(crate) fn new(people: Option<u64>, test: bool) -> Self {
        let usual = if test { 2_000 } else { 1_000_000 };
        Self {
            people: people.unwrap_or(usual).max(1_000),
            rounds: if test { 2 } else { 60 },
            test,
            shop: OnceLock::new(),
            loaded: OnceLock::new(),
            news: AtomicU64::new(0),
        }
    }

    /// How many people there are, in words.
    pub(crate) fn many(&self) -> String {
        if self.people == 1_000_000 { "a million".to_owned() } else { digits(self.people as f64) }
    }

    /// As many as that, or few in a test.
    pub(crate) fn times(&self, times: usize) -> usize {
        if self.test { times.min(200) } else { times }
    }

    /// The shop's customers, for reading only.
    pub(crate) fn shop(&self) -> &Ledger<u64> {
        self.shop.get_or_init(|| shop::ledger(self.people, 1))
    }

    /// The shop's customers once more, to be written to.
    pub(crate) fn busy_shop(&self) -> Ledger<u64> {
        let mut file = Vec::new();
        self.shop().snapshot(&mut file).expect("memory takes it");
        Ledger::restore(self.shop().policy(), file.as_slice(), LedgerRole::Source).expect("it is whole").0
    }

    /// People with ten answers each under random event ids, replayed from their log.
    pub(crate) fn loaded(&self) -> &Loaded {
        self.loaded.get_or_init(|| {
            let policy = Arc::new(common::policy());
            let total = self.people * common::ANSWERS;
            let (_, mut bytes, ledger) = allocation::counted(|| Ledger::<u64>::new(policy.clone()));
            let mut replay = Duration::ZERO;
            for start in (0..total).step_by(CHUNK as usize) {
                let events: Vec<_> = common::events(self.people, start..total.min(start + CHUNK), |key| key).collect();
                let (_, more, (time, report)) = allocation::counted(|| timing::own_time(|| ledger.load(&events)));
                assert_eq!(report.new, events.len() as u64);
                replay += time;
                bytes += more;
            }
            assert_eq!(ledger.len() as u64, self.people);
            assert!((0..self.people).step_by(997).all(|key| ledger.standing(&key).len() as u64 == common::ANSWERS));
            Loaded { policy, ledger, replay, bytes: bytes as f64 }
        })
    }

    /// Events that no ledger has heard of, about random people.
    pub(crate) fn news(&self, people: u64, count: usize) -> Vec<Event<u64>> {
        let first = self.news.fetch_add(count as u64, Ordering::Relaxed);
        shop::news(first..first + count as u64, |random| random % people).collect()
    }

    /// What was measured, when and on what, in a sentence without its full stop.
    pub(crate) fn machine(&self) -> String {
        let output = |program: &str, arguments: &[&str]| {
            let output = Command::new(program).args(arguments).output().ok()?;
            Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()).filter(|text| !text.is_empty())
        };
        let cpu = std::fs::read_to_string("/proc/cpuinfo").ok();
        let cpu = cpu.as_deref().and_then(|text| {
            let model = text.lines().find(|line| line.starts_with("model name"))?;
            Some(model.split_once(':')?.1.trim().to_owned())
        });
        let cpus = std::thread::available_parallelism().map_or(1, usize::from);
        let compiler = output("rustc", &["--version"]).unwrap_or_else(|| "an unknown compiler".to_owned());
        let date = output("date", &["-u", "+%Y-%m-%d"]).unwrap_or_else(|| "an unknown day".to_owned());
        format!(
            "{} people unless a line says otherwise; {cpus} CPUs of {} under {}, {compiler}, {date}",
            digits(self.people as f64),
            cpu.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            std::env::consts::OS,
        )
    }
}
