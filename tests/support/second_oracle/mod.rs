//! A second reading of the meaning, built differently from the guard and from the reference.
//!
//! It knows the policy only as it is written: it lays out the trees itself, writes every scope out as the set of points
//! that it covers, counts ages in whole years, and reads which rule hears which kind of event from the table in
//! `docs/meaning.md`. It never walks answers newest first: for a rule at a point it asks which noes still *stand* and
//! which yeses can be *used*, and compares the newest of each. It is slower still than the reference.
//!
//! Not supported: the starter vocabulary, which is no part of a document.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{DateTime, Datelike, NaiveDate};
use consentry::{
    Actor, Basis, DataUse, Event, Kind, MayAsk, Moment, PolicyDocument, Subject, Timestamp,
    decide::Outcome,
    policy::RuleDocument,
    region::{EEA_BEYOND_EU, EU},
    vocabulary::ScopeDocument,
};

/// What is answered, in names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Answer {
    pub outcome: Outcome,
    pub code: &'static str,
    pub obligations: Vec<String>,
    pub rule: Option<String>,
    pub event: Option<String>,
}

/// A policy, every scope written out.
pub(crate) struct Oracle<'d> {
    document: &'d PolicyDocument,
    trees: [Forest; 3],
    /// Every point there is, in the vocabulary's order.
    points: Vec<Point>,
    regimes: Vec<Layer>,
    /// What each rule covers, as one flag per point.
    rules: Vec<Cover>,
}

type Cover = Vec<bool>;

struct Point {
    /// Positions in the three forests.
    nodes: [usize; 3],
    operation: &'static str,
}

struct Layer {
    id: String,
    regions: Option<Vec<String>>,
    cover: Cover,
}

/// An event and the points it covers.
pub(crate) struct Said<'e> {
    event: &'e Event,
    cover: Cover,
}

const OPERATIONS: [&str; 10] =
    ["collect", "store", "use", "profile", "decide", "share", "sell", "transfer", "train", "device"];

/// One axis: nodes in the order of points.
struct Forest(Vec<Plant>);

struct Plant {
    key: String,
    parent: Option<usize>,
    /// Its own, not those from above.
    tags: Vec<String>,
    formerly: Vec<String>,
    /// Tags it had once, its own.
    formerly_tags: Vec<String>,
    since: u16,
}

impl Forest {
    /// Lays nodes out parents first, siblings as written.
    fn new(nodes: Vec<Plant>) -> Self {
        fn parent_of(key: &str) -> &str {
            key.rfind('.').map_or("", |dot| &key[..dot])
        }
        fn grow(parent: &str, place: Option<usize>, nodes: &[Plant], out: &mut Vec<Plant>) {
            for node in nodes.iter().filter(|node| parent_of(&node.key) == parent) {
                let (tags, formerly) = (node.tags.clone(), node.formerly.clone());
                let (key, formerly_tags) = (node.key.clone(), node.formerly_tags.clone());
                out.push(Plant { key, parent: place, tags, formerly, formerly_tags, since: node.since });
                grow(&node.key, Some(out.len() - 1), nodes, out);
            }
        }
        let mut out = Vec::new();
        grow("", None, &nodes, &mut out);
        Self(out)
    }

    /// Which nodes a list of selectors means: those named, and then whatever stands under one that is meant.
    fn meant(&self, selectors: &[String]) -> Vec<bool> {
        let named = |node: &Plant| {
            selectors.iter().any(|selector| {
                let is_current = self.0.iter().any(|other| other.key == *selector);
                selector == "*"
                    || node.key == *selector
                    || selector.strip_prefix('#').is_some_and(|tag| node.tags.iter().any(|own| own == tag))
                    || (!is_current && node.formerly.contains(selector))
            })
        };
        let mut meant: Vec<bool> = self.0.iter().map(named).collect();
        for position in 0..self.0.len() {
            // Parents stand before their children.
            meant[position] |= self.0[position].parent.is_some_and(|parent| meant[parent]);
        }
        meant
    }

