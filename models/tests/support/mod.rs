//! What several tests need: reading parameters, networks without chance, a detector of some
//! thousand parameters and a drawn picture.
#![allow(dead_code, reason = "each test takes a part")]

#[path = "../../picture/tests/it/drawn.rs"]
mod drawing;

#[allow(unused_imports, reason = "each test takes a part")]
pub use drawing::{drawn, png};

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_models::card::{
    CARD_VERSION, CurvePoint, DetectorCard, TrainingSummary, self_test_input,
};
use spectrafide_models::detector::self_test_logit;
use spectrafide_models::network::ShippedNetworkConfig;
use spectrafide_models::network::dual_small::DualSmallConfig;
use spectrafide_models::weights;
use spectrafide_picture::preprocess::{CropChoice, Preprocess, Views};
use spectrafide_picture::spectrum::SpectrumSettings;
use spectrafide_picture::statistics::Statistics;
use spectrafide_report::calibration::Calibration;
use spectrafide_report::scope::Scope;
use spectrafide_report::verdict::Thresholds;

/// The parameters of a module and the running moments of its normalisations, by path.
#[derive(Default)]
pub struct Parameters {
    path: Vec<String>,
    /// Path and values.
    pub values: Vec<(String, Vec<f32>)>,
}

impl Parameters {
    /// Reads those of `module`.
    pub fn of(module: &impl Module) -> Vec<(String, Vec<f32>)> {
        let mut visitor = Self::default();
        module.visit(&mut visitor);
        visitor.values
    }
}

impl ModuleVisitor for Parameters {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let values = param.val().into_data().iter::<f32>().collect();
        self.values.push((self.path.join("."), values));
    }
}

/// Whether the parameter at `path` is a running moment, which training does not reach by
/// gradients.
pub fn is_running_moment(path: &str) -> bool {
    path.contains("running_")
}

/// The number of trained parameters, running moments left out.
pub fn count_parameters(network: &impl Module) -> usize {
    #[derive(Default)]
    struct Count {
        path: Vec<String>,
        count: usize,
    }
    impl ModuleVisitor for Count {
        fn enter_module(&mut self, name: &str, _container_type: &str) {
            self.path.push(name.to_owned());
        }
        fn exit_module(&mut self, _name: &str, _container_type: &str) {
            self.path.pop();
        }
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if !is_running_moment(&self.path.join(".")) {
                self.count += param.lazy_shape().num_elements();
            }
        }
    }
    let mut count = Count::default();
    network.visit(&mut count);
    count.count
}

/// Gives every weight a value that depends on its place alone: uniform, of the variance
/// `2 / inputs`, with the normalisations left at the identity.
pub fn without_chance<M: Module>(network: M) -> M {
    network.map(&mut WithoutChance::default())
}

#[derive(Default)]
struct WithoutChance {
    path: Vec<String>,
    taken: usize,
}

impl ModuleMapper for WithoutChance {
    fn enter_module(&mut self, name: &str, _container_type: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = self.path.last().map_or("", String::as_str);
        if ["gamma", "beta", "running_mean", "running_var"].contains(&name) {
            return param;
        }
        let (id, tensor, mapper) = param.consume();
        let dims: [usize; D] = tensor.dims();
        let count: usize = dims.iter().product();
        // Convolutions are `[outputs, inputs, …]`, linear layers `[inputs, outputs]`.
        let inputs = match D {
            4 => count / dims[0],
            2 => dims[0],
            _ => 24,
        };
        let bound = (6.0 / inputs as f32).sqrt();
        let values: Vec<f32> = self_test_input(self.taken + count)[self.taken..]
            .iter()
            .map(|value| value * bound)
            .collect();
        self.taken += count;
        let tensor = Tensor::from_data(TensorData::new(values, dims), &tensor.device());
        Param::from_mapped_value(id, tensor, mapper)
    }
}

/// A dual-path network of some thousand parameters.
pub fn tiny_network() -> ShippedNetworkConfig {
    ShippedNetworkConfig::DualSmall(
        DualSmallConfig::new(vec![8, 16])
            .with_stem(8)
            .with_spectral_stages(vec![8, 16]),
    )
}

/// Native crops of 64 px with their spectra.
pub fn tiny_preprocess() -> Preprocess {
    Preprocess {
        views: Views::Crops {
            side: 64,
            count: 5,
            choice: CropChoice::Corners,
        },
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
        colours: true,
        spectrum: Some(SpectrumSettings::default()),
        statistics: Statistics::default(),
    }
}

/// The card and the weights of a detector without chance.
pub fn tiny_detector() -> (DetectorCard, Vec<u8>) {
    let device = Device::flex();
    let config = tiny_network();
    let preprocess = tiny_preprocess();
    let side = preprocess.views.side() as usize;
    let network = without_chance(config.init(side, &device));
    let bytes = weights::to_half_bytes(network).expect("records can be written");
    let mut card = DetectorCard {
        version: CARD_VERSION,
        id: "dual_small.tiny".to_owned(),
        title: "Tiny".to_owned(),
        description: "Judges nothing; for tests.".to_owned(),
        limits: vec!["It was never trained.".to_owned()],
        network: config.clone(),
        preprocess,
        calibration: Calibration {
            scale: 0.5,
            shift: 0.1,
        },
        thresholds: Thresholds {
            synthetic: 0.8,
            false_positive_rate: 0.01,
            real: 0.2,
            false_negative_rate: 0.05,
            ..Thresholds::default()
        },
        false_positive_curve: vec![
            CurvePoint {
                score: 0.0,
                rate: 1.0,
            },
            CurvePoint {
                score: 0.9,
                rate: 0.0,
            },
        ],
        by_delivery: std::collections::BTreeMap::new(),
        certainty: None,
        scope: Scope {
            min_side_px: 64,
            max_side_px: Some(1024),
        },
        rank: 0,
        quick_views: 1,
        stands_in_for: None,
        training: TrainingSummary::default(),
        self_test_logit: 0.0,
        licence: "MIT OR Apache-2.0".to_owned(),
        weights_bytes: bytes.len() as u64,
        weights_sha256: weights::sha256(&bytes),
    };
    let loaded = weights::load(config.init(side, &device), bytes.clone()).expect("just written");
    card.self_test_logit = pollster::block_on(self_test_logit(&card, &loaded, &device))
        .expect("the CPU device does not fail");
    (card, bytes)
}
