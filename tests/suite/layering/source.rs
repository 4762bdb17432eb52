//! Rust source as far as layering needs it: code without comments, text and tests, and the paths that it names.

use std::ops::Range;

/// A path in code, such as `crate::policy::Rule`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Named {
    /// Its parts; a glob ends in `*`.
    pub parts: Vec<String>,
    /// The name that a `use` gives it, if it is one.
    pub bound: Option<String>,
    /// The line that it stands on, from 1.
    pub line: usize,
    /// A `use` that hands the name on: `pub use`, `pub(crate) use`.
    pub is_reexport: bool,
}

/// A module that a file declares as a file of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Declared {
    pub name: String,
    /// What its attribute `#[path]` says.
    pub path: Option<String>,
}

/// What a file says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Source {
    pub modules: Vec<Declared>,
    pub uses: Vec<Named>,
    /// Paths of at least two parts that stand outside `use`.
    pub paths: Vec<Named>,
    /// Lines on which an item begins that is neither a module nor a `use`.
    pub items: Vec<usize>,
    /// Lines with a module in braces.
    pub inline_modules: Vec<usize>,
    /// Lines of `use` that hands nothing on.
    pub imports: Vec<usize>,
}

/// Code with blanks for comments, for text in quotes and for whatever is compiled only for tests. Lines stay where they
/// are.
pub(super) fn code(text: &str) -> String {
    let mut code = without_text(text);
    while let Some(range) = test_item(&code) {
        blank(&mut code, range);
    }
    code
}

