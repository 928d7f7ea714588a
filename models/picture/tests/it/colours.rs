//! Pictures with a colour profile become sRGB.

use image::{DynamicImage, ImageBuffer, Luma, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use spectrafide_picture::decode::decode;
use spectrafide_report::{Note, ProfileFault};

use crate::drawn::drawn;
use crate::files::{chunk, jpeg};
use crate::profiles::{
    ADOBE_RGB, DISPLAY_P3, PROPHOTO, SRGB, Space, jpeg_with, png_with, profile, sampled, webp_with,
};

fn converted(name: &str) -> Vec<Note> {
    let profile = Some(name.to_owned());
    vec![Note::ColorsConverted { profile }]
}

/// The largest and the mean difference between two pictures, in levels.
fn differences(a: &RgbImage, b: &RgbImage) -> (u8, f64) {
    assert_eq!(a.dimensions(), b.dimensions());
    let all: Vec<u8> = a
        .as_raw()
        .iter()
        .zip(b.as_raw())
        .map(|(a, b)| a.abs_diff(*b))
        .collect();
    let sum: f64 = all.iter().copied().map(f64::from).sum();
    (
        all.iter().copied().max().unwrap_or(0),
        sum / all.len() as f64,
    )
}

/// Colours of sRGB, and the same stored in `space` with `depth` bits.
fn stored_in(space: &Space, pixels: &RgbImage, depth: u32) -> DynamicImage {
    let most = f64::from((1_u32 << depth) - 1);
    let stored = |pixel: &Rgb<u8>| {
        let values = space.convert(&SRGB, pixel.0.map(|value| f64::from(value) / 255.0));
        values.map(|value| (value * most).round())
    };
    let (width, height) = pixels.dimensions();
    if depth == 8 {
        RgbImage::from_fn(width, height, |x, y| {
            Rgb(stored(pixels.get_pixel(x, y)).map(|value| value as u8))
        })
        .into()
    } else {
        ImageBuffer::<Rgb<u16>, _>::from_fn(width, height, |x, y| {
            Rgb(stored(pixels.get_pixel(x, y)).map(|value| value as u16))
        })
        .into()
    }
}

/// Colours were rounded to 8 bits in the wider space, and each level there is more than one of sRGB:
/// the rows of the matrix from Adobe RGB add up to 1.8 at most without signs, those from the widest to
/// 2.8, and the curve of sRGB is steeper where a channel is darker than the others.
#[test]
fn one_picture_in_four_spaces_is_nearly_one_picture() {
    let pixels = RgbImage::from_fn(64, 64, |x, y| {
        Rgb([
            40 + x as u8 * 3,
            40 + y as u8 * 3,
            60 + ((x * y) % 150) as u8,
        ])
    });
    for (space, most, mean) in [
        (DISPLAY_P3, 2, 0.5),
        (ADOBE_RGB, 3, 0.5),
        (PROPHOTO, 5, 1.0),
    ] {
        let stored = stored_in(&space, &pixels, 8);
        for file in [
            png_with(&stored, &space.profile()),
            webp_with(&stored, &space.profile()),
        ] {
            let picture = decode(&file).unwrap();
            assert_eq!(picture.notes, converted(space.name));
            let found = differences(&picture.pixels, &pixels);
            assert!(
                found.0 <= most && found.1 <= mean,
                "{}: {found:?}",
                space.name
            );
        }
        // Taken as they are stored they would be another picture.
        assert!(
            differences(&stored.into_rgb8(), &pixels).1 > 3.0,
            "{}",
            space.name
        );
        // Sixteen bits are converted before they are reduced, so that rounding is all there is.
        let deep = decode(&png_with(&stored_in(&space, &pixels, 16), &space.profile())).unwrap();
        assert!(deep.notes.contains(&Note::DepthReduced));
        assert!(differences(&deep.pixels, &pixels).0 <= 1, "{}", space.name);
    }
}

#[test]
fn a_jpeg_in_display_p3_is_the_picture_in_srgb_but_for_its_compression() {
    let pixels = RgbImage::from_fn(64, 64, |x, y| Rgb([60 + x as u8 * 2, 90 + y as u8, 120]));
    let stored = stored_in(&DISPLAY_P3, &pixels, 8);
    let picture = decode(&jpeg_with(&stored, &DISPLAY_P3.profile())).unwrap();
    assert_eq!(picture.notes, converted("Display P3"));
    assert!(differences(&picture.pixels, &pixels).1 < 1.5);
}

/// The curves of small profiles have few points: 26 of them are up to two levels away.
#[test]
fn profiles_of_srgb_leave_every_pixel_as_it_is() {
    let pixels = drawn(61, 47);
    let light = |x: f64| SRGB.light(x);
    let fixed = |value: f64| ((value * 65536.0).round() as i32).to_be_bytes();
    let numbers = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045].map(fixed);
    let parametric = [&b"para\0\0\0\0\0\x03\0\0"[..], &numbers.concat()].concat();
    for profile in [
        SRGB.profile(),
        SRGB.with_curve(&parametric),
        SRGB.with_curve(&sampled(4096, light)),
        SRGB.with_curve(&sampled(42, light)),
        SRGB.with_curve(&sampled(26, light)),
    ] {
        let picture = decode(&png_with(&pixels.clone().into(), &profile)).unwrap();
        assert!(picture.notes.is_empty(), "{:?}", picture.notes);
        assert_eq!(picture.pixels, pixels);
    }
    // A gamma of 2.2 is another curve: what is stored as 10 is darker.
    let gamma = SRGB.with_curve(b"curv\0\0\0\0\0\0\0\x01\x02\x33");
    let dark = RgbImage::from_pixel(4, 4, Rgb([10; 3]));
    let picture = decode(&png_with(&dark.into(), &gamma)).unwrap();
    assert_eq!(picture.notes.len(), 1);
    assert!(picture.pixels.get_pixel(0, 0).0[0] < 5);
}

