//! Manifests, and what they hold.

use serde::{Deserialize, Serialize};

use super::Answer;
use crate::claim::Extent;
use crate::source_type;

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
    /// When it was signed, RFC 3339, as a time stamp says; [`Answers::time`](super::Answers::time)
    /// says whether an authority on a list made the stamp of the active manifest.
    pub signed_at: Option<String>,
    /// What was done, oldest first.
    pub actions: Vec<Action>,
    /// What the picture was made from.
    pub ingredients: Vec<Ingredient>,
    /// How much of the picture was made by a model, as this manifest alone says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Extent>,
    /// The same with what the manifests of its ingredients say; absent when none says anything about
    /// that. [`pass_on`](super::pass_on) computes it.
    pub synthetic: Option<Extent>,
    /// Who says to stand behind the picture besides the signer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<Identity>,
    /// What the validation found, failures first.
    pub statuses: Vec<Status>,
}

impl Manifest {
    /// The signer's name: the organisation, or else the name in the certificate.
    pub fn signed_by(&self) -> Option<&str> {
        let names = [&self.issuer, &self.signer].into_iter().flatten();
        names.map(|name| name.trim()).find(|name| !name.is_empty())
    }

    /// Whether an authority on the C2PA's list vouches for the signer's certificate.
    pub fn is_listed(&self) -> bool {
        let statuses = self.statuses.iter();
        statuses.into_iter().any(|status| {
            status.outcome == Outcome::Success && status.code == "signingCredential.trusted"
        })
    }
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

/// An identity assertion: a person or an organisation that says to stand behind the picture.
///
/// Source: CAWG Identity Assertion 1.1, <https://cawg.io/identity/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// How the identity is shown.
    pub kind: IdentityKind,
    /// The name: an organisation, a person, or an account.
    pub name: Option<String>,
    /// Where an account is, such as `behance`, or who checked the identity.
    pub provider: Option<String>,
    /// The account's address.
    pub address: Option<String>,
    /// Whether it verifies. Unknown where that needs a server, because none is asked.
    pub verified: Answer,
}

/// How an identity is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// By a certificate of its own, as organisations do.
    Organisation,
    /// By an account or a document that a service has checked.
    Account,
    /// In another way.
    Other,
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
