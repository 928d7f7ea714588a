//! Whether a verdict holds on copies, asked for on the page.

use std::path::Path;

use anyhow::{Context as _, Result};
use burn::tensor::Device;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, with_page};
use spectrafide_models::judge::Effort;
use spectrafide_trainer::measurement::judging;
use spectrafide_trainer::zoo_folder;

const DETECTOR: &str = "residual_statistics.general";

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_page_judges_the_copies_that_the_command_line_judges() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        page.choose_detectors(DETECTOR, "").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("landscape.jpg", 400, 300)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        assert!(page.texts("copy").await?.is_empty(), "nobody asked");
        page.press_button("Check on 8 copies").await?;

        let zoo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/zoo");
        let detector = zoo_folder::load(&zoo, DETECTOR, &Device::flex())?;
        let subject = judging::open("landscape.jpg", &std::fs::read(&file)?);
        let report = judging::judge(&detector, &subject, Effort::Thorough, "cpu")?;
        let expected = judging::stability(&detector, &subject, &report, Effort::Thorough)?;
        let expected = expected.context("the picture is judged")?;

        page.wait_for_words("stability-said", &expected.english())
            .await?;
        let rows = page.texts("copy").await?;
        assert_eq!(rows.len(), 9, "{rows:?}");
        for (row, copy) in rows[1..].iter().zip(&expected.copies) {
            let points = copy.score.map_or(String::new(), |score| {
                (score.value() * 100.0).round().to_string()
            });
            assert!(row.starts_with(copy.handling.english()), "{row}");
            assert!(row.ends_with(&points), "{row}: {points}");
        }

        // The next picture is judged as ever, and the check of the first one is kept.
        let next = pictures.good("next.png", 256, 256)?;
        assert_eq!(page.check(&next).await?, Outcome::Done);
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_check_that_is_stopped_says_so_and_can_be_made_again() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        page.choose_detectors(DETECTOR, "").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("large.png", 1200, 900)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        let before = page.report().await?;
        page.press_button("Check on 8 copies").await?;
        page.wait_for_words("stability-said", "Judging copy")
            .await?;
        page.terminate_worker().await?;
        page.wait_for_words("stability-said", "of 8 copies were judged")
            .await?;
        assert_eq!(page.report().await?, before, "the verdict stays");
        page.press_button("Check again").await?;
        page.wait_for_words("stability-said", "copies").await?;
        Ok(())
    })
}
