//! One backbone on the picture, and a head: how the Real or Synthetic Images study uses the
//! networks that were published for `ImageNet`.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::backbone::{Backbone, BackboneConfig};
use crate::layers::head::{Head, HeadConfig};

/// Configures a [`Classifier`].
#[derive(Config, Debug, PartialEq)]
pub struct ClassifierConfig {
    /// The network up to its last feature maps.
    pub backbone: BackboneConfig,
    /// What follows; by default one linear layer on the mean of the maps.
    #[config(default = "HeadConfig::new()")]
    pub head: HeadConfig,
}

impl ClassifierConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> Classifier {
        Classifier {
            backbone: self.backbone.init(device),
            head: self.head.init(self.backbone.embedding(), device),
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct Classifier {
    pub(crate) backbone: Backbone,
    head: Head,
}

impl Classifier {
    /// The last feature maps, `[batch, embedding, height, width]`.
    pub fn features(&self, images: Tensor<4>) -> Tensor<4> {
        self.backbone.forward(images)
    }

    /// One logit per picture, `[batch, 1]`.
    pub fn head(&self, features: Tensor<4>) -> Tensor<2> {
        self.head.forward(features)
    }
}
