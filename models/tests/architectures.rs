//! What every registered architecture owes its users.

mod support;

use burn::module::Module;
use burn::nn::loss::BinaryCrossEntropyLossConfig;
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Int, Tensor};
use spectrafide_models::arch::astrospy::{AstroSpyConfig, Fusion, Mode};
use spectrafide_models::arch::backbone::BackboneConfig;
use spectrafide_models::arch::cifake_cnn::CifakeCnnConfig;
use spectrafide_models::arch::cifake_vgg::CifakeVggConfig;
use spectrafide_models::arch::classifier::ClassifierConfig;
use spectrafide_models::arch::densenet::DenseNetConfig;
use spectrafide_models::arch::dual_small::{DualSmallConfig, ImageInput};
use spectrafide_models::arch::efficientnet::{EfficientNetConfig, EfficientNetScale};
use spectrafide_models::arch::inception_resnet_v2::InceptionResNetV2Config;
use spectrafide_models::arch::inception_v3::InceptionV3Config;
use spectrafide_models::arch::maxvit::MaxVitConfig;
use spectrafide_models::arch::mixnet::{MixNetConfig, MixNetSize};
use spectrafide_models::arch::plain_cnn::PlainCnnConfig;
use spectrafide_models::arch::resnet::{ResNetConfig, ResNetDepth, ResNetStem};
use spectrafide_models::arch::vgg::{VggConfig, VggDepth};
use spectrafide_models::arch::xception::{XceptionConfig, XceptionStem};
use spectrafide_models::arch::{Inputs, Network, NetworkConfig, registry};
use spectrafide_models::card::self_test_input;
use spectrafide_models::explain::grad_cam::{CamBatch, grad_cam};
use spectrafide_models::layers::head::{DenseConfig, HeadConfig};
use spectrafide_models::layers::inception::InceptionStem;
use spectrafide_models::layers::stochastic_depth::StochasticDepthConfig;
use spectrafide_models::preprocess::inputs;
use spectrafide_models::weights;
use support::{Parameters, is_running_moment};

const SIDE: usize = 32;
const BATCH: usize = 3;

/// Configurations of the registered architecture `name` that compute quickly at [`SIDE`] px and
/// among them use every part of it.
fn small(name: &str) -> Vec<NetworkConfig> {
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
        .map(NetworkConfig::CifakeCnn)
        .collect(),
        "cifake_vgg" => {
            let network = CifakeVggConfig::new().with_width(4);
            vec![
                NetworkConfig::CifakeVgg(network.clone().with_dense_units(vec![32, 24])),
                classifier(BackboneConfig::CifakeVgg(network)),
            ]
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
        ]
        .into_iter()
        .map(NetworkConfig::DualSmall)
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
                .map(NetworkConfig::Classifier)
                .collect()
        }
        "xception" => {
            let config = XceptionConfig::new().with_width(2).with_middle_blocks(1);
            vec![config.clone().with_stem(XceptionStem::Small), config]
                .into_iter()
                .map(|config| classifier(BackboneConfig::Xception(config)))
                .collect()
        }
        "astrospy" => {
            let convolutions = BackboneConfig::CifakeCnn(CifakeCnnConfig::new().with_filters(8));
            let residual = BackboneConfig::ResNet(resnet(ResNetDepth::D18));
            vec![
                AstroSpyConfig::new(residual.clone()),
                AstroSpyConfig::new(residual).with_fusion(Fusion::Concatenation),
                AstroSpyConfig::new(convolutions.clone()),
                AstroSpyConfig::new(convolutions.clone()).with_mode(Mode::ImageOnly),
                AstroSpyConfig::new(convolutions)
                    .with_mode(Mode::SpectralOnly)
                    .with_fusion(Fusion::Concatenation),
            ]
            .into_iter()
            .map(NetworkConfig::AstroSpy)
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

fn every_small_config() -> Vec<NetworkConfig> {
    registry()
        .iter()
        .flat_map(|entry| small(entry.name))
        .collect()
}

fn batch(config: &NetworkConfig, device: &Device) -> Inputs {
    let pixels = BATCH * SIDE * SIDE;
    let spectrum = if config.needs_spectrum() { pixels } else { 0 };
    let mut spectrum = self_test_input(spectrum);
    // Another sequence than that of the colours.
    spectrum.reverse();
    inputs(self_test_input(3 * pixels), spectrum, SIDE, device)
}

fn column(tensor: Tensor<2>) -> Vec<f32> {
    assert_eq!(tensor.dims(), [BATCH, 1]);
    tensor.into_data().iter::<f32>().collect()
}

#[test]
fn the_registry_knows_each_name_once_and_its_configuration_agrees() {
    let names: Vec<&str> = registry().iter().map(|entry| entry.name).collect();
    assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]));
    for entry in registry() {
        assert_eq!((entry.default_config)().name(), entry.name);
        assert!(entry.paper.starts_with("https://arxiv.org/abs/"));
        assert!(entry.description.ends_with('.') && entry.side >= 32);
        for config in small(entry.name) {
            assert_eq!(config.name(), entry.name);
        }
    }
}

