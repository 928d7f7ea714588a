//! JPEGs that hold further pictures.

use spectrafide_picture::decode::decode;
use spectrafide_report::{Note, SecondPicture};

use crate::files::jpeg;

/// A segment behind the start marker of `jpeg`.
fn with_segment(jpeg: &[u8], marker: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, data, &jpeg[2..]].concat()
}

/// `first` and the pictures behind it, of these kinds, with an index (CIPA DC-007, 5.2).
fn together(first: &[u8], further: &[(u32, &[u8])], big_endian: bool) -> Vec<u8> {
    let number = |value: u32, size: usize| {
        let mut bytes = value.to_le_bytes()[..size].to_vec();
        if big_endian {
            bytes.reverse();
        }
        bytes
    };
    let count = further.len() as u32 + 1;
    let entries = 8 + 2 + 2 * 12 + 4;
    // The index is relative to its own header, behind two markers, a length and a name.
    let (start, index_bytes) = (2 + 4 + 4, entries + 16 * count);
    let length = first.len() as u32 + 8 + index_bytes;
    let mut index = if big_endian { b"MM" } else { b"II" }.to_vec();
    index.extend([number(42, 2), number(8, 4), number(2, 2)].concat());
    index.extend(
        [
            number(0xb001, 2),
            number(4, 2),
            number(1, 4),
            number(count, 4),
        ]
        .concat(),
    );
    index.extend([number(0xb002, 2), number(7, 2), number(16 * count, 4)].concat());
    index.extend([number(entries, 4), number(0, 4)].concat());
    index.extend(
        [
            number(0x2003_0000, 4),
            number(length, 4),
            number(0, 4),
            number(0, 4),
        ]
        .concat(),
    );
    let mut at = length - start;
    for (kind, picture) in further {
        let size = picture.len() as u32;
        index.extend(
            [
                number(*kind, 4),
                number(size, 4),
                number(at, 4),
                number(0, 4),
            ]
            .concat(),
        );
        at += size;
    }
    let mut bytes = with_segment(first, 0xe2, &[&b"MPF\0"[..], &index].concat());
    assert_eq!(bytes.len(), length as usize);
    bytes.extend(further.iter().flat_map(|(_, picture)| picture.iter()));
    bytes
}

fn note(bytes: &[u8]) -> Vec<Note> {
    decode(bytes).expect("a picture").notes
}

#[test]
fn the_first_picture_is_judged_and_the_second_is_named() {
    let first = jpeg(96, 64, |_| {});
    let second = jpeg(48, 32, |_| {});
    let pixels = decode(&first).unwrap().pixels;
    for big_endian in [false, true] {
        for (kind, expected) in [
            (0x01_0001, SecondPicture::Preview),
            (0x02_0001, SecondPicture::Panorama),
            (0x02_0002, SecondPicture::Stereo),
            (0x02_0003, SecondPicture::Angle),
            (0, SecondPicture::Unnamed),
        ] {
            let bytes = together(&first, &[(kind, &second)], big_endian);
            let picture = decode(&bytes).unwrap();
            assert_eq!(picture.pixels, pixels);
            let note = Note::FurtherPictures {
                pictures: 1,
                second: expected,
            };
            assert_eq!(picture.notes, [note]);
        }
    }
    let three = together(&first, &[(0x02_0003, &second), (0x02_0003, &second)], true);
    let expected = Note::FurtherPictures {
        pictures: 2,
        second: SecondPicture::Angle,
    };
    assert_eq!(note(&three), [expected]);
}

/// The three ways in which phones mark a gain map: in the first picture by ISO's segment or by
/// Adobe's XMP, in the second by Apple's XMP.
#[test]
fn a_gain_map_is_called_one() {
    let (first, second) = (jpeg(96, 64, |_| {}), jpeg(24, 16, |_| {}));
    let iso = with_segment(&first, 0xe2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0");
    let adobe =
        b"http://ns.adobe.com/xap/1.0/\0<x xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'/>";
    let apple = b"http://ns.adobe.com/xap/1.0/\0<x xmlns:a='http://ns.apple.com/HDRGainMap/1.0/'/>";
    let expected = Note::FurtherPictures {
        pictures: 1,
        second: SecondPicture::GainMap,
    };
    for (first, second) in [
        (iso, second.clone()),
        (with_segment(&first, 0xe1, adobe), second.clone()),
        (first.clone(), with_segment(&second, 0xe1, apple)),
    ] {
        assert_eq!(
            note(&together(&first, &[(0, &second)], false)),
            std::slice::from_ref(&expected)
        );
    }
}

#[test]
fn an_index_of_pictures_that_are_not_there_is_no_picture() {
    let first = jpeg(96, 64, |_| {});
    let second = jpeg(48, 32, |_| {});
    let bytes = together(&first, &[(0, &second)], true);
    let without = &bytes[..bytes.len() - second.len()];
    assert!(note(without).is_empty());
    // Numbers that lead anywhere.
    for at in 6..150 {
        for value in [0, 0x7f, 0xff] {
            let mut altered = bytes.clone();
            altered[at] = value;
            if let Ok(picture) = decode(&altered) {
                assert!(picture.pixels.width() > 0);
            }
        }
    }
}
