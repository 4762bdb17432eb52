//! Table guards over record batches of arrow 59.

mod arrow {
    pub(super) use {
        arrow_array_59 as array, arrow_buffer_59 as buffer, arrow_schema_59 as schema, arrow_select_59 as select,
    };
}

#[path = "table/mod.rs"]
mod table;

pub use table::{Masked, SubjectKey, TableGuard};
