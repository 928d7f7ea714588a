//! What a verdict rests on, tested in the background and looked for in other ways.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use burn::tensor::Device;
use pollster::block_on;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, with_page};
use spectrafide_models::explain::faithfulness::DeletionTest;
use spectrafide_models::explain::{Case, Method, Settings};
use spectrafide_models::judge::Effort;
use spectrafide_report::Worth;
use spectrafide_trainer::measurement::judging;
use spectrafide_trainer::zoo_folder;

const DETECTOR: &str = "residual_statistics.general";

/// What the default map of a file is worth, as the library says.
fn worth(file: &Path) -> Result<Worth> {
    let zoo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/zoo");
    let detector = zoo_folder::load(&zoo, DETECTOR, &Device::flex())?;
    let subject = judging::open("a.jpg", &std::fs::read(file)?);
    let picture = subject
        .picture
        .as_ref()
        .map_err(|error| anyhow!("{error}"))?;
    let opened = Case::open(&detector, picture, &subject.says, Effort::Thorough);
    let case = block_on(opened)?.map_err(|reasons| anyhow!("{reasons:?}"))?;
    let mapped = case.explain(Method::GradCam, Settings::default(), &|_, _| {});
    let map = block_on(mapped)?.maps.image_cam.context("a map")?;
    let mut test = DeletionTest::of(case.judged(), map, 1);
    loop {
        if let Some(worth) = block_on(test.step())? {
            return Ok(worth);
        }
    }
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_map_is_tested_after_the_verdict_and_parts_are_judged_on_demand() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        page.choose_detectors(DETECTOR, "").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("landscape.jpg", 1000, 750)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        let before = page.report_score().await?;
        page.server().forget();
        let expected = worth(&file)?;
        page.wait_for_words("explanation", &expected.english())
            .await?;
        assert_eq!(page.has("heatmap").await?, expected.is_better_than_chance());

        let ways = "const list = document.querySelector('[data-testid=way]'); \
            list.value = String(list.options.length - 1); \
            list.dispatchEvent(new Event('change', { bubbles: true })); \
            return [...list.options].map((option) => option.textContent)";
        let ways = page.client().execute(ways, Vec::new()).await?;
        assert_eq!(
            ways,
            serde_json::json!(["Grad-CAM", "Parts, each judged alone"])
        );
        page.wait_for_words("explanation", " parts, from ").await?;
        assert!(page.has("heatmap").await?, "the scores of the parts");
        assert_eq!(page.report_score().await?, before, "no map changes a score");
        assert!(page.requests().is_empty(), "{:?}", page.requests());
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_new_picture_does_not_wait_for_the_test_of_a_map() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        page.choose_detectors(DETECTOR, "").await?;
        let pictures = Pictures::new()?;
        let files = [
            pictures.good("first.png", 1600, 1200)?,
            pictures.good("second.png", 320, 240)?,
        ];
        // Each is judged although the test of the other's map has just begun.
        for file in &files {
            assert_eq!(page.check(file).await?, Outcome::Done);
        }
        page.wait_for("the map that is shown to be tested", async || {
            let said = page.text("explanation").await?;
            let is_open = said.is_empty() || said.starts_with("Test") || said.starts_with("Not");
            Ok((!is_open).then_some(()))
        })
        .await
    })
}
