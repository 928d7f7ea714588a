//! Files made by hand, one for each fact.

use super::*;

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let outline = outline(bytes);
    outline.width_px.zip(outline.height_px)
}

/// A JPEG segment with its length, which counts itself.
fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker][..], &length, data].concat()
}

/// A JPEG of 300 by 200 pixels with one scan of `coded`.
fn jpeg(before_frame: &[u8], coded: &[u8]) -> Vec<u8> {
    [
        b"\xff\xd8",
        before_frame,
        // Precision, height, width, one component.
        &segment(0xc0, &[8, 0, 200, 1, 44, 1, 1, 0x11, 0]),
        &segment(0xda, &[1, 1, 0, 0, 63, 0]),
        coded,
        b"\xff\xd9",
    ]
    .concat()
}

#[test]
fn every_cut_of_a_jpeg_lacks_its_end() {
    // A stuffed byte, a restart, a fill byte, a second scan.
    let coded = [b"ab\xff\0c\xff\xd0d\xff", &segment(0xda, &[0; 6])[..], b"e"].concat();
    let whole = jpeg(&[], &coded);
    assert_eq!(outline(&whole).ending, Ending::Complete);
    assert_eq!(size(&whole), Some((300, 200)));
    for length in 3..whole.len() {
        assert_eq!(
            outline(&whole[..length]).ending,
            Ending::Missing,
            "{length}"
        );
    }
}

#[test]
fn the_end_of_a_thumbnail_is_not_the_end_of_the_jpeg() {
    let thumbnail = jpeg(&[], b"small");
    let whole = jpeg(
        &segment(0xe1, &[b"Exif\0\0", &thumbnail[..]].concat()),
        b"large",
    );
    assert_eq!(outline(&whole).ending, Ending::Complete);
    assert_eq!(outline(&whole[..whole.len() - 1]).ending, Ending::Missing);
}

#[test]
fn what_follows_the_end_of_a_jpeg_plays_no_part() {
    let whole = jpeg(&[], b"coded");
    let followed = [&whole[..], b"another picture ", &whole[..4]].concat();
    assert_eq!(outline(&followed), outline(&whole));
}

#[test]
fn a_jpeg_segment_that_is_too_long_hides_the_end() {
    let mut lying = jpeg(&segment(0xfe, b"note"), b"coded");
    lying[4..6].fill(0xff);
    assert_eq!(outline(&lying).ending, Ending::Missing);
}

/// A PNG chunk, whose checksum is not looked at.
fn chunk(kind: &str, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_be_bytes();
    [&length[..], kind.as_bytes(), data, &[0; 4]].concat()
}

fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat()
}

fn ihdr(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    chunk("IHDR", &[&size[..], &[8, 2, 0, 0, 0]].concat())
}

#[test]
fn a_png_has_the_size_of_its_first_header_and_ends_with_its_last_chunk() {
    let (data, end) = (chunk("IDAT", b"coded"), chunk("IEND", b""));
    let whole = png(&[ihdr(30_000, 7), ihdr(1, 1), data, end]);
    assert_eq!(size(&whole), Some((30_000, 7)));
    assert_eq!(outline(&whole).ending, Ending::Complete);
    for length in 8..whole.len() {
        assert_eq!(
            outline(&whole[..length]).ending,
            Ending::Missing,
            "{length}"
        );
    }
}

#[test]
fn a_png_is_animated_when_it_says_so_before_its_picture() {
    let control = || chunk("acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    let (data, end) = (|| chunk("IDAT", b"coded"), || chunk("IEND", b""));
    assert!(outline(&png(&[ihdr(1, 1), control(), data(), end()])).animated);
    assert!(!outline(&png(&[ihdr(1, 1), data(), control(), end()])).animated);
    assert!(!outline(&png(&[ihdr(1, 1), data(), end()])).animated);
    // Of no frames, and of more than the specification allows.
    for frames in [[0; 4], [0x80, 0, 0, 0]] {
        let control = chunk("acTL", &[frames, [0; 4]].concat());
        assert!(!outline(&png(&[ihdr(1, 1), control, data(), end()])).animated);
    }
}

/// A WebP of these chunks.
fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let body: Vec<u8> = chunks
        .iter()
        .flat_map(|(kind, data)| {
            let length = (data.len() as u32).to_le_bytes();
            let padding = vec![0; data.len() % 2];
            [&kind[..], &length, data, &padding].concat()
        })
        .collect();
    let length = (body.len() as u32 + 4).to_le_bytes();
    [b"RIFF", &length[..], b"WEBP", &body].concat()
}

#[test]
fn a_webp_has_its_canvas_and_its_flag_of_an_animation() {
    // Width and height less one.
    let canvas = |flags| [flags, 0, 0, 0, 0x2b, 1, 0, 199, 0, 0];
    // Alpha and EXIF, but no animation.
    let still = webp(&[(b"VP8X", &canvas(0x18)), (b"VP8 ", b"coded")]);
    assert_eq!(size(&still), Some((300, 200)));
    assert!(!outline(&still).animated);
    let moving = webp(&[(b"VP8X", &canvas(0x02)), (b"ANMF", b"frame")]);
    assert!(outline(&moving).animated);
    for whole in [still, moving] {
        assert_eq!(outline(&whole).ending, Ending::Complete);
        for length in 12..whole.len() {
            assert_eq!(
                outline(&whole[..length]).ending,
                Ending::Missing,
                "{length}"
            );
        }
    }
}

