//! The page in a browser and the command line come to the same report.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use burn::tensor::Device;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::Value;
use spectrafide_e2e::pictures::Pictures;
use spectrafide_e2e::{Flags, Outcome, Page, with_page};
use spectrafide_models::judge::{Effort, Subject};
use spectrafide_picture::decode::{Format, Picture};
use spectrafide_trainer::measurement::judging;
use spectrafide_trainer::zoo_folder;

/// A drawing of 200 × 150 pixels, in a format that only the browser decodes.
const AVIF: &[u8] = include_bytes!("../../pictures/drawn.avif");

/// What two machines may differ by, as a share of the number or of one: single precision through
/// some tens of layers, and logarithms of spectra near their floor.
const TOLERANCE: f64 = 2e-3;

/// What belongs to the machine and not to the picture.
const OF_THE_MACHINE: [&str; 2] = ["timings", "device"];

#[test]
#[ignore = "needs the built page and Chromium: run by cargo xtask test"]
fn the_page_and_the_command_line_give_the_same_report() -> Result<()> {
    with_page(Flags::Plain, async |page| {
        page.open("?device=cpu").await?;
        let pictures = Pictures::new()?;
        let mut verdicts = Vec::new();
        for file in eleven(&pictures)? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            assert_eq!(page.check(&file).await?, Outcome::Done, "{name}");
            let mut shown = page.report().await?;
            let mut expected = native(page, &file, &shown).await?;
            for report in [&mut shown, &mut expected] {
                for field in OF_THE_MACHINE {
                    let fields = report.as_object_mut().context("a report is an object")?;
                    ensure!(fields.remove(field).is_some(), "a report has {field}");
                }
            }
            differ(&name, &shown, &expected)?;
            verdicts.push(format!("{name}: {}, {}", shown["verdict"], shown["score"]));
            page.remove(&file).await?;
        }
        println!("{}", verdicts.join("\n"));
        // The comparison is of more than refusals.
        assert!(
            verdicts
                .iter()
                .filter(|line| !line.ends_with("null"))
                .count()
                >= 8
        );
        assert!(verdicts.iter().any(|line| line.ends_with("null")));
        Ok(())
    })
}

/// All formats, a thumbnail, one out of scope, one with a generator's record, one with credentials.
fn eleven(pictures: &Pictures) -> Result<Vec<PathBuf>> {
    let flat = RgbImage::from_pixel(200, 200, Rgb([90, 120, 150]));
    let mut file = std::io::Cursor::new(Vec::new());
    flat.write_to(&mut file, ImageFormat::Png)?;
    Ok(vec![
        pictures.good("landscape.png", 400, 300)?,
        pictures.good("landscape.jpg", 300, 200)?,
        pictures.good("square.webp", 256, 256)?,
        pictures.good("square.gif", 200, 200)?,
        pictures.good("portrait.bmp", 150, 220)?,
        pictures.good("portrait.tiff", 160, 220)?,
        pictures.jxl("landscape.jxl", 300, 270)?,
        pictures.good("thumbnail.png", 32, 32)?,
        pictures.bytes("flat.png", file.get_ref())?,
        pictures.signed("signed.jpg")?,
        pictures.bytes("drawn.avif", AVIF)?,
    ])
}

/// The report of `predict --json` by the detector that the page chose.
async fn native(page: &Page, file: &Path, shown: &Value) -> Result<Value> {
    let id = shown["detector"].as_str().context("a detector is named")?;
    let zoo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/zoo");
    let detector = zoo_folder::load(&zoo, id, &Device::flex())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let bytes = std::fs::read(file)?;
    let subject = if name.ends_with(".avif") {
        // Nothing here decodes it, so the pixels are the browser's; all else is compared.
        let (size, rgba) = page.pixels_of(&bytes).await?;
        let picture = Picture::from_rgba(size, rgba, Format::Avif, bytes.len() as u64)?;
        Subject::with_picture(&name, &bytes, Ok(picture))
    } else {
        judging::open(&name, &bytes)
    };
    let report = judging::judge(&detector, &subject, Effort::Thorough, "cpu")?;
    Ok(serde_json::to_value(report.without_location())?)
}

/// An error that names the first place where the two differ.
fn differ(place: &str, shown: &Value, expected: &Value) -> Result<()> {
    match (shown, expected) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = |object: &serde_json::Map<String, Value>| -> Vec<String> {
                object.keys().cloned().collect()
            };
            ensure!(
                keys(a) == keys(b),
                "{place}: {:?} or {:?}",
                keys(a),
                keys(b)
            );
            for (key, value) in a {
                differ(&format!("{place}.{key}"), value, &b[key])?;
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            ensure!(a.len() == b.len(), "{place}: {} or {}", a.len(), b.len());
            for (index, (a, b)) in a.iter().zip(b).enumerate() {
                differ(&format!("{place}[{index}]"), a, b)?;
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64(), b.as_f64());
            let (a, b) = a.zip(b).context("numbers are finite")?;
            let near = (a - b).abs() <= TOLERANCE * b.abs().max(1.0);
            // Whole numbers are counts and places.
            let same = if b.fract() == 0.0 {
                a == b || near && a.fract() != 0.0
            } else {
                near
            };
            ensure!(same, "{place}: {a} or {b}");
        }
        _ => ensure!(shown == expected, "{place}: {shown} or {expected}"),
    }
    Ok(())
}
