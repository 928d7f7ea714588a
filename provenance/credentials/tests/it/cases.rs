//! Real files from the field, where the environment variable `SPECTRAFIDE_CASES` names the folder.
//!
//! What is expected of each was found with other programs: c2pa-python, exiftool, and the
//! certificates' dates with OpenSSL.

use std::path::PathBuf;

use spectrafide_credentials::{VerifyError, verify};
use spectrafide_provenance::credentials::{
    AbsentReason, Answer, Answers, Credentials, IdentityKind, Issuer, NotVerifiedReason, Unanswered,
};
use spectrafide_provenance::finding::Extent;

fn file(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("SPECTRAFIDE_CASES") else {
        println!("skipped: SPECTRAFIDE_CASES is not set");
        return None;
    };
    let path = PathBuf::from(folder).join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn found(name: &str) -> Option<Credentials> {
    let bytes = file(name)?;
    Some(
        verify(&bytes, "application/octet-stream")
            .unwrap_or_else(|error| panic!("{name}: {error}")),
    )
}

fn codes(answers: &Answers) -> (Answer, Answer, Issuer, Answer) {
    (
        answers.hash,
        answers.signature,
        answers.issuer,
        answers.time,
    )
}

const GOOD: Answer = Answer::Good;

#[test]
fn a_picture_of_chatgpt_is_intact_though_its_certificate_ran_out() {
    let Some(found) = found("02-chatgpt-two-manifests/chatgpt-1.png") else {
        return;
    };
    let expected = (GOOD, GOOD, Issuer::Interim, Answer::Unknown);
    assert_eq!(codes(&found.answers), expected, "{found:#?}");
    assert!(found.answers.is_expired() && !found.answers.are_tampered());
    let active = found.active().expect("a manifest");
    assert_eq!(active.own, None, "it says only that the picture was opened");
    assert_eq!(
        found.synthetic(),
        Some(Extent::Whole),
        "its parent says more"
    );
    assert_eq!(
        found.headline(),
        "This file carries credentials by OpenAI, who is on a frozen list only; they are intact; the \
         certificate is not valid today, and no trusted time stamp says when they were signed; they \
         say that a model made the whole picture."
    );
}

#[test]
fn a_picture_of_a_phone_is_intact_though_the_c2pas_list_does_not_have_its_maker() {
    let Some(found) = found("01-samsung-galaxy-ai-png/samsung_gray_1.png") else {
        return;
    };
    let answers = &found.answers;
    assert!(
        answers.are_intact() && !answers.are_tampered(),
        "{found:#?}"
    );
    assert_eq!(answers.issuer, Issuer::Interim);
    assert!(!answers.are_vouched_for());
    assert_eq!(found.synthetic(), Some(Extent::Part));
    let active = found.active().expect("a manifest");
    assert_eq!(active.signed_by(), Some("Samsung Galaxy"));
}

#[test]
fn the_other_files_are_what_other_programs_say() {
    for (name, extent, issuer, time) in [
        (
            "10-c2pa-jpeg-odd-segments/signed-empty-app3.jpg",
            Some(Extent::Whole),
            Issuer::Unlisted,
            Answer::Unknown,
        ),
        // Stamped by GlobalSign, which is on the list of authorities for time or is not.
        ("extra/trustnxt-v2-bmff.heic", None, Issuer::Unlisted, GOOD),
        (
            "extra/update_manifest.jpg",
            None,
            Issuer::Unlisted,
            Answer::Unknown,
        ),
        (
            "extra/adobe_connected_identities.jpg",
            None,
            Issuer::Interim,
            GOOD,
        ),
    ] {
        let Some(found) = found(name) else { return };
        let expected = (GOOD, GOOD, issuer, time);
        assert_eq!(codes(&found.answers), expected, "{name}: {found:#?}");
        if extent.is_some() {
            assert_eq!(found.synthetic(), extent, "{name}");
        }
    }
}

#[test]
fn an_account_behind_a_picture_is_named_and_not_called_false() {
    let Some(found) = found("extra/adobe_connected_identities.jpg") else {
        return;
    };
    let [identity] = found.manifests[0].identities.as_slice() else {
        panic!("{found:#?}");
    };
    assert_eq!(identity.kind, IdentityKind::Account);
    assert_eq!(identity.name.as_deref(), Some("testuser23"));
    assert_eq!(identity.provider.as_deref(), Some("behance"));
    assert_eq!(
        identity.verified,
        Answer::Unknown,
        "its service was not asked"
    );
}

#[test]
fn what_is_elsewhere_or_misplaced_is_not_fetched_and_not_believed() {
    let Some(found) = found("05-remote-manifest-only/PirateShip_save_credentials_to_cloud.jpg")
    else {
        return;
    };
    let host = "cai-manifests.adobe.com".to_owned();
    assert_eq!(found, Credentials::absent(AbsentReason::OnServer { host }));
    for name in [
        "10-c2pa-jpeg-odd-segments/c2pa-before-eoi.jpg",
        "extra/sample1.jxl",
    ] {
        let bytes = file(name).expect("the folder is there");
        let found = verify(&bytes, "application/octet-stream");
        assert!(
            matches!(
                found,
                Err(VerifyError::NoManifest | VerifyError::Format { .. })
            ),
            "{name}: {found:?}"
        );
    }
    let tiff = file("extra/tiff_poc.tiff").expect("the folder is there");
    let found = verify(&tiff, "image/tiff").expect("an answer");
    let Some(Unanswered::NotVerified { reason }) = found.unanswered else {
        panic!("{found:?}");
    };
    let error = "the TIFF has too many directories".to_owned();
    assert_eq!(
        reason,
        NotVerifiedReason::Unreadable { error },
        "refused before the library reads it for minutes"
    );
}