    /// Which nodes a no means: also those that once stood under what it lists, and those that once had a tag it lists.
    fn ever_meant(&self, selectors: &[String]) -> Vec<bool> {
        let mut meant = self.meant(selectors);
        for (position, meant) in meant.iter_mut().enumerate() {
            let above = std::iter::successors(Some(position), |node| self.0[*node].parent);
            let tags: Vec<&String> = above.flat_map(|node| &self.0[node].formerly_tags).collect();
            // Each dot of an old key ends a key that it stood under.
            let stood_under = |key: &str| {
                let ends = key.match_indices('.').map(|(dot, _)| dot).chain([key.len()]);
                ends.map(|end| &key[..end]).any(|outer| selectors.iter().any(|selector| selector == outer))
            };
            *meant |= selectors.iter().any(|selector| tags.iter().any(|tag| *selector == format!("#{tag}")))
                || self.old_keys(position).iter().any(|key| stood_under(key));
        }
        meant
    }

    /// What a node was ever called, today's key among it: by itself, or since what is above it was called otherwise.
    fn old_keys(&self, node: usize) -> Vec<String> {
        let plant = &self.0[node];
        let last = plant.key.rsplit('.').next().unwrap();
        let by_parent = plant.parent.map(|parent| self.old_keys(parent)).unwrap_or_default();
        let mut keys = plant.formerly.clone();
        keys.push(plant.key.clone());
        keys.extend(by_parent.iter().map(|parent| format!("{parent}.{last}")));
        keys
    }

    /// Whether the node or one above it has the tag.
    fn is_tagged(&self, node: usize, tag: &str) -> bool {
        let plant = &self.0[node];
        plant.tags.iter().any(|own| own == tag) || plant.parent.is_some_and(|parent| self.is_tagged(parent, tag))
    }
}

impl<'d> Oracle<'d> {
    pub(crate) fn new(document: &'d PolicyDocument) -> Self {
        assert!(!document.vocabulary.starter, "the starter vocabulary is no part of the document");
        let vocabulary = &document.vocabulary;
        macro_rules! forest {
            ($nodes:expr, $built_in:expr) => {
                Forest::new(
                    $nodes
                        .iter()
                        .map(|node| Plant {
                            key: node.key.clone(),
                            parent: None,
                            tags: node.tags.iter().cloned().chain($built_in(node)).collect(),
                            formerly: node.formerly.clone(),
                            formerly_tags: node.formerly_tags.clone(),
                            since: node.since,
                        })
                        .collect(),
                )
            };
        }
        let trees = [
            forest!(vocabulary.purposes, |_| Vec::<String>::new()),
            forest!(vocabulary.categories, |node: &consentry::vocabulary::CategoryDocument| {
                let tags = [(node.special, "special"), (node.sensitive, "sensitive")];
                tags.into_iter().filter(|(holds, _)| *holds).map(|(_, tag)| tag.to_owned()).collect::<Vec<_>>()
            }),
            forest!(vocabulary.recipients, |node: &consentry::vocabulary::RecipientDocument| [node
                .role
                .name()
                .to_owned()]),
        ];
        let mut points = Vec::new();
        for purpose in 0..trees[0].0.len() {
            for category in 0..trees[1].0.len() {
                for recipient in 0..trees[2].0.len() {
                    for operation in OPERATIONS {
                        points.push(Point { nodes: [purpose, category, recipient], operation });
                    }
                }
            }
        }
        let mut oracle = Self { document, trees, points, regimes: Vec::new(), rules: Vec::new() };
        let everything = vec![true; oracle.points.len()];
        oracle.regimes = (document.regimes.iter())
            .map(|regime| Layer {
                id: regime.id.clone(),
                regions: regime.regions.clone(),
                cover: regime.scope.as_ref().map_or(everything.clone(), |scope| oracle.cover(scope)),
            })
            .collect();
        if document.regimes.is_empty() {
            oracle.regimes.push(Layer { id: "everywhere".to_owned(), regions: None, cover: everything });
        }
        oracle.rules = document.rules.iter().map(|rule| oracle.cover(&rule.scope)).collect();
        oracle
    }

