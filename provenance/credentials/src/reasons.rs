//! From the library's errors and failures to reasons.

use c2pa::Error;
use c2pa::validation_status::ValidationStatus;
use spectrafide_provenance::credentials::{BrokenReason, NotVerifiedReason};

/// Why a store does not verify. `earlier` says whether the check was about an earlier version of
/// the picture.
pub fn of_failure(status: &ValidationStatus, earlier: bool) -> BrokenReason {
    BrokenReason::CheckFailed {
        status: status.code().to_owned(),
        explanation: status.explanation().map(str::to_owned),
        earlier,
    }
}

/// Why a store could not be verified at all.
pub fn of_error(error: Error) -> NotVerifiedReason {
    match error {
        Error::RemoteManifestUrl(address) | Error::RemoteManifestFetch(address) => {
            NotVerifiedReason::Remote { address }
        }
        Error::PrereleaseError => NotVerifiedReason::Prerelease,
        Error::ClaimVersion | Error::VersionCompatibility(_) => NotVerifiedReason::UnknownVersion,
        Error::TooManyManifestStores => NotVerifiedReason::SeveralStores,
        Error::CyclicIngredients { .. } => NotVerifiedReason::Circle,
        Error::InsufficientMemory => NotVerifiedReason::TooLarge,
        other => NotVerifiedReason::Unreadable {
            error: other.to_string(),
        },
    }
}
