//! Auto-encoders with the decoders that generators have, for synthetic twins of real pictures.
//!
//! A twin shows what its original shows, in the same size; what it has besides are the marks of
//! its decoder. A detector that is trained on such pairs cannot tell them by subject. The idea is
//! that of Rajan et al., *Aligned Datasets Improve Detection of Latent Diffusion-Generated Images*
//! (<https://arxiv.org/abs/2410.11835>); the networks are the project's own, small enough to be
//! trained on a processor.
//!
//! Nothing in them looks at a whole picture: normalisations are over the channels of one place
//! and styles come from the code around it. So a picture may be worked on in parts, and every
//! pixel that is [`ResynthesisConfig::reach_px`] away from a cut is what it would be without it.

pub mod block;
pub mod critic;
pub mod decoder;
pub mod encoder;
pub mod loss;
pub mod noise;
pub mod quantizer;
pub mod style;
pub mod upsample;

use burn::module::Module;
use burn::tensor::{Device, Int, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use self::block::pixel_norm;
use self::decoder::Decoder;
use self::encoder::Encoder;
use self::noise::Place;
use self::quantizer::VectorQuantizer;
use self::upsample::Upsampling;

/// How an auto-encoder is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResynthesisConfig {
    /// How the decoder doubles the resolution.
    pub decoder: Upsampling,
    /// Pixels of the picture for each place of the code, along a side: a power of two.
    pub factor: usize,
    /// Numbers at each place of the code.
    pub latent_channels: usize,
    /// Filters at the resolution of the picture; twice and four times as many below.
    pub width: usize,
    /// Entries of a codebook; none for a continuous code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codebook: Option<usize>,
}

/// Why an auto-encoder cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidResynthesis {
    /// The factor.
    #[error("`factor` must be 2, 4, 8 or 16, not {0}")]
    Factor(usize),
    /// A number that must not be 0.
    #[error("`{0}` must be above 0")]
    Zero(&'static str),
    /// A codebook in which nothing could be looked up.
    #[error("`codebook` needs 2 to 65536 entries, not {0}")]
    Codebook(usize),
}

impl ResynthesisConfig {
    /// Refuses what cannot be built.
    ///
    /// # Errors
    ///
    /// A setting is zero or outside of what it allows.
    pub fn check(&self) -> Result<(), InvalidResynthesis> {
        if ![2, 4, 8, 16].contains(&self.factor) {
            return Err(InvalidResynthesis::Factor(self.factor));
        }
        for (name, value) in [
            ("latent_channels", self.latent_channels),
            ("width", self.width),
        ] {
            if value == 0 {
                return Err(InvalidResynthesis::Zero(name));
            }
        }
        match self.codebook {
            Some(entries) if !(2..=65_536).contains(&entries) => {
                Err(InvalidResynthesis::Codebook(entries))
            }
            _ => Ok(()),
        }
    }

    /// How often the resolution is halved.
    fn halvings(&self) -> usize {
        self.factor.trailing_zeros() as usize
    }

    /// Filters at each resolution, from that of the picture to that of the code.
    fn widths(&self) -> Vec<usize> {
        (0..=self.halvings())
            .map(|halvings| self.width << halvings.min(2))
            .collect()
    }

    /// How far, at most, a pixel of the picture changes pixels of the reconstruction, in pixels: a
    /// multiple of the factor.
    pub fn reach_px(&self) -> usize {
        let code = self.factor;
        // 3x3 convolutions reach one place. Encoder: the first, then a halving one and a block of
        // two at each resolution, and the last. Decoder: the first and a block, then at each
        // resolution at most two of the coarser one and three of the finer, and the last.
        let encoder: usize = 1
            + (1..=self.halvings())
                .map(|level| (1 << (level - 1)) + (2 << level))
                .sum::<usize>()
            + code;
        let decoder: usize = 3 * code
            + (1..=self.halvings())
                .map(|level| (2 << level) + (3 << (level - 1)))
                .sum::<usize>()
            + 1;
        (encoder + decoder).next_multiple_of(code)
    }

