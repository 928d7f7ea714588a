//! What Inception networks are put together from: chains of convolutions, and modules of chains
//! side by side.

use burn::config::Config;
use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::pool::{AvgPool2d, AvgPool2dConfig, MaxPool2d, MaxPool2dConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};

/// Filters of the first convolution of the published networks.
pub const PUBLISHED_WIDTH: usize = 32;

/// What the published networks add to the variance.
pub const EPSILON: f64 = 1e-3;

/// The number of filters of a convolution that has `published` ones where the first convolution
/// has [`PUBLISHED_WIDTH`], if the first has `width`: rounded down, and at least one.
pub fn scaled(published: usize, width: usize) -> usize {
    (published * width / PUBLISHED_WIDTH).max(1)
}

/// What comes before the Inception modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InceptionStem {
    /// As published: a convolution and two maximum pools, each of stride 2, and no padding but
    /// for one convolution. The network then needs 75 px at least.
    Imagenet,
    /// The same convolutions, of stride 1 and padded, and the second of the two pools alone: for
    /// pictures of 32 px. The parameters have the same shapes.
    Small,
}

impl InceptionStem {
    /// The chains that follow one another, for `width` filters of the first convolution.
    pub fn chains(self, width: usize) -> Vec<ChainConfig> {
        let filters = |published| scaled(published, width);
        let first = ChainConfig::new(3);
        let (first, second_pool) = match self {
            Self::Imagenet => (
                first
                    .halving(filters(32))
                    .unpadded(filters(32))
                    .convolution(filters(64), [3, 3]),
                Some(Pool::Halving),
            ),
            Self::Small => (
                first
                    .convolution(filters(32), [3, 3])
                    .convolution(filters(32), [3, 3])
                    .convolution(filters(64), [3, 3]),
                None,
            ),
        };
        let second = ChainConfig::new(first.outputs())
            .with_pool(second_pool)
            .convolution(filters(80), [1, 1]);
        let second = match self {
            Self::Imagenet => second.unpadded(filters(192)),
            Self::Small => second.convolution(filters(192), [3, 3]),
        };
        let third = ChainConfig::new(second.outputs()).with_pool(Some(Pool::Halving));
        vec![first, second, third]
    }

    /// Number of channels after the stem.
    pub fn outputs(self, width: usize) -> usize {
        scaled(192, width)
    }
}

/// A pool at the start of a chain, over 3x3 pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pool {
    /// The mean at stride 1, over those of the pixels that are in the map.
    Average,
    /// The mean at stride 1, with zeros around the map that count as pixels.
    AverageWithZeros,
    /// The maximum at stride 2, without padding.
    Halving,
}

impl Pool {
    fn init(self) -> PoolLayer {
        let average = AvgPool2dConfig::new([3, 3])
            .with_strides([1, 1])
            .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1));
        match self {
            Self::Average => PoolLayer::Average(average.with_count_include_pad(false).init()),
            Self::AverageWithZeros => PoolLayer::Average(average.init()),
            Self::Halving => {
                PoolLayer::Maximum(MaxPool2dConfig::new([3, 3]).with_strides([2, 2]).init())
            }
        }
    }
}

#[derive(Module, Debug)]
enum PoolLayer {
    Average(AvgPool2d),
    Maximum(MaxPool2d),
}

impl PoolLayer {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        match self {
            Self::Average(pool) => pool.forward(x),
            Self::Maximum(pool) => pool.forward(x),
        }
    }
}

/// Configures a [`Chain`].
#[derive(Config, Debug)]
pub struct ChainConfig {
    /// Channels of the input.
    pub channels: usize,
    /// What the convolutions are given the result of.
    pub pool: Option<Pool>,
    /// The convolutions, in order.
    #[config(default = "Vec::new()")]
    pub layers: Vec<ConvNormConfig>,
    /// Convolutions that are each given the result of the last of the others; theirs are joined.
    #[config(default = "Vec::new()")]
    pub split: Vec<ConvNormConfig>,
}

