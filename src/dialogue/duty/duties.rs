//! What must be done when a person says no, by whom to whom, and by when.
//!
//! A withdrawal that stays in one database is half a withdrawal (CJEU C-129/21). [`duties`] gives the complete set:
//! stop here, tell each recipient that holds affected data and the supplier that it came from, erase or keep it, tell
//! the person. A [`Dossier`](super::Dossier) keeps them with their progress.
//!
//! The functions here read and change nothing else: what is owed depends on the policy, the event, the person's history
//! and the disclosures, and on nothing that was owed before. Whoever asks twice gets the same list, so ids can serve as
//! idempotency keys towards recipients.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    deadline::{self, Deed},
    disclosure::Origin,
    disclosures::Disclosures,
    duty::{Duty, Progress, Stage, Task},
    holding, reach,
};
use crate::{
    act::Kind,
    dialogue::person::Person,
    event::Event,
    policy::{Policy, Rule, WithdrawalActions},
};

/// Returns everything that the event asks for: to stop, to tell recipients and suppliers, to erase or keep, to tell the
/// person.
///
/// The person's history must have the event in it, or what it ends would count as a reason to keep data. The list is
/// empty for events that ask nothing, such as a yes, and for a refusal of what never began. The same input always makes
/// the same duties with the same ids.
///
/// | task | owed | limit (the earliest counts) |
/// |---|---|---|
/// | [`Stop`](Task::Stop) | once | at once (GDPR Art. 7(3), 17, 18, 21); 15 business days (11 CCR §7026(f)(1)) |
/// | [`Notify`](Task::Notify) | for each recipient with affected data | a month (a); 15 business days (b) |
/// | [`NotifySupplier`](Task::NotifySupplier) | for each supplier of affected data | as to notify |
/// | [`Erase`](Task::Erase) | for each category that nothing else keeps | a month (GDPR Art. 17(1), 12(3)) |
/// | [`Keep`](Task::Keep) | for each category that another rule keeps; acknowledged from the start | – |
/// | [`TellPerson`](Task::TellPerson) | once | a month (GDPR Art. 12(3)) |
///
/// (a) GDPR Art. 19; CJEU C-129/21. (b) 11 CCR §7026(f)(2), (3); for an erasure 45 days (Cal. Civ. Code
/// §1798.130(a)(2)).
///
/// A rule's `on_withdrawal.within_days` may shorten a limit, never lengthen it. Where nobody knows where the person is,
/// the limits of both laws count.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "ads"
/// #     basis = "consent"
/// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = ["use", "store"] }
/// # "#)?;
/// # let policy = std::sync::Arc::new(policy.compile()?);
/// use consentry::{EventDocument, History, Interner, Kind, Operations, Qualities, Scope, Subject, Timestamp};
/// use consentry::dialogue::{Disclosures, Person, duties};
///
/// let scope = Scope::new(["ads"], ["contact"], ["lingon"], Operations::all())?;
/// let at = |text: &str| text.parse::<Timestamp>();
/// let yes = EventDocument::new("yes", 7_u64, Kind::Given, &scope, at("2026-01-01T00:00:00Z")?);
/// let no = EventDocument::new("no", 7_u64, Kind::Withdrawn, &scope, at("2026-02-01T00:00:00Z")?).into_event()?;
/// let mut history = History::new();
/// history.insert(yes.qualities(Qualities::AFFIRMATIVE).into_event()?)?;
/// history.insert(no.clone())?;
///
/// let subject = Subject::default();
/// let person = Person::new(&history, &subject, &Interner::new());
/// let owed = duties(&policy, &no, &person, &Disclosures::new());
/// let ids: Vec<&str> = owed.iter().map(|duty| duty.id.as_str()).collect();
/// assert_eq!(ids, ["no/stop", "no/erase/contact", "no/tell"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// What each kind of event asks for:
///
/// | event | stop | tell recipients | erase or keep |
/// |---|---|---|---|
/// | `withdrawn`, `objected`, `ended`, `invalidated` | yes | those who rest on what ends | yes |
/// | `refused`, if something had begun or data had left | yes | as above | as above |
/// | `opted_out`, `platform_denied` | yes | as above | only where a rule's `on_withdrawal` promises `erase` |
/// | `restricted` | yes | everyone with the data (GDPR Art. 19) | never: the data is kept |
/// | `erased` | yes | everyone with the data (GDPR Art. 17(2), 19) | yes, whatever rule it was held under |
/// | every other kind | no | no | no |
///
/// Erasing looks at what the organisation itself holds: categories that a stopped rule lets it `store`. Where another
/// rule still lets the organisation store some of it, that part is kept and the duty says on which basis (GDPR Art.
/// 17(3)).
///
/// Cost: time linear in the disclosures, plus one guard for each use by which a rule may keep data. That is
/// far more than a check costs, and happens once for each event.
#[must_use]
pub fn duties<K: Clone + Eq>(
    policy: &Arc<Policy>,
    event: &Event<K>,
    person: &Person<'_, K>,
    disclosures: &Disclosures<K>,
) -> Vec<Duty> {
    if !reach::is_a_stop(event.kind()) {
        return Vec::new();
    }
    let stopped = stopped_rules(policy, event, person);
    let maker = Maker { event, person, promise: promise(&stopped) };
    let telling = maker.telling(policy, disclosures, &BTreeSet::new());
    if event.kind() == Kind::Refused && telling.is_empty() && !had_begun(event, person) {
        return Vec::new();
    }
    let rules = stopped.iter().map(|rule| rule.id().to_owned()).collect();
    let mut all = vec![maker.duty("stop", Task::Stop { rules }, Deed::Stop)];
    all.extend(telling);
    if may_erase(event.kind(), &stopped) {
        for held in holding::categories(policy, event, person, &stopped) {
            all.push(match held.kept_by {
                None => {
                    let id = format!("erase/{}", held.category);
                    maker.duty(&id, Task::Erase { category: held.category }, Deed::Erase)
                }
                Some((rule, basis)) => {
                    let id = format!("keep/{}", held.category);
                    let keep = maker.duty(&id, Task::Keep { category: held.category, rule, basis }, Deed::Erase);
                    Duty { progress: Progress { stage: Stage::Acknowledged, ..keep.progress }, ..keep }
                }
            });
        }
    }
    all.push(maker.duty("tell", Task::TellPerson, Deed::Tell));
    all
}

