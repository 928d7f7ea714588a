//! What a head is fitted to.

use burn::tensor::activation::log_sigmoid;
use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_report::Label;

use super::network::Head;

/// What the pictures of a step are, on the device.
#[derive(Clone, Debug)]
pub(super) struct Targets {
    /// How synthetic each picture is, from 0 to 1: in each tier, `[pictures, tiers]`, or in all,
    /// `[pictures, 1]`.
    synthetic: Tensor<2>,
    /// How much each picture counts, `[pictures, 1]`; their sum is one.
    weights: Tensor<2>,
}

impl Targets {
    pub fn new(labels: impl Iterator<Item = Label>, weights: &[f64], device: &Device) -> Self {
        Self::taught(labels.map(Label::target).collect(), weights, device)
    }

    /// Of pictures that are synthetic to these degrees in each tier, picture by picture.
    pub fn taught(synthetic: Vec<f32>, weights: &[f64], device: &Device) -> Self {
        let table = |values: Vec<f32>| {
            let size = [weights.len(), values.len() / weights.len().max(1)];
            Tensor::from_data(TensorData::new(values, size), device)
        };
        Self {
            synthetic: table(synthetic),
            weights: table(weights.iter().map(|&weight| weight as f32).collect()),
        }
    }

    /// The degrees of each of so many `logits` of a picture, which are those of all views in the first
    /// tier, then in the next: `[pictures, logits]`, or `[pictures, 1]` where they are alike.
    fn of_each(&self, logits: usize) -> Tensor<2> {
        let [pictures, tiers] = self.synthetic.dims();
        if tiers == 1 {
            return self.synthetic.clone();
        }
        let of_tiers = self.synthetic.clone().unsqueeze_dim::<3>(2);
        let of_views = of_tiers.expand([pictures, tiers, logits / tiers]);
        of_views.reshape([pictures, logits])
    }
}

/// The mean of the log losses over the deliveries of each picture and over the pictures, and
/// `consistency` times the mean of the variances of each picture's logits over its deliveries.
///
/// `numbers` are `[pictures * tiers, views, numbers]`.
pub(super) fn loss(
    head: &Head,
    numbers: Tensor<3>,
    targets: &Targets,
    consistency: f64,
) -> Tensor<1> {
    let [pictures, _] = targets.weights.dims();
    let [deliveries, views, _] = numbers.dims();
    let tiers = deliveries / pictures;
    let (of_views, pooled) = head.forward(numbers);
    let judged = if head.learns_views() {
        of_views.reshape([pictures, tiers * views])
    } else {
        pooled.clone().reshape([pictures, tiers])
    };
    // Of the logit z and the degree t: -t log sigma(z) - (1 - t) log sigma(-z), where
    // log sigma(-z) = log sigma(z) - z.
    let [_, logits] = judged.dims();
    let of_real = judged.clone() * (targets.of_each(logits).neg() + 1.0);
    let mut losses = (of_real - log_sigmoid(judged)).mean_dim(1);
    if consistency > 0.0 {
        let pooled = pooled.reshape([pictures, tiers]);
        let mean = pooled.clone().mean_dim(1);
        losses = losses + (pooled - mean).square().mean_dim(1) * consistency;
    }
    (losses * targets.weights.clone()).sum()
}

#[cfg(test)]
mod tests {
    use burn::nn::LinearConfig;

    use super::*;
    use crate::heads::numbers::Shape;
    use crate::heads::plan::{Body, Pooling};

    const SHAPE: Shape = Shape {
        tiers: 2,
        views: 2,
        tokens: 1,
        width: 1,
    };

    /// Of a real and a synthetic picture in two tiers with two views each.
    const NUMBERS: [f32; 8] = [0.5, -1.0, 2.0, 0.0, 1.5, 1.0, -0.5, 3.0];

    fn head(pooling: Pooling, device: &Device) -> Head {
        let mut head = Head::new(Body::Nothing, pooling, SHAPE, device);
        head.output = LinearConfig::new(1, 1).init(device);
        head
    }

