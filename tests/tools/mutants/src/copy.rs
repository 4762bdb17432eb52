//! The copy of the package that holds every mutant: written, compiled, and rid of those that do not compile.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    listing::Mutant,
    weave::{owners, woven},
};

/// The switch, appended to the root of the library, and the tests from outside as a module, so that one program holds
/// all.
const SWITCH: &str = r#"
#[cfg(test)]
extern crate self as consentry;
#[cfg(test)]
#[path = "../tests/suite/main.rs"]
mod suite;
pub(crate) fn mutant(id: usize) -> bool {
    static ON: std::sync::OnceLock<Option<usize>> = std::sync::OnceLock::new();
    *ON.get_or_init(|| std::env::var("CONSENTRY_MUTANT").ok().and_then(|text| text.parse().ok())) == Some(id)
}
#[derive(Clone)]
pub(crate) enum Side<A, B> {
    Own(A),
    Other(B),
}
impl<A: Iterator, B: Iterator<Item = A::Item>> Iterator for Side<A, B> {
    type Item = A::Item;
    fn next(&mut self) -> Option<A::Item> {
        match self {
            Self::Own(own) => own.next(),
            Self::Other(other) => other.next(),
        }
    }
}
"#;

/// What the names of all tests from outside begin with.
pub const SUITE: &str = "suite::";

/// What was built.
pub struct Built {
    pub program: PathBuf,
    /// Mutants that do not compile, with the compiler's words.
    pub unviable: BTreeMap<usize, String>,
    /// Mutants that cannot be switched while the tests run: they are in constants, or return another `impl Trait`.
    pub unswitchable: Vec<usize>,
}

/// Copies what the package needs.
pub fn copied(project: &Path, copy: &Path) -> Result<(), String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(project)
        .output()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|name| !name.is_empty()) {
        // The library's own files are woven.
        if name.starts_with("src/") && name.ends_with(".rs") {
            continue;
        }
        let Ok(text) = fs::read(project.join(name)) else { continue };
        if name == "Cargo.toml" {
            write(&copy.join(name), alone(&String::from_utf8_lossy(&text)).as_bytes())?;
            continue;
        }
        write(&copy.join(name), &text)?;
    }
    Ok(())
}

/// The manifest without the package's dependency on itself: the one program that is built has the library in it.
fn alone(manifest: &str) -> String {
    manifest
        .lines()
        .filter(|line| !line.starts_with("consentry = { path = \".\""))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Where and how the copy is built.
pub struct Copy<'c> {
    pub project: &'c Path,
    pub folder: &'c Path,
    /// Cargo's target directory.
    pub builds: PathBuf,
    pub profile: &'c str,
}

