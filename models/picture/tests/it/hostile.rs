//! Files that are made to harm.

use image::{DynamicImage, ImageFormat};
use spectrafide_picture::decode::{DecodeError, Format, MAX_FILE_BYTES, Picture, decode, header};
use spectrafide_report::{Note, ProfileFault};

use crate::drawn::drawn;
use crate::files::{animation, chunk, encoded, jpeg};
use crate::profiles::{DISPLAY_P3, png_with, profile, sampled};
use crate::work::taken;

/// A PNG whose header promises `width` by `height` pixels of grey and whose data is empty.
fn promised_png(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk("IHDR", &[&size[..], &[8, 0, 0, 0, 0]].concat()),
        chunk("IDAT", &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1]),
        chunk("IEND", &[]),
    ]
    .concat()
}

#[test]
fn a_header_that_promises_too_much_is_refused_before_anything_is_decoded() {
    for function in [
        |bytes: &[u8]| decode(bytes).map(drop),
        |bytes: &[u8]| header(bytes).map(drop),
    ] {
        let error = function(&promised_png(30_000, 30_000)).unwrap_err();
        let DecodeError::TooManyPixels {
            width_px,
            height_px,
        } = error
        else {
            panic!("{error}");
        };
        assert_eq!((width_px, height_px), (30_000, 30_000));
    }
    // As many as are allowed, and no data: the header passes and the data is damaged.
    assert!(header(&promised_png(8_000, 8_000)).is_ok());
    assert!(matches!(
        decode(&promised_png(64, 64)),
        Err(DecodeError::Damaged {
            format: Format::Png,
            ..
        })
    ));
}

#[test]
fn a_file_beyond_the_limit_is_refused_by_its_size() {
    let bytes = vec![0; MAX_FILE_BYTES as usize + 1];
    let error = decode(&bytes).unwrap_err();
    assert!(matches!(error, DecodeError::FileTooLarge { bytes } if bytes == MAX_FILE_BYTES + 1));
    assert!(error.to_string().contains("the limit is 50 MB"));
}

#[test]
fn tiles_of_separate_planes_are_refused_and_do_not_panic() {
    for big_endian in [false, true] {
        let bytes = tiled_planes(big_endian);
        let error = decode(&bytes).unwrap_err();
        assert!(error.to_string().contains("colour planes"), "{error}");
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_err());
        }
    }
}

/// A TIFF of 20 by 20 pixels in three planes of tiles of 16 by 16, all zero.
fn tiled_planes(big_endian: bool) -> Vec<u8> {
    let number = |value: u64, size: usize| {
        let mut bytes = value.to_le_bytes()[..size].to_vec();
        if big_endian {
            bytes.reverse();
        }
        bytes
    };
    let entry = |tag, kind, count, value, size| {
        let fields = [
            number(tag, 2),
            number(kind, 2),
            number(count, 4),
            number(value, size),
        ];
        let mut entry = fields.concat();
        entry.resize(12, 0);
        entry
    };
    // Width, height, bits, compression, photometric, samples, planes, tile width and height.
    let short = [
        (256, 20),
        (257, 20),
        (258, 8),
        (259, 1),
        (262, 2),
        (277, 3),
        (284, 2),
        (322, 16),
        (323, 16),
    ];
    let mut tags: Vec<Vec<u8>> = short
        .into_iter()
        .map(|(tag, value)| entry(tag, 3, 1, value, 2))
        .collect();
    // Offsets and byte counts of 3 planes of 2 by 2 tiles follow the directory.
    let lists = 8 + 2 + 11 * 12 + 4;
    tags.push(entry(324, 4, 12, lists, 4));
    tags.push(entry(325, 4, 12, lists + 48, 4));
    let data = lists + 96;
    let mut bytes = if big_endian { b"MM" } else { b"II" }.to_vec();
    bytes.extend(number(42, 2));
    bytes.extend(number(8, 4));
    bytes.extend(number(tags.len() as u64, 2));
    bytes.extend(tags.concat());
    bytes.extend(number(0, 4));
    bytes.extend((0..12).flat_map(|tile| number(data + tile * 256, 4)));
    bytes.extend((0..12).flat_map(|_| number(256, 4)));
    bytes.resize(bytes.len() + 12 * 256, 0);
    bytes
}

