//! Files that others signed, or left unsigned, with what their names say about them.
//!
//! The letters of the names are explained with the C2PA's public test files
//! (<https://github.com/c2pa-org/public-testfiles>): `A` and `I` are pictures without a manifest,
//! `C` is a claim and `CA` one with `A` as its ingredient; `X` before them means that the content
//! was changed afterwards, and `E-dat`, `E-sig` and `E-uri` that the hash of the content, the
//! signature or the hash of an assertion is wrong. The others are test files of c2pa-rs
//! (<https://github.com/contentauth/c2pa-rs>, `sdk/tests/fixtures`), `cloud` and `with_url` among
//! them with a manifest on a server. All are signed with test certificates, which nobody vouches
//! for.

use std::collections::BTreeMap;
use std::io::Read as _;

use spectrafide_credentials::{VerifyError, verify};
use spectrafide_provenance::credentials::{Issuer, Question};
use spectrafide_provenance::finding::Extent;

/// What is expected of a file: a part of the sentence where there is one.
enum Expected {
    Nothing,
    Intact { manifests: usize },
    Changed(Question, &'static str),
    Unanswered(&'static str),
}

use Expected::{Changed, Intact, Nothing, Unanswered};

const ONE: Expected = Intact { manifests: 1 };
const CONTENT: Expected = Changed(Question::Hash, "The content is not the one that was signed");
const SIGNATURE: Expected = Changed(
    Question::Signature,
    "The signature does not belong to the manifest",
);
const ON_A_SERVER: Expected = Unanswered("on a server");

const FILES: &[(&str, Expected)] = &[
    ("c2pa-public/adobe-20220124-A.jpg", Nothing),
    ("c2pa-public/adobe-20220124-C.jpg", ONE),
    ("c2pa-public/adobe-20220124-CA.jpg", ONE),
    (
        "c2pa-public/adobe-20220124-CACA.jpg",
        Intact { manifests: 2 },
    ),
    ("c2pa-public/adobe-20220124-E-dat-CA.jpg", CONTENT),
    ("c2pa-public/adobe-20220124-E-sig-CA.jpg", SIGNATURE),
    (
        "c2pa-public/adobe-20220124-E-uri-CA.jpg",
        Changed(Question::Hash, "A statement was changed"),
    ),
    ("c2pa-public/adobe-20220124-I.jpg", Nothing),
    ("c2pa-public/adobe-20220124-XCA.jpg", CONTENT),
    ("c2pa-rs/C.jpg", ONE),
    ("c2pa-rs/CA.jpg", ONE),
    // Its time stamp is damaged, which takes away the time and nothing else.
    ("c2pa-rs/CA_ct.jpg", ONE),
    ("c2pa-rs/C_with_CAWG_data.jpg", ONE),
    ("c2pa-rs/E-sig-CA.jpg", SIGNATURE),
    ("c2pa-rs/IMG_0003.jpg", Nothing),
    ("c2pa-rs/P1000827.jpg", Nothing),
    ("c2pa-rs/XCA.jpg", CONTENT),
    ("c2pa-rs/boxhash.jpg", ONE),
    ("c2pa-rs/cloud.jpg", ON_A_SERVER),
    ("c2pa-rs/cloudx.jpg", ON_A_SERVER),
    ("c2pa-rs/earth_apollo17.jpg", Nothing),
    // It names no algorithm for its hashes, which early drafts allowed.
    ("c2pa-rs/no_alg.jpg", Unanswered("unknown algorithm")),
    ("c2pa-rs/no_manifest.jpg", Nothing),
    ("c2pa-rs/thumbnail.jpg", Nothing),
    ("c2pa-rs/libpng-test.png", Nothing),
    ("c2pa-rs/libpng-test_with_url.png", ON_A_SERVER),
    ("c2pa-rs/mars.webp", Nothing),
    ("c2pa-rs/sample1.webp", Nothing),
    ("c2pa-rs/test.webp", Nothing),
    ("c2pa-rs/test_lossless.webp", Nothing),
    ("c2pa-rs/test_xmp.webp", Nothing),
    ("c2pa-rs/sample1.avif", Nothing),
];

/// The files below `provenance/c2pa-*` of the archive, or nothing where there is none.
fn files() -> Option<BTreeMap<String, Vec<u8>>> {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_DATA") else {
        println!("skipped: SPECTRAFIDE_DATA is not set");
        return None;
    };
    let path = std::path::Path::new(&folder).join("fixtures.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).expect("the archive"))
        .expect("a zip archive");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let Some(name) = name.strip_prefix("provenance/") else {
            continue;
        };
        if entry.is_file() && name.starts_with("c2pa-") {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("readable");
            files.insert(name.to_owned(), bytes);
        }
    }
    Some(files)
}

#[test]
fn every_file_is_what_its_name_says() {
    let Some(files) = files() else { return };
    let expected: BTreeMap<&str, &Expected> = FILES
        .iter()
        .map(|(name, expected)| (*name, expected))
        .collect();
    for (name, bytes) in &files {
        let expected = expected
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{name} is not in the table"));
        let found = verify(bytes, "application/octet-stream");
        let correct = match (expected, &found) {
            (Nothing, Err(VerifyError::NoManifest)) => true,
            (Intact { manifests }, Ok(found)) => {
                found.answers.are_intact()
                    && found.answers.issuer == Issuer::Unlisted
                    && found.manifests.len() == *manifests
                    && found.manifests[0].active
            }
            (Changed(question, words), Ok(found)) => {
                found.answers.are_tampered() && found.answers.words(*question).contains(words)
            }
            (Unanswered(words), Ok(found)) => found
                .unanswered
                .as_ref()
                .is_some_and(|reason| reason.words().contains(words)),
            _ => false,
        };
        assert!(correct, "{name}: {found:?}");
    }
    assert_eq!(files.len(), FILES.len(), "a file of the table is missing");
}

#[test]
fn a_manifest_is_told_in_full() {
    let Some(files) = files() else { return };
    let found = verify(&files["c2pa-public/adobe-20220124-CACA.jpg"], "image/jpeg").unwrap();
    // As the program c2pa-python 0.38.1 prints them for this file.
    let [active, earlier] = found.manifests.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        active.label,
        "contentauth:urn:uuid:cce91617-35dd-44e9-8ea8-f85380524443"
    );
    assert_eq!(active.signer.as_deref(), Some("C2PA Signer"));
    assert_eq!(active.issuer.as_deref(), Some("C2PA Test Signing Cert"));
    assert_eq!(
        active.signed_at.as_deref(),
        Some("2023-01-24T14:48:57+00:00")
    );
    let done: Vec<&str> = active.actions.iter().map(|a| a.action.as_str()).collect();
    assert_eq!(done, ["c2pa.opened", "c2pa.color_adjustments"]);
    assert_eq!(active.ingredients.len(), 1);
    assert_eq!(active.ingredients[0].relationship, "parentOf");
    assert_eq!(
        active.ingredients[0].manifest.as_deref(),
        Some(earlier.label.as_str())
    );
    assert!(!earlier.active);
}

#[test]
fn statements_about_the_source_are_read() {
    let Some(files) = files() else { return };
    let stated = |name: &str| {
        let found = verify(&files[name], "image/jpeg").unwrap();
        found.manifests[0].synthetic
    };
    assert_eq!(stated("c2pa-rs/C.jpg"), Some(Extent::Unclear));
    assert_eq!(
        stated("c2pa-rs/C_with_CAWG_data.jpg"),
        Some(Extent::None),
        "its action says digitalCapture"
    );
    assert_eq!(stated("c2pa-rs/CA.jpg"), None);
}

/// Bytes are changed, and the file is cut off, in places all over it.
#[test]
fn damage_is_an_answer() {
    let Some(files) = files() else { return };
    let whole = &files["c2pa-rs/C.jpg"];
    for position in (0..whole.len()).step_by(1_009) {
        let mut changed = whole.clone();
        changed[position] ^= 0x55;
        if let Ok(found) = verify(&changed, "image/jpeg") {
            assert!(!found.answers.are_vouched_for());
        }
        drop(verify(&whole[..position], "image/jpeg"));
    }
}
