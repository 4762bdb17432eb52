//! How long a decision holds by itself.
//!
//! What a person said does not change with time, but what it means does: a yes begins or ends, data grows too old, a
//! person comes of age. Each such instant is a turning point. Those that could matter are collected, and the decision
//! is made again at each until it differs.
//!
//! | what changes with time | turning point |
//! |---|---|
//! | a yes or a lift that is dated later | its `at` |
//! | a yes with an end | its `expires_at` |
//! | a yes under a rule with a lifetime | `at` + `lifetime_days` |
//! | data under a rule with a retention | the collection time + `retention_days` |
//! | a rule for certain ages | the birthdays on which the person enters and leaves them |
//!
//! A no is not among them: it counts at once and does not end by itself.

use super::super::{plan::Plan, ruling::Ruling};
use crate::{
    act::Kinds,
    standing::Answers,
    time::{Moment, Timestamp},
};

impl Plan {
    /// Returns the decision, and the earliest later instant at which it changes if nothing new is recorded.
    ///
    /// It decides once for each turning point at most. There are few: a handful for each yes that the rule hears.
    pub(crate) fn ruling(&self, answers: Answers<'_>, moment: Moment) -> Ruling {
        let decision = self.decide(answers, moment);
        let mut candidates = self.turning_points(answers, moment);
        candidates.sort_unstable();
        candidates.dedup();
        let until = candidates.into_iter().find(|time| self.decide(answers, moment.moved_to(*time)) != decision);
        Ruling { decision, until }
    }

    /// Returns every later instant at which some part of the decision could change, in no order.
    fn turning_points(&self, answers: Answers<'_>, moment: Moment) -> Vec<Timestamp> {
        let mut times = Vec::new();
        self.each_turning_point(answers, moment, |time| times.push(time));
        times
    }

    /// Returns whether the use is allowed, and the earliest later instant at which some part of that could change;
    /// [`Timestamp::MAX`] for never.
    ///
    /// The instant may be too early, never too late: an audience looks again then.
    ///
    /// An audience keeps millions of people sorted by this instant, and asks again only about those whose instant has
    /// come. It is enough that the instant is not too late, so the exact search of a ruling is spared.
    #[inline]
    pub(crate) fn decide_until(&self, answers: Answers<'_>, moment: Moment) -> (bool, Timestamp) {
        let single = self.single_rule.as_ref().filter(|_| answers.table == self.table && answers.is_plain());
        if let Some(judged) = single.and_then(|single| single.try_fast_until(answers, moment.now())) {
            return judged;
        }
        let mut next = Timestamp::MAX;
        self.each_turning_point(answers, moment, |time| next = next.min(time));
        (self.decide(answers, moment).is_allow(), next)
    }

    /// Tells every later instant at which a rule could say something else; some are told more than once.
    ///
    /// Conditions on profiles are read at the moment of the question: regions and facts do not change with time by
    /// themselves. Ages do, so rules with ages are looked at whether or not they hold now.
    #[inline]
    fn each_turning_point(&self, answers: Answers<'_>, moment: Moment, mut tell: impl FnMut(Timestamp)) {
        if self.unanswerable(answers).is_some() {
            return;
        }
        let mut add = |time: Timestamp| {
            if time > moment.now() && time < Timestamp::MAX {
                tell(time);
            }
        };
        for point in &self.points {
            let regimes = point.regimes.iter();
            let applying = regimes
                .filter(|regime| self.regime_applies(regime.regime, regime.profiles.as_ref(), answers.profile()));
            for rule in applying.flat_map(|regime| &regime.rules) {
                if let Some(ages) = rule.ages {
                    let limits = [Some(ages.from), ages.below].into_iter().flatten();
                    limits.filter_map(|years| answers.birth().turns(years)).for_each(&mut add);
                }
                if let (Some(days), Some(collected)) = (rule.retention_days, moment.collected()) {
                    add(collected.plus_days(days));
                }
                let timed = rule.hears & (Kinds::YESES | Kinds::LIFTS);
                let mut from = 0;
                while let Some(position) = self.next_covering(point, timed, answers.heads(), from) {
                    if let Some(answer) = answers.answer(position) {
                        add(answer.at);
                        add(answer.expires_at);
                        if let Some(days) = rule.demands.lifetime_days {
                            add(answer.at.plus_days(days));
                        }
                    }
                    from = position + 1;
                }
            }
        }
    }
}
