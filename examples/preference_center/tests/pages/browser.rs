//! A headless Chromium, spoken to over two pipes in the DevTools protocol: no driver, no port, no library.

use std::{
    collections::VecDeque,
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

/// A browser that does not answer within this is broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one open page.
pub(crate) struct Browser {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    events: VecDeque<Value>,
    last: u64,
    session: Option<String>,
    profile: PathBuf,
}

impl Browser {
    /// The browser of this system: what `CHROMIUM` names, else the first of the usual names that is there.
    pub(crate) fn program() -> Option<PathBuf> {
        if let Some(named) = env::var_os("CHROMIUM") {
            return Some(named.into());
        }
        let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
    }

    /// Starts it with an empty profile and opens an empty page.
    pub(crate) fn start(program: &Path, profile: &Path) -> Self {
        let _ = fs::remove_dir_all(profile);
        fs::create_dir_all(profile).unwrap();
        // It reads from descriptor 3 and writes to 4; a shell puts our pipes there.
        let mut child = Command::new("sh")
            .arg("-c")
            .arg("exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1")
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe", "about:blank"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .env("HOME", profile)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            // Each message ends with a zero byte; when the browser ends, so does this.
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).unwrap();
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let profile = profile.to_owned();
        let mut browser = Self { child, input, messages, events: VecDeque::new(), last: 0, session: None, profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached =
            browser.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        browser.call("Page.enable", json!({}));
        browser.screen(1280, 900, false);
        browser
    }

    /// Sends a command and waits for what comes of it.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        self.input.write_all(&bytes).unwrap();
        loop {
            let message = self.messages.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no answer to {method}"));
            if message["id"] == self.last {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.events.push_back(message);
        }
    }

    /// Does something that leads to another page, and waits until that is there.
    fn through(&mut self, act: impl FnOnce(&mut Self)) {
        self.events.clear();
        act(self);
        loop {
            let event = self.events.pop_front();
            let event = event.unwrap_or_else(|| self.messages.recv_timeout(PATIENCE).expect("no page came"));
            if event["method"] == "Page.loadEventFired" {
                return;
            }
        }
    }

    pub(crate) fn open(&mut self, address: &str) {
        self.through(|browser| {
            browser.call("Page.navigate", json!({ "url": address }));
        });
    }

    /// What an expression of the page is worth.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let result = self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        assert!(result["exceptionDetails"].is_null(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// All text that can be seen, on one line.
    pub(crate) fn text(&mut self) -> String {
        let text = self.value("document.body.innerText");
        text.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn has(&mut self, selector: &str) -> bool {
        self.value(&format!("document.querySelector({}) !== null", json!(selector))) == true
    }

    /// Presses the mouse on an element that leads to another page.
    pub(crate) fn press(&mut self, selector: &str) {
        let place = self.value(&format!(
            "(() => {{ const it = document.querySelector({}); if (!it) return null; \
             it.scrollIntoView({{ block: 'center', behavior: 'instant' }}); const box = it.getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
            json!(selector)
        ));
        let (Some(x), Some(y)) = (place[0].as_f64(), place[1].as_f64()) else {
            let text = self.text();
            panic!("there is no `{selector}` on the page: {text}");
        };
        self.through(|browser| {
            for kind in ["mousePressed", "mouseReleased"] {
                let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
                browser.call("Input.dispatchMouseEvent", event);
            }
        });
        // Nothing on the new page is to look as if the mouse were over it.
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": 0, "y": 0 }));
    }

    /// Moves on to the next thing that the keyboard reaches; its name as a screen reader says it.
    pub(crate) fn tab(&mut self) -> String {
        self.key("Tab", 9, "");
        let focused = self.value(
            "(() => { const it = document.activeElement; return it.id || it.value || it.textContent.trim(); })()",
        );
        focused.as_str().unwrap_or_default().to_owned()
    }

    /// Presses Enter on what has the focus, which leads to another page.
    pub(crate) fn enter(&mut self) {
        self.through(|browser| browser.key("Enter", 13, "\r"));
    }

    fn key(&mut self, key: &str, code: u32, text: &str) {
        let down = json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
        self.call("Input.dispatchKeyEvent", down);
        let up = json!({ "type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", up);
    }

    /// What a screen reader is told: role, name, and whether it is on, of everything with that role.
    pub(crate) fn heard(&mut self, role: &str) -> Vec<(String, Option<bool>)> {
        let tree = self.call("Accessibility.getFullAXTree", json!({}));
        let nodes = tree["nodes"].as_array().unwrap().iter();
        let wanted = nodes.filter(|node| node["role"]["value"] == role && node["ignored"] != true);
        let heard = wanted.map(|node| {
            let properties = node["properties"].as_array().map(Vec::as_slice).unwrap_or_default();
            let checked = properties.iter().find(|property| property["name"] == "checked");
            let name = node["name"]["value"].as_str().unwrap_or_default().to_owned();
            (name, checked.map(|checked| checked["value"]["value"] == "true"))
        });
        heard.collect()
    }

    pub(crate) fn screen(&mut self, width: u32, height: u32, dark: bool) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let scheme = json!([{ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": scheme }));
    }

    /// Turns the page's scripts off; what is asked by [`value`](Self::value) still works.
    pub(crate) fn without_scripts(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its child processes end when it does.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !thread::panicking() {
            let _ = fs::remove_dir_all(&self.profile);
        }
    }
}
