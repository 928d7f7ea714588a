//! Maps from the gradients of the head: Grad-CAM (Selvaraju et al.,
//! <https://arxiv.org/abs/1610.02391>) and `LayerCAM` (Jiang et al., *`LayerCAM`: Exploring Hierarchical
//! Class Activation Maps for Localization*, IEEE Transactions on Image Processing 30, 2021), on each
//! path of a detector.
//!
//! Both take the maps at the seam between [`Network::features`] and [`Network::head`]. Of a vision
//! transformer these are the tokens of the patches after all blocks that are read, laid out as
//! `[batch, reads * width, rows, columns]`: as the head weighs their means, each number of a token is
//! a channel with a place.

use burn::tensor::activation::relu;
use burn::tensor::{ExecutionError, Tensor};

use spectrafide_report::Label;

use crate::network::{Features, Network};

/// The maps of a batch of views.
#[derive(Clone, Debug, PartialEq)]
pub struct CamBatch {
    /// Columns of each map.
    pub width: usize,
    /// Rows of each map.
    pub height: usize,
    /// `[views, height, width]`, not below zero.
    pub values: Vec<f32>,
}

impl CamBatch {
    /// Reads `[views, 1, height, width]` back from its device.
    pub(super) async fn of(cam: Tensor<4>) -> Result<Self, ExecutionError> {
        let [_, _, height, width] = cam.dims();
        let values = cam.into_data_async().await?.iter::<f32>().collect();
        Ok(Self {
            width,
            height,
            values,
        })
    }

    /// The maps of one path, view after view, made into one batch.
    pub(super) fn joined(views: Vec<Self>) -> Option<Self> {
        views.into_iter().reduce(|mut all, next| {
            all.values.extend(next.values);
            all
        })
    }

    /// The bilinear interpolation of the map of `view` at `across`, `down` in `[0, 1]` of its
    /// width and height.
    pub fn sample(&self, view: usize, across: f32, down: f32) -> f32 {
        let place = |share: f32, length: usize| {
            let position = (share * length as f32 - 0.5).clamp(0.0, (length - 1) as f32);
            let low = position.floor() as usize;
            (low, (low + 1).min(length - 1), position - low as f32)
        };
        let (x0, x1, fx) = place(across, self.width);
        let (y0, y1, fy) = place(down, self.height);
        let at = |x, y| self.values[(view * self.height + y) * self.width + x];
        let upper = at(x0, y0) * (1.0 - fx) + at(x1, y0) * fx;
        let lower = at(x0, y1) * (1.0 - fx) + at(x1, y1) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

/// The maps of both paths, and what there is instead for what has no place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cams {
    /// Over the picture.
    pub image: Option<CamBatch>,
    /// Over the spectrum.
    pub spectral: Option<CamBatch>,
    /// Where there is no map over the picture: how each view's logit changes with the numbers that the
    /// head is given, with the sign of the logit, `[views, length]` row by row.
    pub slopes: Option<Vec<f32>>,
}

/// Grad-CAM of `features` toward `toward`: each channel is weighed with the mean of its gradients
/// (equation 1), and of the sum over the channels what is above zero counts (equation 2). The gradients
/// are of the logit, or of its negative toward real.
///
/// Only the head is differentiated, with the feature maps as leaves. Where a network has no maps over
/// the picture, there are [`Cams::slopes`].
///
/// # Errors
///
/// When the device fails.
pub async fn grad_cam(
    network: &impl Network,
    features: Features,
    toward: Label,
) -> Result<Cams, ExecutionError> {
    cams(network, features, toward, |map, gradient| {
        map * gradient.mean_dim(2).mean_dim(3)
    })
    .await
}

/// `LayerCAM` of `features` toward `toward`: each place of each channel is weighed with its own gradient
/// where that is above zero, and of the sum over the channels what is above zero counts,
/// `relu(Σ_k relu(∂y/∂A_k) · A_k)`, place by place.
///
/// Behind a mean over the pixels, and nothing but it, a channel's gradients are equal, and what differs
/// from Grad-CAM is that channels which speak against the verdict are left out.
///
/// # Errors
///
/// When the device fails.
pub async fn layer_cam(
    network: &impl Network,
    features: Features,
    toward: Label,
) -> Result<Cams, ExecutionError> {
    cams(network, features, toward, |map, gradient| {
        map * relu(gradient)
    })
    .await
}

/// The sums over the channels of what `weigh` makes of maps and gradients.
async fn cams(
    network: &impl Network,
    features: Features,
    toward: Label,
    weigh: impl Fn(Tensor<4>, Tensor<4>) -> Tensor<4>,
) -> Result<Cams, ExecutionError> {
    let leaf = |map: &Option<Tensor<4>>| map.clone().map(|map| map.autodiff().require_grad());
    let leaves = Features {
        image: leaf(&features.image),
        spectral: leaf(&features.spectral),
        // Beside a map of the picture their slopes are not asked for.
        numbers: features.numbers.map(|numbers| match &features.image {
            Some(_) => numbers.autodiff(),
            None => numbers.autodiff().require_grad(),
        }),
    };
    // Frozen, so that dropout and batch normalisation behave as they did in the verdict.
    let logits = network.clone().train().freeze().head(leaves.clone());
    // Each view's logit depends on its own maps alone, so the sum has every view's gradient.
    let gradients = (logits * sign(toward)).sum().backward();
    let mut cams = Cams::default();
    for (leaf, map, cam) in [
        (leaves.image, features.image, &mut cams.image),
        (leaves.spectral, features.spectral, &mut cams.spectral),
    ] {
        let gradient = leaf.and_then(|leaf| leaf.grad(&gradients));
        if let (Some(gradient), Some(map)) = (gradient, map) {
            *cam = Some(CamBatch::of(relu(weigh(map, gradient).sum_dim(1))).await?);
        }
    }
    if let Some(slopes) = leaves.numbers.and_then(|leaf| leaf.grad(&gradients)) {
        cams.slopes = Some(slopes.into_data_async().await?.iter::<f32>().collect());
    }
    Ok(cams)
}

/// What a logit is multiplied with so that more of it speaks for `toward`.
pub(super) fn sign(toward: Label) -> f32 {
    match toward {
        Label::Real => -1.0,
        Label::Synthetic => 1.0,
    }
}
