//! The file in which everything is kept: one line an act, only ever appended to.
//!
//! A line is on disk before anyone is told that it counts. A crash can leave a torn last line, which nobody was told
//! of: it is set aside. Any other line that cannot be read stops the service, because it could be a withdrawal.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use super::{entry::Entry, failure::Failure};

/// An open log.
pub(crate) struct Log {
    file: File,
    path: PathBuf,
    length: u64,
    /// Half a line could not be taken back, so nothing may follow it.
    broken: bool,
}

/// What was found in the file.
pub(crate) struct Found {
    pub(crate) log: Log,
    /// Each entry with the number of its line.
    pub(crate) entries: Vec<(usize, Entry)>,
    /// What was done about a torn last line.
    pub(crate) torn: Option<String>,
}

impl Log {
    /// Opens the log of a folder, and makes both where there are none.
    pub(crate) fn open(folder: &Path) -> Result<Found, Failure> {
        let path = folder.join("log.jsonl");
        fs::create_dir_all(folder).map_err(|error| Failure::in_file("make the folder", folder, &error))?;
        let failed = |doing: &'static str| {
            let path = path.clone();
            move |error: io::Error| Failure::in_file(doing, &path, &error)
        };
        let options = OpenOptions::new().read(true).append(true).create(true).open(&path);
        let mut file = options.map_err(failed("open the log"))?;
        // Two services that append to one file would tear each other's lines.
        file.try_lock().map_err(|error| {
            Failure::new(format!(
                "cannot have the log {} alone ({error}); is the service running already?",
                path.display()
            ))
        })?;
        // A file whose name is lost is lost whole. Elsewhere than on Unix a folder cannot be opened for this.
        #[cfg(unix)]
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed("keep the name of"))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed("read the log"))?;

        let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let (lines, tail) = bytes.split_at(whole);
        let mut entries = Vec::new();
        for (number, line) in lines.split(|&byte| byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
            let entry = serde_json::from_slice(line).map_err(|error| {
                Failure::new(format!(
                    "{} line {}: {error}; it could be a withdrawal, so nothing is served until the line is mended",
                    path.display(),
                    number + 1
                ))
            })?;
            entries.push((number + 1, entry));
        }
        let mut log = Self { file, path, length: whole as u64, broken: false };
        let mut torn = None;
        if !tail.is_empty() {
            torn = Some(log.mend(tail, &mut entries)?);
        }
        Ok(Found { log, entries, torn })
    }

    /// Deals with bytes after the last whole line.
    fn mend(&mut self, tail: &[u8], entries: &mut Vec<(usize, Entry)>) -> Result<String, Failure> {
        let path = self.path.clone();
        let failed = |doing: &'static str| move |error: io::Error| Failure::in_file(doing, &path, &error);
        if let Ok(entry) = serde_json::from_slice::<Entry>(tail) {
            // Only the end of the line is missing: the act itself is there, and a no must count.
            let number = entries.last().map_or(1, |(number, _)| number + 1);
            self.file.write_all(b"\n").and_then(|()| self.file.sync_data()).map_err(failed("mend the log"))?;
            self.length += tail.len() as u64 + 1;
            entries.push((number, entry));
            return Ok("the last line of the log had no end; it is whole, and counts".to_owned());
        }
        let aside = self.path.with_extension(format!("torn-{}", self.length));
        fs::write(&aside, tail).map_err(|error| Failure::in_file("set the torn line aside in", &aside, &error))?;
        self.file.set_len(self.length).and_then(|()| self.file.sync_data()).map_err(failed("mend the log"))?;
        Ok(format!("the last line of the log was torn; it is in {} and counts for nothing", aside.display()))
    }

    /// Writes an entry. When this returns it is on disk; on an error nothing of it is.
    pub(crate) fn append(&mut self, entry: &Entry) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("an earlier line could not be taken back; start the service again"));
        }
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        match self.file.write_all(&line).and_then(|()| self.file.sync_data()) {
            Ok(()) => {
                self.length += line.len() as u64;
                Ok(())
            }
            Err(error) => {
                self.broken = self.file.set_len(self.length).and_then(|()| self.file.sync_data()).is_err();
                Err(error)
            }
        }
    }
}
