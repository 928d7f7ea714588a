//! Manifest stores as other writers lay them out in a file, and two where there may be one.

use std::io::Cursor;

use c2pa::assertions::DataHash;
use c2pa::{HashRange, hash_stream_by_alg};
use image::ImageFormat;
use spectrafide_credentials::{VerifyError, verify};
use spectrafide_provenance::What;
use spectrafide_provenance::credentials::{
    Answer, Credentials, NotVerifiedReason, Outcome, Unanswered,
};
use spectrafide_provenance::finding::Extent;

use crate::support::*;

const JPEG: &str = "image/jpeg";
const APP11: u8 = 0xeb;

/// A piece of a file, and whether the hash of the content leaves it out.
type Piece = (Vec<u8>, bool);

fn hashed(bytes: &[u8]) -> Piece {
    (bytes.to_vec(), false)
}

fn left_out(bytes: &[u8]) -> Piece {
    (bytes.to_vec(), true)
}

fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let length = u16::try_from(data.len() + 2).expect("a short segment");
    [&[0xff, marker][..], &length.to_be_bytes(), &data].concat()
}

/// The store in `count` segments, each with the header of the box (ISO/IEC 19566-5, annex D).
fn in_segments(store: &[u8], count: usize) -> Vec<Vec<u8>> {
    let (header, rest) = store.split_at(8);
    let part = |(index, part): (usize, &[u8])| {
        let sequence = (index as u32 + 1).to_be_bytes();
        segment(APP11, &[b"JP", &[2, 0x11], &sequence, header, part])
    };
    let parts = rest.chunks(rest.len().div_ceil(count));
    parts.enumerate().map(part).collect()
}

/// The store in the segments that the library makes of it.
fn store_in(composed: &[u8]) -> Vec<u8> {
    let mut store = Vec::new();
    let mut rest = composed;
    while let [0xff, APP11, high, low, ..] = *rest {
        let (segment, following) = rest.split_at(2 + usize::from(u16::from_be_bytes([high, low])));
        store.extend_from_slice(&segment[if store.is_empty() { 12 } else { 20 }..]);
        rest = following;
    }
    store
}

/// Where the pieces lie that the hash leaves out.
fn ranges(pieces: &[Piece]) -> Vec<HashRange> {
    let mut at = 0;
    let mut ranges = Vec::new();
    for (bytes, is_left_out) in pieces {
        let length = bytes.len() as u64;
        if *is_left_out && length > 0 {
            ranges.push(HashRange::new(at, length));
        }
        at += length;
    }
    ranges
}

fn joined(pieces: &[Piece]) -> Vec<u8> {
    pieces.iter().flat_map(|(bytes, _)| bytes.clone()).collect()
}

/// A signed JPEG whose pieces `lay_out` makes of the store.
fn laid_out(lay_out: impl Fn(&[u8]) -> Vec<Piece>) -> Vec<u8> {
    let signer = TestSigner::new(CERTIFICATE);
    let mut builder = definition(JPEG, &created(WHOLE), &[]);
    let reserved = builder
        .data_hashed_placeholder(10_000, JPEG)
        .expect("a store without a signature");
    let pieces = lay_out(&store_in(&reserved));
    let ranges = ranges(&pieces);
    let mut hash = DataHash::new("jumbf manifest", "sha256");
    for range in &ranges {
        hash.add_exclusion(range.clone());
    }
    let content = &mut Cursor::new(joined(&pieces));
    hash.set_hash(hash_stream_by_alg("sha256", content, Some(ranges), true).expect("a hash"));
    let signed = builder
        .sign_data_hashed_embeddable(&signer, &hash, JPEG)
        .expect("a signed store");
    assert_eq!(signed.len(), reserved.len(), "nothing has moved");
    joined(&lay_out(&store_in(&signed)))
}

/// A plain JPEG, cut behind its first mark, behind its first segment, in front of its frame header,
/// and in front of its last mark.
fn plain() -> [Vec<u8>; 5] {
    let file = picture(ImageFormat::Jpeg);
    let length = usize::from(u16::from_be_bytes([file[4], file[5]]));
    let first = 4 + length;
    let is_frame = |two: &[u8]| matches!(two, [0xff, 0xc0..=0xc2]);
    let frame = file.windows(2).position(is_frame).expect("a frame header");
    let end = file.len() - 2;
    let cuts = [0, 2, first, frame, end, file.len()];
    std::array::from_fn(|index| file[cuts[index]..cuts[index + 1]].to_vec())
}

