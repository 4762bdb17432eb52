//! Sentences about what was said, what was done and what is owed.

use consentry::{
    Event, Kind, Timestamp,
    dialogue::{Disclosure, Duty, Origin, State, Task},
    vocabulary::ScopeDocument,
};

use super::{brand::Brand, center::File, entry::Turn, tongue::Tongue};

/// What the person said, with what it was about.
pub(crate) fn said(brand: &Brand, event: &Event, tongue: Tongue) -> String {
    let scope = ScopeDocument::from(event.scope());
    let purposes: Vec<String> = scope.purposes.iter().map(|key| brand.purpose(key, tongue)).collect();
    let recipients: Vec<String> = scope.recipients.iter().map(|key| brand.recipient(key, tongue)).collect();
    let about = format!("{} – {}", listed(&purposes, tongue), listed(&recipients, tongue));
    let act = match event.kind() {
        Kind::Given => tongue.pick("You said yes", "Du sade ja"),
        Kind::Refused => tongue.pick("You said no", "Du sade nej"),
        Kind::Withdrawn => tongue.pick("You took your yes back", "Du tog tillbaka ditt ja"),
        Kind::Objected => tongue.pick("You objected", "Du invände"),
        Kind::OptedOut => tongue.pick("You opted out", "Du valde bort"),
        Kind::Requested => tongue.pick("You wanted to decide later", "Du ville bestämma dig senare"),
        other => other.name(),
    };
    format!("{act}: {about}.")
}

/// `a, b and c`
pub(crate) fn listed(names: &[String], tongue: Tongue) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} {} {last}", most.join(", "), tongue.pick("and", "och")),
    }
}

/// A country by its name; one that no sample company is in, by its code.
pub(crate) fn country(code: &str, tongue: Tongue) -> &str {
    match code {
        "DE" => tongue.pick("Germany", "Tyskland"),
        "FI" => "Finland",
        "NO" => tongue.pick("Norway", "Norge"),
        "SE" => tongue.pick("Sweden", "Sverige"),
        "US" => tongue.pick("United States", "USA"),
        other => other,
    }
}

/// What is to be done.
pub(crate) fn task(brand: &Brand, duty: &Duty, tongue: Tongue) -> String {
    match &duty.task {
        Task::Stop { .. } => tongue.pick("Stop the use here", "Stoppa användningen här").to_owned(),
        Task::Notify { recipient, .. } => {
            let name = brand.recipient(recipient, tongue);
            match tongue {
                Tongue::English => format!("Tell {name} to stop and erase"),
                Tongue::Swedish => format!("Be {name} att sluta och radera"),
            }
        }
        Task::NotifySupplier { supplier, .. } => {
            let name = brand.recipient(supplier, tongue);
            match tongue {
                Tongue::English => format!("Tell {name}, where the data came from"),
                Tongue::Swedish => format!("Meddela {name}, som uppgifterna kom från"),
            }
        }
        Task::Erase { category } => {
            format!("{}: {}", tongue.pick("Erase", "Radera"), brand.category(category, tongue))
        }
        Task::Keep { category, rule, .. } => {
            let because = tongue.pick("kept, because something else needs it", "behålls, eftersom annat kräver det");
            let why = brand.policy.rules().iter().find(|declared| declared.id() == rule);
            let why = why.map_or(rule.as_str(), |rule| rule.id());
            format!("{} {because} ({})", brand.category(category, tongue), brand.purpose(why, tongue))
        }
        Task::TellPerson => tongue.pick("Tell you what was done", "Berätta för dig vad som har gjorts").to_owned(),
    }
}

