//! One bit of each sample of a channel, white where it is set.

use image::RgbImage;

use super::Drawn;
use super::plane::luma;
use super::tone;
use crate::{BitPlane, Channel, Fact};

/// Draws the bit.
pub fn draw(own: BitPlane, part: &RgbImage) -> Drawn {
    let sample = |pixel: [u8; 3]| match own.channel {
        Channel::Red => pixel[0],
        Channel::Green => pixel[1],
        Channel::Blue => pixel[2],
        Channel::Luma => luma(pixel).round() as u8,
    };
    let bits: Vec<bool> = part
        .pixels()
        .map(|pixel| sample(pixel.0) >> own.bit & 1 == 1)
        .collect();
    let (width, height) = (part.width() as usize, part.height() as usize);
    let set = bits.iter().filter(|&&bit| bit).count();
    let pairs = height * width.saturating_sub(1);
    let alike: usize = bits
        .chunks(width.max(1))
        .map(|row| row.windows(2).filter(|two| two[0] == two[1]).count())
        .sum();
    let whites = bits.iter().map(|&bit| tone::grey(f32::from(u8::from(bit))));
    Drawn {
        pixels: tone::picture(width, height, whites),
        cell_px: Some(1),
        facts: vec![Fact::Bits {
            set: set as f64 / bits.len().max(1) as f64,
            like_neighbour: (pairs > 0).then(|| alike as f64 / pairs as f64),
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn each_bit_is_its_own_pattern() {
        // Bit 0 of red alternates by columns, bit 7 of blue by rows, and green is 0b0100_0000.
        let pixels = RgbImage::from_fn(8, 6, |x, y| {
            Rgb([16 + (x % 2) as u8, 64, if y % 2 == 0 { 128 } else { 0 }])
        });
        let shown = |channel, bit| draw(BitPlane { channel, bit }, &pixels);
        let columns = shown(Channel::Red, 0);
        for (x, _, pixel) in columns.pixels.enumerate_pixels() {
            assert_eq!(pixel.0[0] == 255, x % 2 == 1);
        }
        let half = Fact::Bits {
            set: 0.5,
            like_neighbour: Some(0.0),
        };
        assert_eq!(columns.facts, [half]);
        let rows = shown(Channel::Blue, 7);
        for (_, y, pixel) in rows.pixels.enumerate_pixels() {
            assert_eq!(pixel.0[0] == 255, y % 2 == 0);
        }
        for bit in 0..8 {
            let all = shown(Channel::Green, bit)
                .pixels
                .pixels()
                .all(|pixel| pixel.0[0] == 255);
            assert_eq!(all, bit == 6);
        }
    }
}
