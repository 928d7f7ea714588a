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
