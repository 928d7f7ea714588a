//! The thumbnail of EXIF against the picture.
//!
//! A program that changes the picture and keeps its metadata leaves the old thumbnail. Source of
//! the place: CIPA DC-008 (EXIF 2.32), 4.6.2 (`JPEGInterchangeFormat` in the first image file
//! directory), <https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf>. Source of
//! the idea: Kee and Farid, *Digital image authentication from thumbnails* (2010),
//! <https://farid.berkeley.edu/downloads/publications/spie10a.pdf>.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits, RgbImage};

use super::pixels::Stored;
use crate::finding::{Problem, Thumbnail};
use crate::tiff::Tiff;

/// Tags `JPEGInterchangeFormat` and `JPEGInterchangeFormatLength`.
const OFFSET: u16 = 0x0201;
const LENGTH: u16 = 0x0202;

/// Longest side of a thumbnail that is decoded; EXIF asks for 160 by 120 pixels.
const MAX_SIDE_PX: u32 = 1024;
/// What its decoder may allocate.
const MAX_DECODER_BYTES: u64 = 16 << 20;
/// Difference above which they disagree.
///
/// What a camera does to a thumbnail (sharpening, another tone curve, strong compression) moves
/// its pixels by a few levels of 255 on average: by 0.043 of the range at most in 29 files of 25
/// cameras. An edit of brightness by 30 levels adds 0.12. Of 315 pairs of unrelated pictures, 1 %
/// differ by less than 0.147 and half by more than 0.29.
const DISAGREEMENT: f32 = 0.15;
/// Mean luma, 0 to 255, below which a bar beside the picture counts as black.
const BLACK: f32 = 24.0;
/// Relative difference of two ratios of width to height that rounding to whole pixels explains.
const SAME_SHAPE: f32 = 0.03;
/// Samples along a side of the area that a pixel of the thumbnail stands for: enough for a mean,
/// and bounded work for any size.
const SAMPLES: u32 = 4;

/// The bytes of the thumbnail in EXIF data, with their offset in it; `None` where it has none or
/// the offset lies.
pub fn find(exif: &[u8]) -> Option<(usize, &[u8])> {
    let (tiff, first) = Tiff::open(exif)?;
    let (entries, _) = tiff.directory(tiff.next_directory(first)?);
    let number = |tag| {
        let entry = entries.iter().find(|entry| entry.tag == tag)?;
        usize::try_from(tiff.number(entry)?).ok()
    };
    let (from, length) = (number(OFFSET)?, number(LENGTH)?);
    let bytes = exif.get(from..from.checked_add(length)?)?;
    bytes.starts_with(&[0xff, 0xd8]).then_some((from, bytes))
}

/// Decodes a thumbnail.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, Problem> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE_PX);
    limits.max_image_height = Some(MAX_SIDE_PX);
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    reader.limits(limits);
    match reader.decode() {
        Ok(thumbnail) => Ok(thumbnail.into_rgb8()),
        Err(image::ImageError::Limits(_)) => Err(Problem::ThumbnailTooLarge),
        Err(_) => Err(Problem::ThumbnailDamaged),
    }
}

/// Compares a thumbnail with the picture. It may be turned as the file is or as people see it,
/// have black bars, or show the middle; the likeness that is best counts.
pub fn compare(thumbnail: &RgbImage, picture: &RgbImage, orientation: u8) -> Thumbnail {
    let (width_px, height_px) = thumbnail.dimensions();
    let difference = [Stored::new(picture, orientation), Stored::new(picture, 1)]
        .iter()
        .flat_map(|view| [letterboxed(thumbnail, view), cropped(thumbnail, view)])
        .flatten()
        .reduce(f32::min);
    Thumbnail {
        width_px,
        height_px,
        difference,
        disagrees: difference.is_some_and(|difference| difference > DISAGREEMENT),
    }
}

/// A rectangle: left, top, width and height.
type Area = (f32, f32, f32, f32);

/// The largest area of ratio `ratio` in the middle of one of `width` by `height`.
fn middle((width, height): (f32, f32), ratio: f32) -> Area {
    let (inner_width, inner_height) = if width > height * ratio {
        (height * ratio, height)
    } else {
        (width, width / ratio)
    };
    (
        (width - inner_width) / 2.0,
        (height - inner_height) / 2.0,
        inner_width,
        inner_height,
    )
}

