//! People's keys as bytes.

/// A key that a snapshot can hold. What is read is what was written, whatever the machine.
///
/// For a key type of your own, hold it in one of these (a UUID as `[u8; 16]`), or implement the trait:
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
    /// Names the type in the file, in at most 255 bytes; a file of other keys is refused.
    const NAME: &'static str;

    /// Appends the key.
    fn write(&self, out: &mut Vec<u8>);

    /// The key that [`write`](Self::write) made of exactly these bytes; `None` if they are none.
    fn read(bytes: &[u8]) -> Option<Self>;
}

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