#[test]
fn a_view_gives_one_finite_logit_and_the_seam_changes_nothing() {
    let device = Device::flex();
    for config in every_small_config() {
        let network = config.init(SIDE, &device);
        let inputs = batch(&config, &device);
        let logits = column(network.forward(inputs.clone()));
        assert!(logits.iter().all(|logit| logit.is_finite()), "{config:?}");
        let through_the_seam = column(network.head(network.features(inputs)));
        assert_eq!(logits, through_the_seam, "{config:?}");
    }
}

/// Without batch statistics or dropout a view's logit does not depend on its neighbours.
#[test]
fn a_views_logit_does_not_depend_on_the_other_views() {
    let device = Device::flex();
    for config in every_small_config() {
        let network = config.init(SIDE, &device);
        let all = batch(&config, &device);
        let one = Inputs {
            image: all.image.clone().narrow(0, 1, 1),
            spectrum: all
                .spectrum
                .clone()
                .map(|spectrum| spectrum.narrow(0, 1, 1)),
        };
        let among = column(network.forward(all))[1];
        let alone: f32 = network.forward(one).into_scalar();
        // The same sums, in an order that may differ with the batch: some hundred terms.
        let tolerance = 1e-4 * among.abs().max(1.0);
        assert!(
            (among - alone).abs() < tolerance,
            "{config:?}: {among} {alone}"
        );
    }
}

#[test]
fn one_step_of_training_changes_every_parameter() {
    let device = Device::flex().autodiff();
    for config in every_small_config() {
        let network = config.init(SIDE, &device);
        let before = Parameters::of(&network);
        let targets = Tensor::<2, Int>::from_data([[0], [1], [1]], &device);
        let loss = BinaryCrossEntropyLossConfig::new()
            .with_logits(true)
            .init(&device)
            .forward(network.forward(batch(&config, &device)), targets);
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        // Adam moves each value that has a gradient by about the learning rate.
        let trained = AdamConfig::new().init().step(1e-2, network, gradients);
        // Running moments of a training step are pending until it is over.
        let after = Parameters::of(&trained.valid());
        assert_eq!(before.len(), after.len());
        for ((path, before), (_, after)) in before.into_iter().zip(after) {
            assert!(after.iter().all(|value| value.is_finite()), "{path}");
            assert_ne!(before, after, "{path} of {config:?} did not change");
        }
    }
}

#[test]
fn a_configuration_survives_json() {
    let defaults = registry().iter().map(|entry| (entry.default_config)());
    for config in every_small_config().into_iter().chain(defaults) {
        let json = serde_json::to_string(&config).unwrap();
        assert!(json.contains(&format!("\"architecture\":\"{}\"", config.name())));
        assert_eq!(
            serde_json::from_str::<NetworkConfig>(&json).unwrap(),
            config
        );
    }
}

#[test]
fn depths_are_written_as_their_number() {
    let config = BackboneConfig::ResNet(ResNetConfig::new(ResNetDepth::D101));
    let json = serde_json::to_value(config).unwrap();
    assert_eq!(json["depth"], "101");
    assert_eq!(json["stem"], "imagenet");
}

