//! The law of reach: after all duties are acknowledged, nobody remains who received data under the withdrawn consent
//! and was not told. Over random graphs of disclosures, against a search by names and loops. `CONSENTRY_CASES` sets how
//! many graphs there are: 10,000 if it is not set, 100,000 under `CONSENTRY_FULL=1`.

use std::{collections::BTreeSet, sync::Arc};

use consentry::{
    DataUse, EventDocument, Guard, Interner, Kind, Operations, Policy, Qualities, Scope, Subject, Timestamp,
    decide::DataUseDocument,
    dialogue::{Dossier, Stage, Task},
};

use super::super::support::cases::cases;

const PURPOSES: [&str; 3] = ["ads", "ads.banner", "care"];
const CATEGORIES: [&str; 4] = ["contact", "contact.email", "contact.phone", "orders"];
const RECIPIENTS: [&str; 5] = ["r0", "r1", "r1.a", "r2", "r3"];

fn policy() -> Arc<Policy> {
    let document: consentry::PolicyDocument = toml::from_str(
        r#"
        version = "law"
        [vocabulary]
        purposes = [{ key = "ads" }, { key = "ads.banner" }, { key = "care" }]
        categories = [{ key = "contact" }, { key = "contact.email" }, { key = "contact.phone" }, { key = "orders" }]
        recipients = [{ key = "r0", role = "third_party" }, { key = "r1", role = "third_party" }, { key = "r1.a", role = "processor" }, { key = "r2", role = "third_party" }, { key = "r3", role = "third_party" }]
        [[rules]]
        id = "consent"
        basis = "consent"
        scope = { purposes = "*", categories = "*", recipients = "*", operations = ["share", "sell"] }
        "#,
    )
    .unwrap();
    Arc::new(document.compile().unwrap())
}

/// A small generator (SplitMix64): the graphs are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }
}

/// What the search knows of a disclosure.
struct Edge {
    id: String,
    recipient: String,
    purpose: &'static str,
    category: &'static str,
    operation: Operations,
    parent: Option<usize>,
}

fn related(a: &str, b: &str) -> bool {
    a == b || a.starts_with(&format!("{b}.")) || b.starts_with(&format!("{a}."))
}

fn meets(list: &[&str], key: &str) -> bool {
    list.iter().any(|selected| *selected == "*" || related(selected, key))
}

