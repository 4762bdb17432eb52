//! Where a person is, in law: ISO 3166 codes and groups of them.
//!
//! A [`Region`] is an ISO 3166-1 alpha-2 country (`SE`) or an ISO 3166-2 subdivision (`US-CA`). A country covers its
//! subdivisions, never the other way round. Groups (`EU`, `EEA`, or a policy document's own) stand for their members
//! in a policy; a person is in countries, not in groups.
//!
//! Where a person's region is not known, leave it out: decisions then read strictly, and every regime applies. What the
//! crate does not do is to find out where someone is, or which law reaches them.
//!
//! | written | is | covers |
//! |---|---|---|
//! | `US` | a country | `US` and every `US-…` |
//! | `US-CA` | a subdivision | itself |
//! | `EEA` | a group, in regimes and rules only | each of its members and their subdivisions |
//!
//! ```
//! use consentry::{DataUse, Guard, Interner, Operations, PolicyDocument, Region, Standing, Subject, Timestamp};
//!
//! let policy = PolicyDocument::from_toml(r#"
//!     version = "1"
//!     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "email" }],
//!         recipients = [{ key = "shop", role = "controller" }] }
//!     regimes = [{ id = "gdpr", regions = ["EEA"] }, { id = "elsewhere", regions = ["US"] }]
//!     [[rules]]
//!     id = "ask_first"
//!     regime = "gdpr"
//!     basis = "consent"
//!     scope = { purposes = "ads", categories = "email", recipients = "shop", operations = "use" }
//!     [[rules]]
//!     id = "until_opt_out"
//!     regime = "elsewhere"
//!     basis = "opt_out"
//!     scope = { purposes = "ads", categories = "email", recipients = "shop", operations = "use" }
//! "#)?;
//! let interner = Interner::new();
//! let data_use = DataUse::new("ads", "email", "shop", Operations::USE);
//! let guard = Guard::new(policy.compile()?.into(), &interner, &data_use)?;
//! let code = |regions: &[&str]| -> Result<&str, Box<dyn std::error::Error>> {
//!     let regions = regions.iter().map(|code| Region::new(code)).collect::<Result<Vec<_>, _>>()?;
//!     let standing = Standing::new(&Subject::in_regions(regions), &interner);
//!     Ok(guard.check(&standing, Timestamp::from_millis(0)).code())
//! };
//! assert_eq!(code(&["SE"])?, "never_asked");
//! assert_eq!(code(&["US-CA"])?, "opt_out");
//! assert_eq!(code(&["SE", "US-CA"])?, "never_asked", "all regimes that apply must agree");
//! assert_eq!(code(&[])?, "never_asked", "unknown: every regime applies");
//! assert_eq!(code(&["BR"])?, "not_declared", "no regime reaches Brazil");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{fault::debug_like_display, suggest};

/// Member states of the European Union as of 2020-02-01 (Art. 52 TEU; the list has not changed since the United
/// Kingdom left).
///
/// Which of a member state's territories EU law reaches is a question of its own (Art. 355 TFEU) that codes cannot
/// answer: Greenland has a code of its own (`GL`) and is not in this list, the Azores have none and count as `PT`.
pub const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// States of the European Economic Area that are not in the [`EU`] (Agreement on the EEA, as of 2020-02-01).
///
/// The GDPR applies there by Decision 154/2018 of the EEA Joint Committee, in force since 2018-07-20. Switzerland is
/// not among them.
pub const EEA_BEYOND_EU: [&str; 3] = ["IS", "LI", "NO"];

