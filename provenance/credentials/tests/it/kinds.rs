//! Every kind of file, place and statement that a manifest may come in.

use std::io::Cursor;

use c2pa::crypto::raw_signature::signer_from_cert_chain_and_private_key;
use c2pa::identity::builder::{IdentityAssertionBuilder, IdentityAssertionSigner};
use c2pa::identity::x509::X509CredentialHolder;
use c2pa::{Builder, BuilderIntent, SigningAlg};
use image::ImageFormat;
use serde_json::{Value, json};
use spectrafide_credentials::{
    SPECIFICATION, TrustList, VerifyError, verify, verify_sidecar, verify_with,
};
use spectrafide_provenance::credentials::{
    AbsentReason, Answer, Credentials, IdentityKind, Issuer, Manifest, NotVerifiedReason,
    Unanswered,
};
use spectrafide_provenance::finding::Extent;

use crate::support::*;

/// A file with what `builder` holds, and the store.
fn sign(builder: &mut Builder, file: &[u8], mime: &str) -> (Vec<u8>, Vec<u8>) {
    let signer = TestSigner::new(CERTIFICATE);
    let mut output = Cursor::new(Vec::new());
    let store = builder
        .sign(&signer, mime, &mut Cursor::new(file), &mut output)
        .expect("a signed file");
    (output.into_inner(), store)
}

