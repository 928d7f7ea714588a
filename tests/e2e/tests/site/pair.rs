//! A thorough detector that comes later, and the quick one that judges until then.

use anyhow::Result;
use serde_json::json;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, Page, with_pair};

const WEIGHTS: &str = "/zoo/vit.thorough/weights";
/// Slow enough that a picture is judged before the thorough detector is there.
const BYTES_PER_SECOND: u64 = 300_000;

fn downloads(page: &Page) -> usize {
    let seen = page.requests();
    let is_weights = |target: &str| target.starts_with(WEIGHTS);
    seen.iter().filter(|seen| is_weights(&seen.target)).count()
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_quick_detector_judges_at_once_and_the_thorough_one_judges_again_when_it_comes() -> Result<()>
{
    with_pair(Flags::Plain, async |page| {
        page.server().slow_down(WEIGHTS, BYTES_PER_SECOND);
        page.open_early("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("first.png", 256, 256)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        page.wait_judged_by("quick").await?;
        let quick = page.report().await?;
        assert_eq!(page.thorough_state().await?.as_deref(), Some("coming"));
        assert!(page.text("thorough").await?.contains(" MB"));
        assert!(page.has("thorough-progress").await?);

        page.server().release();
        page.wait_judged_by("thorough").await?;
        let thorough = page.report().await?;
        assert_ne!(quick["detector"], thorough["detector"]);
        assert_eq!(quick["picture"], thorough["picture"]);
        let says = page.text("judged-by").await?;
        let expected = if quick["verdict"] == thorough["verdict"] {
            "The quick detector agrees."
        } else {
            "The quick detector had said: "
        };
        assert!(says.contains(expected), "{says}");
        assert_eq!(page.texts("verdict").await?.len(), 1);
        assert_eq!(page.thorough_state().await?, None);

        // It is kept, and judges alone from the first picture of the next visit on.
        page.wait_offline_ready().await?;
        page.server().set_offline(true);
        page.reload().await?;
        let again = pictures.good("again.png", 256, 256)?;
        assert_eq!(page.check(&again).await?, Outcome::Done);
        let report = page.report().await?;
        for field in ["detector", "verdict", "score"] {
            assert_eq!(report[field], thorough[field], "{field}");
        }
        assert_eq!(
            page.text("judged-by").await?,
            "Judged by the thorough detector."
        );
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_download_that_is_stopped_is_not_started_again_unasked() -> Result<()> {
    with_pair(Flags::Plain, async |page| {
        page.server().slow_down(WEIGHTS, BYTES_PER_SECOND);
        page.open_early("?device=cpu").await?;
        wait_for_state(page, "coming").await?;
        page.press_button("Stop the download").await?;
        wait_for_state(page, "declined").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("quick.png", 256, 256)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        assert_eq!(
            page.text("judged-by").await?,
            "Judged by the quick detector."
        );

        page.server().forget();
        page.reload().await?;
        assert_eq!(page.thorough_state().await?.as_deref(), Some("declined"));
        let file = pictures.good("again.png", 256, 256)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        page.wait_judged_by("quick").await?;
        assert_eq!(downloads(page), 0);

        page.server().release();
        page.press_button("Load the thorough one").await?;
        page.wait_judged_by("thorough").await?;
        assert_eq!(downloads(page), 1);
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_download_that_fails_costs_no_verdict_and_can_be_tried_again() -> Result<()> {
    with_pair(Flags::Plain, async |page| {
        page.server().hold(WEIGHTS, "not today");
        page.open_early("?device=cpu").await?;
        wait_for_state(page, "failed").await?;
        let says = page.text("thorough").await?;
        assert!(says.contains("503"), "{says}");
        let pictures = Pictures::new()?;
        let file = pictures.good("quick.png", 256, 256)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        page.wait_judged_by("quick").await?;

        page.server().release();
        page.press_button("Try again").await?;
        page.wait_judged_by("thorough").await
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_browser_that_saves_data_downloads_nothing_large_unasked() -> Result<()> {
    with_pair(Flags::Plain, async |page| {
        let saves = r#"Object.defineProperty(navigator, "connection", {
            value: { saveData: true } });"#;
        let script = json!({ "source": saves });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", script)
            .await?;
        page.open("?device=cpu").await?;
        assert!(page.text("thorough").await?.contains("data saving is on"));
        let pictures = Pictures::new()?;
        let file = pictures.good("quick.png", 256, 256)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        page.wait_judged_by("quick").await?;
        assert_eq!(downloads(page), 0);
        Ok(())
    })
}

async fn wait_for_state(page: &Page, state: &str) -> Result<()> {
    page.wait_for(state, async || {
        Ok((page.thorough_state().await?.as_deref() == Some(state)).then_some(()))
    })
    .await
}
