//! consentry: one rule of basis consent over everything, a ledger, one guard per data use.

use consentry::{Basis, vocabulary::{CategoryDocument, PurposeDocument, RecipientDocument, Role, ScopeDocument, VocabularyDocument}, DataUse, EventDocument, Kind, Ledger, LedgerGuard, Operations, PolicyDocument, Qualities, policy::RuleDocument, Scope, Timestamp};

use crate::{
    Peer,
    world::{self, Tree, World},
};

pub struct Ours {
    pub ledger: Ledger<u64>,
    pub guards: Vec<LedgerGuard<u64>>,
    /// The person's key and the number of the guard that stands in front of the field.
    queries: Vec<(u64, u32)>,
    now: Timestamp,
}

impl Ours {
    pub fn new(world: &World) -> Self {
        let ledger = Ledger::new(policy(world).compile().expect("the policy is sound"));
        let mut number = 0u64;
        for subject in &world.subjects {
            // Oldest first, as they happened.
            for event in subject.events.iter().rev() {
                number += 1;
                let event = document(world, number, subject.key, event).into_event().expect("the event is complete");
                ledger.record(&event).expect("the policy knows every key");
            }
        }
        let guards = world.uses.iter().map(|data_use| {
            let data_use = DataUse::new(
                world.purposes.key(data_use.purpose),
                world.categories.key(data_use.category),
                world.recipients.key(data_use.recipient),
                Operations::USE,
            );
            ledger.guard(&data_use).expect("the policy knows every key")
        });
        let guards = guards.collect();
        let queries = world.queries.iter().map(|query| (world.subjects[query.subject as usize].key, query.data_use));
        Self { queries: queries.collect(), guards, ledger, now: Timestamp::from_millis(world.now) }
    }
}

impl Peer for Ours {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        let (key, guard) = self.queries[query];
        self.guards[guard as usize].check(&key, self.now).is_allow()
    }
}

fn policy(world: &World) -> PolicyDocument {
    let keys = |tree: &Tree| tree.keys.clone().into_iter();
    let all = || vec!["*".to_owned()];
    PolicyDocument {
        version: "1".to_owned(),
        vocabulary: VocabularyDocument {
            purposes: keys(&world.purposes).map(|key| PurposeDocument { key, ..Default::default() }).collect(),
            categories: keys(&world.categories).map(|key| CategoryDocument { key, ..Default::default() }).collect(),
            recipients: keys(&world.recipients)
                .map(|key| {
                    let role = if key.contains('.') { Role::Processor } else { Role::Controller };
                    RecipientDocument { key, role, ..Default::default() }
                })
                .collect(),
            ..Default::default()
        },
        rules: vec![RuleDocument {
            id: "with-consent".to_owned(),
            basis: Basis::Consent,
            scope: ScopeDocument {
                purposes: all(),
                categories: all(),
                recipients: all(),
                operations: vec!["use".to_owned()],
            },
            ..Default::default()
        }],
        ..Default::default()
    }
}

fn document(world: &World, number: u64, subject: u64, event: &world::Event) -> EventDocument<u64> {
    let scope = Scope::new(
        [world.purposes.key(event.scope.purpose)],
        [world.categories.key(event.scope.category)],
        [world.recipients.key(event.scope.recipient)],
        Operations::USE,
    );
    let scope = scope.expect("the keys are well-formed");
    let kind = if event.yes { Kind::Given } else { Kind::Withdrawn };
    let document = EventDocument::new(format!("e{number}"), subject, kind, &scope, Timestamp::from_millis(event.at));
    match (event.yes, event.expires) {
        (false, _) => document,
        (true, world::NEVER) => document.qualities(Qualities::AFFIRMATIVE),
        (true, time) => document.qualities(Qualities::AFFIRMATIVE).expires_at(Timestamp::from_millis(time)),
    }
}
