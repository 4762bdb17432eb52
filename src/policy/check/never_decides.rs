//! Rules that can never decide anything.
//!
//! Such a rule is nearly always a mistake: its author believes that it does something. Four things have to come
//! together for rule *r* to be pointless beside rule *o* of the same regime:
//!
//! 1. *o* covers all that *r* covers, as far as the regime goes ([`within_regime`]);
//! 2. *o* applies to everyone that *r* applies to ([`conditions_include`]);
//! 3. *o* is never stricter, or it prohibits ([`makes_pointless`], [`is_no_stricter`]);
//! 4. *o* stands earlier, or it prohibits, for then the order does not matter.
//!
//! What is found is certain. Not everything that is pointless is found: a rule that only two others together cover is
//! let through.

use crate::{
    fault::{Fault, FaultCode},
    policy::{basis::Basis, conditions::Ages, policy::Policy, rule::Rule},
    region::Region,
    vocabulary::Area,
};

/// Reports every rule that an earlier one, or a prohibition, makes pointless.
///
/// The code is `never_decides`, the place `rules[…]`, and the message names the other rule. The time grows with the
/// square of the rules, so the comparisons that cost least come first.
pub(in crate::policy) fn check(policy: &Policy, faults: &mut Vec<Fault>) {
    for (position, rule) in policy.rules().iter().enumerate() {
        let area = within_regime(policy, rule);
        let decider = policy.rules().iter().enumerate().find(|(other_position, other)| {
            *other_position != position
                && other.regime == rule.regime
                // The cheapest first: every rule is held against every other.
                && makes_pointless(other, *other_position < position, rule)
                && conditions_include(other, rule)
                && area.is_subset(&other.area)
        });
        if let Some((other_position, other)) = decider {
            let message = format!(
                "the rule `{}` can never decide anything: rules[{other_position}] (`{}`) covers all of it and is never \
                 stricter; remove it, or narrow the other's scope or conditions",
                rule.id, other.id
            );
            faults.push(Fault::new(format!("rules[{position}]"), FaultCode::NeverDecides, message));
        }
    }
}

/// Returns what a rule covers of its regime's scope: the part in which it can decide anything.
fn within_regime(policy: &Policy, rule: &Rule) -> Area {
    let regime = policy.regimes().get(rule.regime).and_then(|regime| regime.area.as_ref());
    regime.map_or_else(|| rule.area.clone(), |area| area.intersection(&rule.area))
}

/// Whether `other` applies to everyone that `rule` applies to.
///
/// Where region or age is unknown, prohibitions apply and permissions do not. So this would not hold for a permission
/// in place of a prohibition, but [`makes_pointless`] refuses that.
///
/// For people in `SE` a rule for the `EEA` applies too; one for ages from 18 applies to everyone that one for 18 to
/// 64 applies to; one that asks for a customer applies to whoever is a customer and no minor.
fn conditions_include(other: &Rule, rule: &Rule) -> bool {
    let regions = match (&other.regions, &rule.regions) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(others), Some(own)) => own.iter().all(|region: &Region| others.iter().any(|cover| cover.covers(region))),
    };
    let ages = match (other.ages, rule.ages) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(others), Some(own)) => Ages::is_subset(own, others),
    };
    regions && ages && other.facts.iter().all(|test| rule.facts.contains(test))
}

/// Given that `other` always applies along with `rule`: whether `rule` never changes the outcome.
///
/// | `other` | `rule` is pointless |
/// |---|---|
/// | prohibits | if it permits, or stands later |
/// | permits and stands later, or `rule` prohibits | never |
/// | always allows: legal obligation or vital interests, no retention, no withdrawal | always |
/// | has the same basis | if `other` is no stricter |
/// | has another basis | never |
fn makes_pointless(other: &Rule, is_earlier: bool, rule: &Rule) -> bool {
    if other.is_prohibition() {
        return !rule.is_prohibition() || is_earlier;
    }
    if !is_earlier || rule.is_prohibition() {
        return false;
    }
    let always_allows = matches!(other.basis, Basis::LegalObligation | Basis::VitalInterests)
        && other.retention_days.is_none()
        && !other.honours_withdrawal;
    always_allows || (other.basis == rule.basis && is_no_stricter(other, rule))
}

/// Whether whatever `rule` allows `other` allows, both having one basis.
///
/// No term may be stricter: a period no shorter, a required quality no more, an age or a notice no higher.
/// `ask_again_after` must be equal, since it changes whether a person may be asked, which is no matter of strictness.
fn is_no_stricter(other: &Rule, rule: &Rule) -> bool {
    fn no_shorter(other: Option<u32>, own: Option<u32>) -> bool {
        match (other, own) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(other), Some(own)) => other >= own,
        }
    }
    no_shorter(other.lifetime_days, rule.lifetime_days)
        && no_shorter(other.retention_days, rule.retention_days)
        && rule.requires.contains(other.requires)
        && other.min_notice <= rule.min_notice
        && other.min_age.unwrap_or(0) <= rule.min_age.unwrap_or(0)
        && other.ask_again_after_days == rule.ask_again_after_days
        && other.honours_withdrawal <= rule.honours_withdrawal
        && other.direct_marketing <= rule.direct_marketing
        && other.survives_erasure >= rule.survives_erasure
}

