//! What is found out about files that the tests sign themselves.

use image::ImageFormat;
use serde_json::json;
use spectrafide_credentials::{TrustList, VerifyError, verify, verify_with};
use spectrafide_provenance::credentials::{
    Answer, Answers, Credentials, Issuer, Outcome, Question,
};
use spectrafide_provenance::finding::Extent;

use crate::support::*;

/// Signed by a listed signer with a certificate that is valid today, without a time stamp.
const LISTED: Answers = Answers {
    hash: Answer::Good,
    signature: Answer::Good,
    issuer: Issuer::Listed,
    time: Answer::Unknown,
    because: Vec::new(),
};

const UNLISTED: Answers = Answers {
    hash: Answer::Good,
    signature: Answer::Good,
    issuer: Issuer::Unlisted,
    time: Answer::Unknown,
    because: Vec::new(),
};

/// The code of the check for which an answer is not good.
fn failed_check(found: &Credentials) -> &str {
    let mut failed = found.answers.because.iter();
    match failed.find(|cause| cause.outcome == Outcome::Failure) {
        Some(cause) => &cause.status,
        None => panic!("{found:#?}"),
    }
}

#[test]
fn a_signer_on_the_list_is_trusted_in_every_format() {
    for (format, mime) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::WebP, "image/webp"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::Tiff, "image/tiff"),
    ] {
        let signer = TestSigner::new(CERTIFICATE);
        let file = signed_as(&signer, &picture(format), mime, &created(CAPTURE), &[]);
        let found = verify_with(&file, mime, &trusting()).unwrap();
        assert_eq!(found.answers, LISTED, "{mime}: {found:#?}");
        let by = found.verified_by.as_ref().expect("lists");
        assert_eq!(by.trust_list_date, trusting().date);
        assert_eq!(by.specification, "2.2");
        let manifest = &found.manifests[0];
        assert_eq!(manifest.issuer.as_deref(), Some("spectrafide tests"));
        assert_eq!(manifest.signer.as_deref(), Some("Test signer"));
        assert_eq!(manifest.title.as_deref(), Some("a picture"));
        assert_eq!(manifest.synthetic, Some(Extent::None));
        assert_eq!(manifest.signed_at, None, "nobody stamped the time");
        let failed = manifest
            .statuses
            .iter()
            .find(|s| s.outcome == Outcome::Failure);
        assert_eq!(failed, None);
        assert_eq!(
            manifest.actions[0].software.as_deref(),
            Some("a generator 2")
        );
    }
}

#[test]
fn a_signer_that_nobody_knows_is_not_trusted() {
    let found = verify(&signed(&created(CAPTURE), &[]), "image/png").unwrap();
    assert_eq!(found.answers, UNLISTED);
    assert_eq!(
        found.manifests[0].statuses[0].code,
        "signingCredential.untrusted"
    );
}

#[test]
fn an_authority_for_time_does_not_vouch_for_signers() {
    let mut list = TrustList::bundled();
    list.time_stamps.push_str(AUTHORITY);
    let file = signed(&created(CAPTURE), &[]);
    let found = verify_with(&file, "image/png", &list).unwrap();
    assert_eq!(found.answers, UNLISTED);
    let first = &found.manifests[0].statuses[0];
    assert_eq!(first.code, "signingCredential.untrusted");
    assert_eq!(first.outcome, Outcome::Failure);
}

#[test]
fn changed_content_is_broken_whoever_signed_it() {
    let mut file = signed(&created(CAPTURE), &[]);
    // The last data byte of a PNG lies before its checksum and the 12 bytes of IEND.
    let last = file.len() - 12 - 4 - 1;
    file[last] ^= 1;
    let found = checked(&file);
    assert_eq!(failed_check(&found), "assertion.dataHash.mismatch");
    assert_eq!(found.answers.hash, Answer::Bad);
    assert_eq!(
        found.answers.signature,
        Answer::Good,
        "that is another question"
    );
    assert_eq!(
        found.answers.words(Question::Hash),
        "The content is not the one that was signed: it was changed since, or the credentials are \
         those of another file."
    );
}

