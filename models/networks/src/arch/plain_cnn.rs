//! A plain convolutional network, for the row "CNN" of table 2 of Alam et al., *`AstroSpy`: On
//! detecting Fake Images in Astronomy via Joint Image-Spectral Representations*
//! (<https://arxiv.org/abs/2407.06817>).
//!
//! The paper says nothing of that network but its name. What is here is the project's own: stages
//! of a 3x3 convolution, batch normalisation, `ReLU` and a 2x2 maximum pool, each stage twice as
//! wide as the one before. No weights are published for it.

use burn::config::Config;
use burn::module::Module;
use burn::nn::pool::MaxPool2d;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use spectrafide_models::layers::conv_norm::{ConvNorm, ConvNormConfig};
use spectrafide_models::layers::pooling::halving_pool;

/// Configures a [`PlainCnnTrunk`].
#[derive(Config, Debug, PartialEq)]
pub struct PlainCnnConfig {
    /// Filters of each stage.
    #[config(default = "vec![32, 64, 128, 256]")]
    pub widths: Vec<usize>,
}

impl PlainCnnConfig {
    /// Number of channels of the last feature maps: those of a picture if there is no stage.
    pub fn embedding(&self) -> usize {
        self.widths.last().copied().unwrap_or(3)
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> PlainCnnTrunk {
        let mut channels = 3;
        let stages = self.widths.iter().map(|&width| {
            let stage = ConvNormConfig::new([channels, width]).init(device);
            channels = width;
            stage
        });
        PlainCnnTrunk {
            stages: stages.collect(),
            pool: halving_pool(),
        }
    }
}

/// A plain convolutional network without its output.
#[derive(Module, Debug)]
pub struct PlainCnnTrunk {
    stages: Vec<ConvNorm>,
    pool: MaxPool2d,
}

impl PlainCnnTrunk {
    /// The rectified maps of the last stage. It has no pool: what follows takes the mean of the
    /// maps, and maps of twice the resolution explain better.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, embedding, height, width]`, both `side` halved once less than there are
    ///   stages, rounded down
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let mut x = images;
        for (index, stage) in self.stages.iter().enumerate() {
            if index > 0 {
                x = self.pool.forward(x);
            }
            x = relu(stage.forward(x));
        }
        x
    }
}
