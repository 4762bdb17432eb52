//! The same consent question, put to consentry, to general policy engines and to maps written by hand. See `README.md`.

mod by_hand;
mod casbin;
mod cedar;
mod gdprbench;
mod ours;
mod parts;
mod rego;
mod world;

use std::{env, hint::black_box, ops::Range};

use cpu_time::ThreadTime;
use world::{Size, World};

/// Something that answers the world's queries.
pub trait Peer {
    /// Whether the use that the query names is allowed.
    fn allows(&mut self, query: usize) -> bool;

    /// How many of the queries are; one call for many, so that the call costs nothing.
    fn count(&mut self, queries: Range<usize>) -> usize {
        queries.filter(|&query| black_box(self.allows(query))).count()
    }
}

/// A peer and how much it is asked.
struct Entry {
    name: &'static str,
    peer: Box<dyn Peer>,
    /// How many of the queries it is asked before timing.
    asserted: usize,
    /// How many in one round of timing.
    batch: usize,
    nanoseconds: Vec<f64>,
}

impl Entry {
    /// Of times in order.
    fn median(&self) -> f64 {
        self.nanoseconds[self.nanoseconds.len() / 2]
    }
}

struct Options {
    /// The other benchmark.
    gdprbench: bool,
    /// What the parts of a decision cost, in place of the peers.
    parts: bool,
    quick: bool,
    /// Figures for programs, in place of the tables.
    json: bool,
    seed: u64,
    rounds: usize,
    uses: usize,
    toggles: Option<usize>,
    subjects: Vec<usize>,
    /// Only peers whose name has this in it.
    only: Option<String>,
}

const USAGE: &str = "consentry-peers [gdprbench | parts] [--quick] [--json] [--seed N] [--rounds N] [--uses N] [--toggles N] [--subjects N,N] \
                     [--only TEXT]";

fn main() {
    let options = options().unwrap_or_else(|problem| {
        eprintln!("{problem}\n{USAGE}");
        std::process::exit(2);
    });
    if options.gdprbench {
        gdprbench::run(options.quick, options.seed);
        return;
    }
    let worlds: Vec<_> = options.subjects.iter().map(|&subjects| compare(subjects, &options)).collect();
    if options.json {
        println!("{}", serde_json::json!({ "worlds": worlds }));
    }
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        gdprbench: false,
        parts: false,
        quick: false,
        json: false,
        seed: 1,
        rounds: 9,
        uses: 1_000,
        toggles: None,
        subjects: vec![1_000, 100_000],
        only: None,
    };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "gdprbench" {
            options.gdprbench = true;
            continue;
        }
        if argument == "parts" {
            options.parts = true;
            continue;
        }
        if argument == "--json" {
            options.json = true;
            continue;
        }
        if argument == "--quick" {
            options = Options { quick: true, rounds: 1, uses: 100, subjects: vec![50], ..options };
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("`{argument}` needs a value"))?;
        let number = |text: &str| text.parse::<usize>().map_err(|_| format!("`{text}` is no number"));
        match argument.as_str() {
            "--seed" => options.seed = number(&value)? as u64,
            "--rounds" => options.rounds = number(&value)?.max(1),
            "--uses" => options.uses = number(&value)?.max(1),
            "--toggles" => options.toggles = Some(number(&value)?.max(1)),
            "--subjects" => options.subjects = value.split(',').map(number).collect::<Result<_, _>>()?,
            "--only" => options.only = Some(value),
            _ => return Err(format!("unknown option `{argument}`")),
        }
    }
    Ok(options)
}

