//! The residual networks of He et al., *Deep Residual Learning for Image Recognition*
//! (<https://arxiv.org/abs/1512.03385>), up to the last feature maps.
//!
//! As in torchvision, bottlenecks have their stride on the 3x3 convolution (version 1.5).
//! Weights start from Burn's default for convolutions, not from the paper's normal distribution.

use burn::config::Config;
use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::layers::bottleneck::{Bottleneck, BottleneckConfig, EXPANSION};
use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};
use spectrafide_models::layers::residual::{BasicBlock, BasicBlockConfig};

/// The published depths, counted in layers with weights (the paper's table 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResNetDepth {
    /// Basic blocks, two a stage.
    #[serde(rename = "18")]
    D18,
    /// Basic blocks, 3, 4, 6 and 3.
    #[serde(rename = "34")]
    D34,
    /// Bottlenecks, 3, 4, 6 and 3.
    #[serde(rename = "50")]
    D50,
    /// Bottlenecks, 3, 4, 23 and 3.
    #[serde(rename = "101")]
    D101,
    /// Bottlenecks, 3, 8, 36 and 3.
    #[serde(rename = "152")]
    D152,
}

impl ResNetDepth {
    /// Every depth, shallowest first.
    pub const ALL: [Self; 5] = [Self::D18, Self::D34, Self::D50, Self::D101, Self::D152];

    /// Blocks in each of the four stages.
    pub fn blocks(self) -> [usize; 4] {
        match self {
            Self::D18 => [2, 2, 2, 2],
            Self::D34 | Self::D50 => [3, 4, 6, 3],
            Self::D101 => [3, 4, 23, 3],
            Self::D152 => [3, 8, 36, 3],
        }
    }

    /// Whether the blocks are bottlenecks and not basic ones.
    pub fn has_bottlenecks(self) -> bool {
        matches!(self, Self::D50 | Self::D101 | Self::D152)
    }
}

/// What comes before the residual blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResNetStem {
    /// A 7x7 convolution and a 3x3 maximum pool, each of stride 2.
    Imagenet,
    /// A 3x3 convolution of stride 1 and no pool, as the paper has for CIFAR-10 (section 4.2):
    /// for pictures of 32 px.
    Small,
}

impl ResNetStem {
    /// Initialises the convolution, of `filters` filters and to be followed by `ReLU`, and the
    /// pool.
    pub(super) fn init(self, filters: usize, device: &Device) -> (ConvNorm, Option<MaxPool2d>) {
        let conv = ConvNormConfig::new([3, filters]);
        let (conv, pool) = match self {
            Self::Imagenet => (
                conv.with_side(7).with_stride(2),
                Some(
                    MaxPool2dConfig::new([3, 3])
                        .with_strides([2, 2])
                        .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                        .init(),
                ),
            ),
            Self::Small => (conv, None),
        };
        (conv.init(device), pool)
    }
}

/// Configures a [`ResNetTrunk`].
#[derive(Config, Debug, PartialEq)]
pub struct ResNetConfig {
    /// Number of layers.
    pub depth: ResNetDepth,
    /// What comes before the residual blocks.
    #[config(default = "ResNetStem::Imagenet")]
    pub stem: ResNetStem,
    /// Filters of the stem and of the first stage; each later stage doubles them. 64 in the
    /// paper.
    #[config(default = 64)]
    pub width: usize,
}

impl ResNetConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        let widest = self.width << 3;
        if self.depth.has_bottlenecks() {
            widest * EXPANSION
        } else {
            widest
        }
    }

    /// Where torchvision's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    pub(super) fn published_path(&self, key: &str) -> Option<String> {
        let (module, tensor) = key.rsplit_once('.')?;
        let path = match module.split('.').collect::<Vec<_>>()[..] {
            ["conv1"] => "stem.conv".to_owned(),
            ["bn1"] => "stem.norm".to_owned(),
            [stage, block, ref layer @ ..] => {
                let stage: usize = stage.strip_prefix("layer")?.parse().ok()?;
                let before: usize = self.depth.blocks().iter().take(stage.checked_sub(1)?).sum();
                let index = before + block.parse::<usize>().ok()?;
                format!("blocks.{index}.{}", self.published_layer(layer)?)
            }
            _ => return None,
        };
        Some(format!("{path}.{tensor}"))
    }

    /// Where a layer of a torchvision block is in a block here.
    fn published_layer(&self, layer: &[&str]) -> Option<String> {
        let layers: &[&str] = if self.depth.has_bottlenecks() {
            &["reduce", "middle", "expand"]
        } else {
            &["first", "second"]
        };
        match *layer {
            ["downsample", "0"] => Some("shortcut.conv".to_owned()),
            ["downsample", "1"] => Some("shortcut.norm".to_owned()),
            [name] => {
                let (kind, number) = name.split_at_checked(name.len().checked_sub(1)?)?;
                let number: usize = number.parse().ok()?;
                let part = match kind {
                    "conv" => "conv",
                    "bn" => "norm",
                    _ => return None,
                };
                Some(format!("{}.{part}", layers.get(number.checked_sub(1)?)?))
            }
            _ => None,
        }
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> ResNetTrunk {
        let mut channels = self.width;
        let mut blocks = Vec::new();
        for (stage, count) in self.depth.blocks().into_iter().enumerate() {
            let width = self.width << stage;
            for block in 0..count {
                let stride = if stage > 0 && block == 0 { 2 } else { 1 };
                if self.depth.has_bottlenecks() {
                    let config = BottleneckConfig::new([channels, width]).with_stride(stride);
                    blocks.push(ResNetBlock::Bottleneck(config.init(device)));
                    channels = width * EXPANSION;
                } else {
                    let config = BasicBlockConfig::new([channels, width]).with_stride(stride);
                    blocks.push(ResNetBlock::Basic(config.init(device)));
                    channels = width;
                }
            }
        }
        let (stem, pool) = self.stem.init(self.width, device);
        ResNetTrunk { stem, pool, blocks }
    }
}

/// A residual network without its pooling and output.
#[derive(Module, Debug)]
pub struct ResNetTrunk {
    stem: ConvNorm,
    pool: Option<MaxPool2d>,
    blocks: Vec<ResNetBlock>,
}

impl ResNetTrunk {
    /// The feature maps of the last block.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, embedding, side / 32, side / 32]`, with the small stem `side / 8`,
    ///   rounded up
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = relu(self.stem.forward(images));
        if let Some(pool) = &self.pool {
            x = pool.forward(x);
        }
        for block in &self.blocks {
            x = block.forward(x);
        }
        x
    }
}

/// One block of either kind.
#[derive(Module, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "fifty exist at most, all of one kind"
)]
enum ResNetBlock {
    Basic(BasicBlock),
    Bottleneck(Bottleneck),
}

impl ResNetBlock {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        match self {
            Self::Basic(block) => block.forward(x),
            Self::Bottleneck(block) => block.forward(x),
        }
    }
}
