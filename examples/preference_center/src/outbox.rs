//! The mail: sends what is owed, and the other companies' answers. The companies are simulated; each has its manner.

use std::{sync::Arc, time::Duration};

use consentry::{
    Timestamp,
    dialogue::{Duty, Stage, Task},
};

use super::{
    AppState,
    center::{Center, File},
    entry::Turn,
};

/// What a company does with a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Manner {
    /// Does what it says, and says so.
    Prompt,
    /// Cannot be reached the first time.
    Busy,
    /// Never answers by itself.
    Silent,
}

fn manner(company: &str) -> Manner {
    match company {
        "copperkite" => Manner::Busy,
        "nordkap" => Manner::Silent,
        _ => Manner::Prompt,
    }
}

/// Goes round again and again, until the service ends.
pub(crate) async fn work(state: Arc<AppState>, pace: Duration) {
    let pace_ms = i64::try_from(pace.as_millis()).unwrap_or(i64::MAX);
    loop {
        tokio::time::sleep(pace).await;
        let now = state.now();
        round(&mut state.center(), pace_ms, now);
    }
}

/// Moves each duty that is due to move by one step. `pace` is how many milliseconds a step takes.
pub fn round(center: &mut Center, pace: i64, now: Timestamp) {
    let next: Vec<(String, Step)> = (center.files())
        .flat_map(|file| {
            let steps = file.dossier.duties().filter_map(|duty| step(file, duty, pace, now));
            steps.map(|step| (file.customer.key.clone(), step)).collect::<Vec<_>>()
        })
        .collect();
    for (person, Step { duty, turn, note }) in next {
        // What cannot be written down now is tried again next time; the duty stays where it is.
        if let Err(error) = center.turn(&person, &duty, turn, note, now) {
            eprintln!("note: {duty} of {person}: {}", error.detail.unwrap_or_default());
        }
    }
}

/// What happens to a duty.
struct Step {
    duty: String,
    turn: Turn,
    note: Option<String>,
}

fn step(file: &File, duty: &Duty, pace: i64, now: Timestamp) -> Option<Step> {
    let waited = now.millis().saturating_sub(duty.progress.since.millis());
    let (stage, attempts) = (duty.progress.stage, duty.progress.attempts);
    let made = |turn, note: &str| {
        Some(Step { duty: duty.id.clone(), turn, note: (!note.is_empty()).then(|| note.to_owned()) })
    };
    match &duty.task {
        _ if stage == Stage::Acknowledged || waited < pace => None,
        Task::Erase { .. } => made(Turn::Acknowledged, "erased from the customer list"),
        // Stopped at once, or kept: nothing is left to do.
        Task::Stop { .. } | Task::Keep { .. } => None,
        Task::TellPerson => {
            let own = |other: &&Duty| other.event == duty.event && other.id != duty.id;
            let all_done = file.dossier.duties().filter(own).all(|other| other.progress.stage == Stage::Acknowledged);
            let is_near = duty.due <= now.plus_days(3);
            match stage {
                Stage::Planned if all_done || is_near => made(Turn::Sent, ""),
                Stage::Sent => made(Turn::Acknowledged, "it stands on your own page"),
                _ => None,
            }
        }
        Task::Notify { recipient: company, .. } | Task::NotifySupplier { supplier: company, .. } => {
            let is_supplier = matches!(duty.task, Task::NotifySupplier { .. });
            match (stage, manner(company)) {
                (Stage::Planned, _) => made(Turn::Sent, ""),
                (Stage::Failed, _) if waited >= 2 * pace => made(Turn::Sent, ""),
                (Stage::Sent, Manner::Busy) if attempts == 1 => made(Turn::Failed, "their mailbox was full"),
                (Stage::Sent, Manner::Prompt) if is_supplier => made(Turn::Acknowledged, "taken off their lists"),
                (Stage::Sent, Manner::Prompt | Manner::Busy) => made(Turn::Acknowledged, "stopped and erased"),
                _ => None,
            }
        }
    }
}
