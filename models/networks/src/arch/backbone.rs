//! The networks that turn a picture into one set of feature maps: what a [classifier] puts a head
//! on, and what the [study of `AstroSpy`](super::astrospy_study) has two of.
//!
//! [classifier]: super::classifier

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::cifake_vgg::{CifakeVggConfig, CifakeVggTrunk};
use super::densenet::{DenseNetConfig, DenseNetTrunk};
use super::efficientnet::EfficientNetConfig;
use super::inception_resnet_v2::{InceptionResNetV2Config, InceptionResNetV2Trunk};
use super::inception_v3::{InceptionV3Config, InceptionV3Trunk};
use super::maxvit::{MaxVitConfig, MaxVitTrunk};
use super::mixnet::MixNetConfig;
use super::plain_cnn::{PlainCnnConfig, PlainCnnTrunk};
use super::resnet::{ResNetConfig, ResNetTrunk};
use super::vgg::{VggConfig, VggTrunk};
use super::xception::{XceptionConfig, XceptionTrunk};
use crate::layers::mobile_trunk::MobileTrunk;
use spectrafide_models::network::cifake_cnn::{CifakeCnnConfig, CifakeTrunk};

/// A backbone with its hyperparameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "architecture", rename_all = "snake_case")]
pub enum BackboneConfig {
    /// The convolutions of [`cifake_cnn`](spectrafide_models::network::cifake_cnn); its dense layers are left out.
    CifakeConvolutions(CifakeCnnConfig),
    /// The convolutions of [`cifake_vgg`](super::cifake_vgg); its dense layers are left out.
    CifakeVggConvolutions(CifakeVggConfig),
    /// See [`densenet`](super::densenet).
    #[serde(rename = "densenet")]
    DenseNet(DenseNetConfig),
    /// See [`efficientnet`](super::efficientnet).
    #[serde(rename = "efficientnet")]
    EfficientNet(EfficientNetConfig),
    /// See [`inception_resnet_v2`](super::inception_resnet_v2).
    #[serde(rename = "inception_resnet_v2")]
    InceptionResNetV2(InceptionResNetV2Config),
    /// See [`inception_v3`](super::inception_v3).
    #[serde(rename = "inception_v3")]
    InceptionV3(InceptionV3Config),
    /// See [`maxvit`](super::maxvit).
    #[serde(rename = "maxvit")]
    MaxVit(MaxVitConfig),
    /// See [`mixnet`](super::mixnet).
    #[serde(rename = "mixnet")]
    MixNet(MixNetConfig),
    /// See [`plain_cnn`](super::plain_cnn).
    PlainCnn(PlainCnnConfig),
    /// See [`resnet`](super::resnet).
    #[serde(rename = "resnet")]
    ResNet(ResNetConfig),
    /// See [`vgg`](super::vgg).
    Vgg(VggConfig),
    /// See [`xception`](super::xception).
    Xception(XceptionConfig),
}