/// What the structure says without any verification.
fn read(file: &[u8]) -> Vec<Credentials> {
    let findings = spectrafide_provenance::read(file, None).findings;
    let credentials = findings
        .into_iter()
        .filter_map(|finding| match finding.what {
            What::Credentials(credentials) => Some(credentials),
            _ => None,
        });
    credentials.collect()
}

fn is_intact(file: &[u8], what: &str) {
    let found = verify(file, JPEG).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(found.answers.are_intact(), "{what}: {found:#?}");
    assert_eq!(found.synthetic(), Some(Extent::Whole), "{what}");
    assert_eq!(read(file).len(), 1, "{what}: the structure is read, too");
    let mut changed = file.to_vec();
    let near_the_end = changed.len() - 9;
    changed[near_the_end] ^= 1;
    let found = verify(&changed, JPEG).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(found.answers.hash, Answer::Bad, "{what}");
}

#[test]
fn bytes_that_fill_and_empty_segments_may_stand_between_those_of_a_store() {
    // T.81, B.1.1.2: any number of bytes 0xff may stand in front of a marker.
    let fill = [0xff; 7];
    let empty = segment(APP11, &[]);
    // Too short for a box, and a box of another kind.
    let others = [
        segment(APP11, &[b"JP"]),
        segment(APP11, &[b"JP", &[0, 1], &[0, 0, 0, 1], &[0; 12]]),
    ];
    for (what, between) in [
        ("fill bytes", fill.to_vec()),
        ("an empty segment", empty.clone()),
        ("both", [&fill[..], &empty, &fill, &empty].concat()),
        ("other segments", others.concat()),
    ] {
        let file = laid_out(|store| {
            let [start, first, tables, scan, end] = plain();
            let mut pieces = vec![hashed(&start), hashed(&first)];
            for part in in_segments(store, 3) {
                pieces.extend([hashed(&between), left_out(&part)]);
            }
            pieces.extend([hashed(&between), hashed(&tables)]);
            pieces.extend([hashed(&scan), hashed(&end)]);
            pieces
        });
        is_intact(&file, what);
        // One range over everything from the first segment to the last, as most writers have it.
        let file = laid_out(|store| {
            let [start, first, tables, scan, end] = plain();
            let parts = in_segments(store, 3).join(&between[..]);
            vec![
                hashed(&[start, first].concat()),
                left_out(&parts),
                hashed(&[tables, scan, end].concat()),
            ]
        });
        is_intact(&file, what);
    }
}

#[test]
fn the_segments_of_a_store_may_stand_anywhere_in_front_of_the_scan() {
    let comment = segment(0xfe, &[b"between"]);
    let before_all = laid_out(|store| {
        let [start, first, tables, scan, end] = plain();
        let parts = in_segments(store, 2).concat();
        let rest = [first, tables, scan, end].concat();
        vec![hashed(&start), left_out(&parts), hashed(&rest)]
    });
    let before_the_frame = laid_out(|store| {
        let [start, first, tables, scan, end] = plain();
        let parts = in_segments(store, 2).concat();
        let before = [start, first, tables].concat();
        vec![
            hashed(&before),
            left_out(&parts),
            hashed(&[scan, end].concat()),
        ]
    });
    let apart = laid_out(|store| {
        let [start, first, tables, scan, end] = plain();
        let parts = in_segments(store, 3);
        vec![
            hashed(&start),
            left_out(&parts[0]),
            hashed(&first),
            left_out(&parts[1]),
            hashed(&comment),
            hashed(&tables),
            left_out(&parts[2]),
            hashed(&[scan, end].concat()),
        ]
    });
    is_intact(&before_all, "behind the start");
    is_intact(&before_the_frame, "in front of the frame header");
    is_intact(&apart, "each elsewhere");
}

#[test]
fn a_store_in_front_of_the_end_of_a_jpeg_is_not_taken_for_one_and_not_hidden() {
    for count in [1, 3] {
        let file = laid_out(|store| {
            let [start, first, tables, scan, end] = plain();
            let parts = in_segments(store, count).concat();
            let before = [start, first, tables, scan].concat();
            vec![hashed(&before), left_out(&parts), hashed(&end)]
        });
        assert_eq!(verify(&file, JPEG), Err(VerifyError::NoManifest));
        let found = spectrafide_provenance::read(&file, None);
        let sentences: Vec<String> = found
            .findings
            .iter()
            .filter_map(|finding| match &finding.what {
                What::Problem(problem) => Some(problem.words()),
                _ => None,
            })
            .collect();
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        assert!(
            sentences[0].contains("looks like Content Credentials"),
            "{sentences:?}"
        );
        assert_eq!(read(&file), []);
    }
}

