//! Restoring a ledger from a snapshot.

use std::{
    hash::{BuildHasher, Hash},
    io::Read,
    sync::Arc,
};

use super::{
    error::SnapshotError,
    frame::{Frame, FrameReader},
    key::SnapshotKey,
    report::SnapshotReport,
    table,
};
use crate::{
    interner::Interner,
    ledger::{
        ledger::{DefaultHasher, Ledger},
        people::{NoRoom, People},
        progress::{Progress, is_reachable},
        revision::{LedgerRole, Revision},
    },
    policy::Policy,
    standing::{BadEntry, SavedEntry, TableSizes},
};

impl<K: SnapshotKey + Hash + Eq + Clone> Ledger<K> {
    /// Reads a [snapshot](Self::snapshot) into a new ledger, under `policy`, and returns it with what it holds.
    ///
    /// A [`LedgerRole::Source`] numbers on from the snapshot's revision. A [`LedgerRole::Replica`] is as far as the
    /// snapshot until [`applied`](Self::applied) says more. Load the log from that revision on, or from anywhere
    /// before.
    ///
    /// A restore takes all or nothing. Whatever is not exactly what was written is an error that says where: a file cut
    /// short, a changed byte, another kind of file, another version, other keys. Lengths in the file are never believed
    /// before the bytes are there, so a short file takes little memory, whatever it says. Many reads are small: buffer
    /// them.
    ///
    /// ```
    /// # let policy = || toml::from_str::<consentry::PolicyDocument>(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#).unwrap().compile().unwrap();
    /// use consentry::{EventDocument, Kind, Ledger, Operations, ledger::LedgerRole, Scope};
    ///
    /// let ledger: Ledger<String> = Ledger::new(policy());
    /// let scope = Scope::new(["marketing"], ["*"], ["*"], Operations::all())?;
    /// let at = "2026-01-01T00:00:00Z".parse()?;
    /// ledger.record(&EventDocument::new("e1", "anna".to_owned(), Kind::Withdrawn, &scope, at).into_event()?)?;
    ///
    /// let mut file = Vec::new();
    /// assert_eq!(ledger.snapshot(&mut file)?.people, 1);
    /// let (restored, report) = Ledger::<String>::restore(policy(), file.as_slice(), LedgerRole::Source)?;
    /// assert_eq!(restored.standing("anna").len(), 1);
    /// assert_eq!(restored.revision(), report.revision);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`SnapshotError::Io`] if the reader fails;
    /// - [`SnapshotError::Foreign`], [`Version`](SnapshotError::Version), [`OtherKeys`](SnapshotError::OtherKeys),
    ///   [`Truncated`](SnapshotError::Truncated) or [`Corrupt`](SnapshotError::Corrupt) if the file is not a whole
    ///   snapshot of such keys;
    /// - [`SnapshotError::LostNames`] if the policy does not know names that people's answers use.
    pub fn restore(
        policy: impl Into<Arc<Policy>>,
        reader: impl Read,
        role: LedgerRole,
    ) -> Result<(Self, SnapshotReport), SnapshotError> {
        Self::restore_with_hasher(policy, reader, role, DefaultHasher::default())
    }
}

impl<K: SnapshotKey + Hash + Eq + Clone, S: BuildHasher> Ledger<K, S> {
    /// Reads a snapshot as [`restore`](Ledger::restore) does, into a ledger whose map hashes keys with `hasher`.
    ///
    /// The hasher need not be the one of the ledger that was written.
    ///
    /// # Errors
    /// Returns the [`SnapshotError`]s that [`restore`](Ledger::restore) returns.
    pub fn restore_with_hasher(
        policy: impl Into<Arc<Policy>>,
        reader: impl Read,
        role: LedgerRole,
        hasher: S,
    ) -> Result<(Self, SnapshotReport), SnapshotError> {
        let policy = policy.into();
        let (mut frames, found) = FrameReader::begin(reader)?;
        if found != K::NAME {
            return Err(SnapshotError::OtherKeys { found, expected: K::NAME });
        }
        let mut restored = Restored::new(hasher);
        let (revision, answers) = loop {
            let (frame, payload) = frames.next()?;
            match restored.take(frame, payload) {
                Ok(Some(end)) => break end,
                Ok(None) => {}
                Err(BadEntry) => return Err(SnapshotError::Corrupt { offset: frames.offset() }),
            }
        };
        let Restored { interner, people, .. } = restored;
        policy
            .check_all_names(interner.lock().scopes().map(|(_, scope, _)| scope))
            .map_err(SnapshotError::LostNames)?;
        let count = people.len() as u64;
        let ledger = Self::of(policy, interner, people, Progress::new(revision, role));
        Ok((ledger, SnapshotReport { revision, people: count, answers, bytes: frames.offset() }))
    }
}

