//! A head on tokens from the middle of a vision transformer.
//!
//! What generators leave behind is seen in the middle of CLIP's image encoder and forgotten
//! towards its end, where the subject is left (Koutlis and Papadopoulos, *Leveraging
//! Representations from Intermediate Encoder-blocks for Synthetic Image Detection*,
//! <https://arxiv.org/abs/2402.19091>). The head reads the class token and the mean of the patches
//! after several blocks; what follows the last of them is not computed.

mod trunk;

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::{Features, Inputs, Watched};
use crate::layers::linear_head::{LinearHead, LinearHeadError};
use crate::layers::pooling::mean_over_pixels;
use crate::layers::scaled_linear::{ScaledLinear, ScaledLinearConfig};
use crate::layers::transformer::Watch;

pub use trunk::{VitMaps, VitTrunk, VitTrunkConfig};

/// Configures a [`Vit`].
#[derive(Config, Debug, PartialEq)]
pub struct VitConfig {
    /// The encoder.
    pub trunk: VitTrunkConfig,
    /// The blocks whose tokens are read, counted from 1, by rising number; the last is the last
    /// block of the trunk.
    pub read: Vec<usize>,
    /// Probability of dropping a number of the tokens in training.
    #[config(default = 0.2)]
    pub dropout: f64,
}

impl VitConfig {
    /// How many numbers of the tokens the head weighs.
    pub fn embedding(&self) -> usize {
        2 * self.read.len() * self.trunk.width
    }

    /// Initialises the parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> Vit {
        Vit {
            trunk: self.trunk.init(side, device),
            head: ScaledLinearConfig::new(self.embedding(), self.dropout).init(device),
            read: self.read.clone(),
        }
    }
}

/// See the [module documentation](self).
#[derive(Module, Debug)]
pub struct Vit {
    /// The encoder.
    pub trunk: VitTrunk,
    head: ScaledLinear,
    #[module(skip)]
    read: Vec<usize>,
}

impl Vit {
    /// The patches after all blocks that are read as maps, `[batch, reads * width, rows,
    /// columns]`, and beside them their class tokens, `[batch, reads * width]`.
    ///
    /// # Panics
    ///
    /// If there are no colours.
    pub fn features(&self, inputs: Inputs) -> Features {
        let VitMaps { patches, classes } = self.trunk.maps(inputs.colours(), &self.read);
        Features {
            image: Some(patches),
            numbers: Some(classes),
            ..Features::default()
        }
    }

    /// The same as [`features`](Self::features) with the weights of attention that `watch` gives back.
    ///
    /// # Panics
    ///
    /// If there are no colours.
    pub fn watched(&self, inputs: Inputs, watch: &mut Watch<'_>) -> Watched {
        let VitMaps { patches, classes } =
            self.trunk.watched_maps(inputs.colours(), &self.read, watch);
        Watched {
            features: Features {
                image: Some(patches),
                numbers: Some(classes),
                ..Features::default()
            },
            read: self.read.clone(),
        }
    }

    /// One logit per view, `[batch, 1]`.
    ///
    /// # Panics
    ///
    /// If they are not the features of this network.
    pub fn head(&self, features: Features) -> Tensor<2> {
        self.head.forward(self.embedding(features))
    }

    /// What the head weighs, `[batch, 2 * reads * width]`: the class tokens after each block that is
    /// read, then the means of the patches.
    ///
    /// # Panics
    ///
    /// If they are not the features of this network.
    pub fn embedding(&self, features: Features) -> Tensor<2> {
        let classes = features.numbers.clone().expect("class tokens are read");
        let patches = mean_over_pixels(features.image_maps());
        Tensor::cat(vec![classes, patches], 1)
    }

    /// The network with another head.
    ///
    /// # Errors
    ///
    /// A head of other lengths.
    pub fn with_linear_head(mut self, head: &LinearHead) -> Result<Self, LinearHeadError> {
        self.head = self.head.with_linear_head(head)?;
        Ok(self)
    }
}
