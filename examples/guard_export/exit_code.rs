//! What the program says to whoever started it.

/// All was well: the export is written.
pub(crate) const DONE: u8 = 0;
/// The export is written, but more lines of the log were unusable than the mapping file accepts.
pub(crate) const BAD_LINES: u8 = 1;
/// Nothing is written.
pub(crate) const FAILED: u8 = 2;
