//! The first page: who do you want to be?

use maud::{Markup, html};

use super::{center::Center, fields::Visitor, page_layout::Frame};

/// The companies that have a mailbox here.
pub(crate) const COMPANIES: [&str; 4] = ["birchpost", "copperkite", "mossberry", "nordkap"];

pub(crate) fn page(center: &Center, visitor: &Visitor) -> Markup {
    let language = visitor.language;
    let door = |who: &str, name: &str, about: &str| {
        html! {
            li { button type="submit" name="who" value=(who) { strong { (name) } span { (about) } } }
        }
    };
    let body = html! {
        div.narrow {
            h1 { (language.pick("Your data, your word", "Dina uppgifter, ditt ord")) }
            p.lede {
                (language.pick(
                    "See what we do with what we know about you. Turn it off, or on. And see that it was done.",
                    "Se vad vi gör med det vi vet om dig. Stäng av det, eller slå på det. Och se att det blev gjort.",
                ))
            }
            p.soft {
                (language.pick(
                    "This is a demonstration: instead of signing in, choose who you want to be.",
                    "Det här är en demonstration: i stället för att logga in väljer du vem du vill vara.",
                ))
            }
            form.doors method="post" action="/enter" {
                h2 { (language.pick("A customer", "En kund")) }
                ul {
                    @for file in center.files() {
                        @let customer = &file.customer;
                        (door(&format!("customer:{}", customer.key), &customer.name, customer.about(language)))
                    }
                }
                h2 { (language.pick("The shop", "Butiken")) }
                ul {
                    (door("desk", language.pick("The privacy desk", "Dataskyddsdisken"), language.pick(
                        "What we owe whom, and what may be done with whose data.",
                        "Vad vi är skyldiga vem, och vad som får göras med vems uppgifter.",
                    )))
                }
                h2 { (language.pick("Another company", "Ett annat företag")) }
                ul.small {
                    @for company in COMPANIES {
                        @let name = center.brand.recipient(company, language);
                        (door(&format!("company:{company}"), &name, language.pick("Their mailbox.", "Deras brevlåda.")))
                    }
                }
            }
        }
    };
    Frame::new(visitor, "/", "").page(language.pick("Welcome", "Välkommen"), &body)
}
