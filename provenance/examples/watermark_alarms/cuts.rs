//! The copies of a photograph that are read.

use std::io;

use image::RgbImage;
use image::imageops::{self, FilterType};
use jpeg_encoder::{ColorType, Encoder};

/// Sizes, as parts of the photograph's.
const SCALES: [(&str, f64); 4] = [("0.75", 0.75), ("1", 1.0), ("1.5", 1.5), ("2", 2.0)];
/// Qualities of JPEG, after `None` for the pixels as they are.
const QUALITIES: [Option<u8>; 4] = [None, Some(90), Some(75), Some(60)];
/// Where a copy starts: other blocks, and so other bits. The first is the whole picture, whose blocks are
/// those of JPEG.
const STARTS: [(u32, u32); 4] = [(0, 0), (2, 4), (4, 2), (6, 6)];
/// Widths in pixels with which a column of blocks has always the same bits of a message: 34 blocks are a
/// quarter of 136 bits, and 32, 48 and 46 blocks are as many as bits.
const WIDTHS: [u32; 4] = [272, 256, 384, 368];

/// Gives `read` each copy, and how it was delivered.
pub(crate) fn each(picture: &RgbImage, mut read: impl FnMut(&str, &RgbImage)) -> io::Result<()> {
    for (name, scale) in SCALES {
        let scaled = resized(picture, scale);
        for quality in QUALITIES {
            let (delivered, saved) = match quality {
                None => (scaled.clone(), "without loss".to_owned()),
                Some(quality) => (jpeg(&scaled, quality)?, format!("JPEG {quality}")),
            };
            let delivery = format!("scale {name}, {saved}");
            let (width, height) = delivered.dimensions();
            for (x, y) in STARTS {
                let size = (width.saturating_sub(x), height.saturating_sub(y));
                read(&delivery, &cut(&delivered, (x, y), size));
            }
            for part in WIDTHS.into_iter().filter(|part| *part < width) {
                // From the middle of what is left, at a block of JPEG.
                let x = (width - part) / 16 * 8;
                read(&delivery, &cut(&delivered, (x, 0), (part, height)));
            }
        }
    }
    Ok(())
}

fn cut(picture: &RgbImage, (x, y): (u32, u32), (width, height): (u32, u32)) -> RgbImage {
    imageops::crop_imm(picture, x, y, width, height).to_image()
}

fn resized(picture: &RgbImage, scale: f64) -> RgbImage {
    if scale == 1.0 {
        return picture.clone();
    }
    let [width, height] =
        [picture.width(), picture.height()].map(|side| (f64::from(side) * scale).max(1.0) as u32);
    imageops::resize(picture, width, height, FilterType::Lanczos3)
}

/// The encoder's own sampling: 4:2:0 below a quality of 90.
fn jpeg(picture: &RgbImage, quality: u8) -> io::Result<RgbImage> {
    let sides = [picture.width(), picture.height()].map(u16::try_from);
    let [Ok(width), Ok(height)] = sides else {
        return Err(io::Error::other("a side of more than 65 535 pixels"));
    };
    let mut bytes = Vec::new();
    let encoder = Encoder::new(&mut bytes, quality);
    let encoded = encoder.encode(picture.as_raw(), width, height, ColorType::Rgb);
    encoded.map_err(io::Error::other)?;
    Ok(image::load_from_memory(&bytes)
        .map_err(io::Error::other)?
        .to_rgb8())
}
