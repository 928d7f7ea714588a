//! The network of Tu et al., *`MaxViT`: Multi-Axis Vision Transformer*
//! (<https://arxiv.org/abs/2204.01697>), up to the last feature maps.
//!
//! It equals torchvision's `maxvit_t`, whose convolutions are padded by one pixel on each side,
//! where the paper's own code pads the right and the bottom more. The layer normalisation and the
//! dense layer with `tanh` that follow the mean over the maps belong to torchvision's classifier
//! and are left out. Weights start from Burn's defaults, not from the paper's normal distribution.

use burn::config::Config;
use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::gelu;
use burn::tensor::{Device, Tensor};

use crate::layers::mobile_trunk::block_index;
use crate::layers::partition_attention::{Partition, PartitionAttention, PartitionAttentionConfig};
use crate::layers::pre_norm_mb_conv::{PreNormMbConv, PreNormMbConvConfig};
use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};

/// Epsilon of the batch normalisations, as in the paper's code.
const EPSILON: f64 = 1e-3;

/// Weight of a batch in the running moments, as in the paper's code.
const MOMENTUM: f64 = 0.01;

/// Configures a `MaxViT`; by default the one that the paper calls MaxViT-T.
#[derive(Config, Debug, PartialEq)]
pub struct MaxVitConfig {
    /// Filters of the stem and of the first stage; each later stage doubles them.
    #[config(default = 64)]
    pub width: usize,
    /// Blocks in each stage.
    #[config(default = "[2, 2, 5, 2]")]
    pub blocks: [usize; 4],
    /// Channels of each head of the attention; divides `width`.
    #[config(default = 32)]
    pub head: usize,
    /// Side of the windows in pixels, and of the grids in points; divides the side of the output.
    /// 7 is for views of 224 px, 8 for 256 px.
    #[config(default = 7)]
    pub partition: usize,
    /// Stride of the stem, in pixels. 2 in the paper; 1 with a partition of 2 is for pictures of
    /// 32 px.
    #[config(default = 2)]
    pub stem_stride: usize,
    /// Probability of leaving out a branch of the last block in training; it grows from zero in
    /// the first in proportion to the number of blocks before. 0.2 in the paper.
    #[config(default = 0.2)]
    pub stochastic_depth: f64,
}

impl MaxVitConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        self.width << 3
    }

    /// Where torchvision's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    pub(super) fn published_path(&self, key: &str) -> Option<String> {
        let (module, tensor) = key.rsplit_once('.')?;
        let path = match module.split('.').collect::<Vec<_>>()[..] {
            ["stem", "0", "0"] => "stem.conv".to_owned(),
            ["stem", "0", "1"] => "stem.norm".to_owned(),
            ["stem", "1", "0"] => "second".to_owned(),
            ["blocks", stage, "layers", block, "layers", ref layer @ ..] => {
                let stage = stage.parse().ok()?;
                let index = block_index(&self.blocks, stage, block.parse().ok()?)?;
                format!("blocks.{index}.{}", published_layer(layer)?)
            }
            _ => return None,
        };
        Some(format!("{path}.{tensor}"))
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> MaxVitTrunk {
        let total: usize = self.blocks.iter().sum();
        let mut inputs = self.width;
        let mut blocks = Vec::with_capacity(total);
        for (stage, count) in self.blocks.into_iter().enumerate() {
            let channels = self.width << stage;
            for block in 0..count {
                let before = blocks.len() as f64 / (total - 1).max(1) as f64;
                let stochastic_depth = self.stochastic_depth * before;
                let attention = |partition| {
                    PartitionAttentionConfig::new(channels, partition, self.partition, self.head)
                        .with_stochastic_depth(stochastic_depth)
                        .init(device)
                };
                blocks.push(MaxVitBlock {
                    conv: PreNormMbConvConfig::new([inputs, channels])
                        .with_stride(if block == 0 { 2 } else { 1 })
                        .with_stochastic_depth(stochastic_depth)
                        .with_epsilon(EPSILON)
                        .with_momentum(MOMENTUM)
                        .init(device),
                    window: attention(Partition::Window),
                    grid: attention(Partition::Grid),
                });
                inputs = channels;
            }
        }
        MaxVitTrunk {
            stem: ConvNormConfig::new([3, self.width])
                .with_stride(self.stem_stride)
                .with_epsilon(EPSILON)
                .with_momentum(MOMENTUM)
                .init(device),
            second: Conv2dConfig::new([self.width, self.width], [3, 3])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .init(device),
            blocks,
        }
    }
}

/// Where a layer of a torchvision block is in a block here.
fn published_layer(layer: &[&str]) -> Option<String> {
    let conv_or_norm = |number| match number {
        "0" => Some("conv"),
        "1" => Some("norm"),
        _ => None,
    };
    Some(match *layer {
        ["MBconv", "proj", "1"] => "conv.shortcut.project".to_owned(),
        ["MBconv", "layers", "pre_norm"] => "conv.pre_norm".to_owned(),
        ["MBconv", "layers", "conv_a", part] => format!("conv.expand.{}", conv_or_norm(part)?),
        ["MBconv", "layers", "conv_b", part] => format!("conv.depthwise.{}", conv_or_norm(part)?),
        ["MBconv", "layers", "squeeze_excitation", "fc1"] => "conv.squeeze.reduce".to_owned(),
        ["MBconv", "layers", "squeeze_excitation", "fc2"] => "conv.squeeze.expand".to_owned(),
        ["MBconv", "layers", "conv_c"] => "conv.project".to_owned(),
        [attention, ref layer @ ..] => {
            let attention = match attention {
                "window_attention" => "window",
                "grid_attention" => "grid",
                _ => return None,
            };
            let layer = match *layer {
                ["attn_layer", "0"] => "attention_norm".to_owned(),
                ["attn_layer", "1"] => "attention".to_owned(),
                ["attn_layer", "1", linear] => format!("attention.{linear}"),
                ["mlp_layer", "0"] => "mlp_norm".to_owned(),
                ["mlp_layer", "1"] => "widen".to_owned(),
                ["mlp_layer", "3"] => "narrow".to_owned(),
                _ => return None,
            };
            format!("{attention}.{layer}")
        }
        [] => return None,
    })
}

/// A `MaxViT` without its pooling and classifier.
#[derive(Module, Debug)]
pub struct MaxVitTrunk {
    stem: ConvNorm,
    second: Conv2d,
    blocks: Vec<MaxVitBlock>,
}

impl MaxVitTrunk {
    /// The feature maps of the last block.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, embedding, side / 32, side / 32]`, with a stem of stride 1 `side / 16`
    ///
    /// # Panics
    ///
    /// Where the partition does not divide the side of the output.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = self.second.forward(gelu(self.stem.forward(images)));
        for block in &self.blocks {
            x = block.conv.forward(x);
            x = block.window.forward(x);
            x = block.grid.forward(x);
        }
        x
    }
}

/// A convolution block, then attention among neighbours and attention over the whole map.
#[derive(Module, Debug)]
struct MaxVitBlock {
    conv: PreNormMbConv,
    window: PartitionAttention,
    grid: PartitionAttention,
}
