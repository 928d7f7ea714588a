//! The worker may die; the page may not.

use anyhow::Result;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, with_page};

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_page_recovers_from_a_worker_that_ends_during_work() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let interrupted = pictures.good("interrupted.png", 320, 240)?;
        page.choose(&[&interrupted]).await?;
        page.wait_for("work to start", async || {
            let state = page.state(&interrupted).await?;
            Ok(state.filter(|state| state != "waiting"))
        })
        .await?;
        page.terminate_worker().await?;
        // Failed, or done by a second worker: either way its end is told.
        page.wait_done(&interrupted).await?;

        let next = pictures.good("next.png", 96, 96)?;
        assert_eq!(page.check(&next).await?, Outcome::Done);
        Ok(())
    })
}
