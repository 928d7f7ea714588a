//! The network of Chollet, *Xception: Deep Learning with Depthwise Separable Convolutions*
//! (<https://arxiv.org/abs/1610.02357>), up to the last feature maps.
//!
//! The network is that of the paper's figure 5, as timm has it under the name `legacy_xception`:
//! the first two convolutions have no padding, the pools have one pixel on each side, and batch
//! normalisation has an epsilon of 1e-5. Weights start from Burn's default for convolutions.

use burn::config::Config;
use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::layers::separable::{SeparableConv, SeparableConvConfig};
use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};

/// Filters of the first convolution of the published network.
const PUBLISHED_WIDTH: usize = 32;

/// How the network begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum XceptionStem {
    /// As published: the first convolution and the first block have a stride of 2, and the two
    /// convolutions no padding.
    Imagenet,
    /// The same, of stride 1 and padded: for pictures of 32 px. The parameters have the same
    /// shapes.
    Small,
}

/// Configures an [`XceptionTrunk`].
#[derive(Config, Debug, PartialEq)]
pub struct XceptionConfig {
    /// How the network begins.
    #[config(default = "XceptionStem::Imagenet")]
    pub stem: XceptionStem,
    /// Filters of the first convolution, 32 in the paper. Those of all others are in proportion,
    /// rounded down.
    #[config(default = "PUBLISHED_WIDTH")]
    pub width: usize,
    /// Blocks of the middle flow, 8 in the paper.
    #[config(default = 8)]
    pub middle_blocks: usize,
}

impl XceptionConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        self.filters(2048)
    }

    fn filters(&self, published: usize) -> usize {
        (published * self.width / PUBLISHED_WIDTH).max(1)
    }

    fn blocks(&self) -> Vec<BlockConfig> {
        let block = |inputs, outputs: &[usize]| {
            let outputs = outputs.iter().map(|&published| self.filters(published));
            BlockConfig::new(self.filters(inputs), outputs.collect())
        };
        let first = block(64, &[128, 128]).with_rectifies_first(false);
        let first_stride = match self.stem {
            XceptionStem::Imagenet => 2,
            XceptionStem::Small => 1,
        };
        let mut blocks = vec![
            first.with_stride(first_stride),
            block(128, &[256, 256]).with_stride(2),
            block(256, &[728, 728]).with_stride(2),
        ];
        blocks.extend((0..self.middle_blocks).map(|_| block(728, &[728, 728, 728])));
        blocks.push(block(728, &[728, 1024]).with_stride(2));
        blocks
    }

    /// Where timm's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    pub(super) fn published_path(key: &str) -> Option<String> {
        let (module, tensor) = key.rsplit_once('.')?;
        let path = match module.split('.').collect::<Vec<_>>()[..] {
            ["conv1"] => "stem.0.conv".to_owned(),
            ["bn1"] => "stem.0.norm".to_owned(),
            ["conv2"] => "stem.1.conv".to_owned(),
            ["bn2"] => "stem.1.norm".to_owned(),
            ["conv3", part] => format!("exit.0.{}", published_half(part)?),
            ["bn3"] => "exit.0.pointwise.norm".to_owned(),
            ["conv4", part] => format!("exit.1.{}", published_half(part)?),
            ["bn4"] => "exit.1.pointwise.norm".to_owned(),
            [block, ref layer @ ..] => {
                let number: usize = block.strip_prefix("block")?.parse().ok()?;
                let index = number.checked_sub(1)?;
                // timm has the layers of a block in one list, which begins with an activation
                // except in the first block.
                let layer = match *layer {
                    ["skip"] => "shortcut.conv".to_owned(),
                    ["skipbn"] => "shortcut.norm".to_owned(),
                    ["rep", place] => {
                        let place = place.parse::<usize>().ok()? + usize::from(index == 0);
                        format!("layers.{}.pointwise.norm", place / 3)
                    }
                    ["rep", place, part] => {
                        let place = place.parse::<usize>().ok()? + usize::from(index == 0);
                        format!("layers.{}.{}", place / 3, published_half(part)?)
                    }
                    _ => return None,
                };
                format!("blocks.{index}.{layer}")
            }
            [] => return None,
        };
        Some(format!("{path}.{tensor}"))
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> XceptionTrunk {
        let [first, second] =
            [[3, self.filters(32)], [self.filters(32), self.filters(64)]].map(ConvNormConfig::new);
        let stem = match self.stem {
            XceptionStem::Imagenet => [
                first.with_stride(2).with_padding(Some([0, 0])),
                second.with_padding(Some([0, 0])),
            ],
            XceptionStem::Small => [first, second],
        };
        let exit = [1024, 1536, 2048].map(|published| self.filters(published));
        XceptionTrunk {
            stem: stem.iter().map(|config| config.init(device)).collect(),
            blocks: self
                .blocks()
                .iter()
                .map(|config| config.init(device))
                .collect(),
            exit: exit
                .windows(2)
                .map(|pair| SeparableConvConfig::new([pair[0], pair[1]]).init(device))
                .collect(),
        }
    }
}

