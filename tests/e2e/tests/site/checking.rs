//! From a file to its result.

use std::path::PathBuf;

use anyhow::Result;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, Page, with_page};

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_page_loads_and_names_its_device() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("").await?;
        let device = page.device_text().await?.to_lowercase();
        assert!(
            device.contains("cpu") || device.contains("webgpu"),
            "{device}"
        );
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn pictures_of_usual_sizes_and_formats_get_a_whole_result() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let mut judged = Vec::new();
        for (name, width, height) in [
            ("square.png", 96, 96),
            ("landscape.jpg", 320, 240),
            ("thumbnail.png", 32, 32),
            ("square.jpg", 96, 96),
        ] {
            let file = pictures.good(name, width, height)?;
            assert_eq!(page.check(&file).await?, Outcome::Done, "{name}");
            if see_whole_result(page).await? {
                judged.push(name);
            }
        }
        println!("judged: {judged:?}");
        assert!(!judged.is_empty(), "no detector judged any of them");
        Ok(())
    })
}

/// Sees the parts of a result; returns whether the picture was judged. A zoo may hold no detector
/// for its size: the verdict is then that nothing can be told, with the reason.
async fn see_whole_result(page: &Page) -> Result<bool> {
    assert!(!page.verdict_text().await?.is_empty());
    assert!(page.has("spectrum").await?, "the page shows no spectrum");
    let report = page.report().await?;
    for field in ["verdict", "detector"] {
        assert!(
            report[field].is_string(),
            "the report has no {field}: {report}"
        );
    }
    let Some(score) = report["score"].as_f64() else {
        assert_eq!(report["verdict"], "cannot_tell");
        assert!(
            report["reasons"][0]["code"].is_string(),
            "no reason is given: {report}"
        );
        return Ok(false);
    };
    assert!((0.0..=1.0).contains(&score), "{score}");
    assert!(
        page.text("score")
            .await?
            .contains(|c: char| c.is_ascii_digit())
    );
    // A map that does no better than a random one is taken away again.
    assert!(
        page.has("heatmap").await? || page.text("explanation").await?.contains("shown"),
        "the page shows no heatmap"
    );
    Ok(true)
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_dropped_picture_is_checked() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("dropped.png", 96, 96)?;
        page.drop_file(&file).await?;
        assert_eq!(page.wait_done(&file).await?, Outcome::Done);
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn several_pictures_queue_up_and_each_can_be_removed() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let files = [
            pictures.good("first.png", 96, 96)?,
            pictures.good("second.png", 320, 240)?,
            pictures.good("third.jpg", 96, 96)?,
        ];
        page.choose(&files.each_ref().map(PathBuf::as_path)).await?;
        for file in &files {
            assert_eq!(page.wait_done(file).await?, Outcome::Done);
        }
        assert_eq!(page.queue_length().await?, 3);
        for (index, file) in files.iter().enumerate() {
            page.remove(file).await?;
            let left = files.len() - index - 1;
            page.wait_for("the queue to shrink", async || {
                Ok((page.queue_length().await? == left).then_some(()))
            })
            .await?;
            assert_eq!(page.state(file).await?, None);
        }
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn webgpu_gives_the_score_of_the_cpu() -> Result<()> {
    // Single precision on both, with another order of additions: far below this in the logit.
    const TOLERANCE: f64 = 0.01;
    with_page(Flags::SoftwareGpu, async |page| {
        let pictures = Pictures::new()?;
        let file = pictures.good("same.png", 32, 32)?;
        let mut scores = Vec::new();
        for device in ["cpu", "webgpu"] {
            page.open(&format!("?device={device}")).await?;
            assert_eq!(page.check(&file).await?, Outcome::Done);
            let named = page.report().await?["device"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            assert_eq!(named, device);
            scores.push(page.report_score().await?);
        }
        assert!((scores[0] - scores[1]).abs() <= TOLERANCE, "{scores:?}");
        Ok(())
    })
}