/// Cameras and their programs leave metadata out, which may then be changed. Later versions of the
/// library may call that a failure: what people are told has to be looked at with them.
#[test]
fn what_the_signer_left_out_besides_the_store_is_told_and_may_change() {
    let comment = segment(0xfe, &[b"left out by its signer"]);
    let file = laid_out(|store| {
        let [start, first, tables, scan, end] = plain();
        let rest = [tables, scan, end].concat();
        vec![
            hashed(&[start, first].concat()),
            left_out(&in_segments(store, 1).concat()),
            left_out(&comment),
            hashed(&rest),
        ]
    });
    let at = file.windows(8).position(|bytes| bytes == b"left out");
    let mut changed = file.clone();
    changed[at.expect("the comment")] = b'L';
    for file in [file, changed] {
        let found = verify(&file, JPEG).expect("credentials");
        assert!(found.answers.are_intact(), "{found:#?}");
        let statuses = found.manifests[0].statuses.iter();
        let told: Vec<_> = statuses
            .filter(|status| status.code == "assertion.dataHash.additionalExclusionsPresent")
            .map(|status| status.outcome)
            .collect();
        assert_eq!(told, [Outcome::Remark]);
    }
}

fn assert_several(found: Result<Credentials, VerifyError>, what: &str) {
    let found = found.unwrap_or_else(|error| panic!("{what}: {error}"));
    let reason = NotVerifiedReason::SeveralStores;
    let expected = Some(Unanswered::NotVerified { reason });
    assert_eq!(found.unanswered, expected, "{what}");
}

#[test]
fn two_stores_in_one_jpeg_are_a_finding() {
    for second in [[2, 0x11], [2, 0x12]] {
        for count in [1, 3] {
            let file = laid_out(|store| {
                let [start, first, tables, scan, end] = plain();
                let mut parts = in_segments(store, count);
                for part in parts.clone() {
                    let number = second;
                    parts.push([&part[..6], &number, &part[8..]].concat());
                }
                vec![
                    hashed(&[start, first].concat()),
                    left_out(&parts.concat()),
                    hashed(&[tables, scan, end].concat()),
                ]
            });
            let what = format!("{count} segments, then number {second:?}");
            assert_several(verify(&file, JPEG), &what);
            assert!(!read(&file).is_empty(), "{what}: not hidden");
        }
    }
}

/// A TIFF of pages that have a field of each of `stores`.
fn tiff(pages: &[&[&[u8]]]) -> Vec<u8> {
    let mut file = b"II\x2a\0\x08\0\0\0".to_vec();
    for (number, stores) in pages.iter().enumerate() {
        let entries = 2 + stores.len();
        let mut data_at = file.len() + 2 + 12 * entries + 4;
        file.extend(u16::try_from(entries).expect("few").to_le_bytes());
        for tag in [256_u16, 257] {
            file.extend(tag.to_le_bytes());
            file.extend(b"\x03\0\x01\0\0\0\x08\0\0\0");
        }
        for store in *stores {
            file.extend(0xcd41_u16.to_le_bytes());
            file.extend(7_u16.to_le_bytes());
            for value in [store.len(), data_at] {
                file.extend(u32::try_from(value).expect("short").to_le_bytes());
            }
            data_at += store.len();
        }
        let last = number + 1 == pages.len();
        let next = if last { 0 } else { data_at };
        file.extend(u32::try_from(next).expect("short").to_le_bytes());
        file.extend(stores.concat());
    }
    file
}

#[test]
fn two_stores_in_one_tiff_are_a_finding() {
    let mime = "image/tiff";
    let store = store_in(
        &definition(JPEG, &created(WHOLE), &[])
            .data_hashed_placeholder(10_000, JPEG)
            .expect("a store"),
    );
    let store = store.as_slice();
    for (what, pages) in [
        ("on one page", &[&[store, store][..]][..]),
        ("on two pages", &[&[store], &[store]]),
        ("on two of three pages", &[&[store], &[], &[store]]),
        ("one of them cut", &[&[&store[..100]], &[store]]),
    ] {
        let file = tiff(pages);
        assert_several(verify(&file, mime), what);
        assert!(!read(&file).is_empty(), "{what}: not hidden");
    }
    for (what, pages) in [
        ("on the first page", &[&[store][..], &[]][..]),
        ("on the last page", &[&[], &[store]]),
    ] {
        let file = tiff(pages);
        let found = verify(&file, mime).unwrap_or_else(|error| panic!("{what}: {error}"));
        let several = NotVerifiedReason::SeveralStores;
        assert_ne!(
            found.unanswered,
            Some(Unanswered::NotVerified { reason: several }),
            "{what}"
        );
        assert_eq!(read(&file).len(), 1, "{what}: the structure is read, too");
    }
}