/// Half precision keeps eleven binary digits: a value changes by at most `2^-12` of its power of
/// two, and below the smallest normal half, `2^-14`, by at most `2^-25`.
#[test]
fn weights_survive_half_precision() {
    let device = Device::flex();
    for config in every_small_config() {
        let network = config.init(SIDE, &device);
        let before = Parameters::of(&network);
        let logits = column(network.forward(batch(&config, &device)));
        let bytes = weights::to_half_bytes(network).unwrap();
        let loaded = weights::load(config.init(SIDE, &device), bytes).unwrap();
        let after = Parameters::of(&loaded);
        assert_eq!(before.len(), after.len());
        for ((path, before), (_, after)) in before.iter().zip(&after) {
            assert_eq!(before.len(), after.len(), "{path}");
            for (before, after) in before.iter().zip(after) {
                let tolerance = (before.abs() * 2.0_f32.powi(-11)).max(2.0_f32.powi(-25));
                assert!(
                    (before - after).abs() <= tolerance,
                    "{path}: {before} {after}"
                );
            }
        }
        // Weights off by 2^-12 at random move a logit of order one by some thousandths at most,
        // through fewer than a hundred layers.
        for (before, after) in logits
            .iter()
            .zip(column(loaded.forward(batch(&config, &device))))
        {
            let tolerance = 2e-2 * before.abs().max(1.0);
            assert!(
                (before - after).abs() < tolerance,
                "{config:?}: {before} {after}"
            );
        }
    }
}

/// Clones share the running moments of batch normalisation.
#[test]
fn writing_weights_in_half_precision_leaves_the_network_as_it_was() {
    let device = Device::flex();
    for config in every_small_config() {
        let network = config.init(SIDE, &device);
        let before = column(network.forward(batch(&config, &device)));
        weights::to_half_bytes(network.clone()).unwrap();
        assert_eq!(
            before,
            column(network.forward(batch(&config, &device))),
            "{config:?}"
        );
    }
}

/// Running moments of a training step are pending until something asks for them.
#[test]
fn weights_written_after_a_training_step_have_its_running_moments() {
    let device = Device::flex().autodiff();
    for config in every_small_config() {
        let network = config.init(SIDE, &device);
        network.forward(batch(&config, &device));
        let bytes = weights::to_half_bytes(network.clone()).unwrap();
        let plain = Device::flex();
        let loaded = weights::load(config.init(SIDE, &plain), bytes).unwrap();
        let judged = column(network.valid().forward(batch(&config, &plain)));
        for (judged, loaded) in judged
            .iter()
            .zip(column(loaded.forward(batch(&config, &plain))))
        {
            // As above: half precision.
            let tolerance = 2e-2 * judged.abs().max(1.0);
            assert!(
                (judged - loaded).abs() < tolerance,
                "{config:?}: {judged} {loaded}"
            );
        }
    }
}

#[test]
fn weights_of_another_shape_are_refused() {
    let device = Device::flex();
    let [narrow, wide] = [16, 32].map(|filters| {
        NetworkConfig::CifakeCnn(CifakeCnnConfig::new().with_filters(filters)).init(SIDE, &device)
    });
    let bytes = weights::to_half_bytes(narrow).unwrap();
    let half = bytes[..bytes.len() / 2].to_vec();
    assert!(weights::load(wide.clone(), bytes).is_err());
    assert!(weights::load(wide.clone(), half).is_err());
    assert!(weights::load(wide, b"not weights".to_vec()).is_err());
}

#[test]
fn each_path_has_a_map_of_finite_values_not_below_zero() {
    let device = Device::flex();
    for config in every_small_config() {
        let network = config.init(SIDE, &device);
        let features = network.features(batch(&config, &device));
        let has_image = features.image.is_some();
        let cams = pollster::block_on(grad_cam(&network, features)).unwrap();
        assert_eq!(cams.image.is_some(), has_image, "{config:?}");
        assert_eq!(
            cams.spectral.is_some(),
            config.needs_spectrum(),
            "{config:?}"
        );
        let maps: Vec<CamBatch> = cams.image.into_iter().chain(cams.spectral).collect();
        assert!(!maps.is_empty());
        for map in maps {
            assert_eq!(map.values.len(), BATCH * map.width * map.height);
            assert!(
                map.values.iter().all(|v| v.is_finite() && *v >= 0.0),
                "{config:?}"
            );
        }
    }
}

