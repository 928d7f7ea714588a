//! A projection in which pictures of a class come near each other.

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_report::Label;

use super::network::Perceptron;
use super::plan::Projection;

/// Probability of dropping numbers and units in training.
const DROPOUT: f64 = 0.2;

/// From the numbers of a view to a point on a sphere.
#[derive(Module, Debug)]
pub(super) struct Projector {
    hidden: Perceptron,
    output: Linear,
}

impl Projector {
    pub fn new(projection: Projection, numbers: usize, device: &Device) -> Self {
        Self {
            hidden: Perceptron::new(numbers, projection.units, DROPOUT, device),
            output: LinearConfig::new(projection.units, projection.numbers).init(device),
        }
    }

    /// From `[views, numbers]` to `[views, numbers of the projection]`, each of length 1.
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        unit(self.output.forward(self.hidden.forward(x)))
    }
}

/// Each row over its length.
pub(super) fn unit(x: Tensor<2>) -> Tensor<2> {
    let length = x.clone().square().sum_dim(1).sqrt().clamp_min(1e-6);
    x / length
}

/// The loss of supervised contrastive learning (<https://arxiv.org/abs/2004.11362>, equation 2) of
/// points of length 1, `[points, numbers]`.
pub(super) fn loss(points: Tensor<2>, labels: &[Label], temperature: f64) -> Tensor<1> {
    /// Takes a point out of the sum over all others.
    const NEVER: f32 = -1e9;
    let count = labels.len();
    let device = points.device();
    let mut own = vec![0.0; count * count];
    let mut share = vec![0.0; count * count];
    for (row, label) in labels.iter().enumerate() {
        let others = labels.iter().filter(|other| *other == label).count() - 1;
        for (column, other) in labels.iter().enumerate() {
            if row == column {
                own[row * count + column] = NEVER;
            } else if other == label {
                share[row * count + column] = 1.0 / others as f32;
            }
        }
    }
    let matrix = |values| Tensor::from_data(TensorData::new(values, [count, count]), &device);
    let cosines = points.clone().matmul(points.transpose());
    let own: Tensor<2> = matrix(own);
    let share: Tensor<2> = matrix(share);
    let log = log_softmax(cosines / temperature + own, 1);
    -(log * share).sum() / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, point by point in double precision.
    #[test]
    fn the_loss_is_that_of_the_paper() {
        let points = [[1.0, 0.0], [0.6, 0.8], [0.0, 1.0], [-0.8, 0.6], [0.8, -0.6]];
        let labels = [0, 0, 1, 1, 1].map(|label| [Label::Real, Label::Synthetic][label]);
        let cosine = |a: usize, b: usize| -> f64 {
            points[a][0] * points[b][0] + points[a][1] * points[b][1]
        };
        let temperature = 0.5;
        let mut expected = 0.0;
        for i in 0..5 {
            let others: Vec<usize> = (0..5).filter(|&other| other != i).collect();
            let sum: f64 = others
                .iter()
                .map(|&a| (cosine(i, a) / temperature).exp())
                .sum();
            let alike: Vec<usize> = others
                .into_iter()
                .filter(|&p| labels[p] == labels[i])
                .collect();
            let logs = alike
                .iter()
                .map(|&p| ((cosine(i, p) / temperature).exp() / sum).ln());
            expected -= logs.sum::<f64>() / alike.len() as f64 / 5.0;
        }
        let flat: Vec<f32> = points.concat().iter().map(|&x: &f64| x as f32).collect();
        let points = Tensor::from_data(TensorData::new(flat, [5, 2]), &Device::flex());
        let found: f64 = loss(points, &labels, temperature).into_scalar();
        assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
    }
}