/// The duties to tell that `event` asks for beyond those for the disclosures in `told`.
///
/// There is no duty to stop, to erase or to tell the person among them: those do not depend on disclosures, and the
/// event brought them when it was recorded. An event that is no stop affects no disclosure, so it brings none.
pub(super) fn further<K: Clone + Eq>(
    policy: &Arc<Policy>,
    event: &Event<K>,
    person: &Person<'_, K>,
    disclosures: &Disclosures<K>,
    told: &BTreeSet<String>,
) -> Vec<Duty> {
    let stopped = stopped_rules(policy, event, person);
    Maker { event, person, promise: promise(&stopped) }.telling(policy, disclosures, told)
}

/// The rules under which something went on that the event stops.
///
/// A rule is stopped if it hears the kind of event, meets the scope of the event, and applies to the person at the
/// instant of the event. Names of the scope that the policy does not know are passed over here;
/// [`Dossier`](super::Dossier) refuses them before.
fn stopped_rules<'p, K: Clone + Eq>(policy: &'p Policy, event: &Event<K>, person: &Person<'_, K>) -> Vec<&'p Rule> {
    // A no is about what it was about when it was said, wherever that stands now.
    let area = policy.vocabulary().resolve_ever(event.scope());
    let applying = person.rules(policy, event.at());
    applying.filter(|rule| rule.hears(false).has(event.kind()) && rule.area.intersects(&area)).collect()
}

/// The shortest time in days that one of the rules promises for what follows a withdrawal.
///
/// `None` where no stopped rule promises anything, and the limits of law stand alone.
fn promise(rules: &[&Rule]) -> Option<u32> {
    rules.iter().filter_map(|rule| rule.on_withdrawal()).map(|promise| promise.within_days).min()
}

