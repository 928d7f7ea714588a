//! What a report is headed by: the strongest that is known of the picture, whatever its kind.
//!
//! The order says how hard something is to forge, and not how true it is. An intact signature leads even
//! where its signer is on no list, since the headline names whose word it is; [`fusion`](crate::fusion)
//! is stricter about what may become a verdict. A claim whose bytes or signature fail leads nothing.

use spectrafide_provenance::finding::Extent;

use crate::reason::Reason;
use crate::report::Report;
use crate::verdict::Verdict;

/// What leads a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Intact Content Credentials say that a model made all of the picture, or a part.
    SignedRecord(Extent),
    /// A note that anyone can write into a file says so.
    Note(Extent),
    /// What the detector found in the pixels.
    Pixels(Verdict),
    /// Nothing: the detector does not judge such pictures.
    NotJudged,
}

impl Report {
    /// What leads this report.
    pub fn lead(&self) -> Lead {
        let leads = self.reasons.iter().filter_map(Lead::of_reason);
        // A signed record stands before a note, and what says more before what says less.
        let strongest = leads.min_by_key(|lead| match lead {
            Lead::SignedRecord(extent) => (0, *extent != Extent::Whole),
            Lead::Note(extent) => (1, *extent != Extent::Whole),
            Lead::Pixels(_) | Lead::NotJudged => (2, false),
        });
        let by_pixels = match self.score {
            Some(_) => Lead::Pixels(self.verdict),
            None => Lead::NotJudged,
        };
        strongest.unwrap_or(by_pixels)
    }
}

impl Lead {
    fn of_reason(reason: &Reason) -> Option<Self> {
        let (lead, extent): (fn(Extent) -> Self, Extent) = match reason {
            Reason::CredentialsClaim {
                answers, extent, ..
            } => {
                if answers.are_tampered() {
                    return None;
                }
                let lead = if answers.are_intact() {
                    Self::SignedRecord
                } else {
                    Self::Note
                };
                (lead, *extent)
            }
            Reason::GeneratorRecord { .. } => (Self::Note, Extent::Whole),
            Reason::Label { extent, .. } => (Self::Note, *extent),
            _ => return None,
        };
        matches!(extent, Extent::Whole | Extent::Part).then(|| lead(extent))
    }

    /// The headline for people.
    pub fn english(self) -> &'static str {
        match self {
            Self::SignedRecord(Extent::Part) => "Made in part by a model, says its signed record",
            Self::SignedRecord(_) => "Made by a model, says its signed record",
            Self::Note(Extent::Part) => "Made in part by a model, says a note in the file",
            Self::Note(_) => "Made by a model, says a note in the file",
            Self::Pixels(Verdict::LikelySynthetic) => "This looks like it was made by AI",
            Self::Pixels(Verdict::LikelyReal) => "This looks like a photograph",
            Self::Pixels(Verdict::CannotTell) => "We can’t tell from the pixels",
            Self::NotJudged => "We can’t judge this picture",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Score;
    use spectrafide_provenance::credentials::{Answer, Answers, Issuer};
    use spectrafide_provenance::finding::{Standard, Tool};

    fn judged(verdict: Verdict, reasons: Vec<Reason>) -> Report {
        Report {
            score: Some(Score::new(0.5)),
            verdict,
            reasons,
            ..Report::default()
        }
    }

    fn claim(hash: Answer, signature: Answer, issuer: Issuer, extent: Extent) -> Reason {
        Reason::CredentialsClaim {
            signer: Some("A signer".to_owned()),
            answers: Answers {
                hash,
                signature,
                issuer,
                ..Answers::unknown()
            },
            extent,
        }
    }

    fn record() -> Reason {
        Reason::GeneratorRecord {
            tool: Tool::ComfyUi,
            container: "PNG".to_owned(),
        }
    }

    #[test]
    fn an_intact_record_leads_whoever_signed_it_and_whatever_the_pixels_say() {
        for issuer in [Issuer::Listed, Issuer::Interim, Issuer::Unlisted] {
            for verdict in [Verdict::LikelyReal, Verdict::CannotTell] {
                let claim = claim(Answer::Good, Answer::Good, issuer, Extent::Whole);
                let lead = judged(verdict, vec![record(), claim]).lead();
                assert_eq!(lead, Lead::SignedRecord(Extent::Whole));
            }
        }
    }

    #[test]
    fn what_was_changed_leads_nothing_and_what_was_not_verified_is_a_note() {
        let one = |hash, signature| {
            let claim = claim(hash, signature, Issuer::Listed, Extent::Whole);
            judged(Verdict::CannotTell, vec![claim]).lead()
        };
        let pixels = Lead::Pixels(Verdict::CannotTell);
        assert_eq!(one(Answer::Bad, Answer::Good), pixels);
        assert_eq!(one(Answer::Good, Answer::Bad), pixels);
        assert_eq!(
            one(Answer::Unknown, Answer::Unknown),
            Lead::Note(Extent::Whole)
        );
    }

    #[test]
    fn a_part_is_called_a_part_and_what_is_unclear_leads_nothing() {
        let label = |extent| Reason::Label {
            standard: Standard::IptcDigitalSourceType,
            term: "a term".to_owned(),
            extent,
        };
        let one = |extent| judged(Verdict::LikelyReal, vec![label(extent)]).lead();
        assert_eq!(one(Extent::Part), Lead::Note(Extent::Part));
        assert!(one(Extent::Part).english().contains("in part"));
        assert_eq!(one(Extent::Unclear), Lead::Pixels(Verdict::LikelyReal));
        let both = judged(Verdict::CannotTell, vec![label(Extent::Part), record()]);
        assert_eq!(both.lead(), Lead::Note(Extent::Whole));
    }

    #[test]
    fn without_a_score_there_is_nothing_to_say_of_the_pixels() {
        assert_eq!(Report::default().lead(), Lead::NotJudged);
    }
}