/// A state as one word.
pub(crate) const fn state(state: State, tongue: Tongue) -> &'static str {
    match state {
        State::Planned => tongue.pick("Planned", "Planerat"),
        State::Sent => tongue.pick("Sent", "Skickat"),
        State::Acknowledged => tongue.pick("Done", "Klart"),
        State::Failed => tongue.pick("Failed", "Misslyckades"),
        State::Overdue => tongue.pick("Overdue", "Försenat"),
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
pub(crate) fn progress(duty: &Duty, now: Timestamp, tongue: Tongue) -> String {
    let (since, due) = (tongue.time(duty.progress.since), tongue.day(duty.due));
    let note = duty.progress.note.as_deref().map(|text| note(text, tongue)).unwrap_or_default();
    match (duty.state(now), tongue) {
        (State::Planned, Tongue::English) => format!("On its way, at the latest {due}."),
        (State::Planned, Tongue::Swedish) => format!("På väg, senast {due}."),
        (State::Sent, Tongue::English) => format!("Told {since}; an answer is due by {due}."),
        (State::Sent, Tongue::Swedish) => format!("Skickat {since}; svar väntas senast {due}."),
        (State::Acknowledged, _) if note.is_empty() => format!("{since}."),
        (State::Acknowledged, _) => format!("{since}: {note}."),
        (State::Failed, Tongue::English) => format!("Tried {since}: {note}. We try again."),
        (State::Failed, Tongue::Swedish) => format!("Försökte {since}: {note}. Vi försöker igen."),
        (State::Overdue, Tongue::English) => {
            format!("Was due {due} and is still open. We go on asking, and you may complain to IMY.")
        }
        (State::Overdue, Tongue::Swedish) => {
            format!("Skulle ha varit klart {due} och är fortfarande öppet. Vi frågar vidare, och du kan klaga hos IMY.")
        }
    }
}

/// A note in the language of the page, where it is one that the service itself writes.
pub(crate) fn note(text: &str, tongue: Tongue) -> String {
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
    found.map_or(text, |(english, swedish)| if tongue == Tongue::Swedish { swedish } else { english }).to_owned()
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
pub(crate) fn turned(brand: &Brand, duty: &Duty, turn: Turn, why: Option<&str>, tongue: Tongue) -> String {
    let why = why.map(|why| note(why, tongue)).unwrap_or_default();
    let whom = match &duty.task {
        Task::Notify { recipient: key, .. } | Task::NotifySupplier { supplier: key, .. } => {
            Some(brand.recipient(key, tongue))
        }
        _ => None,
    };
    match (whom, turn, tongue) {
        (Some(whom), Turn::Sent, Tongue::English) => format!("We told {whom} that you said no."),
        (Some(whom), Turn::Sent, Tongue::Swedish) => format!("Vi meddelade {whom} att du har sagt nej."),
        (Some(whom), Turn::Acknowledged, Tongue::English) => format!("{whom} confirmed: {why}."),
        (Some(whom), Turn::Acknowledged, Tongue::Swedish) => format!("{whom} bekräftade: {why}."),
        (Some(whom), Turn::Failed, Tongue::English) => format!("We could not get it done with {whom}: {why}."),
        (Some(whom), Turn::Failed, Tongue::Swedish) => format!("Det gick inte hos {whom}: {why}."),
        (None, turn, _) => {
            let turn = match turn {
                Turn::Sent => tongue.pick("begun", "påbörjat"),
                Turn::Acknowledged => tongue.pick("done", "klart"),
                Turn::Failed => tongue.pick("failed", "misslyckades"),
            };
            format!("{}: {turn}.", task(brand, duty, tongue))
        }
    }
}

/// Where data went, or came from.
pub(crate) fn moved(brand: &Brand, file: &File, disclosure: &Disclosure, tongue: Tongue) -> String {
    let data = brand.category(&disclosure.data_use.category, tongue);
    let (whom, why) =
        (brand.recipient(&disclosure.data_use.recipient, tongue), brand.purpose(&disclosure.data_use.purpose, tongue));
    let sold = disclosure.data_use.operations.iter().any(|operation| operation == "sell");
    match (&disclosure.origin, tongue) {
        (Origin::Permitted { .. }, Tongue::English) if sold => format!("We sold to {whom}: {data} ({why})."),
        (Origin::Permitted { .. }, Tongue::Swedish) if sold => format!("Vi sålde till {whom}: {data} ({why})."),
        (Origin::Permitted { .. }, Tongue::English) => format!("We gave to {whom}: {data} ({why})."),
        (Origin::Permitted { .. }, Tongue::Swedish) => format!("Vi gav till {whom}: {data} ({why})."),
        (Origin::Onward { of }, _) => {
            let by =
                file.dossier.disclosures().get(of).map(|parent| brand.recipient(&parent.data_use.recipient, tongue));
            let by = by.unwrap_or_default();
            match tongue {
                Tongue::English => format!("{by} passed it on to {whom}: {data}."),
                Tongue::Swedish => format!("{by} lämnade det vidare till {whom}: {data}."),
            }
        }
        (Origin::Received { supplier }, Tongue::English) => format!("We got from {supplier}: {data} ({why})."),
        (Origin::Received { supplier }, Tongue::Swedish) => format!("Vi fick från {supplier}: {data} ({why})."),
    }
}
