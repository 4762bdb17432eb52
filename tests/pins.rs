//! What must not change by accident: sizes, auto traits, reason codes, and the public API.
//!
//! A changed public API fails until `tests/public_api.txt` says so too: `CONSENTRY_BLESS=1 cargo test --test pins`
//! writes it anew, and the difference is reviewed with the change.

// What clippy lets single tests do, their helpers may do too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use consentry::{
    Actor, AskReason, Basis, CategoryId, Conflict, DataUse, Decision, DenyReason, Event, EventDocument, EventId,
    Explanation, Faults, Grant, Guard, History, Key, Kind, Ledger, LedgerGuard, MayAsk, Moment, Obligations,
    Operations, Outcome, Policy, PolicyDocument, Purpose, PurposeId, Qualities, RecipientId, RecordError, Recorded,
    Region, ReloadError, Rule, Ruling, Safeguard, Scope, Standing, Subject, Symbols, Timestamp, UseError, Vocabulary,
};

#[test]
fn sizes_of_what_a_check_touches() {
    fn layout<T>() -> (usize, usize) {
        (size_of::<T>(), align_of::<T>())
    }
    assert_eq!(layout::<Decision>(), (2, 1));
    assert_eq!(layout::<Option<Decision>>(), (2, 1));
    assert_eq!(layout::<Grant>(), (2, 1));
    assert_eq!(layout::<Timestamp>(), (8, 8));
    assert_eq!(layout::<Moment>(), (24, 8));
    assert_eq!(layout::<MayAsk>(), (16, 8));
    assert_eq!(layout::<Operations>(), (2, 2));
    assert_eq!(layout::<Qualities>(), (1, 1));
    assert_eq!(layout::<PurposeId>(), (2, 2));
    assert_eq!(layout::<CategoryId>(), (2, 2));
    assert_eq!(layout::<RecipientId>(), (2, 2));
    assert_eq!(layout::<Region>(), (7, 1));
    assert_eq!(layout::<Standing>(), (24, 8));
    assert_eq!(layout::<Guard>(), (24, 8));
    assert_eq!(layout::<Symbols>(), (8, 8));
    assert_eq!(layout::<Ledger>(), (8, 8));
}

#[test]
fn auto_traits() {
    fn shared<T: Send + Sync + Unpin + 'static>() {}
    fn cloned<T: Send + Sync + Clone + 'static>() {}
    fn copied<T: Send + Sync + Copy + Eq + 'static>() {}
    fn error<T: std::error::Error + Send + Sync + Clone + 'static>() {}
    copied::<Decision>();
    copied::<Grant>();
    copied::<AskReason>();
    copied::<DenyReason>();
    copied::<Outcome>();
    copied::<Ruling>();
    copied::<MayAsk>();
    copied::<Timestamp>();
    copied::<Moment>();
    copied::<Operations>();
    copied::<Qualities>();
    copied::<Obligations>();
    copied::<Kind>();
    copied::<Basis>();
    copied::<Actor>();
    copied::<Region>();
    copied::<PurposeId>();
    copied::<Recorded>();
    cloned::<Guard>();
    cloned::<LedgerGuard<u64>>();
    cloned::<Ledger<u64>>();
    cloned::<Ledger>();
    cloned::<Symbols>();
    cloned::<Standing>();
    cloned::<History>();
    cloned::<Event>();
    cloned::<EventDocument>();
    cloned::<EventId>();
    cloned::<Policy>();
    cloned::<PolicyDocument>();
    cloned::<Vocabulary>();
    cloned::<Rule>();
    cloned::<Scope>();
    cloned::<Subject>();
    cloned::<DataUse>();
    cloned::<Key<Purpose>>();
    cloned::<Explanation>();
    shared::<Guard>();
    shared::<Ledger>();
    error::<Faults>();
    error::<UseError>();
    error::<RecordError>();
    error::<ReloadError>();
    error::<Conflict>();
}

