//! Colours that a PNG names without a profile.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use spectrafide_picture::decode::{DecodeError, Picture, decode};
use spectrafide_report::{NamedColors, Note};

use crate::drawn::drawn;
use crate::files::{chunk, encoded};
use crate::profiles::{ADOBE_RGB, DISPLAY_P3, SRGB, Space, png_with};

/// IHDR ends behind the signature and 25 bytes.
const BEHIND_HEADER: usize = 8 + 25;

/// A PNG with `chunks` behind its header.
fn png(picture: &RgbImage, chunks: &[Vec<u8>]) -> Vec<u8> {
    let file = encoded(&picture.clone().into(), ImageFormat::Png);
    [
        &file[..BEHIND_HEADER],
        &chunks.concat(),
        &file[BEHIND_HEADER..],
    ]
    .concat()
}

fn gamma(parts: u32) -> Vec<u8> {
    chunk("gAMA", &parts.to_be_bytes())
}

fn primaries(space: &Space) -> Vec<u8> {
    let [red, green, blue] = space.primaries;
    let places = [space.white, red, green, blue].concat();
    let parts = places
        .iter()
        .map(|place| ((place * 100_000.0).round() as u32).to_be_bytes());
    chunk("cHRM", &parts.collect::<Vec<_>>().concat())
}

fn code_points(primaries: u8, transfer: u8) -> Vec<u8> {
    chunk("cICP", &[primaries, transfer, 0, 1])
}

fn srgb() -> Vec<u8> {
    chunk("sRGB", &[0])
}

fn opened(picture: &RgbImage, chunks: &[Vec<u8>]) -> Picture {
    decode(&png(picture, chunks)).expect("a picture")
}

const BY_POINTS: Note = Note::ColorsConvertedAsNamed {
    by: NamedColors::CodePoints,
};
const BY_CHUNKS: Note = Note::ColorsConvertedAsNamed {
    by: NamedColors::GammaAndPrimaries,
};

#[test]
fn what_says_that_it_is_srgb_stays_as_it_is() {
    let pixels = drawn(61, 47);
    for (what, chunks) in [
        ("nothing", vec![]),
        ("sRGB", vec![srgb()]),
        ("the gamma of sRGB", vec![gamma(45_455)]),
        ("nearly the gamma of sRGB", vec![gamma(45_000)]),
        ("its primaries", vec![primaries(&SRGB)]),
        ("both", vec![gamma(45_455), primaries(&SRGB)]),
        (
            "sRGB before others",
            vec![gamma(100_000), primaries(&ADOBE_RGB), srgb()],
        ),
        ("code points of sRGB", vec![code_points(1, 13)]),
        (
            "code points before others",
            vec![gamma(100_000), code_points(1, 13)],
        ),
    ] {
        let picture = opened(&pixels, &chunks);
        assert_eq!(picture.notes, [], "{what}");
        assert_eq!(picture.pixels, pixels, "{what}");
    }
}

/// A few colours in `space`, and what they are in sRGB by the definition of both.
fn differs_by(space: &Space, chunks: &[Vec<u8>], note: Note) -> u8 {
    let stored = [
        [200, 100, 50],
        [128, 128, 128],
        [90, 160, 110],
        [60, 70, 140],
        [250, 245, 230],
        [12, 12, 12],
    ];
    let picture = RgbImage::from_fn(6, 1, |x, _| Rgb(stored[x as usize]));
    let found = opened(&picture, chunks);
    assert_eq!(found.notes, [note]);
    let colours = stored.iter().zip(found.pixels.pixels());
    let differences = colours.flat_map(|(stored, found)| {
        let expected = SRGB.convert(space, stored.map(|value| f64::from(value) / 255.0));
        let pairs = expected.into_iter().zip(found.0);
        pairs.map(|(expected, found)| ((expected * 255.0).round() as u8).abs_diff(found))
    });
    differences.max().expect("colours")
}

#[test]
fn colours_are_those_of_the_definitions() {
    let power = |gamma: f64| Space { gamma, ..SRGB };
    for (what, space, chunks, note) in [
        (
            "code points of Display P3",
            DISPLAY_P3,
            vec![code_points(12, 13)],
            BY_POINTS,
        ),
        (
            "code points of a power of 2.2",
            power(2.2),
            vec![code_points(1, 4)],
            BY_POINTS,
        ),
        (
            "code points of linear light",
            power(1.0),
            vec![code_points(1, 8)],
            BY_POINTS,
        ),
        (
            "the gamma of old screens",
            power(1.8),
            vec![gamma(55_556)],
            BY_CHUNKS,
        ),
        (
            "the gamma of linear light",
            power(1.0),
            vec![gamma(100_000)],
            BY_CHUNKS,
        ),
        (
            "primaries alone",
            DISPLAY_P3,
            vec![primaries(&DISPLAY_P3)],
            BY_CHUNKS,
        ),
        (
            "gamma and primaries of Adobe RGB",
            ADOBE_RGB,
            vec![gamma(45_470), primaries(&ADOBE_RGB)],
            BY_CHUNKS,
        ),
    ] {
        assert!(differs_by(&space, &chunks, note) <= 1, "{what}");
    }
}

