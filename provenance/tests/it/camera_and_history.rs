//! Camera data, programs and histories, in files made from the standards.

use crate::support::exif::{Value, *};
use crate::support::*;
use spectrafide_provenance::What;
use spectrafide_provenance::finding::{Editing, Problem};

fn editings(bytes: &[u8]) -> Vec<Editing> {
    let found = findings(bytes).into_iter();
    found
        .filter_map(|finding| match finding.what {
            What::Editing(editing) => Some(editing),
            _ => None,
        })
        .collect()
}

fn camera() -> Vec<u8> {
    exif(
        &[(MAKE, Value::Ascii("Maker")), (MODEL, Value::Ascii("M-1"))],
        &[
            (EXPOSURE_TIME, Value::Rationals(&[(1, 250)])),
            (F_NUMBER, Value::Rationals(&[(28, 10)])),
            (TAKEN_AT, Value::Ascii("2026:01:02 03:04:05")),
            (LENS_MODEL, Value::Ascii("L 35")),
        ],
        &[
            (1, Value::Ascii("S")),
            (2, Value::Rationals(&[(10, 1), (30, 1), (36, 1)])),
            (3, Value::Ascii("E")),
            (4, Value::Rationals(&[(20, 1), (15, 1), (0, 1)])),
        ],
    )
}

#[test]
fn a_cameras_data_is_read_from_every_container() {
    let exif = camera();
    for file in [
        jpeg(&[exif_segment(&exif)]),
        png(&[chunk("eXIf", &exif)]),
        webp(&[(b"EXIF", &exif)]),
        avif(&exif, "", &[]),
        exif.clone(),
    ] {
        let found = captures(&file);
        assert_eq!(found.len(), 1);
        let camera = &found[0];
        assert_eq!(camera.make.as_deref(), Some("Maker"));
        assert_eq!(camera.model.as_deref(), Some("M-1"));
        assert_eq!(camera.lens.as_deref(), Some("L 35"));
        assert_eq!(camera.taken_at.as_deref(), Some("2026:01:02 03:04:05"));
        assert_eq!(camera.exposure_time.as_deref(), Some("1/250 s"));
        assert_eq!(camera.aperture.as_deref(), Some("f/2.8"));
        let position = camera.position.expect("there is one");
        // 10° 30′ 36″ are 10 + 30/60 + 36/3600 degrees; south is negative. Three additions of
        // numbers up to 32 round by less than 1e-13.
        assert!((position.latitude_degrees + 10.51).abs() < 1e-13);
        assert!((position.longitude_degrees - 20.25).abs() < 1e-13);
    }
}

#[test]
fn a_position_of_no_place_on_earth_is_left_out() {
    let at = |degrees: (u32, u32)| {
        let parts = [degrees, (0, 1), (0, 1)];
        let gps = [
            (1, Value::Ascii("N")),
            (2, Value::Rationals(&parts)),
            (3, Value::Ascii("E")),
            (4, Value::Rationals(&[(1, 1), (0, 1), (0, 1)])),
        ];
        let file = jpeg(&[exif_segment(&exif(
            &[(MAKE, Value::Ascii("Maker"))],
            &[],
            &gps,
        ))]);
        captures(&file).remove(0).position
    };

    assert!(at((90, 1)).is_some());
    assert_eq!(at((91, 1)), None);
    assert_eq!(at((0, 0)), None, "a fraction without a value");
}

