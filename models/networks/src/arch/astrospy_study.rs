//! The dual-path detector of the `AstroSpy` paper (<https://arxiv.org/abs/2407.06817>) over any of
//! the backbones, for its tables.
//!
//! The paths and the step that joins them are those of the
//! [detector](spectrafide_models::network::astrospy), here of two backbones of one kind or of one
//! alone, and without normalised embeddings. Where the paper is open, this is what is done:
//!
//! - Equation (3) is called a concatenation, and the sentence after it says "concatenated … using
//!   addition operation": both are offered, see [`Joint`].
//! - The joint embedding is said to be "fed into a trainable model (like `ResNet50` or
//!   `DenseNet121`)", which a vector cannot be; the implementation details have two parallel
//!   networks whose embeddings go to a fully connected layer, and so it is here.
//! - The spectrum is the magnitude in equation (2); here it is its logarithm, standardised, since
//!   the magnitude spans five orders. One channel is repeated to the three that a backbone takes.

use burn::config::Config;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};
use spectrafide_models::network::Needs;
use spectrafide_models::network::astrospy::dual_path::{DualPath, MapNetwork};
use spectrafide_models::network::astrospy::joint::{Joint, JointLayerConfig};

use super::backbone::{Backbone, BackboneConfig};
use super::resnet::{ResNetConfig, ResNetDepth};

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

/// Configures an [`AstroSpyStudy`].
#[derive(Config, Debug, PartialEq)]
pub struct AstroSpyStudyConfig {
    /// The network of each path, the two of one kind.
    pub backbone: BackboneConfig,
    /// Which paths there are.
    #[config(default = "Mode::Joint")]
    pub mode: Mode,
    /// How two embeddings become one.
    #[config(default = "Joint::Add")]
    pub joint: Joint,
}

impl AstroSpyStudyConfig {
    /// Side of the views that the paper's configuration is given, in pixels.
    pub const PAPER_SIDE: u32 = 224;

    /// The paper's configuration: two `ResNet-50` whose embeddings are added, for views of
    /// [`PAPER_SIDE`](Self::PAPER_SIDE) pixels. Its weights start at random.
    pub fn paper() -> Self {
        Self::new(BackboneConfig::ResNet(ResNetConfig::new(ResNetDepth::D50)))
    }

    /// What the network reads of a view.
    pub fn needs(&self) -> Needs {
        Needs {
            colours: self.mode != Mode::SpectralOnly,
            spectrum: self.mode != Mode::ImageOnly,
            statistics: 0,
        }
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> AstroSpyStudy {
        let needs = self.needs();
        let path = |present: bool| present.then(|| self.backbone.init(device));
        let length = |present: bool| present.then(|| self.backbone.embedding());
        DualPath {
            image: path(needs.colours),
            spectral: path(needs.spectrum),
            head: JointLayerConfig::new(self.joint)
                .with_image(length(needs.colours))
                .with_spectral(length(needs.spectrum))
                .init(device),
        }
    }
}

/// See the [module documentation](self).
pub type AstroSpyStudy = DualPath<Backbone>;

impl MapNetwork for Backbone {
    fn maps(&self, images: Tensor<4>) -> Tensor<4> {
        self.forward(images)
    }
}