impl BackboneConfig {
    /// The registry name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CifakeConvolutions(_) => "cifake_convolutions",
            Self::CifakeVggConvolutions(_) => "cifake_vgg_convolutions",
            Self::DenseNet(_) => "densenet",
            Self::EfficientNet(_) => "efficientnet",
            Self::InceptionResNetV2(_) => "inception_resnet_v2",
            Self::InceptionV3(_) => "inception_v3",
            Self::MaxVit(_) => "maxvit",
            Self::MixNet(_) => "mixnet",
            Self::PlainCnn(_) => "plain_cnn",
            Self::ResNet(_) => "resnet",
            Self::Vgg(_) => "vgg",
            Self::Xception(_) => "xception",
        }
    }

    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        match self {
            Self::CifakeConvolutions(config) => config.filters,
            Self::CifakeVggConvolutions(config) => config.embedding(),
            Self::DenseNet(config) => config.embedding(),
            Self::EfficientNet(config) => config.embedding(),
            Self::InceptionResNetV2(config) => config.embedding(),
            Self::InceptionV3(config) => config.embedding(),
            Self::MaxVit(config) => config.embedding(),
            Self::MixNet(config) => config.embedding(),
            Self::PlainCnn(config) => config.embedding(),
            Self::ResNet(config) => config.embedding(),
            Self::Vgg(config) => config.embedding(),
            Self::Xception(config) => config.embedding(),
        }
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> Backbone {
        match self {
            Self::CifakeConvolutions(config) => {
                Backbone::CifakeConvolutions(config.init_trunk(device))
            }
            Self::CifakeVggConvolutions(config) => {
                Backbone::CifakeVggConvolutions(config.init_trunk(device))
            }
            Self::DenseNet(config) => Backbone::DenseNet(config.init(device)),
            Self::EfficientNet(config) => Backbone::EfficientNet(config.init(device)),
            Self::InceptionResNetV2(config) => Backbone::InceptionResNetV2(config.init(device)),
            Self::InceptionV3(config) => Backbone::InceptionV3(config.init(device)),
            Self::MaxVit(config) => Backbone::MaxVit(config.init(device)),
            Self::MixNet(config) => Backbone::MixNet(config.init(device)),
            Self::PlainCnn(config) => Backbone::PlainCnn(config.init(device)),
            Self::ResNet(config) => Backbone::ResNet(config.init(device)),
            Self::Vgg(config) => Backbone::Vgg(config.init(device)),
            Self::Xception(config) => Backbone::Xception(config.init(device)),
        }
    }

    /// Whether others publish weights for it.
    pub fn is_published(&self) -> bool {
        !matches!(
            self,
            Self::CifakeConvolutions(_) | Self::CifakeVggConvolutions(_) | Self::PlainCnn(_)
        )
    }

    /// Where a tensor of a published checkpoint belongs: the path of the parameter, or nothing
    /// for a name that it does not know. The names are those of torchvision or timm, as each
    /// architecture says.
    pub fn published_path(&self, key: &str) -> Option<String> {
        match self {
            Self::CifakeConvolutions(_) | Self::CifakeVggConvolutions(_) | Self::PlainCnn(_) => {
                None
            }
            Self::DenseNet(_) => DenseNetConfig::published_path(key),
            Self::EfficientNet(config) => config.published_path(key),
            Self::InceptionResNetV2(config) => config.published_path(key),
            Self::InceptionV3(_) => InceptionV3Config::published_path(key),
            Self::MaxVit(config) => config.published_path(key),
            Self::MixNet(config) => config.published_path(key),
            Self::ResNet(config) => config.published_path(key),
            Self::Vgg(config) => config.published_path(key),
            Self::Xception(_) => XceptionConfig::published_path(key),
        }
    }

    /// Whether `key` names a tensor that published checkpoints have and a backbone does not: the
    /// classifier, the classifiers beside it that some were trained with, counts of batches, and
    /// indices that follow from the configuration.
    pub fn leaves_out(&self, key: &str) -> bool {
        let classifier = match self {
            Self::CifakeConvolutions(_) | Self::CifakeVggConvolutions(_) | Self::PlainCnn(_) => {
                &[][..]
            }
            Self::DenseNet(_)
            | Self::EfficientNet(_)
            | Self::MaxVit(_)
            | Self::MixNet(_)
            | Self::Vgg(_) => &["classifier."],
            Self::InceptionResNetV2(_) => &["classif."],
            Self::InceptionV3(_) => &["AuxLogits.", "fc."],
            Self::ResNet(_) | Self::Xception(_) => &["fc."],
        };
        key.ends_with(".num_batches_tracked")
            || key.ends_with(".relative_position_index")
            || classifier.iter().any(|prefix| key.starts_with(prefix))
    }
}

/// Any of the backbones.
#[derive(Module, Debug)]
pub enum Backbone {
    /// See [`cifake_cnn`](spectrafide_models::network::cifake_cnn).
    CifakeConvolutions(CifakeTrunk),
    /// See [`cifake_vgg`](super::cifake_vgg).
    CifakeVggConvolutions(CifakeVggTrunk),
    /// See [`densenet`](super::densenet).
    DenseNet(DenseNetTrunk),
    /// See [`efficientnet`](super::efficientnet).
    EfficientNet(MobileTrunk),
    /// See [`inception_resnet_v2`](super::inception_resnet_v2).
    InceptionResNetV2(InceptionResNetV2Trunk),
    /// See [`inception_v3`](super::inception_v3).
    InceptionV3(InceptionV3Trunk),
    /// See [`maxvit`](super::maxvit).
    MaxVit(MaxVitTrunk),
    /// See [`mixnet`](super::mixnet).
    MixNet(MobileTrunk),
    /// See [`plain_cnn`](super::plain_cnn).
    PlainCnn(PlainCnnTrunk),
    /// See [`resnet`](super::resnet).
    ResNet(ResNetTrunk),
    /// See [`vgg`](super::vgg).
    Vgg(VggTrunk),
    /// See [`xception`](super::xception).
    Xception(XceptionTrunk),
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
            Self::CifakeConvolutions(trunk) => trunk.forward(images),
            Self::CifakeVggConvolutions(trunk) => trunk.forward(images),
            Self::DenseNet(trunk) => trunk.forward(images),
            Self::EfficientNet(trunk) | Self::MixNet(trunk) => trunk.forward(images),
            Self::InceptionResNetV2(trunk) => trunk.forward(images),
            Self::InceptionV3(trunk) => trunk.forward(images),
            Self::MaxVit(trunk) => trunk.forward(images),
            Self::PlainCnn(trunk) => trunk.forward(images),
            Self::ResNet(trunk) => trunk.forward(images),
            Self::Vgg(trunk) => trunk.forward(images),
            Self::Xception(trunk) => trunk.forward(images),
        }
    }
}
