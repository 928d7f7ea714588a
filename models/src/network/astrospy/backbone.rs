//! The pretrained backbones of a path.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::dual_path::MapNetwork;
use crate::network::efficientnet_lite::{EfficientNetLiteTrunk, EfficientNetLiteTrunkConfig};
use crate::network::vit::{VitTrunk, VitTrunkConfig};

/// A backbone with its hyperparameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "architecture", rename_all = "snake_case")]
pub enum PathBackboneConfig {
    /// See [`efficientnet_lite`](crate::network::efficientnet_lite).
    #[serde(rename = "efficientnet_lite")]
    EfficientNetLite(EfficientNetLiteTrunkConfig),
    /// See [`vit`](crate::network::vit).
    Vit(VitPathConfig),
}

impl PathBackboneConfig {
    /// The name of the architecture.
    pub fn name(&self) -> &'static str {
        match self {
            Self::EfficientNetLite(_) => "efficientnet_lite",
            Self::Vit(_) => "vit",
        }
    }

    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        match self {
            Self::EfficientNetLite(config) => config.embedding(),
            Self::Vit(config) => config.read.len() * config.trunk.width,
        }
    }

    /// Initialises the parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> PathBackbone {
        match self {
            Self::EfficientNetLite(config) => PathBackbone::EfficientNetLite(config.init(device)),
            Self::Vit(config) => PathBackbone::Vit(VitPath {
                trunk: config.trunk.init(side, device),
                read: config.read.clone(),
            }),
        }
    }
}

/// Any of the backbones.
#[derive(Module, Debug)]
#[expect(clippy::large_enum_variant, reason = "two exist at a time")]
pub enum PathBackbone {
    /// See [`efficientnet_lite`](crate::network::efficientnet_lite).
    EfficientNetLite(EfficientNetLiteTrunk),
    /// See [`vit`](crate::network::vit).
    Vit(VitPath),
}

impl MapNetwork for PathBackbone {
    fn maps(&self, images: Tensor<4>) -> Tensor<4> {
        match self {
            Self::EfficientNetLite(trunk) => trunk.forward(images),
            Self::Vit(path) => path.trunk.maps(images, &path.read).patches,
        }
    }
}

/// Configures a [`VitPath`].
#[derive(Config, Debug, PartialEq)]
pub struct VitPathConfig {
    /// The encoder.
    pub trunk: VitTrunkConfig,
    /// The blocks whose patches are read, counted from 1, by rising number; the last is the last
    /// block of the trunk.
    pub read: Vec<usize>,
}

/// A vision transformer whose patches after several blocks are maps. Its class tokens are left out:
/// they have no place in the picture, nor in the spectrum.
#[derive(Module, Debug)]
pub struct VitPath {
    /// The encoder.
    pub trunk: VitTrunk,
    #[module(skip)]
    read: Vec<usize>,
}
