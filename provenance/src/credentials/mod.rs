//! Content Credentials: plain types for what a C2PA manifest store says and what is known about it.
//!
//! Source: C2PA Technical Specification 2.2, <https://spec.c2pa.org/>.

mod answers;
mod chain;
mod manifest;
mod reason;
mod thumbnail;

use serde::{Deserialize, Serialize};

use crate::claim::Extent;
pub use answers::{Answer, Answers, Cause, Issuer, Question};
pub use chain::pass_on;
pub use manifest::{
    Action, Identity, IdentityKind, Ingredient, Manifest, Outcome, Status, synthetic_extent,
};
pub use reason::{AbsentReason, NotVerifiedReason, Unanswered};
pub use thumbnail::ThumbnailPlace;

/// The manifest store of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Credentials {
    /// What was found out about it.
    pub answers: Answers,
    /// Why questions are open; absent where the store was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<Unanswered>,
    /// The manifests, the active one first, then its ingredients', the nearest first.
    pub manifests: Vec<Manifest>,
    /// What it was verified by; absent when nothing was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<VerifiedBy>,
}

/// What a manifest store was verified by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedBy {
    /// The version of the C2PA's specification whose rules were applied.
    pub specification: String,
    /// The library that applied them and its version, such as `c2pa 0.90.22`.
    #[serde(default)]
    pub library: String,
    /// The day of the C2PA's trust list, `YYYY-MM-DD`.
    pub trust_list_date: String,
    /// The month of the older verify site's list, `YYYY-MM`; absent where none was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interim_list_date: Option<String>,
}

impl Credentials {
    /// A store that was not verified.
    pub fn not_verified(reason: NotVerifiedReason, manifests: Vec<Manifest>) -> Self {
        Self {
            answers: Answers::unknown(),
            unanswered: Some(Unanswered::NotVerified { reason }),
            manifests,
            verified_by: None,
        }
    }

    /// A store that a file names and does not carry.
    pub fn absent(reason: AbsentReason) -> Self {
        Self {
            unanswered: Some(Unanswered::Absent { reason }),
            ..Self::default()
        }
    }

    /// How much of the picture a model made, as the manifests say.
    ///
    /// The active one counts, with what it was made from. Where it says nothing, a model in the
    /// history of another made a part at least. A denial is given only where the active one has it.
    pub fn synthetic(&self) -> Option<Extent> {
        let active = self.active().and_then(|active| active.synthetic);
        if active.is_some_and(|extent| extent != Extent::None) {
            return active;
        }
        let others = self.manifests.iter().filter_map(|one| one.synthetic);
        let others = others.filter(|extent| *extent != Extent::None);
        let history = others.map(|extent| match extent {
            Extent::Whole => Extent::Part,
            other => other,
        });
        history.reduce(Extent::more).or(active)
    }

    /// Whether a signer on the C2PA's list answers for it that a model made the whole picture: the
    /// active manifest says so itself, or a listed signer of what the picture was made from does.
    pub fn is_synthetic_by_a_listed_signer(&self) -> bool {
        let stated =
            |one: &Manifest| one.own == Some(Extent::Whole) && (one.active || one.is_listed());
        self.answers.are_vouched_for()
            && self.synthetic() == Some(Extent::Whole)
            && self.manifests.iter().any(stated)
    }

    /// The manifest about the picture as it is.
    pub fn active(&self) -> Option<&Manifest> {
        self.manifests.iter().find(|manifest| manifest.active)
    }
}
