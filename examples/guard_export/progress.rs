//! A bar on the terminal for work that takes a while.

use std::{fs::File, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};

/// Files smaller than this are read in a blink.
const LONG: u64 = 32 << 20;

/// Whether to show any.
#[derive(Clone, Copy)]
pub(crate) enum Progress {
    /// If standard error is a terminal.
    OnTerminal,
    #[allow(dead_code, reason = "for tests")]
    Never,
}

impl Progress {
    /// A bar over the bytes of the file.
    pub(crate) fn start(self, what: &'static str, file: &File) -> ProgressBar {
        let len = file.metadata().map_or(0, |metadata| metadata.len());
        if matches!(self, Self::Never) || len < LONG {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(len).with_message(what);
        if let Ok(style) = ProgressStyle::with_template("  {msg:12} {bar:36} {percent:>3} %, {eta} left") {
            bar.set_style(style.progress_chars("█▌·"));
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}
