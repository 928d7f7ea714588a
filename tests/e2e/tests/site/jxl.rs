//! JPEG XL, which no other program of the page decodes.

use anyhow::Result;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, with_page};

const PROGRAM: &str = "/pkg/jxl_bg.wasm";

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn jpeg_xl_is_decoded_by_a_program_that_comes_with_the_first_such_picture() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let loads = || {
            let seen = page.requests();
            seen.iter().filter(|seen| seen.target == PROGRAM).count()
        };
        let plain = pictures.good("plain.png", 96, 96)?;
        assert_eq!(page.check(&plain).await?, Outcome::Done);
        assert_eq!(loads(), 0, "no other picture needs it");

        page.server().hold("/pkg/jxl", "not today");
        let early = pictures.jxl("early.jxl", 96, 96)?;
        let Outcome::Failed(reason) = page.check(&early).await? else {
            panic!("decoded without a program");
        };
        assert!(
            reason.contains("JPEG XL") && reason.contains("try again"),
            "{reason}"
        );
        page.server().release();
        page.server().forget();

        for (name, at_most) in [("first.jxl", 1), ("second.jxl", 1)] {
            let picture = pictures.jxl(name, 300, 270)?;
            assert_eq!(page.check(&picture).await?, Outcome::Done);
            assert_eq!(loads(), at_most, "{name}");
        }
        let broken = pictures.bytes("broken.jxl", &std::fs::read(&early)?[..200])?;
        let Outcome::Failed(reason) = page.check(&broken).await? else {
            panic!("a part was taken for the picture");
        };
        assert!(
            reason.contains("the end of the picture is missing"),
            "{reason}"
        );
        Ok(())
    })
}
