//! The networks, one file each, behind the surface of [`Network`]: the studies' own, and with them
//! those that a detector may have.

pub mod astrospy_study;
pub mod backbone;
pub mod cifake_vgg;
pub mod classifier;
mod config;
pub mod densenet;
pub mod efficientnet;
pub mod inception_resnet_v2;
pub mod inception_v3;
pub mod isitcap;
pub mod maxvit;
pub mod mixnet;
pub mod plain_cnn;
mod registry;
pub mod resnet;
pub mod vgg;
pub mod xception;

pub use config::{NetworkConfig, NotShippedError, StudyNetworkConfig};
pub use registry::{Architecture, registry};

use burn::module::Module;
use burn::tensor::Tensor;
use spectrafide_models::layers::transformer::Watch;
use spectrafide_models::network::{Features, Inputs, Network, ShippedNetwork, Watched};

use astrospy_study::AstroSpyStudy;
use cifake_vgg::CifakeVgg;
use classifier::Classifier;
use isitcap::Isitcap;

/// Any network that can be trained.
#[derive(Module, Debug)]
pub enum TrainableNetwork {
    /// One that a detector may have.
    Shipped(ShippedNetwork),
    /// See [`cifake_vgg`].
    CifakeVgg(CifakeVgg),
    /// See [`isitcap`].
    Isitcap(Isitcap),
    /// See [`classifier`](mod@classifier).
    Classifier(Classifier),
    /// See [`astrospy_study`].
    AstroSpy(AstroSpyStudy),
}

impl Network for TrainableNetwork {
    fn features(&self, inputs: Inputs) -> Features {
        match self {
            Self::Shipped(network) => network.features(inputs),
            Self::CifakeVgg(network) => Features::of_image(network.features(inputs.colours())),
            Self::Isitcap(network) => Features::of_image(network.features(inputs.colours())),
            Self::Classifier(network) => Features::of_image(network.features(inputs.colours())),
            Self::AstroSpy(network) => network.features(inputs),
        }
    }

    fn head(&self, features: Features) -> Tensor<2> {
        match self {
            Self::Shipped(network) => network.head(features),
            Self::CifakeVgg(network) => network.head(features.image_maps()),
            Self::Isitcap(network) => network.head(features.image_maps()),
            Self::Classifier(network) => network.head(features.image_maps()),
            Self::AstroSpy(network) => network.head(features),
        }
    }

    fn watched(&self, inputs: Inputs, watch: &mut Watch<'_>) -> Option<Watched> {
        match self {
            Self::Shipped(network) => network.watched(inputs, watch),
            Self::CifakeVgg(_) | Self::Isitcap(_) | Self::Classifier(_) | Self::AstroSpy(_) => None,
        }
    }
}
