//! Scopes and profiles as bytes: lists of texts, each after its length.
//!
//! The profile of a person in Sweden who is a customer, as written:
//!
//! ```text
//!   01 00 00 00   02 00 00 00 'S' 'E'                 one region, of two bytes
//!   01 00 00 00   08 00 00 00 'c' 'u' … 'r'           one fact, of eight bytes
//! ```
//!
//! Names are written and not numbers of nodes, so a snapshot can be read under another policy.

use crate::{
    interner::Coverage,
    region::Region,
    subject::Profile,
    vocabulary::{Scope, ScopeDocument},
};

/// Appends a scope: how far its names reach (0 today, 1 ever), and the four lists of its document.
pub(super) fn write_scope(scope: &Scope, coverage: Coverage, out: &mut Vec<u8>) {
    out.push(coverage as u8);
    let document = ScopeDocument::from(scope);
    for list in [&document.purposes, &document.categories, &document.recipients, &document.operations] {
        write_list(list.iter().map(String::as_str), out);
    }
}

/// Reads a scope off the front of the bytes; `None` if they do not begin with one.
///
/// It goes through the check of any scope, so what cannot be written cannot be read.
pub(super) fn read_scope(bytes: &mut &[u8]) -> Option<(Scope, Coverage)> {
    let (number, rest) = bytes.split_first()?;
    let coverage = Coverage::ALL.into_iter().find(|coverage| *coverage as u8 == *number)?;
    *bytes = rest;
    let mut list = || read_list(bytes, |text| Some(text.to_owned()));
    let (purposes, categories, recipients, operations) = (list()?, list()?, list()?, list()?);
    let scope = Scope::try_from(&ScopeDocument { purposes, categories, recipients, operations }).ok()?;
    Some((scope, coverage))
}

/// Appends a profile: its regions and its facts.
pub(super) fn write_profile(profile: &Profile, out: &mut Vec<u8>) {
    write_list(profile.regions.iter().map(Region::as_str), out);
    write_list(profile.facts.iter().map(String::as_str), out);
}

/// Reads a profile off the front of the bytes; `None` if they do not begin with one.
pub(super) fn read_profile(bytes: &mut &[u8]) -> Option<Profile> {
    let regions = read_list(bytes, |code| Region::new(code).ok())?;
    let facts = read_list(bytes, |fact| Some(fact.to_owned()))?;
    Some(Profile { regions: regions.into(), facts: facts.into() })
}

/// Appends a count, and each text after its length. Where a count or a length does not fit, the list cannot be read
/// back.
fn write_list<'t>(texts: impl ExactSizeIterator<Item = &'t str>, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(texts.len()).unwrap_or(u32::MAX).to_le_bytes());
    for text in texts {
        out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(text.as_bytes());
    }
}

/// Reads a list off the front of the bytes, each text by `read`. Memory grows only with the texts that really come.
fn read_list<T>(bytes: &mut &[u8], read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let count = read_number(bytes)?;
    let mut list = Vec::new();
    for _ in 0..count {
        let len = read_number(bytes)? as usize;
        let (text, rest) = bytes.split_at_checked(len)?;
        list.push(read(std::str::from_utf8(text).ok()?)?);
        *bytes = rest;
    }
    Some(list)
}

/// Reads a number off the front of the bytes.
fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*number))
}
