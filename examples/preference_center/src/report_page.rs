//! The person's report, to read or to take along.

use maud::{Markup, html};

use super::{center::Center, error::RequestError, fields::Visitor, page_layout::Frame};

pub(crate) fn page(center: &Center, visitor: &Visitor) -> Result<Markup, RequestError> {
    let (key, _) = visitor.customer()?;
    let (language, file) = (visitor.language, center.file(key)?);
    let title = language.pick("Your report", "Din rapport");
    let paper = |path: &str, saved_as: Option<&str>, name: &str, about: &str| {
        html! {
            li { a.door href=(path) download=[saved_as] { strong { (name) } span { (about) } } }
        }
    };
    let body = html! {
        div.narrow {
            h1 { (title) }
            p.lede {
                (language.pick(
                    "Everything you are owed to know: which data, why, who, on what ground, since when and until when, \
                     where it went, and how to stop it.",
                    "Allt du har rätt att veta: vilka uppgifter, varför, vem, på vilken grund, sedan när och till när, \
                     vart de tog vägen och hur du stoppar det.",
                ))
            }
            ul.doors {
                (paper("/report.html", None, language.pick("Read it", "Läs den"), language.pick(
                    "As one page, which you can print or save.", "Som en sida, att skriva ut eller spara.",
                )))
                (paper("/report.txt", Some("report.txt"), language.pick("Plain text", "Ren text"), language.pick(
                    "For any program, and for reading aloud.", "För alla program, och för uppläsning.",
                )))
                (paper("/report.json", Some("report.json"), language.pick("Data", "Data"), language.pick(
                    "For your own programs (GDPR Art. 15(3)).", "För dina egna program (GDPR art. 15.3).",
                )))
            }
        }
    };
    Ok(Frame::new(visitor, "/report", &file.customer.name).page(title, &body))
}
