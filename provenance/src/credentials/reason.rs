//! Why a manifest store is in the state that it is in.
//!
//! In JSON a reason is an object with its `code` and what the variant names.
//! [`CredentialsState::reason`](super::CredentialsState::reason) has the sentence for people.

use serde::{Deserialize, Serialize};

/// Why a manifest store does not verify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum BrokenReason {
    /// A check failed.
    CheckFailed {
        /// The code of section 15 of the specification, such as `assertion.dataHash.mismatch`.
        status: String,
        /// What the verifier says about it, where the code is not one of the specification.
        explanation: Option<String>,
        /// Whether it is about an earlier version of the picture.
        earlier: bool,
    },
    /// No check failed, and those that must succeed are missing.
    SignatureUnchecked,
}

/// Why a manifest store was not verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum NotVerifiedReason {
    /// Nobody tried: only the structure was read.
    StructureOnly,
    /// The structure is damaged.
    Damaged,
    /// It was read, and the verifier gave no result.
    NoResult,
    /// No manifest is about the picture as it is.
    NoActiveManifest,
    /// The store is kept elsewhere, and nothing was fetched.
    Remote {
        /// Where.
        address: String,
    },
    /// Of a version before 1.0.
    Prerelease,
    /// Of a version that the verifier does not know.
    UnknownVersion,
    /// The file carries more than one store.
    SeveralStores,
    /// Manifests name each other as earlier versions.
    Circle,
    /// Larger than is read.
    TooLarge,
    /// The verifier refuses it for another reason.
    Unreadable {
        /// What the verifier says.
        error: String,
    },
    /// The verifier itself failed or could not be loaded.
    VerifierFailed {
        /// Why, as a sentence of whoever called it.
        error: String,
    },
}

/// Why a manifest store that a file names is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AbsentReason {
    /// It is kept on a server, and was not fetched from there.
    OnServer,
    /// It should be in the file: it was removed.
    Removed,
}