/// Whether the person had ever said yes to something here before.
///
/// A refusal by someone who never said yes ends nothing, so there is nobody to tell and nothing to stop. It is asked of
/// the whole history, not of the scope of the event: a superfluous duty is a smaller harm than a missing one.
fn had_begun<K: Clone + Eq>(event: &Event<K>, person: &Person<'_, K>) -> bool {
    person
        .history()
        .events()
        .any(|earlier| matches!(earlier.kind(), Kind::Given | Kind::PlatformAuthorized) && earlier.at() <= event.at())
}

/// Whether the event takes away what data was kept for. A restriction keeps it, and an opt-out of a sale too.
///
/// GDPR Art. 18(2) wants restricted data kept. An opt-out of a sale or a denied permission of a device ends a use, not
/// the reason for which the data is there, so they erase only where the policy promises it.
fn may_erase(kind: Kind, stopped: &[&Rule]) -> bool {
    let promised =
        |rule: &&Rule| rule.on_withdrawal().is_some_and(|promise| promise.actions.contains(WithdrawalActions::ERASE));
    match kind {
        Kind::Restricted => false,
        Kind::OptedOut | Kind::PlatformDenied => stopped.iter().any(promised),
        _ => true,
    }
}

/// Makes duties of one event for one person.
///
/// It holds what all duties of one event have in common, so that the parts of [`duties`] only name what is theirs.
struct Maker<'m, K> {
    /// The event that asks for the duties.
    event: &'m Event<K>,
    /// The person that it is about; their regions decide which law sets the limits.
    person: &'m Person<'m, K>,
    /// The days within which the policy promises to be done, if it promises anything.
    promise: Option<u32>,
}

impl<K: Clone + Eq> Maker<'_, K> {
    /// A planned duty, with its limit.
    ///
    /// Time runs from the instant at which the event was recorded, since the organisation could not act before.
    fn duty(&self, name: &str, task: Task, deed: Deed) -> Duty {
        let (event, received) = (self.event, self.event.recorded_at());
        // What the policy promises about telling and erasing is no promise to tell the person.
        let promise = if deed == Deed::Tell { None } else { self.promise };
        let (due, source) = deadline::due(deed, event.kind(), received, self.person.subject(), promise);
        Duty {
            id: format!("{}/{name}", event.id()),
            event: event.id().as_str().to_owned(),
            task,
            source: source.to_owned(),
            due,
            progress: Progress { stage: Stage::Planned, since: received, attempts: 0, note: None },
        }
    }

    /// The duties to tell recipients and suppliers, one for each, of what is not in `told` yet.
    ///
    /// Recipients and suppliers are told apart even where they share a name: being told to stop and being told that the
    /// data one supplied is no longer wanted are two letters. `BTreeMap` orders both by name, recipients first.
    fn telling(&self, policy: &Policy, disclosures: &Disclosures<K>, told: &BTreeSet<String>) -> Vec<Duty> {
        let mut recipients: BTreeMap<(bool, String), Vec<String>> = BTreeMap::new();
        let affected = reach::affected(policy, self.event, disclosures);
        for disclosure in affected.into_iter().filter(|disclosure| !told.contains(&disclosure.id)) {
            let whom = match &disclosure.origin {
                Origin::Received { supplier } => (true, supplier.clone()),
                _ => (false, disclosure.data_use.recipient.clone()),
            };
            recipients.entry(whom).or_default().push(disclosure.id.clone());
        }
        let tell = |((is_supplier, whom), disclosures): ((bool, String), Vec<String>)| {
            // With the first disclosure in its name, a duty that comes later has a name of its own.
            let first = disclosures.first().cloned().unwrap_or_default();
            if is_supplier {
                let task = Task::NotifySupplier { supplier: whom.clone(), disclosures };
                self.duty(&format!("supplier/{whom}/{first}"), task, Deed::Notify)
            } else {
                let task = Task::Notify { recipient: whom.clone(), disclosures };
                self.duty(&format!("notify/{whom}/{first}"), task, Deed::Notify)
            }
        };
        recipients.into_iter().map(tell).collect()
    }
}
