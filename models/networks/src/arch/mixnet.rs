//! The `MixNet`s of Tan and Le, *`MixConv`: Mixed Depthwise Convolutional Kernels*
//! (<https://arxiv.org/abs/1907.09595>), up to the last feature maps.
//!
//! They equal timm's `mixnet_s`, `mixnet_m` and `mixnet_l`: convolutions are padded by half their
//! kernel on each side and the epsilon is 1e-5, where the paper's own code (timm's `tf_mixnet_s`
//! and so on) pads the right and the bottom more and has 1e-3. The 1x1 convolutions in two parts
//! are those of that code. Weights start from Burn's default for convolutions.

use burn::config::Config;
use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::layers::activation::Activation;
use crate::layers::mb_conv::MbConvConfig;
use crate::layers::mobile_trunk::{MobileTrunk, MobileTrunkConfig, timm_path};
use spectrafide_models::layers::mobile_stages::round_channels;

/// Number of channels of the last feature maps, of whatever size or width.
const EMBEDDING: usize = 1536;

/// Equal blocks (the paper's figure 5), of which the first alone has the stride.
struct Row {
    blocks: usize,
    kernels: &'static [usize],
    stride: usize,
    expansion: usize,
    channels: usize,
    /// Squeezed channels for each channel in, in per cent; 0 stands for no squeeze-and-excitation
    /// and for `ReLU` in place of `SiLU`.
    squeeze_percent: usize,
    /// Parts of the first and of the last 1x1 convolution.
    parts: [usize; 2],
}

const fn row(
    blocks: usize,
    kernels: &'static [usize],
    [stride, expansion, channels, squeeze_percent]: [usize; 4],
    parts: [usize; 2],
) -> Row {
    Row {
        blocks,
        kernels,
        stride,
        expansion,
        channels,
        squeeze_percent,
        parts,
    }
}

const SMALL: [&[Row]; 6] = [
    &[row(1, &[3], [1, 1, 16, 0], [1, 1])],
    &[
        row(1, &[3], [2, 6, 24, 0], [2, 2]),
        row(1, &[3], [1, 3, 24, 0], [2, 2]),
    ],
    &[
        row(1, &[3, 5, 7], [2, 6, 40, 50], [1, 1]),
        row(3, &[3, 5], [1, 6, 40, 50], [2, 2]),
    ],
    &[
        row(1, &[3, 5, 7], [2, 6, 80, 25], [1, 2]),
        row(2, &[3, 5], [1, 6, 80, 25], [1, 2]),
    ],
    &[
        row(1, &[3, 5, 7], [1, 6, 120, 50], [2, 2]),
        row(2, &[3, 5, 7, 9], [1, 3, 120, 50], [2, 2]),
    ],
    &[
        row(1, &[3, 5, 7, 9, 11], [2, 6, 200, 50], [1, 1]),
        row(2, &[3, 5, 7, 9], [1, 6, 200, 50], [1, 2]),
    ],
];

const MEDIUM: [&[Row]; 6] = [
    &[row(1, &[3], [1, 1, 24, 0], [1, 1])],
    &[
        row(1, &[3, 5, 7], [2, 6, 32, 0], [2, 2]),
        row(1, &[3], [1, 3, 32, 0], [2, 2]),
    ],
    &[
        row(1, &[3, 5, 7, 9], [2, 6, 40, 50], [1, 1]),
        row(3, &[3, 5], [1, 6, 40, 50], [2, 2]),
    ],
    &[
        row(1, &[3, 5, 7], [2, 6, 80, 25], [1, 1]),
        row(3, &[3, 5, 7, 9], [1, 6, 80, 25], [2, 2]),
    ],
    &[
        row(1, &[3], [1, 6, 120, 50], [1, 1]),
        row(3, &[3, 5, 7, 9], [1, 3, 120, 50], [2, 2]),
    ],
    &[
        row(1, &[3, 5, 7, 9], [2, 6, 200, 50], [1, 1]),
        row(3, &[3, 5, 7, 9], [1, 6, 200, 50], [1, 2]),
    ],
];

/// The published sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MixNetSize {
    /// MixNet-S.
    S,
    /// MixNet-M.
    M,
    /// MixNet-L: MixNet-M with 1.3 times as many channels.
    L,
}

impl MixNetSize {
    /// Every size, smallest first.
    pub const ALL: [Self; 3] = [Self::S, Self::M, Self::L];

    fn stages(self) -> &'static [&'static [Row]; 6] {
        match self {
            Self::S => &SMALL,
            Self::M | Self::L => &MEDIUM,
        }
    }

    /// Filters of the stem, and the factor on the numbers of channels.
    fn stem_and_width(self) -> (usize, f64) {
        match self {
            Self::S => (16, 1.0),
            Self::M => (24, 1.0),
            Self::L => (24, 1.3),
        }
    }
}

/// Configures a `MixNet`.
#[derive(Config, Debug, PartialEq)]
pub struct MixNetConfig {
    /// The published size.
    pub size: MixNetSize,
    /// Another factor on the numbers of channels than that of `size`; the last convolution keeps
    /// its own.
    pub width: Option<f64>,
    /// Stride of the stem, in pixels. 2 in the paper; 1 keeps more than a pixel of a picture of
    /// 32 px.
    #[config(default = 2)]
    pub stem_stride: usize,
}

impl MixNetConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        EMBEDDING
    }

    /// Where timm's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    pub(super) fn published_path(&self, key: &str) -> Option<String> {
        let stages = self.size.stages();
        timm_path(
            key,
            &stages.map(|rows| rows.iter().map(|row| row.blocks).sum()),
        )
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> MobileTrunk {
        let (stem, width) = self.size.stem_and_width();
        let channels = |count| round_channels(count, self.width.unwrap_or(width));
        let mut inputs = channels(stem);
        let mut configs = Vec::new();
        for row in self.size.stages().iter().copied().flatten() {
            let outputs = channels(row.channels);
            let squeeze = (row.squeeze_percent > 0).then_some(row.squeeze_percent as f64 / 100.0);
            let activation = match squeeze {
                Some(_) => Activation::Silu,
                None => Activation::Relu,
            };
            for block in 0..row.blocks {
                configs.push(
                    MbConvConfig::new([inputs, outputs])
                        .with_expansion(row.expansion)
                        .with_kernels(row.kernels.to_vec())
                        .with_expand_parts(row.parts[0])
                        .with_project_parts(row.parts[1])
                        .with_stride(if block == 0 { row.stride } else { 1 })
                        .with_squeeze(squeeze)
                        .with_activation(activation),
                );
                inputs = outputs;
            }
        }
        MobileTrunkConfig::new(configs, EMBEDDING, Activation::Relu)
            .with_stem_stride(self.stem_stride)
            .init(device)
    }
}
