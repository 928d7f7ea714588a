//! Standard labels, in files made from the standards.

use crate::support::exif::user_comment;
use crate::support::*;
use spectrafide_provenance::finding::{Extent, Problem, Standard};

const ADDRESS: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/// A JPEG with Samsung's trailer of one field.
fn samsung(name: &str, value: &str) -> Vec<u8> {
    [jpeg(&[]), samsung_trailer(name, value)].concat()
}

#[test]
fn digital_source_types_are_read_from_attributes_elements_and_resources() {
    // The meanings are those of <https://cv.iptc.org/newscodes/digitalsourcetype/>.
    for (term, extent) in [
        ("trainedAlgorithmicMedia", Extent::Whole),
        ("compositeWithTrainedAlgorithmicMedia", Extent::Part),
        ("compositeSynthetic", Extent::Part),
        ("algorithmicMedia", Extent::Unclear),
        ("digitalCapture", Extent::None),
        ("somethingNew", Extent::Unclear),
    ] {
        let value = format!("{ADDRESS}{term}");
        let name = "Iptc4xmpExt:DigitalSourceType";
        for packet in [
            xmp(&format!(r#"{name}="{value}""#), ""),
            xmp("", &format!("<{name}>{value}</{name}>")),
            xmp("", &format!(r#"<{name} rdf:resource="{value}"/>"#)),
            xmp(&format!(r#"{name}="{term}""#), ""),
        ] {
            let found = declarations(&jpeg(&[xmp_segment(&packet)]));
            assert_eq!(found.len(), 1, "{packet}");
            assert_eq!(found[0].standard, Standard::IptcDigitalSourceType);
            assert_eq!((found[0].term.as_str(), found[0].extent), (term, extent));
        }
    }
}

#[test]
fn xmp_is_read_from_every_container() {
    let packet = xmp(
        &format!(r#"Iptc4xmpExt:DigitalSourceType="{ADDRESS}digitalCapture""#),
        "",
    );
    let text = [b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_bytes()].concat();
    // 257 bytes lead out of the packet, whichever of them a reader of sub-blocks takes for a length.
    let trailer: Vec<u8> = [1].into_iter().chain((0..=255).rev()).collect();
    let extension = [
        b"\x21\xff\x0bXMP DataXMP",
        packet.as_bytes(),
        &trailer,
        b"\0",
    ]
    .concat();
    // A little-endian TIFF whose directory has one field, tag 700 of bytes.
    let field = exif::raw_entry(700, 1, packet.len() as u32, 26);
    let tiff = [
        b"II\x2a\0\x08\0\0\0\x01\0",
        &field[..],
        &[0; 4],
        packet.as_bytes(),
    ]
    .concat();
    for file in [
        jpeg(&[xmp_segment(&packet)]),
        png(&[chunk("iTXt", &text)]),
        webp(&[(b"XMP ", packet.as_bytes())]),
        avif(&exif::texts(&[]), &packet, &[]),
        gif(&[extension]),
        tiff,
    ] {
        let found = declarations(&file);
        assert_eq!(found.len(), 1, "{:?}", &file[..12]);
        assert_eq!(found[0].extent, Extent::None);
    }
}

#[test]
fn extended_xmp_counts_where_the_packet_names_its_digest() {
    let digest = "0123456789ABCDEF0123456789ABCDEF";
    let extension = xmp(
        &format!(r#"Iptc4xmpExt:DigitalSourceType="{ADDRESS}trainedAlgorithmicMedia""#),
        "",
    );
    let part = |offset: usize, end: usize| {
        segment(
            0xe1,
            &[
                b"http://ns.adobe.com/xmp/extension/\0",
                digest.as_bytes(),
                &(extension.len() as u32).to_be_bytes(),
                &(offset as u32).to_be_bytes(),
                &extension.as_bytes()[offset..end],
            ],
        )
    };
    let named = xmp(&format!(r#"xmp:HasExtendedXMP="{digest}""#), "");
    let (first, second) = (part(0, 300), part(300, extension.len()));

    let whole = jpeg(&[xmp_segment(&named), second.clone(), first.clone()]);
    assert_eq!(declarations(&whole).len(), 1);

    let other = jpeg(&[xmp_segment(&xmp("", "")), first.clone(), second]);
    assert_eq!(declarations(&other), [], "nothing names it");
    let half = jpeg(&[xmp_segment(&named), first]);
    assert_eq!(declarations(&half), []);
    assert_eq!(problems(&half).len(), 1);
}

#[test]
fn the_system_that_iptc_names_leaves_the_extent_open() {
    let attributes =
        r#"Iptc4xmpExt:AISystemUsed="Picture Maker" Iptc4xmpExt:AISystemVersionUsed="2""#;

    let found = declarations(&jpeg(&[xmp_segment(&xmp(attributes, ""))]));

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].standard, Standard::IptcAiSystemUsed);
    assert_eq!(found[0].system.as_deref(), Some("Picture Maker 2"));
    assert_eq!(found[0].extent, Extent::Unclear);
}

#[test]
fn the_tc260_label_is_read_from_its_four_places() {
    // GB 45438-2025, annex E: 1 is, 2 may be, 3 is suspected to be generated.
    for (label, extent) in [
        ("1", Extent::Whole),
        ("2", Extent::Unclear),
        ("3", Extent::Unclear),
    ] {
        let json =
            format!(r#"{{"Label": "{label}", "ContentProducer": "0011", "ProduceID": "7"}}"#);
        let escaped = json.replace('"', "&quot;");
        let named = format!(r#"{{"AIGC": {json}}}"#);
        for file in [
            jpeg(&[xmp_segment(&xmp(&format!(r#"TC260:AIGC="{escaped}""#), ""))]),
            jpeg(&[xmp_segment(&xmp(
                "",
                &format!("<TC260:AIGC>{json}</TC260:AIGC>"),
            ))]),
            png(&[text("AIGC", &json)]),
            png(&[chunk("AIGC", json.as_bytes())]),
            jpeg(&[exif_segment(&user_comment(&named))]),
        ] {
            let found = declarations(&file);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].standard, Standard::Tc260Aigc);
            assert_eq!((found[0].term.as_str(), found[0].extent), (label, extent));
            assert_eq!(found[0].system.as_deref(), Some("0011"));
        }
    }
}

#[test]
fn a_damaged_or_unknown_tc260_label_says_nothing() {
    for json in [
        r#"{"Label": "1","#,
        r#"{"Label": "7"}"#,
        r#"{"AIGC": 1}"#,
        "1",
        "",
    ] {
        assert_eq!(declarations(&png(&[text("AIGC", json)])), [], "{json}");
    }
    let unnamed = r#"{"Label": "1", "ContentProducer": "0011"}"#;
    let comment = jpeg(&[exif_segment(&user_comment(unnamed))]);
    assert_eq!(declarations(&comment), [], "any JSON may have a label");
}

#[test]
fn samsungs_type_is_read_from_the_fields_of_its_trailer() {
    for name in ["PEg_Info", "PhotoEditor_Re_Edit_Data"] {
        let file = samsung(name, r#"{"connectorType": "srvg", "genAIType": 5}"#);
        let found = declarations(&file);
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].standard, Standard::SamsungGenAi);
        assert_eq!(
            (found[0].term.as_str(), found[0].extent),
            ("5", Extent::Part)
        );
        assert_eq!(
            problems(&file),
            [] as [Problem; 0],
            "the trailer belongs there"
        );
    }
    assert_eq!(
        declarations(&samsung("PEg_Info", r#"{"genAIType": 0}"#)),
        []
    );
    let as_text = samsung("PEg_Info", r#"{"genAIType": "8", "strength": NaN}"#);
    assert_eq!(declarations(&as_text)[0].term, "8");
    assert_eq!(
        declarations(&samsung("Other_Info", r#"{"genAIType": 5}"#)),
        []
    );
}

#[test]
fn samsungs_trailer_is_read_behind_every_format_that_its_editor_saves() {
    let trailer = samsung_trailer("PEg_Info", r#"{"genImageVersion":"v1","genAIType":8}"#);
    for picture in [jpeg(&[]), png(&[]), webp(&[])] {
        let file = [&picture[..], &trailer].concat();
        let found = declarations(&file);
        assert_eq!(found.len(), 1, "{:?}", &picture[..12]);
        assert_eq!(
            (found[0].term.as_str(), found[0].extent),
            ("8", Extent::Part)
        );
        assert_eq!(problems(&file), [] as [Problem; 0]);

        let cut = [&picture[..], &trailer[..trailer.len() - 1]].concat();
        assert_eq!(declarations(&cut), []);
        assert_eq!(problems(&cut).len(), 1, "what is no trailer is reported");
    }
}

#[test]
fn properties_of_ingredients_are_not_the_pictures() {
    let ingredient = format!(
        r#"<xmpMM:Pantry><rdf:Bag><rdf:li rdf:parseType="Resource">
        <Iptc4xmpExt:DigitalSourceType>{ADDRESS}trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>
        </rdf:li></rdf:Bag></xmpMM:Pantry>"#
    );

    assert_eq!(
        declarations(&jpeg(&[xmp_segment(&xmp("", &ingredient))])),
        []
    );
}
