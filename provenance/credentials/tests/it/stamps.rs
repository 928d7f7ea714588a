//! Time stamps whose certificates lead to several authorities.

use std::io::Cursor;

use c2pa::crypto::raw_signature::signer_from_cert_chain_and_private_key;
use c2pa::{Signer, SigningAlg, hash_stream_by_alg};
use image::ImageFormat;
use spectrafide_credentials::{TrustList, verify_with};
use spectrafide_provenance::credentials::{Answer, Credentials, Issuer};

use crate::support::*;

macro_rules! certificate {
    ($name:literal) => {
        include_str!(concat!("../certificates/time/", $name, ".pem"))
    };
}

/// Of the clock itself, which `BETWEEN` issued, under each of the three certificates that it has.
const CLOCK: &str = certificate!("stamp");
const CLOCK_KEY: &[u8] = include_bytes!("../certificates/time/stamp.key");
/// By the root `LISTED`.
const BETWEEN: &str = certificate!("between-listed");
/// The same name and key, by a root that nobody lists.
const BETWEEN_BY_OTHER: &str = certificate!("between-other");
/// The same by the listed root, valid for a day in 2020.
const BETWEEN_EXPIRED: &str = certificate!("between-expired");
const LISTED: &str = certificate!("listed");
/// The listed root's name and key, by the root that nobody lists.
const LISTED_BY_OTHER: &str = certificate!("listed-by-other");
/// The same, valid for a day in 2020.
const LISTED_EXPIRED: &str = certificate!("listed-expired");

const SHA_256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const ECDSA_WITH_SHA_256: &[u8] = b"\x2a\x86\x48\xce\x3d\x04\x03\x02";
const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const STAMP: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";

/// An element of DER.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).expect("short");
    let header = match length {
        0..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => [&[tag, 0x82][..], &length.to_be_bytes()].concat(),
    };
    [header, content].concat()
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    der(0x30, parts)
}

fn identifier(bytes: &[u8]) -> Vec<u8> {
    der(0x06, &[bytes])
}

/// The bytes of certificates in PEM.
fn decoded(pem: &str) -> Vec<u8> {
    let signer =
        signer_from_cert_chain_and_private_key(pem.as_bytes(), CLOCK_KEY, SigningAlg::Es256, None);
    let chain = signer.expect("a signer").cert_chain();
    chain.expect("certificates").remove(0)
}

/// Of bytes that start with an element, what is in it, and what follows it.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (start, length) = match bytes[1] {
        0x81 => (3, usize::from(bytes[2])),
        0x82 => (4, usize::from(u16::from_be_bytes([bytes[2], bytes[3]]))),
        length => (2, usize::from(length)),
    };
    bytes[start..].split_at(length)
}

/// The issuer and the number of a certificate (RFC 5280, section 4.1).
fn issuer_and_serial(certificate: &[u8]) -> Vec<u8> {
    let (signed, _) = split(split(certificate).0);
    let rest = split(signed).1;
    let (after_serial, after_algorithm) = (split(rest).1, split(split(rest).1).1);
    let serial = &rest[..rest.len() - after_serial.len()];
    let after_issuer = split(after_algorithm).1;
    let issuer = &after_algorithm[..after_algorithm.len() - after_issuer.len()];
    sequence(&[issuer, serial])
}

/// The two halves of a signature as RFC 3279, section 2.2.3, has them.
fn in_der(signature: &[u8]) -> Vec<u8> {
    let number = |half: &[u8]| {
        let zeros = half.iter().take_while(|&&byte| byte == 0).count();
        let half = &half[zeros..];
        let sign: &[u8] = if half[0] > 0x7f { &[0] } else { &[] };
        der(0x02, &[sign, half])
    };
    let (r, s) = signature.split_at(32);
    sequence(&[&number(r), &number(s)])
}

/// A response with a time stamp of `message` (RFC 3161, section 2.4.2; RFC 5652, section 5).
fn stamped(message: &[u8], certificates: &[&str]) -> Vec<u8> {
    let sha_256 = sequence(&[&identifier(SHA_256)]);
    let digest = hash_stream_by_alg("sha256", &mut Cursor::new(message), None, true);
    let imprint = sequence(&[&sha_256, &der(0x04, &[&digest.expect("a digest")])]);
    let stamp = sequence(&[
        b"\x02\x01\x01",
        &identifier(b"\x2a\x03\x04"),
        &imprint,
        b"\x02\x01\x07",
        &der(0x18, &[b"20260102030405Z"]),
    ]);
    let signer = signer_from_cert_chain_and_private_key(
        CLOCK.as_bytes(),
        CLOCK_KEY,
        SigningAlg::Es256,
        None,
    )
    .expect("a signer");
    let signature = signer.sign(&stamp).expect("a signature");
    let certificates: Vec<u8> = certificates.iter().flat_map(|pem| decoded(pem)).collect();
    let signed_by = sequence(&[
        b"\x02\x01\x01",
        &issuer_and_serial(&decoded(CLOCK)),
        &sha_256,
        &sequence(&[&identifier(ECDSA_WITH_SHA_256)]),
        &der(0x04, &[&in_der(&signature)]),
    ]);
    let data = sequence(&[
        b"\x02\x01\x03",
        &der(0x31, &[&sha_256]),
        &sequence(&[&identifier(STAMP), &der(0xa0, &[&der(0x04, &[&stamp])])]),
        &der(0xa0, &[&certificates]),
        &der(0x31, &[&signed_by]),
    ]);
    let token = sequence(&[&identifier(SIGNED_DATA), &der(0xa0, &[&data])]);
    sequence(&[&sequence(&[b"\x02\x01\0"]), &token])
}

