//! Files that are made to harm.

use std::time::{Duration, Instant};

use image::{DynamicImage, ImageFormat};
use spectrafide_picture::decode::{DecodeError, Format, MAX_FILE_BYTES, Picture, decode, header};

use crate::drawn::drawn;
use crate::files::{animation, chunk, encoded, jpeg};

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
