//! What countries are called: those of the EEA, and others where data often goes. A code without a name is shown as it
//! is.
//!
//! The list is not complete. A missing country is shown by its code, and a translation or a further country is one
//! entry of [`Words::with`](super::words::Words::with), under `country.` and its code.

use crate::decide::words::Phrases;

/// ISO 3166-1 code, English, Swedish.
///
/// Sorted by code. A test holds that every country of the EEA is among them.
pub(super) const COUNTRIES: &Phrases = &[
    ("AT", "Austria", "Österrike"),
    ("AU", "Australia", "Australien"),
    ("BE", "Belgium", "Belgien"),
    ("BG", "Bulgaria", "Bulgarien"),
    ("BR", "Brazil", "Brasilien"),
    ("CA", "Canada", "Kanada"),
    ("CH", "Switzerland", "Schweiz"),
    ("CN", "China", "Kina"),
    ("CY", "Cyprus", "Cypern"),
    ("CZ", "Czechia", "Tjeckien"),
    ("DE", "Germany", "Tyskland"),
    ("DK", "Denmark", "Danmark"),
    ("EE", "Estonia", "Estland"),
    ("ES", "Spain", "Spanien"),
    ("FI", "Finland", "Finland"),
    ("FR", "France", "Frankrike"),
    ("GB", "United Kingdom", "Storbritannien"),
    ("GR", "Greece", "Grekland"),
    ("HR", "Croatia", "Kroatien"),
    ("HU", "Hungary", "Ungern"),
    ("IE", "Ireland", "Irland"),
    ("IL", "Israel", "Israel"),
    ("IN", "India", "Indien"),
    ("IS", "Iceland", "Island"),
    ("IT", "Italy", "Italien"),
    ("JP", "Japan", "Japan"),
    ("KR", "South Korea", "Sydkorea"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LT", "Lithuania", "Litauen"),
    ("LU", "Luxembourg", "Luxemburg"),
    ("LV", "Latvia", "Lettland"),
    ("MT", "Malta", "Malta"),
    ("MX", "Mexico", "Mexiko"),
    ("NL", "Netherlands", "Nederländerna"),
    ("NO", "Norway", "Norge"),
    ("NZ", "New Zealand", "Nya Zeeland"),
    ("PL", "Poland", "Polen"),
    ("PT", "Portugal", "Portugal"),
    ("RO", "Romania", "Rumänien"),
    ("SE", "Sweden", "Sverige"),
    ("SG", "Singapore", "Singapore"),
    ("SI", "Slovenia", "Slovenien"),
    ("SK", "Slovakia", "Slovakien"),
    ("TR", "Türkiye", "Turkiet"),
    ("UA", "Ukraine", "Ukraina"),
    ("US", "United States", "USA"),
    ("ZA", "South Africa", "Sydafrika"),
];
