//! Random worlds: a policy, a person, what the person said, and what is asked.
//!
//! A world is decoded from lists of random numbers ([`Numbers`]), one list for each rule, event and ask, so that
//! proptest can shrink it: taking a list out takes a rule or an event out, and a lower number is a simpler choice.
//! Times, ages and notice versions come from a few values that lie on, just before and just after each other.

use std::{fmt, sync::Arc};

use chrono::{Days, NaiveDate};
use consentry::{
    Actor, Basis, DataUse, Event, EventDocument, Kind, Moment, Operations, Policy, PolicyDocument, Qualities, Region,
    Subject, Timestamp,
    decide::DataUseDocument,
    event::NoticeSeen,
    policy::{AgesDocument, Article9Exception, RegimeDocument, RuleDocument},
    vocabulary::{
        CategoryDocument, PurposeDocument, RecipientDocument, RetiredDocument, Role, Safeguard, ScopeDocument,
        VocabularyDocument,
    },
};
use proptest::{collection::vec, prelude::*};

const DAY: i64 = 86_400_000;

/// What a world is decoded from.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    pub vocabulary: Vec<u16>,
    pub regimes: Vec<u16>,
    pub rules: Vec<Vec<u16>>,
    pub subject: Vec<u16>,
    pub events: Vec<Vec<u16>>,
    pub asks: Vec<Vec<u16>>,
}

/// All worlds, decoded by [`World::from`].
pub(crate) fn numbers() -> impl Strategy<Value = Numbers> {
    let list = |length: usize| vec(any::<u16>(), length);
    (list(80), list(76), vec(list(64), 1..=7), list(14), vec(list(52), 0..=8), vec(list(24), 1..=3)).prop_map(
        |(vocabulary, regimes, rules, subject, events, asks)| Numbers {
            vocabulary,
            regimes,
            rules,
            subject,
            events,
            asks,
        },
    )
}

/// A policy that compiles, a person, the person's events, and questions.
#[derive(Clone)]
pub(crate) struct World {
    pub document: PolicyDocument,
    pub policy: Arc<Policy>,
    pub subject: Subject,
    pub events: Vec<Event>,
    pub asks: Vec<Ask>,
}

/// One question.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub data_use: DataUse,
    pub moment: Moment,
    pub as_of: Option<Timestamp>,
    /// Whether the guard is built before the history is folded, and so learns of its scopes later.
    pub guard_first: bool,
}

/// Reads a list of random numbers as choices. Past its end every choice is the first.
struct Choices<'n>(std::slice::Iter<'n, u16>);

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        let number = self.0.next().copied().unwrap_or(0);
        // Not the remainder: a lower number must be an earlier choice, or shrinking leads nowhere.
        (usize::from(number) * count) >> 16
    }

    /// True for that many of a hundred numbers, never for the lowest.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn maybe<T: Clone>(&mut self, percent: usize, of: &[T]) -> Option<T> {
        let (present, value) = (self.chance(percent), self.one(of));
        present.then_some(value)
    }

    /// Each with that chance.
    fn some_of<T: Clone>(&mut self, percent: usize, of: &[T]) -> Vec<T> {
        of.iter().filter(|_| self.chance(percent)).cloned().collect()
    }
}

fn choices(numbers: &[u16]) -> Choices<'_> {
    Choices(numbers.iter())
}

const ALL_PURPOSES: [&str; 5] = ["ads", "ads.email", "ads.email.weekly", "ads.post", "care"];
const ALL_CATEGORIES: [&str; 5] = ["contact", "contact.email", "contact.phone", "health", "health.genes"];
const ALL_RECIPIENTS: [&str; 4] = ["acme", "acme.mailer", "acme.mailer.sms", "partner"];
const FORMER: [&str; 2] = ["once", "once.more"];
/// What the last part of a node was called when it stood under another.
const MOVED: &str = "moved";
const RETIRED: &str = "gone";
const TAGS: [&str; 2] = ["direct_marketing", "strictly_necessary"];
const FACTS: [&str; 2] = ["customer", "incapable"];
const REGIONS: [&str; 6] = ["SE", "US-CA", "US", "NO", "US-NY", "GB"];
const REGION_NAMES: [&str; 9] = ["EEA", "SE", "US", "EU", "US-CA", "nordics", "NO", "anglo", "GB"];
const OPERATIONS: [&str; 6] = ["use", "store", "share", "profile", "decide", "transfer"];
const AGES: [u16; 4] = [16, 13, 18, 0];
const PERIODS: [u32; 3] = [30, 1, 365];

