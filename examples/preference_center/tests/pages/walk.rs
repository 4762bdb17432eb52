//! What a person sees and does, in a real browser without scripts.

use std::{
    io::Write,
    thread,
    time::{Duration, Instant},
};

use crate::{
    browser::Browser,
    service::{Folder, Service},
};

/// A browser, or `None` with a word that is not hidden like what passing tests print.
fn browser(folder: &Folder) -> Option<Browser> {
    let Some(program) = Browser::program() else {
        let word =
            "SKIPPED: no Chromium here, so nobody looked at the pages; install `chromium`, or name one by CHROMIUM";
        std::io::stderr().write_all(format!("\n*** {word} ***\n").as_bytes()).unwrap();
        return None;
    };
    Some(Browser::start(&program, &folder.path().join("profile")))
}

/// Loads the page again until it has the words; the mail takes a while.
fn until(browser: &mut Browser, address: &str, words: &str) -> String {
    let start = Instant::now();
    loop {
        browser.open(address);
        let text = browser.text();
        if text.contains(words) {
            return text;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "`{words}` never came: {text}");
        thread::sleep(Duration::from_millis(200));
    }
}

fn switch(browser: &mut Browser, name: &str) -> bool {
    let heard = browser.heard("switch");
    let found = heard.iter().find(|(heard, _)| heard.contains(name));
    found.unwrap_or_else(|| panic!("no switch `{name}`: {heard:?}")).1.unwrap()
}

#[test]
fn a_yes_allows_a_no_denies_and_everyone_is_told() {
    let folder = Folder::new("walk");
    let Some(mut browser) = browser(&folder) else { return };
    let service = Service::start(&folder, Duration::from_millis(150));
    browser.without_scripts();
    let enter = |browser: &mut Browser, who: &str| {
        browser.open(&service.page("/"));
        browser.press(&format!("button[value='{who}']"));
    };

    // Nobody has asked Anna yet, so her address is not for sale.
    enter(&mut browser, "desk");
    browser.press("#use-catalogue-anna");
    assert!(browser.text().contains("Not done: the guard stopped it."));

    // She is asked: no box is ticked, and a no looks like a yes.
    enter(&mut browser, "customer:anna");
    let asked = browser.text();
    assert!(asked.contains("May Birchpost send you catalogues?") && asked.contains("If you say no"), "{asked}");
    assert!(!browser.has("input[type='checkbox'], input[type='radio'], [checked]"));
    let look = |browser: &mut Browser, id: &str| {
        let style = browser.value(&format!(
            "(({{ color, backgroundColor, borderColor, fontSize, fontWeight }}) =>
                [color, backgroundColor, borderColor, fontSize, fontWeight].join())
             (getComputedStyle(document.getElementById('{id}')))"
        ));
        let size = browser.value(&format!(
            "(({{ width, height }}) => [Math.round(width), Math.round(height)].join())
             (document.getElementById('{id}').getBoundingClientRect())"
        ));
        (style, size)
    };
    assert_eq!(look(&mut browser, "yes-catalogues"), look(&mut browser, "no-catalogues"));
    assert!(!switch(&mut browser, "Birchpost"));

    // She says yes, and it is allowed.
    browser.press("#yes-catalogues");
    let text = browser.text();
    assert!(text.contains("It is written down. You said yes: Offers from others – Birchpost Catalogues."), "{text}");
    assert!(!text.contains("May Birchpost send you catalogues?"), "{text}");
    assert!(switch(&mut browser, "Birchpost"));
    enter(&mut browser, "desk");
    browser.press("#use-catalogue-anna");
    assert!(browser.text().contains("Done: it is allowed."));

    // Birchpost passes it on.
    enter(&mut browser, "company:birchpost");
    let held = "Array.from(document.querySelectorAll('article')).find(it => it.textContent.includes('Anna'))";
    browser.value(&format!("{held}.querySelector('input[name=to]').value = 'Sommarfolk'; 0"));
    browser.value(&format!("{held}.querySelector('button').id = 'report'; 0"));
    browser.press("#report");

    // Her page says who has it. She turns it off.
    enter(&mut browser, "customer:anna");
    let text = browser.text();
    assert!(text.contains("Birchpost Catalogues got it from us on"), "{text}");
    assert!(text.contains("Sommarfolk got it from Birchpost Catalogues on"), "{text}");
    browser.press("#catalogues button.switch");
    let text = browser.text();
    assert!(
        text.contains("It is written down. You took your yes back: Offers from others – Birchpost Catalogues."),
        "{text}"
    );
    assert!(text.contains("Stop the use here"), "{text}");
    assert!(!switch(&mut browser, "Birchpost"));

    // It is denied at once, and both are told, and answer.
    enter(&mut browser, "desk");
    browser.press("#use-catalogue-anna");
    let denied = browser.text();
    assert!(
        denied.contains("Not done: the guard stopped it.") && denied.contains("you took your yes back"),
        "{denied}"
    );
    enter(&mut browser, "customer:anna");
    let story = until(&mut browser, &service.page("/story"), "Tell you what was done: done.");
    for line in [
        "You said yes: Offers from others – Birchpost Catalogues.",
        "We sold to Birchpost Catalogues: Name and postal address",
        "Birchpost Catalogues passed it on to Sommarfolk",
        "You took your yes back: Offers from others – Birchpost Catalogues.",
        "We told Birchpost Catalogues that you said no.",
        "Birchpost Catalogues confirmed: stopped and erased.",
        "We told Sommarfolk that you said no.",
        "Sommarfolk confirmed: stopped and erased.",
        "Wanted, and stopped at the guard: Offers from others – Birchpost Catalogues.",
    ] {
        assert!(story.contains(line), "{line}: {story}");
    }
    assert!(browser.has(".lanes rect.on"));

    // All of it is there again after a restart; so is the chance to say yes once more.
    drop(service);
    let service = Service::start(&folder, Duration::from_secs(60));
    browser.open(&service.page("/"));
    browser.press("button[value='customer:anna']");
    assert!(!switch(&mut browser, "Birchpost"));
    browser.open(&service.page("/story"));
    assert_eq!(browser.text(), story);
    browser.open(&service.page("/choices"));
    browser.press("#catalogues button.switch");
    assert!(switch(&mut browser, "Birchpost"));
    browser.open(&service.page("/report.html"));
    let report = browser.text();
    assert!(report.contains("Your data and your choices") && report.contains("Sommarfolk"), "{report}");
}