    /// The scope, point by point.
    fn cover(&self, scope: &ScopeDocument) -> Cover {
        self.cover_by(scope, Forest::meant)
    }

    fn cover_by(&self, scope: &ScopeDocument, meant: fn(&Forest, &[String]) -> Vec<bool>) -> Cover {
        let meant = [
            meant(&self.trees[0], &scope.purposes),
            meant(&self.trees[1], &scope.categories),
            meant(&self.trees[2], &scope.recipients),
        ];
        let operation = |name: &str| scope.operations.iter().any(|listed| listed == "*" || listed == name);
        let covers = |point: &Point| {
            point.nodes.iter().zip(&meant).all(|(node, meant)| meant[*node]) && operation(point.operation)
        };
        self.points.iter().map(covers).collect()
    }

    /// What the person said, point by point. A restriction never restricts storing.
    pub(crate) fn said<'e>(&self, events: impl IntoIterator<Item = &'e Event>) -> Vec<Said<'e>> {
        let said = events.into_iter().map(|event| {
            let is_no = matches!(force(event.kind()), Force::No | Force::Void);
            let meant = if is_no { Forest::ever_meant } else { Forest::meant };
            let mut cover = self.cover_by(&ScopeDocument::from(event.scope()), meant);
            if event.kind() == Kind::Restricted {
                cover.iter_mut().zip(&self.points).for_each(|(flag, point)| *flag &= point.operation != "store");
            }
            Said { event, cover }
        });
        said.collect()
    }

    /// The points of a use, as positions.
    fn points_of(&self, data_use: &DataUse) -> Vec<usize> {
        let scope = ScopeDocument {
            purposes: vec![data_use.purpose().to_string()],
            categories: vec![data_use.category().to_string()],
            recipients: vec![data_use.recipient().to_string()],
            operations: data_use.operations().names().map(str::to_owned).collect(),
        };
        self.cover(&scope).into_iter().enumerate().filter_map(|(point, covered)| covered.then_some(point)).collect()
    }

    pub(crate) fn answer(&self, person: &Subject, said: &[Said<'_>], data_use: &DataUse, t: Moment) -> Answer {
        let mut all = Vec::new();
        for point in self.points_of(data_use) {
            let mut here = Vec::new();
            for layer in self.layers(person, point) {
                let rules = self.rules_in(layer, person, point, t.now());
                let prohibition = rules.iter().find(|(_, rule)| rule.basis == Basis::Prohibited);
                here.push(match prohibition {
                    Some((_, rule)) => Verdict::deny("prohibited", Some(rule), None),
                    None => best(rules.iter().map(|(_, rule)| self.rule(rule, person, said, point, t))),
                });
            }
            all.push(worst(here));
        }
        let verdict = worst(all);
        let mut obligations = verdict.obligations;
        obligations.sort();
        obligations.dedup();
        Answer {
            outcome: verdict.outcome,
            code: verdict.code,
            obligations: if verdict.outcome == Outcome::Allow { obligations } else { Vec::new() },
            rule: verdict.rule.map(|rule| rule.id.clone()),
            event: verdict.event.map(|event| event.id().to_string()),
        }
    }

    /// The first later instant at which the answer is another in outcome, code or obligations: tried one by one.
    pub(crate) fn until(
        &self,
        person: &Subject,
        said: &[Said<'_>],
        data_use: &DataUse,
        t: Moment,
    ) -> Option<Timestamp> {
        let mut instants: Vec<i64> = Vec::new();
        let after = |time: Timestamp, days: u32| time.millis().saturating_add(i64::from(days) * DAY);
        for event in said.iter().map(|said| said.event) {
            instants.extend([event.at().millis()]);
            instants.extend(event.expires_at().map(Timestamp::millis));
        }
        for rule in &self.document.rules {
            let yeses =
                said.iter().filter(|said| said.event.expires_at().is_some() || said.event.kind() == Kind::Given);
            instants.extend(yeses.filter_map(|said| Some(after(said.event.at(), rule.lifetime_days?))));
            instants.extend(t.collected().and_then(|collected| Some(after(collected, rule.retention_days?))));
            for years in rule.ages.into_iter().flat_map(|ages| [ages.from, ages.below]).flatten() {
                // The days around the anniversary; which one it is shows by trying.
                let turned = person.birth_date.and_then(|born| {
                    NaiveDate::from_ymd_opt(born.year() + i32::from(years), born.month(), born.day().min(28))
                });
                let midnight = turned.and_then(|date| date.and_hms_opt(0, 0, 0)).map(|time| time.and_utc());
                instants.extend((0..5).filter_map(|days| Some(midnight?.timestamp_millis() + days * DAY)));
            }
        }
        // Nothing may turn just before or just after, either.
        let mut tried: Vec<i64> = instants.into_iter().flat_map(|time| [time.saturating_sub(1), time]).collect();
        tried.retain(|time| *time > t.now().millis() && *time < i64::MAX);
        tried.sort_unstable();
        tried.dedup();
        let gist = |now: Timestamp| {
            let moment = t.collected().map_or(now.into(), |collected| Moment::from(now).collected_at(collected));
            let Answer { outcome, code, obligations, .. } = self.answer(person, said, data_use, moment);
            (outcome, code, obligations)
        };
        let now = gist(t.now());
        tried.into_iter().map(Timestamp::from_millis).find(|time| gist(*time) != now)
    }

    pub(crate) fn may_ask(&self, person: &Subject, said: &[Said<'_>], data_use: &DataUse, t: Moment) -> MayAsk {
        let mut all = Vec::new();
        for point in self.points_of(data_use) {
            let layers = self.layers(person, point);
            if layers.is_empty() {
                return MayAsk::Never;
            }
            for layer in layers {
                let rules = self.rules_in(layer, person, point, t.now());
                if rules.iter().any(|(_, rule)| rule.basis == Basis::Prohibited) {
                    return MayAsk::Never;
                }
                let each = rules.iter().map(|(_, rule)| self.rule_may_ask(rule, person, said, point, t));
                all.push(each.min().unwrap_or(MayAsk::Never));
            }
        }
        all.into_iter().max().unwrap_or(MayAsk::Never)
    }

    fn rule_may_ask(
        &self,
        rule: &'d RuleDocument,
        person: &Subject,
        said: &[Said<'_>],
        point: usize,
        t: Moment,
    ) -> MayAsk {
        let verdict = self.rule(rule, person, said, point, t);
        let askable = ["consent", "opt_out", "legitimate_interests", "platform"].contains(&rule.basis.name());
        let hopeless = ["erased", "platform_denied", "retention_elapsed", "data_age_unknown"].contains(&verdict.code);
        match verdict.outcome {
            Outcome::Allow => return MayAsk::Unneeded,
            _ if !askable || hopeless => return MayAsk::Never,
            _ => {}
        }
        let here = || said.iter().filter(|said| said.cover[point]).map(|said| said.event);
        let last_answer = here()
            .filter(|event| {
                self.hears(rule, event.kind(), point) && matches!(force(event.kind()), Force::Yes | Force::No)
            })
            .map(Event::at)
            .max();
        let last_request = here().filter(|event| event.kind() == Kind::Requested).map(Event::at).max();
        let unanswered = last_request.filter(|request| last_answer.is_none_or(|answer| answer < *request));
        let denied = if verdict.outcome == Outcome::Deny { verdict.event.map(Event::at) } else { None };
        let Some(days) = rule.ask_again_after_days else {
            return if denied.is_some() { MayAsk::Never } else { MayAsk::Yes };
        };
        match denied.max(unanswered).map(|time| time.plus_days(days)) {
            Some(time) if time > t.now() => MayAsk::NotBefore(time),
            _ => MayAsk::Yes,
        }
    }

    /// The regimes that apply to the person at the point.
    fn layers(&self, person: &Subject, point: usize) -> Vec<&Layer> {
        let applies = |layer: &&Layer| {
            let known = !person.regions.is_empty();
            layer.cover[point]
                && match &layer.regions {
                    Some(own) if known => person.regions.iter().any(|region| self.is_in(region.as_str(), own)),
                    _ => true,
                }
        };
        self.regimes.iter().filter(applies).collect()
    }

    /// The rules of the regime that reach the point and whose conditions hold.
    fn rules_in(&self, layer: &Layer, person: &Subject, point: usize, t: Timestamp) -> Vec<(usize, &'d RuleDocument)> {
        let document = self.document;
        let reaches = |(position, rule): &(usize, &'d RuleDocument)| {
            self.rules[*position][point]
                && rule.regime.as_ref().is_none_or(|regime| *regime == layer.id)
                && self.holds(rule, person, t)
        };
        document.rules.iter().enumerate().filter(reaches).collect()
    }

    /// Whether the conditions hold; where something is not known, a prohibition holds and a permission does not.
    fn holds(&self, rule: &RuleDocument, person: &Subject, t: Timestamp) -> bool {
        let prohibits = rule.basis == Basis::Prohibited;
        let place = rule.regions.as_ref().is_none_or(|own| {
            let mut inside = person.regions.iter().map(|region| self.is_in(region.as_str(), own));
            match (prohibits, person.regions.len()) {
                (prohibits, 0) => prohibits,
                (true, _) => inside.any(|inside| inside),
                (false, _) => inside.all(|inside| inside),
            }
        });
        let age = rule.ages.is_none_or(|ages| match person.birth_date {
            None => prohibits,
            Some(born) => {
                let years = age(born, t);
                ages.from.is_none_or(|from| years.max(0) >= i64::from(from))
                    && ages.below.is_none_or(|below| years < i64::from(below))
            }
        });
        let facts = rule.facts.iter().all(|fact| match fact.strip_prefix('!') {
            None => person.facts.contains(fact),
            Some(fact) => !person.facts.iter().any(|own| own == fact),
        });
        place && age && facts
    }

    /// Whether the region is one of those named, by group, by country or by itself.
    fn is_in(&self, region: &str, names: &[String]) -> bool {
        let country = region.split('-').next().unwrap_or(region);
        names.iter().any(|name| match (name.as_str(), self.document.region_groups.get(name)) {
            (_, Some(members)) => self.is_in(region, members),
            ("EU", _) => EU.contains(&country),
            ("EEA", _) => EU.contains(&country) || EEA_BEYOND_EU.contains(&country),
            (name, None) => name == region || name == country,
        })
    }

    /// What one rule says at one point: not by going through the answers, but by what stands.
    fn rule<'e>(
        &self,
        rule: &'d RuleDocument,
        person: &Subject,
        said: &[Said<'e>],
        point: usize,
        t: Moment,
    ) -> Verdict<'d, 'e> {
        let now = t.now();
        if let Some(days) = rule.retention_days {
            match t.collected() {
                None => return Verdict::deny("data_age_unknown", Some(rule), None),
                Some(collected) if collected.plus_days(days) <= now => {
                    return Verdict::deny("retention_elapsed", Some(rule), None);
                }
                Some(_) => {}
            }
        }
        let heard = || {
            let here = said.iter().filter(|said| said.cover[point]).map(|said| said.event);
            here.filter(|event| self.hears(rule, event.kind(), point))
        };
        let of = |wanted: Force| heard().filter(move |event| force(event.kind()) == wanted);
        // A no stands unless a lift of its kind, in force by now, was made later.
        let stands = |no: &&Event| {
            !of(Force::Lift)
                .any(|lift| lifts(lift.kind()) == no.kind().name() && lift.at() > no.at() && lift.at() <= now)
        };
        // Of several events the newest speaks; of simultaneous ones that with the first id.
        let newest = |a: &&'e Event, b: &&'e Event| a.at().cmp(&b.at()).then_with(|| b.id().cmp(a.id()));
        let standing = || of(Force::No).filter(stands);
        if let Some(erasure) = standing().filter(|no| no.kind() == Kind::Erased).max_by(newest) {
            return Verdict::deny("erased", Some(rule), Some(erasure));
        }
        let last_void = of(Force::Void).max_by(newest);
        let problem = |yes: &Event| match last_void {
            Some(void) if void.at() >= yes.at() => Some(void.kind().name()),
            _ => self.problem(yes, rule, person, point, now),
        };
        let last_no = standing().max_by(newest);
        let last_yes = of(Force::Yes).filter(|yes| problem(yes).is_none()).max_by(newest);
        match (last_yes, last_no) {
            // At one instant the no is stronger.
            (Some(yes), no) if no.is_none_or(|no| yes.at() > no.at()) => return Verdict::allow(rule, Some(yes)),
            (_, Some(no)) => return Verdict::deny(no.kind().name(), Some(rule), Some(no)),
            _ => {}
        }
        if !matches!(rule.basis, Basis::Consent | Basis::Platform) {
            return Verdict::allow(rule, None);
        }
        // The newest of voids and yeses gives the reason; of simultaneous ones the void.
        let last_yes = of(Force::Yes).max_by(newest);
        let (code, event) = match (last_void, last_yes) {
            (Some(void), yes) if yes.is_none_or(|yes| yes.at() <= void.at()) => (void.kind().name(), Some(void)),
            (_, Some(yes)) => (problem(yes).unwrap_or("usable"), Some(yes)),
            _ => ("never_asked", None),
        };
        Verdict { outcome: Outcome::Ask, code, obligations: Vec::new(), rule: Some(rule), event }
    }

    /// Why a yes that is not void cannot be used.
    fn problem(
        &self,
        yes: &Event,
        rule: &RuleDocument,
        person: &Subject,
        point: usize,
        now: Timestamp,
    ) -> Option<&'static str> {
        let nodes = self.points[point].nodes;
        let changed = nodes.iter().zip(&self.trees).map(|(node, tree)| tree.0[*node].since).max().unwrap_or(0);
        let expired = now >= yes.expires_at().unwrap_or(Timestamp::MAX)
            || rule.lifetime_days.is_some_and(|days| now >= yes.at().plus_days(days));
        let old_enough = match (rule.min_age, person.birth_date) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(years), Some(born)) => age(born, yes.at()) >= i64::from(years),
        };
        let affirmative = (rule.basis == Basis::Consent).then_some("affirmative");
        let mut needed = rule.requires.iter().map(String::as_str).chain(affirmative);
        let has = |quality: &str| yes.qualities().names().any(|own| own == quality);
        let problems = [
            (yes.at() > now, "not_in_force"),
            (expired, "expired"),
            (yes.notice_version() < changed.max(rule.min_notice.unwrap_or(0)), "notice_outdated"),
            (!old_enough && yes.by() != Actor::Guardian, "guardian_required"),
            (needed.any(|quality| !has(quality)), "missing_quality"),
        ];
        problems.into_iter().find(|(is_one, _)| *is_one).map(|(_, code)| code)
    }

    /// As the table says.
    fn hears(&self, rule: &RuleDocument, kind: Kind, point: usize) -> bool {
        let direct =
            || rule.direct_marketing || self.trees[0].is_tagged(self.points[point].nodes[0], "direct_marketing");
        match TABLE.get(kind.name()).and_then(|row| row.hearing.get(rule.basis.name())).map_or("", String::as_str) {
            "" => false,
            "●" => true,
            "`honours_withdrawal`" => rule.honours_withdrawal,
            "● unless `survives_erasure`" => !rule.survives_erasure,
            "● unless direct marketing" => !direct(),
            other => panic!("the table says `{other}`, which nobody understands"),
        }
    }
}

