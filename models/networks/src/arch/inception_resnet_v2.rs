//! The second Inception network with residual connections of Szegedy et al., *Inception-v4,
//! Inception-ResNet and the Impact of Residual Connections on Learning*
//! (<https://arxiv.org/abs/1602.07261>), up to the last feature maps.
//!
//! The network is the one of timm, whose weights come from the authors' code, and which the paper
//! does not draw: it begins as Inception v3 does where the paper takes the stem of Inception v4,
//! and it has 10, 20 and 10 residual blocks where the paper's figure 15 has 5, 10 and 5. As in
//! timm, the zeros around a map do not count in the average pool. Weights start from Burn's
//! default for convolutions.

use burn::config::Config;
use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use crate::layers::inception::{
    Chain, ChainConfig, EPSILON, InceptionStem, Mixed, MixedConfig, PUBLISHED_WIDTH, Pool, scaled,
};
use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};

/// What the residuals of each stage are multiplied by; the paper advises 0.1 to 0.3 (its
/// section 3.3).
const SCALES: [f64; 3] = [0.17, 0.10, 0.20];

/// Configures an [`InceptionResNetV2Trunk`].
#[derive(Config, Debug, PartialEq)]
pub struct InceptionResNetV2Config {
    /// What comes before the first stage.
    #[config(default = "InceptionStem::Imagenet")]
    pub stem: InceptionStem,
    /// Filters of the first convolution, 32 in the paper. Those of all others are in proportion,
    /// rounded down.
    #[config(default = "PUBLISHED_WIDTH")]
    pub width: usize,
    /// Residual blocks of each stage.
    #[config(default = "[10, 20, 10]")]
    pub blocks: [usize; 3],
}

impl InceptionResNetV2Config {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        scaled(1536, self.width)
    }

    /// The module that begins each stage, and the branches of the stage's residual blocks.
    fn stages(&self) -> [(MixedConfig, MixedConfig); 3] {
        let filters = |published| scaled(published, self.width);
        let begin = |channels, published| {
            ChainConfig::new(channels).convolution(filters(published), [1, 1])
        };
        let halving = |channels| ChainConfig::new(channels).with_pool(Some(Pool::Halving));

        let channels = self.stem.outputs(self.width);
        let first = MixedConfig::new(vec![
            begin(channels, 96),
            begin(channels, 48).convolution(filters(64), [5, 5]),
            begin(channels, 64)
                .convolution(filters(96), [3, 3])
                .convolution(filters(96), [3, 3]),
            begin(channels, 64).with_pool(Some(Pool::Average)),
        ]);
        let channels = first.outputs();
        let first_block = MixedConfig::new(vec![
            begin(channels, 32),
            begin(channels, 32).convolution(filters(32), [3, 3]),
            begin(channels, 32)
                .convolution(filters(48), [3, 3])
                .convolution(filters(64), [3, 3]),
        ]);

        let second = MixedConfig::new(vec![
            ChainConfig::new(channels).halving(filters(384)),
            begin(channels, 256)
                .convolution(filters(256), [3, 3])
                .halving(filters(384)),
            halving(channels),
        ]);
        let channels = second.outputs();
        let second_block = MixedConfig::new(vec![
            begin(channels, 192),
            begin(channels, 128)
                .convolution(filters(160), [1, 7])
                .convolution(filters(192), [7, 1]),
        ]);

        let third = MixedConfig::new(vec![
            begin(channels, 256).halving(filters(384)),
            begin(channels, 256).halving(filters(288)),
            begin(channels, 256)
                .convolution(filters(288), [3, 3])
                .halving(filters(320)),
            halving(channels),
        ]);
        let channels = third.outputs();
        let third_block = MixedConfig::new(vec![
            begin(channels, 192),
            begin(channels, 192)
                .convolution(filters(224), [1, 3])
                .convolution(filters(256), [3, 1]),
        ]);

        [
            (first, first_block),
            (second, second_block),
            (third, third_block),
        ]
    }

    /// Where timm's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    pub(super) fn published_path(&self, key: &str) -> Option<String> {
        let (module, tensor) = key.rsplit_once('.')?;
        let last = self.blocks[2].checked_sub(1)?;
        let path = match module.split('.').collect::<Vec<_>>()[..] {
            ["conv2d_1a", part] => format!("stem.0.layers.0.{}", published_part(part)?),
            ["conv2d_2a", part] => format!("stem.0.layers.1.{}", published_part(part)?),
            ["conv2d_2b", part] => format!("stem.0.layers.2.{}", published_part(part)?),
            ["conv2d_3b", part] => format!("stem.1.layers.0.{}", published_part(part)?),
            ["conv2d_4a", part] => format!("stem.1.layers.1.{}", published_part(part)?),
            ["conv2d_7b", part] => format!("last.{}", published_part(part)?),
            // The pool counts as the first layer.
            ["mixed_5b", "branch3", "1", part] => {
                format!("stages.0.module.{}", published_layer(&["branch3", part])?)
            }
            ["mixed_5b", ref layer @ ..] => format!("stages.0.module.{}", published_layer(layer)?),
            ["mixed_6a", ref layer @ ..] => format!("stages.1.module.{}", published_layer(layer)?),
            ["mixed_7a", ref layer @ ..] => format!("stages.2.module.{}", published_layer(layer)?),
            ["repeat", block, ref layer @ ..] => published_block(0, block, layer)?,
            ["repeat_1", block, ref layer @ ..] => published_block(1, block, layer)?,
            // One less than there are: the last has a name of its own.
            ["repeat_2", block, ref layer @ ..] if block.parse::<usize>().ok()? < last => {
                published_block(2, block, layer)?
            }
            ["block8", ref layer @ ..] => published_block(2, &last.to_string(), layer)?,
            _ => return None,
        };
        Some(format!("{path}.{tensor}"))
    }

    /// Initialises the parameters on `device`.
    ///
    /// # Panics
    ///
    /// If the last stage has no block.
    pub fn init(&self, device: &Device) -> InceptionResNetV2Trunk {
        let [.., last] = self.blocks;
        assert!(last > 0, "the last stage needs a block");
        let stages = self.stages();
        let channels = stages[2].0.outputs();
        let mut stages: Vec<Stage> = stages
            .into_iter()
            .zip(SCALES)
            .zip(self.blocks)
            .map(|(((module, branches), scale), count)| {
                let block = || ResidualBlock {
                    branches: branches.init(device),
                    project: Conv2dConfig::new([branches.outputs(), module.outputs()], [1, 1])
                        .init(device),
                    scale,
                    rectifies: true,
                };
                Stage {
                    module: module.init(device),
                    blocks: (0..count).map(|_| block()).collect(),
                }
            })
            .collect();
        // The published network's own `block8`.
        if let Some(block) = stages.last_mut().and_then(|stage| stage.blocks.last_mut()) {
            block.scale = 1.0;
            block.rectifies = false;
        }
        InceptionResNetV2Trunk {
            stem: self
                .stem
                .chains(self.width)
                .into_iter()
                .map(|chain| chain.init(device))
                .collect(),
            stages,
            last: ConvNormConfig::new([channels, self.embedding()])
                .with_side(1)
                .with_epsilon(EPSILON)
                .init(device),
        }
    }
}