#[cfg(test)]
mod tests {
    use crate::{fault::FaultCode, policy::PolicyDocument};

    const HEADER: &str = r#"
        version = "1"
        facts = ["customer", "member"]
        vocabulary.purposes = [{ key = "ads" }, { key = "ads.mail" }, { key = "service" }]
        vocabulary.categories = [{ key = "contact" }]
        vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    "#;

    fn rule(id: &str, basis: &str, purposes: &str, more: &str) -> String {
        format!(
            "[[rules]]\nid = \"{id}\"\nbasis = \"{basis}\"\n{more}\nscope = {{ purposes = \"{purposes}\", \
             categories = \"*\", recipients = \"*\", operations = \"use\" }}\n"
        )
    }

    /// The places of all rules that can never decide.
    fn idle(rules: &[&String]) -> Vec<String> {
        in_regimes("", rules)
    }

    fn in_regimes(regimes: &str, rules: &[&String]) -> Vec<String> {
        let text = format!("{HEADER}{regimes}\n{}", rules.iter().map(|rule| rule.as_str()).collect::<String>());
        match toml::from_str::<PolicyDocument>(&text).unwrap().compile() {
            Ok(_) => Vec::new(),
            Err(faults) => {
                assert!(faults.as_slice().iter().all(|fault| fault.code == FaultCode::NeverDecides), "{faults}");
                faults.into_vec().into_iter().map(|fault| fault.place).collect()
            }
        }
    }

    #[test]
    fn of_two_alike_the_later_is_pointless() {
        for basis in ["consent", "contract", "prohibited"] {
            let (a, b) = (rule("a", basis, "ads", ""), rule("b", basis, "ads", ""));
            assert_eq!(idle(&[&a, &b]), ["rules[1]"], "{basis}");
            let wide = rule("wide", basis, "*", "");
            assert_eq!(idle(&[&wide, &b]), ["rules[1]"], "{basis}");
            assert_eq!(idle(&[&b, &wide]), [""; 0], "{basis}");
        }
        let (a, b) = (rule("a", "consent", "ads", ""), rule("b", "contract", "ads", ""));
        assert_eq!(idle(&[&a, &b]), [""; 0]);
    }

    #[test]
    fn a_prohibition_silences_every_permission_under_it_wherever_it_stands() {
        let (no, yes) = (rule("no", "prohibited", "ads", ""), rule("yes", "consent", "ads.mail", ""));
        assert_eq!(idle(&[&no, &yes]), ["rules[1]"]);
        assert_eq!(idle(&[&yes, &no]), ["rules[0]"]);
        let narrow = rule("no", "prohibited", "ads.mail", "");
        assert_eq!(idle(&[&rule("yes", "consent", "ads", ""), &narrow]), [""; 0]);
    }

    #[test]
    fn a_law_silences_what_comes_after_it_unless_it_can_fail() {
        for basis in ["legal_obligation", "vital_interests"] {
            let (law, other) = (rule("law", basis, "ads", ""), rule("other", "contract", "ads", ""));
            assert_eq!(idle(&[&law, &other]), ["rules[1]"]);
            assert_eq!(idle(&[&other, &law]), [""; 0]);
            for more in ["retention_days = 9", "honours_withdrawal = true"] {
                assert_eq!(idle(&[&rule("law", basis, "ads", more), &other]), [""; 0], "{more}");
            }
        }
    }

