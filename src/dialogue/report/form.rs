//! What reports under a policy list, prepared once.

use std::sync::Arc;

use crate::{
    decide::{Guard, UseError, area_uses},
    dialogue::notice::known::KnownNotices,
    fault::debug_like_display,
    interner::Interner,
    policy::Policy,
};

/// The most uses that a report may list.
const MAX_LINES: usize = 4096;

/// The form of reports under a policy: one line for each rule, purpose and recipient.
///
/// Preparing it builds a guard for each category of each line, so it costs much more than filling it in. Prepare it
/// once, and again after a reload; [`Report::for_subject`](super::report::Report::for_subject) then fills it in for a
/// person. Prohibitions have no line: they declare no use.
#[derive(Debug)]
pub struct ReportForm {
    pub(super) policy: Arc<Policy>,
    pub(super) lines: Vec<Line>,
    pub(super) known: KnownNotices,
}

#[derive(Debug)]
pub(super) struct Line {
    /// The place of the rule in the policy.
    pub(super) rule: usize,
    /// One for each category; the same rule, purpose and recipient.
    pub(super) guards: Vec<Guard>,
}

/// The reasons why a form cannot be prepared.
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
