//! What is suspicious in a policy, though not wrong.
//!
//! A lint is a fault in form and advice in meaning: it has a place, a code and a message, and stops nothing. What it
//! points at is often right, as where a second basis is meant; so it is asked for, and not part of compiling.

use crate::{
    act::Kind,
    fault::{Fault, FaultCode},
    policy::{basis::Basis, conditions::FactTest, policy::Policy, rule::Rule},
    vocabulary::{CategoryId, PurposeId},
};

impl Policy {
    /// Returns what is suspicious in the policy, though not wrong: advice, rule by rule, then on recipients, then on
    /// the whole. Each has its place, one of these codes, and how to mend it.
    ///
    /// | code | what |
    /// |---|---|
    /// | `two_bases` | consent beside a basis that goes on without it: a withdrawal would not stop the use |
    /// | `bundled_purposes` | one consent for several purposes of the top level (GDPR recital 43) |
    /// | `no_location` | a recipient of whom nobody can say where the data goes (GDPR Art. 13(1)(f)) |
    /// | `nothing_to_revoke` | no rule listens to anything that a person can say |
    /// | `sensitive_category` | sensitive data on `legitimate_interests`, which asks nobody first |
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let document: PolicyDocument = toml::from_str(r#"
    ///     version = "1"
    ///     vocabulary.starter = true
    ///     vocabulary.recipients = [{ key = "lingon", role = "controller" }]
    ///     [[rules]]
    ///     id = "newsletter"
    ///     basis = "consent"
    ///     scope.purposes = "marketing.email"
    ///     scope.categories = "user.contact"
    ///     scope.recipients = "lingon"
    ///     scope.operations = "use"
    /// "#)?;
    /// let policy = document.compile()?;
    /// let lints = policy.lints();
    /// assert_eq!((lints.len(), lints[0].place.as_str()), (1, "vocabulary.recipients.lingon"));
    /// assert!(lints[0].code == "no_location" && lints[0].code.is_lint());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A service may treat them as errors in its own tests, but for those that it has thought about:
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let policy = PolicyDocument::from_toml(r#"
    ///     version = "1"
    ///     vocabulary.starter = true
    ///     vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    ///     [[rules]]
    ///     id = "newsletter"
    ///     basis = "consent"
    /// scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
    ///     [[rules]]
    ///     id = "existing_customers"
    ///     basis = "legitimate_interests"
    /// scope = { purposes = "marketing.email", categories = "user.contact", recipients = "*", operations = "use" }
    /// "#)?
    /// .compile()?;
    /// let lints = policy.lints();
    /// let codes: Vec<_> = lints.iter().map(|lint| lint.code.name()).collect();
    /// assert_eq!(codes, ["two_bases"]); // after a withdrawal the second rule still allows
    /// assert_eq!(lints[0].place, "rules[0]");
    /// # Ok::<(), consentry::Faults>(())
    /// ```
    #[must_use]
    pub fn lints(&self) -> Vec<Fault> {
        lints(self)
    }
}

/// All lints of a policy.
///
/// Every consent rule is held against every other rule, so the time grows with the square of the rules.
fn lints(policy: &Policy) -> Vec<Fault> {
    let mut found = Vec::new();
    for (position, rule) in policy.rules().iter().enumerate() {
        second_basis(policy, position, rule, &mut found);
        bundled_purposes(policy, position, rule, &mut found);
        sensitive_without_choice(policy, position, rule, &mut found);
    }
    for (_, node) in policy.vocabulary().recipients().nodes() {
        if node.details().location.is_none() {
            let message = format!(
                "the recipient `{}` has no location, so nobody can be told where their data goes; add `location`",
                node.key()
            );
            found.push(Fault::new(format!("vocabulary.recipients.{}", node.key()), FaultCode::NoLocation, message));
        }
    }
    let revocable = |rule: &Rule| {
        rule.honours_withdrawal
            || !matches!(rule.basis(), Basis::LegalObligation | Basis::VitalInterests | Basis::Prohibited)
    };
    if !policy.rules().iter().any(revocable) {
        let message = "no rule listens to anything a person can say, so nobody could ever stop a use; rest what \
                       needs no law on `consent`, `opt_out` or `legitimate_interests`";
        found.push(Fault::new("rules", FaultCode::NothingToRevoke, message));
    }
    found
}

/// Reports consent beside a basis that goes on without it.
///
/// Reported once a rule, with the first other rule that is found, and only where some person could come under both: a
/// rule for adults beside one for children is no second basis.
fn second_basis(policy: &Policy, position: usize, rule: &Rule, found: &mut Vec<Fault>) {
    if rule.basis() != Basis::Consent {
        return;
    }
    let other = policy.rules().iter().find(|other| {
        other.regime == rule.regime
            && goes_on_after_withdrawal(other)
            && other.area.intersects(&rule.area)
            && can_apply_together(other, rule)
    });
    if let Some(other) = other {
        let message = format!(
            "the rule `{}` asks for consent where `{}` (basis `{}`) allows some of it anyway; a withdrawal would not \
             stop that use; take what both cover out of one of them, or set `honours_withdrawal = true`",
            rule.id(),
            other.id(),
            other.basis().name()
        );
        found.push(Fault::new(format!("rules[{position}]"), FaultCode::TwoBases, message));
    }
}

/// Whether the rule allows its use although the person has withdrawn.
///
/// That is so where the basis does not hear withdrawals and the rule does not say `honours_withdrawal`.
fn goes_on_after_withdrawal(rule: &Rule) -> bool {
    !matches!(rule.basis(), Basis::Prohibited) && !rule.hears(false).has(Kind::Withdrawn)
}

/// Whether some person could meet the conditions of both.
///
/// Regions meet where one covers the other; ages where the ranges overlap; facts unless one rule wants a fact that
/// the other excludes. What is left out in a rule meets everything.
fn can_apply_together(one: &Rule, other: &Rule) -> bool {
    let regions = match (&one.regions, &other.regions) {
        (Some(a), Some(b)) => a.iter().any(|a| b.iter().any(|b| a.covers(b) || b.covers(a))),
        _ => true,
    };
    let ages = match (one.ages, other.ages) {
        (Some(a), Some(b)) => a.below.is_none_or(|below| b.from < below) && b.below.is_none_or(|below| a.from < below),
        _ => true,
    };
    let contradicts = |test: &FactTest| other.facts.iter().any(|own| own.fact == test.fact && own.holds != test.holds);
    regions && ages && !one.facts.iter().any(contradicts)
}

/// Reports one consent for several top-level purposes (GDPR recital 43).
///
/// Consent is presumed not to be free where separate operations cannot be consented to separately. Purposes of one
/// top-level key are taken for one purpose: `marketing.email` beside `marketing.phone` is not reported.
fn bundled_purposes(policy: &Policy, position: usize, rule: &Rule, found: &mut Vec<Fault>) {
    if rule.basis() != Basis::Consent {
        return;
    }
    let purposes = policy.vocabulary().purposes();
    let roots = rule.area.purposes.iter().filter_map(|index| purposes.node(PurposeId::new(index)));
    let mut roots: Vec<_> = roots.filter_map(|node| node.key().as_str().split('.').next()).collect();
    roots.sort_unstable();
    roots.dedup();
    if roots.len() > 1 {
        let message = format!(
            "the rule `{}` covers several purposes (`{}`); ask for each by itself",
            rule.id(),
            roots.join("`, `")
        );
        found.push(Fault::new(format!("rules[{position}].scope.purposes"), FaultCode::BundledPurposes, message));
    }
}

/// Reports sensitive data used on a basis that does not ask.
///
/// California gives people the right to limit the use of sensitive data (Civil Code §1798.121), and elsewhere an
/// interest seldom outweighs theirs. Special categories are not for this lint: they are refused without a ground of
/// Art. 9.
fn sensitive_without_choice(policy: &Policy, position: usize, rule: &Rule, found: &mut Vec<Fault>) {
    if !matches!(rule.basis(), Basis::LegitimateInterests) {
        return;
    }
    let categories = policy.vocabulary().categories();
    let sensitive = rule
        .area
        .categories
        .iter()
        .filter_map(|index| categories.node(CategoryId::new(index)))
        .find(|node| node.details().sensitive);
    if let Some(node) = sensitive {
        let message = format!(
            "`{}` is sensitive, and basis `legitimate_interests` does not ask the person first; use `consent`, or take \
                 it out of the scope",
            node.key()
        );
        found.push(Fault::new(format!("rules[{position}].scope.categories"), FaultCode::SensitiveCategory, message));
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::PolicyDocument;

    /// The codes of the lints of a policy of a consent rule and another rule, for the same use in one regime of two.
    fn lints(consent: &str, basis: &str, other: &str) -> Vec<&'static str> {
        let scope = "{ purposes = \"ads\", categories = \"*\", recipients = \"*\", operations = \"use\" }";
        let text = format!(
            r#"
                version = "1"
                facts = ["customer", "member"]
                vocabulary.purposes = [{{ key = "ads" }}]
                vocabulary.categories = [{{ key = "contact", sensitive = true }}]
                vocabulary.recipients = [{{ key = "lingon", role = "controller", location = "SE" }}]
                regimes = [{{ id = "one" }}, {{ id = "two" }}]
                [[rules]]
                id = "asks"
                basis = "consent"
                scope = {scope}
                {consent}
                [[rules]]
                id = "other"
                basis = "{basis}"
                scope = {scope}
                {other}
            "#
        );
        let regime = |text: &str| if text.contains("regime =") { "" } else { "regime = \"one\"" };
        let text = text.replacen("id = \"asks\"", &format!("id = \"asks\"\n{}", regime(consent)), 1);
        let text = text.replacen("id = \"other\"", &format!("id = \"other\"\n{}", regime(other)), 1);
        let policy = toml::from_str::<PolicyDocument>(&text).unwrap().compile().unwrap();
        policy.lints().iter().map(|lint| lint.code.name()).collect()
    }

    #[test]
    fn a_second_basis_counts_only_where_it_goes_on_after_a_withdrawal() {
        assert_eq!(lints("", "contract", ""), ["two_bases"]);
        assert_eq!(lints("", "legitimate_interests", ""), ["two_bases", "sensitive_category"]);
        assert_eq!(lints("", "contract", "honours_withdrawal = true"), [""; 0]);
        assert_eq!(lints("facts = [\"customer\"]", "prohibited", "ages = { below = 13 }"), [""; 0]);
        assert_eq!(lints("", "contract", "regime = \"two\""), [""; 0]);
    }

    #[test]
    fn a_second_basis_counts_only_where_both_can_apply_to_someone() {
        let together = [
            ("regions = [\"SE\", \"NO\"]", "regions = [\"NO\", \"FI\"]"),
            ("regions = [\"SE\"]", "regions = [\"SE-AB\"]"),
            ("regions = [\"SE\"]", ""),
            ("ages = { from = 13 }", "ages = { below = 14 }"),
            ("ages = { from = 13 }", "ages = { from = 65 }"),
            ("ages = { from = 13, below = 20 }", "ages = { from = 19, below = 30 }"),
            ("facts = [\"customer\"]", "facts = [\"customer\"]"),
            ("facts = [\"customer\"]", "facts = [\"member\"]"),
            ("facts = [\"customer\"]", "facts = [\"!member\"]"),
        ];
        let apart = [
            ("regions = [\"SE\"]", "regions = [\"NO\"]"),
            ("regions = [\"SE-AB\"]", "regions = [\"SE-AC\"]"),
            ("ages = { from = 13 }", "ages = { below = 13 }"),
            ("ages = { from = 13, below = 19 }", "ages = { from = 19, below = 30 }"),
            ("facts = [\"customer\", \"member\"]", "facts = [\"!customer\"]"),
        ];
        for (one, other) in together {
            assert_eq!(lints(one, "contract", other), ["two_bases"], "{one} {other}");
            assert_eq!(lints(other, "contract", one), ["two_bases"], "{other} {one}");
        }
        for (one, other) in apart {
            assert_eq!(lints(one, "contract", other), [""; 0], "{one} {other}");
            assert_eq!(lints(other, "contract", one), [""; 0], "{other} {one}");
        }
    }
}
