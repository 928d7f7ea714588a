//! The networks of Huang et al., *Densely Connected Convolutional Networks*
//! (<https://arxiv.org/abs/1608.06993>), up to the last feature maps.
//!
//! They are the paper's `DenseNet-BC` with compression 0.5, as in torchvision's `densenet121` and
//! its siblings: a layer's 1x1 convolution has four times as many filters as its 3x3
//! convolution, and a transition halves the channels. As in torchvision, and not in the paper,
//! `ReLU` follows the last normalisation. Weights start from Burn's default for convolutions, not
//! from the paper's normal distribution.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{AvgPool2d, AvgPool2dConfig, MaxPool2d};
use burn::nn::{BatchNorm, BatchNormConfig, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::resnet::ResNetStem;
use spectrafide_models::layers::conv_norm::ConvNorm;

/// How many times more filters the 1x1 convolution of a layer has than its 3x3 convolution.
const BOTTLENECK: usize = 4;

/// Configures a [`DenseNetTrunk`].
#[derive(Config, Debug, PartialEq)]
pub struct DenseNetConfig {
    /// Layers in each block: 6, 12, 24 and 16 in `DenseNet-121`, 6, 12, 32 and 32 in 169, 6, 12,
    /// 48 and 32 in 201, 6, 12, 36 and 24 in 161 (the paper's table 1, torchvision).
    #[config(default = "vec![6, 12, 24, 16]")]
    pub layers: Vec<usize>,
    /// Channels that each layer adds, the paper's `k`; the stem has twice as many filters. 48 in
    /// `DenseNet-161`, else 32.
    #[config(default = 32)]
    pub growth: usize,
    /// What comes before the first block; the small one is the paper's for CIFAR-10 (section 3).
    #[config(default = "ResNetStem::Imagenet")]
    pub stem: ResNetStem,
}

impl DenseNetConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        let start = 2 * self.growth;
        self.layers
            .iter()
            .enumerate()
            .fold(start, |channels, (block, count)| {
                let inputs = if block == 0 { channels } else { channels / 2 };
                inputs + count * self.growth
            })
    }

    /// Where torchvision's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    ///
    /// The published files are older than torchvision's present names, and have `norm.1` for
    /// `norm1`.
    pub(super) fn published_path(key: &str) -> Option<String> {
        let (module, tensor) = key.strip_prefix("features.")?.rsplit_once('.')?;
        let path = match module.split('.').collect::<Vec<_>>()[..] {
            ["conv0"] => "stem.conv".to_owned(),
            ["norm0"] => "stem.norm".to_owned(),
            ["norm5"] => "norm".to_owned(),
            [transition, part @ ("conv" | "norm")] => {
                let index = counted(transition, "transition")?;
                format!("transitions.{index}.{part}")
            }
            [block, layer, ref part @ ..] => {
                let block = counted(block, "denseblock")?;
                let layer = counted(layer, "denselayer")?;
                let part = match part.concat().as_str() {
                    "norm1" => "reduce.norm",
                    "conv1" => "reduce.conv",
                    "norm2" => "grow.norm",
                    "conv2" => "grow.conv",
                    _ => return None,
                };
                format!("blocks.{block}.{layer}.{part}")
            }
            _ => return None,
        };
        Some(format!("{path}.{tensor}"))
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> DenseNetTrunk {
        let mut channels = 2 * self.growth;
        let (stem, pool) = self.stem.init(channels, device);
        let mut blocks = Vec::new();
        let mut transitions = Vec::new();
        for (block, &count) in self.layers.iter().enumerate() {
            if block > 0 {
                transitions.push(NormConv::init([channels, channels / 2], 1, device));
                channels /= 2;
            }
            let mut layers = Vec::with_capacity(count);
            for _ in 0..count {
                layers.push(DenseLayer::init(channels, self.growth, device));
                channels += self.growth;
            }
            blocks.push(layers);
        }
        DenseNetTrunk {
            stem,
            pool,
            blocks,
            transitions,
            halve: AvgPool2dConfig::new([2, 2]).init(),
            norm: BatchNormConfig::new(channels).init(device),
        }
    }
}

/// The index that follows from `name`, which torchvision counts from one behind `prefix`.
fn counted(name: &str, prefix: &str) -> Option<usize> {
    let number: usize = name.strip_prefix(prefix)?.parse().ok()?;
    number.checked_sub(1)
}

/// A densely connected network without its pooling and output.
#[derive(Module, Debug)]
pub struct DenseNetTrunk {
    stem: ConvNorm,
    pool: Option<MaxPool2d>,
    blocks: Vec<Vec<DenseLayer>>,
    transitions: Vec<NormConv>,
    halve: AvgPool2d,
    norm: BatchNorm,
}

impl DenseNetTrunk {
    /// The feature maps of the last block, normalised and rectified.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output with four blocks: `[batch, embedding, side / 32, side / 32]`, with the small stem
    ///   `side / 8`, rounded down where the stem's end is even
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = relu(self.stem.forward(images));
        if let Some(pool) = &self.pool {
            x = pool.forward(x);
        }
        for (index, block) in self.blocks.iter().enumerate() {
            if index > 0 {
                x = self.halve.forward(self.transitions[index - 1].forward(x));
            }
            x = block.iter().fold(x, |x, layer| layer.forward(x));
        }
        relu(self.norm.forward(x))
    }
}

/// A layer that adds its maps to those that it is given.
#[derive(Module, Debug)]
struct DenseLayer {
    reduce: NormConv,
    grow: NormConv,
}

impl DenseLayer {
    fn init(channels: usize, growth: usize, device: &Device) -> Self {
        let width = BOTTLENECK * growth;
        Self {
            reduce: NormConv::init([channels, width], 1, device),
            grow: NormConv::init([width, growth], 3, device),
        }
    }

    /// `[batch, channels, height, width]` to `[batch, channels + growth, height, width]`.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let new = self.grow.forward(self.reduce.forward(x.clone()));
        Tensor::cat(vec![x, new], 1)
    }
}

/// Batch normalisation, `ReLU`, and a convolution without bias, in this order.
#[derive(Module, Debug)]
struct NormConv {
    norm: BatchNorm,
    conv: Conv2d,
}

impl NormConv {
    fn init(channels: [usize; 2], side: usize, device: &Device) -> Self {
        let around = side / 2;
        Self {
            norm: BatchNormConfig::new(channels[0]).init(device),
            conv: Conv2dConfig::new(channels, [side, side])
                .with_padding(PaddingConfig2d::Explicit(around, around, around, around))
                .with_bias(false)
                .init(device),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.conv.forward(relu(self.norm.forward(x)))
    }
}
