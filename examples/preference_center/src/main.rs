//! The program: runs the service of the library beside it until it is stopped.

use std::{io, process::ExitCode};

fn main() -> ExitCode {
    match preference_center::run(std::env::args_os().skip(1), &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(2)
        }
    }
}
