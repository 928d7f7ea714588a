//! What the file says about itself, from a real file to the panel.

use anyhow::Result;
use serde_json::json;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, with_page};

const PROGRAM: &str = "/pkg/credentials_bg.wasm";

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn credentials_are_verified_by_a_program_that_comes_with_the_first_signed_file() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let loads = || {
            let seen = page.requests();
            seen.iter().filter(|seen| seen.target == PROGRAM).count()
        };
        let plain = pictures.good("plain.jpg", 256, 256)?;
        assert_eq!(page.check(&plain).await?, Outcome::Done);
        assert_eq!(
            loads(),
            0,
            "a file without credentials needs no such program"
        );
        assert!(!page.has("credentials").await?);

        let signed = pictures.signed("signed.jpg")?;
        assert_eq!(page.check(&signed).await?, Outcome::Done);
        page.show(&signed).await?;
        assert_eq!(loads(), 1);
        let card = page.text("credentials").await?;
        for words in [
            "is on no list",
            "they are intact",
            "spectrafide tests",
            "trainedAlgorithmicMedia",
        ] {
            assert!(card.contains(words), "{words} is missing in {card}");
        }
        let report = page.report().await?;
        assert_ne!(report["verdict"], "likely_real", "{report:#}");
        let credentials = &report["provenance"]["findings"][0]["what"]["credentials"];
        assert_eq!(credentials["answers"]["issuer"], "unlisted", "{report:#}");

        let again = pictures.signed("again.jpg")?;
        assert_eq!(page.check(&again).await?, Outcome::Done);
        assert_eq!(loads(), 1, "the program is loaded once");
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_store_beside_the_picture_is_verified_against_it_with_nothing_fetched() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let [picture, sidecar] = pictures.signed_beside("beside.jpg", "beside.c2pa")?;
        page.choose(&[&sidecar, &picture]).await?;
        assert_eq!(page.wait_done(&picture).await?, Outcome::Done);
        assert_eq!(page.queue_length().await?, 1);
        let headline = page.text("credentials-headline").await?;
        assert!(
            headline.starts_with("beside.c2pa carries credentials")
                && headline.contains("they are intact"),
            "{headline}"
        );
        assert_ne!(page.report().await?["verdict"], "likely_real");
        let shown = r#"
            const small = document.querySelector("[data-testid=chain-node] img");
            return small ? [small.naturalWidth, small.src.split(":")[0]] : null;"#;
        page.wait_for("the small copy", async || {
            let found = page.client().execute(shown, Vec::new()).await?;
            Ok((found == json!([64, "blob"])).then_some(()))
        })
        .await?;
        assert!(page.requests().iter().all(|seen| !seen.foreign));

        // Another picture, which the same store does not fit: that is not held against it.
        let other = pictures.good("other.jpg", 240, 200)?;
        assert_eq!(page.check(&other).await?, Outcome::Done);
        let verdict = page.report().await?["verdict"].clone();
        let copy = pictures.bytes("other.c2pa", &std::fs::read(&sidecar)?)?;
        page.choose(&[&copy]).await?;
        page.wait_for("the store to be read", async || {
            Ok(page.has("credentials-headline").await?.then_some(()))
        })
        .await?;
        let headline = page.text("credentials-headline").await?;
        assert!(headline.contains("does not fit this picture"), "{headline}");
        assert_eq!(page.report().await?["verdict"], verdict);
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_generators_record_is_shown_with_its_prompt_and_never_as_markup() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let prompt = "a lighthouse <b onmouseover=alert(1)>at night</b>";
        let file = pictures.with_text(
            "made.png",
            "parameters",
            &format!("{prompt}\nNegative prompt: blurry\nSteps: 20, Seed: 1234, Model: example"),
        )?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        assert_eq!(page.texts("prompt").await?, [prompt, "blurry"]);
        let card = page.text("generation").await?;
        assert!(card.contains("1234") && card.contains("example"), "{card}");
        assert_ne!(page.report().await?["verdict"], "likely_real");
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_marker_behind_the_picture_changes_nothing() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let honest = pictures.good("honest.jpg", 256, 256)?;
        let mut bytes = std::fs::read(&honest)?;
        bytes.extend(b"parameters\0a lighthouse\nSteps: 20, trainedAlgorithmicMedia, c2pa");
        let spoofed = pictures.bytes("spoofed.jpg", &bytes)?;
        let mut reports = Vec::new();
        for file in [&honest, &spoofed] {
            assert_eq!(page.check(file).await?, Outcome::Done);
            page.show(file).await?;
            assert!(!page.has("generation").await?);
            let report = page.report().await?;
            reports.push((report["verdict"].clone(), report["reasons"].clone()));
        }
        assert_eq!(reports[0], reports[1]);
        assert!(
            page.text("history").await?.contains("end"),
            "it is told as a problem"
        );
        Ok(())
    })
}
