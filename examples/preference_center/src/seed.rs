//! A beginning: what happened to the invented customers before the service was started for the first time.

use consentry::{
    EventDocument, Kind, Operations, Qualities, Scope, Timestamp,
    decide::DataUseDocument,
    dialogue::{Choice, Task},
};

use super::{
    acts::Used, brand::Switch, center::Center, entry::Turn, error::RequestError, failure::Failure, language::Language,
};

const DAY: i64 = 86_400_000;
/// What a yes to letters lets be done.
const LETTERS: Operations = Operations::STORE.union(Operations::USE);

/// Records it through the same door as everything later, each act at its own time.
pub(crate) fn plant(center: &mut Center, now: Timestamp) -> Result<(), Failure> {
    let mut garden = Garden { center, now };
    garden.plant().map_err(|error| {
        let what = error.what(Language::English);
        Failure::new(format!("the sample data cannot be recorded: {what} {}", error.detail.unwrap_or_default()))
    })
}

struct Garden<'c> {
    center: &'c mut Center,
    now: Timestamp,
}

impl Garden<'_> {
    fn plant(&mut self) -> Result<(), RequestError> {
        // Elin said yes to everything; one address of hers was bought, another sold and passed on.
        let address = DataUseDocument {
            purpose: "letters".to_owned(),
            category: "contact.email".to_owned(),
            recipient: "lingon".to_owned(),
            operations: vec!["collect".to_owned()],
        };
        self.center.received("elin", "s1", "Adressa Lists", address, self.ago(320))?;
        self.accept_earlier("elin", "f1", "letters", 310)?;
        self.accept("elin", "f2", &["catalogues"], 300)?;
        self.accept("elin", "f3", &["advertisements"], 299)?;
        self.put_to_use("elin", "catalogue", 200)?;
        self.center.passed_on("elin", "p1", "seed-200/catalogue", "nordkap", self.ago(198))?;
        self.put_to_use("elin", "advertisement", 150)?;
        self.put_to_use("elin", "count", 120)?;

        // Oskar took a yes back; everyone answered but the one at the end of the chain.
        self.accept("oskar", "f1", &["catalogues"], 260)?;
        self.put_to_use("oskar", "catalogue", 210)?;
        self.center.passed_on("oskar", "p1", "seed-210/catalogue", "nordkap", self.ago(205))?;
        let switch = self.switch("catalogues")?;
        self.center.stop("oskar", "f2", &[switch], self.ago(45))?;
        let duties = self.center.file("oskar")?.dossier.duties();
        let duties: Vec<(String, Task)> = duties.map(|duty| (duty.id.clone(), duty.task.clone())).collect();
        for (duty, task) in duties.into_iter().filter(|(_, task)| !matches!(task, Task::Stop { .. })) {
            self.center.turn("oskar", &duty, Turn::Sent, None, self.ago(44))?;
            let note = match task {
                Task::Notify { recipient, .. } if recipient == "nordkap" => continue,
                Task::TellPerson => "it stands on your own page",
                _ => "stopped and erased",
            };
            self.center.turn("oskar", &duty, Turn::Acknowledged, Some(note.to_owned()), self.ago(43))?;
        }
        self.put_to_use("oskar", "catalogue", 30)?;

        // Maya never said anything, and in California that is enough to sell.
        self.put_to_use("maya", "catalogue", 90)?;
        self.put_to_use("maya", "advertisement", 60)?;
        Ok(())
    }

    fn ago(&self, days: i64) -> Timestamp {
        Timestamp::from_millis(self.now.millis().saturating_sub(days.saturating_mul(DAY)))
    }

    fn accept(&mut self, person: &str, form: &str, items: &[&str], days: i64) -> Result<(), RequestError> {
        let choices: Vec<_> = items.iter().map(|item| ((*item).to_owned(), Choice::Accept)).collect();
        let hash = self.center.brand.notice.hash();
        self.center.answer(person, form, Language::Swedish, hash, &choices, self.ago(days))
    }

    /// A yes to the words of the notice's second version, which was another one then.
    fn accept_earlier(&mut self, person: &str, form: &str, item: &str, days: i64) -> Result<(), RequestError> {
        let switch = self.switch(item)?;
        let categories = ["contact.email"];
        let scope = Scope::new([switch.purpose.as_str()], categories, [switch.recipient.as_str()], LETTERS);
        let scope = scope.map_err(RequestError::ours)?;
        let (id, person) = (format!("{form}/{item}"), person.to_owned());
        let yes = EventDocument::new(id, person.clone(), Kind::Given, &scope, self.ago(days)).notice(2);
        let form = Qualities::AFFIRMATIVE | Qualities::SEPARATE | Qualities::FREE | Qualities::INFORMED;
        let yes = yes.qualities(form).into_event().map_err(RequestError::ours)?;
        self.center.say(&person, vec![yes], self.ago(days))
    }

    fn put_to_use(&mut self, person: &str, id: &str, days: i64) -> Result<Used, RequestError> {
        self.center.put_to_use(person, id, &format!("seed-{days}"), self.ago(days))
    }

    fn switch(&self, item: &str) -> Result<Switch, RequestError> {
        let switch = self.center.brand.switches.iter().find(|switch| switch.item == item);
        switch.cloned().ok_or_else(|| RequestError::unknown("switch", item))
    }
}
