//! The kinds of acts and what each may carry.

use bitflags::bitflags;
use serde::{Deserialize, Serialize};

use super::actor::Actor;

/// The kind of an act: what happened in the life of a consent.
///
/// What an act does, and to whom, follows from its kind. *Heard by* lists the [bases](crate::Basis) of the rules that
/// listen to it: C consent, O opt_out, L legitimate_interests, T public_task, K contract, V legal_obligation and
/// vital_interests, P platform. *Usual actor* is who acted if the document does not say.
///
/// | kind | does | heard by | usual actor | source |
/// |---|---|---|---|---|
/// | `given` | yes | C O L | subject | GDPR Art. 4(11); `dpv:ConsentGiven` |
/// | `refused` | no | C O, L¹ T¹ K¹ V¹ | subject | `dpv:ConsentRefused` |
/// | `withdrawn` | no | C O, L¹ T¹ K¹ V¹ | subject | GDPR Art. 7(3); `dpv:ConsentWithdrawn` |
/// | `objected` | no | C O L T | subject | GDPR Art. 21 |
/// | `opted_out` | no | C O L | subject | California Civil Code §1798.120, §1798.121 |
/// | `restricted` | no | C O L T K | subject | GDPR Art. 18 |
/// | `erased` | no, final | C O L T K, unless² | subject | GDPR Art. 17 |
/// | `ended` | no | C | controller | `dpv:ConsentRevoked` |
/// | `invalidated` | void | C O L | authority | `dpv:ConsentInvalidated` |
/// | `completed` | void | C O L | controller | GDPR Art. 5(1)(b) |
/// | `objection_overruled` | lifts `objected` | L T³ | controller | GDPR Art. 21(1) |
/// | `restriction_lifted` | lifts `restricted` | C O L T K | controller | GDPR Art. 18(3) |
/// | `reinstated` | lifts `erased` | C O L T K, unless² | controller | |
/// | `platform_authorized` | yes | P | subject | the device platform |
/// | `platform_denied` | no | P | subject | the device platform |
/// | `requested` | – | – | controller | `dpv:ConsentRequested` |
/// | `informed` | – | – | controller | GDPR Art. 13, 14 |
/// | `disclosed` | – | – | controller | GDPR Art. 15(1)(c), 19 |
/// | `acknowledged` | – | – | subject | |
///
/// ¹ if the rule has `honours_withdrawal` · ² the rule has `survives_erasure` (GDPR Art. 17(3)) · ³ under legitimate
/// interests not where the use is direct marketing: that objection is final (GDPR Art. 21(3)).
///
/// A *no* denies until a later yes or a lift ends it. A *void* makes earlier yeses count no more and refuses nothing. A
/// *lift* cancels earlier acts of the kind it lifts and grants nothing. The last four say nothing about a decision;
/// asking, reports and duties use them.
///
/// ```
/// use consentry::Kind;
///
/// assert_eq!(Kind::ALL.len(), 19);
/// assert_eq!(Kind::ObjectionOverruled.name(), "objection_overruled");
/// assert_eq!(serde_json::to_string(&Kind::OptedOut)?, r#""opted_out""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    /// The person said yes (`dpv:ConsentGiven`).
    Given,
    /// The person was asked and said no (`dpv:ConsentRefused`).
    Refused,
    /// The person took a yes back (GDPR Art. 7(3), `dpv:ConsentWithdrawn`).
    Withdrawn,
    /// The person objected (GDPR Art. 21).
    Objected,
    /// The person, or a browser signal for them, opted out (CCPA §1798.120, §1798.121).
    OptedOut,
    /// The person had the use restricted to storage (GDPR Art. 18).
    Restricted,
    /// The person had the data erased (GDPR Art. 17). It stands over later answers too, until `reinstated`.
    Erased,
    /// The controller ended the consent (`dpv:ConsentRevoked`). Only rules of basis consent hear it.
    Ended,
    /// An authority declared earlier consents void (`dpv:ConsentInvalidated`).
    Invalidated,
    /// The purpose was achieved; earlier consents are used up.
    Completed,
    /// The controller showed compelling grounds against an objection (GDPR Art. 21(1)).
    ObjectionOverruled,
    /// A restriction was lifted (GDPR Art. 18(3)).
    RestrictionLifted,
    /// An erasure no longer stands: the person came back.
    Reinstated,
    /// The device platform let the app do it.
    PlatformAuthorized,
    /// The device platform did not let the app do it.
    PlatformDenied,
    /// The person was asked (`dpv:ConsentRequested`).
    Requested,
    /// The person was told (GDPR Art. 13, 14).
    Informed,
    /// Data was disclosed to a recipient.
    Disclosed,
    /// The person or a recipient confirmed having been told.
    Acknowledged,
}

