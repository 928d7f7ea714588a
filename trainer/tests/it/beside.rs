//! Manifest stores beside pictures, on the command line.

use std::io::Cursor;
use std::path::Path;

use image::ImageFormat;
use serde_json::{Value, json};
use spectrafide_picture::decode::MAX_FILE_BYTES;
use spectrafide_provenance::sidecar;

use crate::support::{picture, succeed, trainer};

const CERTIFICATE: &[u8] =
    include_bytes!("../../../provenance/credentials/tests/certificates/signer.pem");
const KEY: &[u8] = include_bytes!("../../../provenance/credentials/tests/certificates/signer.key");

fn png(index: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture(index, false)
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// A store that says of `picture` that a model made it, signed by somebody who is on no list.
fn store(picture: &[u8]) -> Vec<u8> {
    let manifest = json!({
        "claim_generator_info": [{ "name": "spectrafide tests" }],
        "assertions": [{ "label": "c2pa.actions", "data": { "actions": [{
            "action": "c2pa.created",
            "digitalSourceType":
                "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        }] } }],
    });
    let signer =
        c2pa::create_signer::from_keys(CERTIFICATE, KEY, c2pa::SigningAlg::Es256, None).unwrap();
    let mut builder = c2pa::Builder::from_context(c2pa::Context::new())
        .with_definition(manifest.to_string().as_str())
        .unwrap();
    builder.set_no_embed(true);
    let mut unchanged = Cursor::new(Vec::new());
    let mut source = Cursor::new(picture.to_vec());
    let store = builder.sign(&*signer, "image/png", &mut source, &mut unchanged);
    assert_eq!(unchanged.into_inner(), picture, "the store is apart");
    store.unwrap()
}

/// What `inspect` says of the pictures among `files`.
fn inspected(folder: &Path, files: &[&str]) -> Vec<Value> {
    let arguments = [&["inspect", "--json"], files].concat();
    let lines = succeed(folder, &arguments);
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_store_beside_a_picture_is_verified_against_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let [first, second] = [1, 2].map(png);
    std::fs::write(folder.join("first.png"), &first).unwrap();
    std::fs::write(folder.join("second.png"), &second).unwrap();
    std::fs::write(folder.join("first.c2pa"), store(&first)).unwrap();
    std::fs::write(folder.join("manifest.bin"), store(&first)).unwrap();

    let both = inspected(folder, &["second.png", "first.c2pa", "first.png"]);
    let [plain, signed] = both.as_slice() else {
        panic!("{both:#?}");
    };
    assert_eq!(plain["summary"]["credentials"]["hash"], "none", "{plain:#}");
    let expected = json!({
        "credentials": {
            "hash": "good", "signature": "good", "issuer": "unlisted", "time": "unknown",
        },
        "claims": { "model": "whole", "by": [
            { "source": "credentials", "name": "spectrafide tests", "model": "whole" },
        ] },
    });
    assert_eq!(signed["summary"], expected, "{signed:#}");
    let findings = signed["provenance"]["findings"].as_array().unwrap();
    let place = findings
        .iter()
        .map(|finding| &finding["place"]["container"]);
    assert!(place.into_iter().any(|place| place == sidecar::CONTAINER));

    let named = inspected(folder, &["first.png", "--sidecar", "manifest.bin"]);
    assert_eq!(named[0]["summary"], expected);
    let text = succeed(folder, &["inspect", "first.png", "first.c2pa"]);
    assert!(text.contains("first.c2pa carries credentials"), "{text}");
}

#[test]
fn a_store_of_another_picture_is_told_and_plays_no_part() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("second.png"), png(2)).unwrap();
    std::fs::write(folder.join("second.c2pa"), store(&png(1))).unwrap();

    let told = inspected(folder, &["second.png", "second.c2pa"]);
    assert_eq!(
        told[0]["summary"]["credentials"]["hash"], "none",
        "{told:#?}"
    );
    assert_eq!(told[0]["summary"]["claims"]["model"], "none");
    assert!(told[0].to_string().contains(sidecar::CONTAINER));
    let text = succeed(folder, &["inspect", "second.png", "second.c2pa"]);
    assert!(
        text.contains("second.c2pa does not fit this picture") && text.contains("does not count"),
        "{text}"
    );
}

#[test]
fn a_store_that_lies_beside_nothing_stops_the_command() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for name in ["a.png", "b.png"] {
        std::fs::write(folder.join(name), png(1)).unwrap();
    }
    std::fs::write(folder.join("c.c2pa"), store(&png(1))).unwrap();
    let output = trainer(folder, &["inspect", "a.png", "b.png", "c.c2pa"]);
    assert!(!output.status.success());
    assert!(output.stdout.is_empty(), "nothing was judged");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("c.c2pa lies beside none"), "{error}");
}

#[test]
fn a_store_may_be_as_large_as_a_picture() {
    assert_eq!(sidecar::MAX_BYTES, MAX_FILE_BYTES);
}