/// The paper's section 3.3: 16 to 128 filters and one to three layers without a dense layer, then
/// 32 to 4096 units and one to three dense layers behind them.
#[test]
fn the_whole_cifake_grid_fits_a_picture_of_32_px() {
    let device = Device::flex();
    let view = || Tensor::<4>::ones([1, 3, SIDE, SIDE], &device);
    for filters in [16, 32, 64, 128] {
        for layers in 1..=3 {
            let network = CifakeCnnConfig::new()
                .with_filters(filters)
                .with_layers(layers)
                .with_dense_layers(0)
                .init(SIDE, &device);
            // 32 → 30 → 15 → 13 → 6 → 4.
            let side = [30, 13, 4][layers - 1];
            let features = network.features(view());
            assert_eq!(features.dims(), [1, filters, side, side]);
            assert_eq!(network.head(features).dims(), [1, 1]);
        }
    }
    for dense_units in [32, 64, 128, 256, 512, 1024, 2048, 4096] {
        for dense_layers in 1..=3 {
            let config = CifakeCnnConfig::new()
                .with_dense_units(dense_units)
                .with_dense_layers(dense_layers);
            let counts: usize = parameters(&NetworkConfig::CifakeCnn(config).init(SIDE, &device));
            // Two convolutions of 32 filters, 32 maps of 6x6, the dense layers, the output.
            let dense = |inputs: usize, outputs: usize| (inputs + 1) * outputs;
            let expected = dense(27, 32)
                + dense(288, 32)
                + dense(1152, dense_units)
                + (dense_layers - 1) * dense(dense_units, dense_units)
                + dense(dense_units, 1);
            assert_eq!(counts, expected);
        }
    }
}

#[test]
#[should_panic(expected = "too few")]
fn a_picture_too_small_for_the_layers_is_refused() {
    CifakeCnnConfig::new()
        .with_layers(3)
        .init(16, &Device::flex());
}

fn classifier(backbone: BackboneConfig) -> NetworkConfig {
    NetworkConfig::Classifier(ClassifierConfig::new(backbone))
}

/// The number of trained parameters, running moments left out.
fn parameters(network: &Network) -> usize {
    #[derive(Default)]
    struct Count {
        path: Vec<String>,
        count: usize,
    }
    impl burn::module::ModuleVisitor for Count {
        fn enter_module(&mut self, name: &str, _container_type: &str) {
            self.path.push(name.to_owned());
        }
        fn exit_module(&mut self, _name: &str, _container_type: &str) {
            self.path.pop();
        }
        fn visit_float<const D: usize>(&mut self, param: &burn::module::Param<Tensor<D>>) {
            if !is_running_moment(&self.path.join(".")) {
                self.count += param.lazy_shape().num_elements();
            }
        }
    }
    let mut count = Count::default();
    network.visit(&mut count);
    count.count
}

/// The counts that torchvision and timm publish are for 1000 classes. What follows the maps there is
/// taken off: one linear layer, unless the table says otherwise.
#[test]
fn backbones_have_the_published_number_of_parameters() {
    let linear = |inputs: usize, outputs: usize| (inputs + 1) * outputs;
    // VGG: two layers of 4096 units and the classes, on 512 maps of 7x7.
    let dense = linear(512 * 7 * 7, 4096) + linear(4096, 4096) + linear(4096, 1000);
    let efficientnet = |scale| BackboneConfig::EfficientNet(EfficientNetConfig::new(scale));
    let mixnet = |size| BackboneConfig::MixNet(MixNetConfig::new(size));
    let resnet = |depth| BackboneConfig::ResNet(ResNetConfig::new(depth));
    let densenet = |layers: [usize; 4], growth| {
        BackboneConfig::DenseNet(
            DenseNetConfig::new()
                .with_layers(layers.to_vec())
                .with_growth(growth),
        )
    };
    let vgg = |depth, norm| BackboneConfig::Vgg(VggConfig::new().with_depth(depth).with_norm(norm));
    let published = [
        (densenet([6, 12, 24, 16], 32), 7_978_856, None),
        (densenet([6, 12, 36, 24], 48), 28_681_000, None),
        (densenet([6, 12, 32, 32], 32), 14_149_480, None),
        (densenet([6, 12, 48, 32], 32), 20_013_928, None),
        (efficientnet(EfficientNetScale::B0), 5_288_548, None),
        (efficientnet(EfficientNetScale::B1), 7_794_184, None),
        (efficientnet(EfficientNetScale::B2), 9_109_994, None),
        (efficientnet(EfficientNetScale::B3), 12_233_232, None),
        (efficientnet(EfficientNetScale::B4), 19_341_616, None),
        (efficientnet(EfficientNetScale::B5), 30_389_784, None),
        (efficientnet(EfficientNetScale::B6), 43_040_704, None),
        (efficientnet(EfficientNetScale::B7), 66_347_960, None),
        (
            BackboneConfig::InceptionResNetV2(InceptionResNetV2Config::new()),
            55_843_464,
            None,
        ),
        (
            // 27 161 264 with the auxiliary classifier.
            BackboneConfig::InceptionV3(InceptionV3Config::new()),
            23_834_568,
            None,
        ),
        (
            // A layer normalisation, a dense layer, and an output without biases.
            BackboneConfig::MaxVit(MaxVitConfig::new()),
            30_919_624,
            Some(2 * 512 + linear(512, 512) + 512 * 1000),
        ),
        (mixnet(MixNetSize::S), 4_134_606, None),
        (mixnet(MixNetSize::M), 5_014_382, None),
        (mixnet(MixNetSize::L), 7_329_252, None),
        (resnet(ResNetDepth::D18), 11_689_512, None),
        (resnet(ResNetDepth::D34), 21_797_672, None),
        (resnet(ResNetDepth::D50), 25_557_032, None),
        (resnet(ResNetDepth::D101), 44_549_160, None),
        (resnet(ResNetDepth::D152), 60_192_808, None),
        (vgg(VggDepth::D11, false), 132_863_336, Some(dense)),
        (vgg(VggDepth::D13, false), 133_047_848, Some(dense)),
        (vgg(VggDepth::D16, false), 138_357_544, Some(dense)),
        (vgg(VggDepth::D19, false), 143_667_240, Some(dense)),
        (vgg(VggDepth::D19, true), 143_678_248, Some(dense)),
        (
            BackboneConfig::Xception(XceptionConfig::new()),
            22_855_952,
            None,
        ),
    ];
    let device = Device::flex();
    for (backbone, published, after_the_maps) in published {
        let embedding = backbone.embedding();
        let after_the_maps = after_the_maps.unwrap_or(linear(embedding, 1000));
        let network = classifier(backbone.clone()).init(224, &device);
        assert_eq!(
            parameters(&network) - linear(embedding, 1),
            published - after_the_maps,
            "{backbone:?}"
        );
    }
}

