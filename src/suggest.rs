//! Words for error messages: the nearest known word, and long input shortened.

/// The word of `known` nearest to `unknown`, if any is near enough to be a slip.
pub(crate) fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // A longer input is no slip of a key, and the distance is quadratic in the lengths.
    if unknown.len() > crate::vocabulary::MAX_KEY_LEN {
        return None;
    }
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(unknown, word), word))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word.to_owned())
}

/// Most unknown names of one input for which the nearest known one is looked for: that costs a walk over all known
/// names, and an input has room for many unknown ones.
pub(crate) const MOST_SUGGESTED: usize = 8;

/// Takes one from what is left; `None` if nothing is.
pub(crate) fn spend(left: &mut usize) -> Option<()> {
    *left = left.checked_sub(1)?;
    Some(())
}

/// `; did you mean `…`?`, or nothing.
pub(crate) fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |word| format!("; did you mean `{word}`?"))
}

/// Input for an error message, cut where it is too long to help.
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

    #[test]
    fn a_slip_finds_its_word_and_noise_does_not() {
        let known = ["marketing", "marketing.email", "analytics"];
        assert_eq!(nearest("marketing.emial", known).as_deref(), Some("marketing.email"));
        assert_eq!(nearest("zzz", known), None);
        assert_eq!(nearest(&"m".repeat(10_000), known), None);
        assert_eq!(shortened(&"å".repeat(100)).chars().count(), 81);
    }
}
