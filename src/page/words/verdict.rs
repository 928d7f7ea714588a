//! What a verdict is called and what it means.

use spectrafide_report::{Basis, Verdict};

/// The verdict in the middle of a sentence, after “says”.
pub fn claim(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "that it looks like it was made by AI",
        Verdict::LikelyReal => "that it looks like a photograph",
        Verdict::CannotTell => "that it cannot tell",
    }
}

/// The verdict in a word or two.
pub fn short(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "Looks AI-made",
        Verdict::LikelyReal => "Looks like a photo",
        Verdict::CannotTell => "Can’t tell",
    }
}

/// The name of a verdict in markup, by which styles know it.
pub fn markup_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "synthetic",
        Verdict::LikelyReal => "real",
        Verdict::CannotTell => "open",
    }
}

/// What the verdict does and does not mean, for what decided it.
pub fn meaning(verdict: Verdict, basis: Basis) -> &'static str {
    match (verdict, basis) {
        (_, Basis::SignedClaim) => {
            "A signer whom this page knows says in the file that a model made this picture, and \
             the signature holds. The score is what the detector found by itself."
        }
        (_, Basis::Contradiction) => {
            "The file carries the mark of a model, and the detector found none. One of the two is \
             wrong: marks can be forged, and detectors miss pictures."
        }
        (Verdict::LikelySynthetic, Basis::Detector) => {
            "The detector found patterns that generated pictures often have. Real photographs \
             can have them too, above all after heavy editing."
        }
        (Verdict::LikelyReal, Basis::Detector) => {
            "The detector found nothing that sets it apart from photographs. A picture from a \
             generator that it has never seen can look just like this."
        }
        (Verdict::CannotTell, Basis::Detector) => {
            "The signs are too weak, or the picture is not one that the detector can judge. No \
             answer is better than a guess."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spectrafide_report::Lead;

    #[test]
    fn no_sentence_claims_certainty() {
        use Verdict::{CannotTell, LikelyReal, LikelySynthetic};
        for verdict in [LikelySynthetic, LikelyReal, CannotTell] {
            for text in [
                Lead::Pixels(verdict).english(),
                meaning(verdict, Basis::Detector),
                meaning(verdict, Basis::SignedClaim),
                meaning(verdict, Basis::Contradiction),
            ] {
                let text = text.to_lowercase();
                assert!(
                    !text.contains("proof") && !text.contains("proves"),
                    "{text}"
                );
            }
        }
    }
}
