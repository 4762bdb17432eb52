//! What comes of masking a batch.

use super::super::arrow::array::RecordBatch;
use crate::tally::TableTally;

/// A masked batch, and what was allowed and withheld in it.
#[derive(Clone, Debug)]
#[must_use = "the batch that went in is not masked"]
pub struct Masked {
    /// The batch, with the guard's output schema.
    pub batch: RecordBatch,
    /// The counts by column and reason.
    pub tally: TableTally,
}
