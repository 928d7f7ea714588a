//! What a head is fitted to.

use burn::tensor::activation::log_sigmoid;
use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_report::Label;

use super::network::Head;

/// What the pictures of a step are, on the device.
#[derive(Clone, Debug)]
pub(super) struct Targets {
    /// 1 for synthetic and -1 for real pictures, `[pictures, 1]`.
    signs: Tensor<2>,
    /// How much each picture counts, `[pictures, 1]`; their sum is one.
    weights: Tensor<2>,
}

impl Targets {
    pub fn new(labels: impl Iterator<Item = Label>, weights: &[f64], device: &Device) -> Self {
        let column = |values: Vec<f32>| {
            let size = [values.len(), 1];
            Tensor::from_data(TensorData::new(values, size), device)
        };
        let sign = |label| if label == Label::Real { -1.0 } else { 1.0 };
        Self {
            signs: column(labels.map(sign).collect()),
            weights: column(weights.iter().map(|&weight| weight as f32).collect()),
        }
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
    let [pictures, _] = targets.signs.dims();
    let [deliveries, views, _] = numbers.dims();
    let tiers = deliveries / pictures;
    let (of_views, pooled) = head.forward(numbers);
    let judged = if head.learns_views() {
        of_views.reshape([pictures, tiers * views])
    } else {
        pooled.clone().reshape([pictures, tiers])
    };
    let mut losses = -log_sigmoid(judged * targets.signs.clone()).mean_dim(1);
    if consistency > 0.0 {
        let pooled = pooled.reshape([pictures, tiers]);
        let mean = pooled.clone().mean_dim(1);
        losses = losses + (pooled - mean).square().mean_dim(1) * consistency;
    }
    (losses * targets.weights.clone()).sum()
}
