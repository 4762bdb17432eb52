//! Fields of a rule that list words: obligations, qualities, and what is promised on a withdrawal.
//!
//! A word that is none is `unknown_word`, at the entry of the list, with the nearest one that there is. The words
//! that are known are read all the same, so that later checks see the rule as it was most likely meant.

use super::compiler::Compiler;
use crate::{
    act::Qualities,
    fault::FaultCode,
    policy::{
        document::RuleDocument,
        obligations::Obligations,
        withdrawal::{OnWithdrawal, WithdrawalActions},
    },
    suggest::{self, shortened},
};

impl Compiler<'_> {
    /// The qualities that a rule requires.
    pub(super) fn requires(&mut self, document: &RuleDocument, place: &str) -> Qualities {
        let found = self.words(&document.requires, &format!("{place}.requires"), Qualities::named, Qualities::unknown);
        found.into_iter().fold(Qualities::empty(), |all, quality| all | quality)
    }

    /// The obligations that come with a rule's permission.
    pub(super) fn obligations(&mut self, document: &RuleDocument, place: &str) -> Obligations {
        let unknown = |word: &str| {
            let near = suggest::nearest(word, Obligations::all().names());
            format!("unknown obligation `{}`{}", shortened(word), suggest::did_you_mean(&near))
        };
        let found = self.words(&document.obligations, &format!("{place}.obligations"), Obligations::named, unknown);
        found.into_iter().fold(Obligations::empty(), |all, obligation| all | obligation)
    }

    /// The values of a list of words; those that are none are reported.
    ///
    /// `read` makes a value of a word, `unknown` a message of one that is none.
    fn words<T>(
        &mut self,
        words: &[String],
        place: &str,
        read: fn(&str) -> Option<T>,
        unknown: fn(&str) -> String,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for (position, word) in words.iter().enumerate() {
            match read(word) {
                Some(value) => found.push(value),
                None => self.fault(format!("{place}[{position}]"), FaultCode::UnknownWord, unknown(word)),
            }
        }
        found
    }

    /// What the organisation promises to do on a withdrawal.
    ///
    /// A promise without an action is refused (`empty_set`): it would say when nothing is done.
    pub(super) fn on_withdrawal(&mut self, document: &RuleDocument, place: &str) -> Option<OnWithdrawal> {
        let promise = document.on_withdrawal.as_ref()?;
        let place = format!("{place}.on_withdrawal");
        let actions = self.words(&promise.actions, &format!("{place}.actions"), WithdrawalActions::named, |word| {
            let known = WithdrawalActions::all();
            let near = suggest::nearest(word, known.names());
            format!("unknown action `{}`{}", shortened(word), suggest::did_you_mean(&near))
        });
        if promise.actions.is_empty() {
            self.fault(
                format!("{place}.actions"),
                FaultCode::EmptySet,
                "no action is promised; list stop, notify_recipients or erase",
            );
        }
        Some(OnWithdrawal {
            actions: actions.into_iter().fold(WithdrawalActions::empty(), |all, action| all | action),
            within_days: promise.within_days,
        })
    }
}