/// Stored values, and sRGB.
type Pairs = Vec<(Vec<u8>, [u8; 3])>;

/// Stored values and sRGB of littleCMS, from `reference/make.py`.
fn reference(name: &str) -> (Vec<u8>, Pairs) {
    let at = |ending| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/reference");
        std::fs::read(folder.join(format!("{name}.{ending}"))).expect("a file of the repository")
    };
    let text = String::from_utf8(at("txt")).expect("text");
    let colours = text.lines().map(|line| {
        let number = |number: &str| number.parse().expect("a level");
        let numbers: Vec<u8> = line.split(' ').map(number).collect();
        let (stored, found) = numbers.split_last_chunk().expect("three numbers");
        (stored.to_vec(), *found)
    });
    (at("icc"), colours.collect())
}

/// Both round to a level, and the grid between tables and pixels is another one than littleCMS's.
#[test]
fn every_kind_of_profile_gives_the_colours_of_an_independent_program() {
    for (name, tolerance) in [
        ("gamma", 1),
        ("sampled", 1),
        ("parametric", 1),
        ("lightness", 1),
        ("linear", 1),
        ("screen", 3),
        ("grey", 1),
        ("grey_lightness", 1),
    ] {
        let (profile, colours) = reference(name);
        let width = colours.len() as u32;
        let stored: Vec<u8> = colours
            .iter()
            .flat_map(|(stored, _)| stored.clone())
            .collect();
        let picture: DynamicImage = if name.starts_with("grey") {
            ImageBuffer::<Luma<u8>, _>::from_raw(width, 1, stored)
                .unwrap()
                .into()
        } else {
            RgbImage::from_raw(width, 1, stored).unwrap().into()
        };
        let found = decode(&png_with(&picture, &profile)).unwrap();
        assert_eq!(found.notes, converted("made by make.py"), "{name}");
        for ((stored, expected), found) in colours.iter().zip(found.pixels.pixels()) {
            let near = found
                .0
                .iter()
                .zip(expected)
                .all(|(a, b)| a.abs_diff(*b) <= tolerance);
            assert!(
                near,
                "{name} {stored:?}: {:?} and not {expected:?}",
                found.0
            );
        }
    }
}

/// Of each colour a block of 8 by 8 pixels, which compression leaves within a level.
fn inks(colours: &[(Vec<u8>, [u8; 3])], profile: Option<&[u8]>, kind: ColorType) -> Vec<u8> {
    let row: Vec<u8> = colours
        .iter()
        .flat_map(|(inks, _)| inks.repeat(8))
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 100);
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).expect("not too long");
    }
    encoder
        .encode(&row.repeat(8), 8 * colours.len() as u16, 8, kind)
        .expect("writing to memory");
    bytes
}

