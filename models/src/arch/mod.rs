//! The networks, one file each, behind one surface.
//!
//! Every architecture splits at the last feature maps: [`Network::features`] gives them and
//! [`Network::head`] turns them into a logit, so that an explanation can differentiate the head
//! alone with respect to the maps.

pub mod astrospy;
pub mod backbone;
pub mod cifake_cnn;
pub mod classifier;
pub mod dual_small;
pub mod efficientnet;
pub mod maxvit;
pub mod mixnet;
pub mod resnet;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use astrospy::{AstroSpy, AstroSpyConfig};
use backbone::BackboneConfig;
use cifake_cnn::{CifakeCnn, CifakeCnnConfig};
use classifier::{Classifier, ClassifierConfig};
use dual_small::{DualSmall, DualSmallConfig};
use efficientnet::{EfficientNetConfig, EfficientNetScale};
use maxvit::MaxVitConfig;
use mixnet::{MixNetConfig, MixNetSize};
use resnet::{ResNetConfig, ResNetDepth};

/// What a network is given: a batch of views.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Normalised colours, `[batch, 3, side, side]`.
    pub image: Tensor<4>,
    /// Standardised log-magnitude spectra, `[batch, 1, side, side]`, zero frequency in the
    /// middle; only where the detector's preprocessing asks for them.
    pub spectrum: Option<Tensor<4>>,
}

/// The last feature maps of each path; the seam that explanations use.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// `[batch, channels, height, width]` over the picture.
    pub image: Option<Tensor<4>>,
    /// `[batch, channels, height, width]` over the spectrum.
    pub spectral: Option<Tensor<4>>,
}

/// An architecture with its hyperparameters, as detector cards and run files store it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "architecture", rename_all = "snake_case")]
pub enum NetworkConfig {
    /// The grid of networks of the CIFAKE paper.
    CifakeCnn(CifakeCnnConfig),
    /// The project's own efficient dual-path detector.
    DualSmall(DualSmallConfig),
    /// One of the backbones with a head.
    Classifier(ClassifierConfig),
    /// The dual-path detector of the `AstroSpy` paper, over a choice of backbones.
    #[serde(rename = "astrospy")]
    AstroSpy(AstroSpyConfig),
}

impl NetworkConfig {
    /// The registry name, first half of a detector's `architecture.tag`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CifakeCnn(_) => "cifake_cnn",
            Self::DualSmall(_) => "dual_small",
            Self::Classifier(config) => config.backbone.name(),
            Self::AstroSpy(_) => "astrospy",
        }
    }

    /// Whether [`Inputs::spectrum`] must be present.
    pub fn needs_spectrum(&self) -> bool {
        match self {
            Self::CifakeCnn(_) | Self::Classifier(_) => false,
            Self::DualSmall(config) => config.spectral,
            Self::AstroSpy(config) => config.mode != astrospy::Mode::ImageOnly,
        }
    }

    /// Initialises the network's parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> Network {
        match self {
            Self::CifakeCnn(config) => Network::CifakeCnn(config.init(side, device)),
            Self::DualSmall(config) => Network::DualSmall(config.init(device)),
            Self::Classifier(config) => Network::Classifier(config.init(device)),
            Self::AstroSpy(config) => Network::AstroSpy(config.init(device)),
        }
    }
}

/// An entry of the [`registry`].
#[derive(Clone, Copy, Debug)]
pub struct Architecture {
    /// [`NetworkConfig::name`].
    pub name: &'static str,
    /// What it is, in a line.
    pub description: &'static str,
    /// Where it is described.
    pub paper: &'static str,
    /// Side of the views that the default configuration is for, in pixels.
    pub side: u32,
    /// The default configuration.
    pub default_config: fn() -> NetworkConfig,
}

