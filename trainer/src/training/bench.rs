//! How fast a network trains here.

use std::time::Instant;

use anyhow::{Result, ensure};
use burn::module::Module;
use burn::tensor::Device;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use spectrafide_networks::arch::NetworkConfig;

use super::config::Optimizer;
use super::loader::Batch;
use super::step::{TrainingStep, optimizer};

/// Batches that take turns, so that no step sees the data of the one before.
const BATCHES: u64 = 4;

/// The learning rate of Adam; it does not change the speed.
const LEARNING_RATE: f64 = 1e-3;

/// What is timed: steps of the training with Adam, on random data in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bench {
    /// Side of the views, in pixels.
    pub side: usize,
    /// Views in a step.
    pub batch: usize,
    /// Steps that are timed.
    pub steps: usize,
    /// Steps before them, which are not.
    pub warm_up: usize,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timing {
    /// Where was computed.
    pub device: &'static str,
    /// Numbers in the network, with the running moments of its normalisations: two programs that
    /// time the same network agree on it.
    pub parameters: usize,
    /// Duration of each timed step.
    pub step_millis: Vec<f64>,
    /// The median of them.
    pub median_step_millis: f64,
    /// The views of a step over the median.
    pub views_per_second: f64,
}

impl Bench {
    /// Times the steps of a network with these settings on `devices`, which are called `name`.
    ///
    /// # Errors
    ///
    /// A batch or a number of steps of zero, a loss that is no number, and a device that fails.
    pub fn run(
        &self,
        config: &NetworkConfig,
        devices: Vec<Device>,
        name: &'static str,
    ) -> Result<Timing> {
        ensure!(self.batch > 0, "`--batch` must be above 0");
        ensure!(self.steps > 0, "`--steps` must be above 0");
        let devices: Vec<_> = devices.into_iter().map(Device::autodiff).collect();
        let step = TrainingStep {
            side: self.side,
            label_smoothing: 0.0,
            reconstruction: None,
            teacher: None,
            devices: &devices,
        };
        let mut network = config.init(self.side, &devices[0]);
        let parameters = network.num_params();
        let mut optimizer = optimizer(Optimizer::Adam {
            learning_rate: LEARNING_RATE,
        })?;
        let mut step_millis = Vec::with_capacity(self.steps);
        for index in 0..self.warm_up + self.steps {
            let batch = self.random_batch(index as u64 % BATCHES, config);
            let started = Instant::now();
            let loss;
            (network, loss) = step.run(network, &mut optimizer, LEARNING_RATE, batch, 0)?;
            let millis = started.elapsed().as_secs_f64() * 1e3;
            ensure!(loss.is_finite(), "the loss is no longer a number");
            if index >= self.warm_up {
                step_millis.push(millis);
            }
        }
        let median_step_millis = median(&step_millis);
        Ok(Timing {
            device: name,
            parameters,
            median_step_millis,
            views_per_second: self.batch as f64 * 1e3 / median_step_millis,
            step_millis,
        })
    }

    /// Values that are evenly spread around zero, and targets that have nothing to do with them.
    fn random_batch(&self, seed: u64, network: &NetworkConfig) -> Batch {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let values = |count: usize| -> Vec<f32> {
            (0..count).map(|_| rng.random_range(-2.0..2.0)).collect()
        };
        Batch {
            data: network.needs().made_up_views(self.side, self.batch, values),
            targets: (0..self.batch).map(|place| (place % 2) as f32).collect(),
            unreadable: Vec::new(),
        }
    }
}

/// The middle of `values`, or the mean of the two in the middle.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(median(&[9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[9.0, 1.0, 2.0, 4.0]), 3.0);
    }
}
