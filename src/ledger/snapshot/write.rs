//! Writing a snapshot.

use std::{
    hash::{BuildHasher, Hash},
    io::Write,
};

use super::{
    error::SnapshotError,
    frame::{Frame, FrameWriter},
    key::SnapshotKey,
    report::SnapshotReport,
    table,
};
use crate::{interner::Interner, ledger::ledger::Ledger};

/// A frame is written once it has that many bytes.
///
/// Large enough that headers and seals do not count, and far below the most that a frame may have.
const FULL: usize = 256 << 10;

impl<K: SnapshotKey + Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Writes everyone's standing, so that a restart need not replay the log. Others may check and record meanwhile.
    ///
    /// The file holds what checks and explanations read. Events' full texts (method, evidence, …) stay in the log. It
    /// takes a few hundred kilobytes of memory and the largest person. [`restore`](Ledger::restore) reads it.
    ///
    /// Many writes are small: buffer them. Write to a new file and rename it once it is on the disk, so that there is
    /// always a whole one:
    ///
    /// ```no_run
    /// # let policy = toml::from_str::<consentry::PolicyDocument>(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?.compile()?;
    /// # let ledger = consentry::Ledger::<u64>::new(policy);
    /// use std::{fs::{self, File}, io::BufWriter};
    ///
    /// let mut writer = BufWriter::new(File::create("people.snapshot.new")?);
    /// ledger.snapshot(&mut writer)?;
    /// writer.into_inner()?.sync_all()?;
    /// fs::rename("people.snapshot.new", "people.snapshot")?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// - **Everything up to its [`Revision`](crate::Revision) is in it**, and perhaps some of what came while it was
    ///   written. Each person is written as they were at one moment, different people at different moments. Recording
    ///   is idempotent, so after a restore load the log from that revision, or from anywhere before.
    /// - **The checksum finds accidents, not attacks.** Whoever can write the file can write consents: keep it as
    ///   safe as the log, and sign it where it travels.
    ///
    /// # Format, version 3
    ///
    /// All numbers are little-endian. A header: `\x89consnt\n`, version (u16), length (u8) and name of the keys'
    /// type, seal. Then frames, each of kind (u8), length (u32, at most 16 MiB), payload, seal. A *seal* is the
    /// CRC-32 (IEEE 802.3) of all bytes of the file before it.
    ///
    /// | kind | payload |
    /// |---|---|
    /// | 1 scopes | for each scope, in the order of their numbers: reach (u8), its purposes, categories, recipients, operations |
    /// | 2 profiles | for each profile, in the order of their numbers: its regions, its facts |
    /// | 3 people | for each person: key length (u16), key, standing |
    /// | 4 end | revision (u64), people (u64), answers (u64) |
    ///
    /// | part | bytes |
    /// |---|---|
    /// | list | count (u32), then for each text its length (u32) and UTF-8 |
    /// | standing | profile (u32), birth (i32), full (u8), *n* (u16), *n* answers, long ids each with its length (u8) |
    /// | answer | scope, kind, qualities, notice (8), acted at and expires at in ms (i64 each), digest (u32), id (16) |
    ///
    /// What a person refers to comes in frames before them. Nothing after the end is read.
    ///
    /// # Errors
    /// - [`SnapshotError::Io`] if the writer fails;
    /// - [`SnapshotError::TooLarge`] if a key, or the name of their type, does not fit.
    pub fn snapshot(&self, writer: impl Write) -> Result<SnapshotReport, SnapshotError> {
        // INVARIANT: read before anyone's standing: all changes up to here are in them.
        let revision = self.revision();
        let mut frames = FrameWriter::begin(writer, K::NAME)?;
        let (mut people, mut answers) = (0u64, 0u64);
        let mut tables = Tables::default();
        let mut buffer = Vec::with_capacity(FULL + FULL / 4);
        for number in 0..self.inner.people.count() {
            let Some(key) = self.inner.people.key(number) else { continue };
            let start = buffer.len();
            buffer.extend_from_slice(&[0; 2]);
            key.write(&mut buffer);
            let len = u16::try_from(buffer.len() - start - 2).map_err(|_| SnapshotError::TooLarge)?;
            for (slot, byte) in buffer.iter_mut().skip(start).zip(len.to_le_bytes()) {
                *slot = byte;
            }
            let after_key = buffer.len();
            let written = self.inner.people.read_number(number, |entry| {
                buffer.truncate(after_key);
                entry.write_to(&mut buffer, &self.inner.interner);
                entry.answers.len() as u64
            });
            let Some(own) = written else {
                // On the way in, and in none of the changes that the snapshot promises.
                buffer.truncate(start);
                continue;
            };
            people += 1;
            answers += own;
            if buffer.len() >= FULL {
                tables.write_new(&self.inner.interner, &mut frames)?;
                frames.frame(Frame::People, &buffer)?;
                buffer.clear();
            }
        }
        // All scopes and profiles, used or not: a restored table numbers them alike.
        tables.write_new(&self.inner.interner, &mut frames)?;
        frames.frame(Frame::People, &buffer)?;
        buffer.clear();
        for number in [revision.number(), people, answers] {
            buffer.extend_from_slice(&number.to_le_bytes());
        }
        frames.frame(Frame::End, &buffer)?;
        Ok(SnapshotReport { revision, people, answers, bytes: frames.finish()? })
    }
}

/// How many scopes and profiles are written already.
///
/// Numbers are given in order and never taken back, so a count says which are written.
#[derive(Default)]
struct Tables {
    /// Scopes written.
    scopes: usize,
    /// Profiles written.
    profiles: usize,
}

impl Tables {
    /// Writes the scopes and profiles that have come since the last time.
    ///
    /// Called before each frame of people, so that whatever they refer to has come. The interner is locked only while
    /// the bytes are made, and not while they are written.
    fn write_new<W: Write>(&mut self, interner: &Interner, frames: &mut FrameWriter<W>) -> Result<(), SnapshotError> {
        let mut scopes = Vec::new();
        let mut profiles = Vec::new();
        {
            let locked = interner.lock();
            for (_, scope, coverage) in locked.scopes().skip(self.scopes) {
                entry(&mut scopes, |out| table::write_scope(scope, coverage, out));
                self.scopes += 1;
            }
            for (_, profile) in locked.profiles().skip(self.profiles) {
                entry(&mut profiles, |out| table::write_profile(profile, out));
                self.profiles += 1;
            }
        }
        for payload in &scopes {
            frames.frame(Frame::Scopes, payload)?;
        }
        for payload in &profiles {
            frames.frame(Frame::Profiles, payload)?;
        }
        Ok(())
    }
}

/// Appends an entry to the last payload, or to a new one if that is full.
fn entry(payloads: &mut Vec<Vec<u8>>, write: impl FnOnce(&mut Vec<u8>)) {
    match payloads.last_mut().filter(|payload| payload.len() < FULL) {
        Some(payload) => write(payload),
        None => {
            let mut payload = Vec::new();
            write(&mut payload);
            payloads.push(payload);
        }
    }
}
