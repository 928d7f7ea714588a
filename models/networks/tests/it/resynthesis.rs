//! The auto-encoders that make synthetic twins of pictures: what holds for every design.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_models::weights;
use spectrafide_networks::resynthesis::critic::{PatchCritic, hinge};
use spectrafide_networks::resynthesis::loss::{LossWeights, reconstruction_loss};
use spectrafide_networks::resynthesis::noise::Place;
use spectrafide_networks::resynthesis::upsample::Upsampling;
use spectrafide_networks::resynthesis::{InvalidResynthesis, ResynthesisConfig, Resynthesizer};

fn design(decoder: Upsampling, factor: usize, codebook: Option<usize>) -> ResynthesisConfig {
    ResynthesisConfig {
        decoder,
        factor,
        latent_channels: 4,
        width: 4,
        codebook,
    }
}

fn designs(factor: usize) -> [ResynthesisConfig; 5] {
    [
        design(Upsampling::Nearest, factor, None),
        design(Upsampling::Transposed, factor, None),
        design(Upsampling::PixelShuffle, factor, None),
        design(Upsampling::Nearest, factor, Some(32)),
        design(Upsampling::Style, factor, None),
    ]
}

/// Waves in two directions, other ones for each colour and picture.
fn pictures(count: usize, [height, width]: [usize; 2], device: &Device) -> Tensor<4> {
    let mut values = Vec::with_capacity(count * 3 * height * width);
    for map in 0..3 * count {
        let (right, below) = (0.2 + 0.05 * map as f32, 0.5 - 0.03 * map as f32);
        for y in 0..height {
            for x in 0..width {
                values.push(0.5 + 0.4 * (right * x as f32 + below * y as f32).sin());
            }
        }
    }
    Tensor::from_data(TensorData::new(values, [count, 3, height, width]), device)
}

fn places(count: usize) -> Vec<Place> {
    (0..count as u64)
        .map(|seed| Place {
            seed,
            ..Place::default()
        })
        .collect()
}

fn values(images: Tensor<4>) -> Vec<f32> {
    images.into_data().iter::<f32>().collect()
}

fn resynthesized(network: &Resynthesizer, images: Tensor<4>, place: Place) -> Tensor<4> {
    network.forward(images, &[place]).images
}

/// Gives all parameters, also those that start at nothing, so that no path is switched off.
fn all_paths_on(network: Resynthesizer, device: &Device) -> Resynthesizer {
    struct Filled<'a>(&'a Device);
    impl burn::module::ModuleMapper for Filled<'_> {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            let (id, tensor, mapper) = param.consume();
            let total: f32 = tensor.clone().abs().sum().into_scalar();
            let tensor = if total == 0.0 {
                Tensor::full(tensor.dims(), 0.3, self.0)
            } else {
                tensor
            };
            Param::from_mapped_value(id, tensor, mapper)
        }
    }
    network.map(&mut Filled(device))
}

#[test]
fn a_reconstruction_has_the_size_of_its_picture_whatever_the_factor_divides() {
    let device = Device::flex();
    for factor in [4, 8] {
        for config in designs(factor) {
            let network = config.init(&device);
            for size in [[16, 24], [17, 9], [1, 5]] {
                let made = network.forward(pictures(2, size, &device), &places(2));
                assert_eq!(made.images.dims(), [2, 3, size[0], size[1]], "{config:?}");
                assert_eq!(made.codebook_loss.is_some(), config.codebook.is_some());
            }
            let code = network.encode(pictures(1, [16, 32], &device));
            assert_eq!(code.dims(), [1, 4, 16 / factor, 32 / factor]);
        }
    }
}

#[test]
fn a_few_steps_lower_the_loss_of_every_design() {
    let device = Device::flex().autodiff();
    let pictures = pictures(2, [24, 24], &device);
    let weights = LossWeights {
        gradient: 1.0,
        texture: 0.5,
    };
    for config in designs(4) {
        device.seed(1);
        let mut network = config.init(&device);
        let mut optimiser = AdamConfig::new().init();
        let mut losses = Vec::new();
        for _ in 0..60 {
            let made = network.forward(pictures.clone(), &places(2));
            let loss = reconstruction_loss(&made.images, &pictures, weights);
            losses.push(loss.clone().into_scalar::<f32>());
            let loss = match made.codebook_loss {
                Some(codebook_loss) => loss + codebook_loss,
                None => loss,
            };
            let gradients = GradientsParams::from_grads(loss.backward(), &network);
            network = optimiser.step(5e-3, network, gradients);
        }
        let (first, last) = (losses[0], losses[losses.len() - 1]);
        assert!(last < 0.7 * first, "{config:?}: {first} {last}");
    }
}

/// Every parameter of every design has a part in the loss: none is cut off, neither by the
/// codebook nor by the noise.
#[test]
fn the_gradient_reaches_every_parameter() {
    struct Reached<'a> {
        gradients: &'a GradientsParams,
        count: usize,
        missing: Vec<String>,
        path: Vec<String>,
    }
    impl ModuleVisitor for Reached<'_> {
        fn enter_module(&mut self, name: &str, _: &str) {
            self.path.push(name.to_owned());
        }
        fn exit_module(&mut self, _: &str, _: &str) {
            self.path.pop();
        }
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.count += 1;
            let reached = self
                .gradients
                .get::<D>(param.id)
                .is_some_and(|gradient| gradient.abs().sum().into_scalar::<f32>() > 0.0);
            if !reached {
                self.missing.push(self.path.join("."));
            }
        }
    }
    let device = Device::flex().autodiff();
    for config in designs(4) {
        let plain = Device::flex();
        let network = all_paths_on(config.init(&plain), &plain).train();
        let images = pictures(1, [16, 16], &device);
        let made = network.forward(images.clone(), &places(1));
        let mut loss = (made.images - images).abs().mean();
        if let Some(codebook_loss) = made.codebook_loss {
            loss = loss + codebook_loss;
        }
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        let mut reached = Reached {
            gradients: &gradients,
            count: 0,
            missing: Vec::new(),
            path: Vec::new(),
        };
        network.visit(&mut reached);
        assert!(
            reached.count > 10 && reached.missing.is_empty(),
            "{config:?}: {:?}",
            reached.missing
        );
    }
}

