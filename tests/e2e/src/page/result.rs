//! What the page says.

use anyhow::{Context as _, Result};
use fantoccini::Locator;
use serde_json::Value;

use super::Page;

impl Page {
    /// Chooses the detector and the one to compare it with, by their registry names; an empty name
    /// is the list's first entry.
    pub async fn choose_detectors(&self, first: &str, second: &str) -> Result<()> {
        self.unfold("options").await?;
        for (testid, value) in [("detector-choice", first), ("compare-with", second)] {
            self.wait_for(testid, async || Ok(self.has(testid).await?.then_some(())))
                .await?;
            self.one(testid).await?.select_by_value(value).await?;
        }
        Ok(())
    }

    /// Opens what is folded under this name, as soon as it is there.
    pub async fn unfold(&self, name: &str) -> Result<()> {
        let script = r#"
            const fold = document.querySelector(`[data-fold="${arguments[0]}"]`);
            if (fold) fold.open = true;
            return fold !== null;"#;
        self.wait_for(&format!("{name} to unfold"), async || {
            let found = self.client().execute(script, vec![name.into()]).await?;
            Ok((found == true).then_some(()))
        })
        .await
    }

    /// The shown verdict, in words.
    pub async fn verdict_text(&self) -> Result<String> {
        self.text("verdict").await
    }

    /// How two shown verdicts relate, None where there is one.
    pub async fn agreement(&self) -> Result<Option<String>> {
        match self.all("agreement").await?.first() {
            Some(element) => Ok(element.attr("data-agreement").await?),
            None => Ok(None),
        }
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

    /// How far the thorough detector of a pair is: `coming`, `declined` or `failed`; None where it
    /// judges, or there is none.
    pub async fn thorough_state(&self) -> Result<Option<String>> {
        // In one step, because the element goes when the detector comes.
        let script = r#"
            const found = document.querySelector("[data-testid=thorough]");
            return found ? found.dataset.state : null;"#;
        let state = self.client().execute(script, Vec::new()).await?;
        Ok(state.as_str().map(ToOwned::to_owned))
    }

    /// Waits until a verdict of this detector of a pair, `quick` or `thorough`, is shown.
    pub async fn wait_judged_by(&self, role: &str) -> Result<()> {
        let line = format!("[data-testid=judged-by][data-role={role}]");
        self.wait_for(&format!("the {role} detector's verdict"), async || {
            let found = self.client().find_all(Locator::Css(&line)).await?;
            Ok((!found.is_empty()).then_some(()))
        })
        .await
    }

    /// Presses the button that says these words.
    pub async fn press_button(&self, words: &str) -> Result<()> {
        let button = format!("//button[contains(., '{words}')]");
        let found = self.client().find(Locator::XPath(&button)).await;
        let button = found.with_context(|| format!("no button says {words}"))?;
        Ok(button.click().await?)
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
}
