//! A snapshot file as a header and frames, each with a checksum over **everything** up to its end.
//!
//! So bytes are trusted only after the checksum over them held, and a frame that is missing, doubled or in another
//! place is found as surely as one that is damaged. A frame has at most [`MAX_FRAME`] bytes, and memory for it grows
//! only with the bytes that really come. The format stands at [`Ledger::snapshot`](crate::Ledger::snapshot).

use std::io::{self, Read, Write};

use super::error::SnapshotError;

/// The most bytes of a frame's payload: room for the largest person, who has 65,535 answers, each with a long id.
pub(super) const MAX_FRAME: usize = 16 << 20;

/// What every snapshot begins with. The first byte is no text, so that a text file is never taken for one.
///
/// The line feed at its end shows whether a transfer in text mode changed line ends.
const MAGIC: [u8; 8] = *b"\x89consnt\n";
/// The version of the format that this build reads and writes.
///
/// A file of any other is refused, older ones too: the log makes a new one.
const VERSION: u16 = 3;

/// What a frame holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Frame {
    /// Scopes that people's answers refer to.
    Scopes = 1,
    /// Regions and facts that people refer to.
    Profiles = 2,
    /// People, each with a standing.
    People = 3,
    /// The revision, and the counts that show that nothing is missing.
    End = 4,
}

impl Frame {
    /// All kinds, to find one by its number.
    const ALL: [Self; 4] = [Self::Scopes, Self::Profiles, Self::People, Self::End];
}

/// Writes a snapshot frame by frame.
///
/// Nothing is buffered here: each field is a write of its own, so the writer should buffer.
pub(super) struct FrameWriter<W> {
    /// Where the bytes go.
    writer: W,
    /// Of everything written so far, the earlier seals included.
    checksum: crc32fast::Hasher,
    /// How many bytes that is.
    written: u64,
}

impl<W: Write> FrameWriter<W> {
    /// Writes the header: what the file is, its version, and the name of the keys' type.
    pub(super) fn begin(writer: W, key_name: &str) -> Result<Self, SnapshotError> {
        let mut this = Self { writer, checksum: crc32fast::Hasher::new(), written: 0 };
        this.put(&MAGIC)?;
        this.put(&VERSION.to_le_bytes())?;
        let len = u8::try_from(key_name.len()).map_err(|_| SnapshotError::TooLarge)?;
        this.put(&[len])?;
        this.put(key_name.as_bytes())?;
        this.seal()?;
        Ok(this)
    }

    /// Writes a frame and its checksum.
    ///
    /// # Errors
    /// When the writer fails, or the payload is larger than [`MAX_FRAME`].
    pub(super) fn frame(&mut self, frame: Frame, payload: &[u8]) -> Result<(), SnapshotError> {
        let len = u32::try_from(payload.len()).ok().filter(|_| payload.len() <= MAX_FRAME);
        let len = len.ok_or(SnapshotError::TooLarge)?;
        self.put(&[frame as u8])?;
        self.put(&len.to_le_bytes())?;
        self.put(payload)?;
        self.seal()
    }

    /// Flushes the writer, and returns how many bytes were written.
    pub(super) fn finish(mut self) -> Result<u64, SnapshotError> {
        self.writer.flush()?;
        Ok(self.written)
    }

    /// Writes bytes that the next checksum covers.
    fn put(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        self.checksum.update(bytes);
        self.written += bytes.len() as u64;
        Ok(self.writer.write_all(bytes)?)
    }

    /// Writes the checksum of everything so far.
    ///
    /// The seal itself becomes part of what the next one covers, so frames cannot change places.
    fn seal(&mut self) -> Result<(), SnapshotError> {
        let checksum = self.checksum.clone().finalize();
        self.put(&checksum.to_le_bytes())
    }
}

/// Reads a snapshot frame by frame. The payload of one frame is held at a time.
///
/// INVARIANT: a payload is handed out only once its seal held.
pub(super) struct FrameReader<R> {
    /// Where the bytes come from.
    reader: R,
    /// Of everything read so far.
    checksum: crc32fast::Hasher,
    /// How many bytes that is; errors give it as the place.
    offset: u64,
    /// The payload of the frame at hand; its memory is used again for the next.
    payload: Vec<u8>,
}

impl<R: Read> FrameReader<R> {
    /// Reads the header, and returns the name of the keys' type.
    pub(super) fn begin(reader: R) -> Result<(Self, String), SnapshotError> {
        let mut this = Self { reader, checksum: crc32fast::Hasher::new(), offset: 0, payload: Vec::new() };
        match this.array::<8>() {
            Ok(magic) if magic == MAGIC => {}
            Ok(_) | Err(SnapshotError::Truncated { .. }) => return Err(SnapshotError::Foreign),
            Err(error) => return Err(error),
        }
        let version = u16::from_le_bytes(this.array()?);
        if version != VERSION {
            return Err(SnapshotError::Version { found: version, known: VERSION });
        }
        let [len] = this.array()?;
        this.fill(usize::from(len))?;
        this.check_seal()?;
        let name = String::from_utf8_lossy(&this.payload).into_owned();
        Ok((this, name))
    }

    /// Reads the next frame, and returns its kind and its payload once their checksum held.
    pub(super) fn next(&mut self) -> Result<(Frame, &[u8]), SnapshotError> {
        let at = self.offset;
        let [number, a, b, c, d] = self.array()?;
        let len = u32::from_le_bytes([a, b, c, d]) as usize;
        let frame = Frame::ALL.into_iter().find(|frame| *frame as u8 == number);
        let frame = frame.filter(|_| len <= MAX_FRAME).ok_or(SnapshotError::Corrupt { offset: at })?;
        self.fill(len)?;
        self.check_seal()?;
        Ok((frame, &self.payload))
    }

    /// How many bytes have been read.
    pub(super) const fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads that many bytes.
    fn array<const N: usize>(&mut self) -> Result<[u8; N], SnapshotError> {
        let mut bytes = [0; N];
        self.reader.read_exact(&mut bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => SnapshotError::Truncated { offset: self.offset },
            _ => error.into(),
        })?;
        self.checksum.update(&bytes);
        self.offset += N as u64;
        Ok(bytes)
    }

    /// Reads that many bytes as the payload.
    ///
    /// Memory grows as bytes come, so a length that a forged file claims costs nothing by itself.
    fn fill(&mut self, len: usize) -> Result<(), SnapshotError> {
        self.payload.clear();
        let read = self.reader.by_ref().take(len as u64).read_to_end(&mut self.payload)?;
        self.checksum.update(&self.payload);
        self.offset += read as u64;
        if read < len { Err(SnapshotError::Truncated { offset: self.offset }) } else { Ok(()) }
    }

    /// Reads a checksum and compares it with that of everything so far.
    fn check_seal(&mut self) -> Result<(), SnapshotError> {
        let expected = self.checksum.clone().finalize();
        let at = self.offset;
        if u32::from_le_bytes(self.array()?) == expected { Ok(()) } else { Err(SnapshotError::Corrupt { offset: at }) }
    }
}
