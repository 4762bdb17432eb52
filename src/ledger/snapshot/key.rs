//! People's keys as bytes.

/// A person's key that a snapshot can hold: it can be written as bytes and read back, on whatever machine.
///
/// Integers, text and `[u8; 16]` (a UUID's bytes) are such keys. For a type of your own, implement the trait by one
/// of these:
///
/// ```
/// use consentry::ledger::SnapshotKey;
///
/// #[derive(Clone, PartialEq, Eq, Hash)]
/// struct Member(u64);
///
/// impl SnapshotKey for Member {
///     const NAME: &'static str = "member";
///     fn write(&self, out: &mut Vec<u8>) {
///         self.0.write(out);
///     }
///     fn read(bytes: &[u8]) -> Option<Self> {
///         u64::read(bytes).map(Self)
///     }
/// }
/// # let mut out = Vec::new();
/// # Member(7).write(&mut out);
/// # assert!(Member::read(&out) == Some(Member(7)));
/// ```
pub trait SnapshotKey: Sized {
    /// The name of the type in the file, in at most 255 bytes. A file whose keys have another name is refused.
    ///
    /// Give the type another name when its bytes come to mean something else.
    const NAME: &'static str;

    /// Appends the key's bytes to `out`, at most 65,535 of them. Equal keys have equal bytes, and other keys other
    /// bytes.
    fn write(&self, out: &mut Vec<u8>);

    /// Returns the key that [`write`](Self::write) makes exactly these bytes of; `None` if there is none.
    ///
    /// The bytes may be anything: a file can be damaged or forged. `None` makes the restore fail with
    /// [`SnapshotError::Corrupt`](super::SnapshotError::Corrupt).
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// Integers as their bytes, least significant first.
macro_rules! integers {
    ($($type:ident),*) => {$(
        impl SnapshotKey for $type {
            const NAME: &'static str = stringify!($type);

            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn read(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self::from_le_bytes)
            }
        }
    )*};
}

integers!(u32, u64, u128, i32, i64);

impl SnapshotKey for [u8; 16] {
    const NAME: &'static str = "bytes16";

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok()
    }
}

/// Text as UTF-8.
macro_rules! texts {
    ($($type:ty),*) => {$(
        /// All kinds of text read each other's snapshots.
        impl SnapshotKey for $type {
            const NAME: &'static str = "text";

            fn write(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.as_bytes());
            }

            fn read(bytes: &[u8]) -> Option<Self> {
                std::str::from_utf8(bytes).ok().map(Self::from)
            }
        }
    )*};
}

texts!(String, Box<str>, std::sync::Arc<str>);
