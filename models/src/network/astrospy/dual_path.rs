//! A path for the picture, another one for its spectrum, and the layer that joins them.

use burn::module::Module;
use burn::tensor::Tensor;

use super::joint::{Apart, JointLayer};
use crate::layers::pooling::mean_over_pixels;
use crate::network::{Features, Inputs};

/// A network from three channels to feature maps.
pub trait MapNetwork: Module {
    /// From `[batch, 3, side, side]` to `[batch, embedding, height, width]`.
    fn maps(&self, images: Tensor<4>) -> Tensor<4>;
}

/// Two backbones and the layer behind them; of a study, one backbone may be missing.
#[derive(Module, Debug)]
pub struct DualPath<B: Module> {
    /// Sees the colours.
    pub image: Option<B>,
    /// Sees the spectrum.
    pub spectral: Option<B>,
    /// From the means of the last maps to the logit.
    pub head: JointLayer,
}

impl<B: MapNetwork> DualPath<B> {
    /// The last feature maps of the paths that there are.
    ///
    /// # Panics
    ///
    /// If there is an image path and no colours, or a spectral path and no spectrum.
    pub fn features(&self, inputs: Inputs) -> Features {
        let Inputs {
            image, spectrum, ..
        } = inputs;
        Features {
            image: self
                .image
                .as_ref()
                .map(|path| path.maps(image.expect("an image path is given colours"))),
            spectral: self.spectral.as_ref().map(|path| {
                let spectrum = spectrum.expect("a spectral path is given a spectrum");
                path.maps(spectrum.repeat_dim(1, 3))
            }),
            ..Features::default()
        }
    }

    /// One logit per view, `[batch, 1]`.
    ///
    /// # Panics
    ///
    /// If they are not the features of this network.
    pub fn head(&self, features: Features) -> Tensor<2> {
        let [image, spectral] = embeddings(features);
        self.head.forward(image, spectral)
    }

    /// The embeddings of both paths, one beside the other, `[batch, image + spectrum]`; none where a
    /// path is missing.
    pub fn embedding(&self, features: Features) -> Option<Tensor<2>> {
        let [image, spectral] = embeddings(features);
        Some(Tensor::cat(vec![image?, spectral?], 1))
    }

    /// What each path says alone of the views with these `features`.
    pub fn apart(&self, features: Features) -> Option<Apart> {
        let [image, spectral] = embeddings(features);
        self.head.apart(image?, spectral?)
    }
}

/// Those of both paths, `[batch, embedding]` each.
fn embeddings(features: Features) -> [Option<Tensor<2>>; 2] {
    [features.image, features.spectral].map(|maps| maps.map(mean_over_pixels))
}
