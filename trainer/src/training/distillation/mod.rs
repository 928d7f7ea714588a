//! A network learns what another one says of the same views, and which views it finds alike.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};
use spectrafide_models::layers::pooling::mean_over_pixels;
use spectrafide_models::network::{Features, Inputs, Network};
use spectrafide_networks::arch::TrainableNetwork;
use spectrafide_picture::preprocess::{Preprocess, ViewData};
use spectrafide_report::calibration::sigmoid;

use super::config::RunConfig;
use super::finished;
use crate::device::read;

/// How much of the loss comes from the teacher.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distillation {
    /// Share of the teacher's score in the target, beside the label (Hinton et al., *Distilling the
    /// Knowledge in a Neural Network*, <https://arxiv.org/abs/1503.02531>).
    pub scores: f32,
    /// Weight of the difference between the [similarities] of views.
    #[serde(default)]
    pub similarities: f32,
}

impl Distillation {
    /// Refuses shares and weights that are none.
    ///
    /// # Errors
    ///
    /// The setting is named.
    pub fn check(&self) -> Result<()> {
        ensure!(
            (0.0..=1.0).contains(&self.scores),
            "`distillation.scores` must be between 0 and 1"
        );
        ensure!(
            self.similarities.is_finite() && self.similarities >= 0.0,
            "`distillation.similarities` must not be below 0"
        );
        Ok(())
    }
}

/// A trained network that is asked about every batch.
pub struct Teacher {
    network: TrainableNetwork,
    settings: Distillation,
    /// By colour, what a value is multiplied with and what is added, from the student's scale to
    /// the teacher's.
    scale: [(f32, f32); 3],
    device: Device,
}

/// What a teacher says of a batch.
pub struct Lesson {
    /// Its scores.
    scores: Vec<f32>,
    /// The [similarities] of the views, and their number.
    similarities: Option<TensorData>,
    settings: Distillation,
}

impl Teacher {
    /// The network of the run `folder` for a student that is trained as `config` says; none where
    /// that asks for none.
    ///
    /// # Errors
    ///
    /// A run that is not there, needs other views or has learnt from what the student holds out.
    pub fn of(
        config: &RunConfig,
        folders: &[PathBuf],
        init: Option<&Path>,
        device: &Device,
    ) -> Result<Option<Self>> {
        let Some(settings) = config.distillation else {
            ensure!(
                folders.is_empty(),
                "`--teacher` is for runs with `distillation`"
            );
            return Ok(None);
        };
        let [folder] = folders else {
            bail!("this run has `distillation`, which needs one `--teacher`");
        };
        let (teacher, network) = finished::network(folder, init, device)?;
        ensure!(
            teacher.validation == config.validation,
            "{} does not hold out the pictures that this run holds out",
            folder.display()
        );
        let colours = spectrafide_models::network::Needs::COLOURS;
        ensure!(
            teacher.preprocess.views.side() == config.preprocess.views.side()
                && teacher.network.needs() == colours
                && config.network.needs().colours,
            "{} and this run must both read colours, of views of the same side",
            folder.display()
        );
        Ok(Some(Self {
            network,
            settings,
            scale: change_of_scale(&config.preprocess, &teacher.preprocess),
            device: device.clone(),
        }))
    }

    /// What it says of `views` of `side` pixels.
    ///
    /// # Errors
    ///
    /// A device that fails.
    pub fn lesson(&self, views: &ViewData, side: usize) -> Result<Lesson> {
        let mut image = views.image.clone();
        let planes = image.chunks_exact_mut(side * side);
        for (plane, &(factor, offset)) in planes.zip(self.scale.iter().cycle()) {
            for value in plane {
                *value = *value * factor + offset;
            }
        }
        let views = ViewData {
            views: views.views,
            image,
            ..ViewData::default()
        };
        let features = self.network.features(Inputs::of(views, side, &self.device));
        let similarities = (self.settings.similarities > 0.0)
            .then(|| read(similarities(&features)))
            .transpose()?;
        let logits = read(self.network.head(features))?;
        Ok(Lesson {
            scores: logits.iter::<f32>().map(sigmoid).collect(),
            similarities,
            settings: self.settings,
        })
    }
}

impl Lesson {
    /// The labels `targets`, mixed with what the teacher says.
    pub fn targets(&self, targets: &[f32]) -> Vec<f32> {
        let share = self.settings.scores;
        let mixed = targets.iter().zip(&self.scores);
        mixed
            .map(|(target, score)| target * (1.0 - share) + score * share)
            .collect()
    }

    /// What is added to the student's loss for its `features` of the same views: the weighted mean of
    /// the squared differences of the similarities, times the number of views, which keeps it from
    /// vanishing among the pairs.
    pub fn difference(&self, features: &Features) -> Option<Tensor<1>> {
        let taught = self.similarities.clone()?;
        let own = similarities(features);
        let device = own.device();
        let [views, _] = own.dims();
        let difference = own - Tensor::<2>::from_data(taught, &device);
        Some(difference.square().mean() * (views as f32 * self.settings.similarities))
    }
}

/// By colour, how a value on the scale of `from` becomes one on the scale of `to`.
fn change_of_scale(from: &Preprocess, to: &Preprocess) -> [(f32, f32); 3] {
    std::array::from_fn(|colour| {
        let factor = from.std[colour] / to.std[colour];
        (
            factor,
            (from.mean[colour] - to.mean[colour]) / to.std[colour],
        )
    })
}

/// Which views a network finds alike, `[views, views]`: the products of their features, less the mean
/// over the views, each row brought to length 1 (Tung and Mori, *Similarity-Preserving Knowledge
/// Distillation*, <https://arxiv.org/abs/1907.09682>, equations 2 and 3, which do not take off the
/// mean: what all views have in common would drown the rest).
///
/// # Panics
///
/// If there are no features.
pub fn similarities(features: &Features) -> Tensor<2> {
    let maps = [&features.image, &features.spectral];
    let pooled = maps.into_iter().flatten().cloned().map(mean_over_pixels);
    let joint = pooled.chain(features.numbers.clone());
    let joint = Tensor::cat(joint.collect(), 1);
    let centred = joint.clone() - joint.mean_dim(0);
    let products = centred.clone().matmul(centred.transpose());
    let lengths = products.clone().square().sum_dim(1).sqrt();
    products / (lengths + 1e-6)
}

#[cfg(test)]
mod tests;
