//! Logistic regression, fitted to its end.

use burn::optim::{GradientsParams, LBFGSConfig, LineSearchFn};
use burn::tensor::Tensor;

use super::loss::{Targets, loss};
use super::network::Head;

/// Most steps.
const STEPS: usize = 150;

/// The least gain of a step; losses in single precision show none that is much smaller.
const GAIN: f64 = 1e-7;

/// Brings `head` to the lowest mean loss with `strength` as the penalty of its weights, by L-BFGS.
/// All numbers of all pictures take part in every step, so that nothing is left to chance.
pub(super) fn fit(
    head: Head,
    numbers: &Tensor<3>,
    targets: &Targets,
    consistency: f64,
    strength: f64,
) -> Head {
    let mut optimizer = LBFGSConfig::new()
        .with_max_iter(STEPS)
        .with_history_size(10)
        .with_tolerance_grad(1e-6)
        .with_tolerance_change(GAIN)
        .with_line_search_fn(LineSearchFn::StrongWolfe)
        .init();
    let (head, _) = optimizer.step(1.0, head, |head: Head| {
        let penalty = head.output.weight.val().square().sum() * (strength / 2.0);
        let loss = loss(&head, numbers.clone(), targets, consistency) + penalty;
        let gradients = GradientsParams::from_grads(loss.backward(), &head);
        (loss.into_scalar::<f64>(), gradients)
    });
    head
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use spectrafide_report::Label;

    use super::*;
    use crate::heads::numbers::Shape;
    use crate::heads::plan::{Body, Pooling};

    /// Fits pictures of one delivery and one view, whose `labels` are true for synthetic ones, and
    /// returns the weights and the bias.
    fn fitted(numbers: &[Vec<f32>], labels: &[bool], strength: f64) -> (Vec<f64>, f64) {
        let device = Device::flex().autodiff();
        let width = numbers[0].len();
        let shape = Shape {
            tiers: 1,
            views: 1,
            tokens: 1,
            width,
        };
        let head = Head::new(Body::Nothing, Pooling::Mean, shape, &device);
        let size = [numbers.len(), 1, width];
        let data = TensorData::new(numbers.concat(), size);
        let weights = vec![1.0 / labels.len() as f64; labels.len()];
        let class = |&synthetic: &bool| {
            if synthetic {
                Label::Synthetic
            } else {
                Label::Real
            }
        };
        let targets = Targets::new(labels.iter().map(class), &weights, &device);
        let head = fit(
            head,
            &Tensor::from_data(data, &device),
            &targets,
            0.0,
            strength,
        );
        let values = |tensor: TensorData| tensor.iter::<f64>().collect::<Vec<_>>();
        let bias = head.output.bias.as_ref().expect("a bias").val().into_data();
        (
            values(head.output.weight.val().into_data()),
            values(bias)[0],
        )
    }

    /// At 1 and -1 the mean loss is `ln(1 + exp(-w)) + s w² / 2`, which is lowest where
    /// `s w = 1 / (1 + exp(w))`.
    #[test]
    fn the_weight_of_two_opposite_pictures_solves_their_equation() {
        for strength in [1.0, 0.1, 0.01] {
            let (weights, bias) = fitted(&[vec![1.0], vec![-1.0]], &[true, false], strength);
            let w = weights[0];
            let wanted = 1.0 / (1.0 + w.exp());
            assert!((strength * w - wanted).abs() < 1e-4, "{w} at {strength}");
            assert!(bias.abs() < 1e-3, "{bias}");
        }
    }

    /// 400 pictures of six numbers, of which a direction decides the class.
    fn sample() -> (Vec<Vec<f32>>, Vec<bool>) {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let numbers: Vec<Vec<f32>> = (0..400)
            .map(|_| (0..6).map(|_| rng.random_range(-1.0..1.0)).collect())
            .collect();
        let labels = numbers.iter().map(|x| along(x) > 0.0).collect();
        (numbers, labels)
    }

    const DIRECTION: [f64; 6] = [0.6, -0.8, 0.0, 0.0, 0.0, 0.0];

    fn along(x: &[f32]) -> f64 {
        x.iter()
            .zip(DIRECTION)
            .map(|(&x, d)| f64::from(x) * d)
            .sum()
    }

    #[test]
    fn the_direction_that_separates_the_classes_is_found() {
        let (numbers, labels) = sample();
        let (weights, _) = fitted(&numbers, &labels, 1e-3);
        let length = weights.iter().map(|w| w * w).sum::<f64>().sqrt();
        let cosine: f64 = weights
            .iter()
            .zip(DIRECTION)
            .map(|(w, d)| w * d)
            .sum::<f64>()
            / length;
        assert!(cosine > 0.99, "{cosine}");
    }

    /// The slope by its definition, in double precision: central differences of the penalised loss.
    #[test]
    fn the_penalised_loss_has_no_slope_at_the_solution() {
        let (numbers, labels) = sample();
        let strength = 0.02;
        let (weights, bias) = fitted(&numbers, &labels, strength);
        let mut solution = weights;
        solution.push(bias);
        let loss = |at: &[f64]| {
            let mean = numbers.iter().zip(&labels).map(|(x, &synthetic)| {
                let z = at[6]
                    + x.iter()
                        .zip(at)
                        .map(|(&x, w)| f64::from(x) * w)
                        .sum::<f64>();
                (if synthetic { -z } else { z }).exp().ln_1p() / 400.0
            });
            mean.sum::<f64>() + strength / 2.0 * at[..6].iter().map(|w| w * w).sum::<f64>()
        };
        for place in 0..7 {
            let at = |change: f64| {
                let mut moved = solution.clone();
                moved[place] += change;
                loss(&moved)
            };
            let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
            assert!(slope.abs() < 1e-3, "{place}: {slope}");
        }
    }
}
