//! What reports under a policy list, prepared once.
//!
//! Preparing and filling in are divided because their costs are. The first depends on the policy and is large, the
//! second on the person and is small.

use std::sync::Arc;

use crate::{
    decide::{Guard, UseError, area_uses},
    dialogue::notice::known::KnownNotices,
    fault::debug_like_display,
    interner::Interner,
    policy::Policy,
};

/// The most uses that a report may list.
///
/// Each is a guard in memory, and nobody reads a report of more. It bounds what a policy can make of a reload.
const MAX_LINES: usize = 4096;

/// The form of reports under a policy: one line for each rule, purpose and recipient.
///
/// Preparing it builds a guard for each category of each line, so it costs much more than filling it in. Prepare it
/// once, and again after a reload; [`Report::for_subject`](super::report::Report::for_subject) then fills it in for a
/// person. Prohibitions have no line: they declare no use.
///
/// ```
/// # let policy = consentry::PolicyDocument::from_toml(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "contact" }, { key = "orders" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "ads"
/// #     basis = "consent"
/// #     scope = { purposes = "ads", categories = ["contact", "orders"], recipients = "lingon", operations = "use" }
/// # "#)?;
/// # let policy = std::sync::Arc::new(policy.compile()?);
/// use consentry::{History, Interner, Subject, Timestamp};
/// use consentry::dialogue::{Disclosures, Person, Report, ReportForm, Sources, Words};
///
/// let interner = Interner::new();
/// let form = ReportForm::new(policy, &interner)?;
/// let (words, now) = (Words::new("en"), Timestamp::from_millis(0));
/// let nothing = Disclosures::<u64>::new();
/// let sources = Sources { disclosures: &nothing, duties: &[], consultations: &[] };
/// // One form for everyone.
/// for born in [None, Some(chrono::NaiveDate::from_ymd_opt(1990, 5, 1).unwrap())] {
///     let subject = Subject { birth_date: born, ..Subject::default() };
///     let history = History::new();
///     let report = Report::for_subject(&form, &Person::new(&history, &subject, &interner), &sources, &words, now);
///     // Two categories under one rule, purpose and recipient are one line.
///     assert_eq!((report.uses.len(), report.uses[0].categories.len()), (1, 2));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ReportForm {
    /// The policy that the form is of.
    pub(super) policy: Arc<Policy>,
    /// The lines in the order of rules in the document, then of uses in the vocabulary.
    pub(super) lines: Vec<Line>,
    /// The notices of the policy by hash, to mark acts that rest on other words.
    pub(super) known: KnownNotices,
}

/// One line: a rule, a purpose and a recipient, with a guard for each category.
///
/// INVARIANT: there is at least one guard, and all have the same purpose, recipient and operations.
#[derive(Debug)]
pub(super) struct Line {
    /// The place of the rule in the policy.
    pub(super) rule: usize,
    /// One for each category; the same rule, purpose and recipient.
    pub(super) guards: Vec<Guard>,
}

/// The reasons why a form cannot be prepared.
///
/// The cure for a report that is too long is the same as for a policy that nobody can read: rules over parents instead
/// of their children.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The rules name more than a report can list.
    #[error("the rules stand for more than {MAX_LINES} uses; name parents instead of their children")]
    TooLong,
    /// No guard can be built for a use.
    #[error("{0}")]
    Use(UseError),
}

impl ReportForm {
    /// Prepares the lines of a policy's reports. The persons reported on must be folded with the same interner.
    ///
    /// # Errors
    /// When the rules stand for more uses than can be listed.
    ///
    /// Whether a rule applies to a person is not asked here, so one form serves everyone. It takes one guard for each
    /// rule, purpose, category and recipient at the top of the rules' scopes.
    ///
    /// # Errors
    /// - [`ReportError::TooLong`]: the rules stand for more than 4096 uses.
    /// - [`ReportError::Use`]: a use is too wide for a guard.
    pub fn new(policy: Arc<Policy>, interner: &Interner) -> Result<Self, ReportError> {
        let mut lines: Vec<Line> = Vec::new();
        let mut count = 0usize;
        for (rule, declared) in policy.rules().iter().enumerate().filter(|(_, rule)| !rule.is_prohibition()) {
            let uses = area_uses::uses_of(&policy, &declared.area, MAX_LINES).ok_or(ReportError::TooLong)?;
            count = count.saturating_add(uses.len());
            if count > MAX_LINES {
                return Err(ReportError::TooLong);
            }
            let from = lines.len();
            for data_use in &uses {
                let guard = Guard::new(policy.clone(), interner, data_use)?;
                let own = lines.iter_mut().skip(from).find(|line| {
                    line.guards.first().is_some_and(|first| {
                        let first = first.data_use();
                        first.purpose() == data_use.purpose() && first.recipient() == data_use.recipient()
                    })
                });
                match own {
                    Some(line) => line.guards.push(guard),
                    None => lines.push(Line { rule, guards: vec![guard] }),
                }
            }
        }
        let known = KnownNotices::new(&policy);
        Ok(Self { policy, lines, known })
    }
}

debug_like_display!(ReportError);

impl From<UseError> for ReportError {
    fn from(cause: UseError) -> Self {
        Self::Use(cause)
    }
}
