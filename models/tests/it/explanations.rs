//! Explanations against those of independent programs; `explain/make.py` wrote the files.

use std::cell::RefCell;

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;
use spectrafide_models::card::self_test_input;
use spectrafide_models::explain::grad_cam::{CamBatch, Cams};
use spectrafide_models::explain::lime::kernel;
use spectrafide_models::explain::ridge::Ridge;
use spectrafide_models::explain::{
    ExplainError, Explaining, Explanation, LimeSettings, Method, Settings,
};
use spectrafide_models::network::residual_statistics::ResidualStatisticsConfig;
use spectrafide_models::network::vit::{VitConfig, VitTrunkConfig};
use spectrafide_models::network::{Inputs, Network, ShippedNetwork, ShippedNetworkConfig};
use spectrafide_picture::preprocess::ViewData;
use spectrafide_report::Label;

use crate::support::{tiny_network, without_chance};

#[derive(Deserialize)]
struct Reference {
    config: ShippedNetworkConfig,
    side: usize,
    views: usize,
    logits: Vec<f32>,
    maps: Vec<ReferenceMap>,
}

#[derive(Deserialize)]
struct ReferenceMap {
    method: Method,
    view: usize,
    toward: Label,
    shape: [usize; 2],
    values: Vec<f32>,
}

