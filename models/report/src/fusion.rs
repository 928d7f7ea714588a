//! From the detector's verdict and the file's own words to one verdict.
//!
//! Whoever passes a picture on can write almost anything into its file. So what the file says may
//! speak for a model and never for a photograph:
//!
//! 1. A claim that a model made the whole picture, for which a signer on the trust list answers, gives
//!    [`Verdict::LikelySynthetic`]: the signer has said so, and nothing was changed since.
//! 2. Any other mark of a model adds a reason. A verdict of [`Verdict::LikelyReal`] beside it
//!    becomes [`Verdict::CannotTell`], because one of the two is wrong and the mark may be forged.
//! 3. Cameras, signatures that claim a camera, and the absence of marks change nothing.

use serde::{Deserialize, Serialize};
use spectrafide_provenance::finding::{Extent, Finding, Provenance, What};

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
    claims.sort_by_key(|claim| !claim.is_vouched_for);
    let mut reasons: Vec<Reason> = Vec::new();
    for claim in &claims {
        if !reasons.contains(&claim.reason) {
            reasons.push(claim.reason.clone());
        }
    }
    let (verdict, basis) = if claims.iter().any(|claim| claim.decides) {
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
    extent: Extent,
    reason: Reason,
    /// Whether a signer on the trust list answers for what the credentials say.
    is_vouched_for: bool,
    /// Whether that is enough for a verdict.
    decides: bool,
}

impl Claim {
    fn of(finding: &Finding) -> Option<Self> {
        let (mut is_vouched_for, mut decides) = (false, false);
        let (extent, reason) = match &finding.what {
            What::Credentials(credentials) => {
                is_vouched_for = credentials.answers.are_vouched_for();
                decides = credentials.is_synthetic_by_a_listed_signer();
                let extent = credentials.synthetic()?;
                let active = credentials.active();
                let reason = Reason::CredentialsClaim {
                    signer: active.and_then(|active| active.signed_by().map(str::to_owned)),
                    answers: credentials.answers.clone(),
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
            extent,
            reason,
            is_vouched_for,
            decides,
        })
    }

    fn names_a_model(&self) -> bool {
        matches!(self.extent, Extent::Whole | Extent::Part)
    }
}

#[cfg(test)]
mod tests {
    use spectrafide_provenance::credentials::{
        Answer, Answers, Credentials, Issuer, Manifest, Outcome, Status,
    };
    use spectrafide_provenance::finding::{
        Capture, Declaration, Generation, Place, Problem, Standard, Tool, Trust,
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
            own: synthetic,
            synthetic,
            ..Manifest::default()
        }
    }

    fn listed() -> Answers {
        Answers {
            hash: Answer::Good,
            signature: Answer::Good,
            issuer: Issuer::Listed,
            time: Answer::Good,
            because: Vec::new(),
        }
    }

    fn signed(manifests: Vec<Manifest>, answers: Answers) -> Provenance {
        let credentials = Credentials {
            answers,
            manifests,
            ..Credentials::default()
        };
        file(What::Credentials(credentials), Trust::Credentials)
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
            let fused = fuse(verdict, &signed(manifests, listed()));
            assert_eq!(fused.verdict, Verdict::LikelySynthetic);
            assert_eq!(fused.basis, Basis::SignedClaim);
            let expected = Reason::CredentialsClaim {
                signer: Some("Example Pictures".to_owned()),
                answers: listed(),
                extent: Extent::Whole,
            };
            assert_eq!(fused.reasons, [expected]);
        }
    }

    #[test]
    fn a_listed_editor_does_not_answer_for_what_an_unlisted_signer_said_before() {
        let edited = |vouched: bool| {
            let active = Manifest {
                own: None,
                ..manifest(Some(Extent::Whole), true)
            };
            let mut before = manifest(Some(Extent::Whole), false);
            before.statuses.extend(vouched.then(|| Status {
                code: "signingCredential.trusted".to_owned(),
                outcome: Outcome::Success,
                explanation: None,
            }));
            fuse(Verdict::LikelyReal, &signed(vec![active, before], listed()))
        };
        assert_eq!(edited(false).verdict, Verdict::CannotTell);
        assert_eq!(edited(true).verdict, Verdict::LikelySynthetic);
    }

    #[test]
    fn a_model_in_the_history_made_a_part_and_does_not_decide() {
        let history = vec![manifest(None, true), manifest(Some(Extent::Whole), false)];
        let fused = fuse(Verdict::CannotTell, &signed(history, listed()));
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
        let camera_signed = signed(vec![manifest(Some(Extent::None), true)], listed());
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
        let mut both = file(label(Extent::None), Trust::UnsignedClaim);
        both.findings
            .extend(file(record(), Trust::UnsignedClaim).findings);
        let fused = fuse(Verdict::LikelyReal, &both);
        assert_eq!(fused.verdict, Verdict::CannotTell);
    }
}
