//! Rules that can never decide anything, and how areas of one version look in another.

use super::{Ages, Basis, Policy, Rule};
use crate::{
    fault::Fault,
    region::Region,
    vocabulary::{Area, Axis, NodeId, Spans, Tree},
};

/// Reports every rule that an earlier one, or a prohibition, makes pointless.
pub(super) fn find(policy: &Policy, faults: &mut Vec<Fault>) {
    for (position, rule) in policy.rules().iter().enumerate() {
        let area = within_regime(policy, rule);
        let shadowing = policy.rules().iter().enumerate().find(|(other_position, other)| {
            *other_position != position
                && other.regime == rule.regime
                // The cheapest first: every rule is held against every other.
                && makes_pointless(other, *other_position < position, rule)
                && conditions_include(other, rule)
                && area.is_subset(&other.area)
        });
        if let Some((other_position, other)) = shadowing {
            let message = format!(
                "the rule `{}` can never decide anything: rules[{other_position}] (`{}`) covers all of it and is never \
                 stricter; remove it, or narrow the other's scope or conditions",
                rule.id, other.id
            );
            faults.push(Fault::new(format!("rules[{position}]"), "shadowed", message));
        }
    }
}

fn within_regime(policy: &Policy, rule: &Rule) -> Area {
    let regime = policy.regimes().get(rule.regime).and_then(|regime| regime.area.as_ref());
    regime.map_or_else(|| rule.area.clone(), |area| area.intersection(&rule.area))
}

/// Whether `other` applies to everyone that `rule` applies to.
///
/// Where region or age is unknown, prohibitions apply and permissions do not. So this would not hold for a permission
/// in place of a prohibition, but [`makes_pointless`] refuses that.
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

