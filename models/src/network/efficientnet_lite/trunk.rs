//! The convolutions.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::layers::conv_norm::ConvNorm;
use crate::layers::inverted_residual::{
    InvertedResidual, InvertedResidualConfig, relu6, same_conv,
};
use crate::layers::mobile_stages::{STAGES, round_channels};

/// The published sizes. Each was meant for pictures of another side and accepts any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiteScale {
    /// For 224 px.
    Lite0,
    /// For 240 px.
    Lite1,
    /// For 260 px.
    Lite2,
}

impl LiteScale {
    /// The factors on the smallest one's numbers of channels and of blocks.
    fn factors(self) -> [f64; 2] {
        match self {
            Self::Lite0 => [1.0, 1.0],
            Self::Lite1 => [1.0, 1.1],
            Self::Lite2 => [1.1, 1.2],
        }
    }
}

/// Filters of the stem, in every size.
const STEM: usize = 32;

/// Filters of the last convolution, in every size.
const LAST: usize = 1280;

/// Configures an [`EfficientNetLiteTrunk`].
#[derive(Config, Debug, PartialEq)]
pub struct EfficientNetLiteTrunkConfig {
    /// The published size.
    pub scale: LiteScale,
    /// Stages that are computed, 1 to 7; the last convolution follows the seventh alone.
    #[config(default = 7)]
    pub stages: usize,
}

impl EfficientNetLiteTrunkConfig {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        match self.stages {
            7.. => LAST,
            stages => self.channels_after(stages.max(1)),
        }
    }

    /// Number of blocks that are computed.
    pub fn blocks(&self) -> usize {
        self.blocks_until(self.stages.min(STAGES.len()))
    }

    fn channels(&self, of_smallest: usize) -> usize {
        round_channels(of_smallest, self.scale.factors()[0])
    }

    /// Blocks of a stage, counted from 0; the first and the last stage stay as they are.
    fn blocks_of(&self, stage: usize) -> usize {
        let blocks = STAGES[stage].blocks;
        if stage == 0 || stage + 1 == STAGES.len() {
            blocks
        } else {
            (blocks as f64 * self.scale.factors()[1]).ceil() as usize
        }
    }

    /// Channels of the maps after a stage, counted from 1.
    pub fn channels_after(&self, stage: usize) -> usize {
        self.channels(STAGES[stage - 1].channels)
    }

    /// Blocks up to the end of a stage, counted from 1.
    pub fn blocks_until(&self, stage: usize) -> usize {
        (0..stage).map(|stage| self.blocks_of(stage)).sum()
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> EfficientNetLiteTrunk {
        let mut inputs = STEM;
        let mut blocks = Vec::with_capacity(self.blocks());
        for (index, stage) in STAGES.iter().enumerate().take(self.stages) {
            let outputs = self.channels(stage.channels);
            for block in 0..self.blocks_of(index) {
                let stride = if block == 0 { stage.stride } else { 1 };
                let channels = [inputs, outputs];
                blocks.push(
                    InvertedResidualConfig::new(channels, stage.expansion, stage.kernel, stride)
                        .init(device),
                );
                inputs = outputs;
            }
        }
        EfficientNetLiteTrunk {
            stem: same_conv([3, STEM], 3).with_stride(2).init(device),
            blocks,
            last: (self.stages >= STAGES.len()).then(|| same_conv([inputs, LAST], 1).init(device)),
        }
    }
}

/// `EfficientNet`-Lite up to its last feature maps.
#[derive(Module, Debug)]
pub struct EfficientNetLiteTrunk {
    stem: ConvNorm,
    blocks: Vec<InvertedResidual>,
    last: Option<ConvNorm>,
}

impl EfficientNetLiteTrunk {
    /// The last feature maps.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`
    /// - output: `[batch, embedding, side / stride, side / stride]`, rounded up at each of the
    ///   halvings: 32 in all from the sixth stage on
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        self.maps(images, &[]).0
    }

    /// The last feature maps, and before them those after each of as many blocks as `after` says, by
    /// rising number.
    pub fn maps(&self, images: Tensor<4>, after: &[usize]) -> (Tensor<4>, Vec<Tensor<4>>) {
        let mut x = relu6(self.stem.forward(images));
        let mut earlier = Vec::with_capacity(after.len());
        for (index, block) in self.blocks.iter().enumerate() {
            x = block.forward(x);
            if after.contains(&(index + 1)) {
                earlier.push(x.clone());
            }
        }
        let last = match &self.last {
            Some(last) => relu6(last.forward(x)),
            None => x,
        };
        (last, earlier)
    }
}