    fn values(tensor: Tensor<2>) -> Vec<f64> {
        tensor.into_data().iter::<f64>().collect()
    }

    #[test]
    fn a_delivery_has_the_mean_or_the_largest_logit_of_its_views() {
        let device = Device::flex();
        let numbers = || Tensor::from_data(TensorData::new(NUMBERS.to_vec(), [4, 2, 1]), &device);
        for pooling in [Pooling::Mean, Pooling::Max, Pooling::Attention] {
            let (views, pooled) = head(pooling, &device).forward(numbers());
            for (views, pooled) in values(views).chunks(2).zip(values(pooled)) {
                let expected = if pooling == Pooling::Max {
                    views[0].max(views[1])
                } else {
                    // Weights that were not learnt yet are even.
                    f64::midpoint(views[0], views[1])
                };
                assert!((pooled - expected).abs() < 1e-6, "{pooling:?}");
            }
        }
    }

    /// The cross entropy of a picture's degree and of what the logit says, view by view, and tier by
    /// tier where there is one logit for all views.
    #[test]
    fn pictures_may_be_synthetic_to_another_degree_in_each_tier() {
        let device = Device::flex();
        let degrees = [0.1, 0.4, 0.75, 1.0];
        let weights = [0.25, 0.75];
        let taught = degrees.map(|degree| degree as f32).to_vec();
        let targets = Targets::taught(taught, &weights, &device);
        for pooling in [Pooling::Mean, Pooling::Max] {
            let head = head(pooling, &device);
            let numbers =
                || Tensor::from_data(TensorData::new(NUMBERS.to_vec(), [4, 2, 1]), &device);
            let (views, pooled) = head.forward(numbers());
            let judged = if pooling == Pooling::Mean {
                values(views)
            } else {
                values(pooled)
            };
            let each = judged.len() / degrees.len();
            let expected: f64 = (judged.iter().enumerate())
                .map(|(place, &z)| {
                    let (delivery, synthetic) = (place / each, 1.0 / (1.0 + (-z).exp()));
                    let degree = degrees[delivery];
                    let entropy =
                        -degree * synthetic.ln() - (1.0 - degree) * (1.0 - synthetic).ln();
                    weights[delivery / 2] * entropy / (2 * each) as f64
                })
                .sum();
            let found: f64 = loss(&head, numbers(), &targets, 0.0).into_scalar();
            assert!((found - expected).abs() < 1e-5, "{pooling:?}");
        }
    }

    #[test]
    fn pictures_count_by_their_weights_and_changes_of_their_logits_cost() {
        let device = Device::flex();
        let labels = [Label::Real, Label::Synthetic];
        let targets = Targets::new(labels.into_iter(), &[0.25, 0.75], &device);
        for pooling in [Pooling::Mean, Pooling::Max] {
            let head = head(pooling, &device);
            let numbers =
                || Tensor::from_data(TensorData::new(NUMBERS.to_vec(), [4, 2, 1]), &device);
            let (views, pooled) = head.forward(numbers());
            let (views, pooled) = (values(views), values(pooled));
            let judged = if pooling == Pooling::Mean {
                &views
            } else {
                &pooled
            };
            let half = judged.len() / 2;
            let mean = |logits: &[f64], sign: f64| {
                let losses = logits.iter().map(|z| (-sign * z).exp().ln_1p());
                losses.sum::<f64>() / logits.len() as f64
            };
            let losses = 0.25 * mean(&judged[..half], -1.0) + 0.75 * mean(&judged[half..], 1.0);
            let variance = |a: f64, b: f64| ((a - b) / 2.0).powi(2);
            let changes =
                0.25 * variance(pooled[0], pooled[1]) + 0.75 * variance(pooled[2], pooled[3]);
            let found: f64 = loss(&head, numbers(), &targets, 0.5).into_scalar();
            assert!((found - losses - 0.5 * changes).abs() < 1e-5, "{pooling:?}");
        }
    }
}
