//! Small configurations of every architecture, for views of 32 px.

use spectrafide_models::layers::transformer::Gelu;
use spectrafide_models::network::ShippedNetworkConfig;
use spectrafide_models::network::astrospy::{
    AstroSpyConfig, Joint, PathBackboneConfig, VitPathConfig,
};
use spectrafide_models::network::cifake_cnn::CifakeCnnConfig;
use spectrafide_models::network::dual_small::{DualSmallConfig, ImageInput};
use spectrafide_models::network::efficientnet_lite::{
    EfficientNetLiteConfig, EfficientNetLiteTrunkConfig, LiteScale,
};
use spectrafide_models::network::residual_statistics::{
    ResidualStatisticsConfig, StatisticsLayerConfig,
};
use spectrafide_models::network::vit::{VitConfig, VitTrunkConfig};
use spectrafide_networks::arch::astrospy_study::{AstroSpyStudyConfig, Mode};
use spectrafide_networks::arch::backbone::BackboneConfig;
use spectrafide_networks::arch::cifake_vgg::CifakeVggConfig;
use spectrafide_networks::arch::classifier::ClassifierConfig;
use spectrafide_networks::arch::densenet::DenseNetConfig;
use spectrafide_networks::arch::efficientnet::{EfficientNetConfig, EfficientNetScale};
use spectrafide_networks::arch::inception_resnet_v2::InceptionResNetV2Config;
use spectrafide_networks::arch::inception_v3::InceptionV3Config;
use spectrafide_networks::arch::isitcap::IsitcapConfig;
use spectrafide_networks::arch::maxvit::MaxVitConfig;
use spectrafide_networks::arch::mixnet::{MixNetConfig, MixNetSize};
use spectrafide_networks::arch::plain_cnn::PlainCnnConfig;
use spectrafide_networks::arch::resnet::{ResNetConfig, ResNetDepth, ResNetStem};
use spectrafide_networks::arch::vgg::{VggConfig, VggDepth};
use spectrafide_networks::arch::xception::{XceptionConfig, XceptionStem};
use spectrafide_networks::arch::{NetworkConfig, StudyNetworkConfig, registry};
use spectrafide_networks::auto_encoder::AutoEncoderConfig;
use spectrafide_networks::layers::head::{DenseConfig, HeadConfig};
use spectrafide_networks::layers::inception::InceptionStem;

