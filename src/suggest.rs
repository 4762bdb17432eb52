//! Words for error messages: the nearest known words, and long input shortened.
//!
//! A message that says only "unknown key `emial`" sends its reader back to the documentation; one that asks "did you
//! mean `email`?" ends the search. Every place that looks names up (vocabulary, regimes, facts, fields of a document)
//! takes its suggestion from here, so that all messages read alike.
//!
//! Work is bounded on purpose. A document may come from anywhere, so the length of a word that is compared
//! ([`LONGEST_SLIP`]) and the number of words that are looked for ([`MOST_SUGGESTED`]) have limits.

/// The longest input, in bytes, for which a near word is looked for. A longer one is no slip of a key, and the work
/// grows with the product of the lengths.
const LONGEST_SLIP: usize = 128;
/// The most names that are all listed beside an unknown one.
///
/// Up to so many a reader takes in at a glance, so all are shown even where none is near.
const MOST_LISTED: usize = 5;
/// The most names that a question offers.
const MOST_OFFERED: usize = 3;
/// How like a known word an unknown one must be, from 0 to 1.
///
/// The measure is that of Jaro and Winkler, which counts letters in common and transpositions and favours a common
/// beginning. At 0.75 swapped or missing letters are forgiven, and a word that shares only a few letters is not
/// offered.
const LIKE: f64 = 0.75;
/// How like the last part of a dotted key an unknown word must be: stricter, since less of the key is compared.
const LIKE_LAST_PART: f64 = 0.88;

/// What an error message offers in place of an unknown word.
///
/// INVARIANT: one of the two lists has a word; where there is nothing to offer there is no suggestion.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Suggestion {
    /// The words that may have been meant, at most [`MOST_OFFERED`].
    near: Vec<String>,
    /// All known words, where they are at most [`MOST_LISTED`] and `near` does not say them all.
    all: Vec<String>,
}

/// What to offer in place of `unknown`; `None` where nothing is near and the known words are many.
///
/// Near are, in this order: dotted keys that end in it (`email` for `user.contact.email`), the word most like it, the
/// dotted key whose last part is most like it. The answer does not depend on the order of `known`.
pub(crate) fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Suggestion> {
    if unknown.len() > LONGEST_SLIP {
        return None;
    }
    let known: Vec<&str> = known.into_iter().collect();
    let near = near(unknown, &known);
    // Whoever wrote no `#tag` is not shown the tags.
    let mut all: Vec<&str> =
        known.into_iter().filter(|word| word.starts_with('#') == unknown.starts_with('#')).collect();
    all.sort_unstable();
    all.dedup();
    if all.len() > MOST_LISTED || all.iter().all(|word| near.contains(word)) {
        all.clear();
    }
    let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let suggestion = Suggestion { near: owned(near), all: owned(all) };
    (suggestion != Suggestion::default()).then_some(suggestion)
}

/// The known words that may have been meant.
///
/// Only one list is used at a time. A word that is the end of known keys is taken to be an abbreviation, and those keys
/// are offered, the shortest first; only a word that is no ending is taken to be misspelt.
fn near<'a>(unknown: &str, known: &[&'a str]) -> Vec<&'a str> {
    let ending = |word: &&&str| word.strip_suffix(unknown).is_some_and(|before| before.ends_with('.'));
    let mut ends: Vec<&str> = known.iter().filter(ending).copied().collect();
    if !ends.is_empty() {
        ends.sort_unstable_by_key(|word| (word.len(), *word));
        ends.dedup();
        ends.truncate(MOST_OFFERED);
        return ends;
    }
    let last_part = |word: &'a str| word.rsplit_once('.').map_or(word, |(_, last)| last);
    most_like(unknown, known, LIKE, |word| word)
        .or_else(|| most_like(unknown, known, LIKE_LAST_PART, last_part))
        .into_iter()
        .collect()
}

/// The word that is most like `unknown` in what `part` takes of it; of several the first in the alphabet.
///
/// Ties are settled by the alphabet and not by the order of `known`, so that the same document always gives the same
/// message.
fn most_like<'a>(unknown: &str, known: &[&'a str], least: f64, part: impl Fn(&'a str) -> &'a str) -> Option<&'a str> {
    known
        .iter()
        .map(|&word| (strsim::jaro_winkler(unknown, part(word)), word))
        .filter(|(likeness, _)| *likeness > least)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, word)| word)
}

/// Most unknown names of one input for which the nearest known one is looked for: that costs a walk over all known
/// names, and an input has room for many unknown ones.
pub(crate) const MOST_SUGGESTED: usize = 8;

