//! The networks that a published detector may have, behind one surface.
//!
//! Every network splits at its last feature maps: [`Network::features`] gives them and
//! [`Network::head`] turns them into a logit, so that an explanation can differentiate the head
//! alone with respect to the maps. What is published as a detector is one of [`ShippedNetwork`];
//! the crate `spectrafide-networks` has those of the papers' studies, on the same surface.

pub mod astrospy;
pub mod cifake_cnn;
pub mod dual_small;
pub mod efficientnet_lite;
mod inputs;
pub mod residual_statistics;
pub mod vit;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

pub use inputs::{Features, Inputs, InputsError, Needs};

use astrospy::{Apart, AstroSpy, AstroSpyConfig};
use cifake_cnn::{CifakeCnn, CifakeCnnConfig};
use dual_small::{DualSmall, DualSmallConfig};
use efficientnet_lite::{EfficientNetLite, EfficientNetLiteConfig};
use residual_statistics::{ResidualStatistics, ResidualStatisticsConfig};
use vit::{Vit, VitConfig};

/// A network that gives one logit a view and can be asked for what it saw on the way.
pub trait Network: Module {
    /// The last feature maps of each path.
    fn features(&self, inputs: Inputs) -> Features;

    /// One logit a view of `features`, `[batch, 1]`; positive means synthetic.
    fn head(&self, features: Features) -> Tensor<2>;

    /// [`head`](Self::head) after [`features`](Self::features).
    fn forward(&self, inputs: Inputs) -> Tensor<2> {
        self.head(self.features(inputs))
    }
}

/// The architecture of a detector with its hyperparameters, as its card stores it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "architecture", rename_all = "snake_case")]
pub enum ShippedNetworkConfig {
    /// The two paths of the `AstroSpy` paper with pretrained backbones.
    #[serde(rename = "astrospy")]
    AstroSpy(AstroSpyConfig),
    /// The grid of networks of the CIFAKE paper.
    CifakeCnn(CifakeCnnConfig),
    /// The project's own efficient dual-path detector.
    DualSmall(DualSmallConfig),
    /// A pretrained network for phones.
    #[serde(rename = "efficientnet_lite")]
    EfficientNetLite(EfficientNetLiteConfig),
    /// A layer over what was counted in the residuals, without a look at the picture.
    ResidualStatistics(ResidualStatisticsConfig),
    /// A head on tokens from the middle of a pretrained vision transformer.
    Vit(VitConfig),
}

impl ShippedNetworkConfig {
    /// Registry name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::AstroSpy(_) => "astrospy",
            Self::CifakeCnn(_) => "cifake_cnn",
            Self::DualSmall(_) => "dual_small",
            Self::EfficientNetLite(_) => "efficientnet_lite",
            Self::ResidualStatistics(_) => "residual_statistics",
            Self::Vit(_) => "vit",
        }
    }

    /// What the network reads of a view.
    pub fn needs(&self) -> Needs {
        match self {
            Self::AstroSpy(_) => Needs {
                colours: true,
                spectrum: true,
                statistics: 0,
            },
            Self::CifakeCnn(_) | Self::EfficientNetLite(_) | Self::Vit(_) => Needs::COLOURS,
            Self::DualSmall(config) => config.needs(),
            Self::ResidualStatistics(config) => Needs {
                colours: false,
                spectrum: false,
                statistics: config.inputs,
            },
        }
    }

    /// Initialises the network's parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> ShippedNetwork {
        match self {
            Self::AstroSpy(config) => ShippedNetwork::AstroSpy(config.init(side, device)),
            Self::CifakeCnn(config) => ShippedNetwork::CifakeCnn(config.init(side, device)),
            Self::DualSmall(config) => ShippedNetwork::DualSmall(config.init(device)),
            Self::EfficientNetLite(config) => ShippedNetwork::EfficientNetLite(config.init(device)),
            Self::ResidualStatistics(config) => {
                ShippedNetwork::ResidualStatistics(config.init(device))
            }
            Self::Vit(config) => ShippedNetwork::Vit(config.init(side, device)),
        }
    }
}

/// The network of a detector.
#[derive(Module, Debug)]
#[expect(clippy::large_enum_variant, reason = "two exist at a time")]
pub enum ShippedNetwork {
    /// See [`astrospy`].
    AstroSpy(AstroSpy),
    /// See [`cifake_cnn`].
    CifakeCnn(CifakeCnn),
    /// See [`dual_small`].
    DualSmall(DualSmall),
    /// See [`efficientnet_lite`].
    EfficientNetLite(EfficientNetLite),
    /// See [`residual_statistics`].
    ResidualStatistics(ResidualStatistics),
    /// See [`vit`].
    Vit(Vit),
}

impl ShippedNetwork {
    /// What each path says alone of the views with these `features`, where the logit can be told
    /// apart so.
    pub fn apart(&self, features: Features) -> Option<Apart> {
        match self {
            Self::AstroSpy(network) => network.apart(features),
            _ => None,
        }
    }
}

impl Network for ShippedNetwork {
    fn features(&self, inputs: Inputs) -> Features {
        match self {
            Self::AstroSpy(network) => network.features(inputs),
            Self::CifakeCnn(network) => Features::of_image(network.features(inputs.colours())),
            Self::DualSmall(network) => network.features(inputs),
            Self::EfficientNetLite(network) => {
                Features::of_image(network.features(inputs.colours()))
            }
            Self::ResidualStatistics(network) => network.features(inputs),
            Self::Vit(network) => network.features(inputs),
        }
    }

    fn head(&self, features: Features) -> Tensor<2> {
        match self {
            Self::AstroSpy(network) => network.head(features),
            Self::CifakeCnn(network) => network.head(features.image_maps()),
            Self::DualSmall(network) => network.head(features),
            Self::EfficientNetLite(network) => network.head(features.image_maps()),
            Self::ResidualStatistics(network) => network.head(features),
            Self::Vit(network) => network.head(features),
        }
    }
}
