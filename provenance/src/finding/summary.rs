//! The few codes about a file that other programs ask for.

use serde::{Deserialize, Serialize};

use super::{Finding, Provenance, Tool, What};
use crate::claim::Extent;
use crate::credentials::{Answer, Credentials, Issuer};
use crate::sidecar;

/// What a file's Content Credentials are worth, and what the file says about a model.
///
/// The codes are stable; new ones may come.
///
/// ```
/// use spectrafide_provenance::Provenance;
///
/// assert_eq!(
///     serde_json::to_string(&Provenance::default().summary())?,
///     concat!(
///         r#"{"credentials":{"hash":"none","signature":"none","issuer":"none","time":"none"},"#,
///         r#""claims":{"model":"none","by":[]}}"#
///     )
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The four answers of the first manifest store; all `none` where the file has none.
    pub credentials: CredentialsSummary,
    /// What the file says about a model.
    pub claims: Claims,
}

/// The four answers of [`Answers`](crate::credentials::Answers), without why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialsSummary {
    /// Whether the bytes are those that were signed.
    pub hash: Answer,
    /// Whether the signature is good.
    pub signature: Answer,
    /// Which list the signer is on.
    pub issuer: Issuer,
    /// Whether the certificate was valid when it was used.
    pub time: Answer,
}

/// What a file says about a model, in credentials, records and labels together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// How much a model made, by the claim that says most.
    pub model: Claimed,
    /// All that claim that a model, or a program that may be one, made some of it.
    pub by: Vec<Claimant>,
}

/// How much of a picture is claimed to be a model's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claimed {
    /// No claim of a model was found. That is no claim of a photograph.
    #[default]
    None,
    /// A program made some of it, and the claim leaves open which and how much.
    Unclear,
    /// A part.
    Part,
    /// All of it.
    Whole,
}

/// Who claims that a model made some of the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimant {
    /// Where the claim stands.
    pub source: ClaimSource,
    /// The signer, the generator or the label.
    pub name: Option<String>,
    /// How much.
    pub model: Claimed,
}

/// Where a claim stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimSource {
    /// In Content Credentials.
    Credentials,
    /// In a generator's record.
    GeneratorRecord,
    /// In a standard label.
    Label,
}

impl From<Extent> for Claimed {
    /// A denial is no claim.
    fn from(extent: Extent) -> Self {
        match extent {
            Extent::Whole => Self::Whole,
            Extent::Part => Self::Part,
            Extent::Unclear => Self::Unclear,
            Extent::None => Self::None,
        }
    }
}

impl Provenance {
    /// The codes that other programs ask for. A store beside the picture that does not fit it has no
    /// part in them.
    pub fn summary(&self) -> Summary {
        let credentials = self
            .credentials()
            .map_or_else(CredentialsSummary::default, |found| CredentialsSummary {
                hash: found.answers.hash,
                signature: found.answers.signature,
                issuer: found.answers.issuer,
                time: found.answers.time,
            });
        let mut by: Vec<Claimant> = Vec::new();
        let counted = self.findings.iter().filter(|one| sidecar::counts(one));
        for claimant in counted.filter_map(claimant) {
            if claimant.model != Claimed::None && !by.contains(&claimant) {
                by.push(claimant);
            }
        }
        let model = by.iter().map(|claimant| claimant.model).max();
        Summary {
            credentials,
            claims: Claims {
                model: model.unwrap_or_default(),
                by,
            },
        }
    }

    /// The first manifest store; one beside the picture that does not fit it is left out.
    pub fn credentials(&self) -> Option<&Credentials> {
        let mut counted = self.findings.iter().filter(|one| sidecar::counts(one));
        counted.find_map(|finding| match &finding.what {
            What::Credentials(credentials) => Some(credentials),
            _ => None,
        })
    }
}

fn claimant(finding: &Finding) -> Option<Claimant> {
    Some(match &finding.what {
        What::Credentials(credentials) => {
            let active = credentials.active();
            Claimant {
                source: ClaimSource::Credentials,
                name: active.and_then(|active| active.signed_by().map(str::to_owned)),
                model: credentials.synthetic().map_or(Claimed::None, Claimed::from),
            }
        }
        What::Generation(generation) => Claimant {
            source: ClaimSource::GeneratorRecord,
            name: match generation.tool {
                Tool::Other => generation.model.clone(),
                tool => Some(tool.name().to_owned()),
            },
            model: Claimed::Whole,
        },
        What::Declaration(declaration) => Claimant {
            source: ClaimSource::Label,
            name: Some(declaration.standard.name().to_owned()),
            model: declaration.extent.into(),
        },
        _ => return None,
    })
}