/// The effect of an act on a decision; what is neutral has none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Polarity {
    // In the order in which simultaneous events are read: the stricter first.
    /// Denies.
    No,
    /// Makes earlier yeses count no more.
    Void,
    /// Cancels earlier acts of one kind.
    Lift,
    /// Allows, if it can be used.
    Yes,
    /// Is not heard by a check.
    Neutral,
}

bitflags! {
    /// A set of kinds: bit `1 << kind as u8`.
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
    pub(crate) struct Kinds: u32 {
        const GIVEN = Kind::Given.bit();
        const REFUSED = Kind::Refused.bit();
        const WITHDRAWN = Kind::Withdrawn.bit();
        const OBJECTED = Kind::Objected.bit();
        const OPTED_OUT = Kind::OptedOut.bit();
        const RESTRICTED = Kind::Restricted.bit();
        const ERASED = Kind::Erased.bit();
        const ENDED = Kind::Ended.bit();
        const INVALIDATED = Kind::Invalidated.bit();
        const COMPLETED = Kind::Completed.bit();
        const OBJECTION_OVERRULED = Kind::ObjectionOverruled.bit();
        const RESTRICTION_LIFTED = Kind::RestrictionLifted.bit();
        const REINSTATED = Kind::Reinstated.bit();
        const PLATFORM_AUTHORIZED = Kind::PlatformAuthorized.bit();
        const PLATFORM_DENIED = Kind::PlatformDenied.bit();
        const REQUESTED = Kind::Requested.bit();
        const INFORMED = Kind::Informed.bit();
        const DISCLOSED = Kind::Disclosed.bit();
        const ACKNOWLEDGED = Kind::Acknowledged.bit();

        const NOES = Self::REFUSED.bits() | Self::WITHDRAWN.bits() | Self::OBJECTED.bits() | Self::OPTED_OUT.bits()
            | Self::RESTRICTED.bits() | Self::ERASED.bits() | Self::ENDED.bits() | Self::PLATFORM_DENIED.bits();
        const VOIDS = Self::INVALIDATED.bits() | Self::COMPLETED.bits();
        const LIFTS = Self::OBJECTION_OVERRULED.bits() | Self::RESTRICTION_LIFTED.bits() | Self::REINSTATED.bits();
        const YESES = Self::GIVEN.bits() | Self::PLATFORM_AUTHORIZED.bits();
        const HEARD = Self::NOES.bits() | Self::VOIDS.bits() | Self::LIFTS.bits() | Self::YESES.bits();
    }
}

impl Kinds {
    /// Returns whether the kind is in the set.
    pub(crate) const fn has(self, kind: Kind) -> bool {
        self.bits() & kind.bit() != 0
    }
}

