//! One step of the training: from a batch to changed weights.

use std::thread;

use anyhow::{Result, bail};
use burn::module::Module;
use burn::optim::{
    AdamConfig, AdamWConfig, GradientsParams, ModuleOptimizer, MultiGradientsParams, RmsPropConfig,
};
use burn::tensor::activation::log_sigmoid;
use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_models::network::{Inputs, Network};
use spectrafide_networks::arch::TrainableNetwork;

use super::config::Optimizer;
use super::distillation::{Lesson, Teacher};
use super::reconstruction::Reconstruction;
use crate::device::read;
use crate::training::loader::Batch;

/// What changes weights, with its state.
///
/// # Errors
///
/// One that does not go step by step.
pub fn optimizer(config: Optimizer) -> Result<ModuleOptimizer> {
    Ok(match config {
        Optimizer::Adam { .. } => AdamConfig::new().init(),
        Optimizer::RmsProp { .. } => RmsPropConfig::new()
            .with_alpha(0.9)
            .with_momentum(0.0)
            .with_epsilon(1e-7)
            .init(),
        Optimizer::AdamW { weight_decay, .. } => {
            AdamWConfig::new().with_weight_decay(weight_decay).init()
        }
        Optimizer::LBfgs { .. } => bail!("`l_bfgs` fits a linear head on kept features alone"),
    })
}

/// How a step is made.
#[derive(Clone, Copy)]
pub struct TrainingStep<'a> {
    /// Side of the views, in pixels.
    pub side: usize,
    /// How far targets are moved towards one half.
    pub label_smoothing: f32,
    /// Replaces some of the pictures by their reconstructions.
    pub reconstruction: Option<&'a Reconstruction>,
    /// Says what it thinks of the same views; with one device only.
    pub teacher: Option<&'a Teacher>,
    /// Devices that differentiate, at least one; the network is on the first.
    pub devices: &'a [Device],
}