struct Stamping {
    signer: TestSigner,
    certificates: Vec<&'static str>,
}

impl Signer for Stamping {
    fn sign(&self, data: &[u8]) -> c2pa::Result<Vec<u8>> {
        self.signer.sign(data)
    }

    fn alg(&self) -> SigningAlg {
        SigningAlg::Es256
    }

    fn certs(&self) -> c2pa::Result<Vec<Vec<u8>>> {
        self.signer.certs()
    }

    fn reserve_size(&self) -> usize {
        20_000
    }

    fn send_timestamp_request(&self, message: &[u8]) -> Option<c2pa::Result<Vec<u8>>> {
        Some(Ok(stamped(message, &self.certificates)))
    }
}

fn file(certificates: &[&'static str], format: ImageFormat, mime: &str) -> Vec<u8> {
    let signer = Stamping {
        signer: TestSigner::new(CERTIFICATE),
        certificates: certificates.to_vec(),
    };
    signed_as(&signer, &picture(format), mime, &created(CAPTURE), &[])
}

/// What is found out about a file where `authority` is on the list for time.
fn found(file: &[u8], mime: &str, authority: &str) -> Credentials {
    let mut list = TrustList::bundled();
    list.time_stamps.push_str(authority);
    verify_with(file, mime, &list).expect("credentials")
}

#[test]
fn a_stamp_is_believed_if_any_of_its_ways_ends_at_a_listed_authority() {
    for (what, certificates, expected) in [
        ("one way", &[CLOCK, BETWEEN][..], Answer::Good),
        ("the clock last", &[BETWEEN, CLOCK], Answer::Good),
        (
            "first another way",
            &[CLOCK, BETWEEN_BY_OTHER, BETWEEN],
            Answer::Good,
        ),
        (
            "first one that ran out",
            &[CLOCK, BETWEEN_EXPIRED, BETWEEN],
            Answer::Good,
        ),
        (
            "past the listed one",
            &[CLOCK, BETWEEN, LISTED_BY_OTHER],
            Answer::Good,
        ),
        (
            "past the listed one to one that ran out",
            &[CLOCK, BETWEEN, LISTED_EXPIRED],
            Answer::Good,
        ),
        ("nobody listed", &[CLOCK, BETWEEN_BY_OTHER], Answer::Unknown),
        (
            "over one that ran out",
            &[CLOCK, BETWEEN_EXPIRED, BETWEEN_BY_OTHER],
            Answer::Unknown,
        ),
        ("no way", &[CLOCK], Answer::Unknown),
    ] {
        for (format, mime) in [
            (ImageFormat::Png, "image/png"),
            (ImageFormat::Jpeg, "image/jpeg"),
        ] {
            let found = found(&file(certificates, format, mime), mime, LISTED);
            assert_eq!(found.answers.time, expected, "{what}: {found:#?}");
            assert!(found.answers.are_intact(), "{what}: {found:#?}");
            assert_eq!(found.answers.issuer, Issuer::Unlisted, "{what}");
        }
    }
}

#[test]
fn a_way_to_a_listed_authority_is_found_whatever_the_type_is_called() {
    let file = file(
        &[CLOCK, BETWEEN_BY_OTHER, BETWEEN],
        ImageFormat::Png,
        "image/png",
    );
    let found = found(&file, "application/octet-stream", LISTED);
    assert_eq!(found.answers.time, Answer::Good);
}

#[test]
fn a_way_to_nobody_stays_one_and_a_changed_stamp_is_not_saved_by_its_way() {
    let certificates = [CLOCK, BETWEEN_BY_OTHER, BETWEEN];
    let mut file = file(&certificates, ImageFormat::Png, "image/png");
    assert_eq!(found(&file, "image/png", "").answers.time, Answer::Unknown);
    let time = b"20260102030405Z";
    let at = file.windows(time.len()).position(|bytes| bytes == time);
    file[at.expect("the time stands in the file as text")] = b'1';
    let found = found(&file, "image/png", LISTED);
    assert_eq!(found.answers.time, Answer::Unknown, "{found:#?}");
}
