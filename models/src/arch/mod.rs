//! The networks, one file each, behind one surface.
//!
//! Every architecture splits at the last feature maps: [`Network::features`] gives them and
//! [`Network::head`] turns them into a logit, so that an explanation can differentiate the head
//! alone with respect to the maps.

pub mod astrospy;
pub mod backbone;
pub mod cifake_cnn;
pub mod cifake_vgg;
pub mod classifier;
pub mod densenet;
pub mod dual_small;
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

pub use registry::{Architecture, registry};

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use astrospy::{AstroSpy, AstroSpyConfig};
use cifake_cnn::{CifakeCnn, CifakeCnnConfig};
use cifake_vgg::{CifakeVgg, CifakeVggConfig};
use classifier::{Classifier, ClassifierConfig};
use dual_small::{DualSmall, DualSmallConfig};
use isitcap::{Isitcap, IsitcapConfig};

use crate::preprocess::{Preprocess, ViewData};

/// What a network is given: a batch of views.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Normalised colours, `[batch, 3, side, side]`.
    pub image: Tensor<4>,
    /// Standardised log-magnitude spectra, `[batch, 1, side, side]`, zero frequency in the
    /// middle; only where the detector's preprocessing asks for them.
    pub spectrum: Option<Tensor<4>>,
    /// Statistics of residuals, `[batch, length]`
    /// ([`Statistics::len`](crate::statistics::Statistics::len)); only where the detector's
    /// preprocessing asks for them.
    pub statistics: Option<Tensor<2>>,
}

/// The last feature maps of each path; the seam that explanations use.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// `[batch, channels, height, width]` over the picture.
    pub image: Option<Tensor<4>>,
    /// `[batch, channels, height, width]` over the spectrum.
    pub spectral: Option<Tensor<4>>,
    /// Statistics that have no place in the picture, `[batch, length]`.
    pub statistics: Option<Tensor<2>>,
}

impl Features {
    /// The maps of two batches of views of one network, as one batch.
    #[must_use]
    pub fn followed_by(self, other: Self) -> Self {
        Self {
            image: join(self.image, other.image),
            spectral: join(self.spectral, other.spectral),
            statistics: join(self.statistics, other.statistics),
        }
    }
}

fn join<const D: usize>(first: Option<Tensor<D>>, second: Option<Tensor<D>>) -> Option<Tensor<D>> {
    Some(Tensor::cat(vec![first?, second?], 0))
}

/// An architecture with its hyperparameters, as detector cards and run files store it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "architecture", rename_all = "snake_case")]
pub enum NetworkConfig {
    /// The grid of networks of the CIFAKE paper.
    CifakeCnn(CifakeCnnConfig),
    /// The network after VGG16 of a report on CIFAKE.
    CifakeVgg(CifakeVggConfig),
    /// The project's own efficient dual-path detector.
    DualSmall(DualSmallConfig),
    /// An auto-encoder before a network of the CIFAKE paper.
    Isitcap(IsitcapConfig),
    /// One of the backbones with a head.
    Classifier(ClassifierConfig),
    /// The dual-path detector of the `AstroSpy` paper, over a choice of backbones.
    #[serde(rename = "astrospy")]
    AstroSpy(AstroSpyConfig),
}

/// Why a network cannot work with what is prepared for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputsError {
    /// A spectral path is given nothing.
    #[error("the network has a spectral path, which needs `preprocess.spectrum`")]
    Spectrum,
    /// There is no spectrum whose profile could be taken.
    #[error("`preprocess.statistics.radial_profile` needs `preprocess.spectrum`")]
    RadialProfile,
    /// A path for statistics of another length.
    #[error(
        "the network takes {taken} statistics of each view (`network.statistics.inputs`), but \
         `preprocess.statistics` gives {given}"
    )]
    Statistics {
        /// Length of [`Inputs::statistics`] that the network has weights for.
        taken: usize,
        /// Length that is prepared.
        given: usize,
    },
}

impl NetworkConfig {
    /// Whether the network can work with what `preprocess` gives it.
    pub fn check_inputs(&self, preprocess: &Preprocess) -> Result<(), InputsError> {
        let has_spectrum = preprocess.spectrum.is_some();
        if self.needs_spectrum() && !has_spectrum {
            return Err(InputsError::Spectrum);
        }
        if preprocess.statistics.radial_profile && !has_spectrum {
            return Err(InputsError::RadialProfile);
        }
        let taken = self.statistics();
        let given = preprocess.statistics.len(preprocess.views.side() as usize);
        if taken == given {
            Ok(())
        } else {
            Err(InputsError::Statistics { taken, given })
        }
    }

