//! A real Chromium, driven by `ChromeDriver`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long anything in the browser may take.
const PATIENCE: Duration = Duration::from_secs(15);

#[expect(clippy::disallowed_methods, reason = "the test run says where its tools are")]
pub(super) fn tool(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run `cargo xtask test`"))
}

/// `ChromeDriver`, for as many browsers as wanted; they end with it.
pub(super) struct Driver {
    process: Child,
    url: String,
    base: String,
}

impl Driver {
    /// Starts it; `address` is the platform's.
    pub(super) async fn start(address: SocketAddr) -> Self {
        let mut process = Command::new(tool("PASSERELLE_CHROMEDRIVER"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines
                .next_line()
                .await
                .unwrap()
                .expect("ChromeDriver says its port");
            if let Some((_, rest)) = line.split_once("started successfully on port ") {
                break rest.trim_end_matches('.').to_owned();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            process,
            url: format!("http://127.0.0.1:{port}"),
            base: format!("http://{address}"),
        }
    }

    /// A new browser with nothing in it.
    pub(super) async fn open(&self) -> Browser {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let profile =
            std::env::temp_dir().join(format!("passerelle-chromium-{}-{number}", std::process::id()));
        let capabilities = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": tool("PASSERELLE_CHROMIUM"),
                "args": [
                    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=fr",
                    "--window-size=1280,900", format!("--user-data-dir={}", profile.display()),
                ],
            },
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&self.url)
            .await
            .unwrap();
        Browser {
            client,
            profile,
            base: self.base.clone(),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The whole group: the browsers too.
        if let Some(id) = self.process.id() {
            let group = format!("-{id}");
            let _ = std::process::Command::new("kill")
                .args(["-KILL", "--", &group])
                .status();
        }
    }
}

/// One person's browser.
pub(super) struct Browser {
    pub(super) client: Client,
    profile: PathBuf,
    base: String,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// A command that fantoccini does not have.
#[derive(Debug)]
struct Extra(&'static str, Value);

impl WebDriverCompatibleCommand for Extra {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}

impl Browser {
    /// Opens a page of the platform.
    pub(super) async fn goto(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    /// Where it is: path and query.
    pub(super) async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url.as_str()
            .strip_prefix(&self.base)
            .unwrap_or_default()
            .to_owned()
    }

    /// Runs a script; `arguments` are its `arguments`.
    pub(super) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap()
    }

    /// The main text of the page.
    pub(super) async fn text(&self) -> String {
        let text = self
            .run("return document.querySelector('main').innerText", vec![])
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a script answers true; says how long it took.
    pub(super) async fn until(&self, what: &str, script: &str, arguments: Vec<Value>) -> Duration {
        let started = Instant::now();
        // Between two pages there is nothing to run a script in: not yet, then.
        while !matches!(
            self.client.execute(script, arguments.clone()).await,
            Ok(Value::Bool(true))
        ) {
            assert!(
                started.elapsed() <= PATIENCE,
                "{what} never came on {}:\n{}",
                self.path().await,
                self.text().await
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        started.elapsed()
    }

    /// Waits until the page watches.
    pub(super) async fn until_live(&self) {
        let script = "return document.querySelector('.live')?.dataset.state === 'en direct'";
        self.until("the live watch", script, vec![]).await;
    }

    /// Enters as a person, without the page: the demonstration's door, from the same origin.
    pub(super) async fn enter_as(&self, person_id: &str) {
        self.goto("/account/sign-in").await;
        let script = "const [person, done] = arguments;
            fetch('/account/session/demonstration', { method: 'POST', redirect: 'manual',
                headers: { 'content-type': 'application/x-www-form-urlencoded' },
                body: new URLSearchParams({ person_id: person }) }).then(() => done(true), e => done(String(e)))";
        let entered = self
            .client
            .execute_async(script, vec![json!(person_id)])
            .await
            .unwrap();
        assert_eq!(entered, json!(true));
        self.goto("/").await;
    }

    /// Fills a form by its action ("ProgrammeService/Engage"), opening what folds it, and presses its button; the act
    /// is done. In one step: a live page may put another form in the place of this one at any time.
    pub(super) async fn act(&self, rpc: &str, fields: &[(&str, &str)]) {
        let script = "const [action, fields] = arguments;
            const form = document.querySelector(`main form[action='${action}']`);
            if (!form) return `no form ${action}`;
            for (let at = form; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
            for (const [name, value] of fields) {
                const all = [...form.elements].filter(e => e.name === name);
                if (!all.length) return `no field ${name} in ${action}`;
                for (const field of all) {
                    if (['radio', 'checkbox'].includes(field.type)) {
                        if (field.value === value) field.checked = true; else continue;
                    } else field.value = value;
                    field.dispatchEvent(new Event('input', { bubbles: true }));
                    field.dispatchEvent(new Event('change', { bubbles: true }));
                }
            }
            const button = [...form.elements].find(e => e.type === 'submit' && e.checkVisibility());
            if (!button) return `no button in ${form.outerHTML.slice(0, 300)} under ${form.parentElement.outerHTML.slice(0, 200)}`;
            window.__before = true;
            button.click();
            return '';";
        let action = if rpc.starts_with('/') {
            rpc.to_owned()
        } else {
            format!("/act/{rpc}")
        };
        let fault = self.run(script, vec![json!(action), json!(fields)]).await;
        assert_eq!(
            fault,
            json!(""),
            "on {}:\n{}",
            self.path().await,
            self.text().await
        );
        let script = "return !window.__before && document.readyState === 'complete'";
        self.until("the next page", script, vec![]).await;
        let status = self
            .run(
                "return performance.getEntriesByType('navigation')[0].responseStatus",
                vec![],
            )
            .await;
        assert_eq!(
            status,
            json!(200),
            "{rpc} on {}:\n{}",
            self.path().await,
            self.text().await
        );
    }

    /// A command of the browser's own protocol, and its answer.
    pub(super) async fn cdp(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let answer = self.client.issue_cmd(Extra("goog/cdp/execute", body)).await;
        answer.unwrap()
    }

    /// Dark or light.
    pub(super) async fn colours(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.cdp("Emulation.setEmulatedMedia", features).await;
        // A colour on its way from one scheme to the other is neither.
        let settle = "document.getAnimations().forEach(animation => animation.finish())";
        self.run(settle, vec![]).await;
    }

    /// Width of the page, whatever the window's least.
    pub(super) async fn width(&self, pixels: u32) {
        let metrics = json!({ "width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// What the browser complained of: scripts and styles that were refused, errors.
    pub(super) async fn complaints(&self) -> Vec<String> {
        let log = self
            .client
            .issue_cmd(Extra("se/log", json!({ "type": "browser" })))
            .await
            .unwrap();
        let entries = log.as_array().cloned().unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        // A window left for another one shows no movement between two pages: nothing is lost by it.
        let is_movement = |message: &&str| message.contains("Transition was aborted");
        severe
            .map(|entry| entry["message"].as_str().unwrap_or_default())
            .filter(|message| !is_movement(message))
            .map(str::to_owned)
            .collect()
    }

    /// Keeps a picture under target/screenshots.
    pub(super) async fn picture(&self, name: &str) -> Vec<u8> {
        let folder = root().join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let png = self.client.screenshot().await.unwrap();
        std::fs::write(folder.join(format!("{name}.png")), &png).unwrap();
        png
    }
}

/// The root of the project.
pub(super) fn root() -> PathBuf {
    let tests = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap().to_owned()
}
