//! regorus, in its three modes: the prepared engine, the compiled policy, and a program for its virtual machine.
//!
//! Data and inputs are values built beforehand; engine and machine are reused, as its own benchmarks do when hot. A
//! data use has a table of the scopes that cover it, so that no hierarchy is walked while evaluating.

use std::sync::Arc;

use regorus::{CompiledPolicy, Engine, Rc, Value, languages::rego::compiler::Compiler, rvm::RegoVM};
use serde_json::json;

use crate::{Peer, world::World};

const RULE: &str = "data.consent.allow";

const POLICY: &str = r#"
package consent

default allow := false

allow if {
    covering := data.uses[input.use]
    now := input.now
    standing := [answer.yes |
        some answer in data.people[input.person]
        covering[answer.scope]
        answer.until > now
    ]
    standing[0]
}
"#;

pub struct Interpreter {
    engine: Engine,
    inputs: Arc<[Value]>,
}

pub struct Compiled {
    policy: CompiledPolicy,
    inputs: Arc<[Value]>,
}

pub struct Machine {
    machine: RegoVM,
    inputs: Arc<[Value]>,
}

/// All three share their data.
pub fn modes(world: &World, queries: usize) -> (Interpreter, Compiled, Machine) {
    let data = data(world);
    let inputs = (0..queries).map(|query| {
        let (key, _) = world.query(query);
        let data_use = format!("u{}", world.queries[query].data_use);
        Value::from(json!({ "person": key.to_string(), "use": data_use, "now": world.now }))
    });
    let inputs: Arc<[Value]> = inputs.collect();

    let mut engine = Engine::new();
    engine.add_policy("consent.rego".to_owned(), POLICY.to_owned()).expect("the policy parses");
    engine.add_data(data.clone()).expect("the data is an object");
    let policy = engine.clone().compile_with_entrypoint(&Rc::from(RULE)).expect("the policy compiles");
    let program = Compiler::compile_from_policy(&policy, &[RULE]).expect("the program compiles");
    let mut machine = RegoVM::new_with_policy(policy.clone());
    machine.load_program(program);
    machine.set_data(data).expect("the data fits the program");
    (
        Interpreter { engine, inputs: inputs.clone() },
        Compiled { policy, inputs: inputs.clone() },
        Machine { machine, inputs },
    )
}

fn data(world: &World) -> Value {
    let (scopes, numbers) = world.scopes();
    let mut people = serde_json::Map::new();
    for subject in &world.subjects {
        let answers = subject.events.iter().map(
            |event| json!({ "scope": format!("s{}", numbers[&event.scope]), "until": event.expires, "yes": event.yes }),
        );
        people.insert(subject.key.to_string(), answers.collect());
    }
    let mut uses = serde_json::Map::new();
    for (number, data_use) in world.uses.iter().enumerate() {
        let covering = (0..scopes.len()).filter(|&scope| world.covers(scopes[scope], *data_use));
        let table: serde_json::Map<_, _> = covering.map(|scope| (format!("s{scope}"), json!(true))).collect();
        uses.insert(format!("u{number}"), table.into());
    }
    Value::from(json!({ "people": people, "uses": uses }))
}

impl Peer for Interpreter {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        self.engine.set_input(self.inputs[query].clone());
        self.engine.eval_rule(RULE.to_owned()).expect("the rule evaluates") == Value::Bool(true)
    }
}

impl Peer for Compiled {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        self.policy.eval_with_input(self.inputs[query].clone()).expect("the rule evaluates") == Value::Bool(true)
    }
}

impl Peer for Machine {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        self.machine.set_input(self.inputs[query].clone());
        self.machine.execute_entry_point_by_index(0).expect("the program runs") == Value::Bool(true)
    }
}
