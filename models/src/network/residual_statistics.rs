//! A detector that never looks at the picture: one hidden layer over what was counted in its
//! residuals ([`statistics`](spectrafide_picture::statistics)), which a few thousand pictures are
//! enough to learn from.

use burn::config::Config;
use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::{Features, Inputs};

/// Configures a [`ResidualStatistics`].
#[derive(Config, Debug, PartialEq)]
pub struct ResidualStatisticsConfig {
    /// Numbers for each view.
    pub inputs: usize,
    /// Units of the hidden layer.
    #[config(default = 16)]
    pub units: usize,
    /// Probability of dropping a hidden unit in training.
    #[config(default = 0.3)]
    pub dropout: f64,
}

impl ResidualStatisticsConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> ResidualStatistics {
        ResidualStatistics {
            statistics: StatisticsLayerConfig::new(self.inputs, self.units).init(device),
            dropout: DropoutConfig::new(self.dropout).init(),
            output: LinearConfig::new(self.units, 1).init(device),
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct ResidualStatistics {
    statistics: StatisticsLayer,
    dropout: Dropout,
    output: Linear,
}

impl ResidualStatistics {
    /// The statistics themselves, `[batch, inputs]`: there is no map before them.
    ///
    /// # Panics
    ///
    /// If there are none.
    pub fn features(&self, inputs: Inputs) -> Features {
        let statistics = inputs
            .statistics
            .expect("a detector of statistics is given them");
        Features {
            numbers: Some(statistics),
            ..Features::default()
        }
    }

    /// One logit per view, `[batch, 1]`.
    ///
    /// # Panics
    ///
    /// If there are no statistics.
    pub fn head(&self, features: Features) -> Tensor<2> {
        let statistics = features
            .numbers
            .expect("a detector of statistics is given them");
        let hidden = self.statistics.forward(statistics);
        self.output.forward(self.dropout.forward(hidden))
    }
}

/// Configures a [`StatisticsLayer`].
#[derive(Config, Debug, PartialEq)]
pub struct StatisticsLayerConfig {
    /// Numbers for each view.
    pub inputs: usize,
    /// Units of the layer over them.
    pub units: usize,
}

impl StatisticsLayerConfig {
    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> StatisticsLayer {
        StatisticsLayer {
            norm: BatchNormConfig::new(self.inputs).init(device),
            linear: LinearConfig::new(self.inputs, self.units).init(device),
        }
    }
}

/// A layer over statistics, which are brought to one scale before.
#[derive(Module, Debug)]
pub struct StatisticsLayer {
    norm: BatchNorm,
    linear: Linear,
}

/// In standard deviations.
const FARTHEST: f32 = 5.0;

impl StatisticsLayer {
    /// From `[batch, inputs]` to `[batch, units]`. A value far from what training showed counts
    /// as one at five standard deviations.
    pub fn forward(&self, statistics: Tensor<2>) -> Tensor<2> {
        let scaled = self.norm.forward(statistics).clamp(-FARTHEST, FARTHEST);
        relu(self.linear.forward(scaled))
    }
}