    /// The registry name, first half of a detector's `architecture.tag`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CifakeCnn(_) => "cifake_cnn",
            Self::CifakeVgg(_) => "cifake_vgg",
            Self::DualSmall(_) => "dual_small",
            Self::Isitcap(_) => "isitcap",
            Self::Classifier(config) => config.backbone.name(),
            Self::AstroSpy(_) => "astrospy",
        }
    }

    /// Whether [`Inputs::spectrum`] must be present.
    pub fn needs_spectrum(&self) -> bool {
        match self {
            Self::CifakeCnn(_) | Self::CifakeVgg(_) | Self::Classifier(_) | Self::Isitcap(_) => {
                false
            }
            Self::DualSmall(config) => config.spectral,
            Self::AstroSpy(config) => config.mode != astrospy::Mode::ImageOnly,
        }
    }

    /// How many [`Inputs::statistics`] there must be for each view.
    pub fn statistics(&self) -> usize {
        match self {
            Self::DualSmall(config) => config.statistics.as_ref().map_or(0, |path| path.inputs),
            _ => 0,
        }
    }

    /// What the network is given for `views` views of `side` pixels, made of `values`, which is
    /// asked for the colours, the spectra and the statistics in turn: for measuring the speed of
    /// networks and comparing their results.
    pub fn made_up_views(
        &self,
        side: usize,
        views: usize,
        mut values: impl FnMut(usize) -> Vec<f32>,
    ) -> ViewData {
        let spectrum = self.needs_spectrum();
        let present = |needed: bool, length: usize| if needed { views * length } else { 0 };
        ViewData {
            image: values(views * 3 * side * side),
            spectrum: values(present(spectrum, side * side)),
            statistics: values(views * self.statistics()),
        }
    }

    /// Initialises the network's parameters on `device` for square views of `side` pixels.
    pub fn init(&self, side: usize, device: &Device) -> Network {
        match self {
            Self::CifakeCnn(config) => Network::CifakeCnn(config.init(side, device)),
            Self::CifakeVgg(config) => Network::CifakeVgg(config.init(side, device)),
            Self::DualSmall(config) => Network::DualSmall(config.init(device)),
            Self::Isitcap(config) => Network::Isitcap(config.init(side, device)),
            Self::Classifier(config) => Network::Classifier(config.init(device)),
            Self::AstroSpy(config) => Network::AstroSpy(config.init(device)),
        }
    }
}

/// Any of the registered networks.
#[derive(Module, Debug)]
#[expect(clippy::large_enum_variant, reason = "two exist at a time")]
pub enum Network {
    /// See [`cifake_cnn`].
    CifakeCnn(CifakeCnn),
    /// See [`cifake_vgg`].
    CifakeVgg(CifakeVgg),
    /// See [`dual_small`].
    DualSmall(DualSmall),
    /// See [`isitcap`].
    Isitcap(Isitcap),
    /// See [`classifier`](mod@classifier).
    Classifier(Classifier),
    /// See [`astrospy`].
    AstroSpy(AstroSpy),
}

impl Network {
    /// The last feature maps of each path.
    pub fn features(&self, inputs: Inputs) -> Features {
        match self {
            Self::CifakeCnn(network) => image_alone(network.features(inputs.image)),
            Self::CifakeVgg(network) => image_alone(network.features(inputs.image)),
            Self::DualSmall(network) => network.features(inputs),
            Self::Isitcap(network) => image_alone(network.features(inputs.image)),
            Self::Classifier(network) => image_alone(network.features(inputs.image)),
            Self::AstroSpy(network) => network.features(inputs),
        }
    }

    /// One logit per view, `[batch, 1]`; positive means synthetic.
    pub fn head(&self, features: Features) -> Tensor<2> {
        match self {
            Self::CifakeCnn(network) => network.head(image_path(features)),
            Self::CifakeVgg(network) => network.head(image_path(features)),
            Self::DualSmall(network) => network.head(features),
            Self::Isitcap(network) => network.head(image_path(features)),
            Self::Classifier(network) => network.head(image_path(features)),
            Self::AstroSpy(network) => network.head(features),
        }
    }

    /// [`head`](Self::head) after [`features`](Self::features).
    pub fn forward(&self, inputs: Inputs) -> Tensor<2> {
        self.head(self.features(inputs))
    }
}

/// The features of a network with the image path alone.
fn image_alone(maps: Tensor<4>) -> Features {
    Features {
        image: Some(maps),
        ..Features::default()
    }
}

/// The feature maps of a network with the image path alone.
fn image_path(features: Features) -> Tensor<4> {
    features.image.expect("the image path is always computed")
}
