//! From the detector's verdict and the file's own words to one verdict.
//!
//! Whoever passes a picture on can write almost anything into its file. So what the file says may
//! speak for a model and never for a photograph:
//!
//! 1. A claim that a model made the whole picture, signed by someone on the trust list, gives
//!    [`Verdict::LikelySynthetic`]: the signer has said so, and nothing was changed since.
//! 2. Any other mark of a model adds a reason. A verdict of [`Verdict::LikelyReal`] beside it
//!    becomes [`Verdict::CannotTell`], because one of the two is wrong and the mark may be forged.
//! 3. Cameras, signatures that claim a camera, and the absence of marks change nothing.

use serde::{Deserialize, Serialize};
use spectrafide_provenance::credentials::{Credentials, Manifest};
use spectrafide_provenance::finding::{Extent, Finding, Provenance, Trust, What};

use crate::reason::Reason;
use crate::verdict::Verdict;

/// What decided a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The detector's score and thresholds, or that the picture is out of its scope.
    #[default]
    Detector,
    /// A claim in the file whose signature verifies and whose signer is known.
    SignedClaim,
    /// The detector and unsigned marks in the file contradict each other.
    Contradiction,
}

/// What the file changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Fused {
    /// The verdict with the file heard.
    pub verdict: Verdict,
    /// What decided it.
    pub basis: Basis,
    /// Reasons that the file adds, the strongest first.
    pub reasons: Vec<Reason>,
}

/// Joins the detector's `verdict` with what the file says.
pub fn fuse(verdict: Verdict, provenance: &Provenance) -> Fused {
    let mut claims: Vec<Claim> = provenance.findings.iter().filter_map(Claim::of).collect();
    claims.sort_by_key(|claim| !claim.is_signed());
    let mut reasons: Vec<Reason> = Vec::new();
    for claim in &claims {
        if !reasons.contains(&claim.reason) {
            reasons.push(claim.reason.clone());
        }
    }
    let decides = |claim: &Claim| claim.is_signed() && claim.extent == Extent::Whole;
    let (verdict, basis) = if claims.iter().any(decides) {
        (Verdict::LikelySynthetic, Basis::SignedClaim)
    } else if verdict == Verdict::LikelyReal && claims.iter().any(Claim::names_a_model) {
        reasons.push(Reason::DetectorContradicted);
        (Verdict::CannotTell, Basis::Contradiction)
    } else {
        (verdict, Basis::Detector)
    };
    Fused {
        verdict,
        basis,
        reasons,
    }
}

/// A finding that speaks for a model.
struct Claim {
    trust: Trust,
    extent: Extent,
    reason: Reason,
}

impl Claim {
    fn of(finding: &Finding) -> Option<Self> {
        let (extent, reason) = match &finding.what {
            What::Credentials(credentials) => {
                let extent = synthetic_extent(credentials)?;
                let reason = Reason::CredentialsClaim {
                    signer: signer(credentials),
                    trust: finding.trust,
                    extent,
                };
                (extent, reason)
            }
            What::Generation(generation) => {
                let reason = Reason::GeneratorRecord {
                    tool: generation.tool,
                    container: finding.place.container.clone(),
                };
                (Extent::Whole, reason)
            }
            What::Declaration(declaration) => {
                let reason = Reason::Label {
                    standard: declaration.standard,
                    term: declaration.term.clone(),
                    extent: declaration.extent,
                };
                (declaration.extent, reason)
            }
            _ => return None,
        };
        // A label that denies a model is worth nothing: a forger would write it, too.
        (extent != Extent::None).then_some(Self {
            trust: finding.trust,
            extent,
            reason,
        })
    }

    fn is_signed(&self) -> bool {
        self.trust == Trust::SignedTrusted
    }

    fn names_a_model(&self) -> bool {
        matches!(self.extent, Extent::Whole | Extent::Part)
    }
}

/// How much of the picture a model made, as its manifests say: what the active one says counts;
/// a model in the history of an ingredient made a part at least.
fn synthetic_extent(credentials: &Credentials) -> Option<Extent> {
    let says = |manifest: &Manifest| manifest.synthetic.filter(|&extent| extent != Extent::None);
    let active = credentials
        .manifests
        .iter()
        .find(|manifest| manifest.active)
        .and_then(says);
    let history = credentials.manifests.iter().filter_map(says);
    active.or_else(|| {
        history
            .map(|extent| match extent {
                Extent::Whole => Extent::Part,
                other => other,
            })
            .reduce(Extent::more)
    })
}

/// The name in the certificate of the active manifest.
fn signer(credentials: &Credentials) -> Option<String> {
    let active = credentials
        .manifests
        .iter()
        .find(|manifest| manifest.active)?;
    active.issuer.clone().or_else(|| active.signer.clone())
}

#[cfg(test)]
mod tests {
    use spectrafide_provenance::credentials::CredentialsState;
    use spectrafide_provenance::finding::{
        Capture, Declaration, Generation, Place, Problem, Standard, Tool,
    };