/// Convolutions of 64, 64, 128, 128, 256, 256, 256, 512, 512 and 512 filters, normalisations of
/// two values a channel, and dense layers on 512 maps of 2x2.
#[test]
fn the_network_after_vgg16_has_the_layers_of_its_report() {
    let convolutions =
        1_792 + 36_928 + 73_856 + 147_584 + 295_168 + 2 * 590_080 + 1_180_160 + 2 * 2_359_808;
    let norms = 2 * (64 + 128 + 256 + 512);
    let dense = (2048 + 1) * 4000 + (4000 + 1) * 1500 + (1500 + 1);
    let network = NetworkConfig::CifakeVgg(CifakeVggConfig::new()).init(32, &Device::flex());
    assert_eq!(parameters(&network), convolutions + norms + dense);
}

#[test]
#[should_panic(expected = "too few")]
fn a_picture_too_small_for_four_pools_is_refused() {
    CifakeVggConfig::new().init(15, &Device::flex());
}

/// The side that each is for, and the stages that halve it.
#[test]
fn backbones_end_at_the_expected_resolution() {
    let device = Device::flex();
    let densenet = |stem| {
        BackboneConfig::DenseNet(
            DenseNetConfig::new()
                .with_layers(vec![1, 1, 1, 1])
                .with_growth(2)
                .with_stem(stem),
        )
    };
    for (backbone, side, end) in [
        (
            BackboneConfig::CifakeVgg(CifakeVggConfig::new().with_width(2)),
            32,
            4,
        ),
        (densenet(ResNetStem::Imagenet), 224, 7),
        (densenet(ResNetStem::Small), 32, 4),
        (
            BackboneConfig::PlainCnn(PlainCnnConfig::new().with_widths(vec![2, 2, 2, 2])),
            224,
            28,
        ),
        (BackboneConfig::Vgg(VggConfig::new().with_width(2)), 224, 7),
    ] {
        let view = Tensor::<4>::ones([1, 3, side, side], &device);
        let maps = backbone.init(&device).forward(view);
        assert_eq!(maps.dims(), [1, backbone.embedding(), end, end]);
    }
}

/// The ends of the two stems at the side that each is for: 224 / 32 and 32 / 8.
#[test]
fn residual_networks_end_at_the_expected_resolution() {
    let device = Device::flex();
    for (stem, side, end) in [(ResNetStem::Imagenet, 224, 7), (ResNetStem::Small, 32, 4)] {
        for depth in [ResNetDepth::D34, ResNetDepth::D152] {
            let config = ResNetConfig::new(depth).with_width(2).with_stem(stem);
            let view = Tensor::<4>::ones([1, 3, side, side], &device);
            let features = config.init(&device).forward(view);
            assert_eq!(features.dims(), [1, config.embedding(), end, end]);
        }
    }
}