/// `SplitMix64` from the FNV-1a hash of `name`, in `[-1, 1)`, as in `make.py`.
fn uniform(name: &str, count: usize) -> Vec<f64> {
    let seed = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |seed, byte| {
        (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    (1..=count as u64)
        .map(|place| {
            let z = seed.wrapping_add(place.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((z ^ (z >> 31)) >> 40) as f64 / f64::from(1 << 23) - 1.0
        })
        .collect()
}

/// Gives every parameter the values that follow from its name in `make.py`.
#[derive(Default)]
struct ByName(Vec<String>);

impl ModuleMapper for ByName {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.0.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.0.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, tensor, mapper) = param.consume();
        let dims: [usize; D] = tensor.dims();
        let count: usize = dims.iter().product();
        // The first part is the kind of network.
        let name = self.0[1..].join(".");
        // Burn has linear layers as `[inputs, outputs]`, PyTorch as `[outputs, inputs]`.
        let outputs = if D == 2 { dims[1] } else { dims[0] };
        let scale = if D > 1 {
            (6.0 / (count / outputs) as f64).sqrt()
        } else {
            0.1
        };
        let values: Vec<f32> = uniform(&name, count)
            .iter()
            .map(|value| (value * scale) as f32)
            .collect();
        let tensor = if D == 2 {
            let data = TensorData::new(values, [dims[1], dims[0]]);
            Tensor::<2>::from_data(data, &tensor.device())
                .transpose()
                .reshape(dims)
        } else {
            Tensor::from_data(TensorData::new(values, dims), &tensor.device())
        };
        Param::from_mapped_value(id, tensor, mapper)
    }
}

pub fn read(column: Tensor<2>) -> Vec<f32> {
    column.into_data().iter::<f32>().collect()
}

fn colours(views: usize, side: usize, image: Vec<f32>) -> Inputs {
    let data = ViewData {
        views,
        image,
        ..ViewData::default()
    };
    Inputs::of(data, side, &Device::flex())
}

fn explain(
    network: &ShippedNetwork,
    inputs: &Inputs,
    toward: Label,
    settings: Settings,
    method: Method,
) -> Result<Explanation, ExplainError> {
    let features = network.features(inputs.clone());
    let explaining = Explaining {
        network,
        name: "a network",
        inputs,
        features: &features,
        toward,
        settings,
        progress: &|_, _| {},
    };
    pollster::block_on(explaining.by(method))
}

fn cams(network: &ShippedNetwork, inputs: &Inputs, toward: Label, method: Method) -> Cams {
    let explained = explain(network, inputs, toward, Settings::default(), method);
    explained.expect("an explanation").cams
}

/// Each over its own largest value.
fn assert_same_shape(found: &[f32], expected: &[f32], what: &str) {
    let largest = |values: &[f32]| values.iter().copied().fold(0.0, f32::max);
    let (of_found, of_expected) = (largest(found), largest(expected));
    assert_eq!(found.len(), expected.len());
    if of_expected == 0.0 {
        assert!(of_found < 1e-6, "{what}: nothing speaks for it");
        return;
    }
    assert!(of_found > 0.0, "{what}: nothing is marked");
    for (found, expected) in found.iter().zip(expected) {
        let (found, expected) = (found / of_found, expected / of_expected);
        assert!(
            (found - expected).abs() < 1e-4,
            "{what}: {found} {expected}"
        );
    }
}

#[test]
fn class_activation_maps_are_those_of_another_program() {
    let reference = include_str!("../explain/cams.json");
    let reference: Reference = serde_json::from_str(reference).expect("the reference");
    let device = Device::flex();
    let network = reference.config.init(reference.side, &device);
    let network = network.map(&mut ByName::default());
    let count = reference.views * 3 * reference.side * reference.side;
    let images = uniform("images", count);
    let images = images.iter().map(|&value| value as f32);
    let inputs = colours(reference.views, reference.side, images.collect());
    let logits = read(network.forward(inputs.clone()));
    for (found, expected) in logits.iter().zip(&reference.logits) {
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }
    for method in [
        Method::GradCam,
        Method::LayerCam,
        Method::AblationCam,
        Method::ScoreCam,
    ] {
        let of_method = reference.maps.iter().filter(|map| map.method == method);
        assert!(of_method.clone().count() >= 2, "{method} is compared");
        for expected in of_method {
            let found = cams(&network, &inputs, expected.toward, method);
            let found = found.image.expect("a map over the picture");
            assert_eq!([found.height, found.width], expected.shape);
            let size = found.height * found.width;
            let found = &found.values[expected.view * size..(expected.view + 1) * size];
            let what = format!("{method} of view {}", expected.view);
            assert_same_shape(found, &expected.values, &what);
        }
    }
}

/// Double precision on both sides, through a matrix of twelve columns with a ridge of one.
#[test]
fn a_weighted_ridge_is_that_of_another_program() {
    #[derive(Deserialize)]
    struct Reference {
        kernel_width: f64,
        ridge: f64,
        kept: Vec<String>,
        scores: Vec<f64>,
        sample_weights: Vec<f64>,
        intercept: f64,
        weights: Vec<f64>,
    }
    let reference = include_str!("../explain/ridge.json");
    let reference: Reference = serde_json::from_str(reference).expect("the reference");
    let kept: Vec<Vec<bool>> = reference
        .kept
        .iter()
        .map(|row| row.chars().map(|sign| sign == '1').collect())
        .collect();
    let weights: Vec<f64> = kept
        .iter()
        .map(|kept| kernel(kept, reference.kernel_width))
        .collect();
    for (found, expected) in weights.iter().zip(&reference.sample_weights) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    let fit = Ridge::fit(&kept, &reference.scores, &weights, reference.ridge);
    assert!((fit.intercept - reference.intercept).abs() < 1e-9);
    assert_eq!(fit.weights.len(), reference.weights.len());
    for (found, expected) in fit.weights.iter().zip(&reference.weights) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }
}

pub const SIDE: usize = 48;

