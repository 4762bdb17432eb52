//! Everything a person is owed to know: what is done with which data, why, by whom, since when, and how to stop it.
//!
//! A [`ReportForm`] is prepared once for a policy; [`Report::for_subject`] fills it in for a person. The report is a
//! serde value; [`Report::text`] and [`Report::html`] write it out.

use std::sync::Arc;

use serde::Serialize;

use super::{
    Consultation, Disclosures, Duty, KnownNotices, Origin, Person, Task, Text, Words,
    lines::{ActLine, ConsultationLine, DisclosureLine, DutyLine, Party, UseLine},
    missing::{self, Missing},
};
use crate::{
    act::Kind,
    decide::{DataUse, DataUseDocument, Explanation, Guard, Outcome, Remedy, UseError, roots},
    event::{Event, EventId},
    interner::Interner,
    policy::{Basis, PARTICULARS, Policy},
    time::{Moment, Timestamp},
    vocabulary::{Axis, Key, Role, Tree},
};

/// Most uses a report may list.
const MAX_LINES: usize = 4096;

/// What a report lists, prepared for a policy: one line for each rule, purpose and recipient.
#[derive(Debug)]
pub struct ReportForm {
    pub(super) policy: Arc<Policy>,
    lines: Vec<Line>,
    known: KnownNotices,
}

#[derive(Debug)]
struct Line {
    rule: usize,
    /// One for each category; the same rule, purpose and recipient.
    guards: Vec<Guard>,
}

/// Why a form cannot be prepared.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The rules name more than a report can list.
    #[error("the rules stand for more than {MAX_LINES} uses; name parents instead of their children")]
    TooLong,
    /// No guard can be built for a use.
    #[error("{0}")]
    Use(#[from] UseError),
}

impl ReportForm {
    /// Prepares the lines of a policy's reports.
    ///
    /// # Errors
    /// When the rules stand for more uses than can be listed.
    pub fn new(policy: Arc<Policy>, interner: &Interner) -> Result<Self, ReportError> {
        let mut lines: Vec<Line> = Vec::new();
        let mut count = 0usize;
        for (rule, declared) in policy.rules().iter().enumerate().filter(|(_, rule)| !rule.is_prohibition()) {
            let uses = roots::uses(&policy, &declared.area, MAX_LINES).ok_or(ReportError::TooLong)?;
            count = count.saturating_add(uses.len());
            if count > MAX_LINES {
                return Err(ReportError::TooLong);
            }
            let from = lines.len();
            for data_use in &uses {
                let guard = Guard::new(policy.clone(), interner, data_use)?;
                let own = lines.iter_mut().skip(from).find(|line| {
                    line.guards.first().is_some_and(|first| {
                        let first = first.data_use();
                        first.purpose() == data_use.purpose() && first.recipient() == data_use.recipient()
                    })
                });
                match own {
                    Some(line) => line.guards.push(guard),
                    None => lines.push(Line { rule, guards: vec![guard] }),
                }
            }
        }
        let known = KnownNotices::new(&policy);
        Ok(Self { policy, lines, known })
    }
}

/// What a report is made from beside the person.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'s, K = String> {
    /// What left.
    pub disclosures: &'s Disclosures<K>,
    /// What is owed.
    pub duties: &'s [Duty],
    /// Who asked for the data and was refused, if anyone kept a log of it.
    pub consultations: &'s [Consultation],
}

