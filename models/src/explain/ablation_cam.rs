//! Ablation-CAM (Desai and Ramaswamy, *Ablation-CAM: Visual Explanations for Deep Convolutional Network
//! via Gradient-free Localization*, WACV 2020): how much of the logit is lost without a channel.

use burn::tensor::activation::relu;
use burn::tensor::{ExecutionError, Tensor, TensorData};
use spectrafide_report::Label;

use super::grad_cam::{CamBatch, Cams, sign};
use super::seam::{Path, repeated, view_of};
use crate::detector::read;
use crate::network::{Features, Network};

/// Numbers of the maps that the head is given at once.
const NUMBERS_AT_ONCE: usize = 1 << 22;

/// The maps of `features` toward `toward`: a channel's weight is what the logit, or its negative toward
/// real, loses when the channel is zero, `w_k = y - y_k`, and of the weighted sum over the channels what
/// is above zero counts, `relu(Σ_k w_k A_k)`.
///
/// The paper divides the loss by `y`. That is one factor for the whole map of a view,
/// and here several views lie beside each other: those with a logit near zero would be the loudest.
/// So the loss itself is the weight.
///
/// `progress` is told how many of all channels were tried.
///
/// # Errors
///
/// When the device fails.
pub async fn ablation_cam(
    network: &impl Network,
    features: &Features,
    toward: Label,
    progress: &dyn Fn(usize, usize),
) -> Result<Cams, ExecutionError> {
    let whole = read(network.head(features.clone())).await?;
    let paths: Vec<Path> = Path::of(features).collect();
    let channels = |path: &Path| path.maps(features).map_or(0, |maps| maps.dims()[1]);
    let total = whole.len() * paths.iter().map(channels).sum::<usize>();
    let mut done = 0;
    let mut cams = Cams::default();
    for path in paths {
        let mut views = Vec::with_capacity(whole.len());
        for (view, whole) in whole.iter().enumerate() {
            let features = view_of(features, view);
            let Some(maps) = path.maps(&features).cloned() else {
                continue;
            };
            let [_, channels, height, width] = maps.dims();
            let numbers = (channels * height * width).max(1);
            let at_once = (NUMBERS_AT_ONCE / numbers).clamp(1, channels);
            let mut weights = Vec::with_capacity(channels);
            while weights.len() < channels {
                let first = weights.len();
                let count = at_once.min(channels - first);
                let without = path.replaced(
                    repeated(&features, count),
                    without_each(&maps, first, count),
                );
                let logits = read(network.head(without)).await?;
                weights.extend(logits.iter().map(|logit| sign(toward) * (whole - logit)));
                done += count;
                progress(done, total);
            }
            views.push(weighed(&maps, weights).await?);
        }
        *path.cam(&mut cams) = CamBatch::joined(views);
    }
    Ok(cams)
}

/// The maps of one view `count` times: the first without the channel `first`, and so on.
fn without_each(maps: &Tensor<4>, first: usize, count: usize) -> Tensor<4> {
    let channels = maps.dims()[1];
    let mut kept = vec![1.0_f32; count * channels];
    for place in 0..count {
        kept[place * channels + first + place] = 0.0;
    }
    let kept = TensorData::new(kept, [count, channels, 1, 1]);
    maps.clone().repeat_dim(0, count) * Tensor::from_data(kept, &maps.device())
}

/// What is above zero in the sum over the channels of one view's `maps`, each times its weight.
pub(super) async fn weighed(
    maps: &Tensor<4>,
    weights: Vec<f32>,
) -> Result<CamBatch, ExecutionError> {
    let weights = TensorData::new(weights, [1, maps.dims()[1], 1, 1]);
    let weights = Tensor::<4>::from_data(weights, &maps.device());
    CamBatch::of(relu((maps.clone() * weights).sum_dim(1))).await
}
