//! Layers of law or platform as the decision reads them.
//!
//! A regime is looked at first: if it does not apply to a person and a point, none of its rules is asked. If none
//! applies at all, the use is denied as `not_declared`; so a gap between regimes never allows.

use crate::{region::Region, vocabulary::Area};

/// A regime of a checked policy: a layer of law or platform that must be satisfied on its own.
///
/// See [`RegimeDocument`](super::RegimeDocument) for how it is declared.
///
/// ```
/// use consentry::PolicyDocument;
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "1"
///     regimes = [{ id = "gdpr", regions = ["EEA"] }, { id = "ccpa", regions = ["US-CA"] }]
///     vocabulary.starter = true
///     vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
///     [[rules]]
///     id = "ask"
///     regime = "gdpr"
///     basis = "consent"
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
///     [[rules]]
///     id = "until_no"
///     regime = "ccpa"
///     basis = "opt_out"
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
/// "#)?
/// .compile()?;
/// let ids: Vec<_> = policy.regimes().iter().map(|regime| regime.id()).collect();
/// assert_eq!(ids, ["gdpr", "ccpa"]);
/// # Ok::<(), consentry::Faults>(())
/// ```
///
/// Under this policy a Californian who has said nothing is allowed, and a Swede has to be asked. Someone who is in both
/// places needs a yes, since both regimes apply and both must allow. Nobody in Japan is allowed: no regime applies
/// there. Where a person's region is unknown both regimes apply, so a yes is needed.
#[derive(Clone, PartialEq, Debug)]
pub struct Regime {
    /// Names it; `everywhere` where the document declares none.
    pub(crate) id: String,
    /// Where it applies; `None` is everywhere.
    pub(crate) regions: Option<Vec<Region>>,
    /// What it is about; `None` is everything.
    pub(crate) area: Option<Area>,
}

impl Regime {
    /// Returns the name by which rules refer to the regime.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it applies to a person in those regions. Where none is known it may apply, so it does.
    ///
    /// A person in `US` alone is not in a regime for `US-CA`: a code covers itself and what is under it.
    pub(crate) fn applies_in(&self, regions: &[Region]) -> bool {
        let Some(own) = &self.regions else { return true };
        regions.is_empty() || regions.iter().any(|region| own.iter().any(|cover| cover.covers(region)))
    }
}
