//! A detector at work: card, weights and device together.

use std::cell::Cell;

use burn::tensor::{Device, ExecutionError, Tensor};
use image::RgbImage;
use serde::{Deserialize, Serialize};

use crate::arch::{Features, InputsError, Network};
use crate::card::{CARD_VERSION, DetectorCard, self_test_input};
use crate::certainty;
use crate::decode::{DecodeError, Picture, decode};
use crate::delivery::Delivery;
use crate::explain::counted::counted_cam;
use crate::explain::{self, grad_cam};
use crate::jpeg::WEB_COPY;
use crate::opinion::Opinion;
use crate::preprocess::Prepared;
use crate::report::{
    Analysis, Basis, Maps, PictureFacts, REPORT_VERSION, Report, SpectrumFacts, Timings, ViewReport,
};
use crate::verdict::{Thresholds, Verdict};
use crate::weights::{self, WeightsError};

/// Largest accepted difference between the self-test's logit and the stored one, as a share of
/// the logit or of one, whichever is larger: single precision through some tens of layers.
const SELF_TEST_TOLERANCE: f32 = 2e-2;

/// Why a detector could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The card is not JSON of the expected form.
    #[error("the detector card cannot be read: {0}")]
    Card(#[from] serde_json::Error),
    /// The card is of another version of the program.
    #[error("the detector card has version {found}; this program reads version {CARD_VERSION}")]
    Version {
        /// The card's version.
        found: u32,
    },
    /// The card does not fit itself.
    #[error("the detector card is wrong: {0}")]
    Inputs(#[from] InputsError),
    /// The weights are wrong.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

/// Why a device may not be used.
#[derive(Debug, thiserror::Error)]
pub enum SelfTestError {
    /// The device computes something else than the machine that made the card.
    #[error("the device computed {found} where {expected} was expected")]
    Wrong {
        /// The device's logit.
        found: f32,
        /// The card's logit.
        expected: f32,
    },
    /// The device failed.
    #[error("the device failed: {0}")]
    Device(String),
}

/// Why a picture could not be analysed.
#[derive(Debug, thiserror::Error)]
pub enum AnalyzeError {
    /// There is no picture.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The device failed.
    #[error("The computation failed: {0}")]
    Device(String),
}

impl From<ExecutionError> for AnalyzeError {
    fn from(error: ExecutionError) -> Self {
        Self::Device(error.to_string())
    }
}

/// The steps of an analysis, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// From bytes to pixels.
    Decode,
    /// From pixels to tensors.
    Prepare,
    /// The network.
    Infer,
    /// The maps.
    Explain,
}

/// What an analysis should do beside the verdict.
pub struct AnalyzeOptions<'a> {
    /// Whether to compute the explanation maps.
    pub explain: bool,
    /// How long the network may take. The first view is always judged, and then as many as fit in
    /// by the time that it took; without it, all are.
    pub budget_millis: Option<f64>,
    /// How strongly the picture was compressed on its way, see [`Delivery::of`].
    pub delivery: Delivery,
    /// What the report calls the device.
    pub device_name: &'a str,
    /// A clock in milliseconds.
    pub now_millis: &'a dyn Fn() -> f64,
    /// Called at the start of each step.
    pub progress: &'a dyn Fn(Stage),
}

/// A loaded detector.
#[derive(Debug)]
pub struct Detector {
    card: DetectorCard,
    network: Network,
    device: Device,
}

impl Detector {
    /// Reads the card and loads the weights, whose checksum must be the card's.
    pub fn load(card_json: &str, weights: Vec<u8>, device: &Device) -> Result<Self, LoadError> {
        let version: CardVersion = serde_json::from_str(card_json)?;
        if version.version != CARD_VERSION {
            return Err(LoadError::Version {
                found: version.version,
            });
        }
        let card: DetectorCard = serde_json::from_str(card_json)?;
        card.network.check_inputs(&card.preprocess)?;
        let found = weights::sha256(&weights);
        if found != card.weights_sha256 {
            let expected = card.weights_sha256;
            return Err(WeightsError::Checksum { expected, found }.into());
        }
        let network = card
            .network
            .init(card.preprocess.views.side() as usize, device);
        let network = weights::load(network, weights)?;
        Ok(Self {
            card,
            network,
            device: device.clone(),
        })
    }

