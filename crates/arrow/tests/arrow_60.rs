//! Table guards over arrow 60: the same tests for each major version.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "a test may fail loudly"
)]

mod arrow {
    pub(crate) use {
        arrow_array_60 as array, arrow_buffer_60 as buffer, arrow_ipc_60 as ipc, arrow_schema_60 as schema,
        consentry_arrow::arrow_60 as guarded,
    };
}

#[path = "table/mod.rs"]
mod table;
