//! The words for what a report holds as codes. A page in another language has a module like this.

use spectrafide_provenance::finding::{Extent, Trust};

use crate::reason::{Note, Reason};
use crate::verdict::Verdict;

impl Verdict {
    /// What a person is told.
    pub fn english(self) -> &'static str {
        match self {
            Self::LikelySynthetic => "likely synthetic",
            Self::LikelyReal => "likely real",
            Self::CannotTell => "cannot tell",
        }
    }
}

impl Reason {
    /// A sentence for people.
    pub fn english(&self) -> String {
        match self {
            Self::TooSmall {
                width_px,
                height_px,
                min_side_px,
            } => format!(
                "The picture is {width_px} × {height_px} pixels; below {min_side_px} pixels a \
                 side there is too little to judge."
            ),
            Self::TooLarge {
                width_px,
                height_px,
                max_side_px,
            } => format!(
                "The picture is {width_px} × {height_px} pixels; this detector is for pictures \
                 of at most {max_side_px} pixels a side."
            ),
            Self::Flat => "The picture is nearly one flat colour.".to_owned(),
            Self::FewColours => "The picture has very few colours, as diagrams, text and \
                                 drawings do; the detector knows photographs."
                .to_owned(),
            Self::Graphic => "Most of the picture is flat areas with hard edges between them, as \
                              screenshots, text and diagrams have; the detector knows \
                              photographs."
                .to_owned(),
            Self::ScoreHigh {
                false_positive_rate,
            } => format!(
                "The score is above the detector's threshold, which {} of real validation \
                 pictures reach.",
                percent(*false_positive_rate)
            ),
            Self::ScoreLow {
                false_negative_rate,
            } => format!(
                "The score is so low that only {} of synthetic validation pictures have one like \
                 it.",
                percent(*false_negative_rate)
            ),
            Self::ScoreBetween => {
                "The score is in the range where real and synthetic pictures overlap.".to_owned()
            }
            Self::CopyContradicts => "A smaller copy of the picture, as web pages make them, \
                                      would get the opposite verdict, so neither is given."
                .to_owned(),
            Self::Uncertain { certainty } => format!(
                "The score alone would give a verdict, but the parts of the picture and a copy \
                 of it agree too little: where they did so on validation pictures, {:.0} % were \
                 judged rightly.",
                certainty * 100.0
            ),
            Self::PartsAgree { agreeing, parts } => {
                format!("{agreeing} of {parts} parts of the picture point the same way.")
            }
            Self::QuickLook { parts, of } => format!(
                "A quick look: {parts} of {of} parts were judged. The error rates were measured \
                 with all of them."
            ),
            Self::CredentialsClaim {
                signer,
                trust,
                extent,
            } => credentials_claim(signer.as_deref(), *trust, *extent),
            Self::GeneratorRecord { tool, container } => format!(
                "The file holds a record, as {} writes it, of how a picture was made \
                 ({container}). Anyone can write that into a file.",
                tool.name()
            ),
            Self::Label {
                standard,
                term,
                extent,
            } => format!(
                "A label in the file says “{term}” ({}): {}. Anyone can write that into a file.",
                standard.name(),
                extent.words()
            ),
            Self::DetectorContradicted => "The detector alone would have said that it looks \
                                           like a photograph. One of the two is wrong, and marks \
                                           in a file can be forged."
                .to_owned(),
        }
    }
}

fn credentials_claim(signer: Option<&str>, trust: Trust, extent: Extent) -> String {
    let signer = signer.unwrap_or("an unnamed signer");
    let words = extent.words();
    match trust {
        Trust::SignedTrusted => format!(
            "The file’s Content Credentials, signed by {signer} and unchanged since, say that \
             {words}."
        ),
        Trust::SignedUnknownIssuer => format!(
            "The file’s Content Credentials say that {words}. They are signed by {signer}, whom \
             nobody on the trust list vouches for."
        ),
        Trust::SignedBroken => format!(
            "The file’s Content Credentials say that {words}, but their signature does not verify."
        ),
        Trust::UnsignedClaim | Trust::Measured => format!(
            "The file’s Content Credentials say that {words}. Their signature was not checked."
        ),
    }
}

impl Note {
    /// A sentence for people.
    pub fn english(self) -> &'static str {
        match self {
            Self::FirstFrame => "Only the first frame of the animation was judged.",
            Self::DepthReduced => "More than 8 bits a channel were reduced to 8.",
            Self::OnWhite => "Transparent parts were placed on white.",
            Self::DecodedByBrowser => {
                "The file was decoded by this browser; another one may give slightly different \
                 pixels."
            }
        }
    }
}

fn percent(share: f32) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_reason_are_in_its_sentence() {
        let sentence = Reason::ScoreHigh {
            false_positive_rate: 0.0123,
        }
        .english();
        assert!(sentence.contains("1.2 %"), "{sentence}");
        let sentence = Reason::PartsAgree {
            agreeing: 3,
            parts: 5,
        }
        .english();
        assert!(sentence.starts_with("3 of 5"), "{sentence}");
    }

    #[test]
    fn only_a_trusted_signature_is_said_to_be_unchanged() {
        for (trust, said) in [
            (Trust::SignedTrusted, true),
            (Trust::SignedUnknownIssuer, false),
            (Trust::SignedBroken, false),
            (Trust::UnsignedClaim, false),
        ] {
            let reason = Reason::CredentialsClaim {
                signer: Some("Example Pictures".to_owned()),
                trust,
                extent: Extent::Whole,
            };
            assert_eq!(reason.english().contains("unchanged since"), said);
        }
    }
}
