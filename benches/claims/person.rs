//! One person and one rule, by themselves.

use consentry::{
    DataUse, EventDocument, History, Interner, Kind, Operations, Policy, PolicyDocument, Qualities, Scope, Standing,
    Subject, Timestamp,
};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_770_000_000_000);

/// The rule about the use, and more rules about other purposes.
pub(crate) fn policy(rules: usize) -> Policy {
    let others = 1..rules;
    let purposes: String = others.clone().map(|number| format!(", {{ key = \"line_{number}\" }}")).collect();
    let mut text = format!(
        r#"
        version = "1"
        [vocabulary]
        purposes = [{{ key = "marketing" }}, {{ key = "marketing.email" }}, {{ key = "other" }}{purposes}]
        categories = [{{ key = "contact" }}, {{ key = "contact.email" }}]
        recipients = [{{ key = "lingon", role = "controller", location = "SE" }}]
        "#
    );
    let names = others.map(|number| format!("line_{number}"));
    for purpose in std::iter::once("marketing".to_owned()).chain(names) {
        text += &format!(
            "[[rules]]\nid = \"rule_{purpose}\"\nbasis = \"consent\"\nlifetime_days = 3650\n\
             scope = {{ purposes = \"{purpose}\", categories = \"contact\", recipients = \"lingon\", operations = \"use\" }}\n"
        );
    }
    toml::from_str::<PolicyDocument>(&text).expect("the policy reads").compile().expect("the policy compiles")
}

pub(crate) fn data_use() -> DataUse {
    DataUse::new("marketing.email", "contact.email", "lingon", Operations::USE)
}

/// So many answers, of which the one at `position` (0 is the oldest) is about the use, and the others are yeses to
/// something else; without a position, all of them are.
pub(crate) fn standing(answers: usize, about: Option<(usize, Kind)>, interner: &Interner) -> Standing {
    let mut history = History::new();
    for number in 0..answers {
        let (purpose, kind) = match about {
            Some((position, kind)) if position == number => ("marketing", kind),
            _ => ("other", Kind::Given),
        };
        let operations = Operations::USE | Operations::from_bits_truncate(1 << (number % 10));
        let scope = Scope::new([purpose], ["*"], ["*"], operations).expect("a scope");
        let at = Timestamp::from_millis(1_760_000_000_000 + i64::try_from(number).expect("few"));
        let document = EventDocument::new(format!("e{number}"), 1u64, kind, &scope, at);
        let document = if kind == Kind::Given { document.qualities(Qualities::AFFIRMATIVE) } else { document };
        history.insert(document.into_event().expect("an event")).expect("no conflict");
    }
    history.standing(&Subject::default(), interner)
}
