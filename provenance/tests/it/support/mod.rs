//! Files with metadata, made by hand from the specifications of their formats.
#![allow(dead_code, reason = "each test takes a part")]

pub mod exif;
pub mod jumbf;
pub mod samples;

use std::io::{Cursor, Write};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use spectrafide_provenance::finding::{Capture, Declaration, Generation, Problem};
use spectrafide_provenance::{Finding, What, read};

/// Eight bytes in front of the first chunk.
pub const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture of 24 by 16 pixels.
pub fn picture() -> RgbImage {
    RgbImage::from_fn(24, 16, |x, y| Rgb([x as u8 * 9, y as u8 * 13, 77]))
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = DynamicImage::from(picture());
    picture
        .write_to(&mut Cursor::new(&mut bytes), format)
        .expect("writing to memory");
    bytes
}

/// A PNG chunk with its checksum (PNG specification, annex D).
pub fn chunk(kind: &str, data: &[u8]) -> Vec<u8> {
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
    [
        &(data.len() as u32).to_be_bytes()[..],
        &body,
        &crc.to_be_bytes(),
    ]
    .concat()
}

/// A text chunk.
pub fn text(keyword: &str, text: &str) -> Vec<u8> {
    chunk(
        "tEXt",
        &[keyword.as_bytes(), b"\0", text.as_bytes()].concat(),
    )
}

/// A PNG with `chunks` in front of the picture's data.
pub fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let png = encoded(ImageFormat::Png);
    // The signature and a header of 13 bytes in its chunk.
    let at = PNG_SIGNATURE.len() + 12 + 13;
    [&png[..at], &chunks.concat(), &png[at..]].concat()
}

/// A PNG with `chunks` between the picture's data and the end.
pub fn png_with_late(chunks: &[Vec<u8>]) -> Vec<u8> {
    let png = encoded(ImageFormat::Png);
    let end = png.len() - 12;
    [&png[..end], &chunks.concat(), &png[end..]].concat()
}

/// Compressed as zlib.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

/// Compressed as gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

/// A JPEG segment.
pub fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let length = u16::try_from(data.len() + 2).expect("a segment is that short");
    [&[0xff, marker][..], &length.to_be_bytes(), &data].concat()
}

/// A JPEG with `segments` behind its start marker.
pub fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let jpeg = encoded(ImageFormat::Jpeg);
    [&jpeg[..2], &segments.concat(), &jpeg[2..]].concat()
}

/// A segment with EXIF data.
pub fn exif_segment(exif: &[u8]) -> Vec<u8> {
    segment(0xe1, &[b"Exif\0\0", exif])
}

/// A segment with an XMP packet.
pub fn xmp_segment(packet: &str) -> Vec<u8> {
    segment(
        0xe1,
        &[b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()],
    )
}

/// A lossless WebP with `chunks` behind the picture, where the format has its metadata.
pub fn webp(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut webp = encoded(ImageFormat::WebP);
    for (kind, data) in chunks {
        webp.extend_from_slice(*kind);
        webp.extend_from_slice(&(data.len() as u32).to_le_bytes());
        webp.extend_from_slice(data);
        webp.resize(webp.len().next_multiple_of(2), 0);
    }
    let length = (webp.len() - 8) as u32;
    webp[4..8].copy_from_slice(&length.to_le_bytes());
    webp
}

/// A box of the ISO base media file format.
pub fn bmff_box(kind: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    [&(data.len() as u32 + 8).to_be_bytes()[..], kind, &data].concat()
}

/// An AVIF without pixels: metadata items in `mdat`, and `tail` behind it.
pub fn avif(exif: &[u8], xmp: &str, tail: &[u8]) -> Vec<u8> {
    let brand = bmff_box(b"ftyp", &[b"avif\0\0\0\0avifmif1"]);
    // In front of the TIFF header stands the distance to it.
    let exif = [&[0; 4], exif].concat();
    let entry = |id: u8, kind: &[u8; 4], rest: &[u8]| {
        bmff_box(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], kind, rest])
    };
    let entries = [
        entry(1, b"Exif", b"\0"),
        entry(2, b"mime", b"\0application/rdf+xml\0"),
    ];
    let info = bmff_box(b"iinf", &[&[0, 0, 0, 0, 0, 2], &entries.concat()]);
    let size = bmff_box(
        b"ispe",
        &[&[0; 4], &24_u32.to_be_bytes(), &16_u32.to_be_bytes()],
    );
    let properties = bmff_box(b"iprp", &[&bmff_box(b"ipco", &[&size])]);
    let location = |exif_at: usize| {
        let item = |id: u8, at: usize, length: usize| {
            let extent = [(at as u32).to_be_bytes(), (length as u32).to_be_bytes()].concat();
            [&[0, id, 0, 0, 0, 1][..], &extent].concat()
        };
        let items = [
            item(1, exif_at, exif.len()),
            item(2, exif_at + exif.len(), xmp.len()),
        ];
        bmff_box(b"iloc", &[&[0, 0, 0, 0, 0x44, 0, 0, 2], &items.concat()])
    };
    let meta = |at: usize| bmff_box(b"meta", &[&[0; 4], &info, &location(at), &properties]);
    let data_at = brand.len() + meta(0).len() + 8;
    let data = bmff_box(b"mdat", &[&exif, xmp.as_bytes()]);
    [brand, meta(data_at), data, tail.to_vec()].concat()
}

