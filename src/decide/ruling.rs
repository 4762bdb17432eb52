//! How long a decision holds by itself.

use super::{decision::Ruling, plan::Plan};
use crate::{
    event::Kinds,
    standing::{Answer, Standing},
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
        if self.unanswerable(standing).is_some() {
            return Vec::new();
        }
        let mut times = Vec::new();
        let mut add = |time: Timestamp| {
            if time > moment.now() && time < Timestamp::MAX {
                times.push(time);
            }
        };
        for lane in &self.lanes {
            let rules = lane
                .regimes
                .iter()
                .filter(|regime| self.has_regime(regime.regime, regime.profiles.as_ref(), standing.profile))
                .flat_map(|regime| &regime.rules);
            let mut hears = Kinds::empty();
            let mut lifetimes = Vec::new();
            for rule in rules {
                if let Some(ages) = rule.ages {
                    let limits = [Some(ages.from), ages.below].into_iter().flatten();
                    limits.filter_map(|years| standing.birth.turns(years)).for_each(&mut add);
                }
                if let (Some(days), Some(collected)) = (rule.retention_days, moment.collected()) {
                    add(collected.plus_days(days));
                }
                hears |= rule.hears;
                lifetimes.extend(rule.demands.lifetime_days);
            }
            lifetimes.sort_unstable();
            lifetimes.dedup();
            let heard = standing.heard().iter().filter(|answer| hears.intersects(answer.kinds()));
            for Answer { at, expires_at, .. } in heard.filter(|answer| {
                (Kinds::YESES | Kinds::LIFTS).intersects(answer.kinds()) && self.scope_covers(lane, answer.scope)
            }) {
                add(*at);
                add(*expires_at);
                lifetimes.iter().for_each(|days| add(at.plus_days(*days)));
            }
        }
        times
    }
}
