//! Fitting small networks by steps on a few pictures each.

use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams};
use burn::tensor::Tensor;
use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::plan::Fit;

/// Changes `module` by the gradients of `loss`, which is given the places of the pictures of a step
/// among those that are learnt from. They are drawn in proportion to their `weights`.
pub(super) fn fit<M: Module>(
    mut module: M,
    settings: Fit,
    weights: &[f64],
    seed: u64,
    loss: impl Fn(&M, &[usize]) -> Tensor<1>,
) -> M {
    let mut optimizer = AdamWConfig::new()
        .with_weight_decay(settings.weight_decay)
        .init();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let drawing = Drawing::new(weights);
    let steps = settings.epochs * weights.len().div_ceil(settings.pictures.max(1));
    for step in 0..steps {
        let places: Vec<usize> = (0..settings.pictures)
            .map(|_| drawing.draw(rng.random()))
            .collect();
        let gradients = GradientsParams::from_grads(loss(&module, &places).backward(), &module);
        let done = step as f64 / steps as f64;
        let factor = f64::midpoint(1.0, (std::f64::consts::PI * done).cos());
        module = optimizer.step(settings.learning_rate * factor, module, gradients);
    }
    module
}

/// Draws places in proportion to weights.
struct Drawing {
    /// The sum of the weights up to each.
    sums: Vec<f64>,
}

impl Drawing {
    fn new(weights: &[f64]) -> Self {
        let mut sum = 0.0;
        let sums = weights.iter().map(|weight| {
            sum += weight;
            sum
        });
        Self {
            sums: sums.collect(),
        }
    }

    /// The place for a number between 0 and 1.
    fn draw(&self, number: f64) -> usize {
        let total = self.sums.last().copied().unwrap_or_default();
        let place = self.sums.partition_point(|&sum| sum <= number * total);
        place.min(self.sums.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_drawn_in_proportion_to_their_weights() {
        let drawing = Drawing::new(&[0.2, 0.0, 0.5, 0.3]);
        let mut counts = [0; 4];
        for step in 0..1000 {
            counts[drawing.draw(f64::from(step) / 1000.0)] += 1;
        }
        assert_eq!(counts, [200, 0, 500, 300]);
        assert_eq!(drawing.draw(1.0), 3);
    }
}
