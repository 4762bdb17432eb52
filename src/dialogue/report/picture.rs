//! The person's answers as a picture: a line of time for each purpose, with a mark for each act.
//!
//! A yes is a disc, a no a square, anything else a diamond, so that nobody needs to see colours; each mark says on
//! pointing what it is, and all of it stands in words in the table of the same heading.
//!
//! The picture is drawn as SVG inside the page, without script. Its size is bounded, whatever is on file: older acts
//! than the newest 400 are left to the table, and purposes from the twelfth on share a line.

use std::fmt::{self, Write};

use super::{
    escape::escaped,
    lines::{ActLine, says_no},
    plain_text::day,
    report::Report,
};
use crate::{act::Kind, time::Timestamp};

/// The most acts that are drawn; more could not be told apart. The newest are.
const MAX_MARKS: usize = 400;
/// The most lines; where there are more purposes, the last line is shared and labelled `…`.
const MAX_LANES: usize = 12;
/// The place where lines begin; labels stand to the left of it. Places are in units of the picture, which is 800 wide.
const LEFT: i128 = 200;
/// The place where lines end.
const RIGHT: i128 = 780;
/// The distance between two lines.
const LANE: usize = 30;

/// The acts about one purpose.
///
/// Purposes with the same title are one line: a reader could not tell them apart either.
struct Lane<'r> {
    /// The title of the purpose; it is cut where it is drawn, not here.
    label: String,
    /// The acts, oldest first.
    acts: Vec<&'r ActLine>,
}

impl Report {
    /// Writes the picture, or nothing where nobody ever acted.
    ///
    /// Time runs from the first act to the report, or to the last act where that lies in the future.
    pub(super) fn picture(&self, out: &mut String) -> fmt::Result {
        let (Some(first), Some(last)) = (self.timeline.first(), self.timeline.last()) else { return Ok(()) };
        let (first, last) = (first.at, last.at.max(self.at));
        let lanes = self.lanes();
        let height = lanes.len() * LANE + 60;
        write!(
            out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"picture\">\
             <svg role=\"img\" aria-labelledby=\"picture\" viewBox=\"0 0 800 {height}\">\
             <title id=\"picture\">{}</title>",
            escaped(&self.words.0.text("timeline").text)
        )?;
        for (position, lane) in lanes.iter().enumerate() {
            let y = position * LANE + 18;
            let label: String = lane.label.chars().take(26).collect();
            write!(
                out,
                "<text x=\"0\" y=\"{}\">{}</text>\
                 <line class=\"axis\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y}\" y2=\"{y}\"/>",
                y + 5,
                escaped(&label)
            )?;
            for act in &lane.acts {
                let title = format!("{} {}", day(act.at), act.act.text);
                mark(out, Mark::of(act.kind), place(act.at, first, last), y, &title)?;
            }
        }
        let y = lanes.len() * LANE + 16;
        write!(out, "<text x=\"{LEFT}\" y=\"{y}\">{}</text>", day(first))?;
        write!(out, "<text x=\"{RIGHT}\" y=\"{y}\" text-anchor=\"end\">{}</text>", day(last))?;
        for (position, kind) in [Mark::Yes, Mark::No, Mark::Other].into_iter().enumerate() {
            let (x, y) = (LEFT + 110 * i128::try_from(position).unwrap_or_default(), y + 26);
            let word = self.words.0.text(kind.word()).text;
            mark(out, kind, x + 6, y - 4, &word)?;
            write!(out, "<text x=\"{}\" y=\"{y}\">{}</text>", x + 18, escaped(&word))?;
        }
        out.write_str("</svg></div>")
    }

    /// Returns the lines in the order in which their purposes first appear.
    fn lanes(&self) -> Vec<Lane<'_>> {
        let mut lanes: Vec<Lane<'_>> = Vec::new();
        let skipped = self.timeline.len().saturating_sub(MAX_MARKS);
        for act in self.timeline.iter().skip(skipped) {
            for about in &act.about {
                let full = lanes.len() >= MAX_LANES;
                match lanes.iter_mut().find(|lane| lane.label == about.text) {
                    Some(lane) => lane.acts.push(act),
                    None if full => {
                        if let Some(lane) = lanes.last_mut() {
                            "…".clone_into(&mut lane.label);
                            lane.acts.push(act);
                        }
                    }
                    None => lanes.push(Lane { label: about.text.clone(), acts: vec![act] }),
                }
            }
        }
        lanes
    }
}

/// Returns how far along the line an instant lies.
///
/// Integers wide enough for the whole range of time are used, so that nothing overflows. Where all acts are of one
/// instant, they stand at the beginning.
fn place(at: Timestamp, first: Timestamp, last: Timestamp) -> i128 {
    let millis = |time: Timestamp| i128::from(time.millis());
    let span = (millis(last) - millis(first)).max(1);
    LEFT + (millis(at) - millis(first)) * (RIGHT - LEFT) / span
}

/// The shape of a mark.
#[derive(Clone, Copy)]
enum Mark {
    /// A disc: the person allowed something.
    Yes,
    /// A square: the person said no.
    No,
    /// A diamond: everything else.
    Other,
}

impl Mark {
    /// Returns the shape for a kind of act; a no is what [`says_no`] calls so.
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Given | Kind::PlatformAuthorized => Self::Yes,
            kind if says_no(kind) => Self::No,
            _ => Self::Other,
        }
    }

    /// Returns the key of the word for it in the legend.
    const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Other => "other",
        }
    }
}

/// Writes one mark, with its title for pointing at it.
fn mark(out: &mut String, mark: Mark, x: i128, y: usize, title: &str) -> fmt::Result {
    let title = escaped(title);
    let y = i128::try_from(y).unwrap_or_default();
    match mark {
        Mark::Yes => write!(out, "<circle class=\"y\" cx=\"{x}\" cy=\"{y}\" r=\"7\"><title>{title}</title></circle>"),
        Mark::No => write!(
            out,
            "<rect class=\"n\" x=\"{}\" y=\"{}\" width=\"12\" height=\"12\"><title>{title}</title></rect>",
            x - 6,
            y - 6
        ),
        Mark::Other => write!(out, "<path class=\"o\" d=\"M{x} {}l7 7-7 7-7-7z\"><title>{title}</title></path>", y - 7),
    }
}