    /// The card.
    pub fn card(&self) -> &DetectorCard {
        &self.card
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Computes the logit of a fixed input and compares it with the card's.
    pub async fn self_test(&self) -> Result<(), SelfTestError> {
        let expected = self.card.self_test_logit;
        let found = self_test_logit(&self.card, &self.network, &self.device)
            .await
            .map_err(|error| SelfTestError::Device(error.to_string()))?;
        let tolerance = SELF_TEST_TOLERANCE * expected.abs().max(1.0);
        // Written so that a result that is not a number fails.
        if (found - expected).abs() <= tolerance {
            Ok(())
        } else {
            Err(SelfTestError::Wrong { found, expected })
        }
    }

    /// The logits of `prepared`, one a view.
    pub async fn logits(&self, prepared: &Prepared) -> Result<Vec<f32>, ExecutionError> {
        read(self.network.forward(prepared.to_inputs(&self.device))).await
    }

    /// Judges the file `bytes`, which a person knows as `path`.
    ///
    /// A picture outside the detector's scope is a report without a score, not an error.
    pub async fn analyze(
        &self,
        path: &str,
        bytes: &[u8],
        options: &AnalyzeOptions<'_>,
    ) -> Result<Analysis, AnalyzeError> {
        let clock = Stopwatch::start(options.now_millis);
        (options.progress)(Stage::Decode);
        let picture = decode(bytes)?;
        let decode_millis = clock.lap();
        let mut analysis = self.analyze_picture(path, &picture, options).await?;
        analysis.report.timings.decode_millis = decode_millis;
        Ok(analysis)
    }

    /// Judges a decoded picture, so that several detectors can share one decoding. The report's
    /// [`Timings::decode_millis`] is 0.
    pub async fn analyze_picture(
        &self,
        path: &str,
        picture: &Picture,
        options: &AnalyzeOptions<'_>,
    ) -> Result<Analysis, AnalyzeError> {
        let clock = Stopwatch::start(options.now_millis);
        let mut timings = Timings::default();

        (options.progress)(Stage::Prepare);
        let view = explain::central_spectrum(&picture.pixels);
        let mut report = self.report(path, picture, options);
        report.spectrum = view.as_ref().map(|spectrum| SpectrumFacts {
            side_px: spectrum.side as u32,
            radial_profile: spectrum.radial_profile(),
        });
        let mut maps = Maps {
            spectrum: view.as_ref().map(explain::spectrum_map),
            ..Maps::default()
        };
        report.reasons = self.card.scope.objections(&picture.pixels);
        if !report.reasons.is_empty() {
            timings.prepare_millis = clock.lap();
            report.timings = timings;
            return Ok(Analysis { report, maps });
        }
        let mut prepared = self.card.preprocess.prepare(&picture.pixels);
        timings.prepare_millis = clock.lap();

        (options.progress)(Stage::Infer);
        let offered = prepared.views();
        let (features, logits) = self.infer(&mut prepared, options).await?;
        let copy = self.copy_logits(&picture.pixels, prepared.views()).await?;
        timings.infer_millis = clock.lap();
        self.judge(&mut report, &prepared, &logits, copy.as_deref());
        if prepared.views() < offered {
            report.reasons.push(format!(
                "{} of {offered} parts were looked at: this device needs too long for all.",
                prepared.views()
            ));
        }

        if options.explain {
            (options.progress)(Stage::Explain);
            let cams = grad_cam::grad_cam(&self.network, features).await?;
            let size = picture.pixels.dimensions();
            let counted = |slopes: Vec<f32>| {
                counted_cam(&self.card.preprocess, &picture.pixels, &prepared, &slopes)
            };
            maps.image_cam = cams
                .image
                .or_else(|| cams.slopes.map(counted))
                .map(|cam| explain::assemble(&cam, &prepared.regions, size));
            maps.spectral_cam = cams.spectral.map(|cam| explain::average(&cam));
            timings.explain_millis = clock.lap();
        }
        report.timings = timings;
        Ok(Analysis { report, maps })
    }

    /// The last feature maps and the logits of the views of `prepared`, which keeps those that
    /// fit into the budget.
    async fn infer(
        &self,
        prepared: &mut Prepared,
        options: &AnalyzeOptions<'_>,
    ) -> Result<(Features, Vec<f32>), ExecutionError> {
        let views = prepared.views();
        // A second look takes as long as the first.
        let looks = if self.card.certainty.is_some() {
            2.0
        } else {
            1.0
        };
        let budget = options.budget_millis.map(|budget| budget / looks);
        let Some(budget) = budget.filter(|_| views > 1) else {
            return self.forward(prepared).await;
        };
        let clock = Stopwatch::start(options.now_millis);
        let (features, mut logits) = self.forward(&prepared.part(0..1)).await?;
        let each = clock.lap().max(f64::EPSILON);
        // Limited by the conversion when the clock stood still.
        let more = (((budget - each) / each).max(0.0) as usize).min(views - 1);
        *prepared = prepared.part(0..1 + more);
        if more == 0 {
            return Ok((features, logits));
        }
        let (others, further) = self.forward(&prepared.part(1..1 + more)).await?;
        logits.extend(further);
        Ok((features.followed_by(others), logits))
    }

    async fn forward(&self, prepared: &Prepared) -> Result<(Features, Vec<f32>), ExecutionError> {
        let features = self.network.features(prepared.to_inputs(&self.device));
        let logits = read(self.network.head(features.clone())).await?;
        Ok((features, logits))
    }

    /// The logits of at most `views` views of the picture's web copy, if the detector looks twice.
    /// A picture that JPEG cannot hold is looked at once.
    async fn copy_logits(
        &self,
        pixels: &RgbImage,
        views: usize,
    ) -> Result<Option<Vec<f32>>, ExecutionError> {
        if self.card.certainty.is_none() {
            return Ok(None);
        }
        let Ok(copy) = WEB_COPY.copy(pixels) else {
            return Ok(None);
        };
        let prepared = self.card.preprocess.prepare(&copy);
        let prepared = prepared.part(0..views.min(prepared.views()));
        Ok(Some(self.logits(&prepared).await?))
    }

    fn report(&self, path: &str, picture: &Picture, options: &AnalyzeOptions<'_>) -> Report {
        Report {
            version: REPORT_VERSION,
            path: path.to_owned(),
            detector: self.card.id.clone(),
            verdict: Verdict::CannotTell,
            basis: Basis::Detector,
            score: None,
            reasons: Vec::new(),
            thresholds: Some(self.card.thresholds_for(options.delivery)),
            false_positive_rate_at_score: None,
            delivery: options.delivery,
            second_look: None,
            picture: Some(PictureFacts {
                format: picture.format.to_string(),
                width_px: picture.pixels.width(),
                height_px: picture.pixels.height(),
                file_bytes: picture.file_bytes,
                notes: picture.notes.clone(),
            }),
            views: Vec::new(),
            spectrum: None,
            provenance: None,
            device: options.device_name.to_owned(),
            timings: Timings::default(),
            error: None,
        }
    }

    /// Fills in score, verdict, views and reasons.
    fn judge(
        &self,
        report: &mut Report,
        prepared: &Prepared,
        logits: &[f32],
        copy: Option<&[f32]>,
    ) {
        let opinion = self.card.opinion(report.delivery, logits, copy);
        let calibration = self.card.calibration_for(report.delivery);
        report.score = Some(opinion.score);
        report.verdict = opinion.verdict;
        report.second_look = opinion.second_look;
        report.false_positive_rate_at_score = self
            .card
            .false_positive_rate_at(opinion.score, report.delivery);
        report.views = prepared
            .regions
            .iter()
            .zip(logits)
            .map(|(region, &logit)| ViewReport {
                x_px: region.x_px,
                y_px: region.y_px,
                width_px: region.width_px,
                height_px: region.height_px,
                score: calibration.score(logit),
            })
            .collect();
        let thresholds = self.card.thresholds_for(report.delivery);
        report.reasons.push(reason(&opinion, &thresholds));
        let mean = certainty::mean(logits);
        let agreeing = logits
            .iter()
            .filter(|&&logit| (logit > 0.0) == (mean > 0.0))
            .count();
        if logits.len() > 1 {
            report.reasons.push(format!(
                "{agreeing} of {} parts of the picture point the same way.",
                logits.len()
            ));
        }
    }
}

/// Why the verdict is what it is.
fn reason(opinion: &Opinion, thresholds: &Thresholds) -> String {
    let percent = |share: f32| format!("{:.1} %", share * 100.0);
    if let Some(look) = opinion.second_look
        && opinion.verdict != opinion.by_score
    {
        return if opinion.by_score.contradicts(look.verdict) {
            "A smaller copy of the picture, as web pages make them, would get the opposite \
             verdict, so neither is given."
                .to_owned()
        } else {
            format!(
                "The score alone would give a verdict, but the parts of the picture and a copy of \
                 it agree too little: where they did so on validation pictures, {:.0} % were \
                 judged rightly.",
                look.certainty * 100.0
            )
        };
    }
    match opinion.verdict {
        Verdict::LikelySynthetic => format!(
            "The score is above the detector's threshold, which {} of real validation pictures \
             reach.",
            percent(thresholds.false_positive_rate)
        ),
        Verdict::LikelyReal => format!(
            "The score is so low that only {} of synthetic validation pictures have one like it.",
            percent(thresholds.false_negative_rate)
        ),
        Verdict::CannotTell => {
            "The score is in the range where real and synthetic pictures overlap.".to_owned()
        }
    }
}

/// The logit that a card of `network` stores for the fixed input of [`self_test_input`].
pub async fn self_test_logit(
    card: &DetectorCard,
    network: &Network,
    device: &Device,
) -> Result<f32, ExecutionError> {
    let side = card.preprocess.views.side() as usize;
    let fixed = card.network.made_up_views(side, 1, self_test_input);
    Ok(read(network.forward(fixed.into_inputs(side, device)))
        .await?
        .first()
        .copied()
        .unwrap_or(f32::NAN))
}

/// Reads a column of numbers back from its device.
async fn read(column: Tensor<2>) -> Result<Vec<f32>, ExecutionError> {
    Ok(column.into_data_async().await?.iter::<f32>().collect())
}

/// The one field of a card that every version has.
#[derive(Deserialize)]
struct CardVersion {
    version: u32,
}

struct Stopwatch<'a> {
    now: &'a dyn Fn() -> f64,
    last: Cell<f64>,
}

impl<'a> Stopwatch<'a> {
    fn start(now: &'a dyn Fn() -> f64) -> Self {
        let last = Cell::new(now());
        Self { now, last }
    }

    /// Milliseconds since the last call.
    fn lap(&self) -> f64 {
        let now = (self.now)();
        now - self.last.replace(now)
    }
}
