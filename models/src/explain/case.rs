//! One picture that a detector has looked at: what it was given, what it said, and why.

use image::RgbImage;
use spectrafide_picture::decode::Picture;
use spectrafide_picture::preprocess::{Prepared, Region};
use spectrafide_picture::survey::Survey;
use spectrafide_provenance::Provenance;
use spectrafide_report::certainty::mean;
use spectrafide_report::{Calibration, Maps, Method, Reason, Score};

use super::counted::Counted;
use super::faithfulness::Judged;
use super::{ExplainError, Explaining, Settings, Told, shown};
use crate::detector::{Detector, read};
use crate::judge::{DeviceError, Effort, Look};
use crate::network::{Features, Inputs, Network, ShippedNetwork};

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
    logits: Vec<f32>,
    calibration: Calibration,
}

/// The maps of one method.
pub struct Mapped {
    /// The settings that it follows.
    pub told: Told,
    /// The maps over the picture and over the spectrum, as far as there are any.
    pub maps: Maps,
}

impl<'a> Case<'a> {
    /// Shows `picture`, from a file that `says` this, to `detector` as its judgement does; the inner
    /// error says why there is no score.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub async fn open(
        detector: &'a Detector,
        picture: &'a Picture,
        says: &Provenance,
        effort: Effort,
    ) -> Result<Result<Self, Vec<Reason>>, DeviceError> {
        let pixels = &picture.pixels;
        let card = detector.card();
        let survey = Survey::of(pixels);
        let objections = survey.objections(&card.scope, pixels);
        if !objections.is_empty() {
            return Ok(Err(objections));
        }
        let most = card.most_views(effort);
        let regions = card.preprocess.regions_surveyed(pixels, &survey);
        // Without the web copy, which is not explained.
        let look = Look::at(&card.preprocess, [most, 0], pixels, regions, says);
        let calibration = card.calibration_for(look.delivery);
        Self::ask(detector, pixels, look.views, calibration)
            .await
            .map(Ok)
    }

    /// Asks `detector` about these `views` of `pixels`.
    ///
    /// # Errors
    ///
    /// When the device fails.
    pub(crate) async fn ask(
        detector: &'a Detector,
        pixels: &'a RgbImage,
        views: Prepared,
        calibration: Calibration,
    ) -> Result<Self, DeviceError> {
        let Prepared {
            regions,
            data,
            side,
        } = views;
        let statistics = data.statistics.clone();
        let inputs = Inputs::of(data, side, detector.device());
        let features = detector.network().features(inputs.clone());
        let logits = read(detector.network().head(features.clone())).await?;
        Ok(Self {
            detector,
            pixels,
            regions,
            statistics,
            side,
            inputs,
            features,
            logits,
            calibration,
        })
    }

    /// Where its views lie.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The logit of each view.
    pub fn logits(&self) -> &[f32] {
        &self.logits
    }

    /// What the network gave before its head.
    pub fn features(&self) -> &Features {
        &self.features
    }

    /// The detector's score.
    pub fn score(&self) -> Score {
        self.calibration.score(mean(&self.logits))
    }

    /// For measures of faithfulness.
    pub fn judged(&self) -> Judged<'_> {
        Judged {
            detector: self.detector,
            pixels: self.pixels,
            regions: &self.regions,
            logit: mean(&self.logits),
            calibration: self.calibration,
        }
    }

    /// The maps of `method`; `progress` is told how much is done, of how much.
    ///
    /// # Errors
    ///
    /// A method that the network does not allow, and a device that fails.
    pub async fn explain(
        &self,
        method: Method,
        settings: Settings,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Mapped, ExplainError> {
        let network = self.detector.network();
        self.by(network, &self.features, method, settings, progress)
            .await
    }

    /// The maps that `method` makes with another `network` of the same form.
    ///
    /// # Errors
    ///
    /// As [`explain`](Self::explain).
    pub async fn explain_with(
        &self,
        network: &ShippedNetwork,
        method: Method,
        settings: Settings,
    ) -> Result<Mapped, ExplainError> {
        let features = network.features(self.inputs.clone());
        self.by(network, &features, method, settings, &|_, _| {})
            .await
    }

    async fn by(
        &self,
        network: &ShippedNetwork,
        features: &Features,
        method: Method,
        settings: Settings,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Mapped, ExplainError> {
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
        let explained = explaining.by(method).await?;
        let counted = Counted {
            regions: &self.regions,
            statistics: &self.statistics,
            side: self.side,
        };
        Ok(Mapped {
            told: explained.told,
            maps: shown(explained.cams, &card.preprocess, self.pixels, &counted),
        })
    }
}