#[test]
fn programs_are_named_by_exif_xmp_and_iptc() {
    // Image resource 0x0404 without a name; record 2, field 65.
    let field = b"\x1c\x02\x41\x00\x05Paint";
    let resource = [
        b"8BIM\x04\x04\0\0",
        &(field.len() as u32).to_be_bytes()[..],
        field,
    ]
    .concat();
    let file = jpeg(&[
        exif_segment(&texts(&[(SOFTWARE, "Editor 1")])),
        xmp_segment(&xmp(r#"xmp:CreatorTool="Editor 2""#, "")),
        segment(0xed, &[b"Photoshop 3.0\0", &resource]),
    ]);

    let found = editings(&file);

    let names: Vec<_> = found
        .iter()
        .filter_map(|editing| editing.software.as_deref())
        .collect();
    assert_eq!(names, ["Editor 1", "Editor 2", "Paint"]);
}

#[test]
fn a_history_may_be_of_attributes_or_of_elements() {
    let attributes = r#"<rdf:li stEvt:action="saved" stEvt:softwareAgent="Editor"
        stEvt:when="2026-01-02T03:04:05Z"/>"#;
    let elements = r#"<rdf:li rdf:parseType="Resource"><stEvt:action>saved</stEvt:action>
        <stEvt:softwareAgent>Editor</stEvt:softwareAgent>
        <stEvt:when>2026-01-02T03:04:05Z</stEvt:when></rdf:li>"#;
    let description = r#"<rdf:li><rdf:Description stEvt:action="saved"
        stEvt:softwareAgent="Editor" stEvt:when="2026-01-02T03:04:05Z"/></rdf:li>"#;
    for item in [attributes, elements, description] {
        let history = format!(
            r#"<xmpMM:History><rdf:Seq><rdf:li stEvt:action="created"/>{item}</rdf:Seq></xmpMM:History>"#
        );
        let found = editings(&jpeg(&[xmp_segment(&xmp("", &history))]));
        assert_eq!(found.len(), 1);
        let steps = &found[0].steps;
        assert_eq!(steps.len(), 2);
        assert_eq!(steps[0].action, "created");
        assert_eq!(steps[1].action, "saved");
        assert_eq!(steps[1].software.as_deref(), Some("Editor"));
        assert_eq!(steps[1].when.as_deref(), Some("2026-01-02T03:04:05Z"));
    }
}

#[test]
fn a_document_type_in_xmp_is_refused() {
    let packet = r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>"#;
    let file = jpeg(&[xmp_segment(packet)]);

    assert_eq!(problems(&file).len(), 1);
}

/// EXIF data in segments of at most `bytes`: the first has its beginning, the others go on.
fn in_segments(exif: &[u8], bytes: usize) -> Vec<Vec<u8>> {
    exif.chunks(bytes).map(exif_segment).collect()
}

#[test]
fn exif_data_that_is_too_long_for_a_segment_goes_on_in_the_next() {
    let long = "a long story ".repeat(12_000);
    let data = exif(
        &[
            (IMAGE_DESCRIPTION, Value::Ascii(&long)),
            (MAKE, Value::Ascii("Maker")),
            (MODEL, Value::Ascii("M-1")),
        ],
        &[(LENS_MODEL, Value::Ascii("L 35"))],
        &[],
    );
    assert!(data.len() > 2 * 65_000);
    for bytes in [65_000, 40_000] {
        let file = jpeg(&in_segments(&data, bytes));
        let found = captures(&file);
        assert_eq!(found.len(), 1, "one camera, not one of each segment");
        assert_eq!(found[0].make.as_deref(), Some("Maker"));
        assert_eq!(found[0].lens.as_deref(), Some("L 35"));
        assert_eq!(problems(&file), []);
    }

    // Without the last part, what lies in it is left out.
    let mut cut = in_segments(&data, 65_000);
    cut.pop();
    assert_eq!(problems(&jpeg(&cut)).len(), 1);
    // A part that goes on with nothing is no EXIF data.
    let alone = in_segments(&data, 65_000).remove(1);
    assert_eq!(problems(&jpeg(&[alone])).len(), 1);
}

#[test]
fn two_cameras_data_in_two_segments_are_two() {
    let data = camera();
    let file = jpeg(&[exif_segment(&data), exif_segment(&data)]);
    assert_eq!(captures(&file).len(), 2);
}

#[test]
fn exif_data_without_an_end_is_read_up_to_a_bound() {
    let mut parts = in_segments(&camera(), 60_000);
    parts.extend(vec![exif_segment(&vec![7; 65_000]); 100]);
    let file = jpeg(&parts);
    assert_eq!(captures(&file).len(), 1, "what stands in front is read");
    let is_too_long = |problem: &Problem| *problem == Problem::MetadataTooLong;
    assert!(problems(&file).iter().any(is_too_long));
}
