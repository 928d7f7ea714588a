//! Colours for numbers.

use image::{Rgb, RgbImage};

/// Black at 0, white at 1 and above.
pub fn grey(share: f32) -> Rgb<u8> {
    let level = (share.clamp(0.0, 1.0) * 255.0).round() as u8;
    Rgb([level; 3])
}

/// Blue at -1, black at 0, orange at 1.
pub fn signed(share: f32) -> Rgb<u8> {
    let strength = share.abs().min(1.0);
    let end = if share < 0.0 {
        [64.0, 140.0, 255.0]
    } else {
        [255.0, 160.0, 40.0]
    };
    Rgb(end.map(|level: f32| (level * strength).round() as u8))
}

/// From dark violet at 0 over green to yellow at 1: five colours of matplotlib's map viridis, with
/// straight lines between them.
pub fn ramp(share: f32) -> Rgb<u8> {
    const COLOURS: [[f32; 3]; 5] = [
        [68.0, 1.0, 84.0],
        [59.0, 82.0, 139.0],
        [33.0, 145.0, 140.0],
        [94.0, 201.0, 98.0],
        [253.0, 231.0, 37.0],
    ];
    let place = share.clamp(0.0, 1.0) * 4.0;
    let left = (place as usize).min(3);
    let part = place - left as f32;
    Rgb(std::array::from_fn(|channel| {
        let [from, to] = [COLOURS[left][channel], COLOURS[left + 1][channel]];
        (from + (to - from) * part).round() as u8
    }))
}

/// A picture of `width` columns, pixel by pixel in rows.
pub fn picture(width: usize, height: usize, pixels: impl Iterator<Item = Rgb<u8>>) -> RgbImage {
    let mut image = RgbImage::new(width as u32, height as u32);
    for (place, pixel) in image.pixels_mut().zip(pixels) {
        *place = pixel;
    }
    image
}

/// The value below which the share `at` of `values` lies; 0 where there are none.
pub fn percentile(values: &mut [f32], at: f64) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let place = ((values.len() - 1) as f64 * at).round() as usize;
    *values.select_nth_unstable_by(place, f32::total_cmp).1
}
