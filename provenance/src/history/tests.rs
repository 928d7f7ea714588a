//! Whole files, made here.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::*;
use crate::container::open;

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let wave = (x * x / 7 + y * 3) % 200;
        Rgb([wave as u8 + 20, (y % 180) as u8 + 40, (x % 90) as u8 + 60])
    })
}

fn jpeg(picture: &RgbImage, configure: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 83);
    configure(&mut encoder);
    encoder
        .encode(
            picture.as_raw(),
            width as u16,
            height as u16,
            ColorType::Rgb,
        )
        .unwrap();
    bytes
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture.clone())
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    bytes
}

fn compression(bytes: &[u8], picture: Option<&RgbImage>) -> (Compression, Vec<Field>) {
    let history = read(bytes, &open(bytes), picture, false);
    let found = history.measurements.into_iter().find_map(|finding| {
        assert_eq!(finding.trust, Trust::Measured);
        match finding.what {
            What::Compression(compression) => Some((compression, finding.raw)),
            _ => None,
        }
    });
    found.unwrap()
}

fn value(raw: &[Field], name: &str) -> String {
    let field = raw.iter().find(|field| field.name == name);
    field.unwrap_or_else(|| panic!("no {name}")).value.clone()
}

#[test]
fn a_jpeg_shows_what_its_encoder_was_told() {
    let picture = picture(96, 64);
    for (sampling, name) in [
        (SamplingFactor::F_1_1, "4:4:4"),
        (SamplingFactor::F_2_1, "4:2:2"),
        (SamplingFactor::F_2_2, "4:2:0"),
    ] {
        for progressive in [false, true] {
            let bytes = jpeg(&picture, |encoder| {
                encoder.set_sampling_factor(sampling);
                encoder.set_progressive(progressive);
            });
            let (found, raw) = compression(&bytes, None);
            assert_eq!(found.codec, "JPEG");
            assert_eq!((found.quality, found.standard_tables), (Some(83), true));
            assert_eq!(found.chroma_subsampling.as_deref(), Some(name));
            assert_eq!(found.progressive, progressive);
            assert_eq!(found.encoder, None, "standard tables name nobody");
            assert_eq!(value(&raw, "JFIF"), "yes");
        }
    }
}

#[test]
fn optimised_huffman_tables_are_told_from_the_standard_ones() {
    for (optimised, name) in [(false, "standard"), (true, "optimised")] {
        let bytes = jpeg(&picture(64, 64), |encoder| {
            encoder.set_optimized_huffman_tables(optimised);
        });
        assert_eq!(value(&compression(&bytes, None).1, "Huffman tables"), name);
    }
}

#[test]
fn the_other_formats_are_named() {
    let picture = picture(40, 30);
    for (format, codec) in [
        (ImageFormat::Png, "PNG"),
        (ImageFormat::WebP, "WebP lossless"),
        (ImageFormat::Tiff, "TIFF"),
        (ImageFormat::Gif, "GIF"),
    ] {
        let (found, _) = compression(&encoded(&picture, format), None);
        assert_eq!((found.codec.as_str(), found.quality), (codec, None));
    }
    let (_, raw) = compression(&encoded(&picture, ImageFormat::Png), None);
    assert_eq!(
        (value(&raw, "bit depth"), value(&raw, "colour type")),
        ("8".into(), "2".into())
    );
}

#[test]
fn a_favoured_size_is_a_hint_only_without_a_camera() {
    let bytes = encoded(&picture(512, 512), ImageFormat::Png);
    let hints = |names_camera| {
        let history = read(&bytes, &open(&bytes), None, names_camera);
        let is_hint = |finding: &&Finding| matches!(finding.what, What::Dimensions(_));
        history.measurements.iter().filter(is_hint).count()
    };
    assert_eq!((hints(false), hints(true)), (1, 0));
}

