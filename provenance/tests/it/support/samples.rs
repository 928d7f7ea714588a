//! A small file of every format with metadata in every place.
//!
//! Fuzzing starts from the same files.

use jpeg_encoder::{ColorType, Encoder};

use super::exif::{self, USER_COMMENT, Value};
use super::jumbf::{action, manifest, segments, store};
use super::{
    avif, bmff_box, brob, chunk, exif_segment, gif, jpeg, jpeg_xl, png, samsung_trailer, segment,
    sub_blocks, text, webp, xmp, xmp_segment, zlib,
};

/// A file of every kind, with everything in it that has a reader.
pub fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let parameters =
        "a red house\nNegative prompt: x\nSteps: 20, Sampler: Euler, Seed: 4, Model: m";
    let comment = [b"ASCII\0\0\0", parameters.as_bytes()].concat();
    let camera = exif::exif(
        &[
            (exif::MAKE, Value::Ascii("Maker")),
            (exif::SOFTWARE, Value::Ascii("Program")),
        ],
        &[(USER_COMMENT, Value::Undefined(&comment))],
        &[
            (1, Value::Ascii("S")),
            (2, Value::Rationals(&[(10, 1), (30, 1), (36, 1)])),
        ],
    );
    let packet = xmp(
        r#"xmp:CreatorTool="A" Iptc4xmpExt:DigitalSourceType="digitalCapture""#,
        r#"<xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved"/></rdf:Seq></xmpMM:History>"#,
    );
    let created = action("c2pa.created", "ChatGPT", "trainedAlgorithmicMedia");
    let store = store(&[manifest("urn:c2pa:1", "ChatGPT", &[created])]);
    let uuid = b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
    let boxed = bmff_box(b"uuid", &[uuid, &[0; 4], b"manifest\0", &[0; 8], &store]);
    let extension = [b"\x21\xff\x0bC2PA_GIF\x01\0\0", &sub_blocks(&store)[..]].concat();
    let field = b"\x1c\x02\x41\x00\x05Paint";
    let resource = [
        b"8BIM\x04\x04\0\0",
        &(field.len() as u32).to_be_bytes()[..],
        field,
    ]
    .concat();
    let mut parts = segments(&store, 200);
    parts.extend([
        exif_segment(&camera),
        xmp_segment(&packet),
        segment(0xed, &[b"Photoshop 3.0\0", &resource]),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &[0; 128]]),
    ]);
    let graph = r#"{"1": {"class_type": "K", "inputs": {"seed": 1, "positive": ["2", 0]}},
        "2": {"class_type": "E", "inputs": {"text": "a"}}}"#;
    let zipped = [b"Comment\0\0", &zlib(parameters.as_bytes())[..]].concat();
    let saved = [
        exif_segment(&camera_with_thumbnail()),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &profile()]),
        segment(0xec, &[b"Ducky\0\x01\0\x04\0\0\0\x3c\0\0"]),
    ];
    vec![
        ("JPEG", jpeg(&parts)),
        (
            "PNG",
            png(&[
                text("parameters", parameters),
                text("prompt", graph),
                chunk("zTXt", &zipped),
                chunk("eXIf", &camera),
                chunk("caBX", &store),
            ]),
        ),
        (
            "WebP",
            webp(&[
                (b"EXIF", &camera),
                (b"XMP ", packet.as_bytes()),
                (b"C2PA", &store),
            ]),
        ),
        ("AVIF", avif(&camera, &packet, &boxed)),
        ("GIF", gif(&[extension])),
        (
            "JPEG XL",
            jpeg_xl(&[
                brob(*b"Exif", &[&[0; 4], &camera[..]].concat()),
                bmff_box(b"xml ", &[packet.as_bytes()]),
                store.clone(),
            ]),
        ),
        (
            "JPEG XL with compressed boxes",
            jpeg_xl(&[
                bmff_box(b"Exif", &[&[0; 4], &camera]),
                brob(*b"xml ", packet.as_bytes()),
                brob(*b"jumb", &store[8..]),
            ]),
        ),
        ("TIFF", camera),
        ("JPEG with a thumbnail", jpeg(&saved)),
        ("JPEG with badly written records", badly_written()),
    ]
}

/// Records with what is no JSON, in fields of a camera and as XMP, and Samsung's trailer.
fn badly_written() -> Vec<u8> {
    let graph = r#"Prompt: {"1": {"class_type": "K", "inputs": {"seed": NaN, "positive": ["2", 0]}},
        "2": {"class_type": "E", "inputs": {"text": "a\ud83d"}}}"#;
    let workflow = r#"workflow:{"nodes": [{"id": 1, "type": "KSampler", "widgets_values": [1]}],
        "links": [[1, 2, 0, 1, 0, "MODEL"]]}"#;
    let comment = "UNICODE\0".encode_utf16().flat_map(u16::to_le_bytes);
    let comment: Vec<u8> = comment.collect();
    let fields = exif::exif(
        &[
            (exif::MAKE, Value::Ascii(graph)),
            (0x010d, Value::Ascii(workflow)),
            (
                USER_COMMENT,
                Value::Ascii(r#"{"sui_image_params": {"prompt": "a"}}"#),
            ),
        ],
        &[(USER_COMMENT, Value::Undefined(&comment))],
        &[],
    );
    let object = r#"{"c": "a", "uc": "b", "steps": 1, "seed": Infinity}"#;
    let packet = xmp(
        "",
        &format!("<exif:UserComment>{object}</exif:UserComment>"),
    );
    let picture = jpeg(&[exif_segment(&fields), xmp_segment(&packet)]);
    let trailer = samsung_trailer("PEg_Info", r#"{"genAIType": "8"}"#);
    [picture, trailer].concat()
}

/// EXIF data: a maker in the first directory, and a JPEG thumbnail in the second.
fn camera_with_thumbnail() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let numbers = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
        [numbers, [count.to_le_bytes(), value.to_le_bytes()].concat()].concat()
    };
    let mut thumbnail = Vec::new();
    Encoder::new(&mut thumbnail, 40)
        .encode(&[90; 16 * 12 * 3], 16, 12, ColorType::Rgb)
        .expect("writing to memory");
    // The header has 8 bytes, a directory 2, 12 an entry, and 4: the second starts at 50, the
    // maker at 80 and the thumbnail at 92.
    [
        b"II\x2a\0\x08\0\0\0\x03\0".to_vec(),
        entry(0x010f, 2, 12, 80),
        entry(0x0112, 3, 1, 6),
        entry(0x0131, 2, 4, u32::from_le_bytes(*b"abc\0")),
        50u32.to_le_bytes().to_vec(),
        2u16.to_le_bytes().to_vec(),
        entry(0x0201, 4, 1, 92),
        entry(0x0202, 4, 1, thumbnail.len() as u32),
        0u32.to_le_bytes().to_vec(),
        b"Some Camera\0".to_vec(),
        thumbnail,
    ]
    .concat()
}

/// A colour profile of version 2 with a description.
fn profile() -> Vec<u8> {
    let mut bytes = vec![0; 128];
    bytes[8] = 2;
    bytes[16..20].copy_from_slice(b"RGB ");
    bytes[36..40].copy_from_slice(b"acsp");
    let tag = [
        &1u32.to_be_bytes()[..],
        b"desc",
        &144u32.to_be_bytes(),
        &30u32.to_be_bytes(),
    ];
    let text = [
        &b"desc\0\0\0\0"[..],
        &5u32.to_be_bytes(),
        b"sRGB\0",
        &[0; 13],
    ];
    [bytes, tag.concat(), text.concat()].concat()
}
