//! A rule as it is written.

use serde::{Deserialize, Serialize};

use crate::{
    policy::{basis::Basis, exception::Article9Exception},
    vocabulary::{ScopeDocument, one_or_many},
};

/// One declaration of a policy: for a scope, a basis, the conditions on the person, and terms.
///
/// Within a regime, rules are alternatives: any one that allows suffices, unless another prohibits. A rule that can
/// never decide anything, since one before it covers all of it and is never stricter, is refused (`never_decides`).
///
/// ```
/// use consentry::policy::RuleDocument;
///
/// let rule: RuleDocument = toml::from_str(r#"
///     id = "newsletter"
///     basis = "consent"
///     lifetime_days = 730
///     ask_again_after_days = 180
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
/// "#)?;
/// assert_eq!((rule.lifetime_days, rule.regime), (Some(730), None));
/// // A field that nobody knows is an error, so a misspelt condition is never silently missing.
/// assert!(toml::from_str::<RuleDocument>("id = \"a\"\nregoins = [\"SE\"]").is_err());
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDocument {
    /// Names the rule, in explanations, reports and tests.
    ///
    /// Required: lower snake case, with `.` and `-` between words, at most 128 bytes. Refused: another spelling
    /// (`malformed_id`), and an `id` that another rule has (`duplicate_key`).
    ///
    /// ```toml
    /// id = "newsletter_consent"
    /// ```
    pub id: String,
    /// The `id` of the regime that the rule belongs to.
    ///
    /// May be left out where the policy has one regime or none. Refused: a regime that is not declared, and leaving it
    /// out where there are several (`unknown_regime`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// What the rule is about: purposes, categories, recipients and operations. A listed key means its whole subtree,
    /// `#tag` all nodes with that tag, `*` all there is; one text may stand for a list of one.
    ///
    /// Required, each set with at least one entry (`empty_set`). Refused: names that the vocabulary does not have
    /// (`unknown_key`, `unknown_operation`), and a scope outside that of the regime (`unreachable`).
    ///
    /// ```toml
    /// scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
    /// ```
    pub scope: ScopeDocument,
    /// On what ground the use is lawful, or that it is `prohibited`: one of `consent`, `opt_out`,
    /// `legitimate_interests`, `public_task`, `contract`, `legal_obligation`, `vital_interests`, `platform`,
    /// `prohibited`. Required. See [`Basis`].
    ///
    /// Some need more for some data (GDPR Art. 9, 22, 46): `special_category`, `automated_decision` and
    /// `unsafeguarded_transfer` say what.
    pub basis: Basis,
    /// A condition: where the person is. ISO 3166 codes and region groups; everywhere if left out.
    ///
    /// A rule that permits holds only where *all* regions of the person are covered, and not for people whose region is
    /// unknown; a prohibition holds where *any* is, and for unknown ones. Refused: unknown codes (`unknown_region`), an
    /// empty list (`empty_set`), and regions outside those of the regime (`unreachable`).
    ///
    /// ```toml
    /// regions = ["SE", "US-CA", "nordics"]
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// A condition: how old the person is when the question is asked. Any age if left out.
    ///
    /// A permission does not hold for people whose date of birth is unknown; a prohibition does.
    ///
    /// ```toml
    /// ages = { from = 18 }
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ages: Option<AgesDocument>,
    /// A condition: what must be true of the person, or with `!` must not be. All must hold; none if left out. One text
    /// may stand for a list of one.
    ///
    /// Each must be declared under the policy's `facts` (`unknown_fact`). Refused: a fact both ways (`unreachable`).
    ///
    /// ```toml
    /// facts = ["customer", "!incapable"]
    /// ```
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
    /// Consent runs out this many days after it was given; then the person is asked anew. Without it, consent has no
    /// end of its own. From 1 to 100000 (`zero_days`, `out_of_range`); only with basis `consent` (`no_effect`).
    ///
    /// ```toml
    /// lifetime_days = 730
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_days: Option<u32>,
    /// Consent counts only if it was given under this version of the notice or a later one (GDPR Art. 4(11): informed).
    /// 0, the default, means any version. Raise it when all people must be asked anew; when one purpose changed, raise
    /// its `since`. Only with basis `consent` (`no_effect`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_notice: Option<u16>,
    /// Qualities that consent must have: `affirmative` (always required), `explicit`, `separate`, `free`, `informed`,
    /// `evidenced`. See [`Qualities`](crate::Qualities). Refused: other words (`unknown_word`); only with basis
    /// `consent` (`no_effect`).
    ///
    /// ```toml
    /// requires = ["explicit", "separate"]
    /// ```
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// Below this age only a guardian can consent (GDPR Art. 8: 16, or down to 13 where a member state says so).
    /// Counted in whole years on the day of the yes. From 1 to 150 (`no_effect`, `out_of_range`); only with basis
    /// `consent`. No age is asked for if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_age: Option<u16>,
    /// After a no or an unanswered request, the number of days before the person may be asked again. Without it a no is
    /// final. From 1 to 100000 (`zero_days`, `out_of_range`); only with `consent`, `opt_out` or `legitimate_interests`
    /// (`no_effect`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_again_after_days: Option<u32>,
    /// Data may be used for this many days after it was collected (GDPR Art. 5(1)(e)); forever if left out. A use that
    /// does not say when its data was collected is then denied (`data_age_unknown`). From 1 to 100000 (`zero_days`,
    /// `out_of_range`); not with `prohibited` (`no_effect`).
    ///
    /// ```toml
    /// retention_days = 90
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// Whether a refusal or a withdrawal stops the use although the basis does not need consent. `false` by default.
    /// Refused where the basis listens to them anyway, or to nothing: `consent`, `opt_out`, `platform`, `prohibited`
    /// (`no_effect`).
    #[serde(default)]
    pub honours_withdrawal: bool,
    /// Whether the use is direct marketing, so that an objection is final and cannot be overruled (GDPR Art. 21(3)).
    /// `false` by default; a purpose with the tag `direct_marketing` has the same effect. Only with
    /// `legitimate_interests` (`no_effect`).
    #[serde(default)]
    pub direct_marketing: bool,
    /// Whether the use goes on after the person's data was erased, as for legal claims (GDPR Art. 17(3)). `false` by
    /// default. Refused with `consent`, `opt_out`, `platform` and `prohibited` (`no_effect`).
    #[serde(default)]
    pub survives_erasure: bool,
    /// What whoever is allowed must do: `pseudonymise`, `aggregate`, `log`, `human_review`, `no_onward_sharing`. None
    /// by default. See [`Obligations`](crate::Obligations). Refused: other words (`unknown_word`); not with
    /// `prohibited` (`no_effect`).
    ///
    /// ```toml
    /// obligations = ["log", "no_onward_sharing"]
    /// ```
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<String>,
    /// What the organisation promises to do when the person takes consent back or objects; reports and duties follow
    /// it. No promise by default. Not with `prohibited` (`no_effect`).
    ///
    /// ```toml
    /// on_withdrawal = { actions = ["stop", "erase"], within_days = 30 }
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_withdrawal: Option<OnWithdrawalDocument>,
    /// The exception of GDPR Art. 9(2) that a use of special categories without explicit consent rests on. None by
    /// default; needed where the scope has a special category and the rule does not require `explicit` consent
    /// (`special_category`). Values as in [`Article9Exception`]; not with `platform` or `prohibited` (`no_effect`).
    ///
    /// ```toml
    /// exception = "health_care"
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Article9Exception>,
}