fn size(dimensions: (u32, u32)) -> Option<(f32, f32)> {
    let (width, height) = dimensions;
    (width > 0 && height > 0).then_some((width as f32, height as f32))
}

/// The difference where the thumbnail holds the whole picture, between black bars if their shapes
/// differ.
fn letterboxed(thumbnail: &RgbImage, picture: &Stored) -> Option<f32> {
    let outer = size(thumbnail.dimensions())?;
    let whole = size(picture.dimensions())?;
    let ratio = whole.0 / whole.1;
    if (ratio / (outer.0 / outer.1) - 1.0).abs() <= SAME_SHAPE {
        let (all, full) = ((0.0, 0.0, outer.0, outer.1), (0.0, 0.0, whole.0, whole.1));
        return difference(thumbnail, all, picture, full);
    }
    let inner = middle(outer, ratio);
    bars_are_black(thumbnail, inner).then_some(())?;
    difference(thumbnail, inner, picture, (0.0, 0.0, whole.0, whole.1))
}

/// The difference where the thumbnail is filled with the middle of the picture.
fn cropped(thumbnail: &RgbImage, picture: &Stored) -> Option<f32> {
    let outer = size(thumbnail.dimensions())?;
    let whole = size(picture.dimensions())?;
    let part = middle(whole, outer.0 / outer.1);
    difference(thumbnail, (0.0, 0.0, outer.0, outer.1), picture, part)
}

fn bars_are_black(thumbnail: &RgbImage, (left, top, width, height): Area) -> bool {
    // One pixel more, because the edge of the picture bleeds into the bars.
    let outside = thumbnail.enumerate_pixels().filter(|(x, y, _)| {
        let (x, y) = (*x as f32, *y as f32);
        x + 2.0 < left || x - 1.0 > left + width || y + 2.0 < top || y - 1.0 > top + height
    });
    let (sum, count) = outside.fold((0.0, 0.0), |(sum, count), (.., pixel)| {
        let mean = pixel.0.iter().copied().map(f32::from).sum::<f32>() / 3.0;
        (sum + mean, count + 1.0f32)
    });
    count > 0.0 && sum / count < BLACK
}

/// The mean absolute difference of two areas at the thumbnail's size, as a share of the range.
/// A margin of one pixel is left out: bars and rounding spoil it.
fn difference(thumbnail: &RgbImage, inner: Area, picture: &Stored, part: Area) -> Option<f32> {
    let (left, top, width, height) = inner;
    let (part_left, part_top, part_width, part_height) = part;
    let (across, down) = (part_width / width, part_height / height);
    let (mut sum, mut count) = (0.0, 0.0f32);
    for (x, y, pixel) in thumbnail.enumerate_pixels() {
        let (dx, dy) = (x as f32 - left, y as f32 - top);
        if dx < 1.0 || dy < 1.0 || dx + 2.0 > width || dy + 2.0 > height {
            continue;
        }
        let corner = (part_left + dx * across, part_top + dy * down);
        let Some(mean) = mean_of(picture, corner, (across, down)) else {
            continue;
        };
        for (value, mean) in pixel.0.iter().zip(mean) {
            sum += (f32::from(*value) - mean).abs();
            count += 1.0;
        }
    }
    (count > 0.0).then(|| sum / count / 255.0)
}

/// The mean colour of the area of the picture that starts at `corner`.
fn mean_of(picture: &Stored, corner: (f32, f32), size: (f32, f32)) -> Option<[f32; 3]> {
    let mut sums = [0.0; 3];
    let mut count = 0.0;
    let offsets = (0..SAMPLES).map(|index| (index as f32 + 0.5) / SAMPLES as f32);
    for down in offsets.clone() {
        for across in offsets.clone() {
            let x = (corner.0 + across * size.0) as u32;
            let y = (corner.1 + down * size.1) as u32;
            if let Some(pixel) = picture.pixel(x, y) {
                for (sum, value) in sums.iter_mut().zip(pixel) {
                    *sum += f32::from(value);
                }
                count += 1.0;
            }
        }
    }
    (count > 0.0).then(|| sums.map(|sum| sum / count))
}

