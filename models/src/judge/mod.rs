//! The one judgement: from a picture and what its file says to a report.
//!
//! The page's worker, the command line, every measurement and the API come through
//! [`Detector::judge`], so that a published figure is about what a person sees. Scope, delivery, the
//! second look, abstention and the file's own claims are all inside. How many parts of a picture are
//! looked at follows from the card and the [`Effort`] asked for, and from nothing that differs
//! between machines.

mod conclusion;
mod look;
mod regions;
mod stability;
mod subject;

use std::cell::Cell;

use burn::tensor::ExecutionError;
use serde::{Deserialize, Serialize};
use spectrafide_picture::decode::Picture;
use spectrafide_picture::survey::Survey;
use spectrafide_provenance::Provenance;
use spectrafide_report::certainty::mean;
use spectrafide_report::report::{PathScores, SpectrumFacts, Timings};
use spectrafide_report::{Analysis, Calibration, Maps, Method, Report};

pub use look::Look;
pub use spectrafide_report::Effort;
pub use subject::Subject;

use crate::detector::{Detector, read};
use crate::explain::{self, Case, Settings};
use crate::network::Features;
use crate::network::astrospy::Apart;

/// The device failed in the middle of a judgement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The computation failed: {0}")]
pub struct DeviceError(pub String);

impl From<ExecutionError> for DeviceError {
    fn from(error: ExecutionError) -> Self {
        Self(error.to_string())
    }
}

/// The steps of a judgement, for progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// From pixels to numbers.
    Prepare,
    /// The network.
    Infer,
    /// The maps.
    Explain,
}

/// How a picture is judged, and who is told on the way.
pub struct Request<'a> {
    /// How much is looked at.
    pub effort: Effort,
    /// Whether to compute the explanation maps.
    pub explain: bool,
    /// What the report calls the device.
    pub device_name: &'a str,
    /// A clock in milliseconds, for the report's timings alone.
    pub now_millis: &'a dyn Fn() -> f64,
    /// Called at the start of each stage.
    pub progress: &'a dyn Fn(Stage),
}

impl Detector {
    /// Judges `subject`.
    ///
    /// A file without a picture and a picture outside the detector's scope are reports, not errors.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub async fn judge(
        &self,
        subject: &Subject,
        request: &Request<'_>,
    ) -> Result<Analysis, DeviceError> {
        let mut analysis = match &subject.picture {
            // On the heap: it holds a network's features over its whole length.
            Ok(picture) => Box::pin(self.judge_picture(picture, &subject.says, request)).await?,
            Err(error) => Analysis {
                report: Report::failed(error),
                maps: Maps::default(),
            },
        };
        let report = &mut analysis.report;
        report.path.clone_from(&subject.path);
        report.detector.clone_from(&self.card().id);
        request.device_name.clone_into(&mut report.device);
        report.timings.decode_millis = subject.decode_millis;
        report.hear(subject.says.clone());
        Ok(analysis)
    }

    async fn judge_picture(
        &self,
        picture: &Picture,
        says: &Provenance,
        request: &Request<'_>,
    ) -> Result<Analysis, DeviceError> {
        let card = self.card();
        let clock = Stopwatch::start(request.now_millis);
        let mut timings = Timings::default();

        (request.progress)(Stage::Prepare);
        let pixels = &picture.pixels;
        let mut report = conclusion::facts(picture);
        let spectrum = explain::central_spectrum(pixels);
        report.spectrum = spectrum.as_ref().map(|spectrum| SpectrumFacts {
            side_px: spectrum.side as u32,
            radial_profile: spectrum.radial_profile(),
        });
        let mut maps = Maps {
            spectrum: spectrum.as_ref().map(explain::spectrum_map),
            ..Maps::default()
        };
        let survey = Survey::of(pixels);
        report.reasons = survey.objections(&card.scope, pixels);
        if !report.reasons.is_empty() {
            timings.prepare_millis = clock.lap();
            report.timings = timings;
            return Ok(Analysis { report, maps });
        }
        let look = Look::of_card(card, request.effort, pixels, &survey, says);
        timings.prepare_millis = clock.lap();

        (request.progress)(Stage::Infer);
        let Look {
            views,
            copy,
            delivery,
            offered,
        } = look;
        let calibration = card.calibration_for(delivery);
        let case = Case::ask(self, pixels, views, calibration).await?;
        let copy = match copy {
            Some(copy) => Some(self.logits(copy).await?),
            None => None,
        };
        report.paths = self.path_scores(case.features(), calibration).await?;
        timings.infer_millis = clock.lap();
        let opinion = card.opinion(delivery, case.logits(), copy.as_deref());
        conclusion::conclude(&mut report, card, delivery, &opinion, &case, offered);

        if request.explain {
            (request.progress)(Stage::Explain);
            let mapped = case.explain(Method::GradCam, Settings::default(), &|_, _| {});
            let mapped = mapped
                .await
                .map_err(|error| DeviceError(error.to_string()))?;
            maps.image_cam = mapped.maps.image_cam;
            maps.spectral_cam = mapped.maps.spectral_cam;
            timings.explain_millis = clock.lap();
        }
        report.timings = timings;
        Ok(Analysis { report, maps })
    }

    /// The mean over the views of what each path says alone, as the score is.
    async fn path_scores(
        &self,
        features: &Features,
        calibration: Calibration,
    ) -> Result<Option<PathScores>, DeviceError> {
        let Some(Apart { image, spectral }) = self.network().apart(features.clone()) else {
            return Ok(None);
        };
        let score = |logits: Vec<f32>| calibration.score(mean(&logits));
        Ok(Some(PathScores {
            image: score(read(image).await?),
            spectrum: score(read(spectral).await?),
        }))
    }
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
