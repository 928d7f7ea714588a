use spectrafide_provenance::credentials::{
    AbsentReason, Answers, Cause, NotVerifiedReason, VerifiedBy,
};
use spectrafide_provenance::finding::Extent;

use super::*;

fn verified(hash: Answer, because: &[&str]) -> Credentials {
    let because = because.iter().map(|status| Cause {
        question: Question::Hash,
        status: (*status).to_owned(),
        outcome: Outcome::Failure,
        explanation: None,
        earlier: false,
    });
    Credentials {
        answers: Answers {
            hash,
            signature: Answer::Good,
            issuer: Issuer::Unlisted,
            time: Answer::Unknown,
            because: because.collect(),
        },
        manifests: vec![Manifest {
            label: "urn:c2pa:1".to_owned(),
            active: true,
            title: Some("a picture".to_owned()),
            issuer: Some("Example".to_owned()),
            synthetic: Some(Extent::Whole),
            statuses: vec![Status {
                code: "claimSignature.validated".to_owned(),
                outcome: Outcome::Success,
                explanation: None,
            }],
            ..Manifest::default()
        }],
        verified_by: Some(VerifiedBy {
            specification: "2.2".to_owned(),
            library: "c2pa 1.0.0".to_owned(),
            trust_list_date: "2026-01-31".to_owned(),
            interim_list_date: None,
        }),
        unanswered: None,
    }
}

#[test]
fn an_action_reads_as_a_sentence() {
    let made = Action {
        action: "c2pa.color_adjustments".to_owned(),
        software: Some("Photo Lab".to_owned()),
        when: Some("2026-05-01".to_owned()),
        ..Action::default()
    };
    assert_eq!(
        action(&made),
        "Color adjustments with Photo Lab at 2026-05-01"
    );
}

#[test]
fn what_lies_beside_a_picture_is_not_said_to_be_in_its_file() {
    let intact = verified(Answer::Good, &[]);
    assert!(headline(&intact, None).starts_with("This file carries credentials"));
    let beside = headline(&intact, Some("photo.c2pa"));
    assert!(
        beside.starts_with("photo.c2pa carries credentials"),
        "{beside}"
    );
    let reason = NotVerifiedReason::Damaged;
    for other in [
        Credentials::not_verified(reason, Vec::new()),
        Credentials::absent(AbsentReason::Removed),
        verified(Answer::Bad, &["assertion.dataHash.mismatch"]),
        verified(Answer::Bad, &["assertion.hashedURI.mismatch"]),
    ] {
        let beside = headline(&other, Some("photo.c2pa"));
        assert!(beside.starts_with("photo.c2pa "), "{beside}");
        assert!(!beside.contains("This file"), "{beside}");
    }
}

#[test]
fn a_sidecar_of_other_bytes_may_lie_beside_the_wrong_picture() {
    let other = verified(Answer::Bad, &["assertion.dataHash.mismatch"]);
    let words = headline(&other, Some("photo.c2pa"));
    assert!(words.contains("belongs to another one, or"), "{words}");
    assert!(meaning(&other, Some("photo.c2pa")).contains("does not count"));
    assert_eq!(
        meaning(&verified(Answer::Good, &[]), Some("photo.c2pa")),
        ""
    );
    let changed = verified(Answer::Bad, &["assertion.hashedURI.mismatch"]);
    let words = headline(&changed, Some("photo.c2pa"));
    assert!(!words.contains("another one"), "{words}");
}

#[test]
fn no_answer_is_told_by_colour_alone() {
    let told = answers(&verified(Answer::Good, &[]));
    let states: Vec<_> = told.iter().map(|one| (one.state, one.mark)).collect();
    let open = ("open", "?");
    assert_eq!(states, [("good", "✓"), ("good", "✓"), open, open]);
    let shorts: Vec<_> = told.iter().map(|one| one.short.as_str()).collect();
    assert_eq!(shorts, ["Yes", "Yes", "On no list", "Unknown"]);
    let changed = answers(&verified(Answer::Bad, &["assertion.dataHash.mismatch"]));
    assert_eq!((changed[0].state, &*changed[0].short), ("bad", "No"));
    assert_eq!(answers(&Credentials::default()).len(), 4);
}

#[test]
fn the_text_holds_all_that_the_card_does() {
    let credentials = verified(Answer::Good, &[]);
    let trees = chain::trees(&credentials);
    let text = text(&credentials, None, &trees);
    for words in [
        &*credentials.headline(),
        "Is it what was signed? Yes. The content",
        "- a picture (this picture)",
        "  Names “Example” as its signer",
        "Holds: claimSignature.validated",
        "List of signers of 2026-01-31",
    ] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
    assert!(!text.contains("\n\n\n"), "{text}");
}