impl TrainingStep<'_> {
    /// Changes `network` by the gradient of the loss on `batch`, and returns it with that loss,
    /// which is read back from the device. `seed` decides what chance decides here.
    ///
    /// With several devices each has a replica of the network and computes the gradient of an
    /// equal part of the batch; the optimizer adds the gradients up. Running moments of
    /// normalisations are those of the first device's part.
    ///
    /// # Errors
    ///
    /// A device that fails.
    pub fn run(
        &self,
        network: TrainableNetwork,
        optimizer: &mut ModuleOptimizer,
        learning_rate: f64,
        batch: Batch,
        seed: u64,
    ) -> Result<(TrainableNetwork, f64)> {
        let lesson = self
            .teacher
            .map(|teacher| teacher.lesson(&batch.data, self.side))
            .transpose()?;
        let parts = batch.split(self.devices.len());
        let (losses, gradients): (Vec<Tensor<1>>, Vec<_>) = if parts.len() > 1 {
            self.gradients(&network, parts, seed).into_iter().unzip()
        } else {
            parts
                .into_iter()
                .zip(self.devices)
                .map(|(part, device)| {
                    let loss = self.loss(&network, part, lesson.as_ref(), seed, device);
                    gradient(&network, loss)
                })
                .unzip()
        };
        let gradients = MultiGradientsParams {
            grads: gradients
                .into_iter()
                .zip(self.devices.iter().cloned())
                .collect(),
        };
        let network = optimizer.step_multi(learning_rate, network, gradients);
        let mut sum = 0.0;
        for loss in losses {
            sum += read(loss)?.iter::<f64>().sum::<f64>();
        }
        Ok((network, sum))
    }

    /// Each part on its own device, at the same time.
    fn gradients(
        &self,
        network: &TrainableNetwork,
        parts: Vec<Batch>,
        seed: u64,
    ) -> Vec<(Tensor<1>, GradientsParams)> {
        let views: usize = parts.iter().map(|part| part.targets.len()).sum();
        thread::scope(|scope| {
            let workers: Vec<_> = parts
                .into_iter()
                .zip(self.devices)
                .enumerate()
                .map(|(index, (part, device))| {
                    let share = part.targets.len() as f32 / views as f32;
                    // The first is the network itself, so that it keeps its running moments.
                    let replica = if index == 0 {
                        network.clone()
                    } else {
                        network.clone().fork(device)
                    };
                    let seed = seed.wrapping_add(index as u64);
                    scope.spawn(move || {
                        let loss = self.loss(&replica, part, None, seed, device) * share;
                        gradient(&replica, loss)
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| {
                    worker
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        })
    }

    /// The mean binary cross entropy of a batch, and what the teacher adds to it.
    fn loss(
        &self,
        network: &TrainableNetwork,
        batch: Batch,
        lesson: Option<&Lesson>,
        seed: u64,
        device: &Device,
    ) -> Tensor<1> {
        let mut inputs = Inputs::of(batch.data, self.side, device);
        if let Some(reconstruction) = self.reconstruction {
            // The auto-encoder is on the first device only.
            inputs.image = inputs.image.map(|image| {
                let image = image.to_device(&self.devices[0]);
                reconstruction.apply(image, seed).to_device(device)
            });
        }
        let features = network.features(inputs);
        let difference = lesson.and_then(|lesson| lesson.difference(&features));
        let mut targets = smoothed(&batch.targets, self.label_smoothing);
        if let Some(lesson) = lesson {
            targets = lesson.targets(&targets);
        }
        let loss = cross_entropy(network.head(features), targets);
        match difference {
            Some(difference) => loss + difference,
            None => loss,
        }
    }
}

/// A loss with its gradient.
fn gradient(network: &TrainableNetwork, loss: Tensor<1>) -> (Tensor<1>, GradientsParams) {
    let gradients = GradientsParams::from_grads(loss.backward(), network);
    (loss, gradients)
}

/// `targets` moved by `smoothing` towards one half.
fn smoothed(targets: &[f32], smoothing: f32) -> Vec<f32> {
    let moved = targets.iter();
    moved
        .map(|target| target * (1.0 - smoothing) + smoothing / 2.0)
        .collect()
}

/// The mean binary cross entropy of `logits`, `[batch, 1]`, against `targets` between 0 and 1:
/// `softplus(z) - t z`, where the softplus is the negative logarithm of `sigmoid(-z)`.
fn cross_entropy(logits: Tensor<2>, targets: Vec<f32>) -> Tensor<1> {
    let device = logits.device();
    let count = targets.len();
    let targets = Tensor::<1>::from_data(TensorData::new(targets, [count]), &device);
    let logits = logits.flatten::<1>(0, 1);
    let softplus = log_sigmoid(logits.clone().neg()).neg();
    (softplus - targets * logits).mean()
}

#[cfg(test)]
mod tests {
    use burn::module::{ModuleVisitor, Param};
    use spectrafide_models::network::ShippedNetworkConfig;
    use spectrafide_models::network::cifake_cnn::CifakeCnnConfig;
    use spectrafide_picture::preprocess::ViewData;

    use super::*;

    const SIDE: usize = 16;
    const LEARNING_RATE: f64 = 0.1;

    /// All weights, in the order of the network.
    #[derive(Default)]
    struct Weights(Vec<f32>);

    impl ModuleVisitor for Weights {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0.extend(param.val().into_data().iter::<f32>());
        }
    }

    fn weights(network: &TrainableNetwork) -> Vec<f32> {
        let mut weights = Weights::default();
        network.visit(&mut weights);
        weights.0
    }

    fn batch(views: usize) -> Batch {
        Batch {
            data: ViewData {
                views,
                image: (0..views * 3 * SIDE * SIDE)
                    .map(|place| (place as f32 * 0.7).sin())
                    .collect(),
                ..ViewData::default()
            },
            targets: (0..views).map(|place| (place % 2) as f32).collect(),
            unreadable: Vec::new(),
        }
    }

    fn step(
        network: TrainableNetwork,
        devices: &[Device],
        batch: Batch,
    ) -> (TrainableNetwork, f64) {
        let step = TrainingStep {
            side: SIDE,
            label_smoothing: 0.0,
            reconstruction: None,
            teacher: None,
            devices,
        };
        // Weight changes of RMSprop and Adam hardly depend on a gradient's size, so that they
        // would hide a wrong share: plain gradient descent.
        let mut optimizer = burn::optim::SgdConfig::new().init();
        step.run(network, &mut optimizer, LEARNING_RATE, batch, 0)
            .unwrap()
    }

    /// The gradient of a mean is the mean of the gradients, weighted by the sizes of the parts.
    /// The network has no normalisation over the batch, with which that would not be so.
    #[test]
    fn parts_on_several_devices_change_the_weights_as_the_whole_batch_does() {
        let device = Device::flex().autodiff();
        device.seed(1);
        let config = ShippedNetworkConfig::CifakeCnn(
            CifakeCnnConfig::new().with_filters(4).with_dense_units(3),
        );
        let network = TrainableNetwork::Shipped(config.init(SIDE, &device));
        let before = weights(&network);
        let (whole, loss) = step(network.clone(), std::slice::from_ref(&device), batch(7));
        let devices = [device.clone(), device.clone(), device];
        let (parts, loss_of_parts) = step(network, &devices, batch(7));
        assert!((loss - loss_of_parts).abs() < 1e-6);
        let (whole, parts) = (weights(&whole), weights(&parts));
        let moved = before
            .iter()
            .zip(&whole)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        // Sums of some hundred terms in another order, in single precision.
        for (whole, parts) in whole.iter().zip(&parts) {
            assert!((whole - parts).abs() < 1e-5 * moved.max(1.0));
        }
        assert!(moved > 1e-3, "the step changed nothing: {moved}");
    }

    #[test]
    fn a_batch_smaller_than_the_number_of_devices_uses_fewer() {
        let device = Device::flex().autodiff();
        let config = ShippedNetworkConfig::CifakeCnn(
            CifakeCnnConfig::new().with_filters(2).with_dense_units(2),
        );
        let network = TrainableNetwork::Shipped(config.init(SIDE, &device));
        let devices = [device.clone(), device.clone(), device];
        let (_, loss) = step(network, &devices, batch(2));
        assert!(loss.is_finite());
    }

    /// `-t ln sigmoid(z) - (1 - t) ln (1 - sigmoid(z))` in double precision, with
    /// `t = y (1 - s) + s / 2`; logits of 300 are beyond any exponential in single precision.
    #[test]
    fn the_loss_is_the_cross_entropy_of_its_definition() {
        let logits = [-300.0_f32, -4.0, -0.3, 0.0, 0.7, 5.0, 300.0];
        let targets = [0.0_f32, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0];
        for smoothing in [0.0_f32, 0.1] {
            let device = Device::flex();
            let given = Tensor::<2>::from_data(TensorData::new(logits.to_vec(), [7, 1]), &device);
            let loss: Vec<f64> = cross_entropy(given, smoothed(&targets, smoothing))
                .into_data()
                .iter::<f64>()
                .collect();
            let expected: f64 = logits
                .iter()
                .zip(targets)
                .map(|(&z, y)| {
                    let (z, s) = (f64::from(z), f64::from(smoothing));
                    let t = f64::from(y) * (1.0 - s) + s / 2.0;
                    let softplus = |x: f64| x.max(0.0) + (-x.abs()).exp().ln_1p();
                    t * softplus(-z) + (1.0 - t) * softplus(z)
                })
                .sum::<f64>()
                / 7.0;
            assert!(
                (loss[0] - expected).abs() < 1e-5 * expected,
                "{loss:?} {expected}"
            );
        }
    }
}
