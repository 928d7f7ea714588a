//! From the validation's results to one state.

use c2pa::validation_results::StatusCodes;
use c2pa::validation_status::{self as code, ValidationStatus};
use c2pa::{Reader, ValidationResults, ValidationState};
use spectrafide_provenance::credentials::{BrokenReason, CredentialsState, NotVerifiedReason};

use crate::reasons;
use crate::trust::VOUCHED_FOR_BY_SIGNERS;

/// The state of the store that `reader` holds.
pub fn of(reader: &Reader) -> CredentialsState {
    let Some(results) = reader.validation_results() else {
        return CredentialsState::NotVerified {
            reason: NotVerifiedReason::NoResult,
        };
    };
    of_results(results)
}

/// What is wrong outweighs who signed it; an ingredient counts when something is wrong with it
/// that its signer did not say.
fn of_results(results: &ValidationResults) -> CredentialsState {
    let Some(active) = results.active_manifest() else {
        return CredentialsState::NotVerified {
            reason: NotVerifiedReason::NoActiveManifest,
        };
    };
    if let Some(status) = worst(active) {
        return broken(reasons::of_failure(status, false));
    }
    let ingredients = results.ingredient_deltas().map_or(&[][..], Vec::as_slice);
    if let Some(status) = ingredients
        .iter()
        .find_map(|ingredient| worst(ingredient.validation_deltas()))
    {
        return broken(reasons::of_failure(status, true));
    }
    // Neither a failure nor the required successes.
    if results.validation_state() == ValidationState::Invalid {
        return broken(BrokenReason::SignatureUnchecked);
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

fn broken(reason: BrokenReason) -> CredentialsState {
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
