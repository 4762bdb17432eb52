//! What the compiler refuses, where it says so, and what it advises.

use consentry::{
    Basis, Obligations, Policy, PolicyDocument,
    limits::{MAX_FACTS, MAX_KEY_LEN, MAX_NODES, MAX_REGIMES, MAX_RULES},
    policy::{Article9Exception, WithdrawalActions},
    vocabulary::{PurposeDocument, VocabularyDocument},
};

/// A policy that compiles; each test breaks one thing.
const WELL: &str = r##"
version = "1"
facts = ["customer"]

[vocabulary]
purposes = [
  { key = "marketing", tags = ["direct_marketing"], formerly = ["promo"] },
  { key = "marketing.email", since = 2 },
  { key = "service" },
]
categories = [{ key = "contact" }, { key = "contact.email" }, { key = "health", special = true }]
recipients = [
  { key = "lingon", role = "controller", location = "SE" },
  { key = "lingon.mailer", role = "processor", location = "US" },
]
retired = { purposes = ["fax"] }

[region_groups]
nordics = ["SE", "NO"]

[[regimes]]
id = "gdpr"
regions = ["EEA"]

[[rules]]
id = "newsletter"
scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = ["use", "store"] }
basis = "consent"
regions = ["nordics"]
ages = { from = 13, below = 65 }
facts = ["customer"]
requires = "separate"
min_age = 16
lifetime_days = 365
obligations = "log"
on_withdrawal = { actions = ["stop", "erase"], within_days = 30 }

[[rules]]
id = "orders"
scope = { purposes = "service", categories = "contact", recipients = "lingon", operations = ["use"] }
basis = "contract"
"##;

fn compile(text: &str) -> Result<Policy, Vec<(String, &'static str, String)>> {
    let document: PolicyDocument = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    document.compile().map_err(|faults| {
        faults.as_slice().iter().map(|fault| (fault.place.clone(), fault.code.name(), fault.message.clone())).collect()
    })
}

#[test]
fn the_well_formed_policy_compiles() {
    let policy = compile(WELL).unwrap();
    assert_eq!(policy.rules().len(), 2);
    assert_eq!(policy.rules()[0].id(), "newsletter");
}

#[test]
fn a_policy_says_what_it_declares() {
    let text = format!(
        "{WELL}\n[particulars.dpo]\nen = \"Ask for Ada\"\n[[notices]]\nid = \"welcome\"\nversion = 1\ntitles = {{ en = \"Hello\" }}\n\
         [[notices.items]]\nid = \"mail\"\ntitles = {{ en = \"Mail\" }}\nwhy = {{ en = \"a\" }}\nwhat_happens = {{ en = \"b\" }}\n\
         who = {{ en = \"c\" }}\nhow_long = {{ en = \"d\" }}\nsaying_no = {{ en = \"e\" }}\nguardian = {{ titles = {{ en = \"f\" }} }}\n\
         scope = {{ purposes = \"marketing\", categories = \"contact\", recipients = \"lingon\", operations = \"use\" }}\n"
    );
    let policy = compile(&text).unwrap();
    assert_eq!((policy.version(), policy.facts()), ("1", ["customer".to_owned()].as_slice()));
    assert_eq!(policy.notices().iter().map(|notice| notice.id.as_str()).collect::<Vec<_>>(), ["welcome"]);
    assert_eq!(policy.particular("dpo").and_then(|text| text.get("en")).map(String::as_str), Some("Ask for Ada"));
    assert_eq!(policy.particular("authority"), None);
    policy.check_facts(["customer"]).unwrap();
    let faults = policy.check_facts(["customer", "custmer"]).unwrap_err();
    let [fault] = faults.as_slice() else { panic!("{faults}") };
    assert_eq!((fault.place.as_str(), fault.code.name()), ("facts", "unknown_fact"));
    assert!(fault.message.contains("`custmer`; did you mean `customer`?"), "{}", fault.message);
}

