//! What a network does with a head that was fitted apart from it.

use burn::tensor::{Device, Tensor};

use super::astrospy::{AstroSpyConfig, Joint, PathBackboneConfig};
use super::efficientnet_lite::{EfficientNetLiteConfig, EfficientNetLiteTrunkConfig, LiteScale};
use super::vit::{VitConfig, VitTrunkConfig};
use super::{Inputs, Network, ShippedNetworkConfig};
use crate::card::self_test_input;
use crate::layers::linear_head::{LinearHead, LinearHeadError};

const SIDE: usize = 32;
const VIEWS: usize = 3;

fn configs() -> Vec<ShippedNetworkConfig> {
    let vit = VitTrunkConfig::new(2)
        .with_width(12)
        .with_heads(2)
        .with_units(24);
    let lite = EfficientNetLiteTrunkConfig::new(LiteScale::Lite0).with_stages(3);
    let path = || PathBackboneConfig::EfficientNetLite(lite.clone());
    let joint = |joint| AstroSpyConfig::new(path(), path()).with_joint(joint);
    vec![
        ShippedNetworkConfig::Vit(VitConfig::new(vit, vec![1, 2])),
        ShippedNetworkConfig::EfficientNetLite(EfficientNetLiteConfig::new(lite.clone(), vec![1])),
        ShippedNetworkConfig::AstroSpy(joint(Joint::Add)),
        ShippedNetworkConfig::AstroSpy(joint(Joint::Concatenate)),
    ]
}

fn numbers(tensor: Tensor<2>) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

/// The logit of a fitted head by its definition, in double precision, on the network's own
/// embedding.
#[test]
fn the_network_says_what_the_head_says_of_its_embedding() {
    let device = Device::flex();
    for config in configs() {
        let name = config.name();
        let network = config.init(SIDE, &device);
        let length = config.embedding().expect("a linear head");
        let terms = config.summands();
        let of = |seed: usize, count: usize| -> Vec<f32> {
            self_test_input(seed + count)[seed..].to_vec()
        };
        let head = LinearHead {
            mean: of(1, length),
            variance: of(2, length).iter().map(|x| 0.1 + x * x).collect(),
            weights: of(3, length / terms),
            bias: 0.25,
        };
        let network = network.with_linear_head(&head).expect("it fits");
        let views = config.needs().made_up_views(SIDE, VIEWS, self_test_input);
        let features = network.features(Inputs::of(views, SIDE, &device));
        let embedding = network.embedding(features.clone()).expect("an embedding");
        assert_eq!(embedding.dims(), [VIEWS, length], "{name}");
        let found = numbers(network.head(features));
        for (embedding, found) in numbers(embedding).chunks(length).zip(found) {
            let expected: f64 = (0..length)
                .map(|place| {
                    let centred = embedding[place] - f64::from(head.mean[place]);
                    let deviation = (f64::from(head.variance[place]) + 1e-5).sqrt();
                    let weight = head.weights[place % head.weights.len()];
                    centred / deviation * f64::from(weight)
                })
                .sum();
            let differ = (expected + 0.25 - found).abs();
            // Hundreds of terms of order one in single precision.
            assert!(differ < 1e-3, "{name}: {expected} {found}");
        }
        let short = LinearHead {
            weights: vec![0.0],
            ..head
        };
        let network = config.init(SIDE, &device);
        let refused = network.with_linear_head(&short).expect_err("too short");
        assert!(matches!(refused, LinearHeadError::Length { given: 1, .. }));
    }
}
