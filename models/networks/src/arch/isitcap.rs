//! The detector of Gurajala, Vogler and Gokhale, *ISITCAP?: Identification of Synthetic Images
//! Through Convolutional Autoencoder Preprocessing*: an [auto-encoder](crate::auto_encoder) whose
//! reconstructions a network of the CIFAKE paper judges.
//!
//! The auto-encoder is trained before and by itself; training the detector leaves it as it is.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::auto_encoder::{AutoEncoder, AutoEncoderConfig};
use spectrafide_models::network::cifake_cnn::{CifakeCnn, CifakeCnnConfig};

/// Configures an [`Isitcap`].
#[derive(Config, Debug, PartialEq)]
pub struct IsitcapConfig {
    /// What the pictures pass through.
    #[config(default = "AutoEncoderConfig::new()")]
    pub auto_encoder: AutoEncoderConfig,
    /// What judges them.
    #[config(default = "CifakeCnnConfig::new()")]
    pub classifier: CifakeCnnConfig,
}

impl IsitcapConfig {
    /// Initialises the parameters on `device` for pictures of `side` pixels. The auto-encoder
    /// starts at random: see [`Isitcap::with_auto_encoder`].
    ///
    /// # Panics
    ///
    /// If `side` is too small for the classifier's layers.
    pub fn init(&self, side: usize, device: &Device) -> Isitcap {
        Isitcap {
            // Frozen, so that training neither changes it nor keeps what gradients would need.
            auto_encoder: self.auto_encoder.init(device).freeze(),
            classifier: self.classifier.init(side, device),
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct Isitcap {
    auto_encoder: AutoEncoder,
    classifier: CifakeCnn,
}

impl Isitcap {
    /// The same with a trained auto-encoder.
    #[must_use]
    pub fn with_auto_encoder(self, auto_encoder: AutoEncoder) -> Self {
        Self {
            auto_encoder: auto_encoder.freeze(),
            ..self
        }
    }

    /// The last feature maps of the classifier on the reconstructions.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`, values in `[0, 1]`
    /// - output: `[batch, filters, height, width]`
    pub fn features(&self, images: Tensor<4>) -> Tensor<4> {
        self.classifier.features(self.auto_encoder.forward(images))
    }

    /// One logit per picture, `[batch, 1]`.
    pub fn head(&self, features: Tensor<4>) -> Tensor<2> {
        self.classifier.head(features)
    }
}