/// A JPEG XL with `boxes` in front of a codestream that nobody decodes.
pub fn jpeg_xl(boxes: &[Vec<u8>]) -> Vec<u8> {
    let signature = bmff_box(b"JXL ", &[b"\r\n\x87\n"]);
    let brand = bmff_box(b"ftyp", &[b"jxl \0\0\0\0jxl "]);
    let codestream = bmff_box(b"jxlc", &[b"\xff\x0a and so on"]);
    [signature, brand, boxes.concat(), codestream].concat()
}

/// A compressed box of a JPEG XL that holds one of this kind.
pub fn brob(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut &data[..], &mut packed, &settings).expect("writing to memory");
    bmff_box(b"brob", &[&kind, &packed])
}

/// A GIF of one pixel with `extensions` in front of it.
pub fn gif(extensions: &[Vec<u8>]) -> Vec<u8> {
    let header = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff";
    let picture = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";
    [&header[..], &extensions.concat(), picture].concat()
}

/// `data` in sub-blocks, with the empty one at the end.
pub fn sub_blocks(data: &[u8]) -> Vec<u8> {
    let blocks = data
        .chunks(255)
        .flat_map(|part| [&[part.len() as u8][..], part].concat());
    blocks.chain([0]).collect()
}

/// An XMP packet with the usual namespaces: `attributes` and `elements` of one description.
pub fn xmp(attributes: &str, elements: &str) -> String {
    format!(
        r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
  xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
  xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
  xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" {attributes}>{elements}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#
    )
}

/// Samsung's trailer of one field, as it stands behind a picture.
pub fn samsung_trailer(name: &str, value: &str) -> Vec<u8> {
    let kind = 0x0ba1_u16.to_le_bytes();
    let length = (name.len() as u32).to_le_bytes();
    let field = [
        &[0, 0][..],
        &kind,
        &length,
        name.as_bytes(),
        value.as_bytes(),
    ]
    .concat();
    let distance = (field.len() as u32).to_le_bytes();
    let count = 1_u32.to_le_bytes();
    let version = 107_u32.to_le_bytes();
    let entry = [&[0, 0][..], &kind, &distance, &distance].concat();
    let directory = [b"SEFH", &version[..], &count, &entry].concat();
    let length = (directory.len() as u32).to_le_bytes();
    [field, directory, length.to_vec(), b"SEFT".to_vec()].concat()
}

/// The findings of a file.
pub fn findings(bytes: &[u8]) -> Vec<Finding> {
    read(bytes, None).findings
}

/// The generators' records of a file.
pub fn generations(bytes: &[u8]) -> Vec<Generation> {
    let found = findings(bytes).into_iter();
    found
        .filter_map(|finding| match finding.what {
            What::Generation(generation) => Some(generation),
            _ => None,
        })
        .collect()
}

/// The only record of a file.
pub fn generation(bytes: &[u8]) -> Generation {
    let mut found = generations(bytes);
    assert_eq!(found.len(), 1, "one record: {found:?}");
    found.remove(0)
}

/// The labels of a file.
pub fn declarations(bytes: &[u8]) -> Vec<Declaration> {
    let found = findings(bytes).into_iter();
    found
        .filter_map(|finding| match finding.what {
            What::Declaration(declaration) => Some(declaration),
            _ => None,
        })
        .collect()
}

/// The cameras of a file.
pub fn captures(bytes: &[u8]) -> Vec<Capture> {
    let found = findings(bytes).into_iter();
    found
        .filter_map(|finding| match finding.what {
            What::Capture(capture) => Some(*capture),
            _ => None,
        })
        .collect()
}

/// The problems of a file.
pub fn problems(bytes: &[u8]) -> Vec<Problem> {
    let found = findings(bytes).into_iter();
    found
        .filter_map(|finding| match finding.what {
            What::Problem(problem) => Some(problem),
            _ => None,
        })
        .collect()
}