/// The names that scopes may list, by set.
#[derive(Default)]
struct Names {
    purposes: Vec<String>,
    categories: Vec<String>,
    recipients: Vec<String>,
}

impl From<&Numbers> for World {
    fn from(numbers: &Numbers) -> Self {
        let mut document = PolicyDocument {
            version: "1".into(),
            facts: FACTS.map(str::to_owned).into(),
            region_groups: [
                ("nordics".to_owned(), vec!["SE".to_owned(), "NO".to_owned()]),
                ("anglo".to_owned(), vec!["US".to_owned(), "GB".to_owned()]),
            ]
            .into(),
            ..PolicyDocument::default()
        };
        let names = vocabulary(&mut choices(&numbers.vocabulary), &mut document.vocabulary);
        regimes(&mut choices(&numbers.regimes), &names, &mut document);
        for (position, numbers) in numbers.rules.iter().enumerate() {
            let rule = rule(&mut choices(numbers), position, &names, &document);
            document.rules.push(rule);
        }
        let policy = compiled(&mut document, &names);
        let subject = subject(&mut choices(&numbers.subject));
        let events: Vec<Event> = (numbers.events.iter().enumerate())
            .map(|(position, numbers)| event(&mut choices(numbers), position, &names, &document))
            .collect();
        let asks =
            numbers.asks.iter().map(|numbers| ask(&mut choices(numbers), &document, &subject, &events)).collect();
        Self { document, policy, subject, events, asks }
    }
}

fn vocabulary(choices: &mut Choices<'_>, document: &mut VocabularyDocument) -> Names {
    // The first always, other nodes if their parents are.
    fn present(choices: &mut Choices<'_>, all: &[&str]) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for key in all {
            let parent = key.rsplit_once('.').map(|(parent, _)| parent);
            let chosen = choices.chance(60);
            let has_parent = parent.is_none_or(|parent| keys.iter().any(|known| known == parent));
            if keys.is_empty() || (chosen && has_parent) {
                keys.push((*key).to_owned());
            }
        }
        keys
    }
    let since = |choices: &mut Choices<'_>| choices.maybe(30, &[1, 2, 3]).unwrap_or(0);
    let formerly = |choices: &mut Choices<'_>| choices.maybe(20, &FORMER).map(str::to_owned).into_iter().collect();
    let tags = |choices: &mut Choices<'_>| choices.maybe(20, &TAGS).map(str::to_owned).into_iter().collect();
    let purposes = present(choices, &ALL_PURPOSES);
    for key in &purposes {
        let mut formerly: Vec<String> = formerly(choices);
        // It may have stood under a key that is still there.
        formerly.extend(choices.maybe(15, &purposes).map(|other| format!("{other}.{MOVED}")));
        let node = PurposeDocument {
            key: key.clone(),
            since: since(choices),
            tags: tags(choices),
            formerly,
            formerly_tags: tags(choices),
            ..PurposeDocument::default()
        };
        document.purposes.push(node);
    }
    for key in present(choices, &ALL_CATEGORIES) {
        let node = CategoryDocument {
            special: key == "health",
            sensitive: choices.chance(20),
            since: since(choices),
            formerly: formerly(choices),
            key,
            ..CategoryDocument::default()
        };
        document.categories.push(node);
    }
    for key in present(choices, &ALL_RECIPIENTS) {
        let (role, location, safeguard) = match key.as_str() {
            "acme" => (Role::Controller, "SE", None),
            "partner" => (Role::ThirdParty, "US", choices.maybe(50, &[Safeguard::AdequacyDecision])),
            _ => (Role::Processor, "NO", None),
        };
        let node = RecipientDocument {
            role,
            location: Some(Region::new(location).unwrap()),
            safeguard,
            since: choices.maybe(15, &[1, 2]).unwrap_or(0),
            formerly: choices.maybe(15, &FORMER).map(str::to_owned).into_iter().collect(),
            key,
            ..RecipientDocument::default()
        };
        document.recipients.push(node);
    }
    let retired = vec![RETIRED.to_owned()];
    document.retired = RetiredDocument { purposes: retired.clone(), categories: retired.clone(), recipients: retired };
    // The order of siblings decides ties, and children may stand before their parents.
    if choices.chance(30) {
        document.purposes.reverse();
    }
    if choices.chance(30) {
        document.categories.reverse();
        document.recipients.reverse();
    }
    names(document)
}

