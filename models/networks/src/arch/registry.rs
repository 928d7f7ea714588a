//! What there is, by name.

use super::astrospy_study::AstroSpyStudyConfig;
use super::backbone::BackboneConfig;
use super::cifake_vgg::CifakeVggConfig;
use super::classifier::ClassifierConfig;
use super::densenet::DenseNetConfig;
use super::efficientnet::{EfficientNetConfig, EfficientNetScale};
use super::inception_resnet_v2::InceptionResNetV2Config;
use super::inception_v3::InceptionV3Config;
use super::isitcap::IsitcapConfig;
use super::maxvit::MaxVitConfig;
use super::mixnet::{MixNetConfig, MixNetSize};
use super::plain_cnn::PlainCnnConfig;
use super::resnet::{ResNetConfig, ResNetDepth};
use super::vgg::VggConfig;
use super::xception::XceptionConfig;
use super::{NetworkConfig, StudyNetworkConfig};
use spectrafide_models::network::ShippedNetworkConfig;
use spectrafide_models::network::astrospy::{AstroSpyConfig, PathBackboneConfig};
use spectrafide_models::network::cifake_cnn::CifakeCnnConfig;
use spectrafide_models::network::dual_small::DualSmallConfig;
use spectrafide_models::network::efficientnet_lite::{
    EfficientNetLiteConfig, EfficientNetLiteTrunkConfig, LiteScale,
};
use spectrafide_models::network::residual_statistics::ResidualStatisticsConfig;
use spectrafide_models::network::vit::{VitConfig, VitTrunkConfig};

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
    REGISTRY
}

static REGISTRY: &[Architecture] = &[
    Architecture {
        name: "astrospy",
        description: "Pretrained backbones on the picture and its spectrum, and a layer on both.",
        paper: "https://arxiv.org/abs/2407.06817",
        side: 224,
        default_config: || {
            let trunk = EfficientNetLiteTrunkConfig::new(LiteScale::Lite0);
            let [image, spectrum] =
                [trunk.clone(), trunk].map(PathBackboneConfig::EfficientNetLite);
            shipped(ShippedNetworkConfig::AstroSpy(AstroSpyConfig::new(
                image, spectrum,
            )))
        },
    },
    Architecture {
        name: "astrospy_study",
        description: "Two ResNet-50, one on the picture and one on its spectrum.",
        paper: "https://arxiv.org/abs/2407.06817",
        side: AstroSpyStudyConfig::PAPER_SIDE,
        default_config: || study(StudyNetworkConfig::AstroSpy(AstroSpyStudyConfig::paper())),
    },
    Architecture {
        name: "cifake_cnn",
        description: "One to three convolutions and dense layers, for pictures of 32 px.",
        paper: "https://arxiv.org/abs/2303.14126",
        side: 32,
        default_config: || shipped(ShippedNetworkConfig::CifakeCnn(CifakeCnnConfig::new())),
    },
    Architecture {
        name: "cifake_vgg",
        description: "Four blocks after VGG16 and dense layers, for pictures of 32 px.",
        // The paper of the network that the report follows.
        paper: "https://arxiv.org/abs/1409.1556",
        side: 32,
        default_config: || study(StudyNetworkConfig::CifakeVgg(CifakeVggConfig::new())),
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
            shipped(ShippedNetworkConfig::DualSmall(
                DualSmallConfig::new(vec![32, 64, 128, 192]).with_stem_stride(2),
            ))
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
        name: "efficientnet_lite",
        description: "Inverted residuals for phones and a layer on the moments of their maps.",
        paper: "https://arxiv.org/abs/1905.11946",
        side: 224,
        default_config: || {
            let trunk = EfficientNetLiteTrunkConfig::new(LiteScale::Lite0);
            shipped(ShippedNetworkConfig::EfficientNetLite(
                EfficientNetLiteConfig::new(trunk, Vec::new()),
            ))
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
        name: "isitcap",
        description: "An auto-encoder whose reconstructions a CIFAKE network judges.",
        paper: "https://arxiv.org/abs/2303.14126",
        side: 32,
        default_config: || study(StudyNetworkConfig::Isitcap(IsitcapConfig::new())),
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
        name: "residual_statistics",
        description: "A layer over co-occurrences and autocorrelations of residuals.",
        paper: "https://doi.org/10.1109/TIFS.2012.2190402",
        side: 256,
        default_config: || {
            shipped(ShippedNetworkConfig::ResidualStatistics(
                ResidualStatisticsConfig::new(298),
            ))
        },
    },
    Architecture {
        name: "resnet",
        description: "A residual network of 18 to 152 layers on the picture alone.",
        paper: "https://arxiv.org/abs/1512.03385",
        side: 224,
        default_config: || classifier(BackboneConfig::ResNet(ResNetConfig::new(ResNetDepth::D18))),
    },
    Architecture {
        name: "vgg",
        description: "Convolutions and pools of 11 to 19 layers on the picture alone.",
        paper: "https://arxiv.org/abs/1409.1556",
        side: 224,
        default_config: || classifier(BackboneConfig::Vgg(VggConfig::new())),
    },
    Architecture {
        name: "vit",
        description: "A linear layer on tokens from the middle of CLIP's image encoder.",
        paper: "https://arxiv.org/abs/2402.19091",
        side: 224,
        default_config: || {
            shipped(ShippedNetworkConfig::Vit(VitConfig::new(
                VitTrunkConfig::new(9),
                vec![5, 6, 7, 8, 9],
            )))
        },
    },
    Architecture {
        name: "xception",
        description: "Residual blocks of depthwise separable convolutions.",
        paper: "https://arxiv.org/abs/1610.02357",
        side: 299,
        default_config: || classifier(BackboneConfig::Xception(XceptionConfig::new())),
    },
];

fn classifier(backbone: BackboneConfig) -> NetworkConfig {
    study(StudyNetworkConfig::Classifier(ClassifierConfig::new(
        backbone,
    )))
}

fn shipped(config: ShippedNetworkConfig) -> NetworkConfig {
    NetworkConfig::Shipped(config)
}

fn study(config: StudyNetworkConfig) -> NetworkConfig {
    NetworkConfig::Study(config)
}
