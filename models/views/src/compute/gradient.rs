//! The luminance gradient: which way, and how steeply, brightness rises.
//!
//! Sobel's operator on the luma, in levels a pixel. Red is the slope to the right and green the slope
//! downwards, both mid-grey where there is none; blue is its length.

use image::{Rgb, RgbImage};

use super::Drawn;
use super::plane::Plane;
use super::tone;
use crate::{Fact, LuminanceGradient};

/// Draws the slopes.
pub fn draw(own: LuminanceGradient, part: &RgbImage) -> Drawn {
    let plane = Plane::luma(part);
    let scale = own.scale as f32;
    let mut sum = 0.0_f64;
    let colours = (0..plane.height).flat_map(|y| {
        let above = plane.row(y.saturating_sub(1));
        let below = plane.row((y + 1).min(plane.height - 1));
        let (row, last) = (plane.row(y), plane.width - 1);
        (0..plane.width).map(move |x| {
            let (left, right) = (x.saturating_sub(1), (x + 1).min(last));
            // The weights of each side sum to four, two pixels apart.
            let across = |line: &[f32]| line[right] - line[left];
            let smoothed = |line: &[f32]| line[left] + 2.0 * line[x] + line[right];
            let rightwards = (across(above) + 2.0 * across(row) + across(below)) / 8.0;
            let downwards = (smoothed(below) - smoothed(above)) / 8.0;
            [rightwards, downwards]
        })
    });
    let pixels = colours.map(|[rightwards, downwards]| {
        let length = rightwards.hypot(downwards);
        sum += f64::from(length);
        let level = |value: f32| value.round().clamp(0.0, 255.0) as u8;
        Rgb([
            level(128.0 + scale * rightwards),
            level(128.0 + scale * downwards),
            level(scale * length),
        ])
    });
    let pixels = tone::picture(plane.width, plane.height, pixels);
    Drawn {
        pixels,
        cell_px: Some(1),
        facts: vec![Fact::Gradient {
            mean_levels_px: sum / plane.values.len().max(1) as f64,
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ramp of two levels a pixel to the right and three upwards has that slope everywhere but at
    /// the edges, where a neighbour is missing.
    #[test]
    fn a_ramp_has_its_slope() {
        let ramp = RgbImage::from_fn(30, 20, |x, y| {
            Rgb([(60 + 2 * x - 3 * y.min(19) + 57) as u8; 3])
        });
        let drawn = draw(LuminanceGradient { scale: 10 }, &ramp);
        let length = (13.0_f32.sqrt() * 10.0).round() as u8;
        for y in 1..19 {
            for x in 1..29 {
                assert_eq!(drawn.pixels.get_pixel(x, y).0, [148, 98, length], "{x} {y}");
            }
        }
    }
}
