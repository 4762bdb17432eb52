//! How long a decision holds by itself.

use super::{decision::Ruling, plan::Plan};
use crate::{
    event::Kinds,
    standing::Standing,
    time::{Moment, Timestamp},
};

impl Plan {
    /// The decision, and the first later instant at which it is another if nobody says anything new.
    pub(crate) fn ruling(&self, standing: &Standing, moment: Moment) -> Ruling {
        let decision = self.decide(standing, moment);
        let mut candidates = self.turning_points(standing, moment);
        candidates.sort_unstable();
        candidates.dedup();
        let until = candidates.into_iter().find(|time| self.decide(standing, moment.moved_to(*time)) != decision);
        Ruling { decision, until }
    }

    /// Every later instant at which some part of the decision could turn.
    fn turning_points(&self, standing: &Standing, moment: Moment) -> Vec<Timestamp> {
        let mut times = Vec::new();
        self.each_turning_point(standing, moment, |time| times.push(time));
        times
    }

    /// The first later instant at which some part of the decision could turn; [`Timestamp::MAX`]: never.
    pub(crate) fn next_turning_point(&self, standing: &Standing, moment: Moment) -> Timestamp {
        let mut next = Timestamp::MAX;
        self.each_turning_point(standing, moment, |time| next = next.min(time));
        next
    }

    #[inline]
    fn each_turning_point(&self, standing: &Standing, moment: Moment, mut tell: impl FnMut(Timestamp)) {
        if self.unanswerable(standing).is_some() {
            return;
        }
        let mut add = |time: Timestamp| {
            if time > moment.now() && time < Timestamp::MAX {
                tell(time);
            }
        };
        for lane in &self.lanes {
            let regimes = lane.regimes.iter();
            let applying =
                regimes.filter(|regime| self.has_regime(regime.regime, regime.profiles.as_ref(), standing.profile));
            for rule in applying.flat_map(|regime| &regime.rules) {
                if let Some(ages) = rule.ages {
                    let limits = [Some(ages.from), ages.below].into_iter().flatten();
                    limits.filter_map(|years| standing.birth().turns(years)).for_each(&mut add);
                }
                if let (Some(days), Some(collected)) = (rule.retention_days, moment.collected()) {
                    add(collected.plus_days(days));
                }
                let timed = rule.hears & (Kinds::YESES | Kinds::LIFTS);
                for answer in standing.heard() {
                    if timed.intersects(answer.kinds()) && self.scope_covers(lane, answer.scope) {
                        add(answer.at);
                        add(answer.expires_at);
                        if let Some(days) = rule.demands.lifetime_days {
                            add(answer.at.plus_days(days));
                        }
                    }
                }
            }
        }
    }
}
