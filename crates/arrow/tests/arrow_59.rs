//! Table guards over arrow 59: the same tests for each major version.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "a test may fail loudly"
)]

mod arrow {
    pub(crate) use {
        arrow_array_59 as array, arrow_buffer_59 as buffer, arrow_ipc_59 as ipc, arrow_schema_59 as schema,
        consentry_arrow::arrow_59 as guarded,
    };
}

#[path = "table/mod.rs"]
mod table;
