//! Areas that look like others of the same picture: a hint at copy and move.
//!
//! Fridrich, Soukal & Lukáš, *Detection of copy-move forgery in digital images* (2003): every block of a
//! picture is described by a few numbers, the descriptions are sorted so that like ones lie beside each
//! other, and the shifts between like blocks are counted; a copied area votes many times for one
//! shift. The numbers here are the means of a block's sixteenths instead of its rounded DCT, which is
//! as robust to noise and can be had from sums in constant time. Blocks without contrast are left out,
//! because flat areas resemble each other everywhere, and pairs that lie closer than a block and a
//! half are, too.
//!
//! Time and memory: at most [`CLONE_PIXELS`] blocks, of 20 bytes each while they are sorted and 12 for
//! a vote, and [`NEIGHBOURS`] comparisons a block.

mod blocks;
mod votes;

use image::{Rgb, RgbImage};

use self::blocks::Blocks;
use self::votes::{Shift, shifts};
use super::plane::luma;
use super::{Drawn, ViewError, tone};
use crate::{Area, CLONE_PIXELS, CloneHints, Fact};

/// How many of the following blocks in the sorted list a block is compared with.
const NEIGHBOURS: usize = 24;

/// Most shifts that are shown.
const MOST_SHIFTS: usize = 8;

/// Colours of the shifts.
const COLOURS: [[u8; 3]; MOST_SHIFTS] = [
    [255, 80, 60],
    [60, 170, 255],
    [255, 200, 40],
    [90, 220, 110],
    [220, 110, 255],
    [255, 140, 40],
    [70, 230, 220],
    [255, 120, 180],
];

/// Draws the picture in grey, with areas that repeat in a colour for each shift.
///
/// # Errors
///
/// There is no room for two blocks.
pub fn draw(
    own: CloneHints,
    part: &RgbImage,
    area: Area,
    progress: &dyn Fn(f32),
) -> Result<Drawn, ViewError> {
    ViewError::unless_large_enough(part.dimensions(), own.block_px)?;
    let (grey, factor) = smaller(part);
    if grey.width().min(grey.height()) < own.block_px {
        // What is long and thin may be too thin once it is smaller.
        let (width_px, height_px) = part.dimensions();
        return Err(ViewError::TooSmall {
            least_px: own.block_px * factor,
            width_px,
            height_px,
        });
    }
    progress(0.1);
    let blocks = Blocks::of(&grey, own);
    progress(0.3);
    let found = shifts(&blocks, own, progress);
    let mut pixels = tone::picture(
        grey.width() as usize,
        grey.height() as usize,
        grey.pixels().map(|pixel| Rgb([pixel.0[0] / 2 + 40; 3])),
    );
    let mut facts = Vec::new();
    if factor > 1 {
        facts.push(Fact::MadeSmaller { factor });
    }
    for (shift, colour) in found.iter().zip(COLOURS) {
        paint(&mut pixels, shift, own.block_px, colour);
        facts.push(repeated(shift, own.block_px, factor, area));
    }
    if found.is_empty() {
        facts.push(Fact::NothingRepeated);
    }
    Ok(Drawn {
        pixels,
        cell_px: Some(factor),
        facts,
    })
}

/// The luma, rounded, of at most [`CLONE_PIXELS`] pixels: means of squares of as many pixels as
/// needed along each side, and how many these are.
fn smaller(part: &RgbImage) -> (image::GrayImage, u32) {
    let (width, height) = part.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let factor = (pixels as f64 / CLONE_PIXELS as f64).sqrt().ceil().max(1.0) as u32;
    let area = (factor * factor) as f32;
    let grey = image::GrayImage::from_fn(width / factor, height / factor, |x, y| {
        let rows = y * factor..(y + 1) * factor;
        let mut sum = 0.0;
        for y in rows {
            for x in x * factor..(x + 1) * factor {
                sum += luma(part.get_pixel(x, y).0);
            }
        }
        image::Luma([(sum / area).round() as u8])
    });
    (grey, factor)
}

/// Tints the blocks of a shift, both ends.
fn paint(pixels: &mut RgbImage, shift: &Shift, block_px: u32, colour: [u8; 3]) {
    let mut marked = vec![false; (pixels.width() * pixels.height()) as usize];
    let width = pixels.width();
    for &(x, y) in shift.pairs.iter().flatten() {
        for y in y..y + block_px {
            let start = (y * width + x) as usize;
            marked[start..start + block_px as usize].fill(true);
        }
    }
    for (pixel, _) in pixels
        .pixels_mut()
        .zip(marked)
        .filter(|(_, marked)| *marked)
    {
        let mixed = |channel: usize| u16::from(pixel.0[channel]) + u16::from(colour[channel]);
        *pixel = Rgb(std::array::from_fn(|channel| (mixed(channel) / 2) as u8));
    }
}

