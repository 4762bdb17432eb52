//! What must not change by accident: sizes, auto traits, reason codes, and the public API.
//!
//! A changed public API fails until `tests/public_api.txt` says so too: `CONSENTRY_BLESS=1 cargo test --test suite
//! pins::` writes it anew, and the difference is reviewed with the change.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use consentry::{
    Actor, AskReason, Basis, DataUse, Decision, DenyReason, Event, EventDocument, Explanation, Faults, Grant, Guard,
    History, Interner, Kind, Ledger, LedgerGuard, MayAsk, Moment, Obligations, Operations, Policy, PolicyDocument,
    Qualities, Region, Ruling, Scope, Standing, Subject, Timestamp,
    decide::{Outcome, UseError},
    event::{Conflict, EventId},
    ledger::{RecordError, Recorded, ReloadError},
    policy::Rule,
    vocabulary::{CategoryId, Key, Purpose, PurposeId, RecipientId, Safeguard, Vocabulary},
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
    assert_eq!(layout::<Interner>(), (8, 8));
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
    cloned::<Interner>();
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

/// Every public item and public enum's variant, under the path by which users name what it belongs to: text, as it
/// stands in the sources, wherever there. What no path leads to is left out.
fn public_api(root: &Path) -> String {
    let mut items: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in sources(&root.join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        // Unit tests stand at the end of a file.
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for (owner, item) in items_of(text) {
            items.entry(owner).or_default().push(item);
        }
    }
    let mut paths = BTreeMap::new();
    public_paths(&root.join("src/lib.rs"), "consentry", &mut paths);
    let mut api = String::new();
    for (path, name) in paths {
        let mut own = items.get(&name).cloned().unwrap_or_default();
        if own.iter().any(|item| item.contains("(by macro)")) {
            own.extend(items.get("$name").into_iter().flatten().filter(|item| !item.contains('$')).cloned());
        }
        own.sort();
        api += &format!("# {path}\n{}\n\n", own.join("\n"));
    }
    api
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The public paths that a file gives names, the shortest last: `pub mod` and `pub use`, followed through the tree.
fn public_paths(file: &Path, path: &str, found: &mut BTreeMap<String, String>) {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let folder = if file.ends_with("lib.rs") || file.ends_with("mod.rs") {
        file.parent().unwrap().to_path_buf()
    } else {
        file.with_extension("")
    };
    let module = |folder: &Path, name: &str| {
        [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")].into_iter().find(|file| file.exists())
    };
    for name in text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        public_paths(&module(&folder, name).unwrap(), &format!("{path}::{name}"), found);
    }
    for statement in text.split("\npub use ").skip(1) {
        let statement = statement.split(';').next().unwrap();
        let names = statement.rsplit_once("::").map_or(statement, |(_, last)| last);
        let names = statement.split_once('{').map_or(names, |(_, names)| names.trim_end_matches('}'));
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let own = name.rsplit("::").next().unwrap();
            // A module that is made public under this path, or an item.
            let within = statement.split("::").take_while(|part| !part.starts_with('{')).filter(|part| *part != own);
            let folder = within.fold(folder.clone(), |folder, part| folder.join(part));
            match module(&folder, own).filter(|_| own.starts_with(char::is_lowercase)) {
                Some(file) => public_paths(&file, &format!("{path}::{own}"), found),
                None => _ = found.insert(format!("{path}::{own}"), own.to_owned()),
            }
        }
    }
    for (owner, _) in items_of(text).into_iter().filter(|(owner, item)| defines(item, owner)) {
        found.insert(format!("{path}::{owner}"), owner);
    }
}

/// Whether the item is the definition of that name itself.
fn defines(item: &str, name: &str) -> bool {
    let mut words = item.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let kinds = ["struct", "enum", "trait", "fn", "const", "type", "mod"];
    words.next() == Some("pub")
        && words.skip_while(|word| !kinds.contains(word)).find(|word| !kinds.contains(word)) == Some(name)
}

