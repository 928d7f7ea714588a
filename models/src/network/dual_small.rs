//! The project's own small dual-path detector.
//!
//! `AstroSpy`'s idea (<https://arxiv.org/abs/2407.06817>) in a budget for phones: an image path
//! and a spectral path, each a short residual network, joined by concatenation. The image path
//! can see the colours, their high-pass residual, or both: what generators leave behind sits in
//! the residual, the subject does not. A third path can weigh what was counted in the residuals
//! ([`statistics`](spectrafide_picture::statistics)), which a few thousand pictures are enough to learn
//! from.

use burn::config::Config;
use burn::module::{Module, Param};
use burn::nn::{Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::residual_statistics::{StatisticsLayer, StatisticsLayerConfig};
use super::{Features, Inputs, Needs};
use crate::layers::conv_norm::{ConvNorm, ConvNormConfig};
use crate::layers::pooling::mean_over_pixels;
use crate::layers::residual::{BasicBlock, BasicBlockConfig};
use crate::layers::residual_filter::{mean_residual, median_residual, neighbour_residual};

/// What the image path sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageInput {
    /// The normalised colours.
    Colour,
    /// The colours less their 3x3 mean, at native pixels ([`mean_residual`]).
    Residual,
    /// Colours and [`mean_residual`], as six channels.
    ColourAndResidual,
    /// The colours less their 3x3 median ([`median_residual`]).
    MedianResidual,
    /// The colours less the first of each 2x2 square ([`neighbour_residual`]).
    NeighbourResidual,
    /// Nothing: there is no image path.
    None,
}

/// Configures a [`DualSmall`].
#[derive(Config, Debug, PartialEq)]
pub struct DualSmallConfig {
    /// What the image path sees.
    #[config(default = "ImageInput::Colour")]
    pub input: ImageInput,
    /// Filters of the image path's stem.
    #[config(default = 32)]
    pub stem: usize,
    /// Side of the stem's square kernel, odd, in pixels.
    #[config(default = 3)]
    pub stem_kernel: usize,
    /// Stride of the image path's stem, in pixels.
    #[config(default = 1)]
    pub stem_stride: usize,
    /// Residual blocks at the stem's resolution. What generators leave behind is finest there,
    /// and so is the cost.
    #[config(default = 0)]
    pub stem_blocks: usize,
    /// Filters of each stage of the image path, all of which halve the resolution.
    pub stages: Vec<usize>,
    /// Residual blocks in each stage of the image path.
    #[config(default = 1)]
    pub blocks: usize,
    /// Whether there is a spectral path.
    #[config(default = true)]
    pub spectral: bool,
    /// Filters of each stage of the spectral path, all of which halve the resolution.
    #[config(default = "vec![16, 32, 64]")]
    pub spectral_stages: Vec<usize>,
    /// The path for statistics of residuals, if there is one.
    #[config(default = "None")]
    pub statistics: Option<StatisticsLayerConfig>,
    /// Probability of dropping an element of the joint embedding in training.
    #[config(default = 0.2)]
    pub dropout: f64,
}

impl DualSmallConfig {
    /// What the network reads of a view.
    pub fn needs(&self) -> Needs {
        Needs {
            colours: self.input != ImageInput::None,
            spectrum: self.spectral,
            statistics: self.statistics.as_ref().map_or(0, |path| path.inputs),
        }
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> DualSmall {
        let channels = if self.input == ImageInput::ColourAndResidual {
            6
        } else {
            3
        };
        let mut joint = 0;
        let mut stages = Vec::new();
        if self.input != ImageInput::None {
            let mut width = self.stem;
            for _ in 0..self.stem_blocks {
                stages.push(BasicBlockConfig::new([width, width]).init(device));
            }
            for &filters in &self.stages {
                for block in 0..self.blocks {
                    let stride = if block == 0 { 2 } else { 1 };
                    stages.push(
                        BasicBlockConfig::new([width, filters])
                            .with_stride(stride)
                            .init(device),
                    );
                    width = filters;
                }
            }
            joint += width;
        }
        let mut spectral = Vec::new();
        if self.spectral {
            let mut inputs = 1;
            for &filters in &self.spectral_stages {
                spectral.push(
                    ConvNormConfig::new([inputs, filters])
                        .with_stride(2)
                        .init(device),
                );
                inputs = filters;
            }
            joint += inputs;
        }
        joint += self.statistics.as_ref().map_or(0, |path| path.units);
        DualSmall {
            input: self.input,
            stem: (self.input != ImageInput::None).then(|| {
                ConvNormConfig::new([channels, self.stem])
                    .with_side(self.stem_kernel)
                    .with_stride(self.stem_stride)
                    .init(device)
            }),
            stages,
            spectral,
            spectral_scale: self
                .spectral
                .then(|| Param::from_tensor(Tensor::<1>::ones([1], device))),
            statistics: self.statistics.as_ref().map(|path| path.init(device)),
            dropout: DropoutConfig::new(self.dropout).init(),
            output: LinearConfig::new(joint, 1).init(device),
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct DualSmall {
    #[module(skip)]
    input: ImageInput,
    stem: Option<ConvNorm>,
    stages: Vec<BasicBlock>,
    spectral: Vec<ConvNorm>,
    /// Lets training weigh the spectral embedding against the image embedding as a whole.
    spectral_scale: Option<Param<Tensor<1>>>,
    statistics: Option<StatisticsLayer>,
    dropout: Dropout,
    output: Linear,
}

impl DualSmall {
    /// The last feature maps of both paths.
    ///
    /// # Panics
    ///
    /// If there is a spectral path and no spectrum, or one for statistics and none of them.
    pub fn features(&self, inputs: Inputs) -> Features {
        let seen = match self.input {
            ImageInput::Colour => inputs.image,
            ImageInput::Residual => inputs.image.map(mean_residual),
            ImageInput::ColourAndResidual => inputs
                .image
                .map(|image| Tensor::cat(vec![image.clone(), mean_residual(image)], 1)),
            ImageInput::MedianResidual => inputs.image.map(median_residual),
            ImageInput::NeighbourResidual => inputs.image.map(neighbour_residual),
            ImageInput::None => None,
        };
        let image = seen.zip(self.stem.as_ref()).map(|(seen, stem)| {
            let mut x = relu(stem.forward(seen));
            for block in &self.stages {
                x = block.forward(x);
            }
            x
        });
        let spectral = (!self.spectral.is_empty()).then(|| {
            let mut y = inputs
                .spectrum
                .expect("a dual-path detector is given a spectrum");
            for stage in &self.spectral {
                y = relu(stage.forward(y));
            }
            y
        });
        Features {
            image,
            spectral,
            numbers: self.statistics.as_ref().map(|_| {
                inputs
                    .statistics
                    .expect("a detector with such a path is given statistics")
            }),
        }
    }

    /// One logit per view, `[batch, 1]`.
    pub fn head(&self, features: Features) -> Tensor<2> {
        let mut joint = Vec::with_capacity(3);
        if let Some(image) = features.image {
            joint.push(mean_over_pixels(image));
        }
        if let (Some(spectral), Some(scale)) = (features.spectral, &self.spectral_scale) {
            joint.push(mean_over_pixels(spectral) * scale.val().unsqueeze::<2>());
        }
        if let (Some(statistics), Some(path)) = (features.numbers, &self.statistics) {
            joint.push(path.forward(statistics));
        }
        self.output
            .forward(self.dropout.forward(Tensor::cat(joint, 1)))
    }
}