fn repeated(shift: &Shift, block_px: u32, factor: u32, area: Area) -> Fact {
    let firsts = || shift.pairs.iter().map(|[first, _]| *first);
    let left = firsts().map(|(x, _)| x).min().unwrap_or_default();
    let top = firsts().map(|(_, y)| y).min().unwrap_or_default();
    let right = firsts().map(|(x, _)| x).max().unwrap_or_default() + block_px;
    let bottom = firsts().map(|(_, y)| y).max().unwrap_or_default() + block_px;
    Fact::Repeated {
        shift_x_px: shift.by.0 * factor as i32,
        shift_y_px: shift.by.1 * factor as i32,
        pairs: shift.pairs.len() as u32,
        area: Area {
            x_px: area.x_px + left * factor,
            y_px: area.y_px + top * factor,
            width_px: (right - left) * factor,
            height_px: (bottom - top) * factor,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::photograph;
    use image::imageops;
    use spectrafide_picture::jpeg::{Chroma, recompress};

    fn cloned() -> RgbImage {
        let mut pixels = photograph(320, 240, 11);
        let block = imageops::crop_imm(&pixels, 40, 30, 60, 50).to_image();
        imageops::replace(&mut pixels, &block, 193, 137);
        pixels
    }

    fn hints(pixels: &RgbImage) -> Drawn {
        let area = Area::whole(pixels.dimensions());
        draw(CloneHints::default(), pixels, area, &|_| ()).expect("drawn")
    }

    #[test]
    fn a_cloned_block_is_found_with_its_shift() {
        let drawn = hints(&cloned());
        let Some(&Fact::Repeated {
            shift_x_px,
            shift_y_px,
            pairs,
            area,
        }) = drawn.facts.first()
        else {
            panic!("{:?}", drawn.facts);
        };
        assert_eq!((shift_x_px, shift_y_px), (153, 107));
        // Of 60 × 50 pixels there are 45 × 35 blocks of 16.
        assert!((1200..=1575).contains(&pairs), "{pairs}");
        let expected = Area {
            x_px: 40,
            y_px: 30,
            width_px: 60,
            height_px: 50,
        };
        assert_eq!(area, expected);
        assert_eq!(drawn.facts.len(), 1, "{:?}", drawn.facts);
        let coloured = |x, y| {
            let [red, green, _] = drawn.pixels.get_pixel(x, y).0;
            red > green
        };
        assert!(coloured(70, 55) && coloured(223, 162) && !coloured(20, 200));
    }

    #[test]
    fn a_clone_survives_a_saving_of_quality_90() {
        let saved = recompress(&cloned(), 90, Chroma::Half).expect("saved");
        let found = hints(&saved).facts.iter().any(|fact| {
            matches!(
                fact,
                Fact::Repeated {
                    shift_x_px: 153,
                    shift_y_px: 107,
                    ..
                }
            )
        });
        assert!(found, "{:?}", hints(&saved).facts);
    }

    #[test]
    fn a_picture_without_a_clone_has_no_hint() {
        for seed in [1, 2] {
            let drawn = hints(&photograph(320, 240, seed));
            assert_eq!(drawn.facts, [Fact::NothingRepeated]);
        }
        let flat = RgbImage::from_pixel(200, 200, Rgb([90; 3]));
        assert_eq!(hints(&flat).facts, [Fact::NothingRepeated]);
    }

    #[test]
    fn large_pictures_are_made_smaller_and_shifts_are_of_the_picture() {
        let mut pixels = photograph(2000, 1600, 4);
        let block = imageops::crop_imm(&pixels, 100, 100, 200, 160).to_image();
        imageops::replace(&mut pixels, &block, 900, 600);
        let drawn = hints(&pixels);
        // 3.2 megapixels: halved both ways, they are 0.8.
        assert_eq!(drawn.facts[0], Fact::MadeSmaller { factor: 2 });
        assert_eq!(drawn.cell_px, Some(2));
        let Fact::Repeated {
            shift_x_px,
            shift_y_px,
            ..
        } = drawn.facts[1]
        else {
            panic!("{:?}", drawn.facts);
        };
        assert_eq!((shift_x_px, shift_y_px), (800, 500));
    }
}
