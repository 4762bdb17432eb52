//! What the brand does with its customers' data, each use behind a guard.

use consentry::{DataUse, Ledger, LedgerGuard, Operations};

use super::{brand::Brand, failure::Failure, language::Language};

/// Something that the brand does.
pub(crate) struct Use {
    pub(crate) id: &'static str,
    name: [&'static str; 2],
    /// Stands in front of everyone's data, and gives leave to pass it on.
    pub(crate) guard: LedgerGuard<String>,
    /// Whether data leaves the brand for another company.
    pub(crate) leaves: bool,
}

impl Use {
    pub(crate) fn name(&self, language: Language) -> &'static str {
        language.pick(self.name[0], self.name[1])
    }

    /// All uses, under guards of the ledger.
    pub(crate) fn all(brand: &Brand, ledger: &Ledger<String>) -> Result<Vec<Self>, Failure> {
        let (u, share) = (Operations::USE, Operations::SHARE);
        let made = [
            ("letter", ["Send the newsletter", "Skicka nyhetsbrevet"], ["letters", "contact.email", "lingon.dove"], u),
            (
                "catalogue",
                ["Sell the address to Birchpost", "Sälja adressen till Birchpost"],
                ["offers", "contact.post", "birchpost"],
                Operations::SELL,
            ),
            (
                "advertisement",
                ["Give the email address to Copperkite", "Ge e-postadressen till Copperkite"],
                ["offers", "contact.email", "copperkite"],
                share,
            ),
            (
                "tip",
                ["Suggest what fits", "Tipsa om sådant som passar"],
                ["tips", "purchases", "lingon"],
                u | Operations::PROFILE,
            ),
            (
                "count",
                ["Send orders to Mossberry", "Skicka beställningar till Mossberry"],
                ["insight", "purchases", "mossberry"],
                share,
            ),
            ("parcel", ["Deliver an order", "Leverera en beställning"], ["orders", "contact.post", "lingon"], u),
        ];
        let all = made.into_iter().map(|(id, name, [purpose, category, recipient], operations)| {
            let data_use = DataUse::new(purpose, category, recipient, operations);
            let wrong = |error| Failure::new(format!("the policy does not know the use `{id}`: {error}"));
            let guard = ledger.guard(&data_use).map_err(wrong)?;
            let leaves = operations.intersects(share | Operations::SELL | Operations::TRANSFER);
            let is_switched =
                brand.switches.iter().any(|switch| (switch.purpose == purpose) && switch.recipient == recipient);
            if leaves && !is_switched {
                return Err(Failure::new(format!(
                    "the use `{id}` lets data leave, but no item of the notice turns it off"
                )));
            }
            Ok(Self { id, name, guard, leaves })
        });
        all.collect()
    }
}