/// Luma and chroma are rounded, and so are the inks that come of them: two levels of an ink, which
/// are several of sRGB where a colour has next to none of a channel.
#[test]
fn four_inks_are_printed_by_their_profile() {
    for name in ["inks8", "inks16"] {
        let (profile, colours) = reference(name);
        for (kind, tolerance) in [(ColorType::Cmyk, 6), (ColorType::CmykAsYcck, 14)] {
            let picture = decode(&inks(&colours, Some(&profile), kind)).unwrap();
            let note = Note::InksConverted {
                profile: Some("made by make.py".to_owned()),
                by_profile: true,
            };
            assert_eq!(picture.notes, [note]);
            let mut sum = 0;
            for (index, (stored, expected)) in colours.iter().enumerate() {
                let found = picture.pixels.get_pixel(8 * index as u32 + 4, 4).0;
                let most = found
                    .iter()
                    .zip(expected)
                    .map(|(a, b)| a.abs_diff(*b))
                    .max();
                assert!(
                    most <= Some(tolerance),
                    "{name} {kind:?} {stored:?}: {found:?}, {expected:?}"
                );
                sum += u32::from(most.unwrap_or(0));
            }
            let mean = f64::from(sum) / colours.len() as f64;
            assert!(mean < 2.0, "{name} {kind:?}: {mean}");
        }
    }
}

#[test]
fn four_inks_without_a_profile_take_light_away() {
    let colours = [
        (vec![255, 0, 0, 0], [0, 255, 255]),
        (vec![0, 0, 0, 128], [127; 3]),
    ];
    let picture = decode(&inks(&colours, None, ColorType::Cmyk)).unwrap();
    let note = Note::InksConverted {
        profile: None,
        by_profile: false,
    };
    assert_eq!(picture.notes, [note]);
    for (index, (_, expected)) in colours.iter().enumerate() {
        let found = picture.pixels.get_pixel(8 * index as u32 + 4, 4).0;
        assert!(
            found.iter().zip(expected).all(|(a, b)| a.abs_diff(*b) <= 2),
            "{found:?}"
        );
    }
}

/// A TIFF of two pixels of four inks, in one strip.
fn tiff_of_inks(pixels: [[u8; 4]; 2]) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let fields = [&tag.to_le_bytes()[..], &kind.to_le_bytes()];
        let numbers = [count.to_le_bytes(), value.to_le_bytes()];
        [fields.concat(), numbers.concat()].concat()
    };
    let after = 8 + 2 + 9 * 12 + 4;
    let entries = [
        entry(256, 3, 1, 2),
        entry(257, 3, 1, 1),
        // Four times eight bits, in front of the strip.
        entry(258, 3, 4, after),
        entry(259, 3, 1, 1),
        entry(262, 3, 1, 5),
        entry(273, 4, 1, after + 8),
        entry(277, 3, 1, 4),
        entry(278, 3, 1, 1),
        entry(279, 4, 1, 8),
    ];
    let head = [&b"II\x2a\0\x08\0\0\0\x09\0"[..], &entries.concat(), &[0; 4]].concat();
    [head, [8, 0].repeat(4), pixels.concat()].concat()
}

#[test]
fn inks_of_a_tiff_are_said_to_be_converted() {
    let picture = decode(&tiff_of_inks([[255, 0, 0, 0], [0, 0, 0, 255]])).unwrap();
    assert_eq!(picture.pixels.get_pixel(0, 0).0, [0, 255, 255]);
    assert_eq!(picture.pixels.get_pixel(1, 0).0, [0, 0, 0]);
    let note = Note::InksConverted {
        profile: None,
        by_profile: false,
    };
    assert_eq!(picture.notes, [note]);
}

