//! What was measured, against what was promised.

use std::fmt::Write;

use crate::{digits::digits, run::Run};

/// One line of the table.
pub(crate) struct Row {
    name: String,
    measured: String,
    bar: String,
    /// `None` where there is no bar, only a figure.
    holds: Option<bool>,
    beside: String,
}

impl Row {
    fn judged(name: &str, value: f64, sign: &str, bar: f64, unit: &str, holds: bool) -> Self {
        let number = |value: f64| format!("{}{unit}", digits(value));
        let (measured, bar) = (number(value), format!("{sign} {}", number(bar)));
        Self { name: name.to_owned(), measured, bar, holds: Some(holds), beside: String::new() }
    }

    /// A figure that must not be larger than the bar.
    pub(crate) fn at_most(name: &str, value: f64, bar: f64, unit: &str) -> Self {
        Self::judged(name, value, "≤", bar, unit, value <= bar)
    }

    /// A figure that must not be smaller than the bar.
    pub(crate) fn at_least(name: &str, value: f64, bar: f64, unit: &str) -> Self {
        Self::judged(name, value, "≥", bar, unit, value >= bar)
    }

    /// Something that must be so, in words.
    pub(crate) fn so(name: &str, measured: &str, bar: &str, holds: bool) -> Self {
        let [name, measured, bar] = [name, measured, bar].map(str::to_owned);
        Self { name, measured, bar, holds: Some(holds), beside: String::new() }
    }

    /// A figure that nothing was promised about.
    pub(crate) fn figure(name: &str, value: f64, unit: &str) -> Self {
        let measured = format!("{}{unit}", digits(value));
        Self { name: name.to_owned(), measured, bar: String::new(), holds: None, beside: String::new() }
    }

    /// With a word on what stands beside it.
    pub(crate) fn beside(self, text: impl Into<String>) -> Self {
        Self { beside: text.into(), ..self }
    }

    /// With what the machine does for the same access pattern, in the unit of the figures.
    pub(crate) fn limit(self, pattern: &str, value: f64, limit: f64, unit: &str) -> Self {
        self.beside(format!("{pattern}: {}{unit}, so {} × that", digits(limit), digits(value / limit)))
    }

    /// Whether something was promised and is not so.
    pub(crate) fn is_broken(&self) -> bool {
        self.holds == Some(false)
    }

    /// For whoever waits.
    pub(crate) fn line(&self) -> String {
        let [name, measured, bar, holds, _] = self.cells();
        [name, measured, bar, holds].join(" | ")
    }

    fn cells(&self) -> [&str; 5] {
        let holds = match self.holds {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        [&self.name, &self.measured, &self.bar, holds, &self.beside]
    }
}

/// All lines.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
}

const HEAD: [&str; 5] = ["name", "measured", "bar", "holds", "beside it"];

impl Table {
    /// For a terminal.
    pub(crate) fn text(&self) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row.cells()[column]);
            cells.chain([HEAD[column]]).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: [usize; 5] = std::array::from_fn(width);
        let line = |cells: [&str; 5]| {
            let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            padded.collect::<Vec<_>>().join(" | ").trim_end().to_owned() + "\n"
        };
        let lines = self.rows.iter().map(|row| line(row.cells()));
        std::iter::once(line(HEAD)).chain(lines).collect()
    }

    /// For the chapter on performance: the table, and on which machine.
    pub(crate) fn markdown(&self, run: &Run) -> String {
        let mut text = format!("| {} |\n|---|---|---|---|---|\n", HEAD.join(" | "));
        for row in &self.rows {
            let _ = writeln!(text, "| {} |", row.cells().map(|cell| cell.replace('|', "\\|")).join(" | "));
        }
        let _ = writeln!(text, "\n{}.", run.machine());
        text
    }
}
