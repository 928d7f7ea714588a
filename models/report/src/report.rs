//! The one result that the page, the command line and every other program show.

use serde::{Deserialize, Serialize};
use spectrafide_provenance::Provenance;

use crate::delivery::Delivery;
use crate::effort::Effort;
use crate::fusion::{self, Basis};
use crate::maps::Maps;
use crate::reason::{Note, Reason};
use crate::regions::Regions;
use crate::score::Score;
use crate::stability::Stability;
use crate::verdict::{Thresholds, Verdict};

/// Version of the JSON form of [`Report`]; raised when a field changes its meaning.
pub const REPORT_VERSION: u32 = 3;

/// What one detector says about one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`REPORT_VERSION`] at the time of writing.
    pub version: u32,
    /// The file's name or path, as the person gave it.
    pub path: String,
    /// Registry name of the detector, `architecture.tag`.
    pub detector: String,
    /// The verdict; [`Verdict::CannotTell`] when there is an error.
    pub verdict: Verdict,
    /// What decided the verdict.
    #[serde(default)]
    pub basis: Basis,
    /// Calibrated probability that the picture is synthetic; absent when it was not judged.
    pub score: Option<Score>,
    /// Why the verdict is what it is, most important first.
    pub reasons: Vec<Reason>,
    /// The cuts that made a verdict of the score.
    pub thresholds: Option<Thresholds>,
    /// Share of real validation pictures that reach this score.
    pub false_positive_rate_at_score: Option<f32>,
    /// What was read from the file.
    pub picture: Option<PictureFacts>,
    /// How strongly the picture was compressed, which decides the calibration and the cuts.
    #[serde(default)]
    pub delivery: Delivery,
    /// What a second look at a copy showed; absent for detectors that look once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_look: Option<SecondLook>,
    /// What the paths of the detector say; absent where they cannot be told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paths: Option<PathScores>,
    /// What the detector says of copies of the picture; absent when nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stability: Option<Stability>,
    /// The scores of parts that lie over the whole picture; absent when nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Regions>,
    /// The parts of the picture that were judged.
    pub views: Vec<ViewReport>,
    /// The picture's spectrum as a curve.
    pub spectrum: Option<SpectrumFacts>,
    /// What the file says about itself; absent when nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Where the computation ran, such as `cpu` or `webgpu`.
    pub device: String,
    /// How long each step took.
    pub timings: Timings,
    /// Why there is no score, for a person to act on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Default for Report {
    /// Nothing judged yet, of this version of the form.
    fn default() -> Self {
        Self {
            version: REPORT_VERSION,
            path: String::new(),
            detector: String::new(),
            verdict: Verdict::CannotTell,
            basis: Basis::Detector,
            score: None,
            reasons: Vec::new(),
            thresholds: None,
            false_positive_rate_at_score: None,
            delivery: Delivery::default(),
            second_look: None,
            picture: None,
            paths: None,
            stability: None,
            regions: None,
            views: Vec::new(),
            spectrum: None,
            provenance: None,
            device: String::new(),
            timings: Timings::default(),
            error: None,
        }
    }
}

impl Report {
    /// A report of a file that could not be judged because of `error`, a sentence.
    pub fn failed(error: &str) -> Self {
        Self {
            error: Some(error.to_owned()),
            ..Self::default()
        }
    }

    /// How much of the picture was looked at.
    pub fn effort(&self) -> Effort {
        let is_quick = |reason: &Reason| matches!(reason, Reason::QuickLook { .. });
        if self.reasons.iter().any(is_quick) {
            Effort::Quick
        } else {
            Effort::Thorough
        }
    }

    /// The detector's own verdict, before what the file says about itself was heard.
    pub fn verdict_by_pixels(&self) -> Verdict {
        match (self.score, self.thresholds, self.second_look) {
            (Some(_), Some(_), Some(look)) if !look.certain => Verdict::CannotTell,
            (Some(score), Some(thresholds), _) => thresholds.verdict(score),
            _ => Verdict::CannotTell,
        }
    }

