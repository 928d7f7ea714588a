//! The sentences of a dossier. What a report holds as codes is put into words by
//! [`spectrafide_report::english`].

mod errors;
mod file;

use spectrafide_report::{Basis, Report, Score, Thresholds, Verdict};

use crate::check::Check;
use crate::entry::{Entry, Outcome};
use crate::head::Places;

pub use file::file_says;

/// What stands under every dossier.
pub const ESTIMATE: &str = "A verdict is an estimate by a detector. It can be wrong in either \
                            direction, and it is no statement about who made a picture or why. \
                            Where much depends on a picture, ask for the original file and for \
                            its source.";

/// What no dossier holds, whatever was checked.
pub const NEVER_CHECKED: [&str; 2] = [
    "This dossier holds no comparison with other pictures. It only tells which of its files are the \
     same, by their SHA-256.",
    "This dossier holds no check of the caption, the source or the place of a picture.",
];

/// How a dossier is checked.
pub const HOW_TO_CHECK: &str = "This file holds a record of everything in it, with a chain of \
                                SHA-256. It can be checked with the program that wrote it. Whoever \
                                changes the record can compute the chain anew, so keep the last \
                                link below in another place, or have the dossier signed.";

/// What a signature in a dossier is worth.
pub const SIGNATURE_NOT_CHECKED: &str = "The signature was not checked when this page was written. \
                                         It says something only to those who know whose the key is.";

/// The verdict as a sentence.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::LikelySynthetic => "This looks like it was made by AI.",
        Verdict::LikelyReal => "This looks like a photograph.",
        Verdict::CannotTell => "The detector cannot tell.",
    }
}

/// What a report comes to, as a sentence.
pub fn conclusion(report: &Report) -> &'static str {
    match Outcome::of(std::slice::from_ref(report)) {
        Outcome::Failed => "This was not judged, because of an error.",
        Outcome::NotJudged => "This was not judged.",
        _ => verdict(report.verdict),
    }
}

/// How the reports of two detectors relate; none for one alone.
pub fn together(entry: &Entry) -> Option<&'static str> {
    if entry.reports.len() < 2 {
        return None;
    }
    Some(match entry.outcome() {
        Outcome::Synthetic | Outcome::Real => {
            "Both detectors say the same. Detectors that learned from similar pictures can be wrong \
             together."
        }
        Outcome::Disagree => {
            "The two detectors contradict each other. At least one of them is wrong; no third \
             verdict is made of the two."
        }
        Outcome::OneAnswers => {
            "Only one of the two detectors has an answer. The silence of the other supports neither \
             side."
        }
        Outcome::CannotTell | Outcome::NotJudged | Outcome::Failed => {
            "Neither of the two detectors has an answer."
        }
    })
}

impl Outcome {
    /// The outcome in a few words.
    pub fn english(self) -> &'static str {
        match self {
            Self::Synthetic => "likely synthetic",
            Self::Real => "likely real",
            Self::CannotTell => "cannot tell",
            Self::Disagree => "detectors disagree",
            Self::OneAnswers => "one of two answers",
            Self::NotJudged => "not judged",
            Self::Failed => "not judged: error",
        }
    }
}

impl Check {
    /// A sentence about one file.
    pub fn english(self) -> &'static str {
        match self {
            Self::Judged => "The pixels were judged.",
            Self::JudgedByOne => "One of the two detectors did not judge the pixels.",
            Self::NotJudged => "No detector judged the pixels.",
            Self::FileRead => "What the file says about itself was read.",
            Self::FileNotRead => {
                "What the file says about itself, Content Credentials included, was not read."
            }
            Self::CredentialsVerified => "Its Content Credentials were verified.",
            Self::CredentialsNotVerified => "Its Content Credentials were not verified.",
            Self::NoCredentials => "No Content Credentials were found that could be verified.",
            Self::CopiesJudged => "Whether the verdict holds on copies was checked.",
            Self::CopiesNotJudged => "Whether the verdict holds on copies was not checked.",
        }
    }

    /// The same with how many files of all it is about.
    pub fn english_of(self, count: usize, files: usize) -> String {
        format!("{count} of {files}: {}", self.english())
    }
}