/// Where one of the two convolutions of a separable one is.
fn published_half(part: &str) -> Option<&'static str> {
    match part {
        "conv1" => Some("depthwise"),
        "pointwise" => Some("pointwise.conv"),
        _ => None,
    }
}

/// The network without its pooling and output.
#[derive(Module, Debug)]
pub struct XceptionTrunk {
    stem: Vec<ConvNorm>,
    blocks: Vec<XceptionBlock>,
    exit: Vec<SeparableConv>,
}

impl XceptionTrunk {
    /// The rectified maps of the last convolution.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, embedding, height, width]`: 10x10 for 299 px, with the small stem
    ///   `side / 8`, rounded up
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = images;
        for layer in &self.stem {
            x = relu(layer.forward(x));
        }
        for block in &self.blocks {
            x = block.forward(x);
        }
        for layer in &self.exit {
            x = relu(layer.forward(x));
        }
        x
    }
}

/// Configures an [`XceptionBlock`].
#[derive(Config, Debug)]
struct BlockConfig {
    inputs: usize,
    /// Channels after each separable convolution.
    outputs: Vec<usize>,
    /// Stride of the pool and of the shortcut, in pixels; without a pool at 1.
    #[config(default = 1)]
    stride: usize,
    /// Whether the first separable convolution has an activation before it too.
    #[config(default = true)]
    rectifies_first: bool,
}

impl BlockConfig {
    fn init(&self, device: &Device) -> XceptionBlock {
        let mut channels = self.inputs;
        let mut layers = Vec::with_capacity(self.outputs.len());
        for &outputs in &self.outputs {
            layers.push(SeparableConvConfig::new([channels, outputs]).init(device));
            channels = outputs;
        }
        let projects = self.stride != 1 || self.inputs != channels;
        XceptionBlock {
            layers,
            pool: (self.stride != 1).then(|| {
                MaxPool2dConfig::new([3, 3])
                    .with_strides([self.stride, self.stride])
                    .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                    .init()
            }),
            shortcut: projects.then(|| {
                ConvNormConfig::new([self.inputs, channels])
                    .with_side(1)
                    .with_stride(self.stride)
                    .init(device)
            }),
            rectifies_first: self.rectifies_first,
        }
    }
}

/// Separable convolutions with an activation before each, beside a shortcut.
#[derive(Module, Debug)]
struct XceptionBlock {
    layers: Vec<SeparableConv>,
    pool: Option<MaxPool2d>,
    shortcut: Option<ConvNorm>,
    rectifies_first: bool,
}

impl XceptionBlock {
    /// From `[batch, inputs, height, width]` to `[batch, outputs, height / stride,
    /// width / stride]`, rounded up.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let identity = match &self.shortcut {
            Some(shortcut) => shortcut.forward(x.clone()),
            None => x.clone(),
        };
        let mut y = x;
        for (index, layer) in self.layers.iter().enumerate() {
            if index > 0 || self.rectifies_first {
                y = relu(y);
            }
            y = layer.forward(y);
        }
        if let Some(pool) = &self.pool {
            y = pool.forward(y);
        }
        y + identity
    }
}
