//! What hostile bytes are put to: one function for each kind of input, from bytes to assertions.
//!
//! A target takes any bytes. It may refuse them; it must not panic, and what it takes it must be able to use, write
//! and read again. Three ways run the same functions: `replay` over the seeds under `tests/corpus`, `replay` over
//! random changes of them, and the package under `fuzz/` guided by coverage. Bytes that once found a fault are a seed.

mod events;
mod policy;
mod scenario;
pub(crate) mod snapshot;
mod world;

use std::sync::{Arc, LazyLock};

use consentry::{Policy, PolicyDocument};

pub(crate) use {events::events, policy::policy, scenario::scenario, snapshot::snapshot, world::world};

/// A function that takes any bytes.
pub(crate) type Target = fn(&[u8]);

/// All of them, under the names of their folders of seeds.
pub(crate) const TARGETS: [(&str, Target); 5] =
    [("policy", policy), ("events", events), ("scenario", scenario), ("snapshot", snapshot), ("world", world)];

/// The policy that events, scenarios without one of their own, and snapshots are read under.
pub(crate) const POLICY: &str = r##"
    version = "1"
    facts = ["customer"]
    vocabulary.purposes = [
        { key = "service" }, { key = "news", tags = ["direct_marketing"] },
        { key = "news.weekly", since = 2, formerly = ["letter"] },
    ]
    vocabulary.categories = [{ key = "contact" }, { key = "contact.email", since = 1 }, { key = "health", special = true }]
    vocabulary.recipients = [
        { key = "lingon", role = "controller", location = "SE" },
        { key = "lingon.post", role = "processor", location = "NO" },
    ]
    vocabulary.retired.purposes = ["fax"]
    regimes = [{ id = "gdpr", regions = ["EEA"] }, { id = "everywhere" }]
    [[rules]]
    id = "never"
    regime = "everywhere"
    basis = "prohibited"
    ages = { below = 13 }
    scope = { purposes = "#direct_marketing", categories = "*", recipients = "*", operations = "*" }
    [[rules]]
    id = "letters"
    regime = "gdpr"
    basis = "consent"
    lifetime_days = 365
    min_notice = 1
    min_age = 16
    requires = ["informed"]
    ask_again_after_days = 30
    retention_days = 1000
    scope = { purposes = "news", categories = "contact", recipients = "*", operations = ["use", "store"] }
    [[rules]]
    id = "orders"
    regime = "gdpr"
    basis = "contract"
    facts = ["customer"]
    obligations = ["log"]
    scope = { purposes = "service", categories = "contact", recipients = "*", operations = ["use", "store", "share"] }
    [[rules]]
    id = "care"
    regime = "everywhere"
    basis = "legitimate_interests"
    scope = { purposes = ["service", "news"], categories = "contact", recipients = "lingon", operations = ["use", "store"] }
    [[rules]]
    id = "health"
    basis = "consent"
    regime = "everywhere"
    requires = ["explicit"]
    scope = { purposes = "service", categories = "health", recipients = "lingon", operations = "*" }
"##;

/// [`POLICY`] as it is written and compiled.
pub(crate) static FIXED: LazyLock<(PolicyDocument, Arc<Policy>)> = LazyLock::new(|| {
    let document: PolicyDocument = toml::from_str(POLICY).unwrap();
    let policy = document.compile().unwrap_or_else(|faults| panic!("{faults}")).into();
    (document, policy)
});

/// Uses that every rule of [`POLICY`] decides, some wide and some narrow.
pub(crate) const USES: [[&str; 4]; 5] = [
    ["news.weekly", "contact.email", "lingon.post", "use"],
    ["news", "contact", "lingon", "use"],
    ["service", "contact.email", "lingon", "share"],
    ["service", "health", "lingon", "use"],
    ["service", "contact", "lingon.post", "store"],
];
