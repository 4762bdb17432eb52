//! Makes the sample data of `guard_export`: customers of an invented shop and the log of what they said.
//!
//! ```text
//! cargo run --release --example generate_data -- --customers 1000000 --events 5000000 --out /tmp/lingon
//! ```
//!
//! Without arguments it writes what is committed under `examples/data/`. The same seed gives the same bytes. Everyone
//! and everything in it is invented; telephone numbers are from the series that Sweden keeps for fiction, addresses end
//! in `.example`.
//!
//! The log has the dirt of real life: lines in no order, repeated lines, ids used twice for different acts, acts dated
//! in the future, consents that have run out or were given under old notices or by a pre-ticked box, keys that nobody
//! knows, and broken lines. The customers have missing and malformed countries and dates.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use consentry::Timestamp;
use lexopt::{Arg, ValueExt};

const HELP: &str = "\
Makes sample data for the example guard_export.

  --customers N   how many customers (default 5200)
  --events N      how many lines the consent log has (default 26000)
  --seed N        the same seed gives the same files (default 2026)
  --out DIR       where customers.csv and events.jsonl go (default examples/data)
  --help          this text
";

/// How much to make. The default is what is committed.
pub(crate) struct Plan {
    pub(crate) customers: u64,
    pub(crate) events: u64,
    pub(crate) seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self { customers: 5_200, events: 26_000, seed: 2026 }
    }
}

