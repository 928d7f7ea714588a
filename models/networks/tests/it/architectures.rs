//! What every registered architecture owes its users.

use crate::small::{every_small_config, small};
use crate::support::{Parameters, count_parameters};
use burn::module::Module;
use burn::nn::loss::BinaryCrossEntropyLossConfig;
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Int, Tensor};
use spectrafide_models::card::self_test_input;
use spectrafide_models::explain::grad_cam::{CamBatch, grad_cam};
use spectrafide_models::network::cifake_cnn::CifakeCnnConfig;
use spectrafide_models::network::{Inputs, Network, ShippedNetworkConfig};
use spectrafide_models::weights;
use spectrafide_networks::arch::backbone::BackboneConfig;
use spectrafide_networks::arch::resnet::{ResNetConfig, ResNetDepth};
use spectrafide_networks::arch::{NetworkConfig, registry};
use spectrafide_report::Label;

const SIDE: usize = 32;
const BATCH: usize = 3;

fn batch(config: &NetworkConfig, device: &Device) -> Inputs {
    let mut views = config.needs().made_up_views(SIDE, BATCH, self_test_input);
    // Another sequence than that of the colours.
    views.spectrum.reverse();
    Inputs::of(views, SIDE, device)
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
        let hosts = ["https://arxiv.org/abs/", "https://doi.org/"];
        assert!(hosts.iter().any(|host| entry.paper.starts_with(host)));
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
            image: all.image.clone().map(|image| image.narrow(0, 1, 1)),
            spectrum: all
                .spectrum
                .clone()
                .map(|spectrum| spectrum.narrow(0, 1, 1)),
            statistics: all
                .statistics
                .clone()
                .map(|statistics| statistics.narrow(0, 1, 1)),
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
            if path.contains("auto_encoder") {
                assert_eq!(before, after, "{path} is not for training here");
            } else {
                assert_ne!(before, after, "{path} of {config:?} did not change");
            }
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
        ShippedNetworkConfig::CifakeCnn(CifakeCnnConfig::new().with_filters(filters))
            .init(SIDE, &device)
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
        let cams = pollster::block_on(grad_cam(&network, features, Label::Real)).unwrap();
        assert_eq!(cams.image.is_some(), has_image, "{config:?}");
        assert_eq!(
            cams.spectral.is_some(),
            config.needs().spectrum,
            "{config:?}"
        );
        let slopes = cams.slopes.as_ref().map_or(0, Vec::len);
        let statistics = config
            .needs()
            .made_up_views(SIDE, BATCH, self_test_input)
            .statistics;
        // Beside a map of the picture nobody asks for them.
        let asked = if has_image { 0 } else { statistics.len() };
        assert_eq!(slopes, asked, "{config:?}");
        let maps: Vec<CamBatch> = cams.image.into_iter().chain(cams.spectral).collect();
        assert!(!maps.is_empty() || config.needs().statistics > 0);
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
            let counts: usize =
                count_parameters(&ShippedNetworkConfig::CifakeCnn(config).init(SIDE, &device));
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