/// ITU-T H.273, table 3, value 1: V = 1.099 L^0.45 − 0.099.
#[test]
fn the_curve_of_television_is_turned_back() {
    let grey = RgbImage::from_pixel(4, 4, Rgb([128; 3]));
    let light = ((128.0 / 255.0 + 0.099) / 1.099_f64).powf(1.0 / 0.45);
    let expected = (SRGB.stored(light) * 255.0).round() as u8;
    for transfer in [1, 6, 14, 15] {
        let picture = opened(&grey, &[code_points(1, transfer)]);
        assert_eq!(picture.notes, [BY_POINTS]);
        let [red, ..] = picture.pixels.get_pixel(0, 0).0;
        assert!(red.abs_diff(expected) <= 1, "{red}, not {expected}");
    }
}

#[test]
fn grey_and_transparent_and_deep_pictures_are_converted_too() {
    let colours = drawn(20, 12);
    let grey = DynamicImage::ImageRgb8(colours.clone()).into_luma8();
    let linear = |picture: DynamicImage| {
        let file = encoded(&picture, ImageFormat::Png);
        let chunks = gamma(100_000);
        let parts = [&file[..BEHIND_HEADER], &chunks, &file[BEHIND_HEADER..]];
        decode(&parts.concat()).expect("a picture")
    };
    for picture in [
        DynamicImage::ImageLuma8(grey),
        DynamicImage::ImageRgba8(DynamicImage::ImageRgb8(colours.clone()).into_rgba8()),
        DynamicImage::ImageRgb16(DynamicImage::ImageRgb8(colours).into_rgb16()),
    ] {
        let stored = picture.to_rgb8();
        let found = linear(picture);
        assert!(found.notes.contains(&BY_CHUNKS), "{:?}", found.notes);
        for (stored, found) in stored.pixels().zip(found.pixels.pixels()) {
            for (stored, found) in stored.0.into_iter().zip(found.0) {
                let expected = SRGB.stored(f64::from(stored) / 255.0) * 255.0;
                assert!((expected - f64::from(found)).abs() <= 1.0);
            }
        }
    }
}

#[test]
fn a_profile_comes_behind_code_points_and_before_the_rest() {
    let pixels = drawn(20, 12);
    let with_profile = |space: &Space, chunks: &[Vec<u8>]| {
        let file = png_with(&pixels.clone().into(), &space.profile());
        let parts = [
            &file[..BEHIND_HEADER],
            &chunks.concat(),
            &file[BEHIND_HEADER..],
        ];
        decode(&parts.concat()).expect("a picture")
    };
    let p3 = Note::ColorsConverted {
        profile: Some(DISPLAY_P3.name.to_owned()),
    };
    let found = with_profile(&DISPLAY_P3, &[srgb(), gamma(100_000)]);
    assert_eq!(found.notes, std::slice::from_ref(&p3));
    let found = with_profile(&DISPLAY_P3, &[code_points(1, 13)]);
    assert_eq!(found.notes, []);
    assert_eq!(found.pixels, pixels);
    let found = with_profile(&SRGB, &[code_points(12, 13)]);
    assert_eq!(found.notes, [BY_POINTS]);
    // Code points that are not read leave the word to the profile.
    let found = with_profile(&DISPLAY_P3, &[code_points(9, 16)]);
    assert_eq!(found.notes, [p3]);
}

#[test]
fn what_is_not_read_is_told_and_what_comes_late_counts_for_nothing() {
    let pixels = drawn(20, 12);
    let zeros = chunk("cHRM", &[0; 32]);
    let place = [31_270_u32, 32_900].map(u32::to_be_bytes).concat();
    let one = [&place[..]; 4];
    // The white lies beyond the blue.
    let outside = [
        10_000_u32, 2_000, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000,
    ];
    let outside = outside.map(u32::to_be_bytes).concat();
    let by = NamedColors::GammaAndPrimaries;
    let chunks = Note::NamedColorsNotUsed { by };
    let by = NamedColors::CodePoints;
    let points = Note::NamedColorsNotUsed { by };
    for (what, chunk, note) in [
        ("brighter light (PQ)", code_points(9, 16), &points),
        ("brighter light (HLG)", code_points(9, 18), &points),
        ("nothing said", code_points(2, 2), &points),
        ("another matrix", chunk("cICP", &[1, 13, 1, 1]), &points),
        (
            "a part of the range",
            chunk("cICP", &[1, 13, 0, 0]),
            &points,
        ),
        ("code points that are cut", chunk("cICP", &[1, 13]), &points),
        ("a gamma of nothing", gamma(0), &chunks),
        ("a gamma that is none", gamma(u32::MAX), &chunks),
        ("a gamma that is cut", chunk("gAMA", &[0, 0]), &chunks),
        ("primaries of nothing", zeros, &chunks),
        (
            "primaries that are one",
            chunk("cHRM", &one.concat()),
            &chunks,
        ),
        ("primaries without white", chunk("cHRM", &outside), &chunks),
        ("primaries that are cut", chunk("cHRM", &[1; 31]), &chunks),
        ("primaries of noise", chunk("cHRM", &[0xff; 32]), &chunks),
    ] {
        let picture = match decode(&png(&pixels, &[chunk])) {
            Ok(picture) => picture,
            // png 0.18.1 refuses the whole file.
            Err(error) => {
                let refused = matches!(error, DecodeError::Damaged { .. });
                assert!(refused && what == "another matrix", "{what}: {error}");
                continue;
            }
        };
        assert_eq!(picture.notes, std::slice::from_ref(note), "{what}");
        assert_eq!(picture.pixels, pixels, "{what}");
    }
    let file = png(&pixels, &[]);
    let end = file.len() - 12;
    let late = [&file[..end], &gamma(100_000), &file[end..]].concat();
    let picture = decode(&late).expect("a picture");
    assert_eq!(picture.notes, []);
    assert_eq!(picture.pixels, pixels);
}