#[test]
fn each_fault_is_reported_at_its_place_with_advice() {
    #[rustfmt::skip]
    let cases: &[(&str, &str, &str, &str, &str)] = &[
        // what is written, what instead, place, code, what the message says
        (r#"version = "1""#, r#"version = """#, "version", "malformed_version", "name it"),
        (r#"facts = ["customer"]

"#, r#"facts = ["customer", "Customer"]

"#, "facts[1]", "malformed_fact", "`Customer`"),
        (r#"facts = ["customer"]

"#, r#"facts = ["customer", "customer"]

"#, "facts[1]", "duplicate_key", "keep one"),
        (r#"{ key = "service" }"#, r#"{ key = "marketing" }"#, "vocabulary.purposes[2].key", "duplicate_key", "vocabulary.purposes[0]"),
        (r#"{ key = "service" }"#, r#"{ key = "service" }, { key = "a.b" }"#, "vocabulary.purposes[3].key", "missing_parent", "`a`"),
        (r#"{ key = "service" }"#, r#"{ key = "service" }, { key = "markting.x" }"#, "vocabulary.purposes[3].key", "missing_parent", "did you mean `marketing`?"),
        (r#"{ key = "service" }"#, r#"{ key = "service" }, { key = "Big" }"#, "vocabulary.purposes[3].key", "malformed_key", "lower snake case"),
        (r#"formerly = ["promo"]"#, r#"formerly = ["service"]"#, "vocabulary.purposes[0].formerly[0]", "former_key_in_use", "exists no more"),
        (r#"formerly = ["promo"]"#, r#"formerly = ["a b"]"#, "vocabulary.purposes[0].formerly[0]", "malformed_key", "`a b`"),
        (r#"tags = ["direct_marketing"]"#, r#"tags = ["Direct"]"#, "vocabulary.purposes[0].tags[0]", "malformed_tag", "without the `#`"),
        (r#"{ key = "contact" }"#, r#"{ key = "contact", tags = ["special"] }"#, "vocabulary.categories[0].tags[0]", "built_in_tag", "`special`"),
        (r#"{ key = "contact" }"#, r#"{ key = "contact", titles = { "e!" = "x" } }"#, "vocabulary.categories[0].titles", "malformed_language", "`e!`"),
        (r#"purposes = ["fax"]"#, r#"purposes = ["service"]"#, "vocabulary.retired.purposes[0]", "retired_key_in_use", "take it out"),
        (r#"purposes = ["fax"]"#, r#"purposes = ["promo"]"#, "vocabulary.retired.purposes[0]", "retired_key_in_use", "`promo`"),
        (r#"purposes = ["fax"]"#, r#"purposes = ["F"]"#, "vocabulary.retired.purposes[0]", "malformed_key", "`F`"),
        (r#"nordics = ["SE", "NO"]"#, r#"nordics = []"#, "region_groups.nordics", "empty_set", "list some"),
        (r#"nordics = ["SE", "NO"]"#, r#"nordics = ["SE", "NO"]
SE = ["FI"]"#, "region_groups.SE", "group_is_region", "another name"),
        (r#"nordics = ["SE", "NO"]"#, r#"nordics = ["SE", "NO"]
EU = ["FI"]"#, "region_groups.EU", "duplicate_key", "built in"),
        (r#"nordics = ["SE", "NO"]"#, r#"nordics = ["SE", "UK"]"#, "region_groups.nordics[1]", "unknown_region", "`GB`"),
        (r#"regions = ["EEA"]"#, r#"regions = ["EAA"]"#, "regimes[0].regions[0]", "unknown_region", "`EAA`"),
        (r#"regions = ["EEA"]"#, r#"regions = []"#, "regimes[0].regions", "empty_set", "everywhere"),
        (r#"id = "gdpr""#, r#"id = "G""#, "regimes[0].id", "malformed_id", "`G`"),
        (r#"id = "orders""#, r#"id = "newsletter""#, "rules[1].id", "duplicate_key", "rules[0]"),
        (r#"basis = "contract""#, "basis = \"contract\"\nregime = \"gdrp\"", "rules[1].regime", "unknown_regime", "did you mean `gdpr`?"),
        (r#"purposes = "service", c"#, r#"purposes = "servce", c"#, "rules[1].scope.purposes[0]", "unknown_key", "did you mean `service`?"),
        (r#"basis = "contract""#, "basis = \"contract\"\nregime = \"x\"", "rules[1].regime", "unknown_regime", "there is only `gdpr`"),
        (r#"purposes = "service", c"#, r#"purposes = "email", c"#, "rules[1].scope.purposes[0]", "unknown_key", "did you mean `marketing.email`?"),
        (r#"purposes = "service", categories = "contact""#, r#"purposes = "service", categories = "email""#, "rules[1].scope.categories[0]", "unknown_key", "did you mean `contact.email`?"),
        (r#"recipients = "lingon", operations = ["use"]"#, r#"recipients = "x", operations = ["use"]"#, "rules[1].scope.recipients[0]", "unknown_key", "there are `lingon`, `lingon.mailer`"),
        (r#"purposes = "service", c"#, r#"purposes = "analytics", c"#, "vocabulary.starter", "starter_off", "add `starter = true` under `[vocabulary]`"),
        (r#"purposes = "service", c"#, r#"purposes = ["service", "promo", "x"], c"#, "rules[1].scope.purposes[2]", "unknown_key", "`x`"),
        (r#"purposes = "service", c"#, r#"purposes = "fax", c"#, "rules[1].scope", "empty_set", "covers nothing"),
        (r#"purposes = "service", c"#, r##"purposes = "#nothing", c"##, "rules[1].scope.purposes[0]", "unknown_key", "`#nothing`"),
        (r#"purposes = "service", c"#, r#"purposes = [], c"#, "rules[1].scope.purposes", "empty_set", "`*` for all"),
        (r#"purposes = "service", c"#, "c", "rules[1].scope.purposes", "empty_set", "`*` for all"),
        (r#"operations = ["use"]"#, r#"operations = ["usee"]"#, "rules[1].scope.operations[0]", "unknown_operation", "did you mean `use`?"),
        (r#"regions = ["nordics"]"#, r#"regions = ["US"]"#, "rules[0].regions", "unreachable", "nothing in common"),
        ("from = 13, below = 65", "from = 65, below = 13", "rules[0].ages", "unreachable", "nobody"),
        ("from = 13, below = 65", "from = 13, below = 500", "rules[0].ages", "out_of_range", "150"),
        ("{ from = 13, below = 65 }", "{}", "rules[0].ages", "empty_set", "`from`"),
        ("{ from = 13, below = 65 }", "{ from = 0 }", "rules[0].ages", "no_effect", "leave `ages` out"),
        (r#"65 }
facts = ["customer"]"#, r#"65 }
facts = ["custmer"]"#, "rules[0].facts[0]", "unknown_fact", "did you mean `customer`?"),
        (r#"65 }
facts = ["customer"]"#, r#"65 }
facts = ["customer", "!customer"]"#, "rules[0].facts[1]", "unreachable", "take one out"),
        (r#"requires = "separate""#, r#"requires = "seperate""#, "rules[0].requires[0]", "unknown_word", "did you mean `separate`?"),
        (r#"obligations = "log""#, r#"obligations = "lgo""#, "rules[0].obligations[0]", "unknown_word", "`pseudonymise`"),
        (r#"["stop", "erase"]"#, r#"["stop", "eraze"]"#, "rules[0].on_withdrawal.actions[1]", "unknown_word", "did you mean `erase`?"),
        (r#"["stop", "erase"]"#, r#"[]"#, "rules[0].on_withdrawal.actions", "empty_set", "no action"),
        ("within_days = 30", "within_days = 3000000", "rules[0].on_withdrawal.within_days", "out_of_range", "100000"),
        ("min_age = 16", "min_age = 0", "rules[0].min_age", "no_effect", "leave `min_age` out"),
        ("min_age = 16", "min_age = 200", "rules[0].min_age", "out_of_range", "150"),
        ("lifetime_days = 365", "lifetime_days = 0", "rules[0].lifetime_days", "zero_days", "at least 1"),
        ("lifetime_days = 365", "retention_days = 0", "rules[0].retention_days", "zero_days", "never be used"),
        ("lifetime_days = 365", "ask_again_after_days = 0", "rules[0].ask_again_after_days", "zero_days", "at least 1"),
        ("lifetime_days = 365", "lifetime_days = 1000000", "rules[0].lifetime_days", "out_of_range", "leave it out"),
        (r#"basis = "contract""#, "basis = \"contract\"\nlifetime_days = 3", "rules[1].lifetime_days", "no_effect", "`contract`"),
        (r#"basis = "contract""#, "basis = \"contract\"\nmin_notice = 3", "rules[1].min_notice", "no_effect", "`contract`"),
        (r#"basis = "contract""#, "basis = \"contract\"\nrequires = \"explicit\"", "rules[1].requires", "no_effect", "`contract`"),
        (r#"basis = "contract""#, "basis = \"contract\"\nmin_age = 3", "rules[1].min_age", "no_effect", "`contract`"),
        (r#"basis = "contract""#, "basis = \"contract\"\nask_again_after_days = 3", "rules[1].ask_again_after_days", "no_effect", "`contract`"),
        (r#"basis = "contract""#, "basis = \"contract\"\ndirect_marketing = true", "rules[1].direct_marketing", "no_effect", "`contract`"),
        (r#"min_age = 16"#, "honours_withdrawal = true", "rules[0].honours_withdrawal", "no_effect", "`consent`"),
        (r#"min_age = 16"#, "survives_erasure = true", "rules[0].survives_erasure", "no_effect", "`consent`"),
        (r#"basis = "contract""#, "basis = \"prohibited\"\nretention_days = 3", "rules[1].retention_days", "no_effect", "`prohibited`"),
        (r#"basis = "contract""#, "basis = \"prohibited\"\nobligations = \"log\"", "rules[1].obligations", "no_effect", "`prohibited`"),
        (r#"basis = "contract""#, "basis = \"prohibited\"\nexception = \"research\"", "rules[1].exception", "no_effect", "`prohibited`"),
        (r#"purposes = "service", categories = "contact""#, r#"purposes = "service", categories = ["health"]"#, "rules[1].scope.categories", "special_category", "`explicit`"),
        (r#"purposes = "service", categories = "contact""#, r#"purposes = "service", categories = "*""#, "rules[1].scope.categories", "special_category", "`health`"),
        (r#"operations = ["use", "store"]"#, r#"operations = ["decide"]"#, "rules[0].scope.operations", "automated_decision", "Art. 22"),
        (r#"operations = ["use", "store"]"#, r#"operations = "*""#, "rules[0].scope.operations", "automated_decision", "`*` includes it"),
        (r#"operations = ["use", "store"]"#, r#"operations = ["transfer"]"#, "rules[0].scope.operations", "unsafeguarded_transfer", "`lingon.mailer`"),
    ];
    let cases = cases.iter().map(|&(right, wrong, place, code, says)| (right, wrong.to_owned(), place, code, says));
    for (right, wrong, place, code, says) in cases.chain(just_beyond()) {
        let text = WELL.replacen(right, &wrong, 1);
        assert_ne!(text, WELL, "{right}");
        let faults = compile(&text).expect_err(&wrong);
        let found = faults.iter().find(|(at, kind, _)| at == place && *kind == code);
        let (.., message) = found.unwrap_or_else(|| panic!("{wrong}: no `{code}` at `{place}` in {faults:#?}"));
        assert!(message.contains(says), "{wrong}: {message}");
    }
}

/// What one step over a limit looks like; `what_is_just_within_compiles` has the step before.
fn just_beyond() -> Vec<(&'static str, String, &'static str, &'static str, &'static str)> {
    let long = "a".repeat(MAX_KEY_LEN + 1);
    #[rustfmt::skip]
    let beyond = vec![
        (r#"version = "1""#, format!("version = \"{long}\""), "version", "malformed_version", "name it"),
        (r#"facts = ["customer"]"#, format!("facts = [\"customer\", \"{long}\"]"), "facts[1]", "malformed_fact", "one word"),
        (r#"id = "orders""#, format!("id = \"{long}\""), "rules[1].id", "malformed_id", "`newsletter_consent`"),
        (r#"id = "orders""#, "id = \"or ders\"".into(), "rules[1].id", "malformed_id", "`or ders`"),
        (r#"{ key = "contact" }"#, format!("{{ key = \"contact\", tags = [\"{long}\"] }}"), "vocabulary.categories[0].tags[0]", "malformed_tag", "one word"),
        (r#"{ key = "contact" }"#, r#"{ key = "contact", titles = { e = "x" } }"#.into(), "vocabulary.categories[0].titles", "malformed_language", "`e`"),
        (r#"{ key = "contact" }"#, format!("{{ key = \"contact\", titles = {{ {} = \"x\" }} }}", "e".repeat(36)), "vocabulary.categories[0].titles", "malformed_language", "`pt-BR`"),
        (r#"regions = ["EEA"]"#, format!("regions = {:?}", vec!["SE"; 1025]), "regimes[0].regions", "too_many", "1024"),
        ("from = 13, below = 65", "from = 151".into(), "rules[0].ages", "out_of_range", "150"),
        ("from = 13, below = 65", "from = 13, below = 151".into(), "rules[0].ages", "out_of_range", "150"),
        ("from = 13, below = 65", "from = 13, below = 13".into(), "rules[0].ages", "unreachable", "nobody"),
        ("65 }\nfacts = [\"customer\"]", format!("65 }}\nfacts = {:?}", vec!["customer"; 2 * MAX_FACTS + 1]), "rules[0].facts", "too_many", "128"),
        ("min_age = 16", "min_age = 151".into(), "rules[0].min_age", "out_of_range", "150"),
        ("lifetime_days = 365", "lifetime_days = 100001".into(), "rules[0].lifetime_days", "out_of_range", "100000"),
        ("within_days = 30", "within_days = 100001".into(), "rules[0].on_withdrawal.within_days", "out_of_range", "100000"),
        (r#"basis = "contract""#, "basis = \"platform\"\nexception = \"research\"".into(), "rules[1].exception", "no_effect", "`platform`"),
        (r#"purposes = "service", categories = "contact""#, r#"purposes = "service", categories = ["contact", "x"]"#.into(), "rules[1].scope.categories[1]", "unknown_key", "`x`"),
        (r#"recipients = "lingon", operations = ["use"]"#, r#"recipients = ["lingon", "x"], operations = ["use"]"#.into(), "rules[1].scope.recipients[1]", "unknown_key", "`x`"),
        (r#"purposes = "marketing", categories = "contact""#, r#"purposes = "marketing", categories = "health""#.into(), "rules[0].scope.categories", "special_category", "`explicit`"),
        (r#"regions = ["EEA"]"#, "regions = [\"EEA\"]\nscope = { purposes = \"service\", categories = \"*\", recipients = \"*\", operations = \"*\" }".into(), "rules[0].scope", "unreachable", "nothing in common"),
        (r#"regions = ["EEA"]"#, "[[regimes]]\nid = \"ccpa\"".into(), "rules[1].regime", "unknown_regime", "`gdpr`, `ccpa`"),
    ];
    beyond
}

#[test]
fn what_is_just_within_compiles() {
    let long = "a".repeat(MAX_KEY_LEN);
    let within = [
        (r#"version = "1""#, format!("version = \"{long}\"")),
        (r#"facts = ["customer"]"#, format!("facts = [\"customer\", \"{long}\"]")),
        (r#"id = "orders""#, format!("id = \"{long}\"")),
        (r#"id = "orders""#, "id = \"or-de.rs\"".into()),
        (r#"{ key = "contact" }"#, format!("{{ key = \"contact\", tags = [\"{long}\"] }}")),
        (r#"{ key = "contact" }"#, format!("{{ key = \"contact\", tags = {:?} }}", vec!["t"; 64])),
        (r#"{ key = "contact" }"#, r#"{ key = "contact", titles = { pt-BR = "x", en = "y" } }"#.into()),
        (r#"{ key = "contact" }"#, format!("{{ key = \"contact\", titles = {{ {} = \"x\" }} }}", "e".repeat(35))),
        (r#"regions = ["EEA"]"#, format!("regions = {:?}", vec!["SE"; 1024])),
        (r#"regions = ["EEA"]"#, "regions = [\"SE-AB\"]".into()),
        (r#"regions = ["nordics"]"#, "regions = [\"SE-AB\"]".into()),
        ("from = 13, below = 65", "from = 150".into()),
        ("from = 13, below = 65", "below = 150".into()),
        ("from = 13, below = 65", "from = 0, below = 65".into()),
        ("from = 13, below = 65", "from = 13, below = 14".into()),
        ("65 }\nfacts = [\"customer\"]", format!("65 }}\nfacts = {:?}", vec!["customer"; 2 * MAX_FACTS])),
        ("min_age = 16", "min_age = 150".into()),
        ("lifetime_days = 365", "lifetime_days = 100000".into()),
        ("within_days = 30", "within_days = 100000".into()),
    ];
    for (right, other) in within {
        let text = WELL.replacen(right, &other, 1);
        assert_ne!(text, WELL, "{right}");
        compile(&text).unwrap_or_else(|faults| panic!("{other}: {faults:?}"));
    }
}

#[test]
fn a_word_said_twice_is_said() {
    let text = WELL
        .replacen("obligations = \"log\"", "obligations = [\"log\", \"log\"]", 1)
        .replacen("[\"stop\", \"erase\"]", "[\"stop\", \"stop\"]", 1)
        .replacen("requires = \"separate\"", "requires = [\"explicit\", \"explicit\"]", 1)
        .replacen(
            "purposes = \"marketing\", categories = \"contact\"",
            "purposes = \"marketing\", categories = \"health\"",
            1,
        );
    let policy = compile(&text).unwrap();
    let rule = &policy.rules()[0];
    assert_eq!((rule.basis(), rule.obligations(), rule.exception()), (Basis::Consent, Obligations::LOG, None));
    let promise = rule.on_withdrawal().unwrap();
    assert_eq!((promise.actions, promise.within_days), (WithdrawalActions::STOP, 30));
    assert_eq!(policy.rules()[1].on_withdrawal(), None);
    let text = WELL.replacen("basis = \"contract\"", "basis = \"contract\"\nexception = \"research\"", 1);
    assert_eq!(compile(&text).unwrap().rules()[1].exception(), Some(Article9Exception::Research));
}

#[test]
fn a_slip_in_the_first_policy_is_answered_for_whoever_wrote_it() {
    const FIRST: &str = r#"
        version = "2026-1"
        vocabulary = { starter = true, recipients = [{ key = "lingon", role = "controller", location = "SE" }] }
        [[rules]]
        id = "newsletter"
        basis = "consent"
        scope = { purposes = "marketing", categories = "user.contact", recipients = "lingon", operations = "use" }
    "#;
    assert!(compile(FIRST).is_ok());
    let table = [
        ("regime = \"gdrp\"", "rules[0].regime", "unknown_regime", "; the policy declares none, so leave `regime` out"),
        ("regions = [\"se\"]", "rules[0].regions[0]", "unknown_region", ": codes are written in capitals, like `SE`"),
        (
            "regions = [\"Sweden\"]",
            "rules[0].regions[0]",
            "unknown_region",
            "nor is it one of the policy's `region_groups`",
        ),
    ];
    for (line, place, code, advice) in table {
        let faults = compile(&FIRST.replace("basis =", &format!("{line}\nbasis ="))).unwrap_err();
        let [(at, said, message)] = faults.as_slice() else { panic!("{faults:?}") };
        assert!((at.as_str(), *said) == (place, code) && message.contains(advice), "{faults:?}");
    }
}

#[test]
fn all_faults_come_at_once() {
    let text = WELL
        .replacen(r#"version = "1""#, r#"version = """#, 1)
        .replacen("lifetime_days = 365", "lifetime_days = 0", 1)
        .replacen(r#"purposes = "service", c"#, r#"purposes = "servce", c"#, 1);
    let places: Vec<_> = compile(&text).unwrap_err().into_iter().map(|(place, ..)| place).collect();
    assert_eq!(places, ["version", "rules[0].lifetime_days", "rules[1].scope.purposes[0]"]);
}

#[test]
fn exceptions_safeguards_and_explicit_consent_open_what_is_closed() {
    for (right, better) in [
        (
            "categories = \"contact\", recipients = \"lingon\", operations = [\"use\"] }\nbasis = \"contract\"",
            "categories = \"health\", recipients = \"lingon\", operations = [\"use\"] }\nbasis = \"contract\"\nexception = \"health_care\"",
        ),
        ("operations = [\"use\", \"store\"]", "operations = [\"transfer\"]"),
    ] {
        let text = WELL.replacen(right, better, 1);
        assert_ne!(text, WELL);
        let text = text.replacen("location = \"US\"", "location = \"US\", safeguard = \"adequacy_decision\"", 1);
        compile(&text).unwrap();
    }
    let explicit = WELL
        .replacen("operations = [\"use\", \"store\"]", "operations = \"*\"", 1)
        .replacen("requires = \"separate\"", "requires = \"explicit\"", 1)
        .replacen("categories = \"contact\", r", "categories = \"*\", r", 1);
    compile(&explicit).unwrap();
    let contract = WELL.replacen("operations = [\"use\"]", "operations = [\"decide\", \"transfer\"]", 1);
    compile(&contract).unwrap();
}

#[test]
fn a_rule_that_can_never_decide_is_refused() {
    let rule = |id: &str, basis: &str, more: &str| {
        format!(
            "[[rules]]\nid = \"{id}\"\nbasis = \"{basis}\"\nscope = {{ purposes = \"service\", categories = \"contact.email\", \
             recipients = \"lingon\", operations = \"use\" }}\n{more}\n"
        )
    };
    let idle = |first: &str, second: &str| {
        let header = WELL.split("[[rules]]").next().unwrap();
        match compile(&format!("{header}{first}{second}")) {
            Ok(_) => None,
            Err(faults) => {
                assert!(faults.iter().all(|(_, code, _)| *code == "never_decides"), "{faults:?}");
                Some(faults[0].0.clone())
            }
        }
    };
    let at = |place: &str| Some(place.to_owned());
    let (a, b) = (rule("a", "consent", ""), rule("b", "consent", ""));
    assert_eq!(idle(&a, &b), at("rules[1]"));
    assert_eq!(idle(&a, &rule("b", "consent", "lifetime_days = 5")), at("rules[1]"));
    assert_eq!(idle(&rule("b", "consent", "lifetime_days = 5"), &a), None);
    assert_eq!(idle(&a, &rule("b", "consent", "ask_again_after_days = 5")), None);
    assert_eq!(idle(&rule("a", "consent", "facts = [\"customer\"]"), &b), None);
    assert_eq!(idle(&a, &rule("b", "consent", "facts = [\"customer\"]")), at("rules[1]"));
    assert_eq!(idle(&rule("a", "consent", "regions = [\"SE\"]"), &b), None);
    assert_eq!(idle(&a, &rule("p", "prohibited", "")), at("rules[0]"));
    assert_eq!(idle(&a, &rule("p", "prohibited", "ages = { below = 13 }")), None);
    assert_eq!(idle(&rule("law", "legal_obligation", ""), &a), at("rules[1]"));
    assert_eq!(idle(&a, &rule("law", "legal_obligation", "")), None);
    assert_eq!(idle(&rule("law", "legal_obligation", "retention_days = 9"), &a), None);
}

#[test]
fn consent_cannot_be_swapped_for_a_basis_that_nobody_can_stop() {
    let before = compile(WELL).unwrap();
    let swapped = WELL.replacen("basis = \"consent\"", "basis = \"legitimate_interests\"", 1).replacen(
        "requires = \"separate\"\nmin_age = 16\nlifetime_days = 365\n",
        "",
        1,
    );
    let document: PolicyDocument = toml::from_str(&swapped).unwrap();
    document.compile().unwrap();
    let faults = document.compile_succeeding(&before).unwrap_err();
    assert_eq!(
        (faults.as_slice()[0].place.as_str(), faults.as_slice()[0].code.name()),
        ("rules[0].basis", "basis_swap")
    );
    assert!(faults.to_string().contains("`newsletter`"));

    let honoured = swapped.replacen("obligations = \"log\"", "obligations = \"log\"\nhonours_withdrawal = true", 1);
    toml::from_str::<PolicyDocument>(&honoured).unwrap().compile_succeeding(&before).unwrap();

    // Under another name it is still the same use.
    let renamed = swapped
        .replacen(
            "{ key = \"marketing\", tags = [\"direct_marketing\"], formerly = [\"promo\"] }",
            "{ key = \"mail\", formerly = [\"marketing\"] }",
            1,
        )
        .replacen("{ key = \"marketing.email\", since = 2 }", "{ key = \"mail.email\", since = 2 }", 1)
        .replacen("purposes = \"marketing\"", "purposes = \"mail\"", 1);
    let document: PolicyDocument = toml::from_str(&renamed).unwrap();
    assert!(document.compile_succeeding(&before).is_err());

    // A policy can also be held against its predecessor once it is compiled.
    let after = compile(&swapped).unwrap();
    let found = after.basis_swaps(&before);
    assert_eq!(found.iter().map(|fault| fault.place.as_str()).collect::<Vec<_>>(), ["rules[0].basis"]);
    assert_eq!(after.basis_swaps(&after), []);

    // Where the second basis stood before, beside consent, nothing is taken from anyone; where it stood elsewhere, it
    // is.
    let second = |purpose: &str| {
        let scope = format!(
            "purposes = \"{purpose}\", categories = \"contact\", recipients = \"lingon\", operations = [\"use\", \"store\"]"
        );
        compile(&format!("{WELL}\n[[rules]]\nid = \"more\"\nbasis = \"legitimate_interests\"\nscope = {{ {scope} }}\n"))
            .unwrap()
    };
    assert_eq!(after.basis_swaps(&second("marketing")), []);
    assert_eq!(after.basis_swaps(&second("service")).len(), 1);
    // A use that is new rested on nothing.
    let news = WELL.replacen("{ key = \"service\" }", "{ key = \"service\" }, { key = \"news\" }", 1);
    let news = format!(
        "{news}\n[[rules]]\nid = \"news\"\nbasis = \"contract\"\nscope = {{ purposes = \"news\", categories = \"contact\", recipients = \"lingon\", operations = \"use\" }}\n"
    );
    assert_eq!(compile(&news).unwrap().basis_swaps(&before), []);

    // What rested on it all along may go on.
    toml::from_str::<PolicyDocument>(WELL).unwrap().compile_succeeding(&before).unwrap();
}

#[test]
fn limits_are_stated_and_hold() {
    let well: PolicyDocument = toml::from_str(WELL).unwrap();
    let refused = |document: &PolicyDocument, place: &str| {
        let faults = document.compile().unwrap_err();
        assert!(
            faults.as_slice().iter().any(|fault| fault.place == place && fault.code == "too_many"),
            "{place}: {}",
            faults.as_slice()[0]
        );
    };
    let mut rules = well.clone();
    rules.rules = vec![well.rules[1].clone(); MAX_RULES + 1];
    refused(&rules, "rules");
    let mut regimes = well.clone();
    regimes.regimes = vec![well.regimes[0].clone(); MAX_REGIMES + 1];
    refused(&regimes, "regimes");
    let mut facts = well.clone();
    facts.facts = (0..=MAX_FACTS).map(|n| format!("f{n}")).collect();
    refused(&facts, "facts");
    let mut nodes = well.clone();
    nodes.vocabulary.purposes =
        (0..=MAX_NODES).map(|n| PurposeDocument { key: format!("p{n}"), ..PurposeDocument::default() }).collect();
    refused(&nodes, "vocabulary.purposes");
    let nodes = vec![PurposeDocument { key: "p".to_owned(), ..PurposeDocument::default() }; MAX_NODES];
    let within = PolicyDocument {
        vocabulary: VocabularyDocument { purposes: nodes, ..well.vocabulary.clone() },
        ..well.clone()
    };
    let faults = within.compile().unwrap_err();
    assert!(faults.as_slice().iter().all(|fault| fault.code != "too_many"), "the most that may be may be");
    let mut tags = well.clone();
    tags.vocabulary.purposes[0].tags = (0..65).map(|n| format!("t{n}")).collect();
    refused(&tags, "vocabulary.purposes[0].tags");
    let mut empty = well;
    empty.rules.clear();
    assert_eq!(empty.compile().unwrap_err().as_slice()[0].place, "rules");
}

#[test]
fn ten_thousand_rules_compile_in_reasonable_time() {
    let mut document: PolicyDocument = toml::from_str(WELL).unwrap();
    document
        .vocabulary
        .purposes
        .extend((0..5_000).map(|n| PurposeDocument { key: format!("p{n}"), ..PurposeDocument::default() }));
    let template = document.rules[1].clone();
    document.rules = (0..10_000)
        .map(|n| {
            let mut rule = template.clone();
            rule.id = format!("r{n}");
            rule.scope.purposes = vec![format!("p{}", n % 5_000)];
            rule.scope.categories = vec![if n < 5_000 { "contact" } else { "contact.email" }.to_owned()];
            rule.retention_days = Some(if n < 5_000 { 30 } else { 60 });
            rule
        })
        .collect();
    assert_eq!(document.compile().unwrap().rules().len(), 10_000);
}

#[test]
fn what_is_only_suspicious_is_a_lint() {
    let policy = compile(WELL).unwrap();
    assert_eq!(policy.lints(), []);
    let two = WELL.replacen("purposes = \"service\", c", "purposes = [\"service\", \"marketing\"], c", 1);
    let codes = |text: &str| compile(text).unwrap().lints().iter().map(|lint| lint.code.name()).collect::<Vec<_>>();
    assert_eq!(codes(&two), ["two_bases"]);
    let bundled = WELL.replacen("purposes = \"marketing\", c", "purposes = [\"marketing\", \"service\"], c", 1);
    assert_eq!(codes(&bundled), ["two_bases", "bundled_purposes"]);
    let nowhere = WELL.replacen("role = \"processor\", location = \"US\"", "role = \"processor\"", 1);
    assert_eq!(codes(&nowhere), ["no_location"]);
    let deaf = WELL
        .replacen("basis = \"consent\"", "basis = \"legal_obligation\"", 1)
        .replacen("requires = \"separate\"\nmin_age = 16\nlifetime_days = 365\n", "", 1)
        .replacen("basis = \"contract\"", "basis = \"vital_interests\"", 1);
    assert_eq!(codes(&deaf), ["nothing_to_revoke"]);
    let sensitive = WELL.replacen("{ key = \"contact\" }", "{ key = \"contact\", sensitive = true }", 1).replacen(
        "basis = \"contract\"",
        "basis = \"legitimate_interests\"",
        1,
    );
    assert_eq!(codes(&sensitive), ["sensitive_category"]);

    // Each says where it is and how to mend it.
    let places = [
        (&two, "rules[0]", "take what both cover out of one of them, or set `honours_withdrawal = true`"),
        (&bundled, "rules[0].scope.purposes", "ask for each by itself"),
        (&nowhere, "vocabulary.recipients.lingon.mailer", "add `location`"),
        (&deaf, "rules", "rest what needs no law on `consent`, `opt_out` or `legitimate_interests`"),
        (&sensitive, "rules[1].scope.categories", "use `consent`, or take it out of the scope"),
    ];
    for (text, place, mend) in places {
        let lints = compile(text).unwrap().lints();
        let lint = lints.last().unwrap();
        assert!(lint.place == place && lint.message.ends_with(mend), "{lint:?}");
    }
}

#[test]
fn a_field_that_nobody_knows_is_an_error() {
    for wrong in ["colour = \"red\"\n", "[vocabulary]\nkind = 1\n"] {
        assert!(toml::from_str::<PolicyDocument>(&format!("version = \"1\"\n{wrong}")).is_err());
    }
    assert!(
        toml::from_str::<PolicyDocument>(&WELL.replacen("basis = \"contract\"", "basis = \"contract\"\nbases = 1", 1))
            .is_err()
    );
}
