//! The two paths of `AstroSpy` (Alam et al., *`AstroSpy`: On detecting Fake Images in Astronomy via
//! Joint Image-Spectral Representations*, <https://arxiv.org/abs/2407.06817>) with pretrained
//! backbones that a page can run.
//!
//! One backbone sees the picture and another one its spectrum; the means of their last feature maps
//! are the paper's embeddings (equations 1 and 2), which are joined (equation 3) before one linear
//! layer gives the logit (equation 4). [`dual_path`] is that for any backbones, the studies' ones
//! with it, and [`joint`] is the step from two embeddings to a logit. A detector has those of
//! [`PathBackboneConfig`]. Beside the paper:
//!
//! - Each embedding is normalised before they are joined. Linear as the rest is, the logit is then
//!   an image part, a part of the spectrum and a constant, and as either part is zero on the average
//!   training picture, each path has a [verdict of its own](JointLayer::apart) without a head of its
//!   own.
//! - The spectrum is the logarithm of the paper's magnitude, standardised. Its one channel is
//!   repeated to the three that a backbone was pretrained with.

mod backbone;
pub mod dual_path;
pub mod joint;

use burn::config::Config;
use burn::tensor::Device;

pub use backbone::{PathBackbone, PathBackboneConfig, VitPath, VitPathConfig};
pub use dual_path::DualPath;
pub use joint::{Apart, Joint, JointLayer};

use joint::JointLayerConfig;

/// Configures an [`AstroSpy`].
#[derive(Config, Debug, PartialEq)]
pub struct AstroSpyConfig {
    /// What sees the picture.
    pub image: PathBackboneConfig,
    /// What sees its spectrum.
    pub spectrum: PathBackboneConfig,
    /// How two embeddings become one.
    #[config(default = "Joint::Add")]
    pub joint: Joint,
    /// Probability of dropping an element of the joint embedding in training.
    #[config(default = 0.2)]
    pub dropout: f64,
}

impl AstroSpyConfig {
    /// Whether the two embeddings can be joined as the configuration says.
    pub fn joins(&self) -> bool {
        self.joint == Joint::Concatenate || self.image.embedding() == self.spectrum.embedding()
    }

    /// Initialises the parameters on `device` for square views of `side` pixels.
    ///
    /// # Panics
    ///
    /// If embeddings of different lengths shall be added.
    pub fn init(&self, side: usize, device: &Device) -> AstroSpy {
        DualPath {
            image: Some(self.image.init(side, device)),
            spectral: Some(self.spectrum.init(side, device)),
            head: JointLayerConfig::new(self.joint)
                .with_image(Some(self.image.embedding()))
                .with_spectral(Some(self.spectrum.embedding()))
                .with_normalized(true)
                .with_dropout(self.dropout)
                .init(device),
        }
    }
}

/// See the [module documentation](self).
pub type AstroSpy = DualPath<PathBackbone>;
