//! Pixels that another program decoded.

use image::Rgb;
use spectrafide_picture::decode::{ForeignPixelsError, Format, Picture};
use spectrafide_report::Note;

#[test]
fn what_is_opaque_is_kept_and_what_is_transparent_turns_white() {
    let rgba = vec![10, 20, 30, 255, 0, 0, 0, 0];
    let picture = Picture::from_rgba((2, 1), rgba, Format::Avif, 77).expect("two pixels");
    assert_eq!(picture.pixels.get_pixel(0, 0), &Rgb([10, 20, 30]));
    assert_eq!(picture.pixels.get_pixel(1, 0), &Rgb([255, 255, 255]));
    assert_eq!(picture.notes, [Note::DecodedByBrowser, Note::OnWhite]);
    assert_eq!((picture.format, picture.file_bytes), (Format::Avif, 77));
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