fn names(document: &VocabularyDocument) -> Names {
    let mut names = Names::default();
    let nodes = document.purposes.iter().map(|node| {
        let tags = node.tags.iter().chain(&node.formerly_tags).cloned().collect();
        (&node.key, &node.formerly, tags)
    });
    listable(&mut names.purposes, nodes);
    let nodes = document.categories.iter().map(|node| {
        let tags = [(node.special, "special"), (node.sensitive, "sensitive")];
        let tags = tags.into_iter().filter(|(has, _)| *has).map(|(_, tag)| tag.to_owned()).collect();
        (&node.key, &node.formerly, tags)
    });
    listable(&mut names.categories, nodes);
    let nodes = document.recipients.iter().map(|node| (&node.key, &node.formerly, vec![node.role.name().to_owned()]));
    listable(&mut names.recipients, nodes);
    names
}

/// Keys first, then former keys, then tags.
fn listable<'n>(names: &mut Vec<String>, nodes: impl Iterator<Item = (&'n String, &'n Vec<String>, Vec<String>)>) {
    let (mut former, mut tagged) = (Vec::new(), Vec::new());
    for (key, formerly, tags) in nodes {
        names.push(key.clone());
        former.extend(formerly.iter().cloned());
        tagged.extend(tags.iter().map(|tag| format!("#{tag}")));
    }
    for list in [&mut former, &mut tagged] {
        list.sort();
        list.dedup();
        names.append(list);
    }
}

/// `*`, or one or two names.
fn set(choices: &mut Choices<'_>, star: usize, names: &[String]) -> Vec<String> {
    let (all, mut list) = (!choices.chance(100 - star), vec![choices.one(names)]);
    list.extend(choices.maybe(20, names));
    if all { vec!["*".to_owned()] } else { list }
}

fn operations(choices: &mut Choices<'_>, star: usize, operations: &[&str]) -> Vec<String> {
    let (all, first) = (!choices.chance(100 - star), choices.one(operations));
    let mut list = choices.some_of(25, operations);
    list.push(first);
    if all { vec!["*".to_owned()] } else { list.into_iter().map(str::to_owned).collect() }
}

fn scope(choices: &mut Choices<'_>, star: usize, names: &Names, known: &[&str]) -> ScopeDocument {
    ScopeDocument {
        purposes: set(choices, star, &names.purposes),
        categories: set(choices, star, &names.categories),
        recipients: set(choices, star, &names.recipients),
        operations: operations(choices, star, known),
    }
}

fn region_names(choices: &mut Choices<'_>) -> Vec<String> {
    let mut list = vec![choices.one(&REGION_NAMES)];
    list.extend(choices.maybe(30, &REGION_NAMES));
    list.into_iter().map(str::to_owned).collect()
}

fn regimes(choices: &mut Choices<'_>, names: &Names, document: &mut PolicyDocument) {
    for position in 0..choices.one(&[0, 1, 1, 1, 2, 2, 3]) {
        let (local, regions) = (choices.chance(30), region_names(choices));
        let (partial, scope) = (choices.chance(30), scope(choices, 60, names, &OPERATIONS[..3]));
        document.regimes.push(RegimeDocument {
            id: format!("regime_{position}"),
            regions: local.then_some(regions),
            scope: partial.then_some(scope),
        });
    }
}

