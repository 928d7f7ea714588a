//! What the page says.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::Page;

impl Page {
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
