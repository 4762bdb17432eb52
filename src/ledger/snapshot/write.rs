//! Writing a snapshot.

use std::{
    hash::{BuildHasher, Hash},
    io::Write,
};

use super::{
    Ledger, SnapshotError, SnapshotKey, SnapshotReport,
    frame::{Frame, FrameWriter},
    table,
};
use crate::interner::Interner;

/// A frame is written once it has so many bytes.
const FULL: usize = 256 << 10;

impl<K: SnapshotKey + Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Writes everyone's standing. Others may check and record meanwhile.
    ///
    /// Memory: a few hundred kilobytes and the largest person. Write to a new file, then rename it.
    ///
    /// # Errors
    /// When the writer fails, or a key does not fit.
    pub fn snapshot(&self, writer: impl Write) -> Result<SnapshotReport, SnapshotError> {
        // Before anyone's standing is read: all changes up to here are in them.
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

/// How many scopes and profiles are written.
#[derive(Default)]
struct Tables {
    scopes: usize,
    profiles: usize,
}

impl Tables {
    /// Writes those that have come since.
    fn write_new<W: Write>(&mut self, interner: &Interner, frames: &mut FrameWriter<W>) -> Result<(), SnapshotError> {
        let mut scopes = Vec::new();
        let mut profiles = Vec::new();
        {
            let frozen = interner.lock();
            for (_, scope) in frozen.scopes().skip(self.scopes) {
                entry(&mut scopes, |out| table::write_scope(scope, out));
                self.scopes += 1;
            }
            for (_, profile) in frozen.profiles().skip(self.profiles) {
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