impl Copy<'_> {
    /// Weaves the mutants into the copy and builds its tests.
    pub fn built(&self, mutants: &[Mutant]) -> Result<Built, String> {
        let Self { project, folder: copy, .. } = *self;
        let mut unviable = BTreeMap::new();
        let mut files: BTreeMap<String, Vec<(usize, &Mutant)>> = BTreeMap::new();
        sources(project, Path::new("src"), &mut files)?;
        for (id, mutant) in mutants.iter().enumerate() {
            files.entry(mutant.file.clone()).or_default().push((id, mutant));
        }
        let (mut fixed, mut settled) = (HashSet::new(), HashSet::new());
        // What the compiler said of the same mutants of the same text before.
        let path = copy.join("found.json");
        let mut hasher = DefaultHasher::new();
        for file in files.keys() {
            fs::read(project.join(file)).map_err(|error| format!("{file}: {error}"))?.hash(&mut hasher);
        }
        mutants.iter().for_each(|mutant| mutant.name.hash(&mut hasher));
        let hash = hasher.finish();
        if let Some(found) = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Found>(&bytes).ok())
            && found.hash == hash
        {
            (unviable, fixed, settled) = (found.unviable, found.fixed, found.settled);
        }
        loop {
            let mut owner: HashMap<&str, Vec<Option<usize>>> = HashMap::new();
            let mut switched = HashSet::new();
            for (file, own) in &files {
                let source = fs::read_to_string(project.join(file)).map_err(|error| format!("{file}: {error}"))?;
                let left: Vec<_> =
                    own.iter().filter(|(id, _)| !unviable.contains_key(id) && !settled.contains(id)).copied().collect();
                let (mut text, found) = woven(&source, &left, &fixed).map_err(|error| format!("{file}: {error}"))?;
                if file == "src/lib.rs" {
                    // The test that counts allocations brings an allocator, which is unsafe by nature.
                    text = text.replacen("#![forbid(unsafe_code)]", "#![deny(unsafe_code)]", 1);
                    text += SWITCH;
                }
                switched.extend(found);
                owner.insert(file, owners(&text));
                write(&copy.join(file), text.as_bytes())?;
            }
            let (program, errors) = self.cargo()?;
            if let (Some(program), true) = (program, errors.is_empty()) {
                let unswitchable = (0..mutants.len()).filter(|id| !switched.contains(id) && !unviable.contains_key(id));
                return Ok(Built { program, unswitchable: unswitchable.collect(), unviable });
            }
            let before = (unviable.len(), fixed.len(), settled.len());
            let mut others = Vec::new();
            for error in errors {
                let owner_of = |(file, line): &(String, usize)| *owner.get(file.as_str())?.get(line.checked_sub(1)?)?;
                let found = error.places.iter().find_map(owner_of);
                let callee = error.text.split('`').nth(1).and_then(|path| path.rsplit("::").next());
                match (error.code.as_str(), callee, found) {
                    ("E0015", Some("mutant"), Some(id)) => _ = settled.insert(id),
                    ("E0015", Some(function), _) => _ = fixed.insert(function.to_owned()),
                    (_, _, Some(id)) => _ = unviable.insert(id, error.text),
                    _ => others.push(error.text),
                }
            }
            let found = Found { hash, unviable: unviable.clone(), fixed: fixed.clone(), settled: settled.clone() };
            write(&path, &serde_json::to_vec(&found).map_err(|error| error.to_string())?)?;
            if before == (unviable.len(), fixed.len(), settled.len()) {
                return Err(format!("the copy does not compile:\n{}", others.join("\n")));
            }
            eprintln!("{} mutants do not compile", unviable.len());
        }
    }

    fn cargo(&self) -> Result<(Option<PathBuf>, Vec<Error>), String> {
        let output = Command::new("cargo")
            .args(["test", "--no-run", "--message-format=json", "--profile", self.profile, "--lib", "--all-features"])
            .env("CARGO_TARGET_DIR", &self.builds)
            .current_dir(self.folder)
            .stderr(Stdio::null())
            .output()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        let (mut program, mut errors) = (None, Vec::new());
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            if let Some(path) = message["executable"].as_str() {
                program = Some(PathBuf::from(path));
            }
            let error = &message["message"];
            if error["level"] == "error" {
                let spans = error["spans"].as_array().map(Vec::as_slice).unwrap_or_default();
                let lines = |primary: bool| -> Vec<(String, usize)> {
                    let of = spans.iter().filter(|span| span["is_primary"] == primary);
                    of.flat_map(|span| {
                        let place = |key: &str| usize::try_from(span[key].as_u64().unwrap_or(0)).unwrap_or(0);
                        let file = span["file_name"].as_str().unwrap_or_default().to_owned();
                        (place("line_start")..=place("line_end").min(place("line_start") + 3))
                            .map(move |line| (file.clone(), line))
                    })
                    .collect()
                };
                let mut places = lines(true);
                places.extend(lines(false));
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                errors.push(Error { code: text(&error["code"]["code"]), text: text(&error["rendered"]), places });
            }
        }
        if errors.is_empty() && !output.status.success() {
            return Err("cargo failed without saying why".into());
        }
        Ok((program, errors))
    }
}

/// What the compiler said, kept from one run to the next.
#[derive(Serialize, Deserialize)]
struct Found {
    /// Of all sources and mutants.
    hash: u64,
    unviable: BTreeMap<usize, String>,
    /// Functions that constants need.
    fixed: HashSet<String>,
    /// Mutants in constants.
    settled: HashSet<usize>,
}

fn sources(project: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<(usize, &Mutant)>>) -> Result<(), String> {
    let entries = fs::read_dir(project.join(folder)).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let name = entry.map_err(|error| error.to_string())?.file_name();
        let path = folder.join(&name);
        if project.join(&path).is_dir() {
            sources(project, &path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.entry(path.to_string_lossy().into_owned()).or_default();
        }
    }
    Ok(())
}

/// Writes what is not there yet, so that nothing is built again without need.
fn write(path: &Path, text: &[u8]) -> Result<(), String> {
    if fs::read(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

struct Error {
    code: String,
    text: String,
    /// The lines it is about, the most important first.
    places: Vec<(String, usize)>,
}
