//! The luma of pictures, whole or row by row.

use image::RgbImage;

/// Weights of red, green and blue in luma (ITU-R BT.601, as in JPEG).
pub const LUMA_WEIGHTS: [f32; 3] = [0.299, 0.587, 0.114];

/// The luma of `pixels` in `[0, 1]`, row by row. It takes four bytes a pixel, so of whole pictures
/// rather [`fill_row`].
pub fn luma(pixels: &RgbImage) -> Vec<f32> {
    pixels
        .as_raw()
        .as_chunks()
        .0
        .iter()
        .copied()
        .map(of_pixel)
        .collect()
}

/// Writes the luma of the row `y` of `pixels` to `row`, whose former contents are lost.
///
/// # Panics
///
/// If there is no such row.
pub fn fill_row(pixels: &RgbImage, y: u32, row: &mut Vec<f32>) {
    let length = 3 * pixels.width() as usize;
    let samples = &pixels.as_raw()[y as usize * length..][..length];
    row.clear();
    row.extend(samples.as_chunks().0.iter().copied().map(of_pixel));
}

fn of_pixel([r, g, b]: [u8; 3]) -> f32 {
    let [red, green, blue] = LUMA_WEIGHTS;
    (red * f32::from(r) + green * f32::from(g) + blue * f32::from(b)) / 255.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luma_weighs_green_most_and_white_is_one() {
        let pixels = RgbImage::from_raw(2, 1, vec![255, 255, 255, 0, 255, 0]);
        let values = luma(&pixels.expect("two pixels"));
        assert!((values[0] - 1.0).abs() < 1e-6 && (values[1] - 0.587).abs() < 1e-6);
    }

    #[test]
    fn rows_are_those_of_the_whole() {
        let pixels = RgbImage::from_fn(5, 3, |x, y| image::Rgb([(x * 40) as u8, y as u8, 7]));
        let whole = luma(&pixels);
        let mut row = vec![9.0; 30];
        for y in 0..3 {
            fill_row(&pixels, y, &mut row);
            assert_eq!(row, whole[y as usize * 5..][..5]);
        }
    }
}
