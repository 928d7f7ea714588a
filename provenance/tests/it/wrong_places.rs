//! Marks where they do not belong count for nothing, and the place is reported.

use crate::support::jumbf::{action, manifest, segments, store};
use crate::support::*;
use spectrafide_provenance::What;
use spectrafide_provenance::finding::Problem;

const PARAMETERS: &str = "a red house\nSteps: 20, Sampler: Euler, Seed: 4242, Model: house";
const LABEL: &str = r#"{"Label": "1", "ContentProducer": "0011"}"#;

/// No mark, and a problem.
fn is_refused(file: &[u8], what: &str) {
    let marks: Vec<_> = findings(file)
        .into_iter()
        .filter(|finding| {
            matches!(
                finding.what,
                What::Generation(_) | What::Declaration(_) | What::Credentials(_)
            )
        })
        .collect();
    assert_eq!(marks, [], "{what} makes a mark");
    assert!(!problems(file).is_empty(), "{what} goes unreported");
}

fn manifest_store() -> Vec<u8> {
    let created = action("c2pa.created", "ChatGPT", "trainedAlgorithmicMedia");
    store(&[manifest("urn:c2pa:1", "ChatGPT", &[created])])
}

fn source_type() -> String {
    let address = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
    xmp(&format!(r#"Iptc4xmpExt:DigitalSourceType="{address}""#), "")
}

#[test]
fn chunks_behind_the_picture_of_a_png() {
    let packet = [b"XML:com.adobe.xmp\0\0\0\0\0", source_type().as_bytes()].concat();
    for (what, part) in [
        ("a text", text("parameters", PARAMETERS)),
        ("a label", text("AIGC", LABEL)),
        ("a private chunk", chunk("AIGC", LABEL.as_bytes())),
        ("an XMP packet", chunk("iTXt", &packet)),
        ("EXIF data", chunk("eXIf", &exif::user_comment(PARAMETERS))),
        ("a manifest", chunk("caBX", &manifest_store())),
    ] {
        is_refused(&png_with_late(std::slice::from_ref(&part)), what);
        let behind_end = [png(&[]), part].concat();
        is_refused(&behind_end, &format!("{what} behind the end"));
    }
}

#[test]
fn bytes_behind_the_end_of_each_format() {
    let exif = exif::user_comment(PARAMETERS);
    let appended = [
        PARAMETERS.as_bytes().to_vec(),
        source_type().into_bytes(),
        exif_segment(&exif),
        text("parameters", PARAMETERS),
        segments(&manifest_store(), 60_000).concat(),
    ]
    .concat();
    for (what, file) in [
        ("JPEG", jpeg(&[])),
        ("PNG", png(&[])),
        ("WebP", webp(&[])),
        ("GIF", gif(&[])),
        ("AVIF", avif(&exif::texts(&[]), &xmp("", ""), &[])),
    ] {
        is_refused(&[file, appended.clone()].concat(), what);
    }
}

#[test]
fn segments_between_the_scans_of_a_jpeg() {
    let whole = jpeg(&[]);
    let end = whole.len() - 2;
    for segment in [
        exif_segment(&exif::user_comment(PARAMETERS)),
        xmp_segment(&source_type()),
        segments(&manifest_store(), 60_000).concat(),
    ] {
        is_refused(
            &[&whole[..end], &segment, &whole[end..]].concat(),
            "a segment",
        );
    }
}

#[test]
fn a_record_in_another_programs_place() {
    let comment = segment(0xfe, &[PARAMETERS.as_bytes()]);
    assert_eq!(generations(&jpeg(&[comment])), [], "the comment of a JPEG");
    for keyword in ["Parameters", "Comment", "parameter", "Description"] {
        assert_eq!(
            generations(&png(&[text(keyword, PARAMETERS)])),
            [],
            "{keyword}"
        );
    }
    let description = exif::texts(&[(exif::IMAGE_DESCRIPTION, PARAMETERS)]);
    assert_eq!(
        generations(&jpeg(&[exif_segment(&description)])),
        [],
        "an EXIF description"
    );
}

#[test]
fn a_brand_is_no_mark() {
    let brands = "Midjourney, DALL-E, Grok, NovelAI, Made with Google AI, trainedAlgorithmicMedia";
    let names = exif::texts(&[
        (exif::MAKE, "Ideogram"),
        (exif::SOFTWARE, brands),
        (exif::ARTIST, "ChatGPT"),
        (exif::IMAGE_DESCRIPTION, brands),
    ]);
    let attributes =
        format!(r#"xmp:CreatorTool="{brands}" photoshop:Credit="Made with Google AI""#);
    let file = jpeg(&[exif_segment(&names), xmp_segment(&xmp(&attributes, ""))]);

    assert_eq!(generations(&file), []);
    assert_eq!(declarations(&file), []);
}

#[test]
fn what_belongs_behind_a_jpeg_is_no_problem() {
    let second = jpeg(&[]);
    let index = segment(0xe2, &[b"MPF\0", b"II\x2a\0\x08\0\0\0"]);
    let none: [Problem; 0] = [];

    assert_eq!(
        problems(&[jpeg(&[index]), second.clone()].concat()),
        none,
        "a second picture"
    );
    assert_eq!(
        problems(&[jpeg(&[]), vec![0; 100]].concat()),
        none,
        "padding"
    );
    assert_eq!(
        problems(&[jpeg(&[]), second].concat()).len(),
        1,
        "a picture without an index"
    );

    let packet = xmp(
        r#"xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MotionPhoto="1""#,
        "",
    );
    let video = bmff_box(b"ftyp", &[b"mp42\0\0\0\0"]);
    let moving = [jpeg(&[xmp_segment(&packet)]), video].concat();
    assert_eq!(problems(&moving), none, "the video of a motion photo");
}
