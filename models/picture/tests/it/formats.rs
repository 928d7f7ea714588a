//! What each format gives, and what is none.

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use spectrafide_picture::decode::{DecodeError, Format, decode, header};
use spectrafide_report::Note;

use crate::drawn::{drawn, png};
use crate::files::{encoded, jpeg};

fn largest_difference(a: &RgbImage, b: &RgbImage) -> u8 {
    assert_eq!(a.dimensions(), b.dimensions());
    a.as_raw()
        .iter()
        .zip(b.as_raw())
        .map(|(a, b)| a.abs_diff(*b))
        .max()
        .expect("there are pixels")
}

#[test]
fn lossless_formats_give_the_pixels_that_were_stored() {
    let pixels = drawn(61, 47);
    for (stored, read) in [
        (ImageFormat::Png, Format::Png),
        (ImageFormat::WebP, Format::WebP),
        (ImageFormat::Bmp, Format::Bmp),
        (ImageFormat::Tiff, Format::Tiff),
    ] {
        let bytes = encoded(&DynamicImage::ImageRgb8(pixels.clone()), stored);
        let picture = decode(&bytes).unwrap();
        assert_eq!(picture.format, read);
        assert_eq!(picture.pixels, pixels, "{read}");
        assert_eq!(picture.file_bytes, bytes.len() as u64);
        assert!(picture.notes.is_empty(), "{read}: {:?}", picture.notes);
        let header = header(&bytes).unwrap();
        assert_eq!(
            (header.format, header.width_px, header.height_px),
            (read, 61, 47)
        );
    }
}

#[test]
fn a_gif_of_few_colours_gives_the_pixels_that_were_stored() {
    let pixels = RgbImage::from_fn(40, 30, |x, y| {
        Rgb([(x / 10 * 80) as u8, (y / 10 * 90) as u8, 7])
    });
    let rgba = DynamicImage::ImageRgb8(pixels.clone()).into_rgba8();
    let mut bytes = Vec::new();
    GifEncoder::new(&mut bytes)
        .encode_frame(Frame::new(rgba))
        .unwrap();
    let picture = decode(&bytes).unwrap();
    assert_eq!(picture.format, Format::Gif);
    assert_eq!(picture.pixels, pixels);
    assert!(!picture.notes.contains(&Note::FirstFrame));
}

/// Quality 90 keeps smooth parts within a few levels; baseline and progressive hold the same
/// coefficients.
#[test]
fn baseline_and_progressive_jpegs_give_the_same_pixels_near_the_original() {
    let smooth = RgbImage::from_fn(64, 48, |x, y| Rgb([(x * 3) as u8, (y * 4) as u8, 128]));
    let store = |progressive| {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 90);
        encoder.set_progressive(progressive);
        encoder
            .encode(smooth.as_raw(), 64, 48, ColorType::Rgb)
            .unwrap();
        decode(&bytes).unwrap()
    };
    let (baseline, progressive) = (store(false), store(true));
    assert_eq!(baseline.format, Format::Jpeg);
    assert_eq!(baseline.pixels, progressive.pixels);
    assert!(largest_difference(&baseline.pixels, &smooth) <= 12);
}

#[test]
fn a_grey_jpeg_has_three_equal_channels() {
    let grey: Vec<u8> = (0..64 * 64).map(|i| (i % 64 * 4) as u8).collect();
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 95)
        .encode(&grey, 64, 64, ColorType::Luma)
        .unwrap();
    let picture = decode(&bytes).unwrap();
    assert!(
        picture
            .pixels
            .pixels()
            .all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2])
    );
    assert!(picture.notes.is_empty());
}

#[test]
fn an_empty_file_and_other_text_are_not_pictures() {
    assert!(matches!(decode(b""), Err(DecodeError::Empty)));
    // The name is never looked at, so a text called `holiday.png` is just this.
    let text = b"Dear diary, today I renamed this text to holiday.png.";
    assert!(matches!(decode(text), Err(DecodeError::NotAPicture)));
    for length in 1..16 {
        assert!(matches!(
            decode(&text[..length]),
            Err(DecodeError::NotAPicture)
        ));
    }
}

#[test]
fn a_picture_of_one_pixel_is_decoded() {
    let pixels = RgbImage::from_pixel(1, 1, Rgb([1, 2, 3]));
    assert_eq!(decode(&png(&pixels)).unwrap().pixels, pixels);
    assert_eq!(
        decode(&jpeg(1, 1, |_| {})).unwrap().pixels.dimensions(),
        (1, 1)
    );
}

#[test]
fn containers_that_cannot_be_read_are_named() {
    let iso = |brands: &[&[u8; 4]]| {
        let brands = brands
            .iter()
            .map(|brand| &brand[..])
            .collect::<Vec<_>>()
            .concat();
        let length = (8 + brands.len()) as u32;
        [
            &length.to_be_bytes()[..],
            b"ftyp",
            &brands,
            b"\0\0\0\x08free",
        ]
        .concat()
    };
    let named = |bytes: &[u8]| match decode(bytes).unwrap_err() {
        DecodeError::UnsupportedFormat { format } => Some(format.name()),
        DecodeError::NotAPicture => None,
        other => panic!("{other}"),
    };
    let none = b"\0\0\0\0";
    assert_eq!(
        named(&iso(&[b"avif", none, b"mif1", b"miaf"])),
        Some("AVIF")
    );
    assert_eq!(
        named(&iso(&[b"mif1", none, b"mif1", b"avif"])),
        Some("AVIF")
    );
    assert_eq!(named(&iso(&[b"avis", none])), Some("AVIF"));
    assert_eq!(
        named(&iso(&[b"heic", none, b"mif1", b"heic"])),
        Some("HEIC")
    );
    assert_eq!(named(&iso(&[b"heix", none])), Some("HEIC"));
    assert_eq!(named(&iso(&[b"mif1", none])), Some("HEIC"));
    assert_eq!(named(&iso(&[b"mp42", none, b"isom"])), None, "a film");
    // It is decoded where the feature says so.
    for jxl in [
        &b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl "[..],
        b"\xff\x0a\x41\x41\x41\x41",
    ] {
        let error = decode(jxl).unwrap_err();
        let (DecodeError::UnsupportedFormat { format } | DecodeError::Damaged { format, .. }) =
            error
        else {
            panic!("{error}");
        };
        assert_eq!(format.name(), "JPEG XL");
    }
    assert_eq!(named(b"8BPS\0\x01\0\0\0\0\0\0"), Some("Photoshop"));
    assert_eq!(named(b"%PDF-1.7 and so on"), Some("PDF"));
    for length in 0..12 {
        // Short beginnings neither panic nor pass.
        assert!(decode(&iso(&[b"avif", none])[..length]).is_err());
    }
    let text = decode(&iso(&[b"heic", none])).unwrap_err().to_string();
    assert!(text.starts_with("HEIC pictures cannot be read yet"));
}
