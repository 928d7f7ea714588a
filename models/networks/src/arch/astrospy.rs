//! The dual-path detector of Alam et al., *`AstroSpy`: On detecting Fake Images in Astronomy
//! via Joint Image-Spectral Representations* (<https://arxiv.org/abs/2407.06817>).
//!
//! One backbone sees the picture, a second one of the same kind its spectrum; the means of their
//! last feature maps are joined and one linear layer gives the logit. Where the paper is open,
//! this is what is done here:
//!
//! - Equation (3) is called a concatenation, and the sentence after it says "concatenated … using
//!   addition operation": both are offered, see [`Fusion`].
//! - The joint embedding is said to be "fed into a trainable model (like `ResNet50` or
//!   `DenseNet121`)", which a vector cannot be; the implementation details have two parallel
//!   networks whose embeddings go to a fully connected layer, and so it is here.
//! - The spectrum is the magnitude in equation (2); here it is its logarithm, standardised, since
//!   the magnitude spans five orders. One channel is repeated to the three that a backbone takes.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::backbone::{Backbone, BackboneConfig};
use super::resnet::{ResNetConfig, ResNetDepth};
use spectrafide_models::layers::pooling::mean_over_pixels;
use spectrafide_models::network::{Features, Inputs};

/// Which paths there are; the single ones are the baselines of the paper's table 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The picture alone.
    ImageOnly,
    /// The spectrum alone.
    SpectralOnly,
    /// Both.
    Joint,
}

/// How two embeddings become one; without effect where there is one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fusion {
    /// The sum of the two.
    Addition,
    /// One after the other, the image's first.
    Concatenation,
}

/// Configures an [`AstroSpy`].
#[derive(Config, Debug, PartialEq)]
pub struct AstroSpyConfig {
    /// The network of each path, the two of one kind.
    pub backbone: BackboneConfig,
    /// Which paths there are.
    #[config(default = "Mode::Joint")]
    pub mode: Mode,
    /// How two embeddings become one.
    #[config(default = "Fusion::Addition")]
    pub fusion: Fusion,
}

impl AstroSpyConfig {
    /// Side of the views that the paper's configuration is given, in pixels.
    pub const PAPER_SIDE: u32 = 224;

    /// The paper's configuration: two `ResNet-50` whose embeddings are added, for views of
    /// [`PAPER_SIDE`](Self::PAPER_SIDE) pixels. Its weights start at random.
    pub fn paper() -> Self {
        Self::new(BackboneConfig::ResNet(ResNetConfig::new(ResNetDepth::D50)))
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> AstroSpy {
        let path = |present: bool| present.then(|| self.backbone.init(device));
        let embedding = self.backbone.embedding();
        let joint = match (self.mode, self.fusion) {
            (Mode::Joint, Fusion::Concatenation) => 2 * embedding,
            _ => embedding,
        };
        AstroSpy {
            image: path(self.mode != Mode::SpectralOnly),
            spectral: path(self.mode != Mode::ImageOnly),
            fusion: self.fusion,
            output: LinearConfig::new(joint, 1).init(device),
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct AstroSpy {
    pub(crate) image: Option<Backbone>,
    pub(crate) spectral: Option<Backbone>,
    #[module(skip)]
    fusion: Fusion,
    output: Linear,
}

impl AstroSpy {
    /// The last feature maps of the paths that there are.
    ///
    /// # Panics
    ///
    /// If there is an image path and no colours, or a spectral path and no spectrum.
    pub fn features(&self, inputs: Inputs) -> Features {
        let Inputs {
            image, spectrum, ..
        } = inputs;
        Features {
            image: self.image.as_ref().map(|path| {
                let image = image.expect("an image path is given colours");
                path.forward(image)
            }),
            spectral: self.spectral.as_ref().map(|path| {
                let spectrum = spectrum.expect("a dual-path detector is given a spectrum");
                path.forward(spectrum.repeat_dim(1, 3))
            }),
            ..Features::default()
        }
    }

    /// One logit per view, `[batch, 1]`.
    ///
    /// # Panics
    ///
    /// If there are no feature maps at all.
    pub fn head(&self, features: Features) -> Tensor<2> {
        let image = features.image.map(mean_over_pixels);
        let spectral = features.spectral.map(mean_over_pixels);
        let joint = match (image, spectral, self.fusion) {
            (Some(image), Some(spectral), Fusion::Addition) => image + spectral,
            (Some(image), Some(spectral), Fusion::Concatenation) => {
                Tensor::cat(vec![image, spectral], 1)
            }
            (Some(only), None, _) | (None, Some(only), _) => only,
            (None, None, _) => panic!("one path is always computed"),
        };
        self.output.forward(joint)
    }
}
