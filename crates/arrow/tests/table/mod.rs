//! What holds for a table guard, whatever major version of arrow.

mod bytes;
mod columns;
mod documents;
mod nested;
mod shop;
