//! The networks of Tan and Le, *`EfficientNet`: Rethinking Model Scaling for Convolutional Neural
//! Networks* (<https://arxiv.org/abs/1905.11946>), up to the last feature maps.
//!
//! They equal those of torchvision, and up to B4 those of timm: convolutions are padded by half
//! their kernel on each side, where the paper's own code pads the right and the bottom more, and
//! the epsilon is 1e-5, from B5 on 1e-3. Weights start from Burn's default for convolutions.

use burn::config::Config;
use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use spectrafide_models::layers::mobile_stages::{STAGES, round_channels};

use crate::layers::activation::Activation;
use crate::layers::mb_conv::MbConvConfig;
use crate::layers::mobile_trunk::{MobileTrunk, MobileTrunkConfig, block_index, timm_path};

/// Filters of B0's stem.
const STEM: usize = 32;

/// The published sizes. Each was meant for pictures of another side, from 224 px (B0) to 600 px
/// (B7), and accepts any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EfficientNetScale {
    /// For 224 px.
    B0,
    /// For 240 px.
    B1,
    /// For 260 px.
    B2,
    /// For 300 px.
    B3,
    /// For 380 px.
    B4,
    /// For 456 px.
    B5,
    /// For 528 px.
    B6,
    /// For 600 px.
    B7,
}

impl EfficientNetScale {
    /// Every size, smallest first.
    pub const ALL: [Self; 8] = [
        Self::B0,
        Self::B1,
        Self::B2,
        Self::B3,
        Self::B4,
        Self::B5,
        Self::B6,
        Self::B7,
    ];

    /// The factors on B0's numbers of channels and of blocks, as the paper's code has them; the
    /// paper gives a rule for them alone.
    pub fn factors(self) -> [f64; 2] {
        match self {
            Self::B0 => [1.0, 1.0],
            Self::B1 => [1.0, 1.1],
            Self::B2 => [1.1, 1.2],
            Self::B3 => [1.2, 1.4],
            Self::B4 => [1.4, 1.8],
            Self::B5 => [1.6, 2.2],
            Self::B6 => [1.8, 2.6],
            Self::B7 => [2.0, 3.1],
        }
    }
}

/// Configures an `EfficientNet`.
#[derive(Config, Debug, PartialEq)]
pub struct EfficientNetConfig {
    /// The published size.
    pub scale: EfficientNetScale,
    /// Another factor on B0's numbers of channels than that of `scale`.
    pub width: Option<f64>,
    /// Stride of the stem, in pixels. 2 in the paper; 1 keeps more than a pixel of a picture of
    /// 32 px.
    #[config(default = 2)]
    pub stem_stride: usize,
    /// Probability of leaving out the block after the last in training; it grows from zero at the
    /// first in proportion to the number of blocks before. 0.2 in the paper.
    #[config(default = 0.2)]
    pub stochastic_depth: f64,
}

impl EfficientNetConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        4 * self.channels(STAGES[STAGES.len() - 1].channels)
    }

    fn channels(&self, of_b0: usize) -> usize {
        round_channels(of_b0, self.width.unwrap_or(self.scale.factors()[0]))
    }

    /// Blocks in each stage.
    fn blocks(&self) -> [usize; STAGES.len()] {
        let factor = self.scale.factors()[1];
        STAGES.map(|stage| (stage.blocks as f64 * factor).ceil() as usize)
    }

    /// Epsilon and momentum of the normalisations: the larger sizes were published with those of
    /// the paper's code.
    fn norm(&self) -> [f64; 2] {
        use EfficientNetScale::{B5, B6, B7};
        if matches!(self.scale, B5 | B6 | B7) {
            [1e-3, 0.01]
        } else {
            [1e-5, 0.1]
        }
    }

    /// Where torchvision's or timm's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    pub(super) fn published_path(&self, key: &str) -> Option<String> {
        let blocks = self.blocks();
        let Some(key) = key.strip_prefix("features.") else {
            return timm_path(key, &blocks);
        };
        let (module, tensor) = key.rsplit_once('.')?;
        let path = match module.split('.').collect::<Vec<_>>()[..] {
            ["0", layer] => format!("stem.{}", conv_or_norm(layer)?),
            ["8", layer] => format!("last.{}", conv_or_norm(layer)?),
            [stage, block, "block", ref layer @ ..] => {
                let stage = stage.parse::<usize>().ok()?.checked_sub(1)?;
                let index = block_index(&blocks, stage, block.parse().ok()?)?;
                let expands = STAGES[stage].expansion > 1;
                format!("blocks.{index}.{}", torchvision_layer(layer, expands)?)
            }
            _ => return None,
        };
        Some(format!("{path}.{tensor}"))
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> MobileTrunk {
        let [epsilon, momentum] = self.norm();
        let blocks = self.blocks();
        let total: usize = blocks.iter().sum();
        let mut inputs = self.channels(STEM);
        let mut configs = Vec::with_capacity(total);
        for (stage, blocks) in STAGES.iter().zip(blocks) {
            let outputs = self.channels(stage.channels);
            for block in 0..blocks {
                let before = configs.len() as f64 / total as f64;
                configs.push(
                    MbConvConfig::new([inputs, outputs])
                        .with_expansion(stage.expansion)
                        .with_kernels(vec![stage.kernel])
                        .with_stride(if block == 0 { stage.stride } else { 1 })
                        .with_squeeze(Some(0.25))
                        .with_stochastic_depth(self.stochastic_depth * before)
                        .with_epsilon(epsilon)
                        .with_momentum(momentum),
                );
                inputs = outputs;
            }
        }
        MobileTrunkConfig::new(configs, self.embedding(), Activation::Silu)
            .with_stem_stride(self.stem_stride)
            .with_epsilon(epsilon)
            .with_momentum(momentum)
            .init(device)
    }
}

fn conv_or_norm(layer: &str) -> Option<&'static str> {
    match layer {
        "0" => Some("conv"),
        "1" => Some("norm"),
        _ => None,
    }
}

/// Where a layer of a torchvision block is in a block here: torchvision counts the layers, of
/// which the first is missing where there is nothing to expand.
fn torchvision_layer(layer: &[&str], expands: bool) -> Option<String> {
    let (&number, rest) = layer.split_first()?;
    let number = number.parse::<usize>().ok()? + usize::from(!expands);
    match (number, rest) {
        (2, ["fc1"]) => Some("squeeze.reduce".to_owned()),
        (2, ["fc2"]) => Some("squeeze.expand".to_owned()),
        (_, [part]) => {
            let place = match number {
                0 => "expand",
                1 => "depthwise",
                3 => "project",
                _ => return None,
            };
            let part = match conv_or_norm(part)? {
                "conv" => "convs.0",
                norm => norm,
            };
            Some(format!("{place}.{part}"))
        }
        _ => None,
    }
}