    /// The report without where a picture was taken, for handing on.
    #[must_use]
    pub fn without_location(mut self) -> Self {
        self.provenance = self.provenance.map(Provenance::without_location);
        self
    }

    /// Adds what the file says about itself, and what that changes ([`fusion::fuse`]). The score
    /// stays the detector's. A report of a failure has no verdict to change.
    pub fn hear(&mut self, provenance: Provenance) {
        if self.error.is_some() {
            self.provenance = Some(provenance);
            return;
        }
        let fused = fusion::fuse(self.verdict, &provenance);
        self.verdict = fused.verdict;
        self.basis = fused.basis;
        self.reasons.splice(0..0, fused.reasons);
        self.provenance = Some(provenance);
    }
}

/// What a detector said of a copy such as web pages make: 768 pixels, JPEG quality 60.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondLook {
    /// The copy's score.
    pub score: Score,
    /// What the copy's score alone would say.
    pub verdict: Verdict,
    /// The probability that the picture's score is on the right side of even, by how far it is
    /// from even, how its parts agree and what the copy did to it.
    pub certainty: f32,
    /// Whether that is enough for a verdict.
    pub certain: bool,
}

/// What two paths of a detector say of a picture, each alone: the score that there would be if the
/// other path had seen an average one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PathScores {
    /// Of the path over the picture.
    pub image: Score,
    /// Of the path over its spectrum.
    pub spectrum: Score,
}

/// What the decoder read from a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureFacts {
    /// Container, such as `jpeg`.
    pub format: String,
    /// Width after EXIF orientation, in pixels.
    pub width_px: u32,
    /// Height after EXIF orientation, in pixels.
    pub height_px: u32,
    /// Size of the file.
    pub file_bytes: u64,
    /// What was left out or converted, such as further animation frames.
    pub notes: Vec<Note>,
}

/// One judged part of a picture, in pixels of the oriented picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewReport {
    /// Left edge.
    pub x_px: u32,
    /// Upper edge.
    pub y_px: u32,
    /// Width.
    pub width_px: u32,
    /// Height.
    pub height_px: u32,
    /// The calibrated score of this part alone.
    pub score: Score,
}

/// The radial profile of a picture's spectrum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpectrumFacts {
    /// Side of the square, in the middle of the picture, that was transformed, in pixels.
    pub side_px: u32,
    /// Mean log magnitude over rings of equal frequency; element `k` is the ring of `k` cycles
    /// per `side_px`, from 0 to the Nyquist ring `side_px / 2`.
    pub radial_profile: Vec<f32>,
}

/// Durations in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    /// From bytes to pixels.
    pub decode_millis: f64,
    /// From pixels to tensors, spectra included.
    pub prepare_millis: f64,
    /// The network.
    pub infer_millis: f64,
    /// The explanation maps.
    pub explain_millis: f64,
}

/// A report with its pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// The result.
    pub report: Report,
    /// The pictures that explain it.
    pub maps: Maps,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detectors_own_verdict_is_that_of_its_score_unless_its_second_look_took_it() {
        let mut report = Report {
            verdict: Verdict::CannotTell,
            basis: Basis::Contradiction,
            score: Some(Score::new(0.1)),
            thresholds: Some(Thresholds {
                synthetic: 0.7,
                real: 0.3,
                ..Thresholds::default()
            }),
            ..Report::default()
        };
        assert_eq!(report.verdict_by_pixels(), Verdict::LikelyReal);
        let mut look = SecondLook {
            score: Score::new(0.2),
            verdict: Verdict::LikelyReal,
            certainty: 0.9,
            certain: true,
        };
        report.second_look = Some(look);
        assert_eq!(report.verdict_by_pixels(), Verdict::LikelyReal);
        look.certain = false;
        report.second_look = Some(look);
        assert_eq!(report.verdict_by_pixels(), Verdict::CannotTell);
        assert_eq!(
            Report::failed("no").verdict_by_pixels(),
            Verdict::CannotTell
        );
    }
}