impl Kind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 19] = [
        Self::Given,
        Self::Refused,
        Self::Withdrawn,
        Self::Objected,
        Self::OptedOut,
        Self::Restricted,
        Self::Erased,
        Self::Ended,
        Self::Invalidated,
        Self::Completed,
        Self::ObjectionOverruled,
        Self::RestrictionLifted,
        Self::Reinstated,
        Self::PlatformAuthorized,
        Self::PlatformDenied,
        Self::Requested,
        Self::Informed,
        Self::Disclosed,
        Self::Acknowledged,
    ];

    /// Returns the set of just this kind, as bits of [`Kinds`].
    pub(crate) const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// Returns the kind with that number, as stored in a standing.
    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Returns what an act of this kind does to a decision.
    pub(crate) const fn polarity(self) -> Polarity {
        let bit = self.bit();
        if bit & Kinds::NOES.bits() != 0 {
            Polarity::No
        } else if bit & Kinds::VOIDS.bits() != 0 {
            Polarity::Void
        } else if bit & Kinds::LIFTS.bits() != 0 {
            Polarity::Lift
        } else if bit & Kinds::YESES.bits() != 0 {
            Polarity::Yes
        } else {
            Polarity::Neutral
        }
    }

    /// Returns the name that documents use: `opted_out`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Objected => "objected",
            Self::OptedOut => "opted_out",
            Self::Restricted => "restricted",
            Self::Erased => "erased",
            Self::Ended => "ended",
            Self::Invalidated => "invalidated",
            Self::Completed => "completed",
            Self::ObjectionOverruled => "objection_overruled",
            Self::RestrictionLifted => "restriction_lifted",
            Self::Reinstated => "reinstated",
            Self::PlatformAuthorized => "platform_authorized",
            Self::PlatformDenied => "platform_denied",
            Self::Requested => "requested",
            Self::Informed => "informed",
            Self::Disclosed => "disclosed",
            Self::Acknowledged => "acknowledged",
        }
    }

    /// Returns who acts if a document does not say.
    pub(crate) const fn usual_actor(self) -> Actor {
        match self {
            Self::Ended
            | Self::Completed
            | Self::ObjectionOverruled
            | Self::RestrictionLifted
            | Self::Reinstated
            | Self::Requested
            | Self::Informed
            | Self::Disclosed => Actor::Controller,
            Self::Invalidated => Actor::Authority,
            _ => Actor::Subject,
        }
    }

    /// Returns whether that actor may do it: only the person or someone for them says yes; a no is taken from anyone.
    pub(crate) const fn allows_actor(self, actor: Actor) -> bool {
        use Actor::{Agent, Authority, Controller, Guardian, Signal, Subject};
        match self {
            Self::Given | Self::PlatformAuthorized => matches!(actor, Subject | Guardian | Agent | Signal),
            Self::Ended | Self::Completed => matches!(actor, Controller),
            Self::Invalidated => matches!(actor, Authority),
            Self::ObjectionOverruled => matches!(actor, Controller | Authority),
            Self::RestrictionLifted | Self::Reinstated => !matches!(actor, Signal),
            _ => true,
        }
    }

    /// Returns whether the person saw a notice in this act.
    pub(crate) const fn has_notice(self) -> bool {
        matches!(
            self,
            Self::Given
                | Self::Refused
                | Self::Withdrawn
                | Self::Objected
                | Self::OptedOut
                | Self::PlatformAuthorized
                | Self::PlatformDenied
                | Self::Requested
                | Self::Informed
                | Self::Acknowledged
        )
    }

    /// Returns whether it can run out.
    pub(crate) const fn has_expiry(self) -> bool {
        matches!(self, Self::Given | Self::PlatformAuthorized)
    }

    /// Returns whether its form matters.
    pub(crate) const fn has_qualities(self) -> bool {
        matches!(self, Self::Given)
    }

    /// Returns whether its scope may use `#tag`: what a tag covers can change, and a yes or a lift must not grow with
    /// it.
    pub(crate) const fn may_use_tags(self) -> bool {
        !matches!(self.polarity(), Polarity::Yes | Polarity::Lift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_kind_may_carry_and_who_may_do_it() {
        use Actor::{Agent, Authority, Controller, Guardian, Signal, Subject};
        const ALL: [Actor; 6] = [Subject, Guardian, Agent, Signal, Controller, Authority];
        for kind in Kind::ALL {
            let may: Vec<_> = ALL.into_iter().filter(|actor| kind.allows_actor(*actor)).collect();
            let (usual, expected): (_, &[Actor]) = match kind {
                Kind::Given | Kind::PlatformAuthorized => (Subject, &[Subject, Guardian, Agent, Signal]),
                Kind::Ended | Kind::Completed => (Controller, &[Controller]),
                Kind::Invalidated => (Authority, &[Authority]),
                Kind::ObjectionOverruled => (Controller, &[Controller, Authority]),
                Kind::RestrictionLifted | Kind::Reinstated => {
                    (Controller, &[Subject, Guardian, Agent, Controller, Authority])
                }
                Kind::Requested | Kind::Informed | Kind::Disclosed => (Controller, &ALL),
                _ => (Subject, &ALL),
            };
            assert_eq!((kind.usual_actor(), may.as_slice()), (usual, expected), "{kind:?}");
            let yes = [Kind::Given, Kind::PlatformAuthorized].contains(&kind);
            let lift = [Kind::ObjectionOverruled, Kind::RestrictionLifted, Kind::Reinstated].contains(&kind);
            assert_eq!((kind.has_expiry(), kind.has_qualities()), (yes, kind == Kind::Given), "{kind:?}");
            assert_eq!(kind.may_use_tags(), !yes && !lift, "{kind:?}");
            let by_organisation = [Kind::Restricted, Kind::Erased, Kind::Ended, Kind::Invalidated, Kind::Completed];
            let sees_notice = !lift && !by_organisation.contains(&kind) && kind != Kind::Disclosed;
            assert_eq!(kind.has_notice(), sees_notice, "{kind:?}");
        }
    }

    #[test]
    fn numbers_names_and_polarities_agree() {
        for (number, kind) in (0u8..).zip(Kind::ALL) {
            assert_eq!(Kind::from_number(number), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert!(kind.allows_actor(kind.usual_actor()), "{kind:?}");
            assert_eq!(Kinds::HEARD.has(kind), kind.polarity() != Polarity::Neutral);
        }
        assert_eq!(Kind::from_number(19), None);
    }
}
