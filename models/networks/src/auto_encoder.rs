//! The convolutional auto-encoder of Gurajala, Vogler and Gokhale, *ISITCAP?: Identification of
//! Synthetic Images Through Convolutional Autoencoder Preprocessing*: a detector is given the
//! reconstruction of a picture in its place, so that it cannot learn the marks of one generator
//! that the reconstruction loses.
//!
//! The poster names no layers, so these are the project's own: 3x3 convolutions of stride 2 with
//! `ReLU`, and as many transposed convolutions back. With the default filters the code has a third
//! of the numbers of a picture.

use burn::config::Config;
use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::conv::{Conv2d, Conv2dConfig, ConvTranspose2d, ConvTranspose2dConfig};
use burn::tensor::activation::{relu, sigmoid};
use burn::tensor::{Device, Tensor};

/// Configures an [`AutoEncoder`].
#[derive(Config, Debug, PartialEq)]
pub struct AutoEncoderConfig {
    /// Filters of each encoding convolution; the last are the channels of the code.
    #[config(default = "vec![16, 32, 64]")]
    pub filters: Vec<usize>,
}

impl AutoEncoderConfig {
    /// Initialises the parameters on `device`.
    ///
    /// # Panics
    ///
    /// If there are no filters: nothing would be encoded.
    pub fn init(&self, device: &Device) -> AutoEncoder {
        assert!(!self.filters.is_empty(), "an encoder needs a layer");
        let mut channels = 3;
        let mut encoder = Vec::with_capacity(self.filters.len());
        let mut decoder = Vec::with_capacity(self.filters.len());
        for &filters in &self.filters {
            encoder.push(
                Conv2dConfig::new([channels, filters], [3, 3])
                    .with_stride([2, 2])
                    .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                    .init(device),
            );
            // The side of the kernel is a multiple of the stride: every pixel is a sum of equally
            // many terms, and there is no pattern of squares.
            decoder.push(
                ConvTranspose2dConfig::new([filters, channels], [4, 4])
                    .with_stride([2, 2])
                    .with_padding([1, 1])
                    .init(device),
            );
            channels = filters;
        }
        decoder.reverse();
        AutoEncoder { encoder, decoder }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct AutoEncoder {
    encoder: Vec<Conv2d>,
    /// Innermost first.
    decoder: Vec<ConvTranspose2d>,
}

impl AutoEncoder {
    /// The code of each picture.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, height, width]`, values in `[0, 1]`
    /// - output: `[batch, channels, height, width]`, both sides halved once a layer, rounded up
    pub fn encode(&self, images: Tensor<4>) -> Tensor<4> {
        self.encoder
            .iter()
            .fold(images, |x, layer| relu(layer.forward(x)))
    }

    /// The pictures as their codes have them.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, height, width]`, values in `[0, 1]`
    /// - output: the same
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let [_, _, height, width] = images.dims();
        let mut x = self.encode(images);
        for (index, layer) in self.decoder.iter().enumerate() {
            if index > 0 {
                x = relu(x);
            }
            x = layer.forward(x);
        }
        // Sides that cannot be halved as often as there are layers come back larger.
        sigmoid(x.narrow(2, 0, height).narrow(3, 0, width))
    }
}
