//! The page as its users meet it. Selectors are in this file only.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde::Deserialize;
use serde_json::{Value, json};
use xtask::server::{Seen, Server};

use crate::browser::OWN_HOSTS;
use crate::commands::SessionCommand;

/// Software rendering and unoptimised code on a busy machine: generous, since only failures wait.
const PATIENCE: Duration = Duration::from_mins(2);
const POLL: Duration = Duration::from_millis(100);

/// A browser with one tab, and the server that it talks to.
pub struct Page {
    client: Client,
    server: Server,
}

/// What the script of [`Page::pixels_of`] answers.
#[derive(Deserialize)]
struct Decoded {
    width: u32,
    height: u32,
    pixels: String,
}

/// What became of one picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It has a verdict, which may be that nothing can be told.
    Done,
    /// It has none, for this reason.
    Failed(String),
}

impl Page {
    pub(crate) fn new(client: Client, server: Server) -> Self {
        Self { client, server }
    }

    /// The browser's own commands.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The page's server and the browser's proxy.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The requests since the start or the last [`Server::forget`], without those that the
    /// browser makes by itself.
    pub fn requests(&self) -> Vec<Seen> {
        let by_itself = |seen: &Seen| seen.foreign && OWN_HOSTS.contains(&host_of(&seen.target));
        let seen = self.server.seen().into_iter();
        seen.filter(|seen| !by_itself(seen)).collect()
    }

    /// Opens the page with a query such as `?device=cpu`, and waits until files can be chosen.
    pub async fn open(&self, query: &str) -> Result<()> {
        let address = format!("{}/{query}", self.server.origin());
        self.client.goto(&address).await?;
        self.wait_ready().await
    }

    /// Loads the page again, and waits until files can be chosen.
    pub async fn reload(&self) -> Result<()> {
        self.client.refresh().await?;
        self.wait_ready().await
    }

    async fn wait_ready(&self) -> Result<()> {
        self.wait_for("the file input", async || {
            Ok(self.has("file-input").await?.then_some(()))
        })
        .await
    }

    /// Chooses files as with the file dialogue.
    pub async fn choose(&self, files: &[&Path]) -> Result<()> {
        let paths: Vec<&str> = files.iter().filter_map(|path| path.to_str()).collect();
        ensure!(paths.len() == files.len(), "a path is not UTF-8");
        self.one("file-input")
            .await?
            .send_keys(&paths.join("\n"))
            .await?;
        Ok(())
    }