/// A network whose logit is a sum over the pixels of one part of the view: one convolution, which
/// passes the sum of the colours on, and no dense layer but the output.
pub fn looks_right() -> ShippedNetwork {
    struct Right;
    impl ModuleMapper for Right {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            let (id, tensor, mapper) = param.consume();
            let dims: [usize; D] = tensor.dims();
            let count: usize = dims.iter().product();
            let cells = (SIDE - 2) / 2;
            let values = (0..count).map(|place| match D {
                4 => 1.0 / 27.0,
                // Of the right half the first sees columns from the middle on.
                2 if place % cells > cells / 2 => 1.0 / (cells * cells) as f32,
                _ => 0.0,
            });
            let data = TensorData::new(values.collect::<Vec<f32>>(), dims);
            Param::from_mapped_value(id, Tensor::from_data(data, &tensor.device()), mapper)
        }
    }
    let config = serde_json::json!({
        "architecture": "cifake_cnn", "filters": 1, "layers": 1, "dense_units": 1, "dense_layers": 0,
    });
    let config: ShippedNetworkConfig = serde_json::from_value(config).expect("a configuration");
    config.init(SIDE, &Device::flex()).map(&mut Right)
}

/// Above zero everywhere, so that what is there speaks for synthetic.
fn bright() -> Inputs {
    let values = self_test_input(3 * SIDE * SIDE);
    let image = values.iter().map(|value| 1.0 + 0.5 * value).collect();
    colours(1, SIDE, image)
}

/// The sums of the left and of the right half.
fn halves(map: &CamBatch) -> [f32; 2] {
    let sum = |from: usize, to: usize| -> f32 {
        let rows = map.values.chunks(map.width);
        rows.map(|row| row[from..to].iter().sum::<f32>()).sum()
    };
    [sum(0, map.width / 2), sum(map.width / 2, map.width)]
}

/// What is taken away becomes its superpixel's mean, so that each half is made to differ from its
/// own means: bright squares on a dark ground, of which the pool sees the brightest pixel.
#[test]
fn lime_marks_the_part_that_the_logit_depends_on() {
    let image = (0..3 * SIDE * SIDE)
        .map(|index| {
            let (x, y) = (index % SIDE, index / SIDE % SIDE);
            if x % 4 < 2 && y % 4 < 2 { 2.0 } else { 0.0 }
        })
        .collect();
    let inputs = colours(1, SIDE, image);
    let network = looks_right();
    let settings = Settings {
        lime: LimeSettings {
            segments: 16,
            samples: 150,
            ..LimeSettings::default()
        },
        ..Settings::default()
    };
    let of = |batch: usize| {
        let settings = Settings { batch, ..settings };
        explain(&network, &inputs, Label::Synthetic, settings, Method::Lime).expect("a map")
    };
    let explained = of(8);
    assert_eq!(explained.told.lime, Some(settings.lime));
    let map = explained
        .cams
        .image
        .clone()
        .expect("a map over the picture");
    assert_eq!((map.width, map.height), (SIDE, SIDE));
    let [left, right] = halves(&map);
    // What the left has is the ridge's share of chance; blind to the side it would have as much.
    assert!(right > 5.0 * left, "{left} {right}");
    // How many views go through at once changes roundings alone.
    let other = of(7).cams.image.expect("a map");
    let largest = map.values.iter().copied().fold(0.0, f32::max);
    for (a, b) in map.values.iter().zip(&other.values) {
        assert!((a - b).abs() < 1e-4 * largest, "{a} {b}");
    }
}

#[test]
fn progress_rises_to_the_end() {
    let (network, inputs) = (looks_right(), bright());
    for (method, total) in [
        (Method::AblationCam, 1),
        (Method::ScoreCam, 1),
        (Method::Lime, 200),
    ] {
        let features = network.features(inputs.clone());
        let told = RefCell::new(Vec::new());
        let explaining = Explaining {
            network: &network,
            name: "a network",
            inputs: &inputs,
            features: &features,
            toward: Label::Synthetic,
            settings: Settings::default(),
            progress: &|done, of| told.borrow_mut().push((done, of)),
        };
        pollster::block_on(explaining.by(method)).expect("a map");
        let told = told.into_inner();
        assert!(told.is_sorted());
        assert_eq!(told.last(), Some(&(total, total)), "{method}");
    }
}