#[test]
fn what_was_sold_long_ago_is_called_back_up_and_down_the_chain() {
    let folder = Folder::new("chain");
    let Some(mut browser) = browser(&folder) else { return };
    let service = Service::start(&folder, Duration::from_millis(150));
    browser.without_scripts();
    browser.open(&service.page("/language/sv/"));
    browser.press("button[value='customer:elin']");
    let text = browser.text();
    assert!(text.contains("Nordkap Utrustning fick dem av Birchpost Kataloger"), "{text}");
    browser.press("form.stop button");
    assert!(browser.text().contains("Det är antecknat."));
    assert!(browser.heard("switch").iter().all(|(_, on)| *on == Some(false)));
    // Those who got it, the one they gave it to, and the one it came from; Copperkite only the second time.
    let story = until(&mut browser, &service.page("/story"), "Copperkite Annonser bekräftade: slutat och raderat.");
    for line in [
        "Det gick inte hos Copperkite Annonser: deras brevlåda var full.",
        "Birchpost Kataloger bekräftade: slutat och raderat.",
        "Vi meddelade Nordkap Utrustning att du har sagt nej.",
        "Adressa Lists bekräftade",
        "Mossberry Insight bekräftade",
    ] {
        assert!(story.contains(line), "{line}: {story}");
    }
    // Nordkap answers when someone there presses the button.
    browser.open(&service.page("/"));
    browser.press("button[value='company:nordkap']");
    let message = "Array.from(document.querySelectorAll('article')).find(it => it.textContent.includes('Elin'))";
    browser.value(&format!("{message}.querySelector('button').id = 'done'; 0"));
    browser.press("#done");
    browser.open(&service.page("/"));
    browser.press("button[value='customer:elin']");
    browser.open(&service.page("/story"));
    assert!(browser.text().contains("Nordkap Utrustning bekräftade: slutat och raderat."));
    // The one who does not answer Oskar is overdue, for him to see.
    browser.open(&service.page("/"));
    browser.press("button[value='customer:oskar']");
    let text = browser.text();
    assert!(text.contains("! Försenat") && text.contains("du kan klaga hos IMY"), "{text}");
}

