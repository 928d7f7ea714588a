//! Pixels that another program decoded.

use image::Rgb;
use spectrafide_picture::decode::{ForeignPixelsError, Format, Picture};
use spectrafide_report::Note;

use crate::drawn::drawn;
use crate::profiles::{DISPLAY_P3, SRGB, png_with};

#[test]
fn what_is_opaque_is_kept_and_what_is_transparent_turns_white() {
    let rgba = vec![10, 20, 30, 255, 0, 0, 0, 0];
    let picture = Picture::from_rgba((2, 1), rgba, Format::Avif, 77).expect("two pixels");
    assert_eq!(picture.pixels.get_pixel(0, 0), &Rgb([10, 20, 30]));
    assert_eq!(picture.pixels.get_pixel(1, 0), &Rgb([255, 255, 255]));
    assert_eq!(picture.notes, [Note::DecodedByBrowser, Note::OnWhite]);
    assert_eq!((picture.format, picture.file_bytes), (Format::Avif, 77));
}

/// The profile is read as from a file that is decoded here; any container has one place for it.
#[test]
fn colours_that_the_browser_left_alone_become_srgb() {
    let file = png_with(&drawn(2, 1).into(), &DISPLAY_P3.profile());
    let rgba = vec![200, 60, 50, 255, 0, 0, 0, 0];
    let picture = Picture::from_rgba_of((2, 1), rgba, Format::Heic, &file).expect("two pixels");
    let stored = [200.0, 60.0, 50.0].map(|value| value / 255.0);
    let expected = SRGB.convert(&DISPLAY_P3, stored).map(|value| value * 255.0);
    let found = picture.pixels.get_pixel(0, 0).0;
    let near = found
        .iter()
        .zip(expected)
        .all(|(a, b)| (f64::from(*a) - b).abs() <= 1.0);
    assert!(near, "{found:?} {expected:?}");
    assert_eq!(picture.pixels.get_pixel(1, 0), &Rgb([255, 255, 255]));
    let converted = Note::ColorsConverted {
        profile: Some("Display P3".to_owned()),
    };
    assert_eq!(
        picture.notes,
        [Note::DecodedByBrowser, converted, Note::OnWhite]
    );
}

#[test]
fn an_opaque_picture_has_no_note_about_white() {
    let picture = Picture::from_rgba((1, 1), vec![1, 2, 3, 255], Format::Heic, 9).expect("one");
    assert_eq!(picture.notes, [Note::DecodedByBrowser]);
}

#[test]
fn too_few_and_too_many_bytes_and_no_pixels_are_refused() {
    for (size, bytes) in [
        ((2, 2), 15),
        ((2, 2), 17),
        ((2, 2), 20),
        ((0, 0), 0),
        ((0, 5), 0),
    ] {
        let found = Picture::from_rgba(size, vec![0; bytes], Format::Avif, 1);
        let expected = ForeignPixelsError::Size {
            bytes,
            width_px: size.0,
            height_px: size.1,
        };
        assert_eq!(found.err(), Some(expected));
    }
}

#[test]
fn a_picture_over_the_limit_is_refused_before_its_bytes_are_looked_at() {
    let found = Picture::from_rgba((8001, 8000), Vec::new(), Format::Avif, 1);
    assert!(matches!(
        found,
        Err(ForeignPixelsError::TooManyPixels { .. })
    ));
}
