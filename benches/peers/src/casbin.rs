//! Casbin, sharded as its documentation recommends against many rules, as far as it goes: one enforcer a person.
//!
//! The effect is `priority`, so that of the answers that match the first in the list, the newest, decides. Keys match
//! by its own `keyMatch`. At 100,000 people only those who are asked about have an enforcer, which favours it.

use std::collections::HashMap;

use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi, rhai::Dynamic};

use crate::{Peer, world::World};

const MODEL: &str = r#"
[request_definition]
r = purpose, category, recipient, now

[policy_definition]
p = purpose, category, recipient, until, eft

[policy_effect]
e = priority(p.eft) || deny

[matchers]
m = keyMatch(r.purpose, p.purpose) && keyMatch(r.category, p.category) && keyMatch(r.recipient, p.recipient) && r.now < p.until
"#;

pub struct Casbin {
    enforcers: HashMap<u64, Enforcer, foldhash::fast::RandomState>,
    requests: Vec<(u64, Vec<Dynamic>)>,
}

impl Casbin {
    pub fn new(world: &World, queries: usize) -> Self {
        let model = pollster::block_on(DefaultModel::from_str(MODEL)).expect("the model parses");
        let mut enforcers = HashMap::default();
        for query in &world.queries[..queries] {
            let subject = &world.subjects[query.subject as usize];
            enforcers.entry(subject.key).or_insert_with(|| {
                let enforcer = Enforcer::new(model.clone(), MemoryAdapter::default());
                let mut enforcer = pollster::block_on(enforcer).expect("the model fits");
                let rules = subject.events.iter().map(|event| {
                    let effect = if event.yes { "allow" } else { "deny" };
                    vec![
                        pattern(world.purposes.key(event.scope.purpose)),
                        pattern(world.categories.key(event.scope.category)),
                        pattern(world.recipients.key(event.scope.recipient)),
                        time(event.expires),
                        effect.to_owned(),
                    ]
                });
                // One at a time: a rule that is there already is refused, and says nothing new.
                for rule in rules {
                    pollster::block_on(enforcer.add_policy(rule)).expect("the rule fits");
                }
                enforcer
            });
        }
        let requests = (0..queries).map(|query| {
            let (key, data_use) = world.query(query);
            let request = [
                format!("{}.", world.purposes.key(data_use.purpose)),
                format!("{}.", world.categories.key(data_use.category)),
                format!("{}.", world.recipients.key(data_use.recipient)),
                time(world.now),
            ];
            (key, request.into_iter().map(Dynamic::from).collect())
        });
        Self { requests: requests.collect(), enforcers }
    }
}

impl Peer for Casbin {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        let (key, request) = &self.requests[query];
        self.enforcers[key].enforce(request.clone()).expect("the request fits")
    }
}

/// A key and everything below it.
fn pattern(key: &str) -> String {
    if key == "*" { "*".to_owned() } else { format!("{key}.*") }
}

/// Text that sorts as the time does.
fn time(millis: i64) -> String {
    format!("{millis:019}")
}