/// How old the person is in whole years on the day of the instant, in UTC.
fn age(born: NaiveDate, time: Timestamp) -> i64 {
    let day = DateTime::from_timestamp_millis(time.millis()).map(|time| time.date_naive());
    let day = day.unwrap_or(if time.millis() > 0 { NaiveDate::MAX } else { NaiveDate::MIN });
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    i64::from(day.year()) - i64::from(born.year()) - i64::from(!had_birthday)
}

const DAY: i64 = 86_400_000;

struct Verdict<'d, 'e> {
    outcome: Outcome,
    code: &'static str,
    obligations: Vec<String>,
    rule: Option<&'d RuleDocument>,
    event: Option<&'e Event>,
}

impl<'d, 'e> Verdict<'d, 'e> {
    fn deny(code: &'static str, rule: Option<&'d RuleDocument>, event: Option<&'e Event>) -> Self {
        Self { outcome: Outcome::Deny, code, obligations: Vec::new(), rule, event }
    }

    fn allow(rule: &'d RuleDocument, event: Option<&'e Event>) -> Self {
        let obligations = rule.obligations.clone();
        Self { outcome: Outcome::Allow, code: rule.basis.name(), obligations, rule: Some(rule), event }
    }
}

/// The first of the best; where there is none, nothing is declared.
fn best<'d, 'e>(verdicts: impl Iterator<Item = Verdict<'d, 'e>>) -> Verdict<'d, 'e> {
    // `min_by_key` takes the first of equals.
    verdicts.min_by_key(|verdict| verdict.outcome).unwrap_or_else(|| Verdict::deny("not_declared", None, None))
}

