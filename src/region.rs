//! Where a person is, in law: ISO 3166 codes and groups of them.
//!
//! A [`Region`] is an ISO 3166-1 alpha-2 country (`SE`) or an ISO 3166-2 subdivision (`US-CA`). A country covers its
//! subdivisions, never the other way round. Groups (`EU`, `EEA`, or a policy document's own) stand for their members
//! in a policy; a person is in countries, not in groups.
//!
//! Where a person's region is not known, leave it out: decisions then read strictly, and every regime applies. What the
//! crate does not do is to find out where someone is, or which law reaches them.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{fault::debug_like_display, suggest};

/// Member states of the European Union as of 2020-02-01 (Art. 52 TEU; the list has not changed since the United
/// Kingdom left).
pub const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// States of the European Economic Area that are not in the [`EU`] (Agreement on the EEA, as of 2020-02-01).
pub const EEA_BEYOND_EU: [&str; 3] = ["IS", "LI", "NO"];

/// ISO 3166-1 alpha-2, officially assigned codes (249, as of 2024).
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ \
BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET \
FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR \
IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN \
MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY \
QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR \
TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// A country (ISO 3166-1 alpha-2) or one of its subdivisions (ISO 3166-2). Seven bytes, `Copy`.
///
/// The country must be an officially assigned code; of a subdivision only the form is checked, since the lists change
/// every year. Codes are written in capitals, and in documents as texts.
///
/// ```
/// use consentry::Region;
///
/// let (us, california) = (Region::new("US")?, Region::new("US-CA")?);
/// assert!(us.covers(&california) && !california.covers(&us));
/// assert!(Region::new("NO")?.in_eea());
///
/// let error = Region::new("UK").unwrap_err();
/// assert_eq!(error.to_string(), "`UK` is not a region: the United Kingdom is `GB`");
/// # Ok::<(), consentry::region::RegionError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    /// ASCII, filled up with zeros.
    code: [u8; 6],
    /// How many bytes of `code` are the code.
    len: u8,
}

impl Region {
    /// Creates a region from a code such as `SE` or `US-CA`.
    ///
    /// # Errors
    ///
    /// Returns an error when the country is not in ISO 3166-1, or the subdivision is not one to three capital letters
    /// or digits. For codes that people often mean (`UK`, `EL`, `EU`, `se`) its text says what to write.
    pub fn new(code: &str) -> Result<Self, RegionError> {
        let (country, subdivision) = code.split_once('-').map_or((code, None), |(country, sub)| (country, Some(sub)));
        if country.len() != 2 || !COUNTRIES.split(' ').any(|known| known == country) {
            return Err(RegionError { input: suggest::shortened(code), hint: hint(code) });
        }
        if let Some(sub) = subdivision {
            let well_formed = (1..=3).contains(&sub.len())
                && sub.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            if !well_formed {
                return Err(RegionError { input: suggest::shortened(code), hint: hint(code) });
            }
        }
        let mut bytes = [0; 6];
        for (slot, byte) in bytes.iter_mut().zip(code.bytes()) {
            *slot = byte;
        }
        Ok(Self { code: bytes, len: u8::try_from(code.len()).unwrap_or(6) })
    }

    /// Returns the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // INVARIANT: `code` holds `len` ASCII bytes, so neither step can fail.
        self.code.get(..usize::from(self.len)).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// Returns whether everyone in `other` is in this region: the codes are equal, or it is a country and `other` one
    /// of its subdivisions.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self == other || (self.len == 2 && self.code[..2] == other.code[..2])
    }

    /// Returns whether it lies in the European Economic Area, where GDPR chapter V sees no third country.
    #[must_use]
    pub fn in_eea(&self) -> bool {
        let country = self.as_str().get(..2).unwrap_or_default();
        EU.contains(&country) || EEA_BEYOND_EU.contains(&country)
    }
}

