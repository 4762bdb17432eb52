//! Text that is safe to stand in HTML.
//!
//! Names and texts come from policies, events and suppliers, so every one of them passes through here before it stands
//! in a page. What this module does not see cannot reach the page as anything but text.

/// Returns the text with the five characters that mean something in HTML replaced by entities.
///
/// The result is safe between tags and in attributes with quotes. It would not be in a script, a style or a URL, none
/// of which a report fills from outside. `Lingon & "Co"` becomes `Lingon &amp; &quot;Co&quot;`. It takes one pass and
/// one buffer.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}
