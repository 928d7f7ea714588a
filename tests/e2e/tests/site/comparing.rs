//! Two detectors on one picture.

use anyhow::{Context as _, Result};
use fantoccini::key::Key;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, Page, with_page};

/// Two detectors of thumbnails and the one for every other picture.
const THUMBNAILS: &str = "dual_small.cifake";
const OTHER_THUMBNAILS: &str = "cifake_cnn.paper";
const GENERAL: &str = "residual_statistics.general";

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn two_detectors_judge_one_picture_and_each_tells_its_own_score_scope_and_time() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("thumbnail.png", 32, 32)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        assert_eq!(page.agreement().await?, None);
        let alone = page.report().await?;
        assert_eq!(alone["detector"], THUMBNAILS);

        page.choose_detectors("", OTHER_THUMBNAILS).await?;
        press_button(page, "compare-offer").await?;
        wait_for_comparison(page).await?;
        assert_eq!(page.texts("verdict").await?.len(), 2);
        let scores = page.texts("score").await?;
        assert!(
            scores.iter().all(|text| text.starts_with("Score ")),
            "{scores:?}"
        );
        assert_eq!(page.texts("time").await?.len(), 2);
        assert!(!page.has("scope-note").await?);

        // The first detector says what it said alone; the second has a report of its own.
        assert_eq!(page.report().await?["score"], alone["score"]);
        choose_second_details(page).await?;
        page.wait_for("the second report", async || {
            let report = page.report().await?;
            Ok((report["detector"] == OTHER_THUMBNAILS).then_some(()))
        })
        .await?;
        let second = page.report().await?;
        assert!(second["score"].is_number(), "{second}");
        assert_eq!(second["picture"], alone["picture"]);

        // Both sets of weights are here now, so another comparison needs nothing.
        page.wait_offline_ready().await?;
        page.server().forget();
        let other = pictures.good("another.png", 48, 48)?;
        assert_eq!(page.check(&other).await?, Outcome::Done);
        wait_for_comparison(page).await?;
        let seen = page.requests();
        assert!(seen.is_empty(), "requests while comparing: {seen:#?}");
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_detector_that_is_not_for_the_picture_says_so_beside_one_that_is() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        page.choose_detectors(GENERAL, THUMBNAILS).await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("landscape.png", 320, 240)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        wait_for_comparison(page).await?;
        let agreement = page.agreement().await?.context("no comparison")?;
        assert!(
            ["one-answers", "no-answer"].contains(&agreement.as_str()),
            "{agreement}"
        );
        assert_eq!(page.texts("scope-note").await?.len(), 1);
        assert!(
            page.text("agreement")
                .await?
                .contains("not made for this picture")
        );
        let scores = page.texts("score").await?;
        assert!(scores[0].starts_with("Score "), "{scores:?}");
        assert_eq!(scores[1], "No score");
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn every_detector_is_listed_with_its_figures() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        page.wait_for("the list", async || {
            Ok(page.has("catalogue").await?.then_some(()))
        })
        .await?;
        let detectors = page.texts("detector").await?;
        for id in [THUMBNAILS, OTHER_THUMBNAILS, GENERAL] {
            let text = detectors.iter().find(|text| text.contains(id));
            let text = text.with_context(|| format!("{id} is not listed: {detectors:?}"))?;
            for part in ["to download", "sources", "AUROC"] {
                assert!(text.contains(part), "{id} lacks {part}: {text}");
            }
        }
        Ok(())
    })
}

async fn wait_for_comparison(page: &Page) -> Result<()> {
    page.wait_for("two verdicts", async || {
        Ok(page.agreement().await?.map(drop))
    })
    .await
}

/// Presses the button in an element, by keyboard.
async fn press_button(page: &Page, testid: &str) -> Result<()> {
    page.wait_for(testid, async || Ok(page.has(testid).await?.then_some(())))
        .await?;
    let script = r"document.querySelector(`[data-testid=${arguments[0]}] button`).focus()";
    page.client().execute(script, vec![testid.into()]).await?;
    page.press(Key::Enter).await
}

/// Goes from the first of the two radio buttons to the second, by keyboard.
async fn choose_second_details(page: &Page) -> Result<()> {
    let script = r#"document.querySelector("[data-testid=whose] input").focus()"#;
    page.client().execute(script, Vec::new()).await?;
    page.press(Key::Down).await
}
