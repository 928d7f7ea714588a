//! Textured pictures made here, compressed once and twice.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::*;

/// A number from 0 to 1 that depends on all arguments (splitmix64's finisher).
fn noise(seed: u64, octave: u64, x: u64, y: u64) -> f32 {
    let mut z = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add(octave << 48 ^ x << 24 ^ y);
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ z >> 31) >> 40) as f32 / (1u64 << 24) as f32
}

/// Value noise: random values on a lattice of `size` pixels, interpolated.
fn value(seed: u64, octave: u64, size: u32, x: u32, y: u32) -> f32 {
    let (cx, cy) = (u64::from(x / size), u64::from(y / size));
    let fade = |t: f32| t * t * (3.0 - 2.0 * t);
    let (tx, ty) = (
        fade((x % size) as f32 / size as f32),
        fade((y % size) as f32 / size as f32),
    );
    let corner = |dx, dy| noise(seed, octave, cx + dx, cy + dy);
    let top = corner(0, 0) * (1.0 - tx) + corner(1, 0) * tx;
    let bottom = corner(0, 1) * (1.0 - tx) + corner(1, 1) * tx;
    top * (1.0 - ty) + bottom * ty
}

/// Texture whose amplitude falls with its frequency, as in photographs, with a few hard edges.
/// The seed also decides how fast it falls.
fn picture(seed: u64) -> RgbImage {
    let fall = 0.45 + 0.1 * (seed % 4) as f32;
    let sizes = [61, 29, 13, 7, 3, 1];
    RgbImage::from_fn(360, 264, |x, y| {
        let mut level = 128.0;
        let mut amplitude = 170.0;
        for (octave, size) in sizes.into_iter().enumerate() {
            level += amplitude * (value(seed, octave as u64, size, x, y) - 0.5);
            amplitude *= fall;
        }
        if (x + 2 * y + seed as u32 * 31) % 170 < 40 {
            level -= 30.0;
        }
        let tint = 20.0 * (value(seed, 99, 40, x, y) - 0.5);
        Rgb([level + tint, level, level - tint].map(|v| v.clamp(8.0, 247.0) as u8))
    })
}

fn compressed(picture: &RgbImage, quality: u8, sampling: SamplingFactor) -> RgbImage {
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(sampling);
    encoder
        .encode(
            picture.as_raw(),
            width as u16,
            height as u16,
            ColorType::Rgb,
        )
        .unwrap();
    image::ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg)
        .decode()
        .unwrap()
        .into_rgb8()
}

fn found(picture: &RgbImage, last: u8) -> Option<u8> {
    let steps = scaled(&STANDARD_LUMA, last, false);
    earlier(&Stored::new(picture, 1), &steps).map(|earlier| earlier.quality)
}

fn sampling(seed: u64) -> SamplingFactor {
    if seed.is_multiple_of(2) {
        SamplingFactor::F_2_2
    } else {
        SamplingFactor::F_1_1
    }
}

#[test]
fn a_single_compression_has_no_earlier_one() {
    let mut claims = Vec::new();
    for seed in 0..5 {
        for quality in [50, 60, 65, 70, 75, 80, 85, 90, 92, 95, 98] {
            let once = compressed(&picture(seed), quality, sampling(seed));
            claims.extend(found(&once, quality).map(|claim| (seed, quality, claim)));
        }
    }
    assert_eq!(claims, []);
}

#[test]
fn an_earlier_stronger_compression_is_found_with_its_quality() {
    let (mut hits, mut all) = (0, 0);
    for seed in 0..3 {
        for first in [50, 60, 70] {
            let once = compressed(&picture(seed), first, sampling(seed));
            for last in [80, 90, 95] {
                let twice = compressed(&once, last, sampling(seed + 1));
                let found = found(&twice, last);
                all += 1;
                if found.is_some_and(|quality| quality.abs_diff(first) <= 5) {
                    hits += 1;
                } else {
                    assert_eq!(found, None, "{seed}: {first}, then {last}");
                }
            }
        }
    }
    assert!(hits * 10 >= all * 9, "{hits} of {all}");
}

/// A lossless file of a decoded JPEG has the comb, and one of the texture itself has not.
#[test]
fn a_jpeg_saved_without_loss_is_recognised() {
    let steps = [1; 64];
    for seed in 0..3 {
        let original = picture(seed);
        assert_eq!(earlier(&Stored::new(&original, 1), &steps), None);
        for quality in [50, 75, 90] {
            let once = compressed(&original, quality, sampling(seed));
            let found = earlier(&Stored::new(&once, 1), &steps).map(|earlier| earlier.quality);
            assert!(
                found.is_some_and(|found| found.abs_diff(quality) <= 2),
                "{quality}: {found:?}"
            );
        }
    }
}

/// The same quality twice leaves nothing to see, and neither does a weaker compression before a
/// stronger one that hides it: no claim rather than a wrong one.
#[test]
fn a_first_compression_that_cannot_be_told_is_not_guessed() {
    for (first, last) in [(75, 75), (90, 90), (95, 50), (98, 75)] {
        let once = compressed(&picture(1), first, SamplingFactor::F_1_1);
        let twice = compressed(&once, last, SamplingFactor::F_1_1);
        assert_eq!(found(&twice, last), None, "{first}, then {last}");
    }
}

/// Cropped off the grid, the comb is gone from the new blocks.
#[test]
fn a_moved_grid_is_not_mistaken_for_the_same_one() {
    let once = compressed(&picture(2), 60, SamplingFactor::F_1_1);
    let moved = image::imageops::crop_imm(&once, 3, 5, 340, 240).to_image();
    let twice = compressed(&moved, 90, SamplingFactor::F_1_1);
    assert_eq!(found(&twice, 90), None);
}

#[test]
fn pictures_without_texture_are_left_alone() {
    for picture in [
        RgbImage::new(1, 1),
        RgbImage::new(200, 200),
        RgbImage::from_pixel(200, 200, Rgb([90, 120, 60])),
        RgbImage::from_fn(200, 200, |x, _| Rgb([x as u8; 3])),
    ] {
        assert_eq!(found(&picture, 90), None);
    }
}
