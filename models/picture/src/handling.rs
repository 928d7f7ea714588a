//! Copies of a picture as the programs that people use would save them.
//!
//! What each does is in [`file_of`]. Whatever an editor saves is a JPEG of [`EDITORS_QUALITY`],
//! whatever is taken from a screen a PNG.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::{ImageError, Rgb, RgbImage, imageops};
use spectrafide_report::Handling;

use crate::jpeg::{self, Chroma, Copying, HARD_COPY, JpegError, WEB_COPY};
use crate::resample;

/// The small picture in a list of search results.
pub const THUMBNAIL: Copying = Copying {
    longest_px: 320,
    largest_factor: 1.0,
    quality: 75,
};

/// JPEG quality of pictures that were edited.
pub const EDITORS_QUALITY: u8 = 90;

/// How much of each side a crop keeps.
pub const KEPT_OF_SIDE: f64 = 0.6;

/// How much higher than the picture the frame between whose bars it stands is, or how much wider
/// where the picture stands upright: 4:3 made 1:1.
pub const FRAME: f64 = 4.0 / 3.0;

/// The scale of a screenshot: not the inverse of a small whole number, as nothing on a screen is.
pub const SCREEN_SCALE: f64 = 0.83;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum HandlingError {
    /// A JPEG cannot hold it.
    #[error(transparent)]
    Jpeg(#[from] JpegError),
    /// A PNG cannot hold it.
    #[error("The copy cannot be saved as a PNG: {0}")]
    Png(#[from] ImageError),
}

/// The file of the copy of `pixels` that `handling` makes.
///
/// - [`Handling::WebPage`]: [`WEB_COPY`]; [`Handling::Messenger`]: [`HARD_COPY`];
///   [`Handling::Thumbnail`]: [`THUMBNAIL`].
/// - [`Handling::Crop`]: the middle [`KEPT_OF_SIDE`] of each side.
/// - [`Handling::Letterbox`]: in the middle of a black frame that is [`FRAME`] times as high, or as
///   wide.
/// - [`Handling::Mirror`]: left and right exchanged.
/// - [`Handling::Screenshot`]: scaled by [`SCREEN_SCALE`] as graphics hardware does it, the shorter side
///   no further than [`jpeg::SHORTEST_PX`].
/// - [`Handling::Collage`]: beside a copy turned by 180°, both scaled so that the longest side is no
///   longer than it was, with three-lobed Lanczos.
///
/// # Errors
///
/// A picture whose copy has a side that JPEG cannot say.
pub fn file_of(handling: Handling, pixels: &RgbImage) -> Result<Vec<u8>, HandlingError> {
    let edited = |pixels: &RgbImage| Ok(jpeg::encode(pixels, EDITORS_QUALITY, Chroma::Half)?);
    match handling {
        Handling::WebPage => Ok(WEB_COPY.file(pixels)?),
        Handling::Messenger => Ok(HARD_COPY.file(pixels)?),
        Handling::Thumbnail => Ok(THUMBNAIL.file(pixels)?),
        Handling::Crop => edited(&middle(pixels)),
        Handling::Letterbox => edited(&between_bars(pixels)),
        Handling::Mirror => edited(&imageops::flip_horizontal(pixels)),
        Handling::Screenshot => png(&on_screen(pixels)),
        Handling::Collage => edited(&beside_itself(pixels)),
    }
}

fn scaled(side: u32, factor: f64) -> u32 {
    ((f64::from(side) * factor).round() as u32).max(1)
}

fn middle(pixels: &RgbImage) -> RgbImage {
    let (width, height) = pixels.dimensions();
    let (kept_width, kept_height) = (scaled(width, KEPT_OF_SIDE), scaled(height, KEPT_OF_SIDE));
    let (x, y) = ((width - kept_width) / 2, (height - kept_height) / 2);
    imageops::crop_imm(pixels, x, y, kept_width, kept_height).to_image()
}

fn between_bars(pixels: &RgbImage) -> RgbImage {
    let (width, height) = pixels.dimensions();
    let (frame_width, frame_height) = if width >= height {
        (width, scaled(height, FRAME))
    } else {
        (scaled(width, FRAME), height)
    };
    let mut frame = RgbImage::from_pixel(frame_width, frame_height, Rgb([0; 3]));
    let (x, y) = ((frame_width - width) / 2, (frame_height - height) / 2);
    imageops::replace(&mut frame, pixels, x.into(), y.into());
    frame
}

fn on_screen(pixels: &RgbImage) -> RgbImage {
    let (width, height) = jpeg::scaled_size(pixels.dimensions(), f64::INFINITY, SCREEN_SCALE);
    resample::bilinear(pixels, width, height)
}

fn beside_itself(pixels: &RgbImage) -> RgbImage {
    let (width, height) = pixels.dimensions();
    let longest = width.max(height);
    let factor = (f64::from(longest) / (2.0 * f64::from(width))).min(1.0);
    let (part_width, part_height) = (scaled(width, factor), scaled(height, factor));
    let filter = imageops::FilterType::Lanczos3;
    let part = imageops::resize(pixels, part_width, part_height, filter);
    let mut both = RgbImage::new(2 * part_width, part_height);
    imageops::replace(&mut both, &part, 0, 0);
    imageops::replace(&mut both, &imageops::rotate180(&part), part_width.into(), 0);
    both
}

fn png(pixels: &RgbImage) -> Result<Vec<u8>, HandlingError> {
    let mut bytes = Cursor::new(Vec::new());
    // A screenshot's size does not matter here, and the time that it takes does.
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, PngFilter::Adaptive);
    pixels.write_with_encoder(encoder)?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Format, decode};

    fn picture() -> RgbImage {
        RgbImage::from_fn(400, 300, |x, y| {
            Rgb([(x / 2) as u8, (y / 2) as u8, ((x + y) / 4) as u8])
        })
    }

    fn copy(handling: Handling, pixels: &RgbImage) -> (Format, RgbImage) {
        let picture = decode(&file_of(handling, pixels).expect("a file")).expect("a picture");
        (picture.format, picture.pixels)
    }

    /// Within what JPEG of quality 90 changes of a smooth picture.
    fn is_about(found: Rgb<u8>, expected: Rgb<u8>) -> bool {
        let pairs = found.0.iter().zip(expected.0);
        pairs.into_iter().all(|(a, b)| a.abs_diff(b) <= 8)
    }

    #[test]
    fn each_copy_has_the_size_and_the_format_of_its_definition() {
        for (handling, format, size) in [
            (Handling::WebPage, Format::Jpeg, (300, 225)),
            (Handling::Messenger, Format::Jpeg, (200, 150)),
            (Handling::Thumbnail, Format::Jpeg, (320, 240)),
            (Handling::Crop, Format::Jpeg, (240, 180)),
            (Handling::Letterbox, Format::Jpeg, (400, 400)),
            (Handling::Mirror, Format::Jpeg, (400, 300)),
            (Handling::Screenshot, Format::Png, (332, 249)),
            (Handling::Collage, Format::Jpeg, (400, 150)),
        ] {
            let (found, pixels) = copy(handling, &picture());
            assert_eq!((found, pixels.dimensions()), (format, size), "{handling:?}");
        }
        let upright = imageops::rotate90(&picture());
        let size = |handling| copy(handling, &upright).1.dimensions();
        assert_eq!(size(Handling::Letterbox), (400, 400));
        // 300 pixels twice are more than 400.
        assert_eq!(size(Handling::Collage), (400, 267));
    }

    #[test]
    fn the_pixels_are_where_the_definition_puts_them() {
        let own = picture();
        let (_, crop) = copy(Handling::Crop, &own);
        assert!(is_about(*crop.get_pixel(8, 8), *own.get_pixel(88, 68)));
        let (_, mirror) = copy(Handling::Mirror, &own);
        assert!(is_about(*mirror.get_pixel(40, 70), *own.get_pixel(359, 70)));
        let (_, framed) = copy(Handling::Letterbox, &own);
        assert!(is_about(*framed.get_pixel(200, 20), Rgb([0; 3])));
        assert!(is_about(*framed.get_pixel(200, 380), Rgb([0; 3])));
        assert!(is_about(
            *framed.get_pixel(200, 200),
            *own.get_pixel(200, 150)
        ));
        let (_, both) = copy(Handling::Collage, &own);
        assert!(is_about(*both.get_pixel(50, 40), *own.get_pixel(100, 80)));
        assert!(is_about(*both.get_pixel(349, 109), *own.get_pixel(100, 80)));
    }

    #[test]
    fn pictures_of_a_few_pixels_have_copies_too() {
        for size in [(1, 1), (1, 40), (40, 1), (2, 3)] {
            for handling in Handling::ALL {
                let (_, pixels) = copy(handling, &RgbImage::new(size.0, size.1));
                assert!(pixels.width() > 0 && pixels.height() > 0);
            }
        }
    }

    #[test]
    fn a_picture_that_is_too_long_for_jpeg_has_an_error_and_no_panic() {
        let long = RgbImage::new(70_000, 1);
        assert!(matches!(
            file_of(Handling::Mirror, &long),
            Err(HandlingError::Jpeg(JpegError::TooLarge { .. }))
        ));
        assert!(file_of(Handling::Screenshot, &long).is_ok());
    }
}
