//! A preference centre: where a brand's customers see what is done with their data, and turn it off or on.
//!
//! ```text
//! cargo run --release -p preference_center
//! ```
//!
//! It serves the pages of Lingon & Co, an invented shop, at <http://127.0.0.1:8477>: what a customer is asked, a switch
//! for each purpose and each other company, what happened and where their data went, their report; the queue of what
//! the brand owes them; and the mailboxes of the other companies, which are simulated. Every page is plain HTML that
//! works without scripts.
//!
//! What people said and what follows from it goes into a [`Center`]: a [`Ledger`] stands in front of every use, a
//! [`Dossier`] for each person knows what left and what is owed, and a log file is written before anything is answered.
//! Started again, it reads the log and goes on.
//!
//! Where a real service would sign people in, this one asks who you want to be.
//!
//! [`Center`]: center::Center
//! [`Ledger`]: consentry::Ledger
//! [`Dossier`]: consentry::dialogue::Dossier

mod acts;
mod brand;
pub mod center;
mod choices;
mod choices_page;
mod desk_page;
mod entry;
mod error;
mod failure;
mod fields;
mod front_page;
mod language;
mod log;
mod mailbox_page;
mod options;
pub mod outbox;
mod page_layout;
mod people;
mod report_page;
mod routes;
mod seed;
mod session;
pub mod state;
mod story_page;
mod stranger;
mod uses;
mod wording;

use std::{ffi::OsString, io::Write, sync::Arc};

use tokio::net::TcpListener;

use self::{center::Center, options::Command};
pub use self::{
    failure::Failure,
    options::Options,
    routes::routes,
    state::{AppState, clock},
};

/// Runs the service until it is stopped.
pub fn run(arguments: impl IntoIterator<Item = OsString>, out: &mut dyn Write) -> Result<(), Failure> {
    let options = match options::read(arguments)? {
        Command::Help => return out.write_all(options::HELP.as_bytes()).map_err(Failure::printing),
        Command::Serve(options) => options,
    };
    let state = Arc::new(open(&options, clock)?);
    // People press few buttons, and each waits for the disk: one thread is enough.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::starting)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await;
        let listener = listener.map_err(|error| Failure::port(options.port, &error))?;
        let address = listener.local_addr().map_err(Failure::starting)?;
        writeln!(
            out,
            "Open http://{address} in a browser. Everything is kept in {}; stop with Ctrl-C.",
            options.data.display()
        )
        .map_err(Failure::printing)?;
        serve(listener, state, options.pace).await
    })
}

/// Reads what was kept, or makes a beginning.
pub fn open(options: &Options, clock: state::Clock) -> Result<AppState, Failure> {
    let (mut center, torn) = Center::open(&options.data)?;
    if let Some(torn) = torn {
        eprintln!("note: {torn}");
    }
    if center.is_new() {
        seed::plant(&mut center, clock())?;
    }
    Ok(AppState::new(center, clock))
}

/// Serves, and does what is owed meanwhile.
pub async fn serve(
    listener: TcpListener,
    state: Arc<AppState>,
    pace: Option<std::time::Duration>,
) -> Result<(), Failure> {
    if let Some(pace) = pace {
        tokio::spawn(outbox::work(state.clone(), pace));
    }
    axum::serve(listener, routes(state)).await.map_err(Failure::starting)
}