/// Configurations of the registered architecture `name` that compute quickly at [`SIDE`] px and
/// among them use every part of it.
#[expect(clippy::too_many_lines, reason = "a list")]
pub fn small(name: &str) -> Vec<NetworkConfig> {
    let resnet = |depth| {
        ResNetConfig::new(depth)
            .with_width(4)
            .with_stem(ResNetStem::Small)
    };
    let dual = || DualSmallConfig::new(vec![8, 12]).with_stem(6);
    match name {
        "cifake_cnn" => vec![
            CifakeCnnConfig::new().with_filters(16),
            CifakeCnnConfig::new().with_layers(3).with_dense_layers(0),
        ]
        .into_iter()
        .map(ShippedNetworkConfig::CifakeCnn)
        .map(NetworkConfig::Shipped)
        .collect(),
        "cifake_vgg" => {
            let network = CifakeVggConfig::new().with_width(4);
            vec![StudyNetworkConfig::CifakeVgg(network.with_dense_units(vec![32, 24])).into()]
        }
        "densenet" => {
            let densenet = || DenseNetConfig::new().with_growth(4);
            vec![
                classifier(BackboneConfig::DenseNet(
                    densenet()
                        .with_layers(vec![2, 1, 3])
                        .with_stem(ResNetStem::Small),
                )),
                classifier(BackboneConfig::DenseNet(
                    densenet().with_layers(vec![1, 2, 1, 1]),
                )),
            ]
        }
        "dual_small" => vec![
            dual(),
            dual()
                .with_input(ImageInput::ColourAndResidual)
                .with_blocks(2),
            dual()
                .with_input(ImageInput::Residual)
                .with_spectral(false)
                .with_stem_stride(2)
                .with_stem_blocks(1),
            dual().with_input(ImageInput::MedianResidual),
            dual().with_input(ImageInput::NeighbourResidual),
            dual().with_statistics(Some(StatisticsLayerConfig::new(20, 6))),
            dual()
                .with_input(ImageInput::None)
                .with_statistics(Some(StatisticsLayerConfig::new(20, 6)))
                .with_spectral(false),
        ]
        .into_iter()
        .map(ShippedNetworkConfig::DualSmall)
        .map(NetworkConfig::Shipped)
        .collect(),
        // A block that chance leaves out for the whole batch has no gradient: without.
        "efficientnet" => [(EfficientNetScale::B0, 1), (EfficientNetScale::B5, 2)]
            .map(|(scale, stride)| {
                EfficientNetConfig::new(scale)
                    .with_width(Some(0.25))
                    .with_stem_stride(stride)
                    .with_stochastic_depth(0.0)
            })
            .map(BackboneConfig::EfficientNet)
            .map(classifier)
            .into(),
        "isitcap" => vec![
            StudyNetworkConfig::Isitcap(
                IsitcapConfig::new()
                    .with_auto_encoder(AutoEncoderConfig::new().with_filters(vec![4, 6]))
                    .with_classifier(CifakeCnnConfig::new().with_filters(16)),
            )
            .into(),
        ],
        "residual_statistics" => {
            vec![ShippedNetworkConfig::ResidualStatistics(ResidualStatisticsConfig::new(20)).into()]
        }
        "maxvit" => vec![classifier(BackboneConfig::MaxVit(
            MaxVitConfig::new()
                .with_width(8)
                .with_blocks([2, 1, 1, 1])
                .with_head(4)
                .with_partition(2)
                .with_stem_stride(1)
                .with_stochastic_depth(0.0),
        ))],
        "mixnet" => [(MixNetSize::S, 1), (MixNetSize::M, 2)]
            .map(|(size, stride)| {
                MixNetConfig::new(size)
                    .with_width(Some(0.25))
                    .with_stem_stride(stride)
            })
            .map(BackboneConfig::MixNet)
            .map(classifier)
            .into(),
        // The stem for ImageNet needs 75 px.
        "efficientnet_lite" => [(3, vec![1, 2]), (7, Vec::new())]
            .into_iter()
            .map(|(stages, earlier)| {
                let trunk = EfficientNetLiteTrunkConfig::new(LiteScale::Lite0).with_stages(stages);
                let config = EfficientNetLiteConfig::new(trunk, earlier);
                ShippedNetworkConfig::EfficientNetLite(config).into()
            })
            .collect(),
        "inception_resnet_v2" => vec![classifier(BackboneConfig::InceptionResNetV2(
            InceptionResNetV2Config::new()
                .with_width(2)
                .with_stem(InceptionStem::Small)
                .with_blocks([1, 1, 2]),
        ))],
        "inception_v3" => vec![classifier(BackboneConfig::InceptionV3(
            InceptionV3Config::new()
                .with_width(2)
                .with_stem(InceptionStem::Small),
        ))],
        "plain_cnn" => vec![classifier(BackboneConfig::PlainCnn(
            PlainCnnConfig::new().with_widths(vec![6, 8, 12]),
        ))],
        "resnet" => {
            let backbones = [
                resnet(ResNetDepth::D18),
                resnet(ResNetDepth::D50),
                resnet(ResNetDepth::D18).with_stem(ResNetStem::Imagenet),
            ];
            let mut networks: Vec<ClassifierConfig> = backbones
                .into_iter()
                .map(|config| ClassifierConfig::new(BackboneConfig::ResNet(config)))
                .collect();
            // Of a few units, dropout at times leaves none that a gradient passes.
            let dense = HeadConfig::new().with_dense(Some(DenseConfig::new().with_units(48)));
            networks.push(networks[0].clone().with_head(dense));
            networks
                .into_iter()
                .map(StudyNetworkConfig::Classifier)
                .map(NetworkConfig::Study)
                .collect()
        }
        "vit" => {
            let trunk = small_vit();
            vec![
                ShippedNetworkConfig::Vit(VitConfig::new(trunk.clone(), vec![1, 2])).into(),
                ShippedNetworkConfig::Vit(VitConfig::new(
                    trunk.with_activation(Gelu::Exact),
                    vec![2],
                ))
                .into(),
            ]
        }
        "xception" => {
            let config = XceptionConfig::new().with_width(2).with_middle_blocks(1);
            vec![config.clone().with_stem(XceptionStem::Small), config]
                .into_iter()
                .map(|config| classifier(BackboneConfig::Xception(config)))
                .collect()
        }
        "astrospy" => {
            let lite = |stages| {
                PathBackboneConfig::EfficientNetLite(
                    EfficientNetLiteTrunkConfig::new(LiteScale::Lite0).with_stages(stages),
                )
            };
            let vit = PathBackboneConfig::Vit(VitPathConfig::new(small_vit(), vec![1, 2]));
            vec![
                AstroSpyConfig::new(lite(2), lite(2)),
                AstroSpyConfig::new(lite(3), vit.clone()).with_joint(Joint::Concatenate),
                AstroSpyConfig::new(vit.clone(), vit),
            ]
            .into_iter()
            .map(ShippedNetworkConfig::AstroSpy)
            .map(NetworkConfig::Shipped)
            .collect()
        }
        "astrospy_study" => {
            let convolutions =
                BackboneConfig::CifakeConvolutions(CifakeCnnConfig::new().with_filters(8));
            let residual = BackboneConfig::ResNet(resnet(ResNetDepth::D18));
            vec![
                AstroSpyStudyConfig::new(residual.clone()),
                AstroSpyStudyConfig::new(residual).with_joint(Joint::Concatenate),
                AstroSpyStudyConfig::new(convolutions.clone()),
                AstroSpyStudyConfig::new(convolutions.clone()).with_mode(Mode::ImageOnly),
                AstroSpyStudyConfig::new(convolutions)
                    .with_mode(Mode::SpectralOnly)
                    .with_joint(Joint::Concatenate),
            ]
            .into_iter()
            .map(StudyNetworkConfig::AstroSpy)
            .map(NetworkConfig::Study)
            .collect()
        }
        "vgg" => {
            let vgg = |depth| VggConfig::new().with_depth(depth).with_width(4);
            [vgg(VggDepth::D11), vgg(VggDepth::D16).with_norm(true)]
                .into_iter()
                .map(|config| classifier(BackboneConfig::Vgg(config)))
                .collect()
        }
        other => panic!("no small configuration for {other}: add one"),
    }
}

fn small_vit() -> VitTrunkConfig {
    VitTrunkConfig::new(2)
        .with_width(24)
        .with_heads(3)
        .with_units(32)
        .with_patch(8)
}

/// Those of every registered architecture, and of a backbone that has no name in the registry.
pub fn every_small_config() -> Vec<NetworkConfig> {
    let convolutions = CifakeVggConfig::new().with_width(4);
    registry()
        .iter()
        .flat_map(|entry| small(entry.name))
        .chain([classifier(BackboneConfig::CifakeVggConvolutions(
            convolutions,
        ))])
        .collect()
}

/// `backbone` with the plainest head.
pub fn classifier(backbone: BackboneConfig) -> NetworkConfig {
    StudyNetworkConfig::Classifier(ClassifierConfig::new(backbone)).into()
}