/// Every byte of small files of each format set to other values: an answer and never a panic.
#[test]
fn altered_bytes_never_panic() {
    let pixels = DynamicImage::ImageRgb8(drawn(20, 12));
    let mut files: Vec<Vec<u8>> = [
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
        ImageFormat::Gif,
    ]
    .into_iter()
    .map(|format| encoded(&pixels, format))
    .collect();
    files.push(jpeg(20, 12, |_| {}));
    files.push(jpeg(20, 12, |encoder| encoder.set_progressive(true)));
    files.push(jpeg(20, 12, |encoder| encoder.set_restart_interval(1)));
    files.push(jpeg(20, 12, |encoder| {
        encoder.set_optimized_huffman_tables(true);
    }));
    files.push(inked(&[]));
    files.push(animation(2));
    for file in files {
        let step = file.len().div_ceil(400);
        for at in (0..file.len()).step_by(step) {
            for value in [0, 1, 0x7f, 0xff] {
                let mut altered = file.clone();
                altered[at] = value;
                if let Ok(Picture { pixels, .. }) = decode(&altered) {
                    assert!(pixels.width() > 0 && pixels.height() > 0);
                }
            }
        }
    }
}

/// A name in thirty thousand languages, all of which share one text: copied for each, a gigabyte.
#[test]
fn a_profile_whose_texts_overlap_takes_neither_time_nor_memory() {
    let records = 30_000_u32;
    let text = 28 + 12 * records;
    let length = 2_u32 * 16_000;
    let mut name = [
        &b"mluc\0\0\0\0"[..],
        &records.to_be_bytes(),
        &12_u32.to_be_bytes(),
    ]
    .concat();
    for _ in 0..records {
        name.extend([&b"enUS"[..], &length.to_be_bytes(), &text.to_be_bytes()].concat());
    }
    name.resize((text + length) as usize, b'a');
    let whole = DISPLAY_P3.profile();
    // The same tags, and the long name in place of theirs.
    let tags: Vec<(&[u8; 4], Vec<u8>)> = whole[132..132 + 8 * 12]
        .as_chunks::<12>()
        .0
        .iter()
        .map(|entry| {
            let number = |at: usize| u32::from_be_bytes(*entry[at..].first_chunk().unwrap());
            let (from, length) = (number(4) as usize, number(8) as usize);
            let tag = entry.first_chunk().unwrap();
            let is_name = tag == b"desc";
            let data = if is_name {
                name.clone()
            } else {
                whole[from..from + length].to_vec()
            };
            (tag, data)
        })
        .collect();
    let crafted = profile(b"mntrRGB XYZ ", &tags);
    let file = png_with(&drawn(20, 12).into(), &crafted);
    let (picture, taken) = taken(|| decode(&file).unwrap());
    // Each record of its own would be gigabytes.
    assert!(taken < 64 << 20, "{} MB", taken >> 20);
    // It is used all the same.
    assert!(
        matches!(picture.notes.as_slice(), [Note::ColorsConverted { .. }]),
        "{:?}",
        picture.notes
    );
}

#[test]
fn a_profile_that_promises_much_is_not_believed() {
    let curve = |count: u32| [&b"curv\0\0\0\0"[..], &count.to_be_bytes()].concat();
    let grid = |side: u8| [&b"mft2\0\0\0\0\x03\x03"[..], &[side], &[0; 41]].concat();
    let pixels = drawn(20, 12);
    let third = |light: f64| light / 3.0;
    for crafted in [
        DISPLAY_P3.with_curve(&curve(u32::MAX)),
        DISPLAY_P3.with_curve(&curve(40_000)),
        // A curve that ends below the middle is no curve of a picture.
        DISPLAY_P3.with_curve(&sampled(256, third)),
        profile(b"mntrRGB Lab ", &[(b"A2B0", grid(255))]),
        profile(b"mntrRGB Lab ", &[(b"A2B0", grid(0))]),
        profile(b"mntrRGB XYZ ", &[]),
    ] {
        let picture = decode(&png_with(&pixels.clone().into(), &crafted)).unwrap();
        assert_eq!(picture.pixels, pixels);
        let [Note::ProfileNotUsed { fault, .. }] = picture.notes.as_slice() else {
            panic!("{:?}", picture.notes);
        };
        assert_eq!(*fault, ProfileFault::Damaged);
    }
    let long = profile(b"mntrRGB XYZ ", &[(b"desc", vec![0; 4 << 20])]);
    let picture = decode(&crate::profiles::jpeg_with(&pixels.clone().into(), &long)).unwrap();
    let [Note::ProfileNotUsed { fault, .. }] = picture.notes.as_slice() else {
        panic!("{:?}", picture.notes);
    };
    assert_eq!(*fault, ProfileFault::TooLong);
}

