//! A level sweep: a window of levels, spread from black to white.

use image::{Rgb, RgbImage};

use super::Drawn;
use super::plane::luma;
use crate::{Fact, LevelSweep};

/// Draws the window.
pub fn draw(own: LevelSweep, part: &RgbImage) -> Drawn {
    let (level, width) = (own.level as i32, (own.width as i32).max(1));
    // The window has `width` levels below its end, with `level` in the middle.
    let first = level - width / 2;
    let spread = |sample: u8| ((i32::from(sample) - first) * 255 / width).clamp(0, 255) as u8;
    let table: Vec<u8> = (0..=255).map(spread).collect();
    let mut counts = [0_u64; 256];
    let mut pixels = part.clone();
    for pixel in pixels.pixels_mut() {
        counts[usize::from(luma(pixel.0).round() as u8)] += 1;
        *pixel = Rgb(pixel.0.map(|sample| table[usize::from(sample)]));
    }
    let within: u64 = (first.max(0)..=(first + width).min(255))
        .map(|level| counts[level as usize])
        .sum();
    let all: u64 = counts.iter().sum();
    let mut facts = vec![Fact::Within {
        share: within as f64 / all.max(1) as f64,
    }];
    let darkest = counts.iter().position(|&count| count > 0);
    let brightest = counts.iter().rposition(|&count| count > 0);
    if let (Some(darkest), Some(brightest)) = (darkest, brightest) {
        let between = &counts[darkest..=brightest];
        facts.push(Fact::EmptyLevels {
            empty: between.iter().filter(|&&count| count == 0).count() as u32,
            of: between.len() as u32,
        });
    }
    Drawn {
        pixels,
        cell_px: Some(1),
        facts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_from_black_to_white() {
        let steps = RgbImage::from_fn(256, 1, |x, _| Rgb([x as u8; 3]));
        let own = LevelSweep {
            level: 100,
            width: 51,
        };
        let drawn = draw(own, &steps);
        let at = |x: u32| drawn.pixels.get_pixel(x, 0).0[0];
        // 255 / 51 = 5 for each level, from 75 on.
        assert_eq!(
            [at(0), at(75), at(76), at(100), at(126), at(255)],
            [0, 0, 5, 125, 255, 255]
        );
        let share = 52.0 / 256.0;
        let expected = [
            Fact::Within { share },
            Fact::EmptyLevels { empty: 0, of: 256 },
        ];
        assert_eq!(drawn.facts, expected);
    }

    /// More contrast spreads levels and leaves holes between them.
    #[test]
    fn spread_levels_leave_empty_ones() {
        let spread = RgbImage::from_fn(100, 1, |x, _| Rgb([20 + 2 * x as u8; 3]));
        let drawn = draw(LevelSweep::default(), &spread);
        assert_eq!(drawn.facts[1], Fact::EmptyLevels { empty: 99, of: 199 });
    }
}