    use super::*;

    const VERDICTS: [Verdict; 3] = [
        Verdict::LikelySynthetic,
        Verdict::LikelyReal,
        Verdict::CannotTell,
    ];

    fn file(what: What, trust: Trust) -> Provenance {
        Provenance {
            findings: vec![Finding {
                what,
                place: Place::default(),
                trust,
                raw: Vec::new(),
            }],
        }
    }

    fn manifest(synthetic: Option<Extent>, active: bool) -> Manifest {
        Manifest {
            active,
            issuer: Some("Example Pictures".to_owned()),
            synthetic,
            ..Manifest::default()
        }
    }

    fn signed(manifests: Vec<Manifest>, trust: Trust) -> Provenance {
        let credentials = Credentials {
            state: CredentialsState::Trusted,
            manifests,
            trust_list_date: None,
        };
        file(What::Credentials(credentials), trust)
    }

    fn record() -> What {
        What::Generation(Generation {
            tool: Tool::ComfyUi,
            prompt: Some("a lighthouse".to_owned()),
            negative_prompt: None,
            model: None,
            seed: None,
            settings: Vec::new(),
        })
    }

    fn label(extent: Extent) -> What {
        What::Declaration(Declaration {
            standard: Standard::IptcDigitalSourceType,
            extent,
            term: "term".to_owned(),
            system: None,
        })
    }

    fn camera() -> What {
        What::Capture(Box::new(Capture {
            make: Some("Canon".to_owned()),
            ..Capture::default()
        }))
    }

    #[test]
    fn a_signed_claim_of_a_known_signer_decides() {
        for verdict in VERDICTS {
            let manifests = vec![manifest(Some(Extent::Whole), true)];
            let fused = fuse(verdict, &signed(manifests, Trust::SignedTrusted));
            assert_eq!(fused.verdict, Verdict::LikelySynthetic);
            assert_eq!(fused.basis, Basis::SignedClaim);
            let expected = Reason::CredentialsClaim {
                signer: Some("Example Pictures".to_owned()),
                trust: Trust::SignedTrusted,
                extent: Extent::Whole,
            };
            assert_eq!(fused.reasons, [expected]);
        }
    }

    #[test]
    fn the_same_claim_without_a_good_signature_is_a_mark_like_any_other() {
        for trust in [
            Trust::SignedUnknownIssuer,
            Trust::SignedBroken,
            Trust::UnsignedClaim,
        ] {
            let claim = signed(vec![manifest(Some(Extent::Whole), true)], trust);
            let after = |verdict| fuse(verdict, &claim).verdict;
            assert_eq!(after(Verdict::CannotTell), Verdict::CannotTell);
            assert_eq!(after(Verdict::LikelyReal), Verdict::CannotTell);
            assert_eq!(after(Verdict::LikelySynthetic), Verdict::LikelySynthetic);
        }
    }

    #[test]
    fn a_model_in_the_history_made_a_part_and_does_not_decide() {
        let history = vec![manifest(None, true), manifest(Some(Extent::Whole), false)];
        let fused = fuse(Verdict::CannotTell, &signed(history, Trust::SignedTrusted));
        assert_eq!(fused.verdict, Verdict::CannotTell);
        assert!(matches!(
            fused.reasons[0],
            Reason::CredentialsClaim {
                extent: Extent::Part,
                ..
            }
        ));
    }

    #[test]
    fn unsigned_marks_add_a_reason_and_contradict_a_photograph() {
        for what in [record(), label(Extent::Whole), label(Extent::Part)] {
            let mark = file(what, Trust::UnsignedClaim);
            for verdict in VERDICTS {
                let fused = fuse(verdict, &mark);
                assert!(!fused.reasons.is_empty());
                assert_eq!(
                    fused.verdict,
                    match verdict {
                        Verdict::LikelyReal => Verdict::CannotTell,
                        other => other,
                    }
                );
            }
        }
    }

    #[test]
    fn nothing_in_a_file_speaks_for_a_photograph() {
        let camera_signed = signed(
            vec![manifest(Some(Extent::None), true)],
            Trust::SignedTrusted,
        );
        for says in [
            file(camera(), Trust::UnsignedClaim),
            file(label(Extent::None), Trust::UnsignedClaim),
            camera_signed,
            file(What::Problem(Problem::EndMissing), Trust::Measured),
            Provenance::default(),
        ] {
            for verdict in VERDICTS {
                let fused = fuse(verdict, &says);
                assert_eq!(fused.verdict, verdict);
                assert_eq!(fused.basis, Basis::Detector);
                assert_eq!(fused.reasons, []);
            }
        }
    }

    #[test]
    fn a_denial_does_not_outweigh_a_mark() {
        let mut both = file(label(Extent::None), Trust::SignedTrusted);
        both.findings
            .extend(file(record(), Trust::UnsignedClaim).findings);
        let fused = fuse(Verdict::LikelyReal, &both);
        assert_eq!(fused.verdict, Verdict::CannotTell);
    }
}
