//! The auto-encoder that pictures can be put through before they are judged.

use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_models::weights;
use spectrafide_networks::auto_encoder::{AutoEncoder, AutoEncoderConfig};

const SIDE: usize = 16;

fn small() -> AutoEncoderConfig {
    AutoEncoderConfig::new().with_filters(vec![8, 12])
}

/// Four slopes between two colours, each in a direction of its own.
fn pictures(device: &Device) -> Tensor<4> {
    let dims = [4, 3, SIDE, SIDE];
    let mut values = Vec::with_capacity(dims.iter().product());
    for [right, down] in [[1, 0], [0, 1], [1, 1], [2, 0]] {
        for [low, high] in [[0.1, 0.9], [0.7, 0.2], [0.3, 0.6]] {
            for y in 0..SIDE {
                for x in 0..SIDE {
                    let way = ((right * x + down * y) as f32 / SIDE as f32).min(1.0);
                    values.push(low + (high - low) * way);
                }
            }
        }
    }
    Tensor::from_data(TensorData::new(values, dims), device)
}

fn error(network: &AutoEncoder, pictures: &Tensor<4>) -> Tensor<1> {
    let difference = network.forward(pictures.clone()) - pictures.clone();
    (difference.clone() * difference).mean()
}

#[test]
fn a_reconstruction_has_the_shape_of_the_picture_and_values_of_colours() {
    let device = Device::flex();
    let network = AutoEncoderConfig::new().init(&device);
    // 32 → 16 → 8 → 4, and 37 → 19 → 10 → 5 comes back as 40.
    for (height, width, code) in [(32, 32, [4, 4]), (37, 32, [5, 4]), (33, 50, [5, 7])] {
        let images = Tensor::<4>::ones([2, 3, height, width], &device);
        assert_eq!(
            network.encode(images.clone()).dims(),
            [2, 64, code[0], code[1]]
        );
        let reconstruction = network.forward(images);
        assert_eq!(reconstruction.dims(), [2, 3, height, width]);
        let values = reconstruction.into_data();
        assert!(values.iter::<f32>().all(|v| (0.0..=1.0).contains(&v)));
    }
}

#[test]
fn training_lowers_the_error_of_the_reconstruction() {
    let device = Device::flex().autodiff();
    let pictures = pictures(&device);
    let mut network = small().init(&device);
    let mut optimiser = AdamConfig::new().init();
    let before: f32 = error(&network, &pictures).into_scalar();
    let mut after = before;
    // How many steps it takes depends on the start, which is drawn.
    for _ in 0..1000 {
        let loss = error(&network, &pictures);
        after = loss.clone().into_scalar();
        if after < 0.5 * before {
            break;
        }
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        network = optimiser.step(1e-2, network, gradients);
    }
    assert!(after < 0.5 * before, "{before} {after}");
}

#[test]
fn a_configuration_survives_json() {
    let json = serde_json::to_string(&small()).expect("plain numbers");
    let read: AutoEncoderConfig = serde_json::from_str(&json).expect("just written");
    assert_eq!(read, small());
}

/// Half precision keeps eleven binary digits of a weight, and the layers are four.
#[test]
fn weights_survive_being_written_and_read() {
    let device = Device::flex();
    let network = small().init(&device);
    let bytes = weights::to_half_bytes(network.clone()).expect("records can be written");
    let loaded = weights::load(small().init(&device), bytes.clone()).expect("just written");
    let [before, after] = [network, loaded].map(|network| {
        let reconstruction = network.forward(pictures(&device)).into_data();
        reconstruction.iter::<f32>().collect::<Vec<_>>()
    });
    for (before, after) in before.into_iter().zip(after) {
        assert!((before - after).abs() < 1e-2, "{before} {after}");
    }
    let other = AutoEncoderConfig::new().init(&device);
    assert!(weights::load(other, bytes).is_err());
}

#[test]
#[should_panic(expected = "needs a layer")]
fn an_encoder_without_layers_is_refused() {
    AutoEncoderConfig::new()
        .with_filters(Vec::new())
        .init(&Device::flex());
}