#[cfg(test)]
mod tests {
    use image::imageops::{FilterType, resize};
    use image::metadata::Orientation;
    use image::{DynamicImage, Rgb};

    use super::*;

    /// Colours with a bright corner, so that every orientation and crop differs.
    fn picture(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let (u, v) = (x * 255 / width, y * 255 / height);
            let square = if u < 90 && v < 70 { 90 } else { 0 };
            Rgb([u as u8, 255 - v as u8, ((u / 3 + v / 3) + square) as u8])
        })
    }

    /// The picture in the middle of black of 160 by 120.
    fn boxed(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
        let small = resize(picture, width, height, FilterType::Triangle);
        let mut thumbnail = RgbImage::new(160, 120);
        let (x, y) = ((160 - width) / 2, (120 - height) / 2);
        image::imageops::replace(&mut thumbnail, &small, i64::from(x), i64::from(y));
        thumbnail
    }

    /// Sampling at 16 points in place of an exact mean, and rounding: a few levels of 255.
    const SAME: f32 = 0.02;

    #[test]
    fn black_bars_of_another_shape_are_left_out() {
        for (stored, width, height) in [
            (picture(900, 600), 160, 106),
            (picture(1600, 900), 160, 90),
            (picture(600, 900), 80, 120),
            (picture(800, 600), 160, 120),
        ] {
            let result = compare(&boxed(&stored, width, height), &stored, 1);
            assert!(result.difference.unwrap() < SAME, "{result:?}");
            assert!(!result.disagrees);
        }
    }

    #[test]
    fn a_thumbnail_of_the_middle_agrees() {
        let whole = picture(1600, 900);
        let square = image::imageops::crop_imm(&whole, 350, 0, 900, 900).to_image();
        let thumbnail = resize(&square, 160, 160, FilterType::Triangle);
        assert!(compare(&thumbnail, &whole, 1).difference.unwrap() < SAME);
    }

    /// Cameras store both lying on the side; some programs turn only the picture.
    #[test]
    fn thumbnails_are_compared_as_stored_and_upright() {
        let stored = picture(400, 300);
        for orientation in 1..=8 {
            let mut upright = DynamicImage::ImageRgb8(stored.clone());
            upright.apply_orientation(Orientation::from_exif(orientation).unwrap());
            let upright = upright.into_rgb8();
            let as_stored = resize(&stored, 160, 120, FilterType::Triangle);
            let (width, height) = upright.dimensions();
            let turned = resize(
                &upright,
                width * 2 / 5,
                height * 2 / 5,
                FilterType::Triangle,
            );
            for thumbnail in [as_stored, turned] {
                let result = compare(&thumbnail, &upright, orientation);
                assert!(result.difference.unwrap() < SAME, "{orientation}");
            }
        }
    }

    #[test]
    fn edits_of_tone_agree_and_another_picture_disagrees() {
        let original = picture(800, 600);
        let thumbnail = resize(&original, 160, 120, FilterType::Triangle);
        let mut brighter = original.clone();
        for value in brighter.iter_mut() {
            *value = value.saturating_add(30);
        }
        assert!(!compare(&thumbnail, &brighter, 1).disagrees);
        let mirrored = image::imageops::flip_horizontal(&original);
        let result = compare(&thumbnail, &mirrored, 1);
        assert!(result.disagrees, "{result:?}");
    }

    #[test]
    fn a_thumbnail_without_an_area_is_not_compared() {
        for (width, height) in [(0, 0), (1, 1), (2, 2)] {
            let result = compare(&RgbImage::new(width, height), &picture(40, 30), 1);
            assert_eq!((result.difference, result.disagrees), (None, false));
        }
        let result = compare(&picture(16, 12), &RgbImage::new(0, 0), 6);
        assert_eq!(result.difference, None);
    }

    #[test]
    fn a_thumbnail_that_is_none_is_an_error() {
        let mut bytes = Vec::new();
        DynamicImage::new_rgb8(1500, 8)
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
            .unwrap();
        assert_eq!(decode(&bytes), Err(Problem::ThumbnailTooLarge));
        assert_eq!(decode(&bytes[..20]), Err(Problem::ThumbnailDamaged));
        assert!(decode(b"").is_err());
    }
}
