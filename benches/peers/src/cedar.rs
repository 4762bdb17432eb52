//! Cedar, as its documentation recommends: groups as entity parents, so that "is covered by" is `in`; a schema; the
//! policy validated; policies, entities and requests built beforehand.
//!
//! Cedar has no loops, so a person's answers are numbered attributes, newest first, and one policy asks after each in
//! turn. A data use has every scope that covers it as a parent.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request, RestrictedExpression, Schema,
    ValidationMode, Validator,
};

use crate::{Peer, world::World};

pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    requests: Vec<Request>,
}

impl Cedar {
    pub fn new(world: &World, queries: usize) -> Self {
        let slots = world.subjects.iter().map(|subject| subject.events.len()).max().unwrap_or(0);
        let (schema, _) = Schema::from_cedarschema_str(&schema(slots)).expect("the schema parses");
        let policies: PolicySet = policy(slots).parse().expect("the policy parses");
        let validation = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        assert!(validation.validation_passed(), "{validation}");

        let (scopes, numbers) = world.scopes();
        let scope_uids: Vec<EntityUid> = (0..scopes.len()).map(|number| uid("Scope", number)).collect();
        let mut entities: Vec<Entity> = Vec::new();
        entities.extend(scope_uids.iter().map(|uid| Entity::new_no_attrs(uid.clone(), HashSet::new())));
        for (number, data_use) in world.uses.iter().enumerate() {
            let covering = (0..scopes.len()).filter(|&scope| world.covers(scopes[scope], *data_use));
            let parents = covering.map(|scope| scope_uids[scope].clone()).collect();
            entities.push(Entity::new_no_attrs(uid("Use", number), parents));
        }
        for subject in &world.subjects {
            let mut attributes = HashMap::new();
            for (slot, event) in subject.events.iter().enumerate() {
                let scope = scope_uids[numbers[&event.scope]].clone();
                attributes.insert(format!("scope{slot}"), RestrictedExpression::new_entity_uid(scope));
                attributes.insert(format!("until{slot}"), RestrictedExpression::new_long(event.expires));
                attributes.insert(format!("yes{slot}"), RestrictedExpression::new_bool(event.yes));
            }
            let person = Entity::new(uid("Person", subject.key), attributes, HashSet::new());
            entities.push(person.expect("attributes are literals"));
        }
        let entities = Entities::from_entities(entities, Some(&schema)).expect("the entities conform");

        let requests = (0..queries).map(|query| {
            let context = [("now".to_owned(), RestrictedExpression::new_long(world.now))];
            Request::new(
                uid("Person", world.query(query).0),
                uid("Action", "use"),
                uid("Use", world.queries[query].data_use),
                Context::from_pairs(context).expect("one key"),
                Some(&schema),
            )
            .expect("the request conforms")
        });
        Self { authorizer: Authorizer::new(), policies, requests: requests.collect(), entities }
    }
}

impl Peer for Cedar {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        let response = self.authorizer.is_authorized(&self.requests[query], &self.policies, &self.entities);
        response.decision() == Decision::Allow
    }
}

fn uid(kind: &str, id: impl std::fmt::Display) -> EntityUid {
    format!("{kind}::\"{id}\"").parse().expect("a name and a number")
}

fn schema(slots: usize) -> String {
    let attributes: String =
        (0..slots).map(|slot| format!("scope{slot}?: Scope, until{slot}?: Long, yes{slot}?: Bool, ")).collect();
    format!(
        "entity Scope; entity Use in [Scope]; entity Person {{ {attributes} }};
         action use appliesTo {{ principal: [Person], resource: [Use], context: {{ now: Long }} }};"
    )
}

/// The first answer in force that covers the use decides; without one, nothing is permitted.
fn policy(slots: usize) -> String {
    let condition = (0..slots).rev().fold("false".to_owned(), |rest, slot| {
        format!(
            "principal has scope{slot} && principal has until{slot} && principal has yes{slot} &&
             (if resource in principal.scope{slot} && principal.until{slot} > context.now
              then principal.yes{slot} else ({rest}))"
        )
    });
    format!("permit (principal, action == Action::\"use\", resource) when {{ {condition} }};")
}