/// Every architecture, by name.
pub fn registry() -> &'static [Architecture] {
    &[
        Architecture {
            name: "astrospy",
            description: "Two ResNet-50, one on the picture and one on its spectrum.",
            paper: "https://arxiv.org/abs/2407.06817",
            side: AstroSpyConfig::PAPER_SIDE,
            default_config: || NetworkConfig::AstroSpy(AstroSpyConfig::paper()),
        },
        Architecture {
            name: "cifake_cnn",
            description: "One to three convolutions and dense layers, for pictures of 32 px.",
            paper: "https://arxiv.org/abs/2303.14126",
            side: 32,
            default_config: || NetworkConfig::CifakeCnn(CifakeCnnConfig::new()),
        },
        Architecture {
            name: "dual_small",
            description: "A short residual network on the picture and another on its spectrum.",
            paper: "https://arxiv.org/abs/2407.06817",
            side: 256,
            default_config: || {
                NetworkConfig::DualSmall(
                    DualSmallConfig::new(vec![32, 64, 128, 192]).with_stem_stride(2),
                )
            },
        },
        Architecture {
            name: "efficientnet",
            description: "Mobile inverted bottlenecks, in one of eight sizes from B0 to B7.",
            paper: "https://arxiv.org/abs/1905.11946",
            side: 224,
            default_config: || {
                classifier(BackboneConfig::EfficientNet(EfficientNetConfig::new(
                    EfficientNetScale::B0,
                )))
            },
        },
        Architecture {
            name: "maxvit",
            description: "Convolutions with attention among neighbours and over the whole map.",
            paper: "https://arxiv.org/abs/2204.01697",
            side: 224,
            default_config: || classifier(BackboneConfig::MaxVit(MaxVitConfig::new())),
        },
        Architecture {
            name: "mixnet",
            description: "Mobile inverted bottlenecks with kernels of 3 to 11 px side by side.",
            paper: "https://arxiv.org/abs/1907.09595",
            side: 224,
            default_config: || classifier(BackboneConfig::MixNet(MixNetConfig::new(MixNetSize::S))),
        },
        Architecture {
            name: "resnet",
            description: "A residual network of 18 to 152 layers on the picture alone.",
            paper: "https://arxiv.org/abs/1512.03385",
            side: 224,
            default_config: || {
                classifier(BackboneConfig::ResNet(ResNetConfig::new(ResNetDepth::D18)))
            },
        },
    ]
}

fn classifier(backbone: BackboneConfig) -> NetworkConfig {
    NetworkConfig::Classifier(ClassifierConfig::new(backbone))
}

/// Any of the registered networks.
#[derive(Module, Debug)]
#[expect(clippy::large_enum_variant, reason = "two exist at a time")]
pub enum Network {
    /// See [`cifake_cnn`].
    CifakeCnn(CifakeCnn),
    /// See [`dual_small`].
    DualSmall(DualSmall),
    /// See [`classifier`](mod@classifier).
    Classifier(Classifier),
    /// See [`astrospy`].
    AstroSpy(AstroSpy),
}

impl Network {
    /// The last feature maps of each path.
    pub fn features(&self, inputs: Inputs) -> Features {
        match self {
            Self::CifakeCnn(network) => Features {
                image: Some(network.features(inputs.image)),
                spectral: None,
            },
            Self::DualSmall(network) => network.features(inputs),
            Self::Classifier(network) => Features {
                image: Some(network.features(inputs.image)),
                spectral: None,
            },
            Self::AstroSpy(network) => network.features(inputs),
        }
    }

    /// One logit per view, `[batch, 1]`; positive means synthetic.
    pub fn head(&self, features: Features) -> Tensor<2> {
        match self {
            Self::CifakeCnn(network) => network.head(image_path(features)),
            Self::DualSmall(network) => network.head(features),
            Self::Classifier(network) => network.head(image_path(features)),
            Self::AstroSpy(network) => network.head(features),
        }
    }

    /// [`head`](Self::head) after [`features`](Self::features).
    pub fn forward(&self, inputs: Inputs) -> Tensor<2> {
        self.head(self.features(inputs))
    }
}

/// The feature maps of a network with the image path alone.
fn image_path(features: Features) -> Tensor<4> {
    features.image.expect("the image path is always computed")
}