/// What a rule of `old` covers in the vocabulary of `new`; `None` where nothing of it is left.
pub(super) fn carried_over(old: &Policy, rule: &Rule, new: &Policy) -> Option<Area> {
    fn set<A: Axis>(old: &Tree<A>, spans: &Spans, new: &Tree<A>) -> Spans {
        let keys = spans.iter().filter_map(|index| old.node(NodeId::new(index))).map(|node| node.key().as_str());
        // Node by node, not subtree by subtree: a key that appeared since was under no rule before.
        let nodes = keys.flat_map(|key| match new.id(key) {
            Some(id) => vec![(id.index, id.index + 1)],
            None => new.formerly(key).map(|id| (id.index, id.index + 1)).collect(),
        });
        Spans::new(nodes.collect())
    }
    let (before, after) = (old.vocabulary(), new.vocabulary());
    let area = Area {
        purposes: set(before.purposes(), &rule.area.purposes, after.purposes()),
        categories: set(before.categories(), &rule.area.categories, after.categories()),
        recipients: set(before.recipients(), &rule.area.recipients, after.recipients()),
        operations: rule.area.operations,
    };
    (!area.is_empty()).then_some(area)
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyDocument;

    const HEADER: &str = r#"
        version = "1"
        facts = ["customer", "member"]
        vocabulary.purposes = [{ key = "ads" }, { key = "ads.mail" }, { key = "service" }]
        vocabulary.categories = [{ key = "contact" }]
        vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    "#;

    fn rule(id: &str, basis: &str, purposes: &str, more: &str) -> String {
        format!(
            "[[rules]]\nid = \"{id}\"\nbasis = \"{basis}\"\n{more}\nscope = {{ purposes = \"{purposes}\", categories = \"*\", \
             recipients = \"*\", operations = \"use\" }}\n"
        )
    }

    /// The places of all rules that can never decide.
    fn shadowed(rules: &[&String]) -> Vec<String> {
        in_regimes("", rules)
    }

    fn in_regimes(regimes: &str, rules: &[&String]) -> Vec<String> {
        let text = format!("{HEADER}{regimes}\n{}", rules.iter().map(|rule| rule.as_str()).collect::<String>());
        match toml::from_str::<PolicyDocument>(&text).unwrap().compile() {
            Ok(_) => Vec::new(),
            Err(faults) => {
                assert!(faults.as_slice().iter().all(|fault| fault.code == "shadowed"), "{faults}");
                faults.into_vec().into_iter().map(|fault| fault.place).collect()
            }
        }
    }

    #[test]
    fn of_two_alike_the_later_is_pointless() {
        for basis in ["consent", "contract", "prohibited"] {
            let (a, b) = (rule("a", basis, "ads", ""), rule("b", basis, "ads", ""));
            assert_eq!(shadowed(&[&a, &b]), ["rules[1]"], "{basis}");
            let wide = rule("wide", basis, "*", "");
            assert_eq!(shadowed(&[&wide, &b]), ["rules[1]"], "{basis}");
            assert_eq!(shadowed(&[&b, &wide]), [""; 0], "{basis}");
        }
        let (a, b) = (rule("a", "consent", "ads", ""), rule("b", "contract", "ads", ""));
        assert_eq!(shadowed(&[&a, &b]), [""; 0]);
    }

    #[test]
    fn a_prohibition_silences_every_permission_under_it_wherever_it_stands() {
        let (no, yes) = (rule("no", "prohibited", "ads", ""), rule("yes", "consent", "ads.mail", ""));
        assert_eq!(shadowed(&[&no, &yes]), ["rules[1]"]);
        assert_eq!(shadowed(&[&yes, &no]), ["rules[0]"]);
        let narrow = rule("no", "prohibited", "ads.mail", "");
        assert_eq!(shadowed(&[&rule("yes", "consent", "ads", ""), &narrow]), [""; 0]);
    }

    #[test]
    fn a_law_silences_what_comes_after_it_unless_it_can_fail() {
        for basis in ["legal_obligation", "vital_interests"] {
            let (law, other) = (rule("law", basis, "ads", ""), rule("other", "contract", "ads", ""));
            assert_eq!(shadowed(&[&law, &other]), ["rules[1]"]);
            assert_eq!(shadowed(&[&other, &law]), [""; 0]);
            for more in ["retention_days = 9", "honours_withdrawal = true"] {
                assert_eq!(shadowed(&[&rule("law", basis, "ads", more), &other]), [""; 0], "{more}");
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
                assert_eq!(shadowed(&[&wide, &narrow]), ["rules[1]"], "{wide}{narrow}");
                assert_eq!(shadowed(&[&narrow, &wide]), [""; 0], "{narrow}{wide}");
                let again = wide.replace("\"wide\"", "\"again\"");
                assert_eq!(shadowed(&[&wide, &again]), ["rules[1]"], "{wide}");
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
            assert_eq!(shadowed(&[&one, &other]), [""; 0], "{one}{other}");
            assert_eq!(shadowed(&[&other, &one]), [""; 0], "{one}{other}");
        }
        // A prohibition also applies where the region is unknown, and so stands in for a permission there.
        let (no, yes) = (
            rule("no", "prohibited", "ads", "regions = [\"SE\"]"),
            rule("yes", "consent", "ads", "regions = [\"SE-AB\"]"),
        );
        assert_eq!(shadowed(&[&yes, &no]), ["rules[0]"]);
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
            assert_eq!(shadowed(&[&lax, &strict]), ["rules[1]"], "{lax}{strict}");
            assert_eq!(shadowed(&[&strict, &lax]), [""; 0], "{strict}{lax}");
            let again = strict.replace("\"strict\"", "\"again\"");
            assert_eq!(shadowed(&[&strict, &again]), ["rules[1]"], "{strict}");
        }
        // Stricter in one way and laxer in another; and asking again is not a matter of stricter or laxer.
        let terms =
            ["lifetime_days = 9", "retention_days = 9", "requires = \"explicit\"", "min_notice = 2", "min_age = 13"];
        for one in terms {
            for other in terms.into_iter().chain(["ask_again_after_days = 9"]).filter(|other| *other != one) {
                let (one, other) = (rule("one", "consent", "ads", one), rule("other", "consent", "ads", other));
                assert_eq!(shadowed(&[&one, &other]), [""; 0], "{one}{other}");
                assert_eq!(shadowed(&[&other, &one]), [""; 0], "{one}{other}");
            }
        }
        let flags = ["honours_withdrawal = true", "retention_days = 9\nsurvives_erasure = true"];
        let [one, other] = flags.map(|more| rule(&more[..1].to_lowercase(), "contract", "ads", more));
        assert_eq!(shadowed(&[&one, &other]), [""; 0]);
        assert_eq!(shadowed(&[&other, &one]), [""; 0]);
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
