//! Sentences about what was said, what was done and what is owed.

use consentry::{
    Event, Kind, Timestamp,
    dialogue::{Disclosure, Duty, Origin, State, Task},
    vocabulary::ScopeDocument,
};

use super::{brand::Brand, center::File, entry::Turn, language::Language};

/// What the person said, with what it was about.
pub(crate) fn said(brand: &Brand, event: &Event, language: Language) -> String {
    let scope = ScopeDocument::from(event.scope());
    let purposes: Vec<String> = scope.purposes.iter().map(|key| brand.purpose(key, language)).collect();
    let recipients: Vec<String> = scope.recipients.iter().map(|key| brand.recipient(key, language)).collect();
    let about = format!("{} – {}", listed(&purposes, language), listed(&recipients, language));
    let act = match event.kind() {
        Kind::Given => language.pick("You said yes", "Du sade ja"),
        Kind::Refused => language.pick("You said no", "Du sade nej"),
        Kind::Withdrawn => language.pick("You took your yes back", "Du tog tillbaka ditt ja"),
        Kind::Objected => language.pick("You objected", "Du invände"),
        Kind::OptedOut => language.pick("You opted out", "Du valde bort"),
        Kind::Requested => language.pick("You wanted to decide later", "Du ville bestämma dig senare"),
        other => other.name(),
    };
    format!("{act}: {about}.")
}

/// `a, b and c`
pub(crate) fn listed(names: &[String], language: Language) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} {} {last}", most.join(", "), language.pick("and", "och")),
    }
}

/// A country by its name; one that no sample company is in, by its code.
pub(crate) fn country(code: &str, language: Language) -> &str {
    match code {
        "DE" => language.pick("Germany", "Tyskland"),
        "FI" => "Finland",
        "NO" => language.pick("Norway", "Norge"),
        "SE" => language.pick("Sweden", "Sverige"),
        "US" => language.pick("United States", "USA"),
        other => other,
    }
}

/// What is to be done.
pub(crate) fn task(brand: &Brand, duty: &Duty, language: Language) -> String {
    match &duty.task {
        Task::Stop { .. } => language.pick("Stop the use here", "Stoppa användningen här").to_owned(),
        Task::Notify { recipient, .. } => {
            let name = brand.recipient(recipient, language);
            match language {
                Language::English => format!("Tell {name} to stop and erase"),
                Language::Swedish => format!("Be {name} att sluta och radera"),
            }
        }
        Task::NotifySupplier { supplier, .. } => {
            let name = brand.recipient(supplier, language);
            match language {
                Language::English => format!("Tell {name}, where the data came from"),
                Language::Swedish => format!("Meddela {name}, som uppgifterna kom från"),
            }
        }
        Task::Erase { category } => {
            format!("{}: {}", language.pick("Erase", "Radera"), brand.category(category, language))
        }
        Task::Keep { category, rule, .. } => {
            let because = language.pick("kept, because something else needs it", "behålls, eftersom annat kräver det");
            let why = brand.policy.rules().iter().find(|declared| declared.id() == rule);
            let why = why.map_or(rule.as_str(), |rule| rule.id());
            format!("{} {because} ({})", brand.category(category, language), brand.purpose(why, language))
        }
        Task::TellPerson => language.pick("Tell you what was done", "Berätta för dig vad som har gjorts").to_owned(),
    }
}

/// A state as one word.
pub(crate) const fn state(state: State, language: Language) -> &'static str {
    match state {
        State::Planned => language.pick("Planned", "Planerat"),
        State::Sent => language.pick("Sent", "Skickat"),
        State::Acknowledged => language.pick("Done", "Klart"),
        State::Failed => language.pick("Failed", "Misslyckades"),
        State::Overdue => language.pick("Overdue", "Försenat"),
    }
}

/// A state as a class of the style sheet.
pub(crate) const fn class(state: State) -> &'static str {
    match state {
        State::Planned => "planned",
        State::Sent => "sent",
        State::Acknowledged => "done",
        State::Failed => "failed",
        State::Overdue => "overdue",
    }
}

/// How far a duty is, for the person.
pub(crate) fn progress(duty: &Duty, now: Timestamp, language: Language) -> String {
    let (since, due) = (language.time(duty.progress.since), language.day(duty.due));
    let note = duty.progress.note.as_deref().map(|text| note(text, language)).unwrap_or_default();
    match (duty.state(now), language) {
        (State::Planned, Language::English) => format!("On its way, at the latest {due}."),
        (State::Planned, Language::Swedish) => format!("På väg, senast {due}."),
        (State::Sent, Language::English) => format!("Told {since}; an answer is due by {due}."),
        (State::Sent, Language::Swedish) => format!("Skickat {since}; svar väntas senast {due}."),
        (State::Acknowledged, _) if note.is_empty() => format!("{since}."),
        (State::Acknowledged, _) => format!("{since}: {note}."),
        (State::Failed, Language::English) => format!("Tried {since}: {note}. We try again."),
        (State::Failed, Language::Swedish) => format!("Försökte {since}: {note}. Vi försöker igen."),
        (State::Overdue, Language::English) => {
            format!("Was due {due} and is still open. We go on asking, and you may complain to IMY.")
        }
        (State::Overdue, Language::Swedish) => {
            format!("Skulle ha varit klart {due} och är fortfarande öppet. Vi frågar vidare, och du kan klaga hos IMY.")
        }
    }
}