/// A range of ages in whole years, with its lower end and without its upper end: `{ from = 13, below = 18 }` means 13
/// to 17.
///
/// At least one end must be given (`empty_set`). Refused: a range that holds nobody (`unreachable`), everybody
/// (`no_effect`), or ages beyond 150 (`out_of_range`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgesDocument {
    /// The youngest age in the range, in whole years, at most 150; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u16>,
    /// The first age that is too old, in whole years, at most 150; no upper end if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u16>,
}

/// A promise of what is done when consent is withdrawn, and within how many days.
///
/// ```toml
/// on_withdrawal = { actions = ["stop", "notify_recipients"], within_days = 7 }
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnWithdrawalDocument {
    /// What is done: any of `stop`, `notify_recipients` (GDPR Art. 19) and `erase` (GDPR Art. 17(1)(b)). Required, at
    /// least one (`empty_set`); other words are refused (`unknown_word`).
    #[serde(deserialize_with = "one_or_many")]
    pub actions: Vec<String>,
    /// Within how many days it is done; 0 is at once, 100000 the most (`out_of_range`). Required.
    pub within_days: u32,
}

#[cfg(test)]
mod tests {
    use super::RuleDocument;

    #[test]
    fn one_text_stands_for_a_list_of_one() {
        let scope = r#"scope = { purposes = "a", categories = "a", recipients = "a", operations = "use" }"#;
        let rule = |lines: &str| -> RuleDocument {
            toml::from_str(&format!("id = \"a\"\nbasis = \"consent\"\n{scope}\n{lines}")).unwrap()
        };
        for field in ["facts", "requires", "obligations"] {
            let one = rule(&format!("{field} = \"customer\""));
            assert_eq!(one, rule(&format!("{field} = [\"customer\"]")));
            assert_ne!(one, rule(""));
            // It is written as a list, and read again as the same.
            let json = serde_json::to_string(&one).unwrap();
            assert!(json.contains(&format!("\"{field}\":[\"customer\"]")), "{json}");
            assert_eq!(serde_json::from_str::<RuleDocument>(&json).unwrap(), one);
        }
    }
}
