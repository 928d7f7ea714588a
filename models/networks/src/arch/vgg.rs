//! The networks of Simonyan and Zisserman, *Very Deep Convolutional Networks for Large-Scale
//! Image Recognition* (<https://arxiv.org/abs/1409.1556>), up to the last feature maps.
//!
//! They are torchvision's `vgg11` to `vgg19`, with normalisation `vgg11_bn` to `vgg19_bn`, up to
//! the fifth pool. The three dense layers behind it are left out: nearly nine tenths of the
//! parameters of VGG19, for one size of pictures only.

use std::f64::consts::SQRT_2;

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::MaxPool2d;
use burn::nn::{BatchNorm, BatchNormConfig, Initializer, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use spectrafide_models::layers::pooling::halving_pool;

/// The published depths, counted in layers with weights, the three dense ones among them (the
/// paper's table 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VggDepth {
    /// Configuration A.
    #[serde(rename = "11")]
    D11,
    /// Configuration B.
    #[serde(rename = "13")]
    D13,
    /// Configuration D.
    #[serde(rename = "16")]
    D16,
    /// Configuration E.
    #[serde(rename = "19")]
    D19,
}

impl VggDepth {
    /// Every depth, shallowest first.
    pub const ALL: [Self; 4] = [Self::D11, Self::D13, Self::D16, Self::D19];

    /// Convolutions in each of the five stages.
    pub fn convolutions(self) -> [usize; 5] {
        match self {
            Self::D11 => [1, 1, 2, 2, 2],
            Self::D13 => [2, 2, 2, 2, 2],
            Self::D16 => [2, 2, 3, 3, 3],
            Self::D19 => [2, 2, 4, 4, 4],
        }
    }
}

/// Configures a [`VggTrunk`].
#[derive(Config, Debug, PartialEq)]
pub struct VggConfig {
    /// Number of layers.
    #[config(default = "VggDepth::D19")]
    pub depth: VggDepth,
    /// Whether batch normalisation follows each convolution; the paper is older than it.
    #[config(default = false)]
    pub norm: bool,
    /// Filters of the first stage; each later stage doubles them, except the last. 64 in the
    /// paper.
    #[config(default = 64)]
    pub width: usize,
}

impl VggConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        self.stage_width(4)
    }

    fn stage_width(&self, stage: usize) -> usize {
        self.width << stage.min(3)
    }

    /// Where torchvision's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    ///
    /// torchvision counts every operation of the network in one sequence, those without
    /// parameters too.
    pub(super) fn published_path(&self, key: &str) -> Option<String> {
        let (index, tensor) = key.strip_prefix("features.")?.split_once('.')?;
        let mut rest: usize = index.parse().ok()?;
        let operations: &[_] = if self.norm {
            &["conv", "norm", "relu"]
        } else {
            &["conv", "relu"]
        };
        for (stage, count) in self.depth.convolutions().into_iter().enumerate() {
            let length = count * operations.len();
            if rest < length {
                let layer = rest / operations.len();
                let operation = operations[rest % operations.len()];
                return Some(format!("stages.{stage}.{layer}.{operation}.{tensor}"));
            }
            // The pool behind the stage is one more.
            rest = rest.checked_sub(length + 1)?;
        }
        None
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> VggTrunk {
        let mut channels = 3;
        let stages = self.depth.convolutions().into_iter().enumerate();
        let stages = stages.map(|(stage, count)| {
            let width = self.stage_width(stage);
            let layers = (0..count).map(|_| {
                let layer = self.init_layer([channels, width], device);
                channels = width;
                layer
            });
            layers.collect()
        });
        VggTrunk {
            stages: stages.collect(),
            pool: halving_pool(),
        }
    }

    /// Weights start as in torchvision: from He's normal distribution, and biases from zero.
    /// Burn's default would make the activations smaller by `sqrt(6)` a layer, and without
    /// normalisation nothing would make them larger again.
    fn init_layer(&self, channels: [usize; 2], device: &Device) -> VggLayer {
        let mut conv = Conv2dConfig::new(channels, [3, 3])
            .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
            .with_initializer(Initializer::KaimingNormal {
                gain: SQRT_2,
                fan_out_only: true,
            })
            .init(device);
        conv.bias = Some(Initializer::Zeros.init([channels[1]], device));
        VggLayer {
            conv,
            norm: self
                .norm
                .then(|| BatchNormConfig::new(channels[1]).init(device)),
        }
    }
}

/// The convolutions and pools of a VGG.
#[derive(Module, Debug)]
pub struct VggTrunk {
    stages: Vec<Vec<VggLayer>>,
    pool: MaxPool2d,
}

impl VggTrunk {
    /// The feature maps behind the last pool.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`, `side` at least 32
    /// - output: `[batch, embedding, side / 32, side / 32]`, rounded down
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        self.stages.iter().fold(images, |x, stage| {
            let x = stage.iter().fold(x, |x, layer| layer.forward(x));
            self.pool.forward(x)
        })
    }
}

/// A convolution, with normalisation or without, and `ReLU`.
///
/// The convolution has its bias in either case, as the published checkpoints have.
#[derive(Module, Debug)]
struct VggLayer {
    conv: Conv2d,
    norm: Option<BatchNorm>,
}

impl VggLayer {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let mut x = self.conv.forward(x);
        if let Some(norm) = &self.norm {
            x = norm.forward(x);
        }
        relu(x)
    }
}
