//! Grad-CAM against its closed form.

use crate::support::{Parameters, without_chance};
use burn::tensor::{Device, Tensor};
use spectrafide_models::card::self_test_input;
use spectrafide_models::explain::grad_cam::{CamBatch, grad_cam};
use spectrafide_models::network::astrospy::{AstroSpyConfig, Joint, PathBackboneConfig};
use spectrafide_models::network::dual_small::DualSmallConfig;
use spectrafide_models::network::efficientnet_lite::{EfficientNetLiteTrunkConfig, LiteScale};
use spectrafide_models::network::{Inputs, Needs, Network, ShippedNetworkConfig};
use spectrafide_networks::arch::StudyNetworkConfig;
use spectrafide_networks::arch::backbone::BackboneConfig;
use spectrafide_networks::arch::classifier::ClassifierConfig;
use spectrafide_networks::arch::resnet::{ResNetConfig, ResNetDepth, ResNetStem};
use spectrafide_report::Label;

const SIDE: usize = 32;
const BATCH: usize = 4;
const TOWARD: Label = Label::Synthetic;

fn parameter(network: &impl Network, path: &str) -> Vec<f32> {
    Parameters::of(network)
        .into_iter()
        .find(|(other, _)| other.ends_with(path))
        .map(|(_, values)| values)
        .expect("a parameter of that name")
}

/// `relu(sign * sum_k w_k A_k / (height * width))`, the sign that of the class: a logit that is linear in the means of the
/// maps has these gradients at every pixel.
fn closed_form(maps: &Tensor<4>, weights: &[f32], toward: Label) -> Vec<f32> {
    let [_, channels, height, width] = maps.dims();
    assert_eq!(channels, weights.len());
    let pixels = height * width;
    let maps: Vec<f32> = maps.clone().into_data().iter::<f32>().collect();
    let mut expected = Vec::new();
    let sign = match toward {
        Label::Real => -1.0,
        Label::Synthetic => 1.0,
    };
    for view in maps.chunks(channels * pixels) {
        for pixel in 0..pixels {
            let sum: f64 = view
                .chunks(pixels)
                .zip(weights)
                .map(|(map, &weight)| f64::from(map[pixel]) * f64::from(weight) / pixels as f64)
                .sum();
            expected.push((sign * sum).max(0.0) as f32);
        }
    }
    expected
}

/// Single precision: some tens of products a cell, each off by at most `2^-23` of the largest.
fn assert_close(found: &CamBatch, expected: &[f32]) {
    let largest = expected.iter().copied().fold(0.0, f32::max);
    assert!(largest > 0.0, "the comparison is of more than zeros");
    assert_eq!(found.values.len(), expected.len());
    for (found, expected) in found.values.iter().zip(expected) {
        assert!(
            (found - expected).abs() <= 1e-5 * largest,
            "{found} {expected}"
        );
    }
}

#[test]
fn behind_mean_and_linear_layer_the_map_is_the_weighted_sum_of_the_features() {
    let device = Device::flex();
    let config = StudyNetworkConfig::Classifier(ClassifierConfig::new(BackboneConfig::ResNet(
        ResNetConfig::new(ResNetDepth::D18)
            .with_width(4)
            .with_stem(ResNetStem::Small),
    )));
    let network = without_chance(config.init(SIDE, &device));
    let views = Needs::COLOURS.made_up_views(SIDE, BATCH, self_test_input);
    let features = network.features(Inputs::of(views, SIDE, &device));
    let weights = parameter(&network, "output.weight");
    let maps = features.image.clone().unwrap();
    for toward in [Label::Real, Label::Synthetic] {
        let cams = pollster::block_on(grad_cam(&network, features.clone(), toward)).unwrap();
        let expected = closed_form(&maps, &weights, toward);
        assert_close(&cams.image.unwrap(), &expected);
        assert!(cams.spectral.is_none());
    }
}

/// Two paths, a learned scale on one and dropout before the output: an explanation is of the
/// network as it judged, without dropout.
#[test]
fn dropout_and_the_second_path_leave_the_closed_form_valid() {
    let device = Device::flex();
    let config = ShippedNetworkConfig::DualSmall(
        DualSmallConfig::new(vec![8, 12])
            .with_stem(8)
            .with_spectral_stages(vec![8, 10])
            .with_dropout(0.5),
    );
    let network = without_chance(config.init(SIDE, &device));
    let mut views = config.needs().made_up_views(SIDE, BATCH, self_test_input);
    views.spectrum.reverse();
    let features = network.features(Inputs::of(views, SIDE, &device));
    let read = || -> Vec<f32> {
        let logits = network.head(features.clone());
        logits.into_data().iter::<f32>().collect()
    };
    let logits = read();
    let cams = pollster::block_on(grad_cam(&network, features.clone(), TOWARD)).unwrap();
    assert_eq!(read(), logits, "explaining leaves the network as it was");

    let weights = parameter(&network, "output.weight");
    let (image, spectral) = weights.split_at(12);
    let scale = parameter(&network, "spectral_scale")[0];
    assert!((scale - 1.0).abs() > 1e-3, "the scale takes part");
    let spectral: Vec<f32> = spectral.iter().map(|weight| weight * scale).collect();
    let expected = closed_form(features.image.as_ref().unwrap(), image, TOWARD);
    assert_close(&cams.image.unwrap(), &expected);
    let expected = closed_form(features.spectral.as_ref().unwrap(), &spectral, TOWARD);
    assert_close(&cams.spectral.unwrap(), &expected);
}

/// Normalised embeddings: of moments of zero and one the norm divides by the root of one and its
/// epsilon of `1e-5`, a factor that both maps have.
#[test]
fn the_maps_of_both_pretrained_paths_are_weighted_sums_of_their_features() {
    let device = Device::flex();
    let lite = |stages| {
        PathBackboneConfig::EfficientNetLite(
            EfficientNetLiteTrunkConfig::new(LiteScale::Lite0).with_stages(stages),
        )
    };
    for (joint, spectrum) in [(Joint::Add, 2), (Joint::Concatenate, 3)] {
        let config = ShippedNetworkConfig::AstroSpy(
            AstroSpyConfig::new(lite(2), lite(spectrum)).with_joint(joint),
        );
        let network = without_chance(config.init(SIDE, &device));
        let mut views = config.needs().made_up_views(SIDE, BATCH, self_test_input);
        views.spectrum.reverse();
        let features = network.features(Inputs::of(views, SIDE, &device));
        let cams = pollster::block_on(grad_cam(&network, features.clone(), TOWARD)).unwrap();
        let weights: Vec<f32> = parameter(&network, "head.output.weight")
            .iter()
            .map(|weight| weight / (1.0_f32 + 1e-5).sqrt())
            .collect();
        let (image, spectral) = match joint {
            Joint::Add => (&weights[..], &weights[..]),
            Joint::Concatenate => weights.split_at(24),
        };
        let expected = closed_form(features.image.as_ref().unwrap(), image, TOWARD);
        assert_close(&cams.image.unwrap(), &expected);
        let expected = closed_form(features.spectral.as_ref().unwrap(), spectral, TOWARD);
        assert_close(&cams.spectral.unwrap(), &expected);
    }
}
