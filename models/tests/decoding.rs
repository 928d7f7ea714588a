//! Files of every kind, made by the tests themselves, and hostile ones where they are at hand.

mod support;

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::codecs::gif::GifEncoder;
use image::codecs::png::PngEncoder;
use image::{
    DynamicImage, ExtendedColorType, Frame, ImageBuffer, ImageEncoder, ImageFormat, Luma, Rgb,
    RgbImage, Rgba, RgbaImage,
};
use jpeg_encoder::{ColorType, Encoder};
use spectrafide_models::decode::{DecodeError, Format, MAX_FILE_BYTES, Picture, decode, header};
use support::{drawn, png};

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("writing to memory");
    bytes
}

fn jpeg(width: u16, height: u16, configure: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let pixels = drawn(u32::from(width), u32::from(height));
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    configure(&mut encoder);
    encoder
        .encode(pixels.as_raw(), width, height, ColorType::Rgb)
        .expect("writing to memory");
    bytes
}

/// An EXIF block with the orientation alone.
fn exif(orientation: u8, big_endian: bool) -> Vec<u8> {
    if big_endian {
        let entry = [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
        [&b"MM\0\x2a\0\0\0\x08\0\x01"[..], &entry, &[0; 4]].concat()
    } else {
        let entry = [0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0];
        [&b"II\x2a\0\x08\0\0\0\x01\0"[..], &entry, &[0; 4]].concat()
    }
}

/// `jpeg` with an APP1 segment of `exif` behind its start marker.
fn with_exif(jpeg: &[u8], exif: &[u8]) -> Vec<u8> {
    let length = (2 + 6 + exif.len()) as u16;
    let segment = [
        &[0xff, 0xe1][..],
        &length.to_be_bytes(),
        b"Exif\0\0",
        exif,
        &jpeg[2..],
    ];
    [&jpeg[..2], &segment.concat()].concat()
}

/// The stored picture as a viewer shows it, by the definition of the eight orientations: which
/// stored pixel lies at `x`, `y` of the upright picture.
fn upright(stored: &RgbImage, orientation: u8) -> RgbImage {
    let (w, h) = stored.dimensions();
    let (width, height) = if orientation < 5 { (w, h) } else { (h, w) };
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = match orientation {
            1 => (x, y),
            2 => (w - 1 - x, y),
            3 => (w - 1 - x, h - 1 - y),
            4 => (x, h - 1 - y),
            5 => (y, x),
            6 => (y, h - 1 - x),
            7 => (w - 1 - y, h - 1 - x),
            8 => (w - 1 - y, x),
            _ => unreachable!("there are eight orientations"),
        };
        *stored.get_pixel(x, y)
    })
}

/// A PNG chunk with its checksum (ISO 15948, annex D).
fn chunk(kind: &str, data: &[u8]) -> Vec<u8> {
    let body = [kind.as_bytes(), data].concat();
    let crc = !body.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            }
        })
    });
    let length = (data.len() as u32).to_be_bytes();
    [&length[..], &body, &crc.to_be_bytes()].concat()
}

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
    assert!(!picture.notes.iter().any(|note| note.contains("frame")));
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
fn jpegs_are_turned_upright_by_their_orientation() {
    let plain = jpeg(48, 32, |_| {});
    let stored = decode(&plain).unwrap().pixels;
    for big_endian in [false, true] {
        for orientation in 1..=8 {
            let bytes = with_exif(&plain, &exif(orientation, big_endian));
            let picture = decode(&bytes).unwrap();
            assert_eq!(
                picture.pixels,
                upright(&stored, orientation),
                "{orientation}"
            );
            let header = header(&bytes).unwrap();
            assert_eq!((header.width_px, header.height_px), (48, 32), "as stored");
        }
    }
}

#[test]
fn pngs_are_turned_upright_by_their_orientation() {
    let pixels = drawn(24, 16);
    for orientation in 1..=8 {
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif(orientation, false)).unwrap();
        encoder
            .write_image(pixels.as_raw(), 24, 16, ExtendedColorType::Rgb8)
            .unwrap();
        assert_eq!(
            decode(&bytes).unwrap().pixels,
            upright(&pixels, orientation),
            "{orientation}"
        );
    }
}

