//! Gradient-weighted class activation maps (Selvaraju et al.,
//! <https://arxiv.org/abs/1610.02391>), on each path of a detector.

use burn::tensor::activation::relu;
use burn::tensor::{ExecutionError, Tensor};

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

/// The maps of `features` for the class that each view's logit points to: weights are the mean
/// gradients of the logit, with the sign of the logit, as equations (1) and (2) of the paper.
///
/// Only the head is differentiated, with the feature maps as leaves.
///
/// # Errors
///
/// When the device fails.
pub async fn grad_cam(network: &impl Network, features: Features) -> Result<Cams, ExecutionError> {
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
    let sign = logits.clone().detach().sign();
    let gradients = (logits * sign).sum().backward();
    let mut cams = Cams::default();
    for (leaf, map, cam) in [
        (leaves.image, features.image, &mut cams.image),
        (leaves.spectral, features.spectral, &mut cams.spectral),
    ] {
        let gradient = leaf.and_then(|leaf| leaf.grad(&gradients));
        if let (Some(gradient), Some(map)) = (gradient, map) {
            *cam = Some(weigh(map, gradient).await?);
        }
    }
    if let Some(slopes) = leaves.numbers.and_then(|leaf| leaf.grad(&gradients)) {
        cams.slopes = Some(slopes.into_data_async().await?.iter::<f32>().collect());
    }
    Ok(cams)
}

async fn weigh(map: Tensor<4>, gradient: Tensor<4>) -> Result<CamBatch, ExecutionError> {
    let weights = gradient.mean_dim(2).mean_dim(3);
    let cam = relu((map * weights).sum_dim(1));
    let [_, _, height, width] = cam.dims();
    let values = cam.into_data_async().await?.iter::<f32>().collect();
    Ok(CamBatch {
        width,
        height,
        values,
    })
}
