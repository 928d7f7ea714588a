//! The page as its users meet it. Selectors are in this module only.

mod queue;
mod result;
mod tab;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use xtask::server::{Seen, Server};

use crate::browser::OWN_HOSTS;
use crate::commands::SessionCommand;

pub use queue::Outcome;

/// Software rendering and unoptimised code on a busy machine: generous, since only failures wait.
const PATIENCE: Duration = Duration::from_mins(2);
const POLL: Duration = Duration::from_millis(100);

/// A browser with one tab, and the server that it talks to.
pub struct Page {
    client: Client,
    server: Server,
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
        let by_itself = |seen: &Seen| {
            if seen.foreign {
                OWN_HOSTS.contains(&host_of(&seen.target))
            } else {
                // It looks for a newer one some time after a page was opened.
                seen.target == "/sw.js"
            }
        };
        let seen = self.server.seen().into_iter();
        seen.filter(|seen| !by_itself(seen)).collect()
    }

    /// Opens the page with a query such as `?device=cpu`, and waits until the detectors are there
    /// that judge from then on.
    pub async fn open(&self, query: &str) -> Result<()> {
        self.open_early(query).await?;
        self.wait_for_thorough().await
    }

    /// Opens the page, and waits until a detector can judge, which may be a quick one.
    pub async fn open_early(&self, query: &str) -> Result<()> {
        let address = format!("{}/{query}", self.server.origin());
        self.client.goto(&address).await?;
        self.wait_ready().await
    }

    /// Loads the page again, and waits as [`Page::open`] does.
    pub async fn reload(&self) -> Result<()> {
        self.reload_early().await?;
        self.wait_for_thorough().await
    }

    /// Loads the page again, and waits as [`Page::open_early`] does.
    pub async fn reload_early(&self) -> Result<()> {
        self.client.refresh().await?;
        self.wait_ready().await
    }

    /// Waits until the thorough detector of a pair is not on its way.
    pub async fn wait_for_thorough(&self) -> Result<()> {
        self.wait_for("the thorough detector", async || {
            let state = self.thorough_state().await?;
            Ok((state.as_deref() != Some("coming")).then_some(()))
        })
        .await
    }

    async fn wait_ready(&self) -> Result<()> {
        self.wait_for("the detectors", async || {
            Ok(self.has("catalogue").await?.then_some(()))
        })
        .await
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

    /// Whether an element is on the page.
    pub async fn has(&self, testid: &str) -> Result<bool> {
        Ok(!self.all(testid).await?.is_empty())
    }

    /// The text of an element, also where it is folded away.
    pub async fn text(&self, testid: &str) -> Result<String> {
        let text = self.one(testid).await?.prop("textContent").await?;
        Ok(text.unwrap_or_default().trim().to_owned())
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

    /// Waits until the text of an element has these words.
    pub async fn wait_for_words(&self, testid: &str, words: &str) -> Result<()> {
        self.wait_for(&format!("{testid} to say {words}"), async || {
            let said = self.text(testid).await?;
            Ok(said.contains(words).then_some(()))
        })
        .await
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