#[test]
fn a_changed_statement_is_broken_whoever_signed_it() {
    let mut file = signed(&created(WHOLE), &[]);
    let place = file
        .windows(WHOLE.len())
        .position(|window| window == WHOLE.as_bytes())
        .expect("the statement stands in the file as text");
    // From trainedAlgorithmicMedia to something without a meaning, of the same length.
    file[place + WHOLE.len() - 1] = b'x';
    let found = checked(&file);
    assert_eq!(failed_check(&found), "assertion.hashedURI.mismatch");
    assert_eq!(found.answers.hash, Answer::Bad);
}

#[test]
fn an_expired_certificate_without_a_time_stamp_changes_nothing_in_the_picture() {
    let signer = TestSigner::new(EXPIRED);
    let file = picture(ImageFormat::Png);
    let file = signed_as(&signer, &file, "image/png", &created(WHOLE), &[]);
    let found = checked(&file);
    assert_eq!(failed_check(&found), "signingCredential.expired");
    let answers = &found.answers;
    assert!(answers.are_intact() && answers.is_expired() && !answers.are_tampered());
    assert_eq!(
        (answers.issuer, answers.time),
        (Issuer::Listed, Answer::Unknown)
    );
    assert!(!answers.are_vouched_for());
    assert_eq!(
        found.headline(),
        "This file carries credentials by spectrafide tests; they are intact; the certificate is \
         not valid today, and no trusted time stamp says when they were signed; they say that a \
         model made the whole picture."
    );
}

#[test]
fn a_picture_that_a_model_made_says_so_and_keeps_saying_so() {
    let generated = signed(&created(WHOLE), &[]);
    let found = checked(&generated);
    assert_eq!(found.manifests[0].synthetic, Some(Extent::Whole));
    assert_eq!(
        found.manifests[0].actions[0].digital_source_type.as_deref(),
        Some("trainedAlgorithmicMedia")
    );

    let cropped = signed(&opened(), &[("parentOf", &generated)]);
    let found = checked(&cropped);
    assert_eq!(found.answers, LISTED, "{found:#?}");
    assert_eq!(found.manifests.len(), 2);
    assert_eq!(found.manifests[0].synthetic, Some(Extent::Whole));
}

#[test]
fn a_photograph_with_a_generated_part_says_so() {
    let photograph = signed(&created(CAPTURE), &[]);
    let generated = signed(&created(WHOLE), &[]);
    let actions = json!([
        { "action": "c2pa.opened", "parameters": { "ingredientIds": ["ingredient-0"] } },
        { "action": "c2pa.placed", "parameters": { "ingredientIds": ["ingredient-1"] } },
    ]);
    let both = [
        ("parentOf", photograph.as_slice()),
        ("componentOf", generated.as_slice()),
    ];
    let found = checked(&signed(&actions, &both));
    assert_eq!(found.answers, LISTED, "{found:#?}");
    assert_eq!(found.manifests[0].synthetic, Some(Extent::Part));

    let filled = json!([
        { "action": "c2pa.opened", "parameters": { "ingredientIds": ["ingredient-0"] } },
        { "action": "c2pa.edited", "digitalSourceType": WHOLE },
    ]);
    let found = checked(&signed(&filled, &[("parentOf", &photograph)]));
    assert_eq!(found.manifests[0].synthetic, Some(Extent::Part));
}

#[test]
fn a_plain_file_and_a_foreign_one_have_nothing_to_verify() {
    let plain = verify(&picture(ImageFormat::Png), "image/png");
    assert_eq!(plain, Err(VerifyError::NoManifest));
    let text = verify(b"not a picture", "text/plain");
    assert!(matches!(text, Err(VerifyError::Format { .. })), "{text:?}");
}