/// Says what to write instead of a code that is none.
fn hint(code: &str) -> &'static str {
    match code {
        "UK" => "the United Kingdom is `GB`",
        "EL" => "Greece is `GR`",
        "EU" | "EEA" => "a group stands in regimes and rules; a person or a recipient is in a country",
        _ if is_lower_case(code) => "codes are written in capitals, like `SE` or `US-CA`",
        _ => "write an ISO 3166-1 country like `SE`, or a subdivision like `US-CA`",
    }
}

/// Returns whether a text would be a region in capitals.
fn is_lower_case(code: &str) -> bool {
    let capitals = code.to_ascii_uppercase();
    capitals != code && code.len() <= 6 && Region::new(&capitals).is_ok()
}

/// The error of a text that is no region. It says what to write.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a region: {hint}")]
pub struct RegionError {
    input: String,
    hint: &'static str,
}

debug_like_display!(RegionError);

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({self})")
    }
}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(code: &str) -> Result<Self, RegionError> {
        Self::new(code)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// Groups of regions by name: the built-in ones and a document's own.
#[derive(Clone, Debug)]
pub(crate) struct Groups(BTreeMap<String, Vec<Region>>);

impl Groups {
    /// Creates the groups that need not be declared: `EU` and `EEA`.
    pub(crate) fn built_in() -> Self {
        let read = |codes: &[&str]| codes.iter().filter_map(|code| Region::new(code).ok()).collect::<Vec<_>>();
        let eu = read(&EU);
        let eea = eu.iter().copied().chain(read(&EEA_BEYOND_EU)).collect();
        Self(BTreeMap::from([("EU".to_owned(), eu), ("EEA".to_owned(), eea)]))
    }

    /// Adds a group. Returns `false` when the name was taken; the new members then stand in its place.
    pub(crate) fn add(&mut self, name: &str, members: Vec<Region>) -> bool {
        self.0.insert(name.to_owned(), members).is_none()
    }

    /// Returns the regions that a code or the name of a group stands for.
    pub(crate) fn resolve(&self, name: &str) -> Result<Vec<Region>, RegionError> {
        if let Some(members) = self.0.get(name) {
            return Ok(members.clone());
        }
        Region::new(name).map(|region| vec![region])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_covers_its_subdivisions_and_not_the_reverse() {
        let (us, ca, se) = (Region::new("US").unwrap(), Region::new("US-CA").unwrap(), Region::new("SE").unwrap());
        assert!(us.covers(&ca) && us.covers(&us));
        assert!(!ca.covers(&us) && !se.covers(&ca));
        assert!(se.in_eea() && !us.in_eea());
        assert_eq!((ca.to_string(), format!("{ca:?}")), ("US-CA".to_owned(), "Region(US-CA)".to_owned()));
    }

    #[test]
    fn wrong_codes_are_refused_with_advice() {
        for wrong in ["", "S", "SWE", "se", "XX", "US-", "US-CALI", "US-ca", "ÅÄ", "US-CA-X"] {
            assert!(Region::new(wrong).is_err(), "{wrong}");
        }
        for (wrong, advice) in [
            ("UK", "`GB`"),
            ("EL", "`GR`"),
            ("EU", "a group"),
            ("EEA", "a group"),
            ("XX", "`US-CA`"),
            ("us-ca", "in capitals"),
        ] {
            let error = Region::new(wrong).unwrap_err().to_string();
            assert!(error.contains(advice), "{error}");
        }
        assert_eq!(COUNTRIES.split(' ').count(), 249);
    }

    #[test]
    fn built_in_groups_have_their_members() {
        let groups = Groups::built_in();
        assert_eq!(groups.resolve("EU").unwrap().len(), 27);
        assert_eq!(groups.resolve("EEA").unwrap().len(), 30);
        assert_eq!(groups.resolve("SE").unwrap().len(), 1);
        assert!(groups.resolve("nordics").is_err());
    }
}