#[test]
fn the_keyboard_is_enough() {
    let folder = Folder::new("keyboard");
    let Some(mut browser) = browser(&folder) else { return };
    let service = Service::start(&folder, Duration::from_secs(60));
    browser.open(&service.page("/"));
    let reach = |browser: &mut Browser, name: &str| {
        let mut passed = Vec::new();
        while passed.len() < 60 {
            let focused = browser.tab();
            if focused == name {
                return passed;
            }
            passed.push(focused);
        }
        panic!("the keyboard never reached `{name}`: {passed:?}");
    };
    reach(&mut browser, "customer:anna");
    browser.enter();
    // The way past the navigation comes first.
    assert_eq!(browser.tab(), "Skip to the content");
    let passed = reach(&mut browser, "yes-letters");
    assert_eq!(passed.last().map(String::as_str), Some("no-letters"));
    let ring = browser.value("getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(ring, "solid");
    browser.enter();
    assert!(browser.text().contains("You said yes: Our newsletter – Lingon & Co."));
}

#[test]
fn every_page_can_be_read_by_ear_by_dim_eyes_and_on_a_small_screen() {
    let folder = Folder::new("legible");
    let Some(mut browser) = browser(&folder) else { return };
    let service = Service::start(&folder, Duration::from_secs(60));
    let visits = [
        ("", vec!["/", "/nowhere"]),
        ("customer:anna", vec!["/choices"]),
        ("customer:elin", vec!["/choices", "/story", "/report", "/report.html"]),
        ("customer:oskar", vec!["/choices", "/story"]),
        ("desk", vec!["/desk", "/desk/why/elin/letter"]),
        ("company:nordkap", vec!["/mailbox"]),
    ];
    for (who, pages) in visits {
        if !who.is_empty() {
            browser.open(&service.page("/"));
            browser.press(&format!("button[value='{who}']"));
        }
        for page in pages {
            for (width, dark) in [(1200, false), (1200, true), (320, false)] {
                browser.screen(width, 900, dark);
                browser.open(&service.page(page));
                let place = format!("{page} for {who}, {width} wide, dark: {dark}");
                let faint = browser.value(FAINT);
                assert_eq!(faint, "", "{place}: too little contrast");
                // WCAG 2.2, 1.4.10: at 320 pixels nothing is scrolled sideways but tables in their boxes.
                let overflow = browser.value("document.documentElement.scrollWidth - innerWidth");
                assert!(overflow.as_f64().unwrap() <= 0.0, "{place}: {overflow} pixels too wide");
                let small = browser.value(SMALL);
                assert_eq!(small, "", "{place}: too small to be hit");
            }
            assert_eq!(browser.value("document.querySelectorAll('h1').length"), 1, "{page}");
            assert_ne!(browser.value("document.documentElement.lang"), "", "{page}");
            for role in ["button", "link", "switch", "textbox"] {
                let heard = browser.heard(role);
                assert!(heard.iter().all(|(name, _)| !name.is_empty()), "{page}: a {role} without a name in {heard:?}");
                if role == "switch" || role == "button" {
                    let mut names: Vec<_> = heard.iter().map(|(name, _)| name).collect();
                    names.sort();
                    names.dedup();
                    let own = page != "/mailbox" && page != "/choices";
                    assert!(!own || names.len() == heard.len(), "{page}: two with one name in {heard:?}");
                }
            }
        }
    }
    browser.screen(1200, 900, false);
}

/// The first text whose contrast with what is behind it is below 4.5 to 1 (WCAG 2.2, 1.4.3), or nothing.
const FAINT: &str = "(() => {
    const parts = colour => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
    const light = ({ r, g, b }) => [r, g, b].map(c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const behind = it => {
        for (; it; it = it.parentElement) {
            const colour = parts(getComputedStyle(it).backgroundColor);
            if (colour.a === 1) return colour;
        }
        return dark ? { r: 18, g: 18, b: 18 } : { r: 255, g: 255, b: 255 };
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const it = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
        if (!text || !it.checkVisibility() || it.closest('.unseen, svg')) continue;
        const [a, b] = [light(parts(getComputedStyle(it).color)), light(behind(it))];
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (ratio < 4.5) return text + ' ' + ratio.toFixed(2);
    }
    return '';
})()";

/// The first button, link outside a sentence or field below 24 by 24 pixels (WCAG 2.2, 2.5.8), or nothing.
const SMALL: &str = "(() => {
    for (const it of document.querySelectorAll('button, input:not([type=hidden]), summary, nav a, a.button')) {
        const box = it.getBoundingClientRect();
        const small = it.checkVisibility() && (box.width < 24 || box.height < 24);
        if (small) return it.textContent + ' ' + box.width + 'x' + box.height;
    }
    return '';
})()";
