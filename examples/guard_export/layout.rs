//! Text for a terminal of 80 columns, with or without colours.

use std::path::Path;

/// Most characters in a line.
pub(crate) const WIDTH: usize = 80;

/// A number with its thousands apart: `26,000`.
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 line`, `2 lines`.
pub(crate) fn count(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// Shares of a whole as a bar of `width` characters. Whatever occurs at all is seen.
pub(crate) fn bar(shares: [(u64, char); 3], width: usize) -> String {
    let whole: u64 = shares.iter().map(|(share, _)| share).sum();
    if whole == 0 {
        return " ".repeat(width);
    }
    let fair = |share: u64| usize::try_from(u128::from(share) * width as u128 / u128::from(whole)).unwrap_or(width);
    let mut lengths = shares.map(|(share, _)| if share == 0 { 0 } else { fair(share).max(1) });
    // Rounding is settled by the longest part, which shows it least.
    let drawn: usize = lengths.iter().sum();
    if let Some(longest) = lengths.iter_mut().max() {
        *longest = (*longest + width).saturating_sub(drawn);
    }
    shares.iter().zip(lengths).flat_map(|((_, mark), length)| std::iter::repeat_n(*mark, length)).collect()
}

/// The text in lines of at most [`WIDTH`] characters, the first of each paragraph after `first`, the others after `rest`.
pub(crate) fn wrapped(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let spaces = paragraph.len() - paragraph.trim_start().len();
        let own = paragraph.get(..spaces).unwrap_or_default();
        let mut line = format!("{first}{own}");
        let mut is_empty = true;
        for word in paragraph.split_whitespace() {
            if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                out.push_str(&line);
                out.push('\n');
                line = format!("{rest}{own}");
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(word);
            is_empty = false;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The text after a label, its further lines below its first.
pub(crate) fn labelled(label: &str, text: &str) -> String {
    wrapped(text, label, &" ".repeat(label.chars().count()))
}

/// Text cut to `most` characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain("…".chars()).collect()
}

/// A path as one would write it from here.
pub(crate) fn path(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let near = here.and_then(|here| path.strip_prefix(here).ok());
    near.unwrap_or(path).display().to_string()
}

/// A reason code in words: `never asked`.
pub(crate) fn words(code: &str) -> String {
    code.replace('_', " ")
}