/// The first of the worst, with everyone's obligations.
fn worst<'d, 'e>(verdicts: Vec<Verdict<'d, 'e>>) -> Verdict<'d, 'e> {
    let obligations = verdicts.iter().flat_map(|verdict| verdict.obligations.iter().cloned()).collect();
    let worst = verdicts.into_iter().min_by_key(|verdict| std::cmp::Reverse(verdict.outcome));
    worst.map_or_else(|| Verdict::deny("not_declared", None, None), |worst| Verdict { obligations, ..worst })
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Force {
    Yes,
    No,
    Void,
    Lift,
    Nothing,
}

struct Row {
    force: Force,
    /// What a lift lifts.
    lifts: String,
    /// By the name of a basis.
    hearing: BTreeMap<&'static str, String>,
}

/// The table "What a rule hears" of the chapter on meaning, by kind.
static TABLE: LazyLock<BTreeMap<&'static str, Row>> = LazyLock::new(|| {
    let cells =
        |line: &'static str| -> Vec<&'static str> { line.trim_matches('|').split('|').map(str::trim).collect() };
    let mut lines = include_str!("../../../src/docs/meaning.md").lines().filter(|line| line.starts_with('|'));
    let bases = cells(lines.next().unwrap())[2..].to_vec();
    let mut table = BTreeMap::new();
    for row in lines.skip(1).map(cells) {
        let mut hearing: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut left = "";
        for (names, cell) in bases.iter().zip(&row[2..]) {
            left = if *cell == "same" { left } else { cell };
            hearing.extend(names.split(", ").map(|basis| (basis, left.to_owned())));
        }
        let kinds: Vec<_> = row[0].split(", ").collect();
        let polarities: Vec<_> = row[1].split(", ").collect();
        for (position, kind) in kinds.iter().enumerate() {
            // `yes, no` goes with `platform_authorized, platform_denied`; anything else holds for the whole row.
            let polarity = if row[1] == "yes, no" { polarities[position] } else { polarities[0] };
            let lifts = polarity.strip_prefix("lifts ").unwrap_or_default().to_owned();
            let force = match polarity {
                "yes" => Force::Yes,
                "no" => Force::No,
                "void" => Force::Void,
                "–" => Force::Nothing,
                _ if !lifts.is_empty() => Force::Lift,
                other => panic!("the table says `{other}`, which nobody understands"),
            };
            table.insert(*kind, Row { force, lifts, hearing: hearing.clone() });
        }
    }
    assert_eq!(table.len(), Kind::ALL.len(), "every kind has its row");
    table
});

fn force(kind: Kind) -> Force {
    TABLE[kind.name()].force
}

fn lifts(kind: Kind) -> &'static str {
    &TABLE[kind.name()].lifts
}
