//! From codes to pictures: where the designs differ.

use burn::module::Module;
use burn::nn::conv::Conv2d;
use burn::tensor::activation::silu;
use burn::tensor::{Device, Tensor};

use super::block::{ResidualBlock, conv3x3, pixel_norm};
use super::noise::Place;
use super::style::StyleStage;
use super::upsample::{Upsample, Upsampling};

/// Doubles the resolution once a stage.
#[derive(Module, Debug)]
pub struct Decoder {
    enter: Conv2d,
    middle: ResidualBlock,
    /// Innermost first.
    stages: Vec<Stage>,
    output: Conv2d,
}

/// A doubling and what follows at the new resolution.
#[derive(Module, Debug)]
enum Stage {
    Plain(PlainStage),
    Style(StyleStage),
}

#[derive(Module, Debug)]
struct PlainStage {
    upsample: Upsample,
    block: ResidualBlock,
}

impl Decoder {
    /// Initialises a decoder on `device`; `widths` are the filters at each resolution, from that
    /// of the picture to that of the code.
    pub fn new(
        design: Upsampling,
        widths: &[usize],
        latent_channels: usize,
        device: &Device,
    ) -> Self {
        let innermost = widths[widths.len() - 1];
        let stage = |level: usize| {
            let channels = [widths[level + 1], widths[level]];
            if design == Upsampling::Style {
                return Stage::Style(StyleStage::new(channels, latent_channels, level, device));
            }
            Stage::Plain(PlainStage {
                upsample: Upsample::new(design, channels, device),
                block: ResidualBlock::new(channels[1], device),
            })
        };
        Self {
            enter: conv3x3([latent_channels, innermost], device),
            middle: ResidualBlock::new(innermost, device),
            stages: (0..widths.len() - 1).rev().map(stage).collect(),
            output: conv3x3([widths[0], 3], device),
        }
    }

    /// Applies the decoder.
    ///
    /// # Shapes
    ///
    /// - `code`: `[batch, latent_channels, height, width]`
    /// - `places`: one for each picture
    /// - output: `[batch, 3, height * factor, width * factor]`, about `[-1, 1]`
    pub fn forward(&self, code: &Tensor<4>, places: &[Place]) -> Tensor<4> {
        let mut x = self.middle.forward(self.enter.forward(code.clone()));
        for stage in &self.stages {
            x = match stage {
                Stage::Plain(stage) => stage.block.forward(stage.upsample.forward(x)),
                Stage::Style(stage) => stage.forward(x, code.clone(), places),
            };
        }
        self.output.forward(silu(pixel_norm(x)))
    }
}