fn rule(choices: &mut Choices<'_>, position: usize, names: &Names, document: &PolicyDocument) -> RuleDocument {
    use Basis::{
        Consent, Contract, LegalObligation, LegitimateInterests, OptOut, Platform, Prohibited, PublicTask,
        VitalInterests,
    };
    let basis = choices.one(&[
        Consent,
        Consent,
        Consent,
        Consent,
        Consent,
        Consent,
        Consent,
        OptOut,
        OptOut,
        LegitimateInterests,
        LegitimateInterests,
        LegitimateInterests,
        PublicTask,
        Contract,
        LegalObligation,
        VitalInterests,
        Platform,
        Platform,
        Prohibited,
    ]);
    let regime = (document.regimes.len() > 1 || choices.chance(50)).then(|| {
        let position = choices.below(document.regimes.len());
        document.regimes.get(position).map(|regime| regime.id.clone())
    });
    let consent = basis == Consent;
    let hears_yes = matches!(basis, Consent | OptOut | LegitimateInterests);
    let decides_itself = !matches!(basis, Consent | OptOut | Platform | Prohibited);
    let permits = basis != Prohibited;
    let mut requires = choices.some_of(35, &["explicit", "informed"]);
    // Automated decisions and transfers are lawful on few grounds.
    let free = !permits || basis == Platform || basis == Contract || requires.contains(&"explicit");
    // Wide rules see to it that most asks meet a rule in every regime.
    let wide = choices.chance(35) && permits;
    let star = if wide {
        100
    } else if permits {
        70
    } else {
        25
    };
    let mut scope = scope(choices, star, names, if free { &OPERATIONS } else { &OPERATIONS[..4] });
    if !free && scope.operations == ["*"] {
        scope.operations = ["use", "store", "share", "profile", "collect"].map(str::to_owned).into();
    }
    if !consent {
        requires.clear();
    }
    let (local, regions) = (choices.chance(20) && !wide, region_names(choices));
    let aged = choices.chance(20) && !wide;
    let (from, below) = (choices.maybe(60, &AGES), choices.maybe(60, &[18, 16, 13]));
    let mut facts: Vec<String> = choices.maybe(15, &["customer", "!customer"]).map(str::to_owned).into_iter().collect();
    facts.extend(choices.maybe(10, &["!incapable", "incapable"]).map(str::to_owned));
    if wide {
        facts.clear();
    }
    let exception = permits && basis != Platform && !requires.contains(&"explicit") && choices.chance(80);
    RuleDocument {
        id: format!("rule_{position}"),
        regime: regime.flatten(),
        scope,
        basis,
        regions: local.then_some(regions),
        ages: aged.then_some(AgesDocument { from, below }),
        facts,
        lifetime_days: choices.maybe(40, &PERIODS).filter(|_| consent),
        min_notice: choices.maybe(35, &[1, 2, 3]).filter(|_| consent),
        min_age: choices.maybe(35, &AGES[..3]).filter(|_| consent),
        requires: requires.into_iter().map(str::to_owned).collect(),
        ask_again_after_days: choices.maybe(50, &PERIODS).filter(|_| hears_yes),
        retention_days: choices.maybe(15, &PERIODS).filter(|_| permits),
        honours_withdrawal: choices.chance(40) && decides_itself,
        direct_marketing: choices.chance(25) && basis == LegitimateInterests,
        survives_erasure: choices.chance(30) && decides_itself,
        obligations: if permits {
            choices.some_of(25, &["log", "aggregate"]).into_iter().map(str::to_owned).collect()
        } else {
            Vec::new()
        },
        on_withdrawal: None,
        exception: exception.then_some(Article9Exception::HealthCare),
    }
}

/// Takes out what does not compile; if nothing is left, a plain rule.
fn compiled(document: &mut PolicyDocument, names: &Names) -> Arc<Policy> {
    loop {
        let faults = match document.compile() {
            Ok(policy) => return Arc::new(policy),
            Err(faults) => faults,
        };
        for position in (0..document.regimes.len()).filter(|n| is_named(&faults, &format!("regimes[{n}]"))) {
            (document.regimes[position].regions, document.regimes[position].scope) = (None, None);
        }
        let mut position = 0;
        document.rules.retain(|_| {
            position += 1;
            !is_named(&faults, &format!("rules[{}]", position - 1))
        });
        if document.rules.is_empty() {
            document.rules.push(RuleDocument {
                id: "only_rule".into(),
                regime: document.regimes.first().map(|regime| regime.id.clone()),
                scope: ScopeDocument {
                    purposes: vec![names.purposes[0].clone()],
                    categories: vec!["*".into()],
                    recipients: vec!["*".into()],
                    operations: vec!["*".into()],
                },
                basis: Basis::Consent,
                requires: vec!["explicit".into()],
                ..RuleDocument::default()
            });
            document.regimes.iter_mut().for_each(|regime| regime.scope = None);
        }
        let mendable = ["rules[", "regimes["].iter().any(|place| is_named(&faults, place));
        assert!(mendable, "a world is lost to a fault elsewhere: {faults}");
    }
}

fn is_named(faults: &consentry::Faults, place: &str) -> bool {
    faults.as_slice().iter().any(|fault| fault.place.starts_with(place))
}

/// Noon-less days around 2026-01-01 that lie a period apart, so that ends meet beginnings.
fn day(choices: &mut Choices<'_>) -> Timestamp {
    let days = choices.one(&[0, -1, -30, 1, -31, -365, 30, -29, -366]);
    let jitter = choices.one(&[0, 0, 0, 0, 0, 0, -1, 1]);
    "2026-01-01T00:00:00Z".parse::<Timestamp>().map(|start| shifted(start, days * DAY + jitter)).unwrap()
}

fn shifted(time: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(time.millis() + millis)
}

