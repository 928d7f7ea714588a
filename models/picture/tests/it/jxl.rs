//! JPEG XL. `reference/jxl/make.py` wrote the files that no encoder in Rust writes.

use image::{DynamicImage, GrayImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use spectrafide_picture::decode::{DecodeError, Format, decode, header};
use spectrafide_report::Note;
use zune_core::bit_depth::BitDepth;
use zune_core::colorspace::ColorSpace;
use zune_core::options::EncoderOptions;
use zune_jpegxl::JxlSimpleEncoder;

use crate::drawn::drawn;
use crate::files::encoded;
use crate::profiles::{DISPLAY_P3, SRGB, png_with};

const SIZE: (u32, u32) = (61, 47);

macro_rules! reference {
    ($name:literal) => {
        include_bytes!(concat!("reference/", $name))
    };
}

/// A bare codestream without loss, of samples with 8 bits, or with 16 in the machine's order.
fn jxl((width, height): (u32, u32), samples: &[u8], space: ColorSpace, depth: BitDepth) -> Vec<u8> {
    let options = EncoderOptions::new(width as usize, height as usize, space, depth);
    let mut file = Vec::new();
    JxlSimpleEncoder::new(samples, options)
        .encode(&mut file)
        .expect("writing to memory");
    file
}

fn plain(pixels: &RgbImage) -> Vec<u8> {
    jxl(
        pixels.dimensions(),
        pixels.as_raw(),
        ColorSpace::RGB,
        BitDepth::Eight,
    )
}

fn boxed(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = 8 + data.len() as u32;
    [&length.to_be_bytes()[..], &kind, data].concat()
}

/// A container around `boxes`.
fn container(boxes: &[Vec<u8>]) -> Vec<u8> {
    let head = b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ";
    [&head[..], &boxes.concat()].concat()
}

fn png(bytes: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(bytes, ImageFormat::Png)
        .expect("a PNG")
        .into_rgb8()
}

/// The largest difference of a sample, and the share of samples that differ at all.
fn difference(a: &RgbImage, b: &RgbImage) -> (u8, f64) {
    assert_eq!(a.dimensions(), b.dimensions());
    let pairs = || {
        a.as_raw()
            .iter()
            .zip(b.as_raw())
            .map(|(a, b)| a.abs_diff(*b))
    };
    let differing = pairs().filter(|by| *by > 0).count();
    let most = pairs().max().expect("there are pixels");
    (most, differing as f64 / a.as_raw().len() as f64)
}

fn reason(bytes: &[u8]) -> String {
    match decode(bytes) {
        Err(
            error @ DecodeError::Damaged {
                format: Format::JpegXl,
                ..
            },
        ) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_without_loss_gives_the_pixels_that_were_stored() {
    // Larger than a group of the codestream, 256 × 256, in both directions.
    for (width, height) in [SIZE, (300, 270), (2, 2)] {
        let pixels = drawn(width, height);
        let file = plain(&pixels);
        let picture = decode(&file).expect("a picture");
        assert_eq!(picture.pixels, pixels);
        assert_eq!((picture.format, picture.notes), (Format::JpegXl, vec![]));
        assert_eq!(picture.file_bytes, file.len() as u64);
        let header = header(&file).expect("a header");
        assert_eq!(
            (header.format, header.width_px, header.height_px),
            (Format::JpegXl, width, height)
        );
    }
}

#[test]
fn deep_samples_become_the_nearest_of_eight_bits() {
    let (width, height) = SIZE;
    let values: Vec<u16> = (0..width * height * 3)
        .map(|i| (i * 7919 % 65_536) as u16)
        .collect();
    let bytes: Vec<u8> = values
        .iter()
        .flat_map(|value| value.to_ne_bytes())
        .collect();
    let picture =
        decode(&jxl(SIZE, &bytes, ColorSpace::RGB, BitDepth::Sixteen)).expect("a picture");
    let expected = values
        .iter()
        .map(|value| (f64::from(*value) / 257.0).round() as u8);
    assert!(picture.pixels.into_raw().into_iter().eq(expected));
    assert_eq!(picture.notes, [Note::DepthReduced]);

    let float = decode(reference!("jxl/float.jxl")).expect("floating point numbers");
    assert_eq!(float.pixels, drawn(width, height));
    assert_eq!(float.notes, [Note::DepthReduced]);
}

#[test]
fn grey_and_transparent_pictures_are_as_of_other_formats() {
    let (width, height) = SIZE;
    let grey = GrayImage::from_fn(width, height, |x, y| image::Luma([(x * 3 + y) as u8]));
    let file = jxl(SIZE, grey.as_raw(), ColorSpace::Luma, BitDepth::Eight);
    let picture = decode(&file).expect("a grey picture");
    assert_eq!(picture.pixels, DynamicImage::from(grey).into_rgb8());
    assert_eq!(picture.notes, []);

    let colours = drawn(width, height);
    let rgba = RgbaImage::from_fn(width, height, |x, y| {
        let Rgb([r, g, b]) = *colours.get_pixel(x, y);
        Rgba([r, g, b, (2 * (x + y)) as u8])
    });
    let file = jxl(SIZE, rgba.as_raw(), ColorSpace::RGBA, BitDepth::Eight);
    let picture = decode(&file).expect("a transparent picture");
    let same = decode(&encoded(&rgba.clone().into(), ImageFormat::Png)).expect("a PNG");
    assert_eq!(
        (picture.pixels, picture.notes),
        (same.pixels.clone(), same.notes)
    );

    // The red of the drawing, under the same alpha.
    let of_grey = RgbaImage::from_fn(width, height, |x, y| {
        let Rgba([red, _, _, alpha]) = *rgba.get_pixel(x, y);
        Rgba([red, red, red, alpha])
    });
    let expected = decode(&encoded(&of_grey.into(), ImageFormat::Png)).expect("a PNG");
    let picture = decode(reference!("jxl/grey_alpha.jxl")).expect("a grey, transparent picture");
    assert_eq!(picture.pixels, expected.pixels);

    assert_eq!(picture.notes, [Note::OnWhite]);
}

/// What is known of alpha is one bit in the encoder's header, bit 50 for this size: all as by default.
/// Written out it is 11: not by default, alpha, whole numbers of 8 bits, as large as the picture,
/// without a name, multiplied (ISO/IEC 18181-1, D.3.6).
#[test]
fn colours_that_alpha_was_multiplied_into_are_divided_by_it() {
    let (width, height) = SIZE;
    let colours = drawn(width, height);
    let (mut straight, mut multiplied) = (RgbaImage::new(width, height), Vec::new());
    for (x, y, pixel) in straight.enumerate_pixels_mut() {
        let (Rgb(rgb), alpha) = (colours.get_pixel(x, y), 2 * (x + y));
        let [r, g, b] = rgb.map(|value| (u32::from(value) * alpha + 127) / 255);
        multiplied.extend([r, g, b, alpha].map(|value| value as u8));
        *pixel = Rgba([rgb[0], rgb[1], rgb[2], alpha as u8]);
    }
    let file = jxl(SIZE, &multiplied, ColorSpace::RGBA, BitDepth::Eight);
    let (head, frame) = file.split_at(7);
    let head = head
        .iter()
        .rev()
        .fold(0_u128, |head, byte| head << 8 | u128::from(*byte));
    assert_eq!(
        head >> 50 & 1,
        1,
        "the encoder writes another header: {head:b}"
    );
    let written_out = 1 << 10;
    let head = head & ((1 << 50) - 1) | written_out << 50 | head >> 51 << 61;
    let file = [&head.to_le_bytes()[..9], frame].concat();
    let picture = decode(&file).expect("a multiplied picture");
    let expected = decode(&encoded(&straight.into(), ImageFormat::Png)).expect("a PNG");
    // Multiplying rounds by half a level of what is seen of a colour, and dividing by another one.
    assert!(difference(&picture.pixels, &expected.pixels).0 <= 1);
    assert_eq!(picture.notes, [Note::OnWhite]);
}

/// The other decoder is libjxl 0.7; both compute with floating point numbers.
#[test]
fn a_file_with_loss_gives_what_another_decoder_gives() {
    let picture = decode(reference!("jxl/lossy.jxl")).expect("a picture");
    let (most, share) = difference(&picture.pixels, &png(reference!("jxl/lossy.png")));
    assert!(most <= 1 && share < 0.02, "{most} {share}");
    assert_eq!(picture.notes, []);
}

/// It is stored as coefficients of luma and chroma, on its side.
#[test]
fn a_packed_jpeg_is_decoded_and_turned_once() {
    let picture = decode(reference!("jxl/jpeg.jxl")).expect("a picture");
    let (width, height) = SIZE;
    assert_eq!(picture.pixels.dimensions(), (height, width));
    let (most, share) = difference(&picture.pixels, &png(reference!("jxl/jpeg.png")));
    assert!(most <= 1 && share < 0.02, "{most} {share}");
    // Quality 95 keeps the first row within some levels: it is the first column, from below.
    let stored = drawn(width, height);
    let turned = image::imageops::rotate90(&stored);
    assert!(difference(&picture.pixels, &turned).0 < 40);
    let header = header(reference!("jxl/jpeg.jxl")).expect("a header");
    assert_eq!((header.width_px, header.height_px), SIZE);
}

#[test]
fn colours_become_srgb() {
    let (width, height) = SIZE;
    let stored = drawn(width, height);
    let picture = decode(reference!("jxl/p3.jxl")).expect("a picture");
    let expected = RgbImage::from_fn(width, height, |x, y| {
        let stored = stored
            .get_pixel(x, y)
            .0
            .map(|value| f64::from(value) / 255.0);
        Rgb(SRGB
            .convert(&DISPLAY_P3, stored)
            .map(|value| (value * 255.0).round() as u8))
    });
    assert!(difference(&picture.pixels, &expected).0 <= 1);
    let note = Note::ColorsConverted {
        profile: Some("Display P3".to_owned()),
    };
    assert_eq!(picture.notes, [note]);
}

/// By the same arithmetic as the profile of a PNG, and of all bits that are there.
#[test]
fn an_embedded_profile_is_used() {
    let (width, height) = SIZE;
    let stored = DynamicImage::from(drawn(width, height));
    let profile = reference!("gamma.icc");
    let as_png = decode(&png_with(&stored, profile)).expect("a PNG");
    let picture = decode(reference!("jxl/profile.jxl")).expect("a picture");
    assert_eq!(
        (&picture.pixels, &picture.notes),
        (&as_png.pixels, &as_png.notes)
    );
    assert!(matches!(picture.notes[..], [Note::ColorsConverted { .. }]));

    let deep = decode(reference!("jxl/deep_profile.jxl")).expect("a deep picture");
    let as_png = decode(&png_with(&stored.into_rgb16().into(), profile)).expect("a deep PNG");
    assert_eq!((&deep.pixels, &deep.notes), (&as_png.pixels, &as_png.notes));
    assert!(matches!(
        deep.notes[..],
        [Note::DepthReduced, Note::ColorsConverted { .. }]
    ));

    // Stored apart from the profile, which says where it came from; the texture is hard to keep.
    let lossy = decode(reference!("jxl/lossy_profile.jxl")).expect("a lossy picture");
    let pairs = lossy.pixels.as_raw().iter().zip(picture.pixels.as_raw());
    let sum: f64 = pairs.map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
    let mean = sum / lossy.pixels.as_raw().len() as f64;
    assert!(mean < 2.0, "{mean}");
    assert_eq!(lossy.notes, picture.notes);
}

/// How bright a screen is follows no definition; darker stays darker, and black and grey remain.
#[test]
fn light_beyond_white_is_brought_into_range() {
    let picture = decode(reference!("jxl/pq.jxl")).expect("a picture");
    let row: Vec<[u8; 3]> = (0..SIZE.0)
        .map(|x| picture.pixels.get_pixel(x, 9).0)
        .collect();
    assert_eq!(row[0], [0; 3]);
    assert!(row.is_sorted() && row[60][0] > 200, "{row:?}");
    assert!(
        row.iter()
            .all(|[r, g, b]| r.abs_diff(*g).max(g.abs_diff(*b)) <= 1),
        "{row:?}"
    );
    let note = Note::ColorsConverted {
        profile: Some("Rec. 2100 PQ".to_owned()),
    };
    assert_eq!(picture.notes, [Note::DepthReduced, note]);
}

#[test]
fn of_an_animation_the_first_frame_is_decoded_whatever_follows() {
    let whole = reference!("jxl/animated.jxl");
    let first = png(reference!("jxl/animated.png"));
    let cut = &whole[..whole.len() - 20];
    for bytes in [&whole[..], cut] {
        let picture = decode(bytes).expect("a first frame");
        assert_eq!(picture.pixels, first);
        assert!(
            picture.notes.contains(&Note::FirstFrame),
            "{:?}",
            picture.notes
        );
    }
}

#[test]
fn a_container_may_split_the_picture_and_hold_anything_else() {
    let pixels = drawn(61, 47);
    let bare = plain(&pixels);
    let (first, second) = bare.split_at(bare.len() / 3);
    let part =
        |number: u32, data: &[u8]| boxed(*b"jxlp", &[&number.to_be_bytes()[..], data].concat());
    let exif = boxed(*b"Exif", b"\0\0\0\0MM\0\x2a and nothing");
    let packed = boxed(*b"brob", b"xml and what no decompressor takes");
    for boxes in [
        vec![boxed(*b"jxlc", &bare)],
        vec![exif.clone(), packed.clone(), boxed(*b"jxlc", &bare)],
        vec![part(0, first), exif, part(0x8000_0001, second), packed],
    ] {
        assert_eq!(
            decode(&container(&boxes)).expect("a picture").pixels,
            pixels
        );
    }
    let without = container(&[boxed(*b"Exif", b"\0\0\0\0")]);
    assert!(reason(&without).contains("the end of the picture is missing"));
}

#[test]
fn a_picture_that_breaks_off_is_refused_with_the_reason() {
    let whole = plain(&drawn(300, 270));
    for length in [2, 3, 10, 40, whole.len() / 2, whole.len() * 9 / 10] {
        let reason = reason(&whole[..length]);
        assert!(
            reason.contains("the end of the picture is missing"),
            "{length}: {reason}"
        );
    }
    let longer = [&whole[..], b"what some program left behind"].concat();
    assert!(decode(&longer).is_ok());
}

/// Sizes are 1 + 9, 13, 18 or 30 bits, the lowest first, behind a bit that says whether they are
/// small, and two that say which (ISO/IEC 18181-1, D.3.2).
#[test]
fn a_header_that_promises_too_much_is_refused_before_anything_is_decoded() {
    let side = 40_000_u64 - 1;
    // Not small; 18 bits; the height; no ratio; 18 bits; the width; all else as by default.
    let bits = side << 3 | 0b10 << 1 | 0b10 << 24 | side << 26 | 1 << 44;
    let file = [&b"\xff\x0a"[..], &bits.to_le_bytes(), &[0; 64]].concat();
    for error in [
        decode(&file).map(drop).unwrap_err(),
        header(&file).map(drop).unwrap_err(),
    ] {
        let DecodeError::TooManyPixels {
            width_px,
            height_px,
        } = error
        else {
            panic!("{error}");
        };
        assert_eq!((width_px, height_px), (40_000, 40_000));
    }
}

/// Found with random changes; the decoder panics over it by itself.
#[test]
fn a_profile_of_no_bytes_is_damage() {
    let reason = reason(reference!("jxl/no_profile.jxl"));
    assert!(reason.contains("its colour profile is empty"), "{reason}");
}

/// Every byte was tried once; these are as many as take seconds.
#[test]
fn no_byte_that_is_changed_or_missing_brings_the_decoder_down() {
    for (whole, step) in [
        (&reference!("jxl/lossy.jxl")[..], 5),
        (reference!("jxl/jpeg.jxl"), 37),
        (reference!("jxl/animated.jxl"), 7),
        (reference!("jxl/p3.jxl"), 7),
    ] {
        for at in (0..whole.len()).step_by(step) {
            drop(decode(&whole[..at]));
            for bit in [0, 7] {
                let mut changed = whole.to_vec();
                changed[at] ^= 1 << bit;
                // A header may now promise a picture that takes minutes.
                if header(&changed).is_ok_and(|it| it.width_px.max(it.height_px) < 1 << 10) {
                    drop(decode(&changed));
                }
            }
        }
    }
}
