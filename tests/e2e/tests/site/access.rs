//! Use by keyboard, and on narrow screens.

use anyhow::Result;
use fantoccini::key::Key;
use serde_json::{Value, json};
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, Page, with_page};

const MOST_STOPS: usize = 80;

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_tab_key_reaches_the_controls_and_leaves_them_again() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("keyboard.png", 96, 96)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);

        let stops = tab_around(page).await?;
        assert!(
            stops.len() < MOST_STOPS,
            "focus never came round: {stops:#?}"
        );
        assert!(stops.iter().any(|stop| stop == "file-input"), "{stops:#?}");
        assert!(
            stops.iter().any(|stop| stop.starts_with("button")),
            "{stops:#?}"
        );
        Ok(())
    })
}

/// Where focus goes with each Tab, from the document's start until it leaves the document or is
/// where it was first.
async fn tab_around(page: &Page) -> Result<Vec<String>> {
    // Focus goes on from where an element that had it was taken away.
    let start = r#"
        const first = document.createElement("span");
        first.tabIndex = -1;
        document.body.prepend(first);
        first.focus();
        first.remove();
        window.focusStops = [];"#;
    page.client().execute(start, Vec::new()).await?;
    let script = r#"
        const e = document.activeElement;
        if (!e || e === document.body || window.focusStops.includes(e)) return null;
        window.focusStops.push(e);
        const id = e.dataset.testid;
        return id || e.tagName.toLowerCase() + " " + (e.ariaLabel || e.textContent.trim());"#;
    let mut stops = Vec::new();
    while stops.len() < MOST_STOPS {
        page.press(Key::Tab).await?;
        match page.client().execute(script, Vec::new()).await? {
            Value::String(stop) => stops.push(stop),
            _ if stops.is_empty() => {}
            _ => break,
        }
    }
    Ok(stops)
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_narrow_screen_needs_no_horizontal_scrolling() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        let metrics =
            json!({ "width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": true });
        page.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        page.open("?device=cpu").await?;
        see_no_overflow(page, "empty page").await?;
        let pictures = Pictures::new()?;
        let name = "a-file-name-that-is-much-longer-than-a-narrow-screen-is-wide.png";
        let file = pictures.good(name, 320, 240)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        see_no_overflow(page, "result").await?;

        page.choose_detectors("", "cifake_cnn.paper").await?;
        assert_eq!(
            page.check(&pictures.good("two.png", 48, 48)?).await?,
            Outcome::Done
        );
        assert!(page.has("agreement").await?, "there is no comparison");
        page.unfold("options").await?;
        see_no_overflow(page, "comparison and catalogue").await
    })
}

async fn see_no_overflow(page: &Page, what: &str) -> Result<()> {
    let script = r#"
        const root = document.documentElement;
        const wide = [...document.querySelectorAll("body *")]
            .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
            .map((e) => e.tagName + "." + e.className);
        return { scroll: root.scrollWidth, client: root.clientWidth, wide };"#;
    let found = page.client().execute(script, Vec::new()).await?;
    let width = |name: &str| found[name].as_f64().unwrap_or(f64::NAN);
    assert!(
        width("scroll") <= width("client"),
        "{what} is too wide: {found}"
    );
    Ok(())
}