fn subject(choices: &mut Choices<'_>) -> Subject {
    let count = choices.one(&[1, 1, 1, 0, 2]);
    let mut regions: Vec<Region> = Vec::new();
    for _ in 0..count {
        let region = Region::new(choices.one(&REGIONS)).unwrap();
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    // Birthdays that rules ask about fall on the days that things happen.
    let (years, before) = (choices.one(&[30, 16, 13, 18, 0]), choices.one(&[0, 1, 30, 365, 366]));
    let born = NaiveDate::from_ymd_opt(2026 - years, 1, 1).and_then(|date| date.checked_sub_days(Days::new(before)));
    let leap = NaiveDate::from_ymd_opt(2008, 2, 29);
    let birth_date = if choices.chance(10) { leap } else { born };
    let known = !choices.chance(25);
    Subject {
        regions,
        birth_date: birth_date.filter(|_| known),
        facts: choices.some_of(35, &FACTS).into_iter().map(str::to_owned).collect(),
    }
}

fn event(choices: &mut Choices<'_>, position: usize, names: &Names, document: &PolicyDocument) -> Event {
    let often = [
        Kind::Given,
        Kind::Given,
        Kind::Given,
        Kind::Given,
        Kind::PlatformAuthorized,
        Kind::Requested,
        Kind::Withdrawn,
        Kind::Objected,
    ];
    let kind = if choices.chance(40) { choices.one(&Kind::ALL) } else { choices.one(&often) };
    let is_yes = matches!(kind, Kind::Given | Kind::PlatformAuthorized);
    let is_lift = matches!(kind, Kind::ObjectionOverruled | Kind::RestrictionLifted | Kind::Reinstated);
    let known = if kind == Kind::Restricted { &["use", "share", "profile"][..] } else { &OPERATIONS[..] };
    let mut scope = if choices.chance(35) {
        // Just what a rule is about.
        let rule = choices.one(&document.rules);
        let mut scope = rule.scope;
        if kind == Kind::Restricted {
            scope.operations = vec!["*".into()];
        }
        scope
    } else {
        scope(choices, 75, names, known)
    };
    if choices.chance(5) {
        scope.purposes.push(choices.one(&[RETIRED, "never_was"]).to_owned());
    }
    for set in [&mut scope.purposes, &mut scope.categories, &mut scope.recipients] {
        if is_yes || is_lift {
            set.retain(|name| !name.starts_with('#'));
        }
        if set.is_empty() {
            set.push("*".into());
        }
    }
    let at = day(choices);
    let has_notice = is_yes
        || matches!(kind, Kind::Refused | Kind::Withdrawn | Kind::Objected | Kind::OptedOut | Kind::PlatformDenied)
        || matches!(kind, Kind::Requested | Kind::Informed | Kind::Acknowledged);
    let notice = choices.one(&[3, 3, 3, 2, 1, 0]);
    let mut qualities = Qualities::EXPLICIT | Qualities::INFORMED;
    if choices.chance(20) {
        qualities -= Qualities::INFORMED;
    }
    if choices.chance(20) {
        qualities -= Qualities::EXPLICIT;
    }
    if !choices.chance(12) {
        qualities |= Qualities::AFFIRMATIVE;
    }
    let guardian = choices.chance(25) && !matches!(kind, Kind::Ended | Kind::Completed | Kind::Invalidated);
    let guardian = guardian && kind != Kind::ObjectionOverruled;
    let (expires, end) = (choices.chance(25), day(choices));
    let (late, recorded_at) = (choices.chance(40), day(choices));
    // Ids of every length, in another order than the events.
    let id = match choices.below(8) {
        0..4 => format!("e{position}"),
        4..6 => format!("d{position}"),
        6 => format!("an-id-of-more-than-sixteen-bytes-{position}"),
        _ => format!("01890a5d-ac96-774b-bcce-b302099a80{position:02}"),
    };
    let document = EventDocument {
        id,
        subject: "anna".to_owned(),
        kind,
        scope,
        at,
        recorded_at: late.then_some(recorded_at),
        notice: (has_notice && notice > 0).then_some(NoticeSeen { version: notice, hash: None }),
        by: guardian.then_some(Actor::Guardian),
        qualities: if kind == Kind::Given { qualities } else { Qualities::empty() },
        expires_at: (expires && is_yes).then_some(end),
        method: None,
        language: None,
        evidence: None,
        source: None,
    };
    document.into_event().unwrap()
}

fn ask(choices: &mut Choices<'_>, document: &PolicyDocument, subject: &Subject, events: &[Event]) -> Ask {
    let vocabulary = &document.vocabulary;
    // Roots come up less: they stand for many points, and some rule misses one of them.
    fn narrow_first<'k>(keys: impl Iterator<Item = &'k str>) -> Vec<&'k str> {
        let mut keys: Vec<&str> = keys.collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.matches('.').count()));
        let narrow: Vec<&str> = keys.iter().copied().filter(|key| key.contains('.')).collect();
        [narrow.clone(), narrow, keys].concat()
    }
    let purposes = narrow_first(vocabulary.purposes.iter().map(|node| node.key.as_str()));
    let categories = narrow_first(vocabulary.categories.iter().map(|node| node.key.as_str()));
    let recipients = narrow_first(vocabulary.recipients.iter().map(|node| node.key.as_str()));
    // Mostly something that a rule names, narrower or wider at times.
    let rule = choices.one(&document.rules);
    let mut named = |listed: &[String], keys: &[&str]| {
        let (stray, any) = (choices.chance(15), choices.one(keys));
        let first = listed.first().map(String::as_str).filter(|name| keys.contains(name) && !stray);
        first.unwrap_or(any).to_owned()
    };
    let purpose = named(&rule.scope.purposes, &purposes);
    let category = named(&rule.scope.categories, &categories);
    let recipient = named(&rule.scope.recipients, &recipients);
    let listed: Operations = rule.scope.operations.iter().filter_map(|name| Operations::named(name)).collect();
    let first = choices.one(&[Operations::USE, Operations::STORE, Operations::SHARE, Operations::PROFILE]);
    let ops = match choices.below(10) {
        _ if listed.is_empty() => first,
        0..7 => Operations::named(&rule.scope.operations[0]).unwrap_or(first),
        7..9 => listed,
        _ => listed | first,
    };
    let (collected, dated) = (day(choices), !choices.chance(15));
    // Just before, on and just after what could turn the answer.
    let mut instants = vec!["2026-01-01T00:00:00Z".parse().unwrap()];
    for event in events {
        instants.extend([event.at(), event.expires_at().unwrap_or(event.at())]);
        instants.extend(document.rules.iter().filter_map(|rule| Some(event.at().plus_days(rule.lifetime_days?))));
        let again = document.rules.iter().filter_map(|rule| Some(event.at().plus_days(rule.ask_again_after_days?)));
        instants.extend(again);
    }
    instants.extend(document.rules.iter().filter_map(|rule| Some(collected.plus_days(rule.retention_days?))));
    for ages in document.rules.iter().filter_map(|rule| rule.ages) {
        for years in [ages.from, ages.below].into_iter().flatten() {
            let turns =
                subject.birth_date.and_then(|born| born.checked_add_months(chrono::Months::new(u32::from(years) * 12)));
            instants
                .extend(turns.and_then(|date| date.and_hms_opt(0, 0, 0)).map(|time| Timestamp::from(time.and_utc())));
        }
    }
    let (instant, other) = (choices.one(&instants), day(choices));
    let instant = if choices.chance(30) { other } else { instant };
    let now = shifted(instant, choices.one(&[0, 0, 1, -1]));
    let (historic, as_of) = (choices.chance(20), day(choices));
    let moment = Moment::from(now);
    Ask {
        data_use: DataUse::new(purpose, category, recipient, ops),
        moment: if dated { moment.collected_at(collected) } else { moment },
        as_of: historic.then_some(as_of),
        guard_first: choices.chance(50),
    }
}

impl fmt::Display for World {
    /// What can be copied into a scenario: the policy as TOML, the person, the events as JSON Lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# policy\n{}", toml::to_string(&self.document).map_err(|_| fmt::Error)?)?;
        writeln!(f, "# subject\n{}\n\n# events", serde_json::to_string(&self.subject).map_err(|_| fmt::Error)?)?;
        for event in &self.events {
            writeln!(f, "{}", serde_json::to_string(event).map_err(|_| fmt::Error)?)?;
        }
        Ok(())
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data_use = serde_json::to_string(&DataUseDocument::from(&self.data_use)).map_err(|_| fmt::Error)?;
        write!(f, "{data_use} at {}", self.moment.now())?;
        if let Some(time) = self.moment.collected() {
            write!(f, ", collected at {time}")?;
        }
        if let Some(time) = self.as_of {
            write!(f, ", as of {time}")?;
        }
        write!(f, ", guard built {}", if self.guard_first { "first" } else { "last" })
    }
}
