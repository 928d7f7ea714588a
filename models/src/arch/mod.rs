//! The networks, one file each, behind one surface.
//!
//! Every architecture splits at the last feature maps: [`Network::features`] gives them and
//! [`Network::head`] turns them into a logit, so that an explanation can differentiate the head
//! alone with respect to the maps.

pub mod astrospy;
pub mod backbone;
pub mod cifake_cnn;
pub mod cifake_vgg;
pub mod classifier;
pub mod densenet;
pub mod dual_small;
pub mod efficientnet;
pub mod inception_resnet_v2;
pub mod inception_v3;
pub mod maxvit;
pub mod mixnet;
pub mod plain_cnn;
pub mod resnet;
pub mod vgg;
pub mod xception;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use astrospy::{AstroSpy, AstroSpyConfig};
use backbone::BackboneConfig;
use cifake_cnn::{CifakeCnn, CifakeCnnConfig};
use cifake_vgg::{CifakeVgg, CifakeVggConfig};
use classifier::{Classifier, ClassifierConfig};
use densenet::DenseNetConfig;
use dual_small::{DualSmall, DualSmallConfig};
use efficientnet::{EfficientNetConfig, EfficientNetScale};
use inception_resnet_v2::InceptionResNetV2Config;
use inception_v3::InceptionV3Config;
use maxvit::MaxVitConfig;
use mixnet::{MixNetConfig, MixNetSize};
use plain_cnn::PlainCnnConfig;
use resnet::{ResNetConfig, ResNetDepth};
use vgg::VggConfig;
use xception::XceptionConfig;

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
    /// The network after VGG16 of a report on CIFAKE.
    CifakeVgg(CifakeVggConfig),
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
            Self::CifakeVgg(_) => "cifake_vgg",
            Self::DualSmall(_) => "dual_small",
            Self::Classifier(config) => config.backbone.name(),
            Self::AstroSpy(_) => "astrospy",
        }
    }

    /// Whether [`Inputs::spectrum`] must be present.
    pub fn needs_spectrum(&self) -> bool {
        match self {
            Self::CifakeCnn(_) | Self::CifakeVgg(_) | Self::Classifier(_) => false,
            Self::DualSmall(config) => config.spectral,
            Self::AstroSpy(config) => config.mode != astrospy::Mode::ImageOnly,
        }
    }

    /// Initialises the network's parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> Network {
        match self {
            Self::CifakeCnn(config) => Network::CifakeCnn(config.init(side, device)),
            Self::CifakeVgg(config) => Network::CifakeVgg(config.init(side, device)),
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
            name: "cifake_vgg",
            description: "Four blocks after VGG16 and dense layers, for pictures of 32 px.",
            // The paper of the network that the report follows.
            paper: "https://arxiv.org/abs/1409.1556",
            side: 32,
            default_config: || NetworkConfig::CifakeVgg(CifakeVggConfig::new()),
        },
        Architecture {
            name: "densenet",
            description: "A densely connected network of 121 layers or more on the picture alone.",
            paper: "https://arxiv.org/abs/1608.06993",
            side: 224,
            default_config: || classifier(BackboneConfig::DenseNet(DenseNetConfig::new())),
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
            name: "inception_resnet_v2",
            description: "Inception modules as the residuals of 40 blocks.",
            paper: "https://arxiv.org/abs/1602.07261",
            side: 299,
            default_config: || {
                classifier(BackboneConfig::InceptionResNetV2(
                    InceptionResNetV2Config::new(),
                ))
            },
        },
        Architecture {
            name: "inception_v3",
            description: "Eleven modules of convolutions side by side, large kernels factorised.",
            paper: "https://arxiv.org/abs/1512.00567",
            side: 299,
            default_config: || classifier(BackboneConfig::InceptionV3(InceptionV3Config::new())),
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
            name: "plain_cnn",
            description: "Four convolutions with pools between them, on the picture alone.",
            paper: "https://arxiv.org/abs/2407.06817",
            side: 224,
            default_config: || classifier(BackboneConfig::PlainCnn(PlainCnnConfig::new())),
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
        Architecture {
            name: "vgg",
            description: "Convolutions and pools of 11 to 19 layers on the picture alone.",
            paper: "https://arxiv.org/abs/1409.1556",
            side: 224,
            default_config: || classifier(BackboneConfig::Vgg(VggConfig::new())),
        },
        Architecture {
            name: "xception",
            description: "Residual blocks of depthwise separable convolutions.",
            paper: "https://arxiv.org/abs/1610.02357",
            side: 299,
            default_config: || classifier(BackboneConfig::Xception(XceptionConfig::new())),
        },
    ]
}

fn classifier(backbone: BackboneConfig) -> NetworkConfig {
    NetworkConfig::Classifier(ClassifierConfig::new(backbone))
}

/// Any of the registered networks.
#[derive(Module, Debug)]
#[expect(clippy::large_enum_variant, reason = "one or two exist at a time")]
#[expect(clippy::large_enum_variant, reason = "two exist at a time")]
pub enum Network {
    /// See [`cifake_cnn`].
    CifakeCnn(CifakeCnn),
    /// See [`cifake_vgg`].
    CifakeVgg(CifakeVgg),
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
            Self::CifakeVgg(network) => Features {
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
            Self::CifakeVgg(network) => network.head(image_path(features)),
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