/// Adobe's segment with this transformation: 0 for none, 1 for luma and chroma.
fn with_adobe(jpeg: &[u8], transform: u8) -> Vec<u8> {
    let segment = [&b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0"[..], &[transform]].concat();
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

/// What the encoder wrote as luma and chroma is then red, green and blue: of grey, 128 is both
/// colour differences.
#[test]
fn a_jpeg_without_transformation_holds_red_green_and_blue() {
    let mut grey = Vec::new();
    let pixels = RgbImage::from_fn(32, 16, |x, _| Rgb([if x < 16 { 40 } else { 200 }; 3]));
    let encoder = Encoder::new(&mut grey, 100);
    encoder
        .encode(pixels.as_raw(), 32, 16, ColorType::Rgb)
        .unwrap();
    let plain = decode(&with_adobe(&grey, 1)).unwrap();
    assert_eq!(plain.pixels.get_pixel(4, 4).0, [40; 3]);
    let picture = decode(&with_adobe(&grey, 0)).unwrap();
    assert_eq!(picture.pixels.get_pixel(4, 4).0, [40, 128, 128]);
    assert_eq!(picture.pixels.get_pixel(28, 4).0, [200, 128, 128]);
    assert!(picture.notes.is_empty());
}

#[test]
fn a_profile_that_cannot_be_used_changes_nothing_and_is_named() {
    let pixels = drawn(30, 20);
    let plain = DISPLAY_P3.profile();
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = plain.clone();
        change(&mut bytes);
        bytes
    };
    let (ink, _) = reference("inks8");
    let cases = [
        (changed(&|bytes| bytes[36] = b'b'), ProfileFault::Damaged),
        (changed(&|bytes| bytes.truncate(300)), ProfileFault::Damaged),
        // The name of a curve, and so no curve.
        (
            changed(&|bytes| bytes[132 + 5 * 12] = b'x'),
            ProfileFault::Damaged,
        ),
        // A colour of no light.
        (
            changed(&|bytes| {
                let at = u32::from_be_bytes(*bytes[132 + 2 * 12 + 4..].first_chunk().unwrap());
                bytes[at as usize + 8..at as usize + 20].fill(0);
            }),
            ProfileFault::Damaged,
        ),
        (changed(&|bytes| bytes[8] = 5), ProfileFault::UnknownKind),
        (
            changed(&|bytes| bytes[12..16].copy_from_slice(b"link")),
            ProfileFault::UnknownKind,
        ),
        (
            changed(&|bytes| bytes[16..20].copy_from_slice(b"HSV ")),
            ProfileFault::UnknownKind,
        ),
        (ink, ProfileFault::OtherColors),
        (profile(b"mntrGRAYXYZ ", &[]), ProfileFault::OtherColors),
    ];
    for (profile, expected) in cases {
        let picture = decode(&png_with(&pixels.clone().into(), &profile)).unwrap();
        assert_eq!(picture.pixels, pixels);
        let [Note::ProfileNotUsed { fault, .. }] = picture.notes.as_slice() else {
            panic!("{expected:?}: {:?}", picture.notes);
        };
        assert_eq!(*fault, expected);
    }
}

#[test]
fn a_profile_that_cannot_be_unpacked_is_said_to_be_damaged() {
    let pixels = drawn(30, 20);
    let plain = crate::drawn::png(&pixels);
    // Behind the header of 8 + 25 bytes; no name, and no data that inflates.
    let file = [&plain[..33], &chunk("iCCP", b"p\0\0nothing"), &plain[33..]].concat();
    let picture = decode(&file).unwrap();
    assert_eq!(picture.pixels, pixels);
    let note = Note::ProfileNotUsed {
        profile: None,
        fault: ProfileFault::Damaged,
    };
    assert_eq!(picture.notes, [note]);
}

#[test]
fn a_profile_of_colours_holds_for_a_grey_picture_too() {
    let grey = ImageBuffer::<Luma<u8>, _>::from_fn(16, 4, |x, _| Luma([x as u8 * 16]));
    let picture = decode(&png_with(&grey.clone().into(), &PROPHOTO.profile())).unwrap();
    assert_eq!(picture.notes, converted("ProPhoto RGB"));
    for (x, found) in picture.pixels.rows().next().unwrap().enumerate() {
        let stored = f64::from(grey.get_pixel(x as u32, 0).0[0]) / 255.0;
        let expected = SRGB.stored(PROPHOTO.light(stored)) * 255.0;
        let near = found
            .0
            .iter()
            .all(|&value| (f64::from(value) - expected).abs() <= 1.0);
        assert!(near, "{stored}: {:?}, {expected}", found.0);
    }
    // Grey is grey in Display P3 as in sRGB.
    let picture = decode(&png_with(&grey.into(), &DISPLAY_P3.profile())).unwrap();
    assert!(picture.notes.is_empty());
}

#[test]
fn a_picture_without_a_profile_is_not_touched() {
    assert!(decode(&jpeg(40, 30, |_| {})).unwrap().notes.is_empty());
}
