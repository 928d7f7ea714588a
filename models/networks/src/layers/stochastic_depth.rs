//! Stochastic depth.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig};
use burn::tensor::Tensor;

/// Configures a [`StochasticDepth`].
#[derive(Config, Debug)]
pub struct StochasticDepthConfig {
    /// Probability of leaving a branch out, for each item of a batch on its own.
    pub probability: f64,
}

impl StochasticDepthConfig {
    /// Initialises the layer.
    pub fn init(&self) -> StochasticDepth {
        StochasticDepth {
            dropout: DropoutConfig::new(self.probability).init(),
        }
    }
}

/// Leaves a residual branch out for some items of a training batch (Huang et al., *Deep Networks
/// with Stochastic Depth*, <https://arxiv.org/abs/1603.09382>).
///
/// Unlike in the paper the branches that stay are divided by the probability of staying, as in
/// torchvision and timm, so that nothing is rescaled after training.
#[derive(Module, Debug)]
pub struct StochasticDepth {
    dropout: Dropout,
}

impl StochasticDepth {
    /// Applies the layer to what a branch adds; in training alone, as Burn's dropout does.
    ///
    /// # Shapes
    ///
    /// - `branch` and output: `[batch, ...]`
    pub fn forward<const D: usize>(&self, branch: Tensor<D>) -> Tensor<D> {
        let device = branch.device();
        // A multiplication with ones would be all that dropout leaves to do.
        if !device.is_autodiff() || self.dropout.prob == 0.0 {
            return branch;
        }
        let mut shape = [1; D];
        shape[0] = branch.dims()[0];
        branch * self.dropout.forward(Tensor::ones(shape, &device))
    }
}
