//! Metadata in the boxes of a JPEG XL, compressed or not.

use crate::support::exif::{self, Value};
use crate::support::jumbf::{action, manifest, store, super_box};
use crate::support::*;
use spectrafide_provenance::finding::{Finding, Problem};
use spectrafide_provenance::{What, read};

fn camera() -> Vec<u8> {
    exif::exif(&[(exif::MAKE, Value::Ascii("Maker"))], &[], &[])
}

fn generated() -> Vec<u8> {
    let created = action("c2pa.created", "ChatGPT", "trainedAlgorithmicMedia");
    store(&[manifest("urn:c2pa:1", "ChatGPT", &[created])])
}

/// What is found, with where.
fn told(boxes: &[Vec<u8>]) -> Vec<(String, String)> {
    let kind = |finding: &Finding| match &finding.what {
        What::Capture(capture) => capture.make.clone().unwrap_or_default(),
        What::Declaration(declaration) => declaration.term.clone(),
        What::Credentials(credentials) => credentials.manifests[0].label.clone(),
        What::Problem(problem) => problem.words(),
        other => format!("{other:?}"),
    };
    let found = findings(&jpeg_xl(boxes)).into_iter();
    found
        // The generator that the credentials name.
        .filter(|finding| !matches!(finding.what, What::Generation(_)))
        .map(|finding| (kind(&finding), finding.place.container))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = expected.iter();
    owned
        .map(|(what, place)| ((*what).to_owned(), (*place).to_owned()))
        .collect()
}

#[test]
fn boxes_say_the_same_compressed_or_not() {
    let exif = [&[0; 4], &camera()[..]].concat();
    let packet = xmp(
        r#"Iptc4xmpExt:DigitalSourceType="trainedAlgorithmicMedia""#,
        "",
    );
    let store = generated();
    let expected = ["Maker", "trainedAlgorithmicMedia", "urn:c2pa:1"];
    let plain = [
        bmff_box(b"Exif", &[&exif]),
        bmff_box(b"xml ", &[packet.as_bytes()]),
        store.clone(),
    ];
    let places = ["JPEG XL Exif", "JPEG XL xml", "JPEG XL jumb"];
    let of = |places: [&str; 3]| {
        let all: Vec<_> = expected.into_iter().zip(places).collect();
        pairs(&all)
    };
    assert_eq!(told(&plain), of(places));
    let packed = [
        brob(*b"Exif", &exif),
        brob(*b"xml ", packet.as_bytes()),
        brob(*b"jumb", &store[8..]),
    ];
    assert_eq!(
        told(&packed),
        of(["JPEG XL brob Exif", "JPEG XL brob xml", "JPEG XL brob jumb"])
    );
}

/// ISO/IEC 18181-2: the EXIF data starts where the box's first number says.
#[test]
fn exif_starts_behind_its_offset() {
    let later = [&3_u32.to_be_bytes()[..], b"abc", &camera()].concat();
    for boxed in [bmff_box(b"Exif", &[&later]), brob(*b"Exif", &later)] {
        assert_eq!(told(&[boxed])[0].0, "Maker");
    }
    let outside = bmff_box(b"Exif", &[&u32::MAX.to_be_bytes(), &camera()]);
    assert_eq!(told(&[outside])[0].0, Problem::ExifItemEmpty.words());
}

/// Written by `cjxl` of libjxl, which compresses what it takes over from a JPEG: an orientation and
/// nothing else, so nothing is told, and nothing is wrong.
#[test]
fn a_box_that_another_program_compressed_is_unpacked() {
    let file = include_bytes!("../../../models/picture/tests/it/reference/jxl/jpeg.jxl");
    let container = spectrafide_provenance::container::open(file);
    let [exif] = container.blocks.as_slice() else {
        panic!("{container:?}");
    };
    assert_eq!(exif.place.container, "JPEG XL brob Exif");
    // A big-endian directory of one entry, tag 274, of the type SHORT (TIFF 6.0, section 2).
    let head = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    assert!(exif.data.starts_with(head), "{:?}", exif.data);
    assert_eq!(read(file, None).findings, []);
}

#[test]
fn what_is_no_metadata_is_left_alone() {
    let other = super_box(b"json", "somebody.else", &[]);
    let boxes = [
        other.clone(),
        brob(*b"jumb", &other[8..]),
        brob(*b"jbrd", b"what a JPEG was"),
        bmff_box(b"brob", &[b"xm"]),
    ];
    assert_eq!(told(&boxes), []);
    // No boxes, no metadata, and no fault.
    assert_eq!(findings(b"\xff\x0a and so on"), []);
}

#[test]
fn a_compressed_box_that_is_damaged_is_told_with_its_kind() {
    let packed = brob(*b"xml ", xmp("", "").as_bytes());
    let broken = bmff_box(b"brob", &[&packed[8..packed.len() - 9]]);
    let words = "The compressed box “xml” is damaged.";
    assert_eq!(told(&[broken]), pairs(&[(words, "JPEG XL brob xml")]));
    let mut cut = jpeg_xl(&[]);
    cut.pop();
    let problem = findings(&cut)
        .into_iter()
        .map(|finding| finding.what)
        .next();
    assert!(
        matches!(problem, Some(What::Problem(Problem::EndsInside { .. }))),
        "{problem:?}"
    );
}