/// What is done with a person's data, for the person.
///
/// What GDPR Art. 13 to 15 ask for stands in it, or is listed under [`missing`](Self::missing) with the place in the
/// policy where it is to be said:
///
/// | GDPR | stands in | else named as |
/// |---|---|---|
/// | 13(1)(a), 14(1)(a): controller, contact, representative | `controllers`, `particulars` | `controller`, `contact`, `representative` |
/// | 13(1)(b), 14(1)(b): data protection officer | `particulars` | `dpo` |
/// | 13(1)(c), 14(1)(c), 15(1)(a): purposes and basis | `uses`: `purpose`, `ground` | `purpose_words` |
/// | 14(1)(d), 15(1)(b): categories | `uses`: `data` | `category_words` |
/// | 13(1)(d), 14(2)(b): legitimate interests | `particulars` | `legitimate_interests` |
/// | 13(1)(e), 14(1)(e), 15(1)(c): recipients | `uses`: `recipient`; `disclosures` | `recipient_name` |
/// | 13(1)(f), 14(1)(f), 15(2): third countries, safeguards | the party's `country`, `safeguard` | `transfers` |
/// | 13(2)(a), 14(2)(a), 15(1)(d): how long | `uses`: `until`, `retention_days`; `particulars` | `storage` |
/// | 13(2)(b), (c), 14(2)(c), (d), 15(1)(e): rights, withdrawal | the words under `rights`; `uses`: `ways` | – |
/// | 13(2)(d), 14(2)(e), 15(1)(f): where to complain | `particulars` | `authority` |
/// | 13(2)(e): whether data must be given | `particulars` | `statutory` |
/// | 13(2)(f), 14(2)(g), 15(1)(h): automated decisions | `particulars` | `automated_decisions` |
/// | 14(2)(f), 15(1)(g): where data came from | `disclosures`: `received_from` | – |
///
/// Art. 15(3), the copy of the data itself, is not ours to give: this crate never sees the data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The language asked for.
    pub language: String,
    /// The instant it is about.
    pub at: Timestamp,
    /// The version of the policy.
    pub policy_version: String,
    /// Who is responsible.
    pub controllers: Vec<Party>,
    /// Each use that the policy declares for this person: a switch for each purpose and recipient.
    pub uses: Vec<UseLine>,
    /// What the person said no to.
    pub refused: Vec<ActLine>,
    /// What left, and what came from elsewhere, oldest first.
    pub disclosures: Vec<DisclosureLine>,
    /// What is done about a no.
    pub duties: Vec<DutyLine>,
    /// Who asked and was refused.
    pub consultations: Vec<ConsultationLine>,
    /// Everything that happened, oldest first.
    pub timeline: Vec<ActLine>,
    /// What the policy says of the organisation.
    pub particulars: Vec<(Text, Text)>,
    /// What GDPR Art. 13–15 owe the person and the policy does not say.
    pub missing: Vec<Missing>,
    #[serde(skip)]
    pub(super) words: Own,
}

/// The words of the report; no part of its content.
#[derive(Clone, Debug)]
pub(super) struct Own(pub(super) Words);

impl PartialEq for Own {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Own {}

impl Report {
    /// The report for a person at an instant, in the language of the words.
    #[must_use]
    pub fn for_subject<K: Clone + Eq>(
        form: &ReportForm,
        person: &Person<'_, K>,
        sources: &Sources<'_, K>,
        words: &Words,
        now: Timestamp,
    ) -> Self {
        let writer = Writer { form, words, now };
        let mut events: Vec<&Event<K>> = person.history().events().collect();
        events.sort_by(|a, b| a.at().cmp(&b.at()).then_with(|| a.id().cmp(b.id())));
        let timeline: Vec<ActLine> = events.iter().map(|event| writer.act(event)).collect();
        let refused = timeline.iter().filter(|act| says_no(act.kind)).cloned().collect();
        let applying: Vec<&str> = person.rules(&form.policy, now).map(|rule| rule.id()).collect();
        let lines = form.lines.iter().filter(|line| {
            let rule = form.policy.rules().get(line.rule);
            rule.is_some_and(|rule| applying.contains(&rule.id()))
        });
        let recipients = form.policy.vocabulary().recipients().nodes();
        let responsible =
            recipients.filter(|(_, node)| matches!(node.details().role, Role::Controller | Role::JointController));
        let mut disclosures: Vec<DisclosureLine> =
            sources.disclosures.iter().map(|disclosure| writer.disclosure(disclosure, sources)).collect();
        disclosures.sort_by_key(|line| line.at);
        let language = words.language();
        let particulars = PARTICULARS
            .iter()
            .filter_map(|name| form.policy.particular(name).map(|text| (words.text(name), Text::pick(text, language))));
        Self {
            language: language.to_owned(),
            at: now,
            policy_version: form.policy.version().to_owned(),
            controllers: responsible.map(|(_, node)| writer.party(node.key().as_str())).collect(),
            uses: lines.filter_map(|line| writer.line(line, person)).collect(),
            refused,
            disclosures,
            duties: sources.duties.iter().map(|duty| writer.duty(duty)).collect(),
            consultations: sources.consultations.iter().map(|asked| writer.consultation(asked)).collect(),
            timeline,
            particulars: particulars.collect(),
            missing: missing::missing(&form.policy, person, now),
            words: Own(words.clone()),
        }
    }
}

pub(super) const fn says_no(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Refused
            | Kind::Withdrawn
            | Kind::Objected
            | Kind::OptedOut
            | Kind::Restricted
            | Kind::Erased
            | Kind::PlatformDenied
    )
}