/// Where a profile has its numbers: of the header those that are read, the number of tags, where each
/// stands and how long it is, and what each begins with (ICC.1:2022, 7.2, 7.3 and 10).
fn numbers(profile: &[u8]) -> Vec<usize> {
    let mut places = vec![8, 12, 16, 20, 36, 64, 128];
    let number = |at: usize| {
        let bytes = profile[at..].first_chunk().expect("a whole profile");
        u32::from_be_bytes(*bytes) as usize
    };
    let count = number(128);
    for entry in (0..count).map(|index| 132 + 12 * index) {
        let start = number(entry + 4);
        places.extend([entry, entry + 4, entry + 8]);
        places.extend((start..profile.len() - 4).step_by(4).take(13));
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// Every number of profiles of each kind set to others, and profiles that end at each: an answer and
/// never a panic.
#[test]
fn altered_profiles_never_panic() {
    let picture = DynamicImage::ImageRgb8(drawn(4, 3));
    for name in [
        "inks16",
        "screen",
        "inks8",
        "parametric",
        "gamma",
        "sampled",
    ] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/reference");
        let whole = std::fs::read(folder.join(name).with_extension("icc")).unwrap();
        let has_inks = name.starts_with("inks");
        let decodes = |profile: &[u8], what: &str| {
            let file = if has_inks {
                inked(profile)
            } else {
                png_with(&picture, profile)
            };
            let decoded = decode(&file).unwrap_or_else(|error| panic!("{name}, {what}: {error}"));
            assert!(decoded.pixels.width() > 0);
        };
        // A grid of inks takes its time: each number once, with one of the values.
        for (index, at) in numbers(&whole).into_iter().enumerate() {
            for (which, value) in [0, u32::MAX, 1].into_iter().enumerate() {
                if has_inks && index % 3 != which {
                    continue;
                }
                let mut altered = whole.clone();
                altered[at..at + 4].copy_from_slice(&value.to_be_bytes());
                decodes(&altered, &format!("{value} at {at}"));
            }
            if !has_inks || index % 4 == 0 {
                decodes(&whole[..at], &format!("cut at {at}"));
            }
        }
    }
}

/// A JPEG of one block of four inks with a profile.
fn inked(profile: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    if !profile.is_empty() {
        encoder.add_icc_profile(profile).expect("not too long");
    }
    encoder
        .encode(&[90; 4 * 64], 8, 8, jpeg_encoder::ColorType::Cmyk)
        .expect("writing to memory");
    bytes
}

/// Scans of a few bytes that announce runs of empty blocks, over a large picture: each would be
/// walked, so that their number is bounded.
#[test]
fn a_progressive_picture_of_many_scans_is_refused() {
    let segment = |marker: u8, data: &[u8]| {
        let length = (data.len() as u16 + 2).to_be_bytes();
        [&[0xff, marker], &length[..], data].concat()
    };
    // One code of one bit: the longest run of empty blocks.
    let mut codes = vec![0x10, 1];
    codes.resize(17, 0);
    codes.push(0xe0);
    let mut bytes = b"\xff\xd8".to_vec();
    bytes.extend(segment(0xdb, &[&[0_u8][..], &[1; 64]].concat()));
    bytes.extend(segment(0xc2, &[8, 0x1f, 0x40, 0x1f, 0x40, 1, 1, 0x11, 0]));
    bytes.extend(segment(0xc4, &codes));
    let scan = [segment(0xda, &[1, 1, 0, 1, 63, 0]), vec![0; 120]].concat();
    for _ in 0..20_000 {
        bytes.extend(&scan);
    }
    bytes.extend(b"\xff\xd9");
    let found = decode(&bytes).map(|picture| picture.pixels.dimensions());
    assert!(found.is_err(), "{found:?}");
}

/// Every file under `hostile/` of the archive that `SPECTRAFIDE_DATA` has: an answer and no panic.
#[test]
fn hostile_files_are_answered() {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("fixtures.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let (mut read, mut refused, mut failures) = (0, 0, Vec::new());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        if entry.is_dir() || !name.starts_with("hostile/") {
            continue;
        }
        let mut bytes = Vec::new();
        std::io::copy(&mut entry, &mut bytes).unwrap();
        // A decoder that panics takes its thread with it, and the test goes on.
        let thread = std::thread::spawn(move || decode(&bytes).is_ok());
        match thread.join() {
            Ok(true) => read += 1,
            Ok(false) => refused += 1,
            Err(payload) => {
                let text = payload.downcast_ref::<String>().cloned();
                let text =
                    text.or_else(|| payload.downcast_ref::<&str>().map(|&text| text.to_owned()));
                failures.push(format!("{name}: {}", text.unwrap_or_default()));
            }
        }
    }
    println!("{read} read, {refused} refused");
    assert!(read > 0, "the archive has pictures");
    assert!(failures.is_empty(), "{failures:#?}");
}