impl ChainConfig {
    /// Adds a convolution that keeps the size of the maps.
    #[must_use]
    pub fn convolution(self, filters: usize, kernel: [usize; 2]) -> Self {
        self.add(filters, |config| config.with_kernel(kernel))
    }

    /// Adds a 3x3 convolution without padding.
    #[must_use]
    pub fn unpadded(self, filters: usize) -> Self {
        self.add(filters, |config| config.with_padding(Some([0, 0])))
    }

    /// Adds a 3x3 convolution of stride 2 without padding.
    #[must_use]
    pub fn halving(self, filters: usize) -> Self {
        self.add(filters, |config| {
            config.with_padding(Some([0, 0])).with_stride(2)
        })
    }

    /// Ends with a 1x3 and a 3x1 convolution side by side.
    #[must_use]
    pub fn split(mut self, filters: usize) -> Self {
        let inputs = self.outputs();
        self.split = [[1, 3], [3, 1]]
            .map(|kernel| convolution([inputs, filters]).with_kernel(kernel))
            .into();
        self
    }

    fn add(mut self, filters: usize, adapt: impl FnOnce(ConvNormConfig) -> ConvNormConfig) -> Self {
        let config = convolution([self.outputs(), filters]);
        self.layers.push(adapt(config));
        self
    }

    /// Channels of the output.
    pub fn outputs(&self) -> usize {
        if self.split.is_empty() {
            self.layers
                .last()
                .map_or(self.channels, |layer| layer.channels[1])
        } else {
            self.split.iter().map(|layer| layer.channels[1]).sum()
        }
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> Chain {
        let init = |layers: &[ConvNormConfig]| layers.iter().map(|c| c.init(device)).collect();
        Chain {
            pool: self.pool.map(Pool::init),
            layers: init(&self.layers),
            split: init(&self.split),
        }
    }
}

fn convolution(channels: [usize; 2]) -> ConvNormConfig {
    ConvNormConfig::new(channels).with_epsilon(EPSILON)
}

/// A pool or none, then convolutions, each with batch normalisation and `ReLU`.
#[derive(Module, Debug)]
pub struct Chain {
    pool: Option<PoolLayer>,
    layers: Vec<ConvNorm>,
    split: Vec<ConvNorm>,
}

impl Chain {
    /// Applies the chain.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels, height, width]`
    /// - output: `[batch, outputs, height', width']`
    pub fn forward(&self, mut x: Tensor<4>) -> Tensor<4> {
        if let Some(pool) = &self.pool {
            x = pool.forward(x);
        }
        for layer in &self.layers {
            x = relu(layer.forward(x));
        }
        if self.split.is_empty() {
            return x;
        }
        let ends = self.split.iter();
        Tensor::cat(ends.map(|end| relu(end.forward(x.clone()))).collect(), 1)
    }
}

/// Configures a [`Mixed`].
#[derive(Config, Debug)]
pub struct MixedConfig {
    /// The chains, in the order of their channels in the output.
    pub branches: Vec<ChainConfig>,
}

impl MixedConfig {
    /// Channels of the output.
    pub fn outputs(&self) -> usize {
        self.branches.iter().map(ChainConfig::outputs).sum()
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> Mixed {
        let branches = self.branches.iter();
        Mixed {
            branches: branches.map(|branch| branch.init(device)).collect(),
        }
    }
}

/// An Inception module: chains that are given the same maps and whose results are joined.
#[derive(Module, Debug)]
pub struct Mixed {
    branches: Vec<Chain>,
}

impl Mixed {
    /// Applies the module.
    ///
    /// # Shapes
    ///
    /// - `x`: `[batch, channels, height, width]`
    /// - output: `[batch, outputs, height', width']`, of half the size if the chains halve
    pub fn forward(&self, x: &Tensor<4>) -> Tensor<4> {
        let branches = self.branches.iter();
        Tensor::cat(
            branches.map(|branch| branch.forward(x.clone())).collect(),
            1,
        )
    }
}
