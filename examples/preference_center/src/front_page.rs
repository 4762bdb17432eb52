//! The first page: who do you want to be?

use maud::{Markup, html};

use super::{center::Center, fields::Visitor, look::Frame};

/// The companies that have a mailbox here.
pub(crate) const COMPANIES: [&str; 4] = ["birchpost", "copperkite", "mossberry", "nordkap"];

pub(crate) fn page(center: &Center, visitor: &Visitor) -> Markup {
    let tongue = visitor.tongue;
    let door = |who: &str, name: &str, about: &str| {
        html! {
            li { button type="submit" name="who" value=(who) { strong { (name) } span { (about) } } }
        }
    };
    let body = html! {
        div.narrow {
            h1 { (tongue.pick("Your data, your word", "Dina uppgifter, ditt ord")) }
            p.lede {
                (tongue.pick(
                    "See what we do with what we know about you. Turn it off, or on. And see that it was done.",
                    "Se vad vi gör med det vi vet om dig. Stäng av det, eller slå på det. Och se att det blev gjort.",
                ))
            }
            p.soft {
                (tongue.pick(
                    "This is a demonstration: instead of signing in, choose who you want to be.",
                    "Det här är en demonstration: i stället för att logga in väljer du vem du vill vara.",
                ))
            }
            form.doors method="post" action="/enter" {
                h2 { (tongue.pick("A customer", "En kund")) }
                ul {
                    @for file in center.files() {
                        @let customer = &file.customer;
                        (door(&format!("customer:{}", customer.key), &customer.name, customer.about(tongue)))
                    }
                }
                h2 { (tongue.pick("The shop", "Butiken")) }
                ul {
                    (door("desk", tongue.pick("The privacy desk", "Dataskyddsdisken"), tongue.pick(
                        "What we owe whom, and what may be done with whose data.",
                        "Vad vi är skyldiga vem, och vad som får göras med vems uppgifter.",
                    )))
                }
                h2 { (tongue.pick("Another company", "Ett annat företag")) }
                ul.small {
                    @for company in COMPANIES {
                        @let name = center.brand.recipient(company, tongue);
                        (door(&format!("company:{company}"), &name, tongue.pick("Their mailbox.", "Deras brevlåda.")))
                    }
                }
            }
        }
    };
    Frame::new(visitor, "/", "").page(tongue.pick("Welcome", "Välkommen"), &body)
}