    #[test]
    fn conditions_must_be_as_wide() {
        // One on the left is at least as wide as the one on the right.
        let pairs = [
            ("regions = [\"SE\"]", "regions = [\"SE-AB\"]"),
            ("regions = [\"SE\", \"NO\"]", "regions = [\"NO\"]"),
            ("", "regions = [\"SE\"]"),
            ("ages = { from = 13 }", "ages = { from = 14 }"),
            ("ages = { from = 13 }", "ages = { from = 13, below = 18 }"),
            ("ages = { below = 18 }", "ages = { below = 17 }"),
            ("ages = { from = 13, below = 18 }", "ages = { from = 14, below = 17 }"),
            ("", "ages = { below = 18 }"),
            ("facts = [\"customer\"]", "facts = [\"customer\", \"member\"]"),
            ("", "facts = [\"!customer\"]"),
        ];
        for basis in ["consent", "prohibited"] {
            for (wide, narrow) in pairs {
                let (wide, narrow) = (rule("wide", basis, "ads", wide), rule("narrow", basis, "ads", narrow));
                assert_eq!(idle(&[&wide, &narrow]), ["rules[1]"], "{wide}{narrow}");
                assert_eq!(idle(&[&narrow, &wide]), [""; 0], "{narrow}{wide}");
                let again = wide.replace("\"wide\"", "\"again\"");
                assert_eq!(idle(&[&wide, &again]), ["rules[1]"], "{wide}");
            }
        }
        // Wider in one way is not wider in all.
        let crossing = [
            ("regions = [\"SE\"]", "ages = { below = 18 }"),
            ("ages = { below = 18 }", "facts = [\"customer\"]"),
            ("regions = [\"SE\"]", "facts = [\"customer\"]"),
            ("facts = [\"member\"]", "facts = [\"customer\"]"),
            ("ages = { from = 13, below = 18 }", "ages = { from = 14, below = 19 }"),
        ];
        for (one, other) in crossing {
            let (one, other) = (rule("one", "consent", "ads", one), rule("other", "consent", "ads", other));
            assert_eq!(idle(&[&one, &other]), [""; 0], "{one}{other}");
            assert_eq!(idle(&[&other, &one]), [""; 0], "{one}{other}");
        }
        // A prohibition also applies where the region is unknown, and so stands in for a permission there.
        let (no, yes) = (
            rule("no", "prohibited", "ads", "regions = [\"SE\"]"),
            rule("yes", "consent", "ads", "regions = [\"SE-AB\"]"),
        );
        assert_eq!(idle(&[&yes, &no]), ["rules[0]"]);
    }

    #[test]
    fn terms_must_be_no_stricter() {
        let pairs = [
            ("consent", "", "lifetime_days = 9"),
            ("consent", "lifetime_days = 9", "lifetime_days = 8"),
            ("consent", "", "retention_days = 9"),
            ("contract", "retention_days = 9", "retention_days = 8"),
            ("consent", "", "requires = \"explicit\""),
            ("consent", "requires = \"explicit\"", "requires = [\"explicit\", \"separate\"]"),
            ("consent", "min_notice = 2", "min_notice = 3"),
            ("consent", "", "min_age = 13"),
            ("consent", "min_age = 13", "min_age = 14"),
            ("contract", "", "honours_withdrawal = true"),
            ("legitimate_interests", "", "direct_marketing = true"),
            ("contract", "survives_erasure = true", ""),
        ];
        for (basis, lax, strict) in pairs {
            let (lax, strict) = (rule("lax", basis, "ads", lax), rule("strict", basis, "ads", strict));
            assert_eq!(idle(&[&lax, &strict]), ["rules[1]"], "{lax}{strict}");
            assert_eq!(idle(&[&strict, &lax]), [""; 0], "{strict}{lax}");
            let again = strict.replace("\"strict\"", "\"again\"");
            assert_eq!(idle(&[&strict, &again]), ["rules[1]"], "{strict}");
        }
        // Stricter in one way and laxer in another; and asking again is not a matter of stricter or laxer.
        let terms =
            ["lifetime_days = 9", "retention_days = 9", "requires = \"explicit\"", "min_notice = 2", "min_age = 13"];
        for one in terms {
            for other in terms.into_iter().chain(["ask_again_after_days = 9"]).filter(|other| *other != one) {
                let (one, other) = (rule("one", "consent", "ads", one), rule("other", "consent", "ads", other));
                assert_eq!(idle(&[&one, &other]), [""; 0], "{one}{other}");
                assert_eq!(idle(&[&other, &one]), [""; 0], "{one}{other}");
            }
        }
        let flags = ["honours_withdrawal = true", "retention_days = 9\nsurvives_erasure = true"];
        let [one, other] = flags.map(|more| rule(&more[..1].to_lowercase(), "contract", "ads", more));
        assert_eq!(idle(&[&one, &other]), [""; 0]);
        assert_eq!(idle(&[&other, &one]), [""; 0]);
    }

    #[test]
    fn regimes_are_held_apart_and_cut_a_scope() {
        let regimes = r#"
            [[regimes]]
            id = "one"
            scope = { purposes = "ads", categories = "*", recipients = "*", operations = "*" }
            [[regimes]]
            id = "two"
        "#;
        let a = rule("a", "consent", "ads", "regime = \"one\"");
        assert_eq!(in_regimes(regimes, &[&a, &rule("b", "consent", "ads", "regime = \"two\"")]), [""; 0]);
        // Beyond its regime's scope a rule says nothing.
        assert_eq!(in_regimes(regimes, &[&a, &rule("b", "consent", "*", "regime = \"one\"")]), ["rules[1]"]);
    }
}