/// Codes stand in logs, scenario files and other people's programs: a renamed one is a breaking change.
#[test]
fn reason_codes_are_stable() {
    use AskReason as A;
    use DenyReason as D;
    let asks = [
        (A::NeverAsked, "never_asked"),
        (A::NotInForce, "not_in_force"),
        (A::Expired, "expired"),
        (A::NoticeOutdated, "notice_outdated"),
        (A::GuardianRequired, "guardian_required"),
        (A::MissingQuality, "missing_quality"),
        (A::Invalidated, "invalidated"),
        (A::Completed, "completed"),
    ];
    for (reason, code) in asks {
        assert_eq!(reason.code(), code);
        assert_eq!(serde_json::to_value(reason).unwrap(), code);
        assert_eq!(Decision::Ask(reason).code(), code);
    }
    let denials = [
        (D::NotDeclared, "not_declared"),
        (D::Prohibited, "prohibited"),
        (D::DataAgeUnknown, "data_age_unknown"),
        (D::RetentionElapsed, "retention_elapsed"),
        (D::Refused, "refused"),
        (D::Withdrawn, "withdrawn"),
        (D::Objected, "objected"),
        (D::OptedOut, "opted_out"),
        (D::Restricted, "restricted"),
        (D::Erased, "erased"),
        (D::Ended, "ended"),
        (D::PlatformDenied, "platform_denied"),
        (D::Unreadable, "unreadable"),
        (D::HistoryTooLong, "history_too_long"),
    ];
    for (reason, code) in denials {
        assert_eq!(reason.code(), code);
        assert_eq!(serde_json::to_value(reason).unwrap(), code);
        assert_eq!(Decision::Deny(reason).code(), code);
    }
    let bases = [
        (Basis::Consent, "consent"),
        (Basis::OptOut, "opt_out"),
        (Basis::LegitimateInterests, "legitimate_interests"),
        (Basis::PublicTask, "public_task"),
        (Basis::Contract, "contract"),
        (Basis::LegalObligation, "legal_obligation"),
        (Basis::VitalInterests, "vital_interests"),
        (Basis::Platform, "platform"),
        (Basis::Prohibited, "prohibited"),
    ];
    for (basis, code) in bases {
        assert_eq!(basis.name(), code);
        assert_eq!(serde_json::to_value(basis).unwrap(), code);
    }
    let kinds = [
        "given",
        "refused",
        "withdrawn",
        "objected",
        "opted_out",
        "restricted",
        "erased",
        "ended",
        "invalidated",
        "completed",
        "objection_overruled",
        "restriction_lifted",
        "reinstated",
        "platform_authorized",
        "platform_denied",
        "requested",
        "informed",
        "disclosed",
        "acknowledged",
    ];
    assert_eq!(Kind::ALL.map(Kind::name), kinds);
    assert_eq!([Outcome::Allow, Outcome::Ask, Outcome::Deny].map(Outcome::name), ["allow", "ask", "deny"]);
    let names = |names: &[&'static str]| names.join(" ");
    assert_eq!(
        names(&Operations::all().names().collect::<Vec<_>>()),
        "collect store use profile decide share sell transfer train device"
    );
    assert_eq!(
        names(&Qualities::all().names().collect::<Vec<_>>()),
        "affirmative explicit separate free informed evidenced"
    );
    assert_eq!(
        names(&Obligations::all().names().collect::<Vec<_>>()),
        "pseudonymise aggregate log human_review no_onward_sharing"
    );
    let two = Obligations::LOG | Obligations::AGGREGATE;
    assert_eq!(serde_json::to_string(&(two, Obligations::empty())).unwrap(), r#"[["aggregate","log"],[]]"#);
    let safeguards = [
        (Safeguard::AdequacyDecision, "adequacy_decision"),
        (Safeguard::StandardContractualClauses, "standard_contractual_clauses"),
        (Safeguard::BindingCorporateRules, "binding_corporate_rules"),
        (Safeguard::CodeOfConduct, "code_of_conduct"),
        (Safeguard::Certification, "certification"),
        (Safeguard::PublicBodyInstrument, "public_body_instrument"),
    ];
    for (safeguard, code) in safeguards {
        assert_eq!(safeguard.name(), code);
        assert_eq!(serde_json::to_value(safeguard).unwrap(), code);
    }
}

/// Every `pub` item and public enum's variant in the sources, and every re-export: text, as it stands there.
fn public_api(root: &Path) -> String {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    files(&root.join("src"), &mut paths);
    paths.sort();
    let mut api = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        // Unit tests stand at the end of a file.
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let mut lines = text.lines().map(str::trim);
        let mut items: Vec<String> = Vec::new();
        let mut is_enum = false;
        while let Some(line) = lines.next() {
            if line == "}" {
                is_enum = false;
            }
            let is_variant = is_enum
                && line.chars().next().is_some_and(char::is_uppercase)
                && (line.ends_with(',') || line.ends_with('{'));
            if is_variant {
                items.push(format!("    {}", line.trim_end_matches([',', '{', ' '])));
                continue;
            }
            if line == "#[non_exhaustive]" || line.starts_with("#[must_use =") {
                items.push(line.to_owned());
            }
            let is_item = line.strip_prefix("pub ").is_some()
                || line.starts_with("const ") && line.contains(" = 1") && !line.contains(": ");
            if !is_item {
                continue;
            }
            // An item may go on over several lines, up to its body, its value or its end.
            let mut item = line.to_owned();
            let is_function = item.contains("fn ");
            while !item.contains(['{', ';']) && (is_function || !item.ends_with(',')) {
                let Some(more) = lines.next() else { break };
                item = format!("{item} {more}");
            }
            is_enum |= item.starts_with("pub enum");
            let is_use = item.starts_with("pub use ");
            while is_use && !item.ends_with(';') {
                item = format!("{item} {}", lines.next().unwrap());
            }
            let end = if is_use { item.len() } else { item.find(['{', ';']).unwrap_or(item.len()) };
            items.push(item[..end].trim_end_matches([',', ' ']).to_owned());
        }
        if !items.is_empty() {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            api += &format!("# {name}\n{}\n\n", items.join("\n"));
        }
    }
    api
}

#[test]
fn the_public_api_is_as_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (found, recorded) = (public_api(root), root.join("tests/public_api.txt"));
    if std::env::var_os("CONSENTRY_BLESS").is_some() {
        fs::write(&recorded, &found).unwrap();
    }
    let expected = fs::read_to_string(&recorded).unwrap_or_default().replace("\r\n", "\n");
    let lost: Vec<_> = expected.lines().filter(|line| !found.lines().any(|other| other == *line)).collect();
    let new: Vec<_> = found.lines().filter(|line| !expected.lines().any(|other| other == *line)).collect();
    assert!(
        found == expected,
        "the public API changed; if it is meant to, run CONSENTRY_BLESS=1 cargo test --test pins\n- {}\n+ {}",
        lost.join("\n- "),
        new.join("\n+ ")
    );
}
