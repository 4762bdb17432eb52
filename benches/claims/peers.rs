//! The same question, put to others: `benches/peers`, built and run.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

use crate::{digits::digits, run::Run, table::Row};

/// What a world of so many people gave.
struct World {
    people: u64,
    /// Nanoseconds a decision by peer.
    times: BTreeMap<String, f64>,
    /// The share of wrong answers by kind of map without the hierarchy.
    wrong: Vec<(String, f64)>,
}

pub(crate) fn measure(_: &Run) -> Vec<Row> {
    match ask() {
        Ok(worlds) => worlds.iter().flat_map(judge).collect(),
        Err(problem) => {
            vec![Row::so("the same question, put to others", "not measured", "ratios", false).beside(problem)]
        }
    }
}

fn ask() -> Result<Vec<World>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/Cargo.toml");
    let output = Command::new(cargo)
        .args(["run", "--release", "--quiet", "--manifest-path", manifest, "--", "--json"])
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("benches/peers ended with {}", output.status));
    }
    let whole: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("benches/peers: {error}"))?;
    let worlds = whole.get("worlds").and_then(Value::as_array).ok_or("benches/peers names no worlds")?;
    worlds.iter().map(world).collect::<Option<_>>().ok_or_else(|| "benches/peers leaves figures out".to_owned())
}

fn world(world: &Value) -> Option<World> {
    let pair = |of: &Value, name, figure| Some((of.get(name)?.as_str()?.to_owned(), of.get(figure)?.as_f64()?));
    let times =
        world.get("peers")?.as_array()?.iter().map(|peer| pair(peer, "name", "median_ns")).collect::<Option<_>>()?;
    let wrong =
        world.get("naive")?.as_array()?.iter().map(|map| pair(map, "what", "share_wrong")).collect::<Option<_>>()?;
    Some(World { people: world.get("people")?.as_u64()?, times, wrong })
}

fn judge(World { people, times, wrong }: &World) -> Vec<Row> {
    let fastest = |name: &str| {
        let of_that_name = times.iter().filter(|(peer, _)| peer.starts_with(name)).map(|(_, time)| *time);
        of_that_name.fold(f64::INFINITY, f64::min)
    };
    let ours = fastest("consentry");
    let floor = fastest("a hash map: look-up only");
    let row = |name: &str, peer: &str, bar: f64| {
        let (time, name) = (fastest(peer), format!("{name} / consentry, {} people", digits(*people as f64)));
        Row::at_least(&name, time / ours, bar, " ×").beside(format!(
            "{time:.1} ns and {ours:.1} ns; only finding the person in a hash map {floor:.1} ns, which would be {} ×",
            digits(time / floor)
        ))
    };
    let mut rows = Vec::new();
    if *people <= 1_000 {
        rows.push(row("Cedar", "cedar", 1_000.0));
        rows.push(row("Casbin", "casbin", 1_000.0));
        rows.push(row("the fastest of regorus", "regorus", 400.0));
    } else {
        rows.push(row("Cedar", "cedar", 150.0));
    }
    rows.push(row("the best by hand, interned, no lock", "by hand: interned", 1.0));
    let locked = "by hand: interned, in a lock";
    let figure = |time: &f64| {
        Row::figure(&format!("{locked} / consentry, {} people", digits(*people as f64)), time / ours, " ×")
    };
    rows.extend(times.get(locked).map(figure));
    rows.extend(wrong.iter().map(|(what, share)| {
        Row::figure(
            &format!("answers that a map `{what}` gets wrong, {} people", digits(*people as f64)),
            share * 100.0,
            " %",
        )
    }));
    rows
}
