//! Whether a verdict survives what people do with pictures.
//!
//! A detector that gives the same picture another verdict after it was shrunk, cropped or mirrored
//! has not seen what it says. Each [`Handling`] makes a file of a picture as a program that people
//! use would save it; [`Stability`] is what a detector says of all of them.

use serde::{Deserialize, Serialize};

use crate::reason::Reason;
use crate::report::Report;
use crate::score::Score;
use crate::verdict::Verdict;

/// What people do with a picture before they ask about it. The sizes and qualities are in
/// `spectrafide_picture::handling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// Shown on a web page.
    WebPage,
    /// Sent with a messenger.
    Messenger,
    /// Found as a small picture in a search.
    Thumbnail,
    /// Its edges cut off.
    Crop,
    /// Set between black bars.
    Letterbox,
    /// Left and right exchanged.
    Mirror,
    /// Taken from a screen.
    Screenshot,
    /// Set beside itself, turned around.
    Collage,
}

impl Handling {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::WebPage,
        Self::Messenger,
        Self::Thumbnail,
        Self::Crop,
        Self::Letterbox,
        Self::Mirror,
        Self::Screenshot,
        Self::Collage,
    ];
}

/// What a detector says of one copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CopyVerdict {
    /// What was done to the picture.
    pub handling: Handling,
    /// The detector's verdict on the copy, by its pixels alone.
    pub verdict: Verdict,
    /// Its score; absent when the copy was not judged.
    pub score: Option<Score>,
    /// Why, most important first.
    pub reasons: Vec<Reason>,
    /// Why there is no copy, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl CopyVerdict {
    /// What `report` says of the copy that `handling` made.
    pub fn of(handling: Handling, report: &Report) -> Self {
        Self {
            handling,
            verdict: report.verdict_by_pixels(),
            score: report.score,
            reasons: report.reasons.clone(),
            error: report.error.clone(),
        }
    }
}

/// What a detector says of a picture and of copies of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// The detector's verdict on the picture as it is, by its pixels alone.
    pub verdict: Verdict,
    /// Its score.
    pub score: Option<Score>,
    /// The copies, in the order of [`Handling::ALL`]; fewer while some are still to come.
    pub copies: Vec<CopyVerdict>,
}

impl Stability {
    /// What `report` says of a picture of which no copy has been judged yet.
    pub fn of(report: &Report) -> Self {
        Self {
            verdict: report.verdict_by_pixels(),
            score: report.score,
            copies: Vec::new(),
        }
    }

    /// The copies that were judged; one may be too small for the detector.
    pub fn judged(&self) -> impl Iterator<Item = &CopyVerdict> {
        self.copies.iter().filter(|copy| copy.score.is_some())
    }

    /// How many copies were judged.
    pub fn count(&self) -> usize {
        self.judged().count()
    }

    /// How many copies get the picture's own verdict.
    pub fn same(&self) -> usize {
        self.judged()
            .filter(|copy| copy.verdict == self.verdict)
            .count()
    }

    /// How many copies get the opposite verdict.
    pub fn opposite(&self) -> usize {
        self.judged()
            .filter(|copy| copy.verdict.contradicts(self.verdict))
            .count()
    }

    /// How many copies get `verdict`.
    pub fn with(&self, verdict: Verdict) -> usize {
        self.judged().filter(|copy| copy.verdict == verdict).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{CannotTell, LikelyReal, LikelySynthetic};

    fn copy(verdict: Verdict, is_judged: bool) -> CopyVerdict {
        CopyVerdict {
            handling: Handling::Mirror,
            verdict,
            score: is_judged.then(|| Score::new(0.5)),
            reasons: Vec::new(),
            error: None,
        }
    }

    #[test]
    fn only_copies_that_were_judged_count() {
        let stability = Stability {
            verdict: LikelyReal,
            score: Some(Score::new(0.1)),
            copies: vec![
                copy(LikelyReal, true),
                copy(LikelyReal, true),
                copy(LikelySynthetic, true),
                copy(CannotTell, true),
                copy(CannotTell, false),
            ],
        };
        assert_eq!(stability.count(), 4);
        assert_eq!((stability.same(), stability.opposite()), (2, 1));
        assert_eq!(stability.with(CannotTell), 1);
    }

    /// Other programs read these codes.
    #[test]
    fn each_handling_has_a_code_of_its_own() {
        let codes = Handling::ALL.map(|handling| serde_json::to_value(handling).expect("a code"));
        let expected = [
            "web_page",
            "messenger",
            "thumbnail",
            "crop",
            "letterbox",
            "mirror",
            "screenshot",
            "collage",
        ];
        assert_eq!(
            codes.map(|code| code.as_str().map(str::to_owned)),
            expected.map(|code| Some(code.to_owned()))
        );
    }
}