#[test]
fn a_webp_without_a_canvas_has_the_size_of_its_picture() {
    // Frame tag, start code, width and height; RFC 6386, section 9.1.
    let lossy = [0, 0, 0, 0x9d, 0x01, 0x2a, 44, 1, 200, 0];
    assert_eq!(size(&webp(&[(b"VP8 ", &lossy)])), Some((300, 200)));
    // A signature, then twice 14 bits less one; RFC 9649, section 3.4.
    let bits: u32 = 299 + (199 << 14);
    let lossless = [&[0x2f][..], &bits.to_le_bytes()].concat();
    assert_eq!(size(&webp(&[(b"VP8L", &lossless)])), Some((300, 200)));
}

/// A GIF of 3 by 2 pixels with a table of two colours, and these blocks.
fn gif(blocks: &[&[u8]]) -> Vec<u8> {
    let head = b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xff\xff\xff";
    [&head[..], &blocks.concat()].concat()
}

/// An image with a table of its own, and two sub-blocks.
const IMAGE: &[u8] = b"\x2c\0\0\0\0\x03\0\x02\0\x80\0\0\0\xff\xff\xff\x02\x02ab\x01c\0";
/// A graphic control extension and a comment that holds what looks like an image.
const EXTENSIONS: &[u8] = b"\x21\xf9\x04\0\0\0\0\0\x21\xfe\x03\x2c\x2c\x2c\0";

#[test]
fn a_gif_is_animated_from_its_second_image_on() {
    let still = gif(&[EXTENSIONS, IMAGE, EXTENSIONS, b"\x3b"]);
    assert_eq!(size(&still), Some((3, 2)));
    assert!(!outline(&still).animated);
    let two = gif(&[EXTENSIONS, IMAGE, EXTENSIONS, IMAGE, b"\x3b"]);
    assert!(outline(&two).animated);
    assert!(outline(&gif(&[IMAGE, IMAGE, IMAGE, b"\x3b"])).animated);
    for length in 6..two.len() {
        let cut = outline(&two[..length]);
        assert_eq!(cut.ending, Ending::Missing, "{length}");
        // The mark of the second image is enough.
        let second = two.len() - 1 - IMAGE.len();
        assert_eq!(cut.animated, length > second, "{length}");
    }
}

#[test]
fn an_application_extension_of_nothing_does_not_shift_what_follows() {
    let file = gif(&[b"\x21\xff\0", IMAGE, IMAGE, b"\x3b"]);
    assert_eq!(outline(&file).ending, Ending::Complete);
    assert!(outline(&file).animated);
}

/// A TIFF whose directory has these fields: tag, type, value.
fn tiff(big_endian: bool, fields: &[(u16, u16, u32)]) -> Vec<u8> {
    let short = |number: u16| {
        if big_endian {
            number.to_be_bytes()
        } else {
            number.to_le_bytes()
        }
    };
    let long = |number: u32| {
        if big_endian {
            number.to_be_bytes()
        } else {
            number.to_le_bytes()
        }
    };
    let mut bytes = if big_endian { b"MM" } else { b"II" }.to_vec();
    bytes.extend(short(42));
    bytes.extend(long(8));
    bytes.extend(short(fields.len() as u16));
    for &(tag, kind, value) in fields {
        bytes.extend([short(tag), short(kind)].concat());
        bytes.extend(long(1));
        let mut field = match kind {
            1 => vec![value as u8],
            3 => short(value as u16).to_vec(),
            _ => long(value).to_vec(),
        };
        field.resize(4, 0);
        bytes.extend(field);
    }
    bytes.extend([0; 4]);
    bytes
}

#[test]
fn tiles_and_planes_are_only_both_together_tiled_planes() {
    for big_endian in [false, true] {
        let with = |fields: &[(u16, u16, u32)]| {
            let fields = [&[(256, 3, 300), (257, 4, 200)], fields].concat();
            outline(&tiff(big_endian, &fields))
        };
        let both = with(&[(284, 3, 2), (322, 3, 16)]);
        assert_eq!((both.width_px, both.height_px), (Some(300), Some(200)));
        assert!(both.tiled_planes);
        // As a byte and as a long number, too.
        assert!(with(&[(284, 1, 2), (322, 3, 16)]).tiled_planes);
        assert!(with(&[(284, 4, 2), (322, 3, 16)]).tiled_planes);
        assert!(!with(&[(284, 3, 1), (322, 3, 16)]).tiled_planes);
        assert!(!with(&[(284, 3, 2)]).tiled_planes);
        assert!(!with(&[(322, 3, 16)]).tiled_planes);
        assert_eq!(both.ending, Ending::Unknown);
    }
}

#[test]
fn an_iso_file_ends_with_its_last_box() {
    let whole = b"\0\0\0\x10ftypmp42\0\0\0\0\0\0\0\x0cmdatcode";
    let outline_of = |bytes: &[u8]| (outline(bytes).format, outline(bytes).ending);
    assert_eq!(outline_of(whole), (Some(Format::Bmff), Ending::Complete));
    assert_eq!(
        outline_of(&whole[..27]),
        (Some(Format::Bmff), Ending::Missing)
    );
}

#[test]
fn what_is_not_walked_has_a_format_alone() {
    for (bytes, format) in [
        (&b"BM and so on"[..], Some(Format::Bmp)),
        (b"%PDF-1.7", Some(Format::Pdf)),
        (b"\xff\x0a and so on", Some(Format::JpegXl)),
        (b"text", None),
        (b"", None),
    ] {
        let expected = Outline {
            format,
            ..Outline::default()
        };
        assert_eq!(outline(bytes), expected);
    }
}