/// The figures, for programs.
fn compare(subjects: usize, options: &Options) -> serde_json::Value {
    let (fast, slow) = if options.quick { (2_000, 2_000) } else { (100_000, 20_000) };
    let size = Size { subjects, uses: options.uses, queries: fast, toggles: options.toggles };
    let world = World::new(size, options.seed);
    let mut entries = if options.parts { parts::entries(&world) } else { entries(&world, fast, slow, options) };
    if options.json {
        entries.push(parts::look_up_only(&world));
    }

    for entry in &mut entries {
        for (query, truth) in world.queries[..entry.asserted].iter().enumerate() {
            assert_eq!(entry.peer.allows(query), truth.allowed, "{} answers query {query} wrongly", entry.name);
        }
    }
    for round in 0..options.rounds {
        // Whoever is first in one round is last in the next.
        let ahead = round % entries.len();
        entries.rotate_left(ahead);
        for entry in &mut entries {
            let known = entry.asserted.max(entry.batch);
            let from = round * entry.batch % known;
            let queries = from..(from + entry.batch).min(known);
            let count = queries.len();
            // The thread's own time: what else the machine does is not the peer's fault.
            let begin = ThreadTime::now();
            black_box(entry.peer.count(queries));
            entry.nanoseconds.push(begin.elapsed().as_nanos() as f64 / count as f64);
        }
        entries.rotate_right(ahead);
    }
    for entry in &mut entries {
        entry.nanoseconds.sort_by(f64::total_cmp);
    }
    if !options.json {
        report(&world, &entries, options);
    }
    let peers: Vec<_> = entries
        .iter()
        .map(|entry| {
            serde_json::json!({ "name": entry.name, "median_ns": entry.median(), "asked": entry.asserted, "rounds": entry.nanoseconds })
        })
        .collect();
    let wrong = |naive: &by_hand::Naive| naive.wrongly_allowed + naive.wrongly_denied;
    let naive: Vec<_> = by_hand::naive(&world)
        .iter()
        .map(|naive| serde_json::json!({ "what": naive.what, "share_wrong": wrong(naive) }))
        .collect();
    serde_json::json!({ "people": subjects, "queries": world.queries.len(), "seed": options.seed, "peers": peers, "naive": naive })
}

fn entries(world: &World, fast: usize, slow: usize, options: &Options) -> Vec<Entry> {
    let wanted = |name: &str| options.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    let mut entries = Vec::new();
    let mut add = |name, asserted: usize, make: &dyn Fn() -> Box<dyn Peer>| {
        if wanted(name) || name == OURS {
            let batch = if asserted == fast { fast } else { (asserted / 4).max(1) };
            entries.push(Entry { name, peer: make(), asserted, batch, nanoseconds: Vec::new() });
        }
    };
    add(OURS, fast, &|| Box::new(ours::Ours::new(world)));
    add("by hand: interned", fast, &|| Box::new(by_hand::Interned::new(world)));
    add("by hand: interned, in a lock", fast, &|| Box::new(by_hand::InternedShared::new(world)));
    add("by hand: nested string maps", fast, &|| Box::new(by_hand::NestedMaps::new(world)));
    add("cedar", slow, &|| Box::new(cedar::Cedar::new(world, slow)));
    // An enforcer takes tens of kilobytes, and every person has their own.
    let casbin = slow.min(if world.subjects.len() > 10_000 { 10_000 } else { slow });
    add("casbin", casbin, &|| Box::new(casbin::Casbin::new(world, casbin)));
    if wanted("regorus") {
        let (interpreter, compiled, machine) = rego::modes(world, slow);
        let modes: [(_, Box<dyn Peer>); 3] = [
            ("regorus: engine", Box::new(interpreter)),
            ("regorus: compiled policy", Box::new(compiled)),
            ("regorus: virtual machine", Box::new(machine)),
        ];
        for (name, peer) in modes {
            entries.push(Entry { name, peer, asserted: slow, batch: (slow / 4).max(1), nanoseconds: Vec::new() });
        }
    }
    entries
}

const OURS: &str = "consentry";

fn report(world: &World, entries: &[Entry], options: &Options) {
    let answers: usize = world.subjects.iter().map(|subject| subject.events.len()).sum();
    println!(
        "\n{} people, {answers} answers, {} scopes, {} uses; {} queries, half allowed; every peer's answers checked.",
        world.subjects.len(),
        world.scopes().0.len(),
        world.uses.len(),
        world.queries.len(),
    );
    for naive in by_hand::naive(world) {
        println!(
            "by hand, {}: {:.1} % of the queries wrong ({:.1} % wrongly allowed, {:.1} % wrongly denied)",
            naive.what,
            100.0 * (naive.wrongly_allowed + naive.wrongly_denied),
            100.0 * naive.wrongly_allowed,
            100.0 * naive.wrongly_denied,
        );
    }
    if options.quick {
        println!("quick: answers only, no figures");
        return;
    }
    let ours = entries.iter().find(|entry| entry.name == OURS).map_or(f64::NAN, Entry::median);
    println!("\n| {:48} | ns a decision | fastest round | slowest round | ratio | asked |", "peer");
    println!("|{}|--------------:|--------------:|--------------:|------:|------:|", "-".repeat(50));
    for entry in entries {
        let (fastest, slowest) = (entry.nanoseconds[0], entry.nanoseconds[entry.nanoseconds.len() - 1]);
        println!(
            "| {:48} | {:13.1} | {fastest:13.1} | {slowest:13.1} | {:5.2} | {:5} |",
            entry.name,
            entry.median(),
            entry.median() / ours,
            entry.asserted,
        );
    }
}