/// What decided a verdict, in a few words.
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Detector => "detector",
        Basis::SignedClaim => "signed claim in the file",
        Basis::Contradiction => "detector and file contradict each other",
    }
}

/// What decided a verdict that the detector did not give, as a sentence.
pub fn decided_by(basis: Basis) -> Option<&'static str> {
    match basis {
        Basis::Detector => None,
        Basis::SignedClaim => Some(
            "A signer on the trust list says in the file that a model made the picture, and that \
             decided. The score is what the detector found by itself.",
        ),
        Basis::Contradiction => Some(
            "The file carries the mark of a model, and the detector found none. One of the two is \
             wrong, so there is no verdict.",
        ),
    }
}

/// The score as a sentence.
pub fn score(score: Option<Score>) -> String {
    match score {
        Some(score) => format!("Score {} of 100.", points(score.value())),
        None => "No score.".to_owned(),
    }
}

/// Where a detector draws its lines; none for one that draws none.
pub fn operating_point(thresholds: &Thresholds) -> Option<String> {
    let drawn = |cut: f32| (0.0..=1.0).contains(&cut);
    drawn(thresholds.synthetic).then(|| {
        let says = format!(
            "“Likely synthetic” from {} points up, which {} of real validation pictures reach",
            points(thresholds.synthetic),
            percent(thresholds.false_positive_rate),
        );
        if drawn(thresholds.real) {
            format!(
                "{says}; “likely real” up to {} points, as {} of synthetic validation pictures have. \
                 In between there is no verdict.",
                points(thresholds.real),
                percent(thresholds.false_negative_rate),
            )
        } else {
            format!("{says}. Below that there is no verdict.")
        }
    })
}

/// How many real pictures get this score or a higher one.
pub fn false_positives(rate: f32) -> String {
    format!(
        "{} of real validation pictures have this score or a higher one.",
        percent(rate)
    )
}

/// That a file stands in the dossier already.
pub fn same_as(number: u32) -> String {
    format!("The same file as number {number}, by its SHA-256.")
}

impl Places {
    /// Whether places are in it, as a sentence.
    pub fn english(self) -> &'static str {
        match self {
            Self::Hidden => {
                "Where pictures were taken is left out, as far as it stands in fields that are known."
            }
            Self::Kept => "Where pictures were taken is kept, as far as their files say it.",
        }
    }
}

/// A file's size.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_999 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// A number of files.
pub fn files(count: usize) -> String {
    match count {
        0 => "No files".to_owned(),
        1 => "1 file".to_owned(),
        _ => format!("{count} files"),
    }
}

fn percent(share: f32) -> String {
    format!("{:.1} %", share * 100.0)
}

fn points(value: f32) -> u32 {
    (value * 100.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_claims_certainty_and_each_ends() {
        use Verdict::{CannotTell, LikelyReal, LikelySynthetic};
        let verdicts = [LikelySynthetic, LikelyReal, CannotTell].map(verdict);
        let checks = Check::ALL.map(Check::english);
        let others = [ESTIMATE, HOW_TO_CHECK, SIGNATURE_NOT_CHECKED];
        for text in verdicts
            .iter()
            .chain(&checks)
            .chain(&others)
            .chain(&NEVER_CHECKED)
        {
            assert!(text.ends_with('.'), "{text}");
            let text = text.to_lowercase();
            assert!(
                !text.contains("proof") && !text.contains("proves"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_detector_that_draws_no_line_has_no_operating_point() {
        assert_eq!(operating_point(&Thresholds::default()), None);
        let text = operating_point(&Thresholds {
            synthetic: 0.8,
            false_positive_rate: 0.05,
            real: 0.2,
            false_negative_rate: 0.1,
            ..Thresholds::default()
        });
        assert_eq!(
            text.as_deref(),
            Some(
                "“Likely synthetic” from 80 points up, which 5.0 % of real validation pictures reach; \
                 “likely real” up to 20 points, as 10.0 % of synthetic validation pictures have. In \
                 between there is no verdict."
            )
        );
    }
}
