//! The person's answers as a picture: a line of time for each purpose, with a mark for each act.
//!
//! A yes is a disc, a no a square, anything else a diamond, so that nobody needs to see colours; each mark says on
//! pointing what it is, and all of it stands in words in the table of the same heading.

use std::fmt::{self, Write};

use super::{
    escape::escaped,
    lines::{ActLine, says_no},
    plain_text::day,
    report::Report,
};
use crate::{act::Kind, time::Timestamp};

/// Most marks; more could not be told apart. The newest are drawn.
const MAX_MARKS: usize = 400;
/// Most lines; what is about more purposes shares the last.
const MAX_LANES: usize = 12;
/// Where lines begin and end, and how far they lie apart.
const LEFT: i128 = 200;
const RIGHT: i128 = 780;
const LANE: usize = 30;

/// The acts about one purpose.
struct Lane<'r> {
    label: String,
    acts: Vec<&'r ActLine>,
}

impl Report {
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

/// How far along the line an instant lies.
fn place(at: Timestamp, first: Timestamp, last: Timestamp) -> i128 {
    let millis = |time: Timestamp| i128::from(time.millis());
    let span = (millis(last) - millis(first)).max(1);
    LEFT + (millis(at) - millis(first)) * (RIGHT - LEFT) / span
}

#[derive(Clone, Copy)]
enum Mark {
    Yes,
    No,
    Other,
}

impl Mark {
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Given | Kind::PlatformAuthorized => Self::Yes,
            kind if says_no(kind) => Self::No,
            _ => Self::Other,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Other => "other",
        }
    }
}

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