/// The definition of the reach, which tiles rely on.
#[test]
fn a_pixel_changes_nothing_beyond_the_reach() {
    let device = Device::flex();
    for config in designs(4).into_iter().chain(designs(8)) {
        let network = all_paths_on(config.init(&device), &device);
        let reach = config.reach_px();
        assert_eq!(reach % config.factor, 0);
        let width = 2 * reach;
        let original = pictures(1, [config.factor, width], &device);
        // The left-most column becomes black.
        let rest = original.clone().narrow(3, 1, width - 1);
        let changed = Tensor::cat(vec![original.clone().narrow(3, 0, 1) * 0.0, rest], 3);
        let before = values(resynthesized(&network, original, Place::default()));
        let after = values(resynthesized(&network, changed, Place::default()));
        let differences: Vec<usize> = (0..before.len())
            .filter(|&place| (before[place] - after[place]).abs() > 1e-6)
            .map(|place| place % width)
            .collect();
        let furthest = differences.into_iter().max().unwrap_or(0);
        assert!(furthest <= reach, "{config:?}: {furthest} of {reach}");
        // The bound is not an idle one. A column need not change an entry of a codebook.
        assert!(
            config.codebook.is_some() || 4 * furthest > reach,
            "{config:?}: {furthest} of {reach}"
        );
    }
}

/// The same convolutions sum in another order where the size is another one.
#[test]
fn a_part_with_its_surroundings_gives_the_pixels_of_the_whole() {
    let device = Device::flex();
    for config in designs(4) {
        let network = all_paths_on(config.init(&device), &device);
        let reach = config.reach_px();
        let width = 2 * reach + 24;
        let images = pictures(1, [12, width], &device);
        let whole = resynthesized(
            &network,
            images.clone(),
            Place {
                seed: 9,
                ..Place::default()
            },
        );
        let place = Place {
            seed: 9,
            x_px: 16,
            y_px: 0,
        };
        let part = resynthesized(&network, images.narrow(3, 16, width - 16), place);
        let kept = width - 16 - reach;
        let (whole, part) = (
            values(whole.narrow(3, 16 + reach, kept)),
            values(part.narrow(3, reach, kept)),
        );
        for (whole, part) in whole.iter().zip(&part) {
            assert!((whole - part).abs() < 1e-4, "{config:?}: {whole} {part}");
        }
    }
}

#[test]
fn a_critic_learns_to_tell_pictures_from_reconstructions() {
    let device = Device::flex().autodiff();
    device.seed(1);
    let pictures = pictures(4, [32, 32], &device);
    let reconstructions = pictures.clone() * 0.5 + 0.25;
    let mut critic = PatchCritic::new(8, &device);
    let mut optimiser = AdamConfig::new().init();
    let loss = |critic: &PatchCritic| {
        hinge(
            critic.forward(pictures.clone()),
            critic.forward(reconstructions.clone()),
        )
    };
    let before: f32 = loss(&critic).into_scalar();
    for _ in 0..40 {
        let gradients = GradientsParams::from_grads(loss(&critic).backward(), &critic);
        critic = optimiser.step(5e-3, critic, gradients);
    }
    let after: f32 = loss(&critic).into_scalar();
    assert!(after < 0.5 * before, "{before} {after}");
}

#[test]
fn a_configuration_is_read_from_json_and_impossible_ones_are_refused() {
    let text = r#"{ "decoder": "pixel_shuffle", "factor": 8, "latent_channels": 4, "width": 4 }"#;
    let read: ResynthesisConfig = serde_json::from_str(text).expect("a configuration");
    assert_eq!(read, design(Upsampling::PixelShuffle, 8, None));
    assert_eq!(read.check(), Ok(()));
    let factor = ResynthesisConfig {
        factor: 6,
        ..read.clone()
    };
    assert_eq!(factor.check(), Err(InvalidResynthesis::Factor(6)));
    let width = ResynthesisConfig {
        width: 0,
        ..read.clone()
    };
    assert_eq!(width.check(), Err(InvalidResynthesis::Zero("width")));
    let codebook = ResynthesisConfig {
        codebook: Some(1),
        ..read
    };
    assert_eq!(codebook.check(), Err(InvalidResynthesis::Codebook(1)));
}

/// Half precision keeps eleven binary digits of a weight.
#[test]
fn weights_survive_being_written_and_read() {
    let device = Device::flex();
    for config in designs(4) {
        // A code that changes a little may be nearest to another entry.
        if config.codebook.is_some() {
            continue;
        }
        let network = config.init(&device);
        let bytes = weights::to_half_bytes(network.clone()).expect("records can be written");
        let loaded = weights::load(config.init(&device), bytes).expect("just written");
        let [before, after] = [network, loaded].map(|network| {
            let images = pictures(1, [16, 16], &device);
            values(resynthesized(&network, images, Place::default()))
        });
        for (before, after) in before.into_iter().zip(after) {
            assert!((before - after).abs() < 1e-2, "{before} {after}");
        }
    }
}
