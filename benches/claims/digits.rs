//! Figures as people read them.

/// Three digits that count, and thousands apart.
pub(crate) fn digits(value: f64) -> String {
    let size = value.abs();
    if size < 100.0 {
        let decimals = if size < 1.0 { 3 } else { 2 - usize::from(size >= 10.0) };
        return format!("{value:.decimals$}").trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let whole = format!("{:.0}", value.abs());
    let mut text = if value < 0.0 { "-".to_owned() } else { String::new() };
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
