//! Content Credentials: plain types for what a C2PA manifest store says and whether it verifies.
//!
//! Source: C2PA Technical Specification 2.2, <https://spec.c2pa.org/>.

mod reason;

use serde::{Deserialize, Serialize};

use crate::claim::{Extent, Trust};
use crate::source_type;
pub use reason::{AbsentReason, BrokenReason, NotVerifiedReason};

/// The manifest store of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Credentials {
    /// Whether it verifies.
    pub state: CredentialsState,
    /// The manifests, the active one first, then its ingredients', the nearest first.
    pub manifests: Vec<Manifest>,
    /// The day of the trust list that signers were looked up in, `YYYY-MM-DD`; absent when
    /// nothing was verified.
    pub trust_list_date: Option<String>,
}

/// Whether a manifest store verifies.
///
/// ```
/// use spectrafide_provenance::credentials::{CredentialsState, NotVerifiedReason};
///
/// let state = CredentialsState::NotVerified {
///     reason: NotVerifiedReason::Circle,
/// };
/// assert_eq!(
///     serde_json::to_string(&state)?,
///     r#"{"not_verified":{"reason":{"code":"circle"}}}"#
/// );
/// assert_eq!(
///     state.reason().as_deref(),
///     Some("The credentials name each other as earlier versions, in a circle.")
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialsState {
    /// Signed by someone on the trust list, and nothing was changed since.
    Trusted,
    /// Nothing was changed since it was signed; nobody vouches for the signer.
    UnknownIssuer,
    /// The content was changed, or the signature or its certificate does not verify.
    Broken {
        /// Why.
        reason: BrokenReason,
    },
    /// A manifest exists, and it was not verified: only its structure was read.
    NotVerified {
        /// Why.
        reason: NotVerifiedReason,
    },
    /// The file names a manifest store that it does not carry.
    Absent {
        /// Why not.
        reason: AbsentReason,
    },
}

impl CredentialsState {
    /// How far what is said in such a manifest store can be trusted.
    pub fn trust(&self) -> Trust {
        match self {
            Self::Trusted => Trust::SignedTrusted,
            Self::UnknownIssuer => Trust::SignedUnknownIssuer,
            Self::Broken { .. } => Trust::SignedBroken,
            Self::NotVerified { .. } | Self::Absent { .. } => Trust::UnsignedClaim,
        }
    }
}

/// One manifest: what one program said about one state of the picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its label in the store, such as `urn:c2pa:…`.
    pub label: String,
    /// Whether it is the active one, about the picture as it is.
    pub active: bool,
    /// The picture's title.
    pub title: Option<String>,
    /// The program that made the claim.
    pub claim_generator: Option<String>,
    /// The organisation in the signer's certificate.
    pub issuer: Option<String>,
    /// The name in the signer's certificate.
    pub signer: Option<String>,
    /// When it was signed, RFC 3339, as a time-stamping authority says.
    pub signed_at: Option<String>,
    /// What was done, oldest first.
    pub actions: Vec<Action>,
    /// What the picture was made from.
    pub ingredients: Vec<Ingredient>,
    /// How much of the picture was made by a model, as the manifest and those of its ingredients
    /// say; absent when they say nothing about that.
    pub synthetic: Option<Extent>,
    /// What the validation found, failures first.
    pub statuses: Vec<Status>,
}

/// How much of a picture was made by a model, as the digital source types of its actions say; `None`
/// when no action has one.
///
/// A picture that a model created is synthetic as a whole, whatever was done to it afterwards; a
/// model's work in a later action is a part.
pub fn synthetic_extent(actions: &[Action]) -> Option<Extent> {
    let extents = actions.iter().filter_map(|action| {
        let extent = source_type::extent(action.digital_source_type.as_deref()?)?;
        let created = action.action == "c2pa.created";
        Some(if extent == Extent::Whole && !created {
            Extent::Part
        } else {
            extent
        })
    });
    extents.reduce(Extent::more)
}

/// Something that was done to the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The action's name, such as `c2pa.created`.
    pub action: String,
    /// When, as written.
    pub when: Option<String>,
    /// The program.
    pub software: Option<String>,
    /// The last part of the digital source type's address, such as `trainedAlgorithmicMedia`.
    pub digital_source_type: Option<String>,
    /// A description for people.
    pub description: Option<String>,
}

/// Something that the picture was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ingredient {
    /// Its title.
    pub title: Option<String>,
    /// How it was used, such as `parentOf`.
    pub relationship: String,
    /// The label of its own manifest.
    pub manifest: Option<String>,
}

/// A validation result, with its code from section 15 of the specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The code, such as `assertion.dataHash.mismatch`.
    pub code: String,
    /// Whether it is a failure, a success or a remark.
    pub outcome: Outcome,
    /// What the verifier says about it, for people; [`words`](Self::words) has the meaning of the
    /// codes of the specification.
    pub explanation: Option<String>,
}

/// What a validation result means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Something does not verify.
    Failure,
    /// Neither good nor bad.
    Remark,
    /// Something verifies.
    Success,
}
