//! One picture that a detector has judged, ready to be explained.

use std::time::Instant;

use anyhow::{Result, anyhow};
use image::RgbImage;
use pollster::block_on;
use spectrafide_models::detector::Detector;
use spectrafide_models::explain::counted::Counted;
use spectrafide_models::explain::faithfulness::Judged;
use spectrafide_models::explain::{self, Explaining, Method, Settings, Told};
use spectrafide_models::judge::{Effort, Look, Subject};
use spectrafide_models::network::{Features, Inputs, Network, ShippedNetwork};
use spectrafide_picture::preprocess::Region;
use spectrafide_picture::survey::Survey;
use spectrafide_report::certainty::mean;
use spectrafide_report::{Calibration, Reason, SaliencyMap, Score};

use crate::device::read;

/// A picture, what the network was given of it, and what it said.
pub struct Case<'a> {
    detector: &'a Detector,
    /// The picture.
    pub pixels: &'a RgbImage,
    regions: Vec<Region>,
    statistics: Vec<f32>,
    side: usize,
    inputs: Inputs,
    features: Features,
    logit: f32,
    calibration: Calibration,
}

/// The maps of one method.
pub struct Mapped {
    /// The settings that it follows.
    pub told: Told,
    /// Over the picture.
    pub picture: Option<SaliencyMap>,
    /// Over the spectrum.
    pub spectrum: Option<SaliencyMap>,
    /// What it took.
    pub seconds: f64,
}

impl<'a> Case<'a> {
    /// Shows the picture of `subject` to `detector` as its judgement does; the inner error says why
    /// there is no score.
    ///
    /// # Errors
    ///
    /// A device that fails.
    pub fn open(
        detector: &'a Detector,
        subject: &'a Subject,
        effort: Effort,
    ) -> Result<std::result::Result<Self, String>> {
        let pixels = match &subject.picture {
            Ok(picture) => &picture.pixels,
            Err(error) => return Ok(Err(error.clone())),
        };
        let card = detector.card();
        let survey = Survey::of(pixels);
        let objections = survey.objections(&card.scope, pixels);
        if !objections.is_empty() {
            let words: Vec<String> = objections.iter().map(Reason::english).collect();
            return Ok(Err(words.join(" ")));
        }
        let most = card.most_views(effort);
        let regions = card.preprocess.regions_surveyed(pixels, &survey);
        // Without the web copy, which is not explained.
        let look = Look::at(&card.preprocess, [most, 0], pixels, regions, &subject.says);
        let statistics = look.views.data.statistics.clone();
        let inputs = Inputs::of(look.views.data, look.views.side, detector.device());
        let features = detector.network().features(inputs.clone());
        let logits: Vec<f32> = read(detector.network().head(features.clone()))?
            .iter()
            .collect();
        Ok(Ok(Self {
            detector,
            pixels,
            regions: look.views.regions,
            statistics,
            side: look.views.side,
            inputs,
            features,
            logit: mean(&logits),
            calibration: card.calibration_for(look.delivery),
        }))
    }

    /// The detector's score.
    pub fn score(&self) -> Score {
        self.calibration.score(self.logit)
    }

    /// For measures of faithfulness.
    pub fn judged(&self) -> Judged<'_> {
        Judged {
            detector: self.detector,
            pixels: self.pixels,
            regions: &self.regions,
            logit: self.logit,
            calibration: self.calibration,
        }
    }

    /// The maps of `method`; `progress` is told how much is done, of how much.
    ///
    /// # Errors
    ///
    /// A method that the network does not allow, and a device that fails.
    pub fn explain(
        &self,
        method: Method,
        settings: Settings,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Mapped> {
        let network = self.detector.network();
        self.by(network, &self.features, method, settings, progress)
    }

    /// The map over the picture that `method` makes with another `network` of the same form.
    ///
    /// # Errors
    ///
    /// As [`explain`](Self::explain).
    pub fn explain_with(
        &self,
        network: &ShippedNetwork,
        method: Method,
        settings: Settings,
    ) -> Result<Option<SaliencyMap>> {
        let features = network.features(self.inputs.clone());
        let mapped = self.by(network, &features, method, settings, &|_, _| {})?;
        Ok(mapped.picture)
    }

    fn by(
        &self,
        network: &ShippedNetwork,
        features: &Features,
        method: Method,
        settings: Settings,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Mapped> {
        let started = Instant::now();
        let card = self.detector.card();
        let explaining = Explaining {
            network,
            name: &card.id,
            inputs: &self.inputs,
            features,
            toward: self.judged().toward(),
            settings,
            progress,
        };
        let explained = block_on(explaining.by(method)).map_err(|error| anyhow!("{error}"))?;
        let counted = Counted {
            regions: &self.regions,
            statistics: &self.statistics,
            side: self.side,
        };
        let shown = explain::shown(explained.cams, &card.preprocess, self.pixels, &counted);
        Ok(Mapped {
            told: explained.told,
            picture: shown.image_cam,
            spectrum: shown.spectral_cam,
            seconds: started.elapsed().as_secs_f64(),
        })
    }
}
