//! What goes over the network, and what works without one.

use anyhow::Result;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, with_page};

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn no_request_is_made_after_the_first_verdict() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let first = pictures.good("first.png", 96, 96)?;
        assert_eq!(page.check(&first).await?, Outcome::Done);
        page.wait_offline_ready().await?;
        page.server().forget();

        let second = pictures.good("second.jpg", 96, 96)?;
        assert_eq!(page.check(&second).await?, Outcome::Done);
        let seen = page.requests();
        assert!(
            seen.is_empty(),
            "requests while checking a picture: {seen:#?}"
        );
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn nothing_is_asked_of_any_other_origin() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("").await?;
        let pictures = Pictures::new()?;
        let file = pictures.good("private.jpg", 320, 240)?;
        assert_eq!(page.check(&file).await?, Outcome::Done);
        let seen = page.requests();
        assert!(seen.iter().all(|seen| !seen.foreign), "{seen:#?}");
        assert!(
            seen.iter().any(|seen| seen.target == "/pkg/worker_bg.wasm"),
            "{seen:#?}"
        );
        assert!(seen.iter().all(|seen| seen.method == "GET"), "{seen:#?}");
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_request_to_another_origin_would_be_seen() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        for address in ["http://elsewhere.example/", "https://elsewhere.example/"] {
            page.server().forget();
            // The answer is 502, which for the second is a failed tunnel and so an error.
            drop(page.client().goto(address).await);
            let seen = page.requests();
            assert!(seen.iter().any(|seen| seen.foreign), "{address}: {seen:#?}");
        }
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_page_works_without_a_network_once_it_was_used() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let online = pictures.good("online.png", 96, 96)?;
        assert_eq!(page.check(&online).await?, Outcome::Done);
        page.wait_offline_ready().await?;

        page.server().set_offline(true);
        page.reload().await?;
        let offline = pictures.good("offline.png", 96, 96)?;
        assert_eq!(page.check(&offline).await?, Outcome::Done);
        assert!(!page.verdict_text().await?.is_empty());
        Ok(())
    })
}

/// Whether a cache has all files of the programs that few files need, by the list that it keeps.
const KEEPS_PROGRAMS: &str = r#"
    const done = arguments[arguments.length - 1];
    (async () => {
        const list = await caches.match("manifest.json");
        if (!list) return false;
        const { files } = await list.json();
        const names = Object.keys(files).filter((name) => /^pkg\/(credentials|jxl)[._]/.test(name));
        const kept = names.map((name) => caches.match(files[name].path));
        const found = await Promise.all(kept);
        return names.length >= 4 && found.every(Boolean);
    })().then(done, () => done(false));"#;

/// The service worker keeps these programs with the second visit.
#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn what_is_loaded_on_demand_works_without_a_network_from_the_second_visit_on() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let online = pictures.good("online.png", 96, 96)?;
        assert_eq!(page.check(&online).await?, Outcome::Done);
        page.wait_offline_ready().await?;
        page.reload().await?;
        page.wait_for("the programs to be kept", async || {
            let kept = page.client().execute_async(KEEPS_PROGRAMS, Vec::new());
            Ok((kept.await? == true).then_some(()))
        })
        .await?;

        page.server().set_offline(true);
        page.reload().await?;
        let jxl = pictures.jxl("offline.jxl", 300, 270)?;
        assert_eq!(page.check(&jxl).await?, Outcome::Done);
        assert!(!page.verdict_text().await?.is_empty());
        let signed = pictures.signed("offline.jpg")?;
        assert_eq!(page.check(&signed).await?, Outcome::Done);
        page.show(&signed).await?;
        let report = page.report().await?;
        let credentials = &report["provenance"]["findings"][0]["what"]["credentials"];
        assert_eq!(credentials["answers"]["hash"], "good", "{report:#}");
        assert_eq!(credentials["answers"]["signature"], "good", "{report:#}");
        Ok(())
    })
}