/// The public items of a file, each with the name of what it belongs to: the type of an `impl`, or itself.
fn items_of(text: &str) -> Vec<(String, String)> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let (mut owner, mut attributes) = (String::new(), Vec::new());
    let (mut is_enum, mut in_macro) = (false, false);
    let mut lines = text.lines();
    while let Some(raw) = lines.next() {
        let line = raw.trim();
        if raw.starts_with("impl") || raw.starts_with("trait") {
            // `impl<K: Eq> Trait for Type<K> where …`: the last name before its parameters.
            let mut head = raw.to_owned();
            while !head.contains('{') {
                head = format!("{head} {}", lines.next().unwrap().trim());
            }
            let head = head.split(" where ").next().unwrap();
            let subject = head.rsplit_once(" for ").map_or_else(|| after_parameters(head), |(_, subject)| subject);
            owner = subject.trim_start_matches('&').chars().take_while(|c| is_name(*c)).collect();
        }
        if line == "}" {
            is_enum = false;
        }
        let is_variant = is_enum
            && line.chars().next().is_some_and(char::is_uppercase)
            && (line.ends_with(',') || line.ends_with('{'));
        if is_variant {
            found.push((owner.clone(), format!("    {}", line.trim_end_matches([',', '{', ' ']))));
            continue;
        }
        // What a macro of the crate makes: its name, and fields of its own.
        in_macro = raw.ends_with("_document! {") || in_macro && raw != "}";
        if let Some(name) =
            line.strip_suffix(" {").or(line.strip_suffix(" {}")).filter(|_| in_macro && raw.starts_with("    "))
        {
            owner = name.to_owned();
            found.push((owner.clone(), format!("pub struct {name} (by macro)")));
            continue;
        }
        if in_macro && line.ends_with(',') && line.contains(": ") {
            found.push((owner.clone(), format!("pub {}", line.trim_end_matches(','))));
            continue;
        }
        if line == "#[non_exhaustive]" || line.starts_with("#[must_use =") {
            attributes.push(line.to_owned());
        }
        let is_item = line.starts_with("pub ") && !line.starts_with("pub use ") && !line.starts_with("pub mod ")
            || line.starts_with("const ") && line.contains(" = 1") && !line.contains(": ");
        if !is_item {
            continue;
        }
        // An item may go on over several lines, up to its body, its value or its end.
        let mut item = line.to_owned();
        let is_function = item.contains("fn ");
        while !item.contains(['{', ';']) && (is_function || !item.ends_with(',')) {
            let Some(more) = lines.next() else { break };
            item = format!("{item} {}", more.trim());
        }
        is_enum |= item.starts_with("pub enum");
        let item = item[..item.find(['{', ';']).unwrap_or(item.len())].trim_end_matches([',', ' ']).to_owned();
        let keyword = ["struct ", "enum ", "trait ", "type ", "fn ", "const "].into_iter().find_map(|keyword| {
            item.strip_prefix("pub ")?.split_once(keyword).filter(|(before, _)| !before.contains('('))
        });
        let own = keyword.map(|(_, rest)| rest.chars().take_while(|c| is_name(*c) || *c == '$').collect::<String>());
        // What stands at the margin, or in a macro that makes types of their own, is itself.
        let is_type = ["pub struct", "pub enum", "pub trait"].iter().any(|start| item.starts_with(start));
        if let Some(own) = own.filter(|_| is_type || raw.starts_with("pub ")) {
            owner = own;
        }
        found.extend(attributes.drain(..).map(|attribute| (owner.clone(), attribute)));
        found.push((owner.clone(), item));
    }
    found
}

/// What follows `impl` and its parameters.
fn after_parameters(head: &str) -> &str {
    let rest = head.trim_start_matches("impl").trim_start_matches("trait");
    let mut depth = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if !rest[..at].ends_with('-') => depth -= 1,
            ' ' if depth == 0 => return rest[at..].trim_start(),
            _ => {}
        }
    }
    rest
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
        "the public API changed; if it is meant to, run CONSENTRY_BLESS=1 cargo test --test suite pins::\n- {}\n+ {}",
        lost.join("\n- "),
        new.join("\n+ ")
    );
}