fn published_part(part: &str) -> Option<&'static str> {
    match part {
        "conv" => Some("conv"),
        "bn" => Some("norm"),
        _ => None,
    }
}

/// Where a layer of a timm module is in a module here.
fn published_layer(layer: &[&str]) -> Option<String> {
    let (branch, layer, part) = match *layer {
        [branch, part] => (branch, "0", part),
        [branch, layer, part] => (branch, layer, part),
        _ => return None,
    };
    let branch = branch.strip_prefix("branch")?;
    let part = published_part(part)?;
    Some(format!("branches.{branch}.layers.{layer}.{part}"))
}

/// Where a layer of a timm block is in stage `stage`.
fn published_block(stage: usize, block: &str, layer: &[&str]) -> Option<String> {
    let layer = match layer {
        ["conv2d"] => "project".to_owned(),
        layer => format!("branches.{}", published_layer(layer)?),
    };
    Some(format!("stages.{stage}.blocks.{block}.{layer}"))
}

/// The network without its pooling and output.
#[derive(Module, Debug)]
pub struct InceptionResNetV2Trunk {
    stem: Vec<Chain>,
    stages: Vec<Stage>,
    last: ConvNorm,
}

impl InceptionResNetV2Trunk {
    /// The feature maps of the last convolution.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`, with the stem for `ImageNet` of 75 px or more
    /// - output: `[batch, embedding, height, width]`: 8x8 for 299 px, with the small stem 3x3 for
    ///   32 px
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = self.stem.iter().fold(images, |x, chain| chain.forward(x));
        for stage in &self.stages {
            x = stage.module.forward(&x);
            x = stage.blocks.iter().fold(x, |x, block| block.forward(x));
        }
        relu(self.last.forward(x))
    }
}

/// A module that changes the shape of the maps, then blocks that keep it.
#[derive(Module, Debug)]
struct Stage {
    module: Mixed,
    blocks: Vec<ResidualBlock>,
}

/// An Inception module beside the identity. A 1x1 convolution, with a bias and without
/// normalisation, brings the module's output to the channels of its input.
#[derive(Module, Debug)]
struct ResidualBlock {
    branches: Mixed,
    project: Conv2d,
    scale: f64,
    rectifies: bool,
}

impl ResidualBlock {
    /// `x` and the output are `[batch, channels, height, width]`.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let residual = self.project.forward(self.branches.forward(&x));
        let y = x + residual * self.scale;
        if self.rectifies { relu(y) } else { y }
    }
}