#[test]
fn a_broken_exif_block_is_ignored() {
    let plain = jpeg(48, 32, |_| {});
    let stored = decode(&plain).unwrap().pixels;
    let mut far = exif(6, false);
    // The directory lies beyond the end.
    far[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    for block in [
        exif(0, false),
        exif(9, true),
        exif(200, false),
        far,
        b"II".to_vec(),
    ] {
        assert_eq!(decode(&with_exif(&plain, &block)).unwrap().pixels, stored);
    }
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

/// The image crate fills what a truncated JPEG lacks with grey and reports success; a verdict on
/// that grey would be wrong.
#[test]
fn a_truncated_jpeg_is_damaged() {
    for progressive in [false, true] {
        let whole = jpeg(96, 64, |encoder| encoder.set_progressive(progressive));
        assert!(decode(&whole).is_ok());
        // All but the end marker, half, and the header with little data.
        for length in [
            whole.len() - 2,
            whole.len() - 1,
            whole.len() / 2,
            whole.len() / 4,
            3,
            2,
        ] {
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
    let truncated = &with_thumbnail[..with_thumbnail.len() - 100];
    assert!(matches!(
        decode(truncated),
        Err(DecodeError::Damaged { .. })
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
fn a_header_that_promises_too_much_is_refused_before_anything_is_decoded() {
    let start = Instant::now();
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
    assert!(start.elapsed() < Duration::from_secs(1));
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

#[test]
fn a_picture_without_pixels_is_damaged() {
    for (width, height) in [(0, 5), (5, 0), (0, 0)] {
        let mut gif = animation(1);
        // Width and height of the canvas.
        gif[6..10].copy_from_slice(&[width, 0, height, 0]);
        assert!(matches!(decode(&gif), Err(DecodeError::Damaged { .. })));
    }
}

fn animation(frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for frame in 0..frames {
        let pixels = RgbaImage::from_pixel(20, 10, Rgba([frame * 60, 0, 0, 255]));
        encoder
            .encode_frame(Frame::new(pixels))
            .expect("writing to memory");
    }
    drop(encoder);
    bytes
}

#[test]
fn of_an_animated_gif_the_first_frame_is_judged_and_that_is_said() {
    let picture = decode(&animation(3)).unwrap();
    assert!(
        picture
            .notes
            .iter()
            .any(|note| note.contains("first frame"))
    );
    assert_eq!(picture.pixels.get_pixel(5, 5).0, [0, 0, 0]);
    let still = decode(&animation(1)).unwrap();
    assert!(!still.notes.iter().any(|note| note.contains("frame")));
}

#[test]
fn sixteen_bits_a_channel_are_reduced_and_that_is_said() {
    let deep = ImageBuffer::<Rgb<u16>, _>::from_fn(32, 8, |x, _| Rgb([(x * 257) as u16, 0, 65535]));
    let bytes = encoded(&DynamicImage::ImageRgb16(deep), ImageFormat::Png);
    let picture = decode(&bytes).unwrap();
    assert!(picture.notes.iter().any(|note| note.contains("8 bits")));
    // A level of 8 bits is 257 of 16.
    assert!((0..32).all(|x| picture.pixels.get_pixel(x, 3).0 == [x as u8, 0, 255]));

    let grey = ImageBuffer::<Luma<u16>, _>::from_pixel(8, 8, Luma([257 * 9]));
    let bytes = encoded(&DynamicImage::ImageLuma16(grey), ImageFormat::Png);
    let picture = decode(&bytes).unwrap();
    assert_eq!(picture.notes.len(), 1);
    assert_eq!(picture.pixels.get_pixel(0, 0).0, [9; 3]);
}

/// Ink: cyan takes red away, black takes all.
#[test]
fn four_inks_become_three_colours() {
    let inks: [[u8; 4]; 4] = [
        [0, 255, 255, 0],
        [255, 0, 0, 0],
        [0, 0, 0, 255],
        [0, 0, 0, 0],
    ];
    let expected = [[255, 0, 0], [0, 255, 255], [0, 0, 0], [255, 255, 255]];
    let data: Vec<u8> = (0..64 * 16).flat_map(|i| inks[i % 64 / 16]).collect();
    for color in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 100)
            .encode(&data, 64, 16, color)
            .unwrap();
        let picture = decode(&bytes).unwrap();
        for (patch, expected) in expected.iter().enumerate() {
            let found = picture.pixels.get_pixel(patch as u32 * 16 + 8, 8).0;
            let near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(*b) <= 6);
            assert!(near, "{color:?} {patch}: {found:?}");
        }
    }
}

#[test]
fn transparent_parts_are_placed_on_white() {
    let pixels = RgbaImage::from_fn(3, 1, |x, _| Rgba([200, 100, 0, [0, 128, 255][x as usize]]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let picture = decode(&encoded(&pixels.clone().into(), format)).unwrap();
        assert!(picture.notes.iter().any(|note| note.contains("white")));
        // (200 * 128 + 255 * 127) / 255 = 227.4, (100 * 128 + 255 * 127) / 255 = 177.2, 127.
        let expected = [[255, 255, 255], [227, 177, 127], [200, 100, 0]];
        for (x, expected) in expected.into_iter().enumerate() {
            assert_eq!(picture.pixels.get_pixel(x as u32, 0).0, expected);
        }
    }
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
        DecodeError::UnsupportedFormat { name } => Some(name),
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
    assert_eq!(
        named(b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl "),
        Some("JPEG XL")
    );
    assert_eq!(named(b"\xff\x0a\x41\x41\x41\x41"), Some("JPEG XL"));
    assert_eq!(named(b"8BPS\0\x01\0\0\0\0\0\0"), Some("Photoshop"));
    assert_eq!(named(b"%PDF-1.7 and so on"), Some("PDF"));
    for length in 0..12 {
        // Short beginnings neither panic nor pass.
        assert!(decode(&iso(&[b"avif", none])[..length]).is_err());
    }
    let text = decode(&iso(&[b"heic", none])).unwrap_err().to_string();
    assert!(text.starts_with("HEIC pictures cannot be read yet"));
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

/// Every file under `hostile/` of the archive that `SPECTRAFIDE_DATA` has: an answer within ten
/// seconds and no panic.
#[test]
fn hostile_files_are_answered_in_time() {
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
        let (sender, receiver) = std::sync::mpsc::channel();
        // A decoder that hangs leaves its thread behind, and the test goes on.
        let thread = std::thread::spawn(move || {
            let result = decode(&bytes).map(|picture| picture.pixels.dimensions());
            sender.send(result.map_err(|error| error.to_string())).ok()
        });
        match receiver.recv_timeout(Duration::from_secs(10)) {
            Ok(Ok(_)) => read += 1,
            Ok(Err(_)) => refused += 1,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                failures.push(format!("{name}: slow"));
            }
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => {
                let message = thread.join().err().and_then(|payload| {
                    let text = payload.downcast_ref::<String>().cloned();
                    text.or_else(|| payload.downcast_ref::<&str>().map(|&text| text.to_owned()))
                });
                failures.push(format!("{name}: {}", message.unwrap_or_default()));
            }
        }
    }
    println!("{read} read, {refused} refused");
    assert!(read > 0, "the archive has pictures");
    assert!(failures.is_empty(), "{failures:#?}");
}
