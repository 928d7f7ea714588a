//! The auto-encoder: training it, and training detectors on its reconstructions.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use spectrafide_models::network::Inputs;
use spectrafide_networks::arch::{NetworkConfig, StudyNetworkConfig};
use spectrafide_networks::auto_encoder::{AutoEncoder, AutoEncoderConfig};
use spectrafide_picture::preprocess::{Preprocess, Views};

use super::checkpoint::{RunFolder, State, load_weights};
use super::config::RunConfig;
use super::given::Given;
use crate::augmentation::augment::Augmentation;
use crate::data::items::Item;
use crate::data::selection::Selection;
use crate::device::read;
use crate::progress::progress;
use crate::training::loader::{Balance, Plan};

/// Everything that decides an auto-encoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutoEncoderSettings {
    /// Its layers.
    pub auto_encoder: AutoEncoderConfig,
    /// Which training pictures.
    #[serde(default, skip_serializing_if = "Selection::is_all")]
    pub pictures: Selection,
    /// Which square parts of the pictures.
    pub views: Views,
    /// Passes over the pictures.
    pub epochs: usize,
    /// Views in a step.
    pub batch_size: usize,
    /// Adam's learning rate.
    pub learning_rate: f64,
    /// Decides every random draw.
    pub seed: u64,
}

impl AutoEncoderSettings {
    fn check(&self) -> Result<()> {
        ensure!(self.batch_size > 0, "`batch_size` must be above 0");
        ensure!(self.epochs > 0, "`epochs` must be above 0");
        ensure!(
            !self.auto_encoder.filters.is_empty() && !self.auto_encoder.filters.contains(&0),
            "`auto_encoder.filters` needs layers of at least one filter"
        );
        Ok(())
    }
}

/// Trains an auto-encoder on `items`, going on from the folder's checkpoint if there is one: the
/// mean squared error of the last epoch, and the run's state.
///
/// # Errors
///
/// Settings that cannot work or are not those of the folder, pictures that cannot be read, and an
/// error that is no number.
pub fn train(
    settings: &AutoEncoderSettings,
    items: Vec<Item>,
    folder: &RunFolder,
    device: &Device,
) -> Result<(f64, State)> {
    settings.check()?;
    keep_settings(settings, folder)?;
    let training = device.clone().autodiff();
    training.seed(settings.seed);
    let mut auto_encoder = settings.auto_encoder.init(&training);
    let mut optimizer = AdamConfig::new().init();
    let mut state = State::default();
    if folder.has_checkpoint() {
        (auto_encoder, optimizer, state) = folder.load(auto_encoder, optimizer)?;
        println!("going on after epoch {}", state.epoch);
    }
    let side = settings.views.side() as usize;
    let plan = Plan {
        items: Arc::new(items),
        // Colours stay in [0, 1], which is what an auto-encoder is given.
        preprocess: Preprocess::of_colours(settings.views),
        augmentation: Augmentation::default(),
        balance: Balance::None,
        weights: Arc::default(),
        pairs: None,
        batch_size: settings.batch_size,
        seed: settings.seed,
        kept: None,
    };
    while state.epoch < settings.epochs {
        let started = Instant::now();
        let steps = plan.steps();
        let bar = progress(steps as u64, &format!("epoch {}", state.epoch + 1));
        let mut sum = 0.0;
        for batch in plan.start(state.epoch, 0) {
            let images = Inputs::of(batch?.data, side, &training).colours();
            let difference = auto_encoder.forward(images.clone()) - images;
            let error = (difference.clone() * difference).mean();
            let gradients = GradientsParams::from_grads(error.backward(), &auto_encoder);
            auto_encoder = optimizer.step(settings.learning_rate, auto_encoder, gradients);
            sum += read(error)?.iter::<f64>().sum::<f64>();
            bar.inc(1);
        }
        bar.finish_and_clear();
        ensure!(
            sum.is_finite(),
            "the error is no longer a number; lower the learning rate"
        );
        state.epoch += 1;
        state.best_epoch = state.epoch;
        state.loss_sum = sum / steps as f64;
        state.seconds += started.elapsed().as_secs_f64();
        println!(
            "epoch {:3}  squared error {:.5}",
            state.epoch, state.loss_sum
        );
        folder.save_best(&auto_encoder)?;
        folder.save(&auto_encoder, &optimizer, &state)?;
    }
    Ok((state.loss_sum, state))
}