/// Takes one from what is left; `None` if nothing is.
///
/// It reads well with `?`: `spend(&mut left).and_then(|()| nearest(…))` looks for a name only while the budget lasts.
pub(crate) fn spend(left: &mut usize) -> Option<()> {
    *left = left.checked_sub(1)?;
    Some(())
}

/// What follows the name of an unknown word in a message: ``; did you mean `a`?``, ``; there are `a`, `b` ``, both, or
/// nothing.
///
/// | near | listed | text |
/// |---|---|---|
/// | – | – | nothing |
/// | `email` | – | ``; did you mean `email`?`` |
/// | `email`, `phone` | – | ``; did you mean `email` or `phone`?`` |
/// | – | `a` | ``; there is only `a` `` |
/// | – | `a`, `b` | ``; there are `a`, `b` `` |
/// | `a` | `a`, `b` | ``; did you mean `a`? (there are `a`, `b`)`` |
pub(crate) fn did_you_mean(suggestion: &Option<Suggestion>) -> String {
    let Some(Suggestion { near, all }) = suggestion else { return String::new() };
    let mut text = match near.split_last() {
        None => String::new(),
        Some((last, [])) => format!("; did you mean `{last}`?"),
        Some((last, others)) => format!("; did you mean `{}` or `{last}`?", others.join("`, `")),
    };
    match all.as_slice() {
        [] => {}
        [only] => text += &format!("; there is only `{only}`"),
        all if near.is_empty() => text += &format!("; there are `{}`", all.join("`, `")),
        all => text += &format!(" (there are `{}`)", all.join("`, `")),
    }
    text
}

/// Input for an error message, cut where it is too long to help.
///
/// It counts characters and not bytes, so that no character is cut in two, and marks the cut with an ellipsis.
pub(crate) fn shortened(input: &str) -> String {
    const MOST: usize = 80;
    if input.chars().count() <= MOST {
        return input.to_owned();
    }
    input.chars().take(MOST).chain("…".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: [&str; 6] = ["marketing", "marketing.email", "analytics", "service", "service.email", "security"];

    fn offered<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> String {
        did_you_mean(&nearest(unknown, known))
    }

    #[test]
    fn a_slip_finds_its_word_and_noise_does_not() {
        assert_eq!(offered("marketing.emial", MANY), "; did you mean `marketing.email`?");
        assert_eq!(nearest("zzz", MANY), None);
        assert_eq!(nearest(&"m".repeat(LONGEST_SLIP + 1), MANY), None);
        assert!(nearest(&"m".repeat(LONGEST_SLIP), ["m", "a"]).is_some());
        assert_eq!(shortened(&"å".repeat(100)).chars().count(), 81);
    }

    #[test]
    fn the_end_of_a_dotted_key_finds_it() {
        assert_eq!(offered("email", MANY), "; did you mean `service.email` or `marketing.email`?");
        assert_eq!(
            offered("contact.email", ["a.contact.email", "email.b", "c", "d", "e", "f"]),
            "; did you mean `a.contact.email`?"
        );
        assert_eq!(
            offered("addr", ["x.addr", "z.addr", "y.addr", "w.w.addr", "addr.b", "c"]),
            "; did you mean `x.addr`, `y.addr` or `z.addr`?"
        );
        assert_eq!(
            offered("telephon", ["user.contact.telephone", "b", "c", "d", "e", "f"]),
            "; did you mean `user.contact.telephone`?"
        );
        // The letters alone are not the part.
        assert_eq!(offered("mail", ["user.contact.hotmail", "b", "c", "d", "e", "f"]), "");
    }

    #[test]
    fn where_few_are_known_all_are_named() {
        assert_eq!(offered("zzz", ["c", "a", "b", "#tag"]), "; there are `a`, `b`, `c`");
        assert_eq!(
            offered("lingn", ["lingon", "mailer", "#x"]),
            "; did you mean `lingon`? (there are `lingon`, `mailer`)"
        );
        assert_eq!(offered("lingn", ["lingon"]), "; did you mean `lingon`?");
        assert_eq!(offered("zzz", ["lingon"]), "; there is only `lingon`");
        assert_eq!(offered("#zzz", ["lingon", "#q", "#r"]), "; there are `#q`, `#r`");
        assert_eq!(offered("zzz", ["1", "2", "3", "4", "5"]), "; there are `1`, `2`, `3`, `4`, `5`");
        assert_eq!(offered("zzz", ["1", "2", "3", "4", "5", "6"]), "");
        assert_eq!(offered("zzz", []), "");
    }
}