#[allow(dead_code, reason = "a test uses this file as a module")]
fn main() -> ExitCode {
    let (plan, out) = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}; `--help` lists the options");
            return ExitCode::from(2);
        }
    };
    match plan.write_to(&out) {
        Ok(()) => {
            println!("{} customers and {} lines of events in {}", plan.customers, plan.events, out.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot write to {}: {error}", out.display());
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Option<(Plan, PathBuf)>, lexopt::Error> {
    let mut plan = Plan::default();
    let mut out = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("customers") => plan.customers = parser.value()?.parse()?,
            Arg::Long("events") => plan.events = parser.value()?.parse()?,
            Arg::Long("seed") => plan.seed = parser.value()?.parse()?,
            Arg::Long("out") => out = parser.value()?.into(),
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some((plan, out)))
}

impl Plan {
    /// Writes `customers.csv` and `events.jsonl` into the folder.
    pub(crate) fn write_to(&self, folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        self.write_customers(File::create(folder.join("customers.csv"))?)?;
        self.write_events(File::create(folder.join("events.jsonl"))?)
    }

    fn write_customers(&self, file: File) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(BufWriter::new(file));
        csv.write_record(COLUMNS)?;
        for number in 0..self.customers {
            csv.write_record(Dice::new(self.seed, number, 1).customer(number))?;
        }
        csv.flush()
    }

    fn write_events(&self, file: File) -> io::Result<()> {
        let mut out = BufWriter::new(file);
        // Lines leave the shuffle at random, so the log is in no order, in memory that does not grow.
        const SHUFFLE: usize = 4096;
        let mut shuffle: Vec<String> = Vec::with_capacity(SHUFFLE + 64);
        let mut dice = Dice::new(self.seed, 0, 3);
        for number in 0..self.customers {
            let lines = self.lines_until(number + 1) - self.lines_until(number);
            Life::new(self.seed, number).write(lines, &mut shuffle);
            while shuffle.len() > SHUFFLE {
                writeln!(out, "{}", shuffle.swap_remove(dice.index(SHUFFLE)))?;
            }
        }
        while !shuffle.is_empty() {
            writeln!(out, "{}", shuffle.swap_remove(dice.index(shuffle.len())))?;
        }
        out.flush()
    }

    /// How many lines the first customers have between them: the fair share, and up to one customer's share more.
    fn lines_until(&self, customers: u64) -> u64 {
        if customers == 0 || customers == self.customers {
            return if customers == 0 { 0 } else { self.events };
        }
        let fair = |customers: u64| u128::from(self.events) * u128::from(customers) / u128::from(self.customers);
        let (share, next) = (fair(customers), fair(customers + 1));
        let more = Dice::new(self.seed, customers, 4).below(u64::try_from(next - share).unwrap_or(0) + 1);
        u64::try_from(share).unwrap_or(u64::MAX) + more
    }
}

// --- Customers ---------------------------------------------------------------------------------------------------------

const COLUMNS: [&str; 15] = [
    "customer_id",
    "email",
    "name",
    "phone",
    "street",
    "city",
    "country",
    "birth_date",
    "customer",
    "collected_at",
    "purchases",
    "browsing",
    "interests",
    "health_note",
    "precise_location",
];

const FIRST: &[&str] = &[
    "Asta", "Birk", "Ciri", "Dagny", "Embla", "Folke", "Greta", "Hedvig", "Idun", "Jarl", "Kajsa", "Loke", "Majken",
    "Nore", "Orvar", "Pil", "Runa", "Sixten", "Tuva", "Ulf", "Vide", "Ylva", "Åse", "Ärla", "Örjan",
];
const LAST: &[&str] = &[
    "Tallmyra",
    "Björkvind",
    "Snöhammar",
    "Älvskog",
    "Renfjord",
    "Mossgard",
    "Tranholt",
    "Kråkdal",
    "Ljungvass",
    "Hjortronsten",
    "Fjällbrink",
    "Odonlund",
    "Enebacka",
    "Sälgström",
    "Rimfrost",
    "Dimvik",
];
const STREETS: &[&str] =
    &["Lingonvägen", "Blåbärsstigen", "Kantarellgränd", "Enrisbacken", "Myrullsvägen", "Tjärnstigen"];
const CITIES: &[&str] = &["Granvik", "Norrtjärn", "Älgsund", "Hjortholm", "Ripnäs", "Storstenby", "Ulvhamn"];
const GOODS: &[&str] = &[
    "lingon jam",
    "birch kettle",
    "wool socks",
    "tar soap",
    "cloudberry tea",
    "camp knife",
    "rye crisp",
    "storm lantern",
    "reindeer moss",
    "fishing reel",
    "sauna ladle",
    "oat bars",
];
const PAGES: &[&str] = &["/tents", "/jam", "/knives", "/gifts", "/sale", "/boots", "/recipes", "/kids"];
const INTERESTS: &[&str] = &["hiking", "foraging", "fishing", "winter camping", "baking", "sauna", "canoeing"];
const HEALTH: &[&str] =
    &["nut allergy", "coeliac", "lactose intolerant", "diabetes type 1", "pollen allergy", "knee injury"];

impl Dice {
    fn customer(&mut self, number: u64) -> [String; COLUMNS.len()] {
        let (first, last) = (self.one_of(FIRST), self.one_of(LAST));
        let name = match self.below(200) {
            0 => format!("{last}, {first}"),
            1 => format!("{first} \"{}\" {last}", self.one_of(FIRST)),
            _ => format!("{first} {last}"),
        };
        let email = format!("{}.{}{number}@post.example", ascii(first), ascii(last));
        let born = self.birth_date();
        let (country, customer) = (self.country(), if self.in_hundred(78) { "yes" } else { "no" });
        let collected = self.collected_at();
        let phone =
            if self.in_hundred(70) { format!("+46 70 174 06 {:02}", 5 + self.below(95)) } else { String::new() };
        let street = format!("{} {}", self.one_of(STREETS), 1 + self.below(80));
        let purchases = if customer == "yes" { self.some_of(GOODS, 4) } else { String::new() };
        let health = if self.in_hundred(18) { self.one_of(HEALTH).to_owned() } else { String::new() };
        let place = if self.in_hundred(35) {
            format!(
                "{}.{:04},{}.{:04}",
                56 + self.below(11),
                self.below(10_000),
                12 + self.below(11),
                self.below(10_000)
            )
        } else {
            String::new()
        };
        [
            subject(number),
            email,
            name,
            phone,
            street,
            self.one_of(CITIES).to_owned(),
            country,
            born,
            customer.to_owned(),
            collected,
            purchases,
            self.some_of(PAGES, 3),
            self.some_of(INTERESTS, 2),
            health,
            place,
        ]
    }

    fn country(&mut self) -> String {
        let malformed = ["Sverige", "UK", "se", "US-CALI", "??"];
        let code = match self.below(1000) {
            0..560 => "SE",
            560..660 => "NO",
            660..740 => "FI",
            740..800 => "DK",
            800..860 => "DE",
            860..930 => "US-CA",
            930..950 => "US-NY",
            950..965 => "GB",
            965..975 => "SE FI",
            975..988 => "",
            _ => self.one_of(&malformed),
        };
        code.to_owned()
    }

    fn birth_date(&mut self) -> String {
        let year = if self.in_hundred(92) { 1938 + self.below(70) } else { 2008 + self.below(12) };
        let (month, day) = (1 + self.below(12), 1 + self.below(28));
        match self.below(1000) {
            0..6 => format!("{day:02}/{month:02}/{year}"),
            6..10 => format!("{year}-02-30"),
            10..40 => String::new(),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }

    fn collected_at(&mut self) -> String {
        let time = self.instant(18_900, 1_600).max(self.instant(18_900, 1_600)).to_string();
        let day = time.get(..10).unwrap_or(&time).to_owned();
        match self.below(1000) {
            0..4 => format!("about {day}"),
            4..12 => String::new(),
            12..300 => time,
            _ => day,
        }
    }
}

fn subject(number: u64) -> String {
    format!("c{number:07}")
}

fn ascii(name: &str) -> String {
    let plain = |letter| match letter {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        other => other,
    };
    name.to_lowercase().chars().map(plain).collect()
}

// --- Events ------------------------------------------------------------------------------------------------------------

/// What a person can switch on and off on the shop's pages.
struct Toggle {
    purpose: &'static str,
    categories: &'static str,
    recipient: &'static str,
    operations: &'static str,
    /// Of a hundred consents, how many are to this.
    weight: u64,
    /// Whether the form asks for an express statement.
    explicit: bool,
}

static TOGGLES: [Toggle; 5] = [
    Toggle {
        purpose: r#""marketing.email""#,
        categories: r#"["user.contact.email","user.identity.name"]"#,
        recipient: r#""lingon""#,
        operations: r#"["store","use"]"#,
        weight: 42,
        explicit: false,
    },
    Toggle {
        purpose: r#""marketing.email""#,
        categories: r#"["user.purchases","user.behaviour","user.preferences","user.location.approximate"]"#,
        recipient: r#""lingon""#,
        operations: r#"["use","profile"]"#,
        weight: 26,
        explicit: false,
    },
    Toggle {
        purpose: r#""marketing.email""#,
        categories: r#""user.health""#,
        recipient: r#""lingon""#,
        operations: r#"["store","use"]"#,
        weight: 11,
        explicit: true,
    },
    Toggle {
        purpose: r#"["marketing.email","marketing.push"]"#,
        categories: r#""user.location.precise""#,
        recipient: r#""lingon""#,
        operations: r#""use""#,
        weight: 11,
        explicit: true,
    },
    Toggle {
        purpose: r#""advertising""#,
        categories: r#"["user.contact.email","user.purchases","user.behaviour","user.preferences"]"#,
        recipient: r#""copperkite""#,
        operations: r#"["use","profile","share","sell","transfer"]"#,
        weight: 10,
        explicit: false,
    },
];

/// Everything, for acts that are not about one toggle.
const EVERYTHING: &str = r#"{"purposes":"*","categories":"*","recipients":"*","operations":"*"}"#;
const ALL_MARKETING: &str = r#"{"purposes":"marketing","categories":"*","recipients":"*","operations":"*"}"#;
const ALL_SALE: &str = r##"{"purposes":["advertising","sharing"],"categories":"*","recipients":"#third_party","operations":["share","sell"]}"##;

/// Events from the middle of 2022 to the end of February 2026.
const FIRST_DAY: u64 = 19_174;
const DAYS: u64 = 1_338;

struct Life {
    dice: Dice,
    number: u64,
    acts: u64,
    day: u64,
}

impl Life {
    fn new(seed: u64, number: u64) -> Self {
        let mut dice = Dice::new(seed, number, 2);
        // More people came lately than long ago.
        let day = dice.below(DAYS).max(dice.below(DAYS));
        Self { dice, number, acts: 0, day }
    }

    fn write(mut self, lines: u64, out: &mut Vec<String>) {
        let mut last: Option<String> = None;
        for _ in 0..lines {
            let line = match (self.dice.below(1000), &last) {
                (0..30, Some(last)) => arrived_later(last),
                (30..33, Some(last)) => told_otherwise(last),
                (33..37, _) => self.broken(),
                (37..39, _) => self.contradictory(),
                (39..42, _) => self.unknown_key(),
                (42..48, _) => self.retired_key(),
                _ => self.act(),
            };
            last = line.ends_with('}').then(|| line.clone());
            out.push(line);
        }
    }

    /// The next act, some days after the one before.
    fn act(&mut self) -> String {
        let toggle = self.toggle();
        match self.dice.below(1000) {
            0..600 => self.given(toggle),
            600..690 => self.event("withdrawn", &scope(toggle), ""),
            690..750 => self.event("refused", &scope(toggle), r#","notice":4"#),
            750..780 => self.event("objected", ALL_MARKETING, ""),
            780..810 => self.event("opted_out", ALL_SALE, r#","by":"signal","method":"gpc""#),
            810..870 => self.event("requested", &scope(toggle), r#","notice":4"#),
            870..900 => self.event("informed", ALL_MARKETING, r#","notice":4"#),
            900..930 => self.event("disclosed", &scope(toggle), ""),
            930..945 => self.event("restricted", EVERYTHING, ""),
            945..955 => self.event("restriction_lifted", EVERYTHING, ""),
            955..965 => self.event("erased", EVERYTHING, ""),
            965..969 => self.event("reinstated", EVERYTHING, ""),
            969..979 => self.event("ended", &scope(toggle), ""),
            979..985 => self.event("completed", &scope(toggle), ""),
            985..991 => self.event("invalidated", &scope(toggle), r#","evidence":"decision/2025-17""#),
            _ => self.event("acknowledged", ALL_MARKETING, r#","notice":4"#),
        }
    }

    fn given(&mut self, toggle: &Toggle) -> String {
        let notice = match self.dice.below(100) {
            0..9 => 1,
            9..25 => 2,
            25..60 => 3,
            _ => 4,
        };
        let qualities = match self.dice.below(100) {
            0..4 => r#""informed""#, // a pre-ticked box
            _ if toggle.explicit && self.dice.in_hundred(92) => r#""affirmative","explicit","separate""#,
            _ => r#""affirmative","informed""#,
        };
        let mut rest = format!(r#","notice":{notice},"qualities":[{qualities}]"#);
        match self.dice.below(100) {
            0..12 => rest.push_str(r#","by":"guardian""#),
            12..30 => rest.push_str(r#","method":"web_form""#),
            30..36 => rest.push_str(r#","source":"old_shop""#),
            36..42 => {
                let expires = self.dice.instant(FIRST_DAY + 600, 1_200);
                let _ = write!(rest, r#","expires_at":"{expires}""#);
            }
            _ => {}
        }
        self.event("given", &scope(toggle), &rest)
    }

    fn event(&mut self, kind: &str, scope: &str, rest: &str) -> String {
        self.acts += 1;
        self.day = match self.dice.below(100) {
            0..1 => DAYS + 30 + self.dice.below(300), // a clock that runs ahead
            _ => (self.day % DAYS + self.dice.below(250)) % DAYS,
        };
        let (number, acts, subject) = (self.number, self.acts, subject(self.number));
        let at = self.dice.instant(FIRST_DAY + self.day, 1);
        format!(
            r#"{{"id":"e{number}-{acts}","subject":"{subject}","kind":"{kind}","scope":{scope},"at":"{at}"{rest}}}"#
        )
    }

    fn toggle(&mut self) -> &'static Toggle {
        let mut left = self.dice.below(100);
        for toggle in &TOGGLES {
            if left < toggle.weight {
                return toggle;
            }
            left -= toggle.weight;
        }
        // The weights add up to a hundred.
        let [first, ..] = &TOGGLES;
        first
    }

    fn broken(&mut self) -> String {
        let line = self.act();
        match self.dice.below(4) {
            0 => line.chars().take(line.len() / 2).collect(), // the writer died
            1 => line.replace(r#""kind":"#, r#""knid":"#),
            2 => line.replace(r#""at":"20"#, r#""at":"yesterday 20"#),
            _ => "<html><body>502 Bad Gateway</body></html>".to_owned(),
        }
    }

    /// A yes that the shop gave itself, or a no with the form of a yes.
    fn contradictory(&mut self) -> String {
        let toggle = self.toggle();
        if self.dice.in_hundred(50) {
            self.event("given", &scope(toggle), r#","by":"controller","qualities":["affirmative"]"#)
        } else {
            self.event("withdrawn", &scope(toggle), r#","qualities":["affirmative"]"#)
        }
    }

    fn unknown_key(&mut self) -> String {
        let scope = match self.dice.below(3) {
            0 => {
                r#"{"purposes":"marketing.emial","categories":"user.contact.email","recipients":"lingon","operations":"use"}"#
            }
            1 => {
                r#"{"purposes":"marketing.email","categories":"user.shoe_size","recipients":"lingon","operations":"use"}"#
            }
            _ => {
                r#"{"purposes":"marketing.email","categories":"user.contact.email","recipients":"lingon.mialer","operations":"use"}"#
            }
        };
        self.event("given", scope, r#","notice":4,"qualities":["affirmative"]"#)
    }

    /// Fine: the policy lists the key as retired.
    fn retired_key(&mut self) -> String {
        let scope =
            r#"{"purposes":"marketing.fax","categories":"user.contact","recipients":"lingon","operations":"use"}"#;
        self.event("given", scope, r#","notice":1,"qualities":["affirmative"]"#)
    }
}

fn scope(toggle: &Toggle) -> String {
    let Toggle { purpose, categories, recipient, operations, .. } = toggle;
    format!(r#"{{"purposes":{purpose},"categories":{categories},"recipients":{recipient},"operations":{operations}}}"#)
}

/// A copy of the line that another system sent in later.
fn arrived_later(line: &str) -> String {
    match line.strip_suffix('}') {
        Some(start) if !line.contains("recorded_at") => format!(r#"{start},"recorded_at":"2026-02-28T23:00:00Z"}}"#),
        _ => line.to_owned(),
    }
}

/// Another act under the same id.
fn told_otherwise(line: &str) -> String {
    line.strip_suffix('}')
        .map_or_else(|| line.to_owned(), |start| format!(r#"{start},"evidence":"call/{}"}}"#, line.len()))
}

// --- Chance ------------------------------------------------------------------------------------------------------------

/// SplitMix64: small, and the same on every machine.
struct Dice(u64);

impl Dice {
    /// The dice of one customer, for one use.
    fn new(seed: u64, number: u64, stream: u64) -> Self {
        let mut dice = Self(seed ^ stream.rotate_left(60));
        let start = dice.roll() ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut dice = Self(start);
        dice.roll();
        dice
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: u64) -> u64 {
        // The upper half of the product lies below `end`.
        ((u128::from(self.roll()) * u128::from(end)) >> 64) as u64
    }

    fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    fn in_hundred(&mut self, chances: u64) -> bool {
        self.below(100) < chances
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words.get(self.index(words.len())).copied().unwrap_or_default()
    }

    fn some_of(&mut self, words: &[&'static str], most: u64) -> String {
        let count = 1 + self.below(most);
        let words: Vec<_> = (0..count).map(|_| self.one_of(words)).collect();
        words.join("; ")
    }

    /// A second within the `days` that begin `first` days after 1970-01-01.
    fn instant(&mut self, first: u64, days: u64) -> Timestamp {
        let seconds = first * 86_400 + self.below(days * 86_400);
        Timestamp::from_millis(i64::try_from(seconds * 1000).unwrap_or(i64::MAX))
    }
}
