//! The files that were chosen, and what became of each.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::json;

use super::Page;

/// What became of one picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It has a verdict, which may be that nothing can be told.
    Done,
    /// It has none, for this reason.
    Failed(String),
}

impl Page {
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
