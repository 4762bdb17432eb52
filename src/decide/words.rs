//! placeholder
/// L
pub enum Language {
    /// e
    English,
}
