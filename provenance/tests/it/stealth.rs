//! Text hidden in the lowest bits of pixels.

use std::io::Cursor;

use crate::support::{generation, generations, gzip};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use spectrafide_provenance::finding::Tool;

const PARAMETERS: &str =
    "a circle\nNegative prompt: a square\nSteps: 20, Sampler: Euler, Seed: 8, Model: round";

/// Where the bits of a pixel go.
#[derive(Clone, Copy)]
enum Channels {
    Alpha,
    Color,
}

/// A PNG with the bits of `signature`, the length of `text` in bits and `text`, column by column.
fn hidden(size: (u32, u32), channels: Channels, signature: &str, text: &[u8]) -> Vec<u8> {
    let length = (text.len() as u32 * 8).to_be_bytes();
    let message = [signature.as_bytes(), &length, text].concat();
    let mut bits = message
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1));
    let mut pixels = RgbaImage::from_pixel(size.0, size.1, Rgba([200, 100, 50, 254]));
    for x in 0..size.0 {
        for y in 0..size.1 {
            let samples = match channels {
                Channels::Alpha => 3..4,
                Channels::Color => 0..3,
            };
            for sample in &mut pixels.get_pixel_mut(x, y).0[samples] {
                *sample = *sample & 0xfe | bits.next().unwrap_or(0);
            }
        }
    }
    assert_eq!(bits.next(), None, "the text fits");
    let picture = match channels {
        Channels::Alpha => DynamicImage::from(pixels),
        Channels::Color => DynamicImage::from(DynamicImage::from(pixels).to_rgb8()),
    };
    let mut png = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut png), ImageFormat::Png)
        .expect("writing to memory");
    png
}

#[test]
fn each_of_the_four_signatures_is_read() {
    let plain = PARAMETERS.as_bytes();
    let zipped = gzip(plain);
    // Higher and lower than the 120 bits of a signature: it lies in one column or in several.
    for size in [(40, 150), (150, 40)] {
        for (channels, signature, text) in [
            (Channels::Alpha, "stealth_pnginfo", plain),
            (Channels::Alpha, "stealth_pngcomp", &zipped),
            (Channels::Color, "stealth_rgbinfo", plain),
            (Channels::Color, "stealth_rgbcomp", &zipped),
        ] {
            let found = generation(&hidden(size, channels, signature, text));
            assert_eq!(found.tool, Tool::Automatic1111, "{signature} {size:?}");
            assert_eq!(found.prompt.as_deref(), Some("a circle"));
            assert_eq!(found.seed.as_deref(), Some("8"));
        }
    }
}

#[test]
fn novelais_hidden_record_is_json_in_json() {
    let record = r#"{"Software": "NovelAI", "Source": "NovelAI Diffusion V4", "Description": "a cat",
        "Comment": "{\"steps\": 28, \"seed\": 9, \"uc\": \"dogs\"}"}"#;

    let found = generation(&hidden(
        (64, 64),
        Channels::Alpha,
        "stealth_pngcomp",
        &gzip(record.as_bytes()),
    ));

    assert_eq!(found.tool, Tool::NovelAi);
    assert_eq!(found.prompt.as_deref(), Some("a cat"));
    assert_eq!(found.negative_prompt.as_deref(), Some("dogs"));
    assert_eq!(found.model.as_deref(), Some("NovelAI Diffusion V4"));
    assert_eq!(found.seed.as_deref(), Some("9"));
}

#[test]
fn another_signature_hides_nothing() {
    let text = PARAMETERS.as_bytes();

    assert_eq!(
        generations(&hidden((64, 64), Channels::Alpha, "stealth_nothing", text)),
        []
    );
    // What was compressed is not text.
    assert_eq!(
        generations(&hidden(
            (64, 64),
            Channels::Alpha,
            "stealth_pnginfo",
            &gzip(text)
        )),
        []
    );
}

#[test]
fn a_text_that_unpacks_to_more_than_eight_megabytes_is_not_read() {
    let long = [PARAMETERS.as_bytes(), &vec![b' '; 9 << 20]].concat();

    assert_eq!(
        generations(&hidden(
            (300, 300),
            Channels::Alpha,
            "stealth_pngcomp",
            &gzip(&long)
        )),
        []
    );
}