#[test]
fn nobody_who_received_data_under_a_withdrawn_consent_is_left_untold() {
    let policy = policy();
    let graphs = cases("CONSENTRY_CASES", 10_000, 100_000);
    let (mut told_at_all, mut edges_in_all, mut late_in_all) = (0u64, 0u64, 0u64);
    // One table and one set of guards for many people, as a service has them; now and then a fresh one.
    let mut interner = Interner::new();
    let mut guards = std::collections::HashMap::new();
    for seed in 0..graphs {
        if seed % 1000 == 0 {
            interner = Interner::new();
            guards.clear();
        }
        let dice = &mut Dice(seed);
        let mut dossier = Dossier::new(seed, Subject::default());
        let everything = Scope::new(["*"], ["*"], ["*"], Operations::all()).unwrap();
        let yes = EventDocument::new("yes", seed, Kind::Given, &everything, Timestamp::from_millis(0));
        dossier.record(&policy, &interner, yes.qualities(Qualities::all()).into_event().unwrap()).unwrap();

        let scope: [Vec<&str>; 3] = {
            let mut some = |keys: &[&'static str]| match dice.roll(4) {
                0 => vec!["*"],
                1 => vec![dice.pick(keys), dice.pick(keys)],
                _ => vec![dice.pick(keys)],
            };
            [some(&PURPOSES), some(&CATEGORIES), some(&RECIPIENTS)]
        };
        let operations = dice.pick(&[Operations::SHARE, Operations::SELL, Operations::all()]);
        let kind = dice.pick(&[Kind::Withdrawn, Kind::Refused, Kind::Objected, Kind::OptedOut]);
        let document = consentry::vocabulary::ScopeDocument {
            purposes: scope[0].iter().map(ToString::to_string).collect(),
            categories: scope[1].iter().map(ToString::to_string).collect(),
            recipients: scope[2].iter().map(ToString::to_string).collect(),
            operations: operations.names().map(str::to_owned).collect(),
        };
        let no_scope = Scope::try_from(&document).unwrap();
        let no = EventDocument::new("no", seed, kind, &no_scope, Timestamp::from_millis(1_000)).into_event().unwrap();

        // Disclosures before the no, and word of onward ones before and after it.
        let count = dice.roll(12);
        let late = dice.roll(count + 1);
        let mut edges: Vec<Edge> = Vec::new();
        let mut said = false;
        for number in 0..count {
            if number == late {
                dossier.record(&policy, &interner, no.clone()).unwrap();
                said = true;
            }
            let (purpose, category) = (dice.pick(&PURPOSES), dice.pick(&CATEGORIES));
            let operation = dice.pick(&[Operations::SHARE, Operations::SELL]);
            // Names are shuffled, so that a child may sort before its parent.
            let id = format!("{:02}-{number}", dice.roll(100));
            let time = Timestamp::from_millis(10 + number as i64);
            let parent = (!edges.is_empty() && (said || dice.roll(3) > 0)).then(|| dice.roll(edges.len()));
            match parent {
                None if said => continue,
                None => {
                    let recipient = dice.pick(&RECIPIENTS);
                    let data_use = DataUse::new(purpose, category, recipient, operation);
                    let guard = guards
                        .entry((purpose, category, recipient, operation))
                        .or_insert_with(|| Guard::new(policy.clone(), &interner, &data_use).unwrap());
                    let _ = dossier.disclose(guard, &interner, &id, time).unwrap();
                    edges.push(Edge { id, recipient: recipient.into(), purpose, category, operation, parent });
                }
                Some(parent_index) => {
                    // Back to someone who has it already, or to someone the policy has never heard of.
                    let recipient = if dice.roll(2) == 0 {
                        dice.pick(&RECIPIENTS).to_owned()
                    } else {
                        format!("far{}", dice.roll(4))
                    };
                    let data_use = DataUseDocument {
                        purpose: "theirs".into(),
                        category: category.into(),
                        recipient: recipient.clone(),
                        operations: vec!["share".into()],
                    };
                    let of = edges[parent_index].id.clone();
                    dossier.passed_on(&policy, &interner, &id, &of, data_use, time).unwrap();
                    late_in_all += u64::from(said);
                    edges.push(Edge { id, recipient, purpose, category, operation, parent });
                }
            }
        }
        if !said {
            dossier.record(&policy, &interner, no).unwrap();
        }

        let ids: Vec<String> = dossier.duties().map(|duty| duty.id.clone()).collect();
        for id in &ids {
            dossier.sent(id, Timestamp::from_millis(2_000)).unwrap();
            dossier.acknowledged(id, Timestamp::from_millis(3_000), None).unwrap();
        }
        assert!(dossier.duties().all(|duty| duty.progress.stage == Stage::Acknowledged));
        let told: BTreeSet<(String, String)> = dossier
            .duties()
            .filter_map(|duty| match &duty.task {
                Task::Notify { recipient, disclosures } => Some((recipient, disclosures)),
                _ => None,
            })
            .flat_map(|(recipient, disclosures)| disclosures.iter().map(move |id| (recipient.clone(), id.clone())))
            .collect();

        // By names and loops: who got data that the no is about, from hand to hand.
        let mut expected = BTreeSet::new();
        for edge in &edges {
            let mut root = edge;
            while let Some(parent) = root.parent {
                root = &edges[parent];
            }
            let withdrawn = meets(&scope[0], root.purpose)
                && meets(&scope[1], root.category)
                && meets(&scope[2], &root.recipient)
                && operations.contains(root.operation);
            if withdrawn && meets(&scope[1], edge.category) {
                expected.insert((edge.recipient.clone(), edge.id.clone()));
            }
        }
        assert_eq!(told, expected, "graph {seed}: {kind:?} {document:?}");
        told_at_all += told.len() as u64;
        edges_in_all += edges.len() as u64;
    }
    println!(
        "{graphs} graphs, {edges_in_all} disclosures ({late_in_all} reported late), {told_at_all} tellings, 0 untold"
    );
    assert!(told_at_all > graphs / 10 && late_in_all > graphs / 10);
}
