//! What a person can choose, and how it stands: a card for each purpose, a row for each recipient.

use consentry::{
    Basis, Kind, Timestamp,
    decide::Outcome,
    dialogue::{Disclosure, Duty, Origin, Report, ShownItem, Task, UseLine},
};

use super::{
    brand::Switch,
    center::{Center, File},
    error::RequestError,
    language::Language,
};

/// All choices of a person.
pub(crate) struct Choices {
    pub(crate) cards: Vec<Card>,
    /// What goes on whatever the person says, because a contract or a law needs it.
    pub(crate) fixed: Vec<UseLine>,
}

/// A purpose.
pub(crate) struct Card {
    pub(crate) purpose: String,
    pub(crate) title: String,
    pub(crate) rows: Vec<Row>,
}

/// A purpose and a recipient.
pub(crate) struct Row {
    pub(crate) switch: Switch,
    pub(crate) line: UseLine,
    pub(crate) words: ShownItem,
    pub(crate) holders: Vec<Holder>,
}

/// Someone who got the data for this.
pub(crate) struct Holder {
    pub(crate) name: String,
    pub(crate) data: String,
    pub(crate) since: Timestamp,
    /// Who gave it to them, if not the brand.
    pub(crate) from: Option<String>,
    /// Whether it is where the brand got it.
    pub(crate) is_supplier: bool,
    /// What they are told, if they are to be told anything.
    pub(crate) duty: Option<Duty>,
}

impl Row {
    pub(crate) fn is_on(&self) -> bool {
        self.line.outcome == Outcome::Allow
    }

    /// Someone has the data, and nobody asks for it back.
    pub(crate) fn is_out(&self) -> bool {
        !self.is_on() && self.holders.iter().any(|holder| holder.duty.is_none())
    }
}

impl Choices {
    pub(crate) fn of(center: &Center, key: &str, language: Language, now: Timestamp) -> Result<Self, RequestError> {
        let (file, report) = (center.file(key)?, center.report(key, language, now)?);
        let words = center.whole_notice(key, language, now)?;
        let mut cards: Vec<Card> = Vec::new();
        for switch in &center.brand.switches {
            let Some(line) = lines(&report, switch).max_by_key(|line| line.outcome) else { continue };
            let Some(words) = words.items.iter().find(|item| item.item == switch.item) else { continue };
            let row = Row {
                switch: switch.clone(),
                line: line.clone(),
                words: words.clone(),
                holders: holders(center, file, switch, language),
            };
            match cards.iter_mut().find(|card| card.purpose == switch.purpose) {
                Some(card) => card.rows.push(row),
                None => cards.push(Card {
                    purpose: switch.purpose.clone(),
                    title: center.brand.purpose(&switch.purpose, language),
                    rows: vec![row],
                }),
            }
        }
        let is_fixed = |line: &&UseLine| {
            let recipient = line.recipient.key.as_str();
            !center
                .brand
                .switches
                .iter()
                .any(|switch| switch.purpose == line.purpose_key && switch.recipient == recipient)
        };
        let fixed = report.uses.iter().filter(is_fixed).cloned().collect();
        Ok(Self { cards, fixed })
    }

    /// Every row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.cards.iter().flat_map(|card| &card.rows)
    }
}

fn lines<'r>(report: &'r Report, switch: &Switch) -> impl Iterator<Item = &'r UseLine> {
    let (purpose, recipient) = (switch.purpose.clone(), switch.recipient.clone());
    report.uses.iter().filter(move |line| line.purpose_key == purpose && line.recipient.key == recipient)
}

/// What a no is called, in law, on the grounds that the use rests on.
pub(crate) fn no_to(report: &Report, switch: &Switch) -> Option<Kind> {
    let bases: Vec<Basis> = lines(report, switch).map(|line| line.basis).collect();
    let has = |basis| bases.contains(&basis);
    if has(Basis::LegitimateInterests) || has(Basis::PublicTask) {
        Some(Kind::Objected)
    } else if has(Basis::OptOut) {
        Some(Kind::OptedOut)
    } else {
        has(Basis::Consent).then_some(Kind::Withdrawn)
    }
}

/// Whoever got the data for this, from hand to hand.
fn holders(center: &Center, file: &File, switch: &Switch, language: Language) -> Vec<Holder> {
    let all = file.dossier.disclosures();
    let mut found: Vec<Holder> = Vec::new();
    let mut disclosures: Vec<&Disclosure> = all.iter().collect();
    disclosures.sort_by_key(|disclosure| disclosure.at);
    for disclosure in disclosures {
        let mut root = disclosure;
        while let Origin::Onward { of } = &root.origin
            && let Some(parent) = all.get(of)
        {
            root = parent;
        }
        if root.data_use.purpose != switch.purpose || root.data_use.recipient != switch.recipient {
            continue;
        }
        let (whom, from, is_supplier) = match &disclosure.origin {
            Origin::Permitted { .. } => (&disclosure.data_use.recipient, None, false),
            Origin::Onward { of } => {
                (&disclosure.data_use.recipient, all.get(of).map(|parent| &parent.data_use.recipient), false)
            }
            Origin::Received { supplier } => (supplier, None, true),
        };
        found.push(Holder {
            name: center.brand.recipient(whom, language),
            data: center.brand.category(&disclosure.data_use.category, language),
            since: disclosure.at,
            from: from.map(|key| center.brand.recipient(key, language)),
            is_supplier,
            duty: newest_duty(file, &disclosure.id),
        });
    }
    found
}

/// The newest duty to tell whoever has the data by that disclosure.
fn newest_duty(file: &File, disclosure: &str) -> Option<Duty> {
    let about = file.dossier.duties().filter(|duty| match &duty.task {
        Task::Notify { disclosures, .. } | Task::NotifySupplier { disclosures, .. } => {
            disclosures.iter().any(|id| id == disclosure)
        }
        _ => false,
    });
    about.max_by_key(|duty| duty.due).cloned()
}
