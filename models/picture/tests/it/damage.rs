//! Files that end early.

use image::{DynamicImage, ImageFormat};
use spectrafide_picture::decode::{DecodeError, Format, decode};

use crate::drawn::drawn;
use crate::files::{animation, encoded, exif, jpeg, with_exif};

/// The decoder fills what a truncated JPEG lacks with grey and reports success; a verdict on that
/// grey would be wrong. What may be judged of such files is in `cut.rs`.
#[test]
fn a_jpeg_that_ends_in_its_header_is_damaged() {
    for progressive in [false, true] {
        let whole = jpeg(96, 64, |encoder| encoder.set_progressive(progressive));
        let scan = whole
            .windows(2)
            .position(|pair| pair == b"\xff\xda")
            .expect("a scan");
        for length in [scan, scan / 2, 3, 2] {
            let error = decode(&whole[..length]).unwrap_err();
            let is_damaged = matches!(
                error,
                DecodeError::Damaged {
                    format: Format::Jpeg,
                    ..
                }
            );
            // Two bytes are not yet the mark of a JPEG.
            assert!(is_damaged || length == 2, "{length}: {error}");
        }
    }
}

#[test]
fn the_end_of_a_thumbnail_is_not_the_end_of_the_picture() {
    let whole = jpeg(96, 64, |_| {});
    let thumbnail = jpeg(16, 16, |_| {});
    let with_thumbnail = with_exif(&whole, &[exif(1, false), thumbnail].concat());
    assert!(decode(&with_thumbnail).is_ok());
    let truncated = &with_thumbnail[..with_thumbnail.len() / 2];
    assert!(matches!(
        decode(truncated),
        Err(DecodeError::Incomplete { .. })
    ));
}

#[test]
fn restart_markers_and_bytes_behind_the_end_are_no_damage() {
    let whole = jpeg(96, 64, |encoder| encoder.set_restart_interval(2));
    let pixels = decode(&whole).unwrap().pixels;
    let followed = [
        &whole[..],
        b"a second picture, as some phones store",
        &whole,
    ]
    .concat();
    assert_eq!(decode(&followed).unwrap().pixels, pixels);
}

#[test]
fn other_truncated_formats_are_damaged() {
    let pixels = DynamicImage::ImageRgb8(drawn(61, 47));
    for format in [
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
        ImageFormat::Gif,
    ] {
        let bytes = encoded(&pixels, format);
        for length in [bytes.len() / 2, 20] {
            let result = decode(&bytes[..length]);
            assert!(
                matches!(result, Err(DecodeError::Damaged { .. })),
                "{format:?} {length}"
            );
        }
    }
}

#[test]
fn a_picture_without_pixels_is_damaged() {
    for (width, height) in [(0, 5), (5, 0), (0, 0)] {
        let mut gif = animation(1);
        // Width and height of the canvas.
        gif[6..10].copy_from_slice(&[width, 0, height, 0]);
        assert!(matches!(decode(&gif), Err(DecodeError::Damaged { .. })));
    }
}
