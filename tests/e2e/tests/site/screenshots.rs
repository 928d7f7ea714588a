//! Pictures of the page with a finished result, for people to look at.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, Page, with_page, with_pair};

/// Names the folder to write to; without it the test only sees that a picture can be taken.
const FOLDER: &str = "SPECTRAFIDE_SCREENSHOTS";

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_result_can_be_photographed_wide_and_narrow_in_light_and_dark() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let file = pictures.signed("holiday.jpg")?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        photographs(page, "result").await
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_pair_of_detectors_can_be_photographed_in_each_of_its_states() -> Result<()> {
    with_pair(Flags::Plain, async |page| {
        let weights = "/zoo/vit.thorough/weights";
        page.server().slow_down(weights, 1_000_000);
        page.open_early("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("holiday.jpg", 640, 480)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        page.wait_judged_by("quick").await?;
        photographs(page, "pair-coming").await?;
        page.press_button("Stop the download").await?;
        photographs(page, "pair-declined").await?;
        page.server().hold(weights, "not today");
        page.press_button("Load the thorough one").await?;
        page.wait_for_thorough().await?;
        photographs(page, "pair-failed").await?;
        page.server().release();
        page.press_button("Try again").await?;
        page.wait_judged_by("thorough").await?;
        photographs(page, "pair-thorough").await
    })
}

/// The page at two widths and in two schemes, in the folder where one is named.
async fn photographs(page: &Page, name: &str) -> Result<()> {
    for width in [1280, 360] {
        for scheme in ["light", "dark"] {
            let picture = photograph(page, width, scheme).await?;
            assert!(picture.starts_with(b"\x89PNG"));
            if let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) {
                fs::create_dir_all(&folder)?;
                fs::write(
                    folder.join(format!("{name}-{width}-{scheme}.png")),
                    &picture,
                )?;
            }
        }
    }
    Ok(())
}

/// The whole page, also below the fold, as PNG.
async fn photograph(page: &Page, width: u32, scheme: &str) -> Result<Vec<u8>> {
    let metrics = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    page.devtools("Emulation.setDeviceMetricsOverride", metrics)
        .await?;
    // Without motion, because a browser that nobody looks at may stop half-way in a transition.
    let media = json!({ "features": [
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ] });
    page.devtools("Emulation.setEmulatedMedia", media).await?;
    let whole = json!({ "format": "png", "captureBeyondViewport": true });
    let answer = page.devtools("Page.captureScreenshot", whole).await?;
    let data = answer["data"].as_str().context("no picture was taken")?;
    Ok(BASE64.decode(data)?)
}
