//! One step of the training: from a batch to changed weights.

use anyhow::{Result, anyhow};
use burn::optim::{AdamConfig, AdamWConfig, GradientsParams, ModuleOptimizer, RmsPropConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_models::arch::Network;
use spectrafide_models::preprocess::inputs;

use super::config::Optimizer;
use super::reconstruction::Reconstruction;
use crate::data::loader::Batch;

/// What changes weights, with its state.
pub fn optimizer(config: Optimizer) -> ModuleOptimizer {
    match config {
        Optimizer::Adam { .. } => AdamConfig::new().init(),
        Optimizer::RmsProp { .. } => RmsPropConfig::new()
            .with_alpha(0.9)
            .with_momentum(0.0)
            .with_epsilon(1e-7)
            .init(),
        Optimizer::AdamW { weight_decay, .. } => {
            AdamWConfig::new().with_weight_decay(weight_decay).init()
        }
    }
}

/// How a step is made.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Side of the views, in pixels.
    pub side: usize,
    /// How far targets are moved towards one half.
    pub label_smoothing: f32,
    /// Replaces some of the pictures by their reconstructions.
    pub reconstruction: Option<&'a Reconstruction>,
    /// A device that differentiates.
    pub device: &'a Device,
}

impl Step<'_> {
    /// Changes `network` by the gradient of the loss on `batch`, and returns it with that loss,
    /// which is read back from the device. `seed` decides what chance decides here.
    pub fn run(
        &self,
        network: Network,
        optimizer: &mut ModuleOptimizer,
        learning_rate: f64,
        batch: Batch,
        seed: u64,
    ) -> Result<(Network, f64)> {
        let loss = self.loss(&network, batch, seed);
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        let network = optimizer.step(learning_rate, network, gradients);
        let loss = loss
            .try_into_data()
            .map_err(|error| anyhow!("the device failed: {error}"))?
            .iter::<f64>()
            .sum::<f64>();
        Ok((network, loss))
    }

    /// The mean binary cross entropy of a batch.
    fn loss(&self, network: &Network, batch: Batch, seed: u64) -> Tensor<1> {
        let smoothing = self.label_smoothing;
        let targets: Vec<f32> = batch
            .targets
            .iter()
            .map(|target| target * (1.0 - smoothing) + smoothing / 2.0)
            .collect();
        let count = targets.len();
        let targets = Tensor::<2>::from_data(TensorData::new(targets, [count, 1]), self.device);
        let mut inputs = inputs(batch.image, batch.spectrum, self.side, self.device);
        if let Some(reconstruction) = self.reconstruction {
            inputs.image = reconstruction.apply(inputs.image, seed);
        }
        let logits = network.forward(inputs);
        // max(z, 0) - z t + ln(1 + exp(-|z|)): no exponential can overflow.
        let tail = (-logits.clone().abs()).exp().log1p();
        (relu(logits.clone()) - logits * targets + tail).mean()
    }
}
