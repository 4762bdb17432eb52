//! How the service is started.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use lexopt::{Arg, ValueExt};

use super::failure::Failure;

pub(crate) const HELP: &str = "\
Serves the preference centre of Lingon & Co, an invented shop, on this machine.

  cargo run --release -p preference_center -- [OPTIONS]

  --port N       where to listen; 0 for any free port    (8477)
  --data FOLDER  where everything is kept   (target/preference_center)
  --pace MS      how long the mail and the other companies take for a
                 step, in milliseconds; 0: they wait for you     (3000)
  --help         this text

The folder has one file, log.jsonl, to which every act is appended before it is
answered. Remove the folder to begin anew.
";

/// What to do.
pub(crate) enum Command {
    Serve(Options),
    Help,
}

/// Where, and how fast.
pub struct Options {
    /// The port to listen on; 0 takes any that is free.
    pub port: u16,
    /// The folder in which the log is kept.
    pub data: PathBuf,
    /// How long a step of the mail takes; `None`: nothing is sent by itself.
    pub pace: Option<Duration>,
}

/// Reads the arguments after the program's name.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Failure> {
    parse(arguments).map_err(|error| Failure::new(format!("{error}; `--help` lists the options")))
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The package lies two folders below the workspace, whose `target` nobody commits.
    let data = data.ancestors().nth(2).unwrap_or(data).join("target/preference_center");
    let mut options = Options { port: 8477, data, pace: Some(Duration::from_secs(3)) };
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => options.port = parser.value()?.parse()?,
            Arg::Long("data") => options.data = parser.value()?.into(),
            Arg::Long("pace") => {
                let millis: u32 = parser.value()?.parse()?;
                options.pace = (millis > 0).then(|| Duration::from_millis(millis.into()));
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Serve(options))
}