/// What has been read of a snapshot so far.
///
/// It becomes a ledger only when the last frame has come and its counts agree; until then nobody else has seen it.
struct Restored<K, S> {
    /// The scopes and profiles, numbered as in the file.
    interner: Interner,
    /// How many of them have come. A person may refer to these and to no later ones.
    sizes: TableSizes,
    /// The people so far.
    people: People<K, S>,
    /// How many answers they have together.
    answers: u64,
}

impl<K: SnapshotKey + Hash + Eq + Clone, S: BuildHasher> Restored<K, S> {
    /// Nothing yet.
    fn new(hasher: S) -> Self {
        let interner = Interner::new();
        let people = People::new(&interner, hasher);
        Self { interner, sizes: TableSizes::default(), people, answers: 0 }
    }

    /// Takes a frame in. Returns the revision and the number of answers if it is the last.
    fn take(&mut self, frame: Frame, mut bytes: &[u8]) -> Result<Option<(Revision, u64)>, BadEntry> {
        match frame {
            Frame::Scopes => {
                while !bytes.is_empty() {
                    let (scope, coverage) = table::read_scope(&mut bytes).ok_or(BadEntry)?;
                    // A scope that is there already gets its old number.
                    next_number(&mut self.sizes.scopes, self.interner.intern(&scope, coverage))?;
                }
            }
            Frame::Profiles => {
                while !bytes.is_empty() {
                    let profile = table::read_profile(&mut bytes).ok_or(BadEntry)?;
                    next_number(&mut self.sizes.profiles, self.interner.profile(profile))?;
                }
            }
            Frame::People => {
                while !bytes.is_empty() {
                    bytes = self.take_person(bytes)?;
                }
            }
            Frame::End => return self.end(bytes).map(Some),
        }
        Ok(None)
    }

    /// Takes in the person at the front of the bytes, and returns the bytes after.
    ///
    /// A key that is there already makes the file damaged: a writer writes each person once.
    fn take_person<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], BadEntry> {
        let (len, bytes) = bytes.split_first_chunk().ok_or(BadEntry)?;
        let (key, bytes) = bytes.split_at_checked(usize::from(u16::from_le_bytes(*len))).ok_or(BadEntry)?;
        let key = K::read(key).ok_or(BadEntry)?;
        self.people.prefetch_index(&key);
        let (saved, rest) = SavedEntry::find(bytes, self.sizes, &self.interner)?;
        self.answers += saved.answers() as u64;
        match self.people.insert_saved(&key, &saved) {
            Ok(true) => Ok(rest),
            // Someone stands in it twice, or more people than a ledger holds.
            Ok(false) | Err(NoRoom) => Err(BadEntry),
        }
    }

    /// Reads the last frame, and checks that all people and answers that it counts have come.
    fn end(&self, bytes: &[u8]) -> Result<(Revision, u64), BadEntry> {
        let (numbers, []) = bytes.as_chunks::<8>() else { return Err(BadEntry) };
        let [revision, people, answers] = numbers else { return Err(BadEntry) };
        let revision = Revision::new(u64::from_le_bytes(*revision));
        let whole = is_reachable(revision)
            && u64::from_le_bytes(*people) == self.people.len() as u64
            && u64::from_le_bytes(*answers) == self.answers;
        if whole { Ok((revision, self.answers)) } else { Err(BadEntry) }
    }
}

/// Checks that a new entry got the next number.
///
/// A scope that stands in the file twice would get its old number, and all after it numbers that the file does not
/// mean.
fn next_number(count: &mut usize, number: u32) -> Result<(), BadEntry> {
    let expected = *count;
    *count += 1;
    if number as usize == expected { Ok(()) } else { Err(BadEntry) }
}
