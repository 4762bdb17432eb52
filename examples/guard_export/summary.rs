//! What happened, for the terminal.

use std::io::{self, Write};

use consentry::{
    Policy,
    columns::Tally,
    decide::Outcome,
    vocabulary::{Axis, Tree},
};

use super::{
    columns::Columns,
    exit_code::BAD_LINES,
    export::Written,
    layout::{bar, count, cut, labelled, number, path, words, wrapped},
    log::LogReport,
    options::Options,
};

const BAR: usize = 26;
const NAME: usize = 17;

/// Prints what was asked, what became of the log and of the records, and each column with its reasons.
pub(crate) fn print(
    out: &mut dyn Write,
    options: &Options,
    columns: &Columns,
    policy: &Policy,
    log: &LogReport,
    written: &Written,
) -> io::Result<()> {
    question(out, options, policy)?;
    consent_log(out, options, columns, log)?;
    records(out, options, written)?;
    table(out, written)?;
    reasons(out, written)
}

fn question(out: &mut dyn Write, options: &Options, policy: &Policy) -> io::Result<()> {
    fn title<'t, A: Axis>(tree: &'t Tree<A>, key: &str, language: &str) -> &'t str {
        tree.id(key).and_then(|id| tree.node(id)).map_or("", |node| node.title(language))
    }
    let code = options.language.code();
    let vocabulary = policy.vocabulary();
    writeln!(out, "\nTHE QUESTION\n")?;
    let lines = [
        ("to", options.operations.join(", ")),
        ("for", format!("{} ({})", options.purpose, title(vocabulary.purposes(), &options.purpose, code))),
        ("by", format!("{} ({})", options.recipient, title(vocabulary.recipients(), &options.recipient, code))),
        ("on", options.at.to_string()),
        ("under", format!("{}, version {}", path(&options.policy), policy.version())),
    ];
    for (word, answer) in lines {
        write!(out, "{}", labelled(&format!("  {word:<6} "), &answer))?;
    }
    Ok(())
}

fn consent_log(out: &mut dyn Write, options: &Options, columns: &Columns, log: &LogReport) -> io::Result<()> {
    writeln!(out, "\nTHE CONSENT LOG   {}\n", path(&options.events))?;
    writeln!(out, "  {:>11}  lines", number(log.lines))?;
    writeln!(out, "  {:>11}  recorded", number(log.new))?;
    writeln!(out, "  {:>11}  repeated what was known", number(log.known))?;
    let blank = log.lines - log.new - log.known - log.unusable();
    if blank > 0 {
        writeln!(out, "  {:>11}  blank", number(blank))?;
    }
    writeln!(
        out,
        "  {:>11}  not usable ({} accepts {})",
        number(log.unusable()),
        columns.file(),
        number(columns.accept_bad_lines)
    )?;
    for (cause, lines) in &log.bad {
        writeln!(out, "\n  {:>11}  {}", number(lines.count), cause.words())?;
        for (line, message) in &lines.first {
            write!(out, "{}", labelled(&format!("               line {line}: "), &cut(message, 110)))?;
        }
    }
    Ok(())
}

fn records(out: &mut dyn Write, options: &Options, written: &Written) -> io::Result<()> {
    writeln!(out, "\nTHE EXPORT   {}\n", path(&options.out))?;
    writeln!(out, "  {:>11}  records written", number(written.records))?;
    writeln!(out, "  {:>11}  of them with nothing left but the key", number(written.bare))?;
    if !written.unclear.is_empty() {
        writeln!(out, "\n  Cells that cannot be read count as unknown, which is the stricter reading:")?;
    }
    for (field, cells) in &written.unclear {
        writeln!(out, "\n  {:>11}  {field}", number(cells.count))?;
        for (line, cause) in &cells.first {
            write!(out, "{}", labelled(&format!("               line {line}: "), &cut(cause, 110)))?;
        }
    }
    Ok(())
}

fn table(out: &mut dyn Write, written: &Written) -> io::Result<()> {
    writeln!(out, "\n  {:NAME$} {:BAR$} {:>10} {:>10} {:>10}", "", "", "█ allowed", "▒ ask", "· denied")?;
    for (name, tally) in &written.columns {
        let name = cut(name, NAME);
        let Some(tally) = tally else {
            writeln!(out, "  {name:NAME$} the key: passed through as it is")?;
            continue;
        };
        let counts = [Outcome::Allow, Outcome::Ask, Outcome::Deny].map(|outcome| tally.of(outcome));
        let [allowed, ask, denied] = counts;
        let bar = bar([(allowed, '█'), (ask, '▒'), (denied, '·')], BAR);
        let [allowed, ask, denied] = counts.map(number);
        writeln!(out, "  {name:NAME$} {bar} {allowed:>10} {ask:>10} {denied:>10}")?;
    }
    Ok(())
}

fn reasons(out: &mut dyn Write, written: &Written) -> io::Result<()> {
    writeln!(out, "\n  And why:")?;
    let mut groups: Vec<(Vec<&str>, &Tally)> = Vec::new();
    for (columns, tally) in &written.categories {
        let columns = columns.iter().map(String::as_str);
        match groups.iter_mut().find(|(_, known)| known.iter().eq(tally.iter())) {
            Some((names, _)) => names.extend(columns),
            None => groups.push((columns.collect(), tally)),
        }
    }
    for (columns, tally) in groups {
        write!(out, "\n{}", wrapped(&columns.join(", "), "  ", "  "))?;
        for (outcome, label) in [(Outcome::Allow, "allowed"), (Outcome::Ask, "ask"), (Outcome::Deny, "denied")] {
            let reasons = listed(tally, outcome);
            if !reasons.is_empty() {
                write!(out, "{}", labelled(&format!("    {label:<9}"), &reasons))?;
            }
        }
    }
    Ok(())
}

/// The reasons of an outcome, the most frequent first.
fn listed(tally: &Tally, outcome: Outcome) -> String {
    let reasons = tally.iter().filter(|(own, ..)| *own == outcome);
    let mut reasons: Vec<_> = reasons.map(|(_, code, count)| (code, count)).collect();
    reasons.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    reasons.iter().map(|(code, count)| format!("{} {}", words(code), number(*count))).collect::<Vec<_>>().join(", ")
}

/// Prints how it ended.
pub(crate) fn print_end(out: &mut dyn Write, columns: &Columns, log: &LogReport, code: u8) -> io::Result<()> {
    let unusable = log.unusable();
    let text = if code == BAD_LINES {
        format!(
            "The export is written, but {} of the consent log could not be used, more than the {} that {} accepts. Each of \
             them may have been a no: mend them, and run the export again before anyone uses it. Exit code {code}.",
            count(unusable, "line", "lines"),
            number(columns.accept_bad_lines),
            columns.file()
        )
    } else if unusable > 0 {
        format!(
            "Done. {} of the consent log could not be used, within the {} that {} accepts. Exit code {code}.",
            count(unusable, "line", "lines"),
            number(columns.accept_bad_lines),
            columns.file()
        )
    } else {
        format!("Done. Every line of the consent log was used. Exit code {code}.")
    };
    write!(out, "\n{}\n", wrapped(&text, "", "").trim_end())
}
