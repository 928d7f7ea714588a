//! From the validation's results to the four answers.

use c2pa::validation_status::{self as code, ValidationStatus};
use c2pa::{Reader, ValidationResults};
use spectrafide_provenance::credentials::{
    Answer, Answers, Cause, Issuer, NotVerifiedReason, Outcome, Question,
};

use crate::results::{self, Found};
use crate::trust::List;

/// What the results of the store that `reader` holds answer. `interim` is asked whether the list of
/// the older verify site vouches for the active manifest's signer, where another list does not.
///
/// # Errors
///
/// Why nothing was answered.
pub fn of(reader: &Reader, interim: impl FnOnce() -> bool) -> Result<Answers, NotVerifiedReason> {
    let results = reader
        .validation_results()
        .ok_or(NotVerifiedReason::NoResult)?;
    if results.active_manifest().is_none() {
        return Err(NotVerifiedReason::NoActiveManifest);
    }
    Ok(answer(results, reader.active_label(), interim))
}

fn answer(
    results: &ValidationResults,
    active: Option<&str>,
    interim: impl FnOnce() -> bool,
) -> Answers {
    // What an identity's certificate is worth is not what the signer's is.
    let found: Vec<Found<'_>> = results::validated(results)
        .filter(|found| !found.is_of_an_identity())
        .collect();
    let because = causes(&found, active);
    let failed = |question: Question, code: &str| {
        because.iter().any(|cause| {
            cause.question == question && cause.outcome == Outcome::Failure && cause.status == code
        })
    };
    let any = |question: Question| {
        because
            .iter()
            .any(|cause| cause.question == question && cause.outcome == Outcome::Failure)
    };
    // The results about the active manifest itself: those of its hard binding may be about the
    // manifest that it updates.
    let succeeded = |code: &str| {
        found
            .iter()
            .any(|one| one.outcome == Outcome::Success && !one.earlier && one.status.code() == code)
    };
    let hash = if any(Question::Hash) {
        Answer::Bad
    } else if failed(Question::Rule, code::HARD_BINDINGS_MISSING) {
        Answer::None
    } else if HARD_BINDINGS_MATCH.iter().any(|code| succeeded(code)) {
        Answer::Good
    } else {
        Answer::Unknown
    };
    let signature = if any(Question::Signature) {
        Answer::Bad
    } else if failed(Question::Rule, code::CLAIM_SIGNATURE_MISSING) {
        Answer::None
    } else if succeeded(code::CLAIM_SIGNATURE_VALIDATED) {
        Answer::Good
    } else {
        Answer::Unknown
    };
    let stamped = found.iter().any(|one| {
        one.outcome == Outcome::Success && one.is_about(active) && is_trusted_stamp(one.status)
    });
    let (issuer, time) = if signature == Answer::None {
        (Issuer::None, Answer::None)
    } else {
        (issuer(&found, active, interim), time(&because, stamped))
    };
    Answers {
        hash,
        signature,
        issuer,
        time,
        because,
    }
}

const HARD_BINDINGS_MATCH: [&str; 4] = [
    code::ASSERTION_DATAHASH_MATCH,
    code::ASSERTION_BMFFHASH_MATCH,
    code::ASSERTION_BOXHASH_MATCH,
    code::ASSERTION_COLLECTIONHASH_MATCH,
];

fn issuer(found: &[Found<'_>], active: Option<&str>, interim: impl FnOnce() -> bool) -> Issuer {
    let credential = |one: &&Found<'_>| {
        one.is_about(active) && one.status.code().starts_with("signingCredential.")
    };
    let list = found
        .iter()
        .filter(credential)
        .find_map(|one| List::that_vouches(one.status));
    match list {
        Some(List::Signers) => Issuer::Listed,
        Some(List::Others) if interim() => Issuer::Interim,
        Some(List::Others) => Issuer::Unlisted,
        None if found.iter().any(|one| credential(&one)) => Issuer::Unlisted,
        None => Issuer::Unknown,
    }
}

/// A certificate that is not valid, with nothing to compare it with but today, is no answer.
fn time(because: &[Cause], stamped: bool) -> Answer {
    let failed = because
        .iter()
        .filter(|cause| cause.question == Question::Time && cause.outcome == Outcome::Failure);
    let mut failed = failed.map(|cause| cause.status.as_str());
    if failed
        .clone()
        .any(|code| code == code::SIGNING_CREDENTIAL_REVOKED)
    {
        Answer::Bad
    } else if !stamped {
        Answer::Unknown
    } else if failed.next().is_some() {
        Answer::Bad
    } else {
        Answer::Good
    }
}

