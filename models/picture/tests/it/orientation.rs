//! Pictures that are stored turned.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use spectrafide_picture::decode::{decode, header};

use crate::drawn::drawn;
use crate::files::{exif, jpeg, with_exif};

/// The stored picture as a viewer shows it, by the definition of the eight orientations: which
/// stored pixel lies at `x`, `y` of the upright picture.
fn upright(stored: &RgbImage, orientation: u8) -> RgbImage {
    let (w, h) = stored.dimensions();
    let (width, height) = if orientation < 5 { (w, h) } else { (h, w) };
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = match orientation {
            1 => (x, y),
            2 => (w - 1 - x, y),
            3 => (w - 1 - x, h - 1 - y),
            4 => (x, h - 1 - y),
            5 => (y, x),
            6 => (y, h - 1 - x),
            7 => (w - 1 - y, h - 1 - x),
            8 => (w - 1 - y, x),
            _ => unreachable!("there are eight orientations"),
        };
        *stored.get_pixel(x, y)
    })
}

#[test]
fn jpegs_are_turned_upright_by_their_orientation() {
    let plain = jpeg(48, 32, |_| {});
    let stored = decode(&plain).unwrap().pixels;
    for big_endian in [false, true] {
        for orientation in 1..=8 {
            let bytes = with_exif(&plain, &exif(orientation, big_endian));
            let picture = decode(&bytes).unwrap();
            assert_eq!(
                picture.pixels,
                upright(&stored, orientation),
                "{orientation}"
            );
            let header = header(&bytes).unwrap();
            assert_eq!((header.width_px, header.height_px), (48, 32), "as stored");
        }
    }
}

#[test]
fn pngs_are_turned_upright_by_their_orientation() {
    let pixels = drawn(24, 16);
    for orientation in 1..=8 {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif(orientation, false)).unwrap();
        encoder
            .write_image(pixels.as_raw(), 24, 16, ExtendedColorType::Rgb8)
            .unwrap();
        assert_eq!(
            decode(&bytes).unwrap().pixels,
            upright(&pixels, orientation),
            "{orientation}"
        );
    }
}

#[test]
fn a_broken_exif_block_is_ignored() {
    let plain = jpeg(48, 32, |_| {});
    let stored = decode(&plain).unwrap().pixels;
    let mut far = exif(6, false);
    // The directory lies beyond the end.
    far[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    for block in [
        exif(0, false),
        exif(9, true),
        exif(200, false),
        far,
        b"II".to_vec(),
    ] {
        assert_eq!(decode(&with_exif(&plain, &block)).unwrap().pixels, stored);
    }
}
