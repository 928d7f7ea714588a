//! The networks that turn a picture into one set of feature maps: what a [classifier] puts a head
//! on, and what [`AstroSpy`](super::astrospy) has two of.
//!
//! [classifier]: super::classifier

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::cifake_cnn::{CifakeCnnConfig, CifakeTrunk};
use super::efficientnet::EfficientNetConfig;
use super::maxvit::{MaxVitConfig, MaxVitTrunk};
use super::mixnet::MixNetConfig;
use super::resnet::{ResNetConfig, ResNetTrunk};
use crate::layers::mobile_trunk::MobileTrunk;

/// A backbone with its hyperparameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "architecture", rename_all = "snake_case")]
pub enum BackboneConfig {
    /// The convolutions of [`cifake_cnn`](super::cifake_cnn); its dense layers are left out.
    CifakeCnn(CifakeCnnConfig),
    /// See [`efficientnet`](super::efficientnet).
    #[serde(rename = "efficientnet")]
    EfficientNet(EfficientNetConfig),
    /// See [`maxvit`](super::maxvit).
    #[serde(rename = "maxvit")]
    MaxVit(MaxVitConfig),
    /// See [`mixnet`](super::mixnet).
    #[serde(rename = "mixnet")]
    MixNet(MixNetConfig),
    /// See [`resnet`](super::resnet).
    #[serde(rename = "resnet")]
    ResNet(ResNetConfig),
}

impl BackboneConfig {
    /// The registry name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CifakeCnn(_) => "cifake_cnn",
            Self::EfficientNet(_) => "efficientnet",
            Self::MaxVit(_) => "maxvit",
            Self::MixNet(_) => "mixnet",
            Self::ResNet(_) => "resnet",
        }
    }

    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        match self {
            Self::CifakeCnn(config) => config.filters,
            Self::EfficientNet(config) => config.embedding(),
            Self::MaxVit(config) => config.embedding(),
            Self::MixNet(config) => config.embedding(),
            Self::ResNet(config) => config.embedding(),
        }
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> Backbone {
        match self {
            Self::CifakeCnn(config) => Backbone::CifakeCnn(config.init_trunk(device)),
            Self::EfficientNet(config) => Backbone::EfficientNet(config.init(device)),
            Self::MaxVit(config) => Backbone::MaxVit(config.init(device)),
            Self::MixNet(config) => Backbone::MixNet(config.init(device)),
            Self::ResNet(config) => Backbone::ResNet(config.init(device)),
        }
    }

    /// Whether others publish weights for it.
    pub fn is_published(&self) -> bool {
        !matches!(self, Self::CifakeCnn(_))
    }

    /// Where a tensor of a published checkpoint belongs: the path of the parameter, or nothing
    /// for a name that it does not know. The names are those of torchvision or timm, as each
    /// architecture says.
    pub fn published_path(&self, key: &str) -> Option<String> {
        match self {
            Self::CifakeCnn(_) => None,
            Self::EfficientNet(config) => config.published_path(key),
            Self::MaxVit(config) => config.published_path(key),
            Self::MixNet(config) => config.published_path(key),
            Self::ResNet(config) => config.published_path(key),
        }
    }

    /// Whether `key` names a tensor that published checkpoints have and a backbone does not: the
    /// classifier, the classifiers beside it that some were trained with, counts of batches, and
    /// indices that follow from the configuration.
    pub fn leaves_out(&self, key: &str) -> bool {
        let classifier = match self {
            Self::CifakeCnn(_) => &[][..],
            Self::EfficientNet(_) | Self::MaxVit(_) | Self::MixNet(_) => &["classifier."],
            Self::ResNet(_) => &["fc."],
        };
        key.ends_with(".num_batches_tracked")
            || key.ends_with(".relative_position_index")
            || classifier.iter().any(|prefix| key.starts_with(prefix))
    }
}

/// Any of the backbones.
#[derive(Module, Debug)]
pub enum Backbone {
    /// See [`cifake_cnn`](super::cifake_cnn).
    CifakeCnn(CifakeTrunk),
    /// See [`efficientnet`](super::efficientnet).
    EfficientNet(MobileTrunk),
    /// See [`maxvit`](super::maxvit).
    MaxVit(MaxVitTrunk),
    /// See [`mixnet`](super::mixnet).
    MixNet(MobileTrunk),
    /// See [`resnet`](super::resnet).
    ResNet(ResNetTrunk),
}

impl Backbone {
    /// The last feature maps.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, embedding, height, width]`
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        match self {
            Self::CifakeCnn(trunk) => trunk.forward(images),
            Self::EfficientNet(trunk) | Self::MixNet(trunk) => trunk.forward(images),
            Self::MaxVit(trunk) => trunk.forward(images),
            Self::ResNet(trunk) => trunk.forward(images),
        }
    }
}