fn blank(code: &mut String, range: Range<usize>) {
    let blanks: String = code[range.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    code.replace_range(range, &blanks);
}

/// Blanks comments and literals. Text that is a path from the root stays: attributes name functions in quotes.
fn without_text(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let before = code.chars().next_back().unwrap_or(' ');
        let starts_word = !(before.is_alphanumeric() || before == '_');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if first == '"' {
            quoted(rest)
        } else if starts_word && (rest.starts_with("r\"") || rest.starts_with("r#") || rest.starts_with("br")) {
            raw(rest).unwrap_or(0)
        } else if first == '\'' {
            character(rest)
        } else {
            0
        };
        if length == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (literal, after) = rest.split_at(length);
        let inner = literal.trim_matches('"');
        let names_path = first == '"'
            && (inner.starts_with("crate::") || inner.starts_with("super::"))
            && inner.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
        if names_path || is_path_attribute(&code, literal) {
            code.push_str(literal);
        } else {
            code.extend(literal.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    code
}

/// Whether the literal is what `#[path = ` names.
fn is_path_attribute(code: &str, literal: &str) -> bool {
    literal.starts_with('"')
        && code.trim_end().strip_suffix('=').is_some_and(|code| code.trim_end().ends_with("#[path"))
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of raw text; none where it is a raw identifier, or no literal at all.
fn raw(text: &str) -> Option<usize> {
    let tail = text.strip_prefix('b').unwrap_or(text).strip_prefix('r')?;
    let hashes = tail.len() - tail.trim_start_matches('#').len();
    let body = tail[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let closes = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(text.len() - body.len() + closes)
}

/// The length of a character in quotes; 0 for a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            text[at + c.len_utf8()..].find('\'').map_or(0, |end| at + c.len_utf8() + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

/// The first item that is compiled for tests or examples in documentation only, with its attribute.
fn test_item(code: &str) -> Option<Range<usize>> {
    let start = ["#[cfg(test)]", "#[cfg(doctest)]"].iter().filter_map(|attribute| code.find(attribute)).min()?;
    Some(start..item_end(code, start))
}

/// Where the item that begins here ends: at its semicolon or its closing brace. Attributes before it belong to it.
fn item_end(code: &str, start: usize) -> usize {
    let mut depth = 0usize;
    for (at, c) in code[start..].char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let after = &code[start + at + 1..];
                    // `use a::{b, c};` goes on to its semicolon.
                    let semicolon = after.trim_start().starts_with(';');
                    let gap = after.len() - after.trim_start().len();
                    return start + at + 1 + if semicolon { gap + 1 } else { 0 };
                }
            }
            ';' if depth == 0 => return start + at + 1,
            _ => {}
        }
    }
    code.len()
}

impl Source {
    /// Reads a file's text.
    pub(super) fn read(text: &str) -> Self {
        let code = code(text);
        let mut source = Self::default();
        let mut others = code.clone();
        let mut at = 0;
        while at < code.len() {
            let gap = code[at..].len() - code[at..].trim_start().len();
            let start = at + gap;
            if start >= code.len() {
                break;
            }
            let (item, attributes) = after_attributes(&code, start);
            if item >= code.len() {
                break;
            }
            let line = line_of(&code, item);
            let (visibility, body) = visibility(&code[item..]);
            if let Some(name) = declared(body) {
                let path = attributes.split("#[path").nth(1).and_then(|tail| tail.split('"').nth(1)).map(str::to_owned);
                source.modules.push(Declared { name, path });
                at = item_end(&code, item);
                blank(&mut others, start..at);
                continue;
            }
            at = item_end(&code, item);
            if let Some(tree) = body.strip_prefix("use ") {
                // Nothing but a path stands in a `use`, up to the semicolon.
                let tree = &tree[..tree.find(';').unwrap_or(tree.len())];
                let offset = code.len() - code[item..].len() + (code[item..].len() - body.len()) + "use ".len();
                let mut leaves = Vec::new();
                leaves_of(tree, offset, &[], &mut leaves);
                if visibility.is_empty() {
                    source.imports.push(line);
                }
                for (parts, bound, at) in leaves {
                    let line = line_of(&code, at);
                    source.uses.push(Named { parts, bound, line, is_reexport: !visibility.is_empty() });
                }
                blank(&mut others, start..at);
            } else if body.starts_with("mod ") {
                // Empty braces hold nothing but documentation from elsewhere.
                if !body.trim_end().ends_with("{}") {
                    source.inline_modules.push(line);
                }
            } else {
                source.items.push(line);
            }
        }
        // Within functions and modules in braces there may be more.
        source.uses.extend(nested_uses(&mut others));
        source.paths = paths(&others);
        source
    }
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Where the item begins behind its attributes, and these.
fn after_attributes(code: &str, start: usize) -> (usize, &str) {
    let mut at = start;
    while code[at..].starts_with("#[") || code[at..].starts_with("#![") {
        let mut depth = 0usize;
        let length = code[at..].char_indices().find_map(|(place, c)| {
            depth = match c {
                '[' => depth + 1,
                ']' => depth - 1,
                _ => return None,
            };
            (depth == 0).then_some(place + 1)
        });
        at += length.unwrap_or(code.len() - at);
        at += code[at..].len() - code[at..].trim_start().len();
    }
    (at, &code[start..at])
}

/// The visibility that an item begins with, and the rest.
fn visibility(item: &str) -> (&str, &str) {
    let Some(tail) = item.strip_prefix("pub") else { return ("", item) };
    if let Some(tail) = tail.strip_prefix('(') {
        let end = tail.find(')').map_or(tail.len(), |at| at + 1);
        let length = "pub(".len() + end;
        return (&item[..length], item[length..].trim_start());
    }
    if tail.starts_with(char::is_whitespace) { ("pub", tail.trim_start()) } else { ("", item) }
}

/// The name in `mod name;`.
fn declared(item: &str) -> Option<String> {
    let (name, _) = item.strip_prefix("mod ")?.split_once([';', '{'])?;
    item.find(';').filter(|semicolon| item.find('{').is_none_or(|brace| *semicolon < brace))?;
    Some(name.trim().to_owned())
}

type Leaf = (Vec<String>, Option<String>, usize);

/// The paths of a `use` tree; `offset` is where it stands.
fn leaves_of(tree: &str, offset: usize, before: &[String], leaves: &mut Vec<Leaf>) {
    let (mut depth, mut start) = (0usize, 0);
    let mut pieces = Vec::new();
    for (at, c) in tree.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                pieces.push((start, &tree[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push((start, &tree[start..]));
    for (start, piece) in pieces {
        let gap = piece.len() - piece.trim_start().len();
        let (at, piece) = (offset + start + gap, piece.trim());
        if piece.is_empty() {
            continue;
        }
        let mut parts = before.to_vec();
        if let Some(brace) = piece.find('{') {
            let prefix = piece[..brace].trim().trim_end_matches("::").trim_start_matches("::");
            parts.extend(prefix.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
            let inner = &piece[brace + 1..piece.rfind('}').unwrap_or(piece.len())];
            leaves_of(inner, at + brace + 1, &parts, leaves);
            continue;
        }
        let (path, name) = piece.split_once(" as ").map_or((piece, None), |(path, name)| (path, Some(name.trim())));
        parts.extend(path.trim_start_matches("::").split("::").map(|part| part.trim().to_owned()));
        // `a::{self}` is `a`.
        if parts.len() > 1 && parts.last().is_some_and(|last| last == "self") {
            parts.pop();
        }
        let bound = name.map_or_else(|| parts.last().cloned(), |name| Some(name.to_owned()));
        leaves.push((parts, bound.filter(|name| name != "*" && name != "_"), at));
    }
}

/// Every `use` that is left, which is then blanked.
fn nested_uses(code: &mut String) -> Vec<Named> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(place) = code[from..].find("use ") {
        let at = from + place;
        from = at + "use ".len();
        let starts_word = code[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '{' || c == ';');
        let Some(end) = code[at..].find(';').map(|end| at + end) else { continue };
        let tree = &code[from..end];
        // `impl Trait + use<'a>` is no import.
        let is_tree = tree.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "_:{},*".contains(c));
        if !starts_word || !is_tree {
            continue;
        }
        let mut leaves = Vec::new();
        leaves_of(tree, from, &[], &mut leaves);
        for (parts, bound, at) in leaves {
            let line = line_of(code, at);
            found.push(Named { parts, bound, line, is_reexport: false });
        }
        blank(code, at..end + 1);
    }
    found
}

/// Every path of two parts and more; what `pub(in …)` names is none.
fn paths(code: &str) -> Vec<Named> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = code[at..].find(is_word).map(|place| at + place) {
        let mut parts = Vec::new();
        let mut end = start;
        loop {
            let length = code[end..].find(|c| !is_word(c)).unwrap_or(code.len() - end);
            if length == 0 {
                break;
            }
            parts.push(code[end..end + length].to_owned());
            end += length;
            let Some(tail) = code[end..].strip_prefix("::") else { break };
            if !tail.starts_with(is_word) {
                break;
            }
            end += 2;
        }
        at = end.max(start + 1);
        let before = code[..start].trim_end_matches(' ');
        let is_continued = before.ends_with("::") || before.ends_with('.') || before.ends_with("pub(in");
        if parts.len() > 1 && !is_continued && !parts[0].starts_with(|c: char| c.is_ascii_digit()) {
            found.push(Named { parts, bound: None, line: line_of(code, start), is_reexport: false });
        }
    }
    found
}

#[test]
fn comments_text_and_tests_are_left_out() {
    let text = r##"
//! crate::a::B
use crate::c::D; // crate::e::F
/* crate::g::H /* nested */ crate::i::J */
const TEXT: &str = "crate::k :: L \" crate::m::N";
const RAW: &str = r#"crate::o::P"#;
fn f<'a>(x: &'a str) -> char { '"' }
#[serde(with = "crate::q::r")]
struct S(pub(in crate::s) u8);
#[cfg(test)]
mod tests { use crate::t::U; fn g() { crate::v::W; } }
fn h() { use super::x::{self, Y as Z}; crate::z::A::b(); }
"##;
    let source = Source::read(text);
    let names = |list: &[Named]| -> Vec<(String, usize)> {
        list.iter().map(|named| (named.parts.join("::"), named.line)).collect()
    };
    assert_eq!(
        names(&source.uses),
        [("crate::c::D", 3), ("super::x", 12), ("super::x::Y", 12)].map(|(path, line)| (path.to_owned(), line))
    );
    assert_eq!(source.uses[2].bound.as_deref(), Some("Z"));
    assert_eq!(
        names(&source.paths),
        [("crate::q::r", 8), ("crate::z::A::b", 12)].map(|(path, line)| (path.to_owned(), line))
    );
}
