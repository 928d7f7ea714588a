//! The convolutional networks of Bird and Lotfi, *CIFAKE: Image Classification and Explainable
//! Identification of AI-Generated Synthetic Images* (<https://arxiv.org/abs/2303.14126>).

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::MaxPool2d;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use crate::layers::pooling::halving_pool;

/// One point of the paper's grid (its section 3.3): equal convolutional layers, each followed by
/// a 2x2 maximum pool, then equal dense layers and one output.
///
/// The paper gives counts, not padding; here the 3x3 convolutions have none, as in its equation
/// (4), and each is followed by a pool, so that three layers fit a 32 px picture.
#[derive(Config, Debug, PartialEq)]
pub struct CifakeCnnConfig {
    /// Filters of every convolutional layer: 16, 32, 64 or 128 in the paper.
    #[config(default = 32)]
    pub filters: usize,
    /// Number of convolutional layers: 1 to 3 in the paper.
    #[config(default = 2)]
    pub layers: usize,
    /// Units of every dense layer: 32 to 4096 in the paper.
    #[config(default = 64)]
    pub dense_units: usize,
    /// Number of dense layers: none for the paper's feature extractors, else 1 to 3.
    #[config(default = 1)]
    pub dense_layers: usize,
}

impl CifakeCnnConfig {
    /// Initialises the parameters on `device` for pictures of `side` pixels.
    ///
    /// # Panics
    ///
    /// If `side` is too small for the number of layers.
    pub fn init(&self, side: usize, device: &Device) -> CifakeCnn {
        let rest = (0..self.layers).fold(side, |rest, _| rest.saturating_sub(2) / 2);
        assert!(rest > 0, "{side} px are too few for {} layers", self.layers);
        let mut width = self.filters * rest * rest;
        let mut dense = Vec::with_capacity(self.dense_layers);
        for _ in 0..self.dense_layers {
            dense.push(LinearConfig::new(width, self.dense_units).init(device));
            width = self.dense_units;
        }
        CifakeCnn {
            convolutions: self.init_convolutions(device),
            pool: halving_pool(),
            dense,
            output: LinearConfig::new(width, 1).init(device),
        }
    }

    /// Initialises the convolutions alone on `device`.
    pub fn init_trunk(&self, device: &Device) -> CifakeTrunk {
        CifakeTrunk {
            convolutions: self.init_convolutions(device),
            pool: halving_pool(),
        }
    }

    fn init_convolutions(&self, device: &Device) -> Vec<Conv2d> {
        (0..self.layers)
            .map(|layer| {
                let channels = if layer == 0 { 3 } else { self.filters };
                Conv2dConfig::new([channels, self.filters], [3, 3]).init(device)
            })
            .collect()
    }
}

/// A network of the CIFAKE paper.
#[derive(Module, Debug)]
pub struct CifakeCnn {
    convolutions: Vec<Conv2d>,
    pool: MaxPool2d,
    dense: Vec<Linear>,
    output: Linear,
}

impl CifakeCnn {
    /// The rectified maps of the last convolution, before its pool.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, filters, height, width]`
    pub fn features(&self, images: Tensor<4>) -> Tensor<4> {
        convolve(&self.convolutions, &self.pool, images)
    }

    /// One logit per picture, `[batch, 1]`.
    pub fn head(&self, features: Tensor<4>) -> Tensor<2> {
        let mut x = self.pool.forward(features).flatten::<2>(1, 3);
        for dense in &self.dense {
            x = relu(dense.forward(x));
        }
        self.output.forward(x)
    }
}

/// The convolutions of a [`CifakeCnn`] without its last pool and its dense layers.
#[derive(Module, Debug)]
pub struct CifakeTrunk {
    convolutions: Vec<Conv2d>,
    pool: MaxPool2d,
}

impl CifakeTrunk {
    /// The same as [`CifakeCnn::features`].
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        convolve(&self.convolutions, &self.pool, images)
    }
}

fn convolve(convolutions: &[Conv2d], pool: &MaxPool2d, images: Tensor<4>) -> Tensor<4> {
    let mut x = images;
    for (index, convolution) in convolutions.iter().enumerate() {
        if index > 0 {
            x = pool.forward(x);
        }
        x = relu(convolution.forward(x));
    }
    x
}