/// A note in the language of the page, where it is one that the service itself writes.
pub(crate) fn note(text: &str, language: Language) -> String {
    let known = [
        (super::acts::STOPPED, "ingen användning slipper förbi spärren längre"),
        ("stopped and erased", "slutat och raderat"),
        ("taken off their lists", "struket från deras listor"),
        ("erased from the customer list", "raderat ur kundregistret"),
        ("their mailbox was full", "deras brevlåda var full"),
        ("it stands on your own page", "det står på din egen sida"),
        ("they cannot do it now", "de kan inte göra det nu"),
        ("by hand, at the desk", "för hand, vid disken"),
    ];
    let found = known.into_iter().find(|(english, _)| *english == text);
    found.map_or(text, |(english, swedish)| if language == Language::Swedish { swedish } else { english }).to_owned()
}

/// What an act asks for, in the order in which a reader wants to know it.
pub(crate) fn duties_of<'f>(file: &'f File, event: &str) -> Vec<&'f Duty> {
    let mut duties: Vec<&Duty> = file.dossier.duties().filter(|duty| duty.event == event).collect();
    duties.sort_by_key(|duty| match duty.task {
        Task::Stop { .. } => 0,
        Task::Notify { .. } => 1,
        Task::NotifySupplier { .. } => 2,
        Task::Erase { .. } => 3,
        Task::Keep { .. } => 4,
        Task::TellPerson => 5,
    });
    duties
}

/// What became of a duty at one time.
pub(crate) fn turned(brand: &Brand, duty: &Duty, turn: Turn, why: Option<&str>, language: Language) -> String {
    let why = why.map(|why| note(why, language)).unwrap_or_default();
    let whom = match &duty.task {
        Task::Notify { recipient: key, .. } | Task::NotifySupplier { supplier: key, .. } => {
            Some(brand.recipient(key, language))
        }
        _ => None,
    };
    match (whom, turn, language) {
        (Some(whom), Turn::Sent, Language::English) => format!("We told {whom} that you said no."),
        (Some(whom), Turn::Sent, Language::Swedish) => format!("Vi meddelade {whom} att du har sagt nej."),
        (Some(whom), Turn::Acknowledged, Language::English) => format!("{whom} confirmed: {why}."),
        (Some(whom), Turn::Acknowledged, Language::Swedish) => format!("{whom} bekräftade: {why}."),
        (Some(whom), Turn::Failed, Language::English) => format!("We could not get it done with {whom}: {why}."),
        (Some(whom), Turn::Failed, Language::Swedish) => format!("Det gick inte hos {whom}: {why}."),
        (None, turn, _) => {
            let turn = match turn {
                Turn::Sent => language.pick("begun", "påbörjat"),
                Turn::Acknowledged => language.pick("done", "klart"),
                Turn::Failed => language.pick("failed", "misslyckades"),
            };
            format!("{}: {turn}.", task(brand, duty, language))
        }
    }
}

/// Where data went, or came from.
pub(crate) fn moved(brand: &Brand, file: &File, disclosure: &Disclosure, language: Language) -> String {
    let data = brand.category(&disclosure.data_use.category, language);
    let (whom, why) = (
        brand.recipient(&disclosure.data_use.recipient, language),
        brand.purpose(&disclosure.data_use.purpose, language),
    );
    let sold = disclosure.data_use.operations.iter().any(|operation| operation == "sell");
    match (&disclosure.origin, language) {
        (Origin::Permitted { .. }, Language::English) if sold => format!("We sold to {whom}: {data} ({why})."),
        (Origin::Permitted { .. }, Language::Swedish) if sold => format!("Vi sålde till {whom}: {data} ({why})."),
        (Origin::Permitted { .. }, Language::English) => format!("We gave to {whom}: {data} ({why})."),
        (Origin::Permitted { .. }, Language::Swedish) => format!("Vi gav till {whom}: {data} ({why})."),
        (Origin::Onward { of }, _) => {
            let by =
                file.dossier.disclosures().get(of).map(|parent| brand.recipient(&parent.data_use.recipient, language));
            let by = by.unwrap_or_default();
            match language {
                Language::English => format!("{by} passed it on to {whom}: {data}."),
                Language::Swedish => format!("{by} lämnade det vidare till {whom}: {data}."),
            }
        }
        (Origin::Received { supplier }, Language::English) => format!("We got from {supplier}: {data} ({why})."),
        (Origin::Received { supplier }, Language::Swedish) => format!("Vi fick från {supplier}: {data} ({why})."),
    }
}
