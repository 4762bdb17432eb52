//! Whether the machine code of a hot check can reach a panic.
//!
//! This program is disassembled, and every call and jump followed from [`hot_check_alone`], through whatever a check
//! does on any standing. Cut are the calls in [`CUT`], which come only after a reload of the policy and free what it
//! replaced; a call that cannot be followed counts as one that is not shown to be safe. So that the search cannot pass
//! by finding nothing, it is first put to a function that does panic.

use std::{
    collections::{BTreeMap, BTreeSet},
    hint::black_box,
    process::Command,
};

use consentry::{Decision, Guard, Interner, Standing};

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
    "slice_index_fail",
    "handle_alloc_error",
    "capacity_overflow",
    "borrow_error",
];
/// What is not followed: the plan that takes the place of one that a reload has superseded; what goes with the last
/// reference to something; and what is only run while a panic from elsewhere unwinds.
const CUT: [&str; 4] = ["current_plan::CurrentPlan::latest", "::drop_slow", "panic_in_cleanup", "_Unwind_Resume"];

/// What is looked into.
#[inline(never)]
pub(crate) fn hot_check_alone(guard: &Guard, standing: &Standing) -> Decision {
    guard.check(standing, NOW)
}

/// What must be found.
#[inline(never)]
fn known_to_panic(numbers: &[u64], position: usize) -> u64 {
    numbers[position]
}

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    // Called, so that they are there to be looked into.
    let interner = Interner::new();
    let guard = Guard::new(person::policy(1).into(), &interner, &person::data_use()).expect("a guard");
    let standing = person::standing(10, None, &interner);
    let check: fn(&Guard, &Standing) -> Decision = black_box(hot_check_alone);
    let panic: fn(&[u64], usize) -> u64 = black_box(known_to_panic);
    assert!(!check(&guard, &standing).is_allow() && panic(&[7], 0) == 7);
    if run.test {
        return Vec::new();
    }
    let found = Code::of_this_program().and_then(|code| {
        let known = code.panics_from("known_to_panic")?;
        if known.found.is_empty() {
            return Err("a function that panics was not found out, so this finds nothing".to_owned());
        }
        code.panics_from("hot_check_alone")
    });
    vec![match found {
        Ok(Search { found, functions }) => {
            let list = found.into_iter().collect::<Vec<_>>().join("; ");
            Row::at_most(NAME, if list.is_empty() { 0.0 } else { list.split("; ").count() as f64 }, 0.0, "")
                .beside(if list.is_empty() { format!("in {functions} functions") } else { list })
        }
        Err(problem) => Row::so(NAME, "not measured", "≤ 0", false).beside(problem),
    }]
}

/// What came of following a function.
struct Search {
    /// Who calls what that panics, or cannot be followed.
    found: BTreeSet<String>,
    functions: usize,
}

/// Where an instruction goes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Address(u64),
    /// A function of the C library, which cannot panic.
    Library(String),
    Unknown(String),
}

/// This program's functions by where they start.
struct Code(BTreeMap<u64, (String, BTreeSet<Target>)>);

impl Code {
    fn of_this_program() -> Result<Self, String> {
        // Slots that calls go through: a place in this program, or a name in a library.
        let mut slots = BTreeMap::new();
        for line in objdump("--dynamic-reloc")?.lines() {
            let mut words = line.split_whitespace();
            if let (Some(place), Some(_), Some(value)) = (words.next(), words.next(), words.next())
                && let Some(place) = hexadecimal(place)
            {
                let address = value.strip_prefix("*ABS*+0x").and_then(hexadecimal).map(Target::Address);
                slots.insert(place, address.unwrap_or_else(|| Target::Library(value.to_owned())));
            }
        }
        let mut code = BTreeMap::new();
        let mut at = 0;
        for line in objdump("--disassemble")?.lines() {
            if let Some((start, name)) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
                at = hexadecimal(start).unwrap_or_default();
                code.insert(at, (name.to_owned(), BTreeSet::new()));
            } else if let Some((_, instruction)) = line.split_once(":\t")
                && let Some(target) = target(instruction, &slots)
                && let Some((_, targets)) = code.get_mut(&at)
            {
                targets.insert(target);
            }
        }
        Ok(Self(code))
    }

    fn panics_from(&self, name: &str) -> Result<Search, String> {
        let start = self.0.iter().find(|(_, (other, _))| other.contains(name));
        let start = *start.ok_or_else(|| format!("`{name}` is not in the disassembly"))?.0;
        let (mut reached, mut ahead, mut found) = (BTreeSet::from([start]), vec![start], BTreeSet::new());
        while let Some(place) = ahead.pop() {
            let Some((caller, targets)) = self.0.get(&place) else { continue };
            for target in targets {
                match target {
                    Target::Library(_) => {}
                    Target::Unknown(how) => _ = found.insert(format!("{caller}: {how}")),
                    Target::Address(address) => {
                        let Some((start, (callee, _))) = self.0.range(..=address).next_back() else { continue };
                        if CUT.iter().any(|cut| callee.contains(cut)) {
                            continue;
                        }
                        if PANICS.iter().any(|panic| callee.contains(panic)) {
                            found.insert(format!("{caller}: {callee}"));
                        } else if reached.insert(*start) {
                            ahead.push(*start);
                        }
                    }
                }
            }
        }
        Ok(Search { found, functions: reached.len() })
    }
}

/// Where an instruction goes, if it goes anywhere.
fn target(instruction: &str, slots: &BTreeMap<u64, Target>) -> Option<Target> {
    let instruction = instruction.trim().trim_start_matches("notrack ").trim_start_matches("bnd ");
    let (verb, operand) = instruction.split_once(char::is_whitespace)?;
    let operand = operand.trim();
    if !(verb.starts_with("call") || verb.starts_with('j')) {
        return None;
    }
    if let Some(address) = operand.split_whitespace().next().and_then(hexadecimal) {
        return Some(Target::Address(address));
    }
    // Through a slot that the loader fills: `*0x1234(%rip)        # 5678 <…>`.
    let slot = operand.split_once("# ").and_then(|(_, place)| hexadecimal(place.split_whitespace().next()?));
    match slot.and_then(|place| slots.get(&place)) {
        Some(Target::Address(address)) => Some(Target::Address(*address)),
        Some(Target::Library(name)) => Some(Target::Library(name.clone())),
        // A jump to an address in a register is how a `match` is compiled, and stays in its function.
        _ if verb.starts_with('j') && operand.starts_with("*%") => None,
        _ => Some(Target::Unknown(format!("{verb} {operand}"))),
    }
}

fn hexadecimal(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}

fn objdump(what: &str) -> Result<String, String> {
    if cfg!(not(target_arch = "x86_64")) {
        return Err("only the instructions of x86-64 are understood".to_owned());
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("objdump")
        .args([what, "--demangle", "--no-show-raw-insn"])
        .arg(program)
        .output()
        .map_err(|_| "there is no objdump on this machine".to_owned())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(text) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
