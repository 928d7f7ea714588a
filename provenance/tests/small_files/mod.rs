//! Small files of every format with metadata in every place.
//!
//! The fuzzing targets start from the same files.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

const PARAMETERS: &str = "a lighthouse, <lora:sea:0.8>\nNegative prompt: blurry\n\
    Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1234, Size: 48x32, Model: base";
const WORKFLOW: &str = r#"{"3":{"class_type":"KSampler","inputs":{"seed":5,"steps":20,
    "positive":["6",0],"model":["4",0]}},"4":{"class_type":"CheckpointLoaderSimple",
    "inputs":{"ckpt_name":"base.safetensors"}},"6":{"class_type":"CLIPTextEncode",
    "inputs":{"text":"a lighthouse","clip":["4",1]}}}"#;
const XMP: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:CreatorTool="A program"
    Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
    <xmpMM:History><rdf:Seq><rdf:li stEvt:action="saved" stEvt:when="2024-01-01"/></rdf:Seq>
    </xmpMM:History></rdf:Description></rdf:RDF></x:xmpmeta>"#;

fn picture() -> RgbImage {
    RgbImage::from_fn(48, 32, |x, y| {
        Rgb([x as u8 * 5, y as u8 * 7, (x * y) as u8])
    })
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture())
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("writing to memory");
    bytes
}

/// EXIF data: a maker in the first directory, and a JPEG thumbnail in the second.
pub fn exif() -> Vec<u8> {
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

/// A box of a JUMBF structure.
fn jumbf_box(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32 + 8).to_be_bytes();
    [&length[..], kind, data].concat()
}

fn described(kind: &[u8; 4], label: &str, content: &[u8]) -> Vec<u8> {
    let uuid = [&kind[..], b"\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"].concat();
    let description = [&uuid[..], &[3], label.as_bytes(), &[0]].concat();
    jumbf_box(
        b"jumb",
        &[jumbf_box(b"jumd", &description), content.to_vec()].concat(),
    )
}

/// A manifest store with a claim of three fields in CBOR.
pub fn manifest_store() -> Vec<u8> {
    let mut cbor = vec![0xa2];
    for (name, value) in [
        ("claim_generator", "a program/1"),
        ("dc:title", "lighthouse.jpg"),
    ] {
        for text in [name, value] {
            cbor.push(0x60 | text.len() as u8);
            cbor.extend(text.as_bytes());
        }
    }
    let claim = described(b"c2cl", "c2pa.claim", &jumbf_box(b"cbor", &cbor));
    let manifest = described(b"c2ma", "urn:uuid:1", &claim);
    described(b"c2pa", "c2pa", &manifest)
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&[0xff, marker][..], &length, data].concat()
}

fn jpeg() -> Vec<u8> {
    let plain = {
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 80)
            .encode(picture().as_raw(), 48, 32, ColorType::Rgb)
            .expect("writing to memory");
        bytes
    };
    let mut iptc = b"\x1c\x02\x41\0\x09A program".to_vec();
    iptc.push(0);
    let resource = [
        b"8BIM\x04\x04\0\0",
        &(iptc.len() as u32).to_be_bytes()[..],
        &iptc,
    ]
    .concat();
    let parts = [
        segment(0xe1, &[b"Exif\0\0", &exif()[..]].concat()),
        segment(
            0xe1,
            &[b"http://ns.adobe.com/xap/1.0/\0", XMP.as_bytes()].concat(),
        ),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &profile()[..]].concat()),
        segment(
            0xeb,
            &[b"JP\0\x01\0\0\0\x01", &manifest_store()[..]].concat(),
        ),
        segment(0xec, b"Ducky\0\x01\0\x04\0\0\0\x3c\0\0"),
        segment(0xed, &[b"Photoshop 3.0\0", &resource[..]].concat()),
        segment(0xfe, PARAMETERS.as_bytes()),
    ];
    [&plain[..2], &parts.concat(), &plain[2..]].concat()
}

/// A chunk of a PNG. Checksums are not looked at.
pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32).to_be_bytes()[..], kind, data, &[0; 4]].concat()
}

/// A PNG with `chunks` behind its header.
pub fn png_with(chunks: &[u8]) -> Vec<u8> {
    let plain = encoded(ImageFormat::Png);
    [&plain[..33], chunks, &plain[33..]].concat()
}

fn png() -> Vec<u8> {
    let chunks = [
        chunk(b"eXIf", &exif()),
        chunk(b"tEXt", &[b"parameters\0", PARAMETERS.as_bytes()].concat()),
        chunk(b"tEXt", &[b"prompt\0", WORKFLOW.as_bytes()].concat()),
        chunk(
            b"tEXt",
            b"Comment\0{\"prompt\": \"a lighthouse\", \"seed\": 5}",
        ),
        chunk(
            b"iTXt",
            &[b"XML:com.adobe.xmp\0\0\0\0\0", XMP.as_bytes()].concat(),
        ),
        chunk(b"caBX", &manifest_store()),
    ];
    png_with(&chunks.concat())
}

