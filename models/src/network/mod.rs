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
#[cfg(test)]
mod linear_head_tests;
pub mod residual_statistics;
pub mod vit;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};
use spectrafide_report::Method;

pub use inputs::{Features, Inputs, InputsError, Needs};

use crate::layers::linear_head::{LinearHead, LinearHeadError};
use crate::layers::transformer::Watch;
use astrospy::{Apart, AstroSpy, AstroSpyConfig, Joint};
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

    /// [`features`](Self::features) of a transformer with the weights of attention that `watch` gives
    /// back, which is asked once a block, the first block first; none of other networks.
    fn watched(&self, _inputs: Inputs, _watch: &mut Watch<'_>) -> Option<Watched> {
        None
    }
}

/// What a transformer gives under a watch of its attention.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The last feature maps.
    pub features: Features,
    /// The blocks whose tokens the head reads, class token and mean of the patches alike, counted from
    /// 1, by rising number.
    pub read: Vec<usize>,
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

    /// How its verdicts can be explained.
    pub fn methods(&self) -> &'static [Method] {
        match self {
            // Its slopes are laid back over the picture, and there is nothing else.
            Self::ResidualStatistics(_) => &[Method::GradCam],
            Self::Vit(_) => &Method::ALL,
            _ => &[
                Method::GradCam,
                Method::LayerCam,
                Method::AblationCam,
                Method::ScoreCam,
                Method::Lime,
            ],
        }
    }

    /// Length of the [embedding](ShippedNetwork::embedding).
    pub fn embedding(&self) -> Option<usize> {
        match self {
            Self::AstroSpy(config) => Some(config.image.embedding() + config.spectrum.embedding()),
            Self::EfficientNetLite(config) => Some(config.embedding()),
            Self::Vit(config) => Some(config.embedding()),
            Self::CifakeCnn(_) | Self::DualSmall(_) | Self::ResidualStatistics(_) => None,
        }
    }

    /// Into how many equal parts the standardised embedding falls that are added before they are
    /// weighed.
    pub fn summands(&self) -> usize {
        match self {
            Self::AstroSpy(config) if config.joint == Joint::Add => 2,
            _ => 1,
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

    /// The numbers of each view with these `features` that the linear head weighs, before it
    /// standardises them, `[batch, numbers]`; none of networks with a head of another kind.
    ///
    /// # Panics
    ///
    /// If they are not the features of this network.
    pub fn embedding(&self, features: Features) -> Option<Tensor<2>> {
        match self {
            Self::AstroSpy(network) => network.embedding(features),
            Self::EfficientNetLite(network) => Some(network.embedding(features)),
            Self::Vit(network) => Some(network.embedding(features)),
            Self::CifakeCnn(_) | Self::DualSmall(_) | Self::ResidualStatistics(_) => None,
        }
    }

    /// The network with another linear head.
    ///
    /// # Errors
    ///
    /// A head of other lengths, and networks with a head of another kind.
    pub fn with_linear_head(self, head: &LinearHead) -> Result<Self, LinearHeadError> {
        match self {
            Self::AstroSpy(mut network) => {
                network.head = network.head.with_linear_head(head)?;
                Ok(Self::AstroSpy(network))
            }
            Self::EfficientNetLite(network) => {
                network.with_linear_head(head).map(Self::EfficientNetLite)
            }
            Self::Vit(network) => network.with_linear_head(head).map(Self::Vit),
            Self::CifakeCnn(_) | Self::DualSmall(_) | Self::ResidualStatistics(_) => {
                Err(LinearHeadError::NotLinear)
            }
        }
    }
}

impl Network for ShippedNetwork {
    fn features(&self, inputs: Inputs) -> Features {
        match self {
            Self::AstroSpy(network) => network.features(inputs),
            Self::CifakeCnn(network) => Features::of_image(network.features(inputs.colours())),
            Self::DualSmall(network) => network.features(inputs),
            Self::EfficientNetLite(network) => network.features(inputs),
            Self::ResidualStatistics(network) => network.features(inputs),
            Self::Vit(network) => network.features(inputs),
        }
    }

    fn head(&self, features: Features) -> Tensor<2> {
        match self {
            Self::AstroSpy(network) => network.head(features),
            Self::CifakeCnn(network) => network.head(features.image_maps()),
            Self::DualSmall(network) => network.head(features),
            Self::EfficientNetLite(network) => network.head(features),
            Self::ResidualStatistics(network) => network.head(features),
            Self::Vit(network) => network.head(features),
        }
    }

    fn watched(&self, inputs: Inputs, watch: &mut Watch<'_>) -> Option<Watched> {
        match self {
            Self::Vit(network) => Some(network.watched(inputs, watch)),
            Self::AstroSpy(_)
            | Self::CifakeCnn(_)
            | Self::DualSmall(_)
            | Self::EfficientNetLite(_)
            | Self::ResidualStatistics(_) => None,
        }
    }
}