/// ISO 3166-1 alpha-2, officially assigned codes (249, as of 2024).
///
/// User-assigned codes (`XK`, which many use for Kosovo) and exceptionally reserved ones (`UK`, `EU`) are not in it.
/// One text and not an array, since it is only searched when a code is parsed, never in a check.
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
///
/// In documents and JSON it is a text, and an unknown one is an error there too:
///
/// ```
/// use consentry::Region;
///
/// assert_eq!(serde_json::from_str::<Region>(r#""US-CA""#)?.as_str(), "US-CA");
/// let error = serde_json::from_str::<Region>(r#""EU""#).unwrap_err();
/// assert!(error.to_string().contains("a group stands in regimes and rules"), "{error}");
/// # Ok::<(), serde_json::Error>(())
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
    ///
    /// The spelling is exact: no lower case, no spaces, no codes of three letters. Nothing is guessed, because a region
    /// that was guessed wrongly would choose the wrong law.
    ///
    /// ```
    /// use consentry::Region;
    ///
    /// for wrong in ["se", "SWE", "752", "", "XX", "SE-", "US-CALIFORNIA", "US_CA"] {
    ///     assert!(Region::new(wrong).is_err(), "{wrong}");
    /// }
    /// // Of a subdivision only the form is checked.
    /// assert!(Region::new("SE-AB").is_ok() && Region::new("SE-ZZZ").is_ok());
    /// ```
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
    ///
    /// It is the text that [`new`](Self::new) was given, so parsing it again gives an equal region.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // INVARIANT: `code` holds `len` ASCII bytes, so neither step can fail.
        self.code.get(..usize::from(self.len)).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// Returns whether everyone in `other` is in this region: the codes are equal, or it is a country and `other` one
    /// of its subdivisions.
    ///
    /// It is reflexive and transitive, and only a country covers anything but itself:
    ///
    /// ```
    /// use consentry::Region;
    ///
    /// let [us, california, texas] = ["US", "US-CA", "US-TX"].map(|code| Region::new(code).unwrap());
    /// assert!(us.covers(&california) && california.covers(&california));
    /// assert!(!california.covers(&texas) && !california.covers(&us));
    /// ```
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self == other || (self.len == 2 && self.code[..2] == other.code[..2])
    }

    /// Returns whether it lies in the European Economic Area, where GDPR chapter V sees no third country.
    ///
    /// A subdivision is where its country is. A transfer to a recipient elsewhere needs an adequacy decision, a
    /// safeguard or a derogation (GDPR Art. 45, 46 and 49); whether there is one, the crate cannot know.
    ///
    /// ```
    /// use consentry::Region;
    ///
    /// let is_inside = |code| Region::new(code).unwrap().in_eea();
    /// assert!(is_inside("SE") && is_inside("NO") && is_inside("ES-CN"));
    /// assert!(!is_inside("CH") && !is_inside("GB") && !is_inside("US-CA"));
    /// ```
    #[must_use]
    pub fn in_eea(&self) -> bool {
        let country = self.as_str().get(..2).unwrap_or_default();
        EU.contains(&country) || EEA_BEYOND_EU.contains(&country)
    }
}

/// Says what to write instead of a code that is none.
///
/// The codes that it knows by name are those that people write by habit: what the United Kingdom and Greece call
/// themselves in other systems, and groups where a country is asked for.
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
///
/// The text quotes the input, shortened where it is long, and ends with the code that was probably meant or with the
/// two forms that are accepted.
///
/// ```
/// use consentry::Region;
///
/// let error = Region::new("EL").unwrap_err();
/// assert_eq!(error.to_string(), "`EL` is not a region: Greece is `GR`");
/// let error = Region::new("Sweden").unwrap_err();
/// assert!(error.to_string().ends_with("write an ISO 3166-1 country like `SE`, or a subdivision like `US-CA`"));
/// ```
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
///
/// It lives only while a policy compiles: regimes and rules then hold the members, and no check ever looks a group up.
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
    ///
    /// A name that is taken, the built-in ones included, is a fault of the document; the compiler reports it by the
    /// `false` that it gets here and goes on to find the other faults.
    pub(crate) fn add(&mut self, name: &str, members: Vec<Region>) -> bool {
        self.0.insert(name.to_owned(), members).is_none()
    }

    /// Returns the regions that a code or the name of a group stands for.
    ///
    /// # Errors
    ///
    /// Returns an error for a name that is neither a group nor a code.
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