    /// Drops a file onto the drop zone.
    pub async fn drop_file(&self, file: &Path) -> Result<()> {
        let name = name_of(file);
        let bytes = BASE64.encode(std::fs::read(file)?);
        let script = r#"
            const [name, base64] = arguments;
            const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name, { type: "image/png" }));
            const zone = document.querySelector("[data-testid=drop-zone]");
            for (const type of ["dragenter", "dragover", "drop"]) {
                const init = { bubbles: true, cancelable: true, dataTransfer: transfer };
                zone.dispatchEvent(new DragEvent(type, init));
            }"#;
        self.client
            .execute(script, vec![json!(name), json!(bytes)])
            .await?;
        Ok(())
    }

    /// Chooses one file, waits for its end, and shows it.
    pub async fn check(&self, file: &Path) -> Result<Outcome> {
        self.choose(&[file]).await?;
        let outcome = self.wait_done(file).await?;
        self.show(file).await?;
        Ok(outcome)
    }

    /// Waits until a chosen file is done or has failed.
    pub async fn wait_done(&self, file: &Path) -> Result<Outcome> {
        let name = name_of(file);
        let state = self
            .wait_for(&format!("{name} to be done"), async || {
                let state = self.state(file).await?;
                Ok(state.filter(|state| state == "done" || state == "failed"))
            })
            .await?;
        if state == "done" {
            return Ok(Outcome::Done);
        }
        self.show(file).await?;
        Ok(Outcome::Failed(self.text("error").await?))
    }

    /// The `data-state` of a chosen file, None where the queue does not hold it.
    pub async fn state(&self, file: &Path) -> Result<Option<String>> {
        match self.item(file).await? {
            Some(item) => Ok(item.attr("data-state").await?),
            None => Ok(None),
        }
    }

    /// Shows the result of a chosen file.
    pub async fn show(&self, file: &Path) -> Result<()> {
        let item = self
            .item(file)
            .await?
            .context("the queue does not hold the file")?;
        let mut target = item.clone();
        for button in item.find_all(Locator::Css("button")).await? {
            if !is_remover(&button).await? {
                target = button;
                break;
            }
        }
        target.click().await?;
        Ok(())
    }

    /// Takes a file out of the queue.
    pub async fn remove(&self, file: &Path) -> Result<()> {
        let item = self
            .item(file)
            .await?
            .context("the queue does not hold the file")?;
        for button in item.find_all(Locator::Css("button")).await? {
            if is_remover(&button).await? {
                button.click().await?;
                return Ok(());
            }
        }
        bail!("{} has no button to remove it", name_of(file))
    }

    /// The number of files in the queue.
    pub async fn queue_length(&self) -> Result<usize> {
        Ok(self.all("queue-item").await?.len())
    }

    /// The shown verdict, in words.
    pub async fn verdict_text(&self) -> Result<String> {
        self.text("verdict").await
    }

    /// Chooses the detector and the one to compare it with, by their registry names; an empty name
    /// is the list's first entry.
    pub async fn choose_detectors(&self, first: &str, second: &str) -> Result<()> {
        for (testid, value) in [("detector-choice", first), ("compare-with", second)] {
            self.wait_for(testid, async || Ok(self.has(testid).await?.then_some(())))
                .await?;
            self.one(testid).await?.select_by_value(value).await?;
        }
        Ok(())
    }

    /// How two shown verdicts relate, None where there is one.
    pub async fn agreement(&self) -> Result<Option<String>> {
        match self.all("agreement").await?.first() {
            Some(element) => Ok(element.attr("data-agreement").await?),
            None => Ok(None),
        }
    }

    /// The texts of all elements of this name, in their order.
    pub async fn texts(&self, testid: &str) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.all(testid).await? {
            let text = element.prop("textContent").await?;
            texts.push(text.unwrap_or_default().trim().to_owned());
        }
        Ok(texts)
    }

    /// The score of the shown JSON report.
    pub async fn report_score(&self) -> Result<f64> {
        self.report().await?["score"]
            .as_f64()
            .context("the report has no score")
    }

    /// The shown JSON report.
    pub async fn report(&self) -> Result<Value> {
        let text = self.text("report-json").await?;
        serde_json::from_str(&text).with_context(|| format!("not JSON: {text}"))
    }

    /// Size and pixels, red, green, blue and alpha, of a picture that the browser decodes as the
    /// page has it do.
    pub async fn pixels_of(&self, file: &[u8]) -> Result<((u32, u32), Vec<u8>)> {
        let script = r#"
            const [base64, done] = arguments;
            const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
            const options = { premultiplyAlpha: "none", colorSpaceConversion: "none" };
            createImageBitmap(new Blob([bytes]), options).then((bitmap) => {
                const { width, height } = bitmap;
                const context = new OffscreenCanvas(width, height).getContext("2d");
                context.drawImage(bitmap, 0, 0);
                const { data } = context.getImageData(0, 0, width, height);
                const text = Array.from(data, (byte) => String.fromCharCode(byte)).join("");
                done({ width, height, pixels: btoa(text) });
            }, (error) => done({ error: String(error) }));"#;
        let file = json!(BASE64.encode(file));
        let decoded: Decoded =
            serde_json::from_value(self.client.execute_async(script, vec![file]).await?)
                .context("the browser did not decode the picture")?;
        Ok((
            (decoded.width, decoded.height),
            BASE64.decode(decoded.pixels)?,
        ))
    }

    /// The device that the page says it computes on.
    pub async fn device_text(&self) -> Result<String> {
        self.wait_for("the device to be named", async || {
            if !self.has("device").await? {
                return Ok(None);
            }
            Ok(Some(self.text("device").await?).filter(|text| !text.is_empty()))
        })
        .await
    }

    /// Ends the running worker, as the page's own stop button does.
    pub async fn terminate_worker(&self) -> Result<()> {
        let script = r#"window.dispatchEvent(new CustomEvent("spectrafide:terminate-worker"))"#;
        self.client.execute(script, Vec::new()).await?;
        Ok(())
    }

    /// Waits until the service worker has stored the page.
    pub async fn wait_offline_ready(&self) -> Result<()> {
        let script = r"
            const done = arguments[arguments.length - 1];
            navigator.serviceWorker.getRegistration().then((r) => done(Boolean(r && r.active)));";
        self.wait_for("the service worker", async || {
            let active = self.client.execute_async(script, Vec::new()).await?;
            Ok((active == true).then_some(()))
        })
        .await
    }

    /// Whether an element is on the page.
    pub async fn has(&self, testid: &str) -> Result<bool> {
        Ok(!self.all(testid).await?.is_empty())
    }

    /// The text of an element, also where it is folded away.
    pub async fn text(&self, testid: &str) -> Result<String> {
        let text = self.one(testid).await?.prop("textContent").await?;
        Ok(text.unwrap_or_default().trim().to_owned())
    }

    /// Presses a key and lets it go.
    pub async fn press(&self, key: Key) -> Result<()> {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key.into() })
            .then(KeyAction::Up { value: key.into() });
        let pressed = self.client.perform_actions(keys).await;
        pressed.context("could not press a key")
    }

    /// Sends a command of the Chrome `DevTools` Protocol.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self
            .client
            .issue_cmd(SessionCommand::devtools(method, &parameters))
            .await?)
    }

    /// What the browser shows, its console and the last requests: for messages about failures.
    pub async fn describe(&self) -> String {
        let script = "return document.body ? document.body.innerText : ''";
        let text = self.client.execute(script, Vec::new()).await;
        let console = self.client.issue_cmd(SessionCommand::console()).await;
        let seen = self.requests();
        let last = &seen[seen.len().saturating_sub(10)..];
        format!("page: {text:#?}\nconsole: {console:#?}\nlast requests: {last:#?}")
    }

    /// Polls until there is a value.
    pub async fn wait_for<T>(
        &self,
        what: &str,
        mut poll: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(value) = poll().await? {
                return Ok(value);
            }
            tokio::time::sleep(POLL).await;
        }
        bail!("waited {} s for {what}", PATIENCE.as_secs())
    }

    async fn item(&self, file: &Path) -> Result<Option<Element>> {
        let name = name_of(file);
        for item in self.all("queue-item").await? {
            let text = item.prop("textContent").await?.unwrap_or_default();
            if text.contains(&name) {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    async fn one(&self, testid: &str) -> Result<Element> {
        let selector = selector(testid);
        let found = self.client.find(Locator::Css(&selector)).await;
        found.with_context(|| format!("the page has no {testid}"))
    }

    async fn all(&self, testid: &str) -> Result<Vec<Element>> {
        Ok(self
            .client
            .find_all(Locator::Css(&selector(testid)))
            .await?)
    }
}

fn selector(testid: &str) -> String {
    format!("[data-testid={testid}]")
}

fn name_of(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

async fn is_remover(button: &Element) -> Result<bool> {
    let label = button.attr("aria-label").await?.unwrap_or_default();
    let text = button.text().await?;
    Ok(format!("{label} {text}").to_lowercase().contains("remove"))
}

/// `example.org` of `http://example.org:81/path` and of `example.org:443`.
fn host_of(target: &str) -> &str {
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    rest.split(['/', ':', '?']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_found_in_addresses_and_tunnels() {
        for target in [
            "example.org:443",
            "http://example.org/a:b",
            "http://example.org:81?c",
        ] {
            assert_eq!(host_of(target), "example.org");
        }
    }
}
