//! From the validation's results to one state.

use c2pa::validation_results::StatusCodes;
use c2pa::validation_status::{self as code, ValidationStatus};
use c2pa::{Reader, ValidationResults, ValidationState};
use spectrafide_provenance::credentials::CredentialsState;

use crate::trust::VOUCHED_FOR_BY_SIGNERS;
use crate::words;

/// The state of the store that `reader` holds.
pub fn of(reader: &Reader) -> CredentialsState {
    let Some(results) = reader.validation_results() else {
        return CredentialsState::NotVerified {
            reason: "The credentials were read, but not verified.".to_owned(),
        };
    };
    of_results(results)
}

/// What is wrong outweighs who signed it; an ingredient counts when something is wrong with it
/// that its signer did not say.
fn of_results(results: &ValidationResults) -> CredentialsState {
    let Some(active) = results.active_manifest() else {
        return CredentialsState::NotVerified {
            reason: "No manifest is about the picture as it is.".to_owned(),
        };
    };
    if let Some(status) = worst(active) {
        return broken(words::of_status(status));
    }
    let ingredients = results.ingredient_deltas().map_or(&[][..], Vec::as_slice);
    if let Some(status) = ingredients
        .iter()
        .find_map(|ingredient| worst(ingredient.validation_deltas()))
    {
        let reason = words::of_status(status);
        return broken(format!("In an earlier version of the picture: {reason}"));
    }
    // Neither a failure nor the required successes.
    if results.validation_state() == ValidationState::Invalid {
        return broken("The signature could not be checked.".to_owned());
    }
    let trusted = active.success().iter().any(|status| {
        let text = status.explanation().unwrap_or_default();
        status.code() == code::SIGNING_CREDENTIAL_TRUSTED && text.contains(VOUCHED_FOR_BY_SIGNERS)
    });
    if trusted {
        CredentialsState::Trusted
    } else {
        CredentialsState::UnknownIssuer
    }
}

fn broken(reason: String) -> CredentialsState {
    CredentialsState::Broken { reason }
}

/// The failure that says most, other than that nobody vouches for the signer. A mismatch of
/// content or signature is more telling than a certificate that ran out.
fn worst(statuses: &StatusCodes) -> Option<&ValidationStatus> {
    statuses
        .failure()
        .iter()
        .filter(|status| status.code() != code::SIGNING_CREDENTIAL_UNTRUSTED)
        .min_by_key(|status| match status.code() {
            code::CLAIM_SIGNATURE_MISMATCH => 0,
            code if code.ends_with(".mismatch") => 1,
            code if code.starts_with("signingCredential.") => 3,
            _ => 2,
        })
}