fn webp() -> Vec<u8> {
    let plain = encoded(ImageFormat::WebP);
    let part = |kind: &[u8; 4], data: &[u8]| {
        let padding = vec![0; data.len() % 2];
        [
            &kind[..],
            &(data.len() as u32).to_le_bytes(),
            data,
            &padding,
        ]
        .concat()
    };
    let body = [
        b"WEBP".to_vec(),
        part(b"VP8X", &[0x2c, 0, 0, 0, 47, 0, 0, 31, 0, 0]),
        part(b"ICCP", &profile()),
        plain[12..].to_vec(),
        part(b"EXIF", &exif()),
        part(b"XMP ", XMP.as_bytes()),
        part(b"C2PA", &manifest_store()),
    ]
    .concat();
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

/// An AVIF without pixels: an item list with EXIF and XMP, and their places.
fn avif() -> Vec<u8> {
    let full = |kind: &[u8; 4], version: u8, data: &[u8]| {
        jumbf_box(kind, &[&[version, 0, 0, 0], data].concat())
    };
    let entry = |id: u16, kind: &[u8; 4], rest: &[u8]| {
        full(
            b"infe",
            2,
            &[&id.to_be_bytes()[..], &[0, 0], kind, b"\0", rest].concat(),
        )
    };
    let exif = [&[0; 4][..], &exif()].concat();
    let items = [
        2u16.to_be_bytes().to_vec(),
        entry(1, b"Exif", b""),
        entry(2, b"mime", b"application/rdf+xml\0"),
    ]
    .concat();
    let size = full(
        b"ispe",
        0,
        &[48u32.to_be_bytes(), 32u32.to_be_bytes()].concat(),
    );
    let properties = jumbf_box(b"iprp", &jumbf_box(b"ipco", &size));
    let location = |offset: usize| {
        let extent = |id: u16, from: usize, length: usize| {
            let head = [id, 0, 1].map(u16::to_be_bytes).concat();
            let place = [from as u32, length as u32].map(u32::to_be_bytes).concat();
            [head, place].concat()
        };
        let data = [
            vec![0x44, 0, 0, 2],
            extent(1, offset, exif.len()),
            extent(2, offset + exif.len(), XMP.len()),
        ];
        full(b"iloc", 0, &data.concat())
    };
    let meta = |offset: usize| {
        let boxes = [
            full(b"iinf", 0, &items),
            properties.clone(),
            location(offset),
        ];
        full(b"meta", 0, &boxes.concat())
    };
    let brand = jumbf_box(b"ftyp", b"avif\0\0\0\0avifmif1");
    let offset = brand.len() + meta(0).len() + 8;
    let data = jumbf_box(b"mdat", &[&exif[..], XMP.as_bytes()].concat());
    [brand, meta(offset), data].concat()
}

fn gif() -> Vec<u8> {
    let plain = encoded(ImageFormat::Gif);
    let comment = [&[0x21, 0xfe, 11][..], b"parameters!", &[0]].concat();
    let end = plain.len() - 1;
    [&plain[..end], &comment, &plain[end..]].concat()
}

/// A file of each format, with its name.
pub fn small_files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("JPEG", jpeg()),
        ("PNG", png()),
        ("WebP", webp()),
        ("AVIF", avif()),
        ("TIFF", encoded(ImageFormat::Tiff)),
        ("EXIF as TIFF", exif()),
        ("GIF", gif()),
    ]
}

/// What reading a file of each format must find, so that the tests change files that are read to
/// their end.
#[test]
fn the_files_are_read_to_their_end() {
    use spectrafide_provenance::What;
    for (name, bytes) in small_files() {
        let findings = spectrafide_provenance::read(&bytes, None).findings;
        let has = |wanted: fn(&What) -> bool| findings.iter().any(|found| wanted(&found.what));
        assert!(
            !has(|what| matches!(what, What::Problem(_))),
            "{name}: {findings:#?}"
        );
        assert!(has(|what| matches!(what, What::Compression(_))), "{name}");
        if matches!(name, "JPEG" | "PNG" | "WebP" | "AVIF") {
            assert!(
                has(|what| matches!(what, What::Capture(_))),
                "{name}: {findings:#?}"
            );
            assert!(
                has(|what| matches!(what, What::Declaration(_))),
                "{name}: {findings:#?}"
            );
            assert!(
                has(|what| matches!(what, What::Thumbnail(_))),
                "{name}: {findings:#?}"
            );
        }
        if matches!(name, "JPEG" | "PNG" | "WebP") {
            assert!(
                has(|what| matches!(what, What::Credentials(_))),
                "{name}: {findings:#?}"
            );
        }
    }
}
