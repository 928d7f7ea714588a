//! From the library's errors to reasons.

use c2pa::Error;
use spectrafide_provenance::credentials::{AbsentReason, NotVerifiedReason, Unanswered};

/// Why a store could not be verified at all.
pub fn of_error(error: Error) -> Unanswered {
    let reason = match error {
        Error::RemoteManifestUrl(address) | Error::RemoteManifestFetch(address) => {
            return Unanswered::Absent {
                reason: AbsentReason::of_address(&address),
            };
        }
        Error::PrereleaseError => NotVerifiedReason::Prerelease,
        Error::ClaimVersion | Error::VersionCompatibility(_) => NotVerifiedReason::UnknownVersion,
        Error::TooManyManifestStores => NotVerifiedReason::SeveralStores,
        Error::CyclicIngredients { .. } => NotVerifiedReason::Circle,
        Error::InsufficientMemory => NotVerifiedReason::TooLarge,
        other => NotVerifiedReason::Unreadable {
            error: other.to_string(),
        },
    };
    Unanswered::NotVerified { reason }
}
