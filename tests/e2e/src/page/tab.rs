//! What is asked of the tab around the page: keys, its own decoder, its workers.

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Page;
use crate::commands::SessionCommand;

/// What the script of [`Page::pixels_of`] answers.
#[derive(Deserialize)]
struct Decoded {
    width: u32,
    height: u32,
    pixels: String,
}

impl Page {
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
}