/// A network of two paths, given a picture and its spectrum.
#[test]
fn networks_of_two_paths_get_a_map_for_each() {
    let device = Device::flex();
    let config = tiny_network();
    let network = without_chance(config.init(32, &device));
    let mut views = config.needs().made_up_views(32, 2, self_test_input);
    views.spectrum.reverse();
    let inputs = Inputs::of(views, 32, &device);
    for &method in config.methods() {
        let cams = cams(&network, &inputs, Label::Synthetic, method);
        for map in [cams.image, cams.spectral] {
            let map = map.unwrap_or_else(|| panic!("{method} has both maps"));
            assert_eq!(map.values.len(), 2 * map.width * map.height);
            assert!(
                map.values
                    .iter()
                    .all(|value| value.is_finite() && *value >= 0.0)
            );
        }
    }
}

fn statistics() -> (ShippedNetwork, Inputs) {
    let config = ShippedNetworkConfig::ResidualStatistics(ResidualStatisticsConfig::new(12));
    let views = config.needs().made_up_views(32, 1, self_test_input);
    let device = Device::flex();
    (config.init(32, &device), Inputs::of(views, 32, &device))
}

#[test]
fn what_a_network_does_not_allow_is_an_error_that_names_both() {
    let (network, inputs) = statistics();
    let statistics = ShippedNetworkConfig::ResidualStatistics(ResidualStatisticsConfig::new(12));
    for method in Method::ALL {
        let explained = explain(&network, &inputs, Label::Real, Settings::default(), method);
        assert_eq!(explained.is_ok(), statistics.methods().contains(&method));
        if method == Method::GradCam {
            // Its slopes are laid back over the picture elsewhere.
            assert!(explained.expect("slopes").cams.slopes.is_some());
            continue;
        }
        let error = explained.expect_err("there is no map").to_string();
        assert!(error.contains(method.title()), "{error}");
        assert!(error.contains("`a network`"), "{error}");
    }
    let convolutions = Method::ALL
        .into_iter()
        .filter(|method| !tiny_network().methods().contains(method));
    for method in convolutions {
        let network = looks_right();
        let explained = explain(
            &network,
            &bright(),
            Label::Real,
            Settings::default(),
            method,
        );
        assert!(explained.is_err(), "convolutions have no attention");
    }
}

/// The weights that a watch is shown add up to one, there is a map of each block, and to give them
/// back changes nothing: single precision through two blocks.
#[test]
fn watching_attention_leaves_a_transformer_as_it_is() {
    let trunk = VitTrunkConfig::new(2)
        .with_width(24)
        .with_heads(3)
        .with_units(48)
        .with_patch(8);
    let config = ShippedNetworkConfig::Vit(VitConfig::new(trunk, vec![1, 2]));
    let device = Device::flex();
    let network = without_chance(config.init(32, &device));
    let inputs = || colours(2, 32, self_test_input(2 * 3 * 32 * 32));
    let mut seen = Vec::new();
    let watched = network.watched(inputs(), &mut |weights| {
        seen.push(weights.clone());
        weights
    });
    let watched = watched.expect("a transformer");
    assert_eq!(watched.read, [1, 2]);
    assert_eq!(seen.len(), 2);
    for weights in seen {
        assert_eq!(weights.dims(), [2, 3, 17, 17]);
        for sum in weights.sum_dim(3).into_data().iter::<f32>() {
            assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        }
    }
    let plain = read(network.forward(inputs()));
    for (a, b) in read(network.head(watched.features)).iter().zip(plain) {
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
    assert_eq!(config.methods(), Method::ALL);
    for method in Method::ALL
        .into_iter()
        .filter(|&method| method != Method::Lime)
    {
        let cams = cams(&network, &inputs(), Label::Synthetic, method);
        let map = cams.image.expect("a map over the picture");
        assert_eq!(
            (map.width, map.height, map.values.len()),
            (4, 4, 32),
            "{method}"
        );
        assert!(map.values.iter().any(|&value| value > 0.0), "{method}");
    }
}
