//! Table guards over record batches of arrow 60.

mod arrow {
    pub(super) use {
        arrow_array_60 as array, arrow_buffer_60 as buffer, arrow_schema_60 as schema, arrow_select_60 as select,
    };
}

#[path = "table/mod.rs"]
mod table;

pub use table::{Masked, SubjectKey, TableGuard};
