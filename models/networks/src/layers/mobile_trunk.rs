//! What `EfficientNet` and `MixNet` have in common: a convolution, mobile inverted bottlenecks and
//! a 1x1 convolution.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::activation::Activation;
use super::mb_conv::{MbConv, MbConvConfig};
use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};

/// Configures a [`MobileTrunk`].
#[derive(Config, Debug)]
pub struct MobileTrunkConfig {
    /// The blocks, at least one; the stem has the filters that the first asks for.
    pub blocks: Vec<MbConvConfig>,
    /// Number of channels of the last feature maps.
    pub embedding: usize,
    /// What follows the first and the last convolution.
    pub activation: Activation,
    /// Stride of the stem, in pixels.
    #[config(default = 2)]
    pub stem_stride: usize,
    /// Added to the variance before its root is taken, in the first and last normalisation.
    #[config(default = 1e-5)]
    pub epsilon: f64,
    /// Weight of a batch in the running moments of the first and last normalisation.
    #[config(default = 0.1)]
    pub momentum: f64,
}

impl MobileTrunkConfig {
    /// Initialises the parameters on `device`.
    ///
    /// # Panics
    ///
    /// Without blocks.
    pub fn init(&self, device: &Device) -> MobileTrunk {
        let [first, last] = [self.blocks.first(), self.blocks.last()]
            .map(|block| block.expect("at least one").channels);
        let conv = |channels| {
            ConvNormConfig::new(channels)
                .with_epsilon(self.epsilon)
                .with_momentum(self.momentum)
        };
        MobileTrunk {
            stem: conv([3, first[0]])
                .with_stride(self.stem_stride)
                .init(device),
            blocks: self.blocks.iter().map(|block| block.init(device)).collect(),
            last: conv([last[1], self.embedding]).with_side(1).init(device),
            activation: self.activation,
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct MobileTrunk {
    stem: ConvNorm,
    blocks: Vec<MbConv>,
    last: ConvNorm,
    #[module(skip)]
    activation: Activation,
}

impl MobileTrunk {
    /// The last feature maps.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, embedding, side / stride, side / stride]`, rounded up, where `stride` is
    ///   the product of the strides
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = self.activation.forward(self.stem.forward(images));
        for block in &self.blocks {
            x = block.forward(x);
        }
        self.activation.forward(self.last.forward(x))
    }
}

/// The index of a block in a list that holds all stages, whose numbers of blocks are `stages`.
pub fn block_index(stages: &[usize], stage: usize, block: usize) -> Option<usize> {
    let before: usize = stages.get(..stage)?.iter().sum();
    (block < *stages.get(stage)?).then_some(before + block)
}

/// Where timm's tensor `key` belongs in a [`MobileTrunk`] whose first stage alone has an expansion
/// of one; `stages` are the numbers of blocks.
pub fn timm_path(key: &str, stages: &[usize]) -> Option<String> {
    let (module, tensor) = key.rsplit_once('.')?;
    let path = match module.split('.').collect::<Vec<_>>()[..] {
        ["conv_stem"] => "stem.conv".to_owned(),
        ["bn1"] => "stem.norm".to_owned(),
        ["conv_head"] => "last.conv".to_owned(),
        ["bn2"] => "last.norm".to_owned(),
        ["blocks", stage, block, ref layer @ ..] => {
            let stage = stage.parse().ok()?;
            let index = block_index(stages, stage, block.parse().ok()?)?;
            format!("blocks.{index}.{}", timm_layer(layer, stage > 0)?)
        }
        _ => return None,
    };
    Some(format!("{path}.{tensor}"))
}

/// Where a layer of a timm block is in a [`MbConv`].
fn timm_layer(layer: &[&str], expands: bool) -> Option<String> {
    let (name, part) = match *layer {
        ["se", "conv_reduce"] => return Some("squeeze.reduce".to_owned()),
        ["se", "conv_expand"] => return Some("squeeze.expand".to_owned()),
        [name] => (name, "0"),
        [name, part] => (name, part),
        _ => return None,
    };
    let place = match (name, expands) {
        ("conv_pw" | "bn1", true) => "expand",
        ("conv_dw" | "bn2", true) | ("conv_dw" | "bn1", false) => "depthwise",
        ("conv_pwl" | "bn3", true) | ("conv_pw" | "bn2", false) => "project",
        _ => return None,
    };
    Some(if name.starts_with("bn") {
        format!("{place}.norm")
    } else {
        format!("{place}.convs.{part}")
    })
}
