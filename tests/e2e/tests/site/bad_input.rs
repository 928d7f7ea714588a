//! Files that are no proper pictures.

use anyhow::Result;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, with_page};

/// Files with nothing to judge in them; other awkward ones may get a verdict.
const HOPELESS: [&str; 3] = ["empty.png", "text.png", "huge-header.png"];

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn awkward_files_get_a_verdict_or_a_reason_and_the_page_works_on() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        for file in pictures.awkward()? {
            let outcome = page.check(&file).await?;
            println!("{}: {outcome:?}", file.display());
            match outcome {
                Outcome::Done => {
                    assert!(
                        !HOPELESS.iter().any(|name| file.ends_with(name)),
                        "{file:?}"
                    );
                    assert!(!page.verdict_text().await?.is_empty());
                }
                Outcome::Failed(reason) => assert!(reason.len() > 10, "{file:?}: {reason:?}"),
            }
        }
        let good = pictures.good("good-at-last.png", 96, 96)?;
        assert_eq!(page.check(&good).await?, Outcome::Done);
        Ok(())
    })
}

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn a_picture_over_the_limit_is_refused_with_the_limit() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let files = pictures.awkward()?;
        let huge = files.iter().find(|file| file.ends_with("huge-header.png"));
        let Outcome::Failed(reason) = page.check(huge.expect("listed above")).await? else {
            panic!("900 megapixels were accepted");
        };
        assert!(reason.to_lowercase().contains("megapixel"), "{reason}");
        Ok(())
    })
}
