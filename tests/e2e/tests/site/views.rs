//! Classic views, computed by the worker of the built page.

use anyhow::Result;
use serde_json::{Value, json};
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, Page, with_page};

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn every_view_of_a_picture_is_there_or_says_why_not() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("viewed.png", 320, 240)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        let before = page.report_score().await?;
        page.server().forget();
        open(page).await?;
        assert!(!settled(page, "error_level").await?.is_empty());
        let pixels = page.client().execute(PIXELS, Vec::new()).await?;
        assert_eq!(pixels["size"], json!([320, 240]));
        // The noise of the picture does not survive JPEG unchanged, and opaque is opaque.
        assert!(pixels["bright"].as_u64() > Some(0), "{pixels}");
        assert_eq!(pixels["least_alpha"], 255);
        for code in codes(page).await? {
            choose(page, &code).await?;
            let facts = settled(page, &code).await?;
            assert!(!facts.is_empty(), "{code}");
        }
        assert_eq!(
            page.report_score().await?,
            before,
            "no view changes a score"
        );
        assert!(page.requests().is_empty(), "{:?}", page.requests());

        // A picture that is judged after that is judged as ever.
        let second = pictures.good("second.png", 96, 96)?;
        assert_eq!(page.check(&second).await?, Outcome::Done);
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_small_picture_says_what_a_view_needs_and_a_narrow_screen_holds_the_panel() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        let metrics =
            json!({ "width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": true });
        page.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        assert_eq!(
            page.check(&pictures.good("small.png", 64, 64)?).await?,
            Outcome::Done
        );
        open(page).await?;
        settled(page, "error_level").await?;
        let widths = "const e = document.documentElement; return [e.scrollWidth, e.clientWidth]";
        for code in ["jpeg_ghosts", "spectrum", "dct_histogram"] {
            choose(page, code).await?;
            settled(page, code).await?;
            let seen = page.client().execute(widths, Vec::new()).await?;
            assert!(seen[0].as_u64() <= seen[1].as_u64(), "{code}: {seen}");
        }
        choose(page, "cfa_traces").await?;
        page.wait_for("the reason", async || {
            let said = page.text("view-state").await?;
            Ok(said.contains("too small").then_some(()))
        })
        .await
    })
}

/// The size of the canvas, how many of its samples are not black, and its least alpha.
const PIXELS: &str = r#"
    const canvas = document.querySelector("[data-testid=view]");
    const { width, height } = canvas;
    const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    let bright = 0, least_alpha = 255;
    for (let i = 0; i < data.length; i += 4) {
        bright += data[i] > 0;
        least_alpha = Math.min(least_alpha, data[i + 3]);
    }
    return { size: [width, height], bright, least_alpha };"#;

async fn open(page: &Page) -> Result<()> {
    let script = r#"document.querySelector("[data-testid=views] > summary").click()"#;
    page.client().execute(script, Vec::new()).await?;
    page.wait_for("the panel", async || {
        Ok(page.has("view-choice").await?.then_some(()))
    })
    .await
}

async fn codes(page: &Page) -> Result<Vec<String>> {
    let script = r#"
        const list = document.querySelector("[data-testid=view-choice]");
        return [...list.options].map((option) => option.value);"#;
    let codes = page.client().execute(script, Vec::new()).await?;
    Ok(serde_json::from_value(codes)?)
}

async fn choose(page: &Page, code: &str) -> Result<()> {
    let script = r#"
        const list = document.querySelector("[data-testid=view-choice]");
        list.value = arguments[0];
        list.dispatchEvent(new Event("change", { bubbles: true }));"#;
    let code = Value::from(code);
    page.client().execute(script, vec![code]).await?;
    Ok(())
}

/// Waits until the view that is chosen is there, and returns its facts.
async fn settled(page: &Page, code: &str) -> Result<Vec<String>> {
    // The facts of the view before are gone as soon as another one is asked for.
    let script = r#"
        const facts = document.querySelector("[data-testid=view-facts]");
        const state = document.querySelector("[data-testid=view-state]").textContent;
        return facts && !state ? [...facts.children].map((fact) => fact.textContent) : null;"#;
    page.wait_for(code, async || {
        let facts = page.client().execute(script, Vec::new()).await?;
        Ok(serde_json::from_value::<Option<Vec<String>>>(facts)?)
    })
    .await
}