fn bmff(kind: [u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = 8 + parts.iter().map(|part| part.len()).sum::<usize>();
    let header = [
        &u32::try_from(length).expect("a short box").to_be_bytes()[..],
        &kind,
    ]
    .concat();
    [&header[..], &parts.concat()].concat()
}

/// A file of the brand, with bytes in the place of a picture.
fn image_file(brand: [u8; 4]) -> Vec<u8> {
    let kind = bmff(*b"ftyp", &[&brand, &[0; 4], b"mif1", &brand]);
    let handler = bmff(*b"hdlr", &[&[0; 8], b"pict", &[0; 13]]);
    let meta = bmff(*b"meta", &[&[0; 4], &handler]);
    [kind, meta, bmff(*b"mdat", &[&[7; 500]])].concat()
}

fn jpeg_xl() -> Vec<u8> {
    let signature = bmff(*b"JXL ", &[b"\r\n\x87\n"]);
    let kind = bmff(*b"ftyp", &[b"jxl ", &[0; 4], b"jxl "]);
    [signature, kind, bmff(*b"jxlc", &[&[9; 100]])].concat()
}

/// A JPEG with `parts` behind its start.
fn jpeg_with(parts: &[u8]) -> Vec<u8> {
    let file = picture(ImageFormat::Jpeg);
    [&file[..2], parts, &file[2..]].concat()
}

fn assert_intact(found: &Credentials, what: &str) {
    assert!(found.answers.are_intact(), "{what}: {found:#?}");
    assert_eq!(found.synthetic(), Some(Extent::Whole), "{what}");
}

#[test]
fn manifests_of_files_in_boxes_are_verified() {
    for (file, mime) in [
        (image_file(*b"avif"), "image/avif"),
        (image_file(*b"heic"), "image/heic"),
        (jpeg_xl(), "image/jxl"),
    ] {
        let signed = sign(&mut definition(mime, &created(WHOLE), &[]), &file, mime).0;
        assert_intact(&verify(&signed, mime).expect(mime), mime);
        let mut changed = signed;
        let last = changed.len() - 1;
        changed[last] ^= 1;
        let found = verify(&changed, mime).expect(mime);
        assert_eq!(found.answers.hash, Answer::Bad, "{mime}");
        assert_eq!(found.answers.signature, Answer::Good, "{mime}");
    }
}

#[test]
fn a_jpeg_may_have_empty_segments_and_several_of_a_store() {
    let mime = "image/jpeg";
    // T.81, B.1.1.4 and B.1.1.2: a segment may be empty, and bytes 0xff may stand before a marker.
    let file = jpeg_with(b"\xff\xe3\0\x02");
    let mut builder = definition(mime, &created(WHOLE), &[]);
    let long = json!({ "text": "x".repeat(150_000) });
    builder
        .add_assertion("org.spectrafide.filler", &long)
        .expect("an assertion of a kind that nobody knows");
    let signed = sign(&mut builder, &file, mime).0;
    let segments = signed.windows(2).filter(|two| two == b"\xff\xeb").count();
    assert!(segments >= 3, "{segments}");
    assert_intact(&verify(&signed, mime).expect(mime), "several segments");
}

#[test]
fn a_store_behind_the_scan_of_a_jpeg_is_not_taken_for_one() {
    let mime = "image/jpeg";
    let file = picture(ImageFormat::Jpeg);
    let signed = sign(&mut definition(mime, &created(WHOLE), &[]), &file, mime).0;
    let start = signed
        .windows(2)
        .position(|two| two == b"\xff\xeb")
        .unwrap();
    let length = u16::from_be_bytes([signed[start + 2], signed[start + 3]]);
    let end = start + 2 + usize::from(length);
    let body = signed.len() - 2;
    let moved = [
        &signed[..start],
        &signed[end..body],
        &signed[start..end],
        &signed[body..],
    ]
    .concat();
    assert_eq!(verify(&moved, mime), Err(VerifyError::NoManifest));
}

#[test]
fn a_store_beside_the_picture_is_verified_against_it() {
    let mime = "image/png";
    let file = picture(ImageFormat::Png);
    let mut builder = definition(mime, &created(WHOLE), &[]);
    builder.set_no_embed(true);
    let (picture, store) = sign(&mut builder, &file, mime);
    assert_eq!(verify(&picture, mime), Err(VerifyError::NoManifest));

    let found = verify_sidecar(&picture, mime, &store).expect("credentials");
    assert_intact(&found, "a sidecar");

    let mut other = picture.clone();
    let last = other.len() - 12 - 4 - 1;
    other[last] ^= 1;
    let found = verify_sidecar(&other, mime, &store).expect("credentials");
    assert_eq!(found.answers.hash, Answer::Bad);
    assert_eq!(found.answers.signature, Answer::Good);

    let cut = verify_sidecar(&picture, mime, &store[..store.len() / 2]);
    assert!(cut.is_err() || cut.is_ok_and(|found| !found.answers.are_intact()));
}

#[test]
fn a_store_on_a_server_is_named_by_its_host_and_not_fetched() {
    let mime = "image/jpeg";
    let mut builder = definition(mime, &created(WHOLE), &[]);
    builder.set_no_embed(true);
    builder.set_remote_url("https://credentials.example/store/1");
    let file = sign(&mut builder, &picture(ImageFormat::Jpeg), mime).0;
    let host = "credentials.example".to_owned();
    let expected = Credentials::absent(AbsentReason::OnServer { host });
    assert_eq!(verify(&file, mime), Ok(expected));
}

#[test]
fn two_stores_in_one_file_are_a_finding() {
    let file = signed(&created(WHOLE), &[]);
    let name = file.windows(4).position(|four| four == b"caBX").unwrap();
    let length = u32::from_be_bytes(file[name - 4..name].try_into().unwrap());
    let chunk = &file[name - 4..name + 4 + length as usize + 4];
    let twice = [&file[..name - 4], chunk, &file[name - 4..]].concat();
    let found = verify(&twice, "image/png").expect("a finding");
    let reason = NotVerifiedReason::SeveralStores;
    assert_eq!(found.unanswered, Some(Unanswered::NotVerified { reason }));
}

#[test]
fn a_signer_on_the_older_list_alone_is_told_apart() {
    let file = signed(&created(WHOLE), &[]);
    let mut list = TrustList::bundled();
    list.interim.push_str(AUTHORITY);
    let found = verify_with(&file, "image/png", &list).expect("credentials");
    assert_eq!(found.answers.issuer, Issuer::Interim);
    assert!(found.answers.are_intact() && !found.answers.are_vouched_for());
    assert!(!found.manifests[0].is_listed());
    let by = found.verified_by.as_ref().expect("lists");
    assert_eq!(by.interim_list_date, Some(list.interim_date.clone()));

    list.interim.clear();
    let found = verify_with(&file, "image/png", &list).expect("credentials");
    assert_eq!(found.answers.issuer, Issuer::Unlisted);
    assert_eq!(found.verified_by.expect("lists").interim_list_date, None);
}

#[test]
fn an_update_is_about_the_picture_of_what_it_updates() {
    let mime = "image/png";
    let generated = signed(&created(WHOLE), &[]);
    let mut builder = definition(mime, &json!([]), &[]);
    builder.set_intent(BuilderIntent::Update);
    builder
        .add_ingredient_from_stream(
            json!({ "title": "before", "relationship": "parentOf" }).to_string(),
            mime,
            &mut Cursor::new(&generated),
        )
        .expect("what is updated");
    let updated = sign(&mut builder, &generated, mime).0;
    let found = checked(&updated);
    assert_intact(&found, "an update");
    assert_eq!(found.manifests.len(), 2);

    let mut changed = updated;
    let last = changed.len() - 12 - 4 - 1;
    changed[last] ^= 1;
    assert_eq!(checked(&changed).answers.hash, Answer::Bad);
}

/// The credentials of a file with another assertion of actions, whatever they break.
fn with_actions(actions: &Value) -> Credentials {
    let mime = "image/png";
    let mut builder = definition(mime, &created(WHOLE), &[]);
    builder
        .add_assertion_json("org.spectrafide.unknown", &json!({ "a": [1, null] }))
        .expect("an assertion");
    builder
        .add_assertion("c2pa.actions.v2", actions)
        .expect("an assertion of actions");
    checked(&sign(&mut builder, &picture(ImageFormat::Png), mime).0)
}

#[test]
fn a_statement_that_breaks_a_rule_is_neither_a_change_nor_the_end() {
    // A created picture needs a digital source type (C2PA specification 2.2, section 18.15.4).
    let mime = "image/png";
    let bare = json!([{ "action": "c2pa.created" }]);
    let signed = sign(
        &mut definition(mime, &bare, &[]),
        &picture(ImageFormat::Png),
        mime,
    )
    .0;
    let found = checked(&signed);
    assert!(found.answers.are_intact(), "{found:#?}");
    assert_eq!(found.manifests[0].actions[0].action, "c2pa.created");
    assert_eq!(found.synthetic(), None);

    let unknown = with_actions(&json!({ "actions": [{ "action": "org.spectrafide.dreamt" }] }));
    assert!(unknown.answers.are_intact(), "{unknown:#?}");
    let actions = unknown.manifests[0].actions.iter();
    let names: Vec<&str> = actions.map(|one| one.action.as_str()).collect();
    assert_eq!(names, ["c2pa.created", "org.spectrafide.dreamt"]);
}

#[test]
fn an_organisation_that_stands_behind_a_picture_is_named() {
    let mime = "image/png";
    let raw = || {
        signer_from_cert_chain_and_private_key(CERTIFICATE, KEY, SigningAlg::Es256, None)
            .expect("a signer")
    };
    let mut signer = IdentityAssertionSigner::new(raw());
    let holder = X509CredentialHolder::from_raw_signer(raw());
    signer.add_identity_assertion(IdentityAssertionBuilder::for_credential_holder(holder));
    let mut output = Cursor::new(Vec::new());
    definition(mime, &created(CAPTURE), &[])
        .sign(
            &signer,
            mime,
            &mut Cursor::new(picture(ImageFormat::Png)),
            &mut output,
        )
        .expect("a signed file");

    let found = checked(&output.into_inner());

    let Manifest { identities, .. } = &found.manifests[0];
    let [identity] = identities.as_slice() else {
        panic!("{found:#?}");
    };
    assert_eq!(identity.kind, IdentityKind::Organisation);
    assert_eq!(identity.name.as_deref(), Some("spectrafide tests"));
    assert_eq!(
        identity.verified,
        Answer::Unknown,
        "on no list of identities"
    );
    assert!(
        found.answers.are_vouched_for(),
        "the signer is listed all the same: {found:#?}"
    );
}

/// The rules are those of the library. What another version of it changes has to be looked at: the
/// version of the specification that is named to people, and the codes that `answers.rs` knows.
#[test]
fn the_library_is_the_version_whose_specification_is_named() {
    assert_eq!((c2pa::VERSION, SPECIFICATION), ("0.90.22", "2.2"));
    let file = signed(&created(WHOLE), &[]);
    let mut found = checked(&file);
    let by = found.verified_by.expect("lists");
    assert_eq!(by.specification, SPECIFICATION);
    assert_eq!(by.library, format!("c2pa {}", c2pa::VERSION));
    let statuses = found.manifests.remove(0).statuses;
    let codes: Vec<String> = statuses.iter().map(|status| status.code.clone()).collect();
    assert_eq!(
        codes,
        [
            "signingCredential.trusted",
            "claimSignature.insideValidity",
            "claimSignature.validated",
            "assertion.hashedURI.match",
            "assertion.hashedURI.match",
            "assertion.dataHash.match",
        ]
    );
}