    /// Initialises the parameters on `device`.
    ///
    /// # Panics
    ///
    /// If [`check`](Self::check) refuses the configuration.
    pub fn init(&self, device: &Device) -> Resynthesizer {
        if let Err(error) = self.check() {
            panic!("{error}");
        }
        let widths = self.widths();
        Resynthesizer {
            encoder: Encoder::new(&widths, self.latent_channels, device),
            quantizer: self
                .codebook
                .map(|entries| VectorQuantizer::new(entries, self.latent_channels, device)),
            decoder: Decoder::new(self.decoder, &widths, self.latent_channels, device),
            factor: self.factor,
        }
    }
}

/// What an auto-encoder makes of pictures.
#[derive(Clone, Debug)]
pub struct Resynthesis {
    /// `[batch, 3, height, width]`, as the pictures; colours may lie a little outside `[0, 1]`.
    pub images: Tensor<4>,
    /// What training adds to its loss for the codebook, `[1]`.
    pub codebook_loss: Option<Tensor<1>>,
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct Resynthesizer {
    encoder: Encoder,
    quantizer: Option<VectorQuantizer>,
    decoder: Decoder,
    factor: usize,
}

impl Resynthesizer {
    /// Encodes and decodes pictures.
    ///
    /// Sides that the factor does not divide are continued by reflection, and cut off again.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, height, width]`, values in `[0, 1]`
    /// - `places`: one for each picture, which decide the noise; only
    ///   [`Upsampling::Style`] has any
    pub fn forward(&self, images: Tensor<4>, places: &[Place]) -> Resynthesis {
        let [_, _, height, width] = images.dims();
        let images = continued(continued(images, 2, self.factor), 3, self.factor);
        let mut code = self.encode(images);
        let mut codebook_loss = None;
        if let Some(quantizer) = &self.quantizer {
            let quantized = quantizer.forward(code);
            code = quantized.code;
            codebook_loss = Some(quantized.loss);
        }
        let images = self.decoder.forward(&code, places) * 0.5 + 0.5;
        Resynthesis {
            images: images.narrow(2, 0, height).narrow(3, 0, width),
            codebook_loss,
        }
    }

    /// The code of pictures, before any codebook: of length one at each place, up to the root of
    /// the number of channels, so that it has a scale of its own.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, height, width]`, values in `[0, 1]`, sides that the factor divides
    /// - output: `[batch, latent_channels, height / factor, width / factor]`
    pub fn encode(&self, images: Tensor<4>) -> Tensor<4> {
        pixel_norm(self.encoder.forward(images * 2.0 - 1.0))
    }
}

/// `images` with the dimension `dim` continued by reflection to a multiple of `factor`.
fn continued(images: Tensor<4>, dim: usize, factor: usize) -> Tensor<4> {
    let length = images.dims()[dim];
    let wanted = length.next_multiple_of(factor);
    if wanted == length {
        return images;
    }
    let period = (2 * length).saturating_sub(2).max(1);
    let indices: Vec<i32> = (0..wanted)
        .map(|place| place % period)
        .map(|place| place.min(period - place).min(length - 1) as i32)
        .collect();
    let indices = Tensor::<1, Int>::from_data(TensorData::new(indices, [wanted]), &images.device());
    images.select(dim, indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_continued_as_in_a_mirror_that_stands_on_the_last_pixel() {
        let device = Device::flex();
        let row = |values: Vec<f32>| {
            let length = values.len();
            Tensor::<4>::from_data(TensorData::new(values, [1, 1, 1, length]), &device)
        };
        let to = |values: Vec<f32>, factor| -> Vec<f32> {
            let values = continued(row(values), 3, factor).into_data();
            values.iter::<f32>().collect()
        };
        assert_eq!(to(vec![1.0, 2.0, 3.0], 4), [1.0, 2.0, 3.0, 2.0]);
        assert_eq!(
            to(vec![1.0, 2.0, 3.0], 8),
            [1.0, 2.0, 3.0, 2.0, 1.0, 2.0, 3.0, 2.0]
        );
        assert_eq!(to(vec![5.0], 4), [5.0; 4]);
        assert_eq!(to(vec![1.0, 2.0], 2), [1.0, 2.0]);
    }
}
