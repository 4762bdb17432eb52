//! Whether the machine code of a hot check can reach a panic.
//!
//! This program's own code is disassembled, and every call and jump followed from [`hot_check_alone`]. A call through
//! a pointer cannot be followed, so it counts as one that is not shown to be safe.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use consentry::{Decision, Guard, Standing, Symbols};

use crate::{
    person::{self, NOW},
    run::Run,
    table::Row,
};

const NAME: &str = "calls to a panic in the machine code of a hot check";
/// What names of functions that panic have in them.
const PANICS: [&str; 8] = [
    "panicking",
    "panic_",
    "unwrap_failed",
    "expect_failed",
    "slice_index",
    "handle_alloc_error",
    "capacity_overflow",
    "begin_panic",
];

/// What is looked into.
#[inline(never)]
pub(crate) fn hot_check_alone(guard: &Guard, standing: &Standing) -> Decision {
    guard.check(standing, NOW)
}

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    // Called, so that it is there to be looked into.
    let symbols = Symbols::new();
    let guard = Guard::new(person::policy(1).into(), &symbols, &person::data_use()).expect("a guard");
    let standing = person::standing(10, None, &symbols);
    assert!(!std::hint::black_box(hot_check_alone as fn(&Guard, &Standing) -> Decision)(&guard, &standing).is_allow());
    if run.test {
        return Vec::new();
    }
    vec![match code() {
        Ok(code) => judge(&code),
        Err(problem) => Row::so(NAME, "not measured", "0", false).beside(problem),
    }]
}

/// What each function calls or jumps to.
type Code = BTreeMap<String, BTreeSet<String>>;

fn judge(code: &Code) -> Row {
    let Some(start) = code.keys().find(|name| name.contains("hot_check_alone")) else {
        return Row::so(NAME, "not measured", "0", false).beside("the function is not in the disassembly");
    };
    let (mut reached, mut ahead, mut found) = (BTreeSet::from([start]), vec![start], BTreeSet::new());
    while let Some(name) = ahead.pop() {
        for target in code.get(name).into_iter().flatten() {
            if PANICS.iter().any(|panic| target.contains(panic)) || target == THROUGH_POINTER {
                found.insert(format!("{} → {}", short(name), short(target)));
            } else if reached.insert(target) {
                ahead.push(target);
            }
        }
    }
    let row = Row::at_most(NAME, found.len() as f64, 0.0, "");
    let list = found.into_iter().collect::<Vec<_>>().join("; ");
    row.beside(if list.is_empty() { format!("{} functions reached", reached.len()) } else { list })
}

const THROUGH_POINTER: &str = "a function behind a pointer";

/// Without the hash.
fn short(name: &str) -> &str {
    name.rsplit_once("::h").map_or(name, |(name, hash)| if hash.len() == 16 { name } else { name })
}

fn code() -> Result<Code, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("objdump")
        .args(["--disassemble", "--demangle", "--no-show-raw-insn", "--no-addresses"])
        .arg(program)
        .output()
        .map_err(|_| "there is no objdump on this machine".to_owned())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let (mut code, mut name) = (Code::new(), String::new());
    for line in text.lines() {
        if let Some(function) = line.strip_prefix('<').and_then(|line| line.strip_suffix(">:")) {
            function.clone_into(&mut name);
            code.entry(name.clone()).or_default();
        } else if let Some(target) = target(line)
            && target != name
        {
            code.entry(name.clone()).or_default().insert(target);
        }
    }
    Ok(code)
}

/// Where an instruction goes, if it goes anywhere.
fn target(line: &str) -> Option<String> {
    let (instruction, operands) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
    let goes = instruction.starts_with("call")
        || instruction.starts_with('j')
        || matches!(instruction, "bl" | "b" | "blr" | "br");
    if !goes {
        return None;
    }
    let Some(symbol) = operands.rsplit_once('>').and_then(|(before, _)| before.split_once('<')) else {
        return Some(THROUGH_POINTER.to_owned());
    };
    let symbol = symbol.1;
    // Inside a function: name+0x….
    let plain = symbol.rsplit_once("+0x").map_or(symbol, |(name, _)| name);
    Some(plain.to_owned())
}
