//! The convolutional network of Rea, *Classifying AI Generated vs. Real Images*, a report on
//! CIFAKE: the first four blocks of VGG16 (<https://arxiv.org/abs/1409.1556>) with batch
//! normalisation and dropout behind each pool, and dense layers of its own.
//!
//! Where the report is open, this is what is done here:
//!
//! - The rates of the dropout are said to be found by trial, and are not given: one rate is used
//!   for all four blocks. The dense layers have none, since the report names it in the blocks
//!   only.
//! - Initial weights and the constants of the normalisation are Burn's defaults.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::MaxPool2d;
use burn::nn::{
    BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig, PaddingConfig2d,
};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use spectrafide_models::layers::pooling::halving_pool;

/// 3x3 convolutions in each block.
const CONVOLUTIONS: [usize; 4] = [2, 2, 3, 3];

/// Configures a [`CifakeVgg`].
#[derive(Config, Debug, PartialEq)]
pub struct CifakeVggConfig {
    /// Filters of the first block; each later block doubles them. 64 in the report.
    #[config(default = 64)]
    pub width: usize,
    /// Units of each dense layer before the output: 4000 and 1500 in the report.
    #[config(default = "vec![4000, 1500]")]
    pub dense_units: Vec<usize>,
    /// Probability of dropping a value behind each block in training.
    #[config(default = 0.25)]
    pub dropout: f64,
}

impl CifakeVggConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        self.width << (CONVOLUTIONS.len() - 1)
    }

    /// Initialises the parameters on `device` for pictures of `side` pixels.
    ///
    /// # Panics
    ///
    /// If `side` is less than 16: each of the four pools halves it.
    pub fn init(&self, side: usize, device: &Device) -> CifakeVgg {
        let rest = side >> CONVOLUTIONS.len();
        assert!(rest > 0, "{side} px are too few for four pools");
        let mut inputs = self.embedding() * rest * rest;
        let dense = self.dense_units.iter().map(|&units| {
            let layer = LinearConfig::new(inputs, units).init(device);
            inputs = units;
            layer
        });
        CifakeVgg {
            dense: dense.collect(),
            output: LinearConfig::new(inputs, 1).init(device),
            trunk: self.init_trunk(device),
            norm: BatchNormConfig::new(self.embedding()).init(device),
        }
    }

    /// Initialises the convolutions alone on `device`.
    pub fn init_trunk(&self, device: &Device) -> CifakeVggTrunk {
        let mut channels = 3;
        let mut blocks = Vec::with_capacity(CONVOLUTIONS.len());
        let mut norms = Vec::new();
        for (block, count) in CONVOLUTIONS.into_iter().enumerate() {
            if block > 0 {
                norms.push(BatchNormConfig::new(channels).init(device));
            }
            let width = self.width << block;
            let convolutions = (0..count).map(|_| {
                let convolution = Conv2dConfig::new([channels, width], [3, 3])
                    .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                    .init(device);
                channels = width;
                convolution
            });
            blocks.push(convolutions.collect());
        }
        CifakeVggTrunk {
            blocks,
            norms,
            pool: halving_pool(),
            dropout: DropoutConfig::new(self.dropout).init(),
        }
    }
}

/// The network of the report.
#[derive(Module, Debug)]
pub struct CifakeVgg {
    trunk: CifakeVggTrunk,
    norm: BatchNorm,
    dense: Vec<Linear>,
    output: Linear,
}

impl CifakeVgg {
    /// The same as [`CifakeVggTrunk::forward`].
    pub fn features(&self, images: Tensor<4>) -> Tensor<4> {
        self.trunk.forward(images)
    }

    /// One logit per picture, `[batch, 1]`.
    pub fn head(&self, features: Tensor<4>) -> Tensor<2> {
        let mut x = self.trunk.close(&self.norm, features).flatten::<2>(1, 3);
        for dense in &self.dense {
            x = relu(dense.forward(x));
        }
        self.output.forward(x)
    }
}

/// The convolutions of a [`CifakeVgg`] without what follows the last of them.
#[derive(Module, Debug)]
pub struct CifakeVggTrunk {
    blocks: Vec<Vec<Conv2d>>,
    /// Those of every block but the last.
    norms: Vec<BatchNorm>,
    pool: MaxPool2d,
    dropout: Dropout,
}

impl CifakeVggTrunk {
    /// The rectified maps of the last convolution, before the last block's pool.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, embedding, side / 8, side / 8]`, rounded down
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = images;
        for (index, block) in self.blocks.iter().enumerate() {
            if index > 0 {
                x = self.close(&self.norms[index - 1], x);
            }
            for convolution in block {
                x = relu(convolution.forward(x));
            }
        }
        x
    }

    /// What follows the convolutions of a block, in the report's order.
    fn close(&self, norm: &BatchNorm, x: Tensor<4>) -> Tensor<4> {
        self.dropout.forward(norm.forward(self.pool.forward(x)))
    }
}
