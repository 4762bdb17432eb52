//! Pictures of all pages, for people to look at.

use std::{env, fs, path::PathBuf, time::Duration};

use crate::{
    browser::Browser,
    service::{Folder, Service},
};

/// Set `CONSENTRY_PAGES` to a folder, and this puts a picture of each page there: wide and narrow, light and dark.
#[test]
fn pictures_of_all_pages() {
    let Some(pictures) = env::var_os("CONSENTRY_PAGES").map(PathBuf::from) else { return };
    let program = Browser::program().expect("pictures need a browser");
    let folder = Folder::new("pictures");
    let service = Service::start(&folder, Duration::from_millis(400));
    let mut browser = Browser::start(&program, &folder.path().join("profile"));
    let shoot = |browser: &mut Browser, name: &str| {
        for (form, width, height, dark) in [
            ("wide", 1200, 900, false),
            ("wide-dark", 1200, 900, true),
            ("phone", 390, 844, false),
            ("phone-dark", 390, 844, true),
        ] {
            browser.screen(width, height, dark);
            let path = pictures.join(format!("{name}-{form}.b64"));
            fs::write(path, browser.picture()).unwrap();
        }
        browser.screen(1200, 900, false);
    };
    browser.open(&service.page("/"));
    shoot(&mut browser, "front");
    browser.press("button[value='customer:anna']");
    shoot(&mut browser, "anna");
    browser.open(&service.page("/"));
    browser.press("button[value='customer:elin']");
    shoot(&mut browser, "elin");
    browser.press("#catalogues button.switch");
    std::thread::sleep(Duration::from_millis(1500));
    browser.press("#advertisements button.switch");
    shoot(&mut browser, "elin-stopped");
    browser.open(&service.page("/story"));
    shoot(&mut browser, "elin-story");
    browser.open(&service.page("/report"));
    shoot(&mut browser, "elin-report");
    browser.open(&service.page("/"));
    browser.press("button[value='customer:oskar']");
    shoot(&mut browser, "oskar");
    browser.open(&service.page("/language/sv/choices"));
    shoot(&mut browser, "oskar-sv");
    browser.open(&service.page("/language/en/"));
    browser.press("button[value='desk']");
    shoot(&mut browser, "desk");
    browser.press("#use-letter-anna");
    shoot(&mut browser, "why");
    browser.open(&service.page("/"));
    browser.press("button[value='company:nordkap']");
    shoot(&mut browser, "mailbox");
    browser.open(&service.page("/choices"));
    shoot(&mut browser, "trouble");
}
