//! Results that are kept, and brought back.

use anyhow::{Context as _, Result};
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, Page, with_page};

/// Keeps what the page saves from here on where a test can read it.
const LISTEN: &str = r#"
    window.saved = null;
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
        if (blob.type === "text/html") blob.text().then((text) => { window.saved = text; });
        return create.call(URL, blob);
    };"#;

async fn wait_checked(page: &Page, count: usize) -> Result<Vec<String>> {
    page.wait_for("what is known of the dossiers", async || {
        let said = page.texts("checked-dossier").await?;
        Ok((said.len() == count).then_some(said))
    })
    .await
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn what_is_kept_can_be_brought_back_and_a_change_is_found() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        for (name, side) in [("first.png", 96), ("second.png", 64)] {
            let file = pictures.good(name, side, side)?;
            assert_eq!(page.check(&file).await?, Outcome::Done);
        }
        page.client().execute(LISTEN, Vec::new()).await?;
        page.server().forget();
        page.unfold("keep").await?;
        page.press_button("Page to print").await?;
        let saved = page
            .wait_for("the dossier", async || {
                let saved = page
                    .client()
                    .execute("return window.saved", Vec::new())
                    .await?;
                Ok(saved.as_str().map(str::to_owned))
            })
            .await?;
        assert!(saved.contains("first.png") && saved.contains("second.png"));
        assert!(
            saved.contains("data:image/jpeg;base64,"),
            "there are no thumbnails"
        );
        let said = page.text("export-said").await?;
        assert!(said.contains("2 files"), "{said}");
        let (_, link) = said.split_once("last link is ").context("a link")?;
        let link = link.split(':').next().unwrap_or_default().to_owned();

        let whole = pictures.bytes("whole.html", saved.as_bytes())?;
        page.choose(&[&whole]).await?;
        let checked = wait_checked(page, 1).await?;
        assert!(checked[0].contains("as it was exported"), "{checked:?}");
        assert!(checked[0].contains(&link), "{checked:?}");

        let changed = saved.replace("second.png", "other.png");
        let changed = pictures.bytes("changed.html", changed.as_bytes())?;
        page.choose(&[&changed]).await?;
        let checked = wait_checked(page, 2).await?;
        assert!(checked[1].contains("other.png"), "{checked:?}");
        assert_eq!(page.queue_length().await?, 2, "a dossier is no picture");
        assert!(page.requests().is_empty(), "{:?}", page.requests());
        Ok(())
    })
}