struct Writer<'w> {
    form: &'w ReportForm,
    words: &'w Words,
    now: Timestamp,
}

impl Writer<'_> {
    fn line<K: Clone + Eq>(&self, line: &Line, person: &Person<'_, K>) -> Option<UseLine> {
        let policy = &self.form.policy;
        let rule = policy.rules().get(line.rule)?;
        // The question is about data that is collected now: older data may be past its time.
        let moment = Moment::from(self.now).collected_at(self.now);
        let explained = line.guards.iter().map(|guard| guard.explain(person.standing(), moment));
        let worst = explained.reduce(|worst, other| if other.outcome > worst.outcome { other } else { worst })?;
        let first: &DataUse = line.guards.first()?.data_use();
        let vocabulary = policy.vocabulary();
        let purpose =
            vocabulary.purposes().id(first.purpose().as_str()).and_then(|id| vocabulary.purposes().node(id))?;
        let data = line.guards.iter().map(|guard| self.title(vocabulary.categories(), guard.data_use().category()));
        let description =
            (!purpose.descriptions.is_empty()).then(|| Text::pick(&purpose.descriptions, self.words.language()));
        let gives = [Remedy::Consent, Remedy::GuardianConsent, Remedy::ConsentToCurrentNotice];
        let gives = [&gives[..], &[Remedy::ConsentInRequiredForm, Remedy::NewConsent]].concat();
        let then = match rule.basis() {
            _ if worst.outcome != Outcome::Allow && worst.remedies.iter().any(|way| gives.contains(way)) => {
                "then.begins"
            }
            _ if worst.outcome != Outcome::Allow => "then.stays",
            Basis::Consent => "then.consent",
            Basis::OptOut => "then.opt_out",
            Basis::Platform => "then.platform",
            Basis::Contract => "then.contract",
            Basis::LegitimateInterests | Basis::PublicTask => "then.other",
            _ => "then.fixed",
        };
        Some(UseLine {
            rule: rule.id().to_owned(),
            purpose_key: first.purpose().to_string(),
            purpose: self.title(vocabulary.purposes(), first.purpose()),
            description,
            categories: line.guards.iter().map(|guard| guard.data_use().category().to_string()).collect(),
            data: data.collect(),
            recipient: self.party(first.recipient().as_str()),
            operations: first.operations().names().map(|name| self.words.operation(name)).collect(),
            basis: rule.basis(),
            ground: self.words.text(&format!("basis.{}", rule.basis().name())),
            outcome: worst.outcome,
            code: worst.reason,
            reason: self.words.reason(worst.reason),
            since: worst.event.as_ref().map(|event| event.at),
            until: worst.until,
            retention_days: rule.retention_days,
            acts: self.acts(&worst, person),
            ways: worst.remedies.iter().map(|remedy| self.words.remedy(*remedy)).collect(),
            then: self.words.text(then),
        })
    }

    /// The events that the deciding rule heard.
    fn acts<K: Clone + Eq>(&self, explanation: &Explanation, person: &Person<'_, K>) -> Vec<ActLine> {
        let rules = explanation.regimes.iter().flat_map(|regime| &regime.rules);
        let heard = rules.filter(|rule| Some(&rule.rule) == explanation.rule.as_ref()).flat_map(|rule| &rule.heard);
        let events = heard.filter_map(|heard| EventId::new(&heard.event).ok());
        events.filter_map(|id| person.history().event(&id)).map(|event| self.act(event)).collect()
    }

    fn act<K>(&self, event: &Event<K>) -> ActLine {
        let tree = self.form.policy.vocabulary().purposes();
        let about = event.scope().purposes.selectors().iter().map(|selector| {
            let name = selector.to_string();
            self.title(tree, &Key::from(name))
        });
        ActLine {
            event: event.id().as_str().to_owned(),
            at: event.at(),
            kind: event.kind(),
            act: self.words.act(event.kind()),
            by: event.by(),
            about: about.collect(),
            unknown_notice: self.form.known.check(event).is_err(),
        }
    }

    fn disclosure<K: Clone + Eq>(&self, disclosure: &super::Disclosure<K>, sources: &Sources<'_, K>) -> DisclosureLine {
        let vocabulary = self.form.policy.vocabulary();
        let DataUseDocument { purpose, category, recipient, .. } = &disclosure.data_use;
        let (mut passed_on_by, mut received_from, mut rules) = (None, None, Vec::new());
        match &disclosure.origin {
            Origin::Permitted { grounds, .. } => rules = grounds.iter().map(|ground| ground.rule.clone()).collect(),
            Origin::Onward { of } => {
                passed_on_by = sources.disclosures.get(of).map(|parent| self.party(&parent.data_use.recipient));
            }
            Origin::Received { supplier } => received_from = Some(supplier.clone()),
        }
        rules.dedup();
        DisclosureLine {
            disclosure: disclosure.id.clone(),
            at: disclosure.at,
            purpose: self.title(vocabulary.purposes(), &Key::from(purpose.as_str())),
            data: self.title(vocabulary.categories(), &Key::from(category.as_str())),
            recipient: self.party(recipient),
            passed_on_by,
            received_from,
            rules,
        }
    }

    fn consultation(&self, asked: &Consultation) -> ConsultationLine {
        let vocabulary = self.form.policy.vocabulary();
        let DataUseDocument { purpose, category, recipient, .. } = &asked.data_use;
        ConsultationLine {
            at: asked.at,
            recipient: self.party(recipient),
            purpose: self.title(vocabulary.purposes(), &Key::from(purpose.as_str())),
            data: self.title(vocabulary.categories(), &Key::from(category.as_str())),
            code: asked.reason.clone(),
            reason: self.words.reason(&asked.reason),
        }
    }

    fn duty(&self, duty: &Duty) -> DutyLine {
        let category = |key: &str| self.title(self.form.policy.vocabulary().categories(), &Key::from(key));
        let (task, object) = match &duty.task {
            Task::Stop { .. } => ("task.stop", None),
            Task::Notify { recipient, .. } => ("task.notify", Some(self.party(recipient).name)),
            Task::NotifySupplier { supplier, .. } => ("task.supplier", Some(self.party(supplier).name)),
            Task::Erase { category: key } => ("task.erase", Some(category(key))),
            Task::Keep { category: key, .. } => ("task.keep", Some(category(key))),
            Task::TellPerson => ("task.tell", None),
        };
        DutyLine {
            duty: duty.id.clone(),
            task: self.words.text(task),
            object,
            due: duty.due,
            state: duty.state(self.now),
        }
    }

    fn party(&self, key: &str) -> Party {
        let tree = self.form.policy.vocabulary().recipients();
        let details = tree.id(key).and_then(|id| tree.node(id)).map(|node| node.details());
        Party {
            key: key.to_owned(),
            name: self.title(tree, &Key::from(key)),
            role: details.map(|details| details.role),
            country: details.and_then(|details| details.location),
            safeguard: details.and_then(|details| details.safeguard),
            contact: details.and_then(|details| details.contact.clone()),
        }
    }

    /// What a key is called; the key itself where nothing says.
    fn title<A: Axis>(&self, tree: &Tree<A>, key: &Key<A>) -> Text {
        let node = tree.id(key.as_str()).and_then(|id| tree.node(id));
        match node {
            Some(node) if !node.titles().is_empty() => Text::pick(node.titles(), self.words.language()),
            _ => Text { text: key.to_string(), language: String::new(), fallback: true },
        }
    }
}