fn keep_settings(settings: &AutoEncoderSettings, folder: &RunFolder) -> Result<()> {
    let path = folder.file("config.json");
    if folder.has_checkpoint() {
        let kept: AutoEncoderSettings = serde_json::from_slice(&std::fs::read(&path)?)
            .with_context(|| format!("{} is not understood", path.display()))?;
        ensure!(
            kept == *settings,
            "{} is of another run; give another folder",
            path.display()
        );
    }
    std::fs::write(&path, serde_json::to_string_pretty(settings)?)
        .with_context(|| format!("{} cannot be written", path.display()))
}

/// Replaces some of the training pictures by their reconstructions.
pub struct Reconstruction {
    auto_encoder: AutoEncoder,
    probability: f32,
}

impl Reconstruction {
    /// What `config` asks for; none if it reconstructs nothing.
    ///
    /// # Errors
    ///
    /// A run that reconstructs without an auto-encoder, and one that cannot be read.
    pub fn of(config: &RunConfig, given: Given<'_>, device: &Device) -> Result<Option<Self>> {
        if config.reconstruction_probability <= 0.0 {
            return Ok(None);
        }
        let file = given
            .auto_encoder
            .context("a run with `reconstruction_probability` needs `--auto-encoder`")?;
        let layers = match &config.network {
            NetworkConfig::Study(StudyNetworkConfig::Isitcap(isitcap)) => {
                isitcap.auto_encoder.clone()
            }
            _ => layers_of(file)?,
        };
        Ok(Some(Self {
            auto_encoder: load_weights(layers.init(device), file)?,
            probability: config.reconstruction_probability,
        }))
    }

    /// Replaces each of `images`, `[batch, 3, side, side]` in `[0, 1]`, with the probability that
    /// the run names; `seed` decides which.
    pub fn apply(&self, images: Tensor<4>, seed: u64) -> Tensor<4> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let [batch, ..] = images.dims();
        let chosen: Vec<f32> = (0..batch)
            .map(|_| f32::from(u8::from(rng.random::<f32>() < self.probability)))
            .collect();
        let device = images.device();
        let chosen = Tensor::<4>::from_data(TensorData::new(chosen, [batch, 1, 1, 1]), &device);
        // Computed without gradients, then brought to the device of the training.
        let plain = Tensor::<4>::from_data(images.clone().into_data(), &device.clone().inner());
        let reconstructed = self.auto_encoder.forward(plain);
        let reconstructed = Tensor::<4>::from_data(reconstructed.into_data(), &device);
        images.clone() + (reconstructed - images) * chosen
    }
}

/// The layers of the auto-encoder whose weights are at `file`, from the settings beside it.
fn layers_of(file: &Path) -> Result<AutoEncoderConfig> {
    let path = file.with_file_name("config.json");
    let bytes = std::fs::read(&path).with_context(|| {
        format!(
            "{} is missing, which says how the auto-encoder is built",
            path.display()
        )
    })?;
    let settings: AutoEncoderSettings = serde_json::from_slice(&bytes)
        .with_context(|| format!("{} is not understood", path.display()))?;
    Ok(settings.auto_encoder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(probability: f32) -> Reconstruction {
        let device = Device::flex();
        Reconstruction {
            auto_encoder: AutoEncoderConfig::new().with_filters(vec![4]).init(&device),
            probability,
        }
    }

    fn images() -> Tensor<4> {
        let values: Vec<f32> = (0..32 * 3 * 16)
            .map(|index| (index % 7) as f32 / 7.0)
            .collect();
        let device = Device::flex().autodiff();
        Tensor::from_data(TensorData::new(values, [32, 3, 4, 4]), &device)
    }

    /// For each picture, whether it changed.
    fn changed(probability: f32, seed: u64) -> Vec<bool> {
        let before: Vec<f32> = images().into_data().iter::<f32>().collect();
        let after = part(probability).apply(images(), seed);
        let after: Vec<f32> = after.into_data().iter::<f32>().collect();
        before
            .chunks(48)
            .zip(after.chunks(48))
            .map(|(before, after)| {
                let largest = before.iter().zip(after).map(|(a, b)| (a - b).abs());
                largest.fold(0.0, f32::max) > 1e-3
            })
            .collect()
    }

    #[test]
    fn the_share_of_reconstructions_is_the_probability() {
        assert!(changed(0.0, 1).iter().all(|changed| !changed));
        assert!(changed(1.0, 1).iter().all(|changed| *changed));
        let half = changed(0.5, 1).iter().filter(|changed| **changed).count();
        assert!((6..=26).contains(&half), "{half} of 32");
    }

    #[test]
    fn the_seed_decides_which() {
        assert_eq!(changed(0.5, 1), changed(0.5, 1));
        assert_ne!(changed(0.5, 1), changed(0.5, 2));
    }
}