/// Versions of the library from 0.91 on call every stamp of an old form trusted, as a "legacy" one.
fn is_trusted_stamp(status: &ValidationStatus) -> bool {
    let explanation = status.explanation().unwrap_or_default();
    status.code() == code::TIMESTAMP_TRUSTED && !explanation.starts_with("legacy")
}

/// The failures, and the remarks on time stamps, that no other answer already tells.
fn causes(found: &[Found<'_>], active: Option<&str>) -> Vec<Cause> {
    let mut causes = Vec::new();
    for one in found {
        let question = question(one.status.code());
        let told = match one.outcome {
            Outcome::Failure => one.status.code() != code::SIGNING_CREDENTIAL_UNTRUSTED,
            Outcome::Remark => question == Question::Time && one.is_about(active),
            Outcome::Success => false,
        };
        // Who signed an earlier version, and when, is its manifest's own matter.
        let own = matches!(question, Question::Issuer | Question::Time) && one.earlier;
        let cause = Cause {
            question,
            status: one.status.code().to_owned(),
            outcome: one.outcome,
            explanation: one.status.explanation().map(str::to_owned),
            earlier: one.earlier,
        };
        if told && !own && !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

/// Which question a check is about. A statement that was changed, taken away or added shows as a hash
/// in the signed claim that does not fit.
fn question(status: &str) -> Question {
    match status {
        code::ASSERTION_UNDECLARED
        | code::ASSERTION_MISSING
        | code::HASHED_URI_MISSING
        | "assertion.outsideManifest"
        | "assertion.boxesHash.unknownBox"
        | "ingredient.manifest.mismatch" => Question::Hash,
        code::CLAIM_SIGNATURE_MISMATCH | "ingredient.claimSignature.mismatch" => {
            Question::Signature
        }
        code::SIGNING_CREDENTIAL_EXPIRED
        | code::SIGNING_CREDENTIAL_REVOKED
        | "claimSignature.outsideValidity" => Question::Time,
        // What a time stamp is worth is told as a remark; that revocation was not asked for is not.
        status if status.starts_with("timeStamp.") => Question::Time,
        status if status.starts_with("signingCredential.") => Question::Issuer,
        status if status.ends_with(".mismatch") && status.to_lowercase().contains("hash") => {
            Question::Hash
        }
        status if status.to_lowercase().ends_with("hasheduri.mismatch") => Question::Hash,
        _ => Question::Rule,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bytes_and_signatures_that_do_not_fit_are_a_change() {
        for (status, expected) in [
            ("assertion.dataHash.mismatch", Question::Hash),
            ("assertion.bmffHash.mismatch", Question::Hash),
            ("assertion.boxesHash.mismatch", Question::Hash),
            ("assertion.hashedURI.mismatch", Question::Hash),
            ("ingredient.hashedURI.mismatch", Question::Hash),
            ("hashedURI.mismatch", Question::Hash),
            ("ingredient.manifest.mismatch", Question::Hash),
            ("assertion.undeclared", Question::Hash),
            ("claimSignature.mismatch", Question::Signature),
            ("signingCredential.invalid", Question::Issuer),
            ("signingCredential.expired", Question::Time),
            ("signingCredential.ocsp.revoked", Question::Time),
            ("timeStamp.mismatch", Question::Time),
            ("assertion.action.malformed", Question::Rule),
            ("assertion.action.ingredientMismatch", Question::Rule),
            ("assertion.dataHash.malformed", Question::Rule),
            ("general.error", Question::Rule),
        ] {
            assert_eq!(question(status), expected, "{status}");
        }
    }

    #[test]
    fn a_stamp_of_an_old_form_is_not_trusted_for_its_age() {
        let stamp = |text: &str| -> ValidationStatus {
            let status = serde_json::json!({
                "code": code::TIMESTAMP_TRUSTED, "explanation": text,
            });
            serde_json::from_value(status).expect("a status")
        };
        assert!(is_trusted_stamp(&stamp(
            "timestamp cert trusted: An authority"
        )));
        assert!(!is_trusted_stamp(&stamp(
            "legacy timestamp cert trusted: Anyone"
        )));
    }

    #[test]
    fn a_certificate_is_compared_with_the_time_of_a_stamp_only() {
        let failed = |status: &str| {
            vec![Cause {
                question: Question::Time,
                status: status.to_owned(),
                outcome: Outcome::Failure,
                explanation: None,
                earlier: false,
            }]
        };
        let expired = failed("signingCredential.expired");
        assert_eq!(time(&expired, false), Answer::Unknown);
        assert_eq!(time(&expired, true), Answer::Bad);
        assert_eq!(time(&[], true), Answer::Good);
        assert_eq!(time(&[], false), Answer::Unknown);
        let revoked = failed("signingCredential.ocsp.revoked");
        assert_eq!(time(&revoked, false), Answer::Bad);
    }
}