/// An APP1 segment with an EXIF block: orientation in the first directory, `thumbnail` in the
/// second.
fn with_exif(jpeg: &[u8], orientation: u8, thumbnail: &[u8]) -> Vec<u8> {
    let field = |tag: u16, value: u32| {
        let mut entry = [tag.to_le_bytes(), 4u16.to_le_bytes()].concat();
        entry.extend([1u32.to_le_bytes(), value.to_le_bytes()].concat());
        entry
    };
    // The header has 8 bytes, a directory 2, 12 an entry, and 4.
    let exif = [
        b"II\x2a\0\x08\0\0\0\x01\0".to_vec(),
        field(274, u32::from(orientation)),
        26u32.to_le_bytes().to_vec(),
        2u16.to_le_bytes().to_vec(),
        field(0x0201, 56),
        field(0x0202, thumbnail.len() as u32),
        0u32.to_le_bytes().to_vec(),
        thumbnail.to_vec(),
    ]
    .concat();
    let length = (2 + 6 + exif.len()) as u16;
    let head = [&[0xff, 0xe1][..], &length.to_be_bytes(), b"Exif\0\0"].concat();
    [&jpeg[..2], &head, &exif, &jpeg[2..]].concat()
}

fn thumbnails(bytes: &[u8], picture: Option<&RgbImage>) -> Vec<What> {
    let history = read(bytes, &open(bytes), picture, false);
    history
        .claims
        .into_iter()
        .map(|finding| finding.what)
        .collect()
}

#[test]
fn the_thumbnail_is_compared_with_the_upright_picture() {
    let stored = picture(320, 240);
    let small = image::imageops::resize(&stored, 160, 120, image::imageops::FilterType::Triangle);
    let file = with_exif(&jpeg(&stored, |_| {}), 6, &jpeg(&small, |_| {}));
    let upright = image::imageops::rotate90(&stored);
    let [What::Thumbnail(found)] = &thumbnails(&file, Some(&upright))[..] else {
        panic!("no thumbnail");
    };
    assert_eq!((found.width_px, found.height_px), (160, 120));
    assert!(!found.disagrees && found.difference.is_some());
    let other = RgbImage::from_pixel(240, 320, Rgb([250, 0, 250]));
    let [What::Thumbnail(found)] = &thumbnails(&file, Some(&other))[..] else {
        panic!("no thumbnail");
    };
    assert!(found.disagrees);
    let [What::Thumbnail(found)] = &thumbnails(&file, None)[..] else {
        panic!("no thumbnail");
    };
    assert_eq!((found.difference, found.disagrees), (None, false));
}

#[test]
fn a_thumbnail_that_is_no_jpeg_is_a_problem() {
    let damaged = with_exif(&jpeg(&picture(64, 48), |_| {}), 1, &[0xff, 0xd8, 1, 2, 3]);
    assert!(matches!(
        &thumbnails(&damaged, None)[..],
        [What::Problem(_)]
    ));
}

/// A file that was compressed twice, turned in between by its orientation alone.
#[test]
fn the_earlier_compression_of_a_turned_picture_is_found() {
    let texture = RgbImage::from_fn(320, 240, |x, y| {
        let wave = |f: u32| ((x * f % 251) ^ (y * (f + 2) % 241)) % 64;
        Rgb([(40 + wave(3) + wave(7) + (x + y) / 8) as u8; 3])
    });
    let once = image::load_from_memory(&jpeg(&texture, |_| {}))
        .unwrap()
        .into_rgb8();
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, 96)
        .encode(once.as_raw(), 320, 240, ColorType::Rgb)
        .unwrap();
    let stored = image::load_from_memory(&bytes).unwrap().into_rgb8();
    let turned = with_exif(&bytes, 6, &[]);
    let upright = image::imageops::rotate90(&stored);
    let earlier = compression(&turned, Some(&upright)).0.earlier.unwrap();
    assert!(earlier.quality.abs_diff(83) <= 5, "{earlier:?}");
    // Without the orientation the grid is another one, and another size is another picture.
    assert_eq!(compression(&bytes, Some(&upright)).0.earlier, None);
    assert!(compression(&bytes, Some(&stored)).0.earlier.is_some());
    assert_eq!(compression(&bytes, None).0.earlier, None);
}

#[test]
fn a_cut_table_is_a_problem_with_its_place() {
    let mut bytes = jpeg(&picture(32, 32), |_| {});
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0xff, 0xdb])
        .unwrap();
    // A table number that does not exist.
    bytes[at + 4] = 0x07;
    let history = read(&bytes, &open(&bytes), None, false);
    let problem = &history.claims[0];
    assert!(matches!(problem.what, What::Problem(_)));
    assert_eq!(problem.place.offset_bytes, at as u64);
    assert_eq!(problem.place.container, "JPEG DQT");
}
