//! How a report is filled in for a person.
//!
//! Each kind of line has a function, which puts titles beside keys and words beside codes. No decision is made here:
//! what a use line says comes from a guard's explanation.

use super::{
    consultation::Consultation,
    form::{Line, ReportForm},
    lines::{ActLine, ConsultationLine, DisclosureLine, DutyLine, Party, UseLine, says_no},
    missing,
    report::{Own, Report, Sources},
    words::Words,
};
use crate::{
    decide::{DataUse, DataUseDocument, Explanation, Outcome, Remedy},
    dialogue::{
        duty::{
            disclosure::{Disclosure, Origin},
            duty::{Duty, Task},
        },
        person::Person,
        text::Text,
    },
    event::{Event, EventId},
    policy::{Basis, PARTICULARS},
    time::{Moment, Timestamp},
    vocabulary::{Axis, Key, Role, Tree},
};

impl Report {
    /// Fills the form in for a person at an instant, in the language of `words`.
    ///
    /// The person must be folded with the interner of the form. Where the categories of a line have different answers,
    /// the line tells the strictest one.
    ///
    /// | part | about | taken from |
    /// |---|---|---|
    /// | `uses`, `missing` | rules that apply to the person at `now` | the form, the person |
    /// | `timeline`, `refused` | the whole history, also what lies after `now` | the person |
    /// | `disclosures`, `duties`, `consultations` | all that is given | the sources |
    /// | `controllers`, `particulars` | the organisation | the policy |
    ///
    /// For a report as of the past, pass a person and sources as of then ([`History::as_of`](crate::History::as_of)).
    /// It takes one explanation for each guard of the lines that apply.
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

/// The form, the words and the instant, from which each line is written.
///
struct Writer<'w> {
    /// The form, with the policy that has the titles.
    form: &'w ReportForm,
    /// The report's own words, in the language asked for.
    words: &'w Words,
    /// The instant of the report.
    now: Timestamp,
}

impl Writer<'_> {
    /// Returns one use, with the strictest answer among its categories.
    ///
    /// `None` is for a line without a rule, guard or purpose, which a form never has. Of equal answers the first
    /// category's explanation is told.
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

    /// Returns the person's acts that the deciding rule heard.
    ///
    /// Heard means that its basis listens to the kind of act and the scope covers the use, not that the act decided.
    fn acts<K: Clone + Eq>(&self, explanation: &Explanation, person: &Person<'_, K>) -> Vec<ActLine> {
        let rules = explanation.regimes.iter().flat_map(|regime| &regime.rules);
        let heard = rules.filter(|rule| Some(&rule.rule) == explanation.rule.as_ref()).flat_map(|rule| &rule.heard);
        let events = heard.filter_map(|heard| EventId::new(&heard.event).ok());
        events.filter_map(|id| person.history().event(&id)).map(|event| self.act(event)).collect()
    }

    /// Returns an event as an act: what it was and which purposes it is about.
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

    /// Returns a disclosure, with the names that today's policy has for what it names.
    fn disclosure<K: Clone + Eq>(&self, disclosure: &Disclosure<K>, sources: &Sources<'_, K>) -> DisclosureLine {
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

    /// Returns a refused question, with its reason in words.
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

    /// Returns a duty, with its state at the instant of the report.
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

    /// Returns whoever has that key or name; role and country only where the policy knows the key.
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

    /// Returns the title of a key in the language of the words; the key itself where the policy has none.
    fn title<A: Axis>(&self, tree: &Tree<A>, key: &Key<A>) -> Text {
        let node = tree.id(key.as_str()).and_then(|id| tree.node(id));
        match node {
            Some(node) if !node.titles().is_empty() => Text::pick(node.titles(), self.words.language()),
            _ => Text { text: key.to_string(), language: String::new(), fallback: true },
        }
    }
}