/// At 299 px as the papers have it, and with the small stems.
#[test]
fn inception_networks_and_xception_end_at_the_expected_resolution() {
    let device = Device::flex();
    for (small, side, inception, xception) in [(false, 299, 8, 10), (true, 32, 3, 4)] {
        let (stem, xception_stem) = if small {
            (InceptionStem::Small, XceptionStem::Small)
        } else {
            (InceptionStem::Imagenet, XceptionStem::Imagenet)
        };
        let residual = InceptionResNetV2Config::new().with_blocks([0, 0, 1]);
        let separable = XceptionConfig::new().with_middle_blocks(0);
        for (backbone, end) in [
            (
                BackboneConfig::InceptionResNetV2(residual.with_width(1).with_stem(stem)),
                inception,
            ),
            (
                BackboneConfig::InceptionV3(InceptionV3Config::new().with_width(1).with_stem(stem)),
                inception,
            ),
            (
                BackboneConfig::Xception(separable.with_width(1).with_stem(xception_stem)),
                xception,
            ),
        ] {
            let view = Tensor::<4>::ones([1, 3, side, side], &device);
            let maps = backbone.init(&device).forward(view);
            assert_eq!(maps.dims(), [1, backbone.embedding(), end, end]);
        }
    }
}

/// Strides of 2 and 32 in all, or of 1 and 16.
#[test]
fn mobile_networks_and_maxvit_end_at_the_expected_resolution() {
    let device = Device::flex();
    for (stride, side, end) in [(2, 64, 2), (1, 32, 2)] {
        for config in [
            BackboneConfig::EfficientNet(
                EfficientNetConfig::new(EfficientNetScale::B1)
                    .with_width(Some(0.25))
                    .with_stem_stride(stride),
            ),
            BackboneConfig::MaxVit(
                MaxVitConfig::new()
                    .with_width(4)
                    .with_head(4)
                    .with_partition(2)
                    .with_stem_stride(stride),
            ),
            BackboneConfig::MixNet(
                MixNetConfig::new(MixNetSize::L)
                    .with_width(Some(0.25))
                    .with_stem_stride(stride),
            ),
        ] {
            let view = Tensor::<4>::ones([1, 3, side, side], &device);
            let features = config.init(&device).forward(view);
            assert_eq!(features.dims(), [1, config.embedding(), end, end]);
        }
    }
}

#[test]
#[should_panic(expected = "cannot be divided by 7")]
fn a_view_that_the_partition_does_not_divide_is_refused() {
    let device = Device::flex();
    let trunk = MaxVitConfig::new().with_width(4).with_head(4).init(&device);
    trunk.forward(Tensor::ones([1, 3, 64, 64], &device));
}

/// A branch stays for some items, four times as strong for a probability of a quarter, and is left
/// out for the others: of 64 neither all nor none but for a chance of `0.75^64`, one in 10^8.
#[test]
fn stochastic_depth_leaves_out_whole_items_and_in_training_alone() {
    let layer = StochasticDepthConfig::new(0.75).init();
    let plain = Device::flex();
    let judged = layer.forward(Tensor::<3>::ones([64, 2, 3], &plain));
    assert!(judged.into_data().iter::<f32>().all(|value| value == 1.0));
    let trained = layer.forward(Tensor::<3>::ones([64, 2, 3], &plain.autodiff()));
    let values: Vec<f32> = trained.into_data().iter::<f32>().collect();
    let mut kept = 0;
    for item in values.chunks(6) {
        assert!(item.iter().all(|&value| value == item[0]));
        assert!(item[0] == 0.0 || item[0] == 4.0, "{}", item[0]);
        kept += usize::from(item[0] > 0.0);
    }
    assert!(0 < kept && kept < 64);
}

/// Two trunks of a ResNet-50 and one linear layer on 2048 sums.
#[test]
fn astrospy_of_the_paper_has_two_residual_networks_of_50_layers() {
    let device = Device::flex();
    let network = NetworkConfig::AstroSpy(AstroSpyConfig::paper()).init(224, &device);
    let trunk = 25_557_032 - 1000 * 2049;
    assert_eq!(parameters(&network), 2 * trunk + 2049);
}
