//! The rows of the starter tables.
//!
//! Everything is `&'static`: the tables lie in the program's read-only data and cost nothing until they are built.

/// A purpose of the starter vocabulary: a row of one table.
pub(super) struct StarterPurpose {
    /// The dotted key.
    pub(super) key: &'static str,
    /// Title and description in English.
    pub(super) en: (&'static str, &'static str),
    /// Title and description in Swedish.
    pub(super) sv: (&'static str, &'static str),
    /// Its own tags, without those inherited.
    pub(super) tags: &'static [&'static str],
    /// The term of the W3C Data Privacy Vocabulary.
    pub(super) dpv: Option<&'static str>,
    /// The term of Ethyca's taxonomy.
    pub(super) fideslang: Option<&'static str>,
    /// The number of IAB Europe's framework.
    pub(super) tcf: Option<&'static str>,
}

/// A category of the starter vocabulary: a row of the other table.
pub(super) struct StarterCategory {
    /// The dotted key.
    pub(super) key: &'static str,
    /// Title and description in English.
    pub(super) en: (&'static str, &'static str),
    /// Title and description in Swedish.
    pub(super) sv: (&'static str, &'static str),
    /// GDPR Art. 9.
    pub(super) special: bool,
    /// California Civil Code §1798.140(ae), and more.
    pub(super) sensitive: bool,
    /// Its own tags, without those inherited.
    pub(super) tags: &'static [&'static str],
    /// The term of the W3C Data Privacy Vocabulary.
    pub(super) dpv: Option<&'static str>,
    /// The term of Ethyca's taxonomy.
    pub(super) fideslang: Option<&'static str>,
    /// The number of IAB Europe's framework.
    pub(super) tcf: Option<&'static str>,
}
