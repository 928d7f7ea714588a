//! The paths of a network at the seam that explanations use, one view at a time.

use burn::tensor::Tensor;

use super::grad_cam::{CamBatch, Cams};
use crate::network::{Features, Inputs};

/// A path that has maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    /// Over the picture.
    Image,
    /// Over the spectrum.
    Spectral,
}

impl Path {
    /// Those that `features` has maps of.
    pub(super) fn of(features: &Features) -> impl Iterator<Item = Self> {
        let paths = [Self::Image, Self::Spectral].into_iter();
        paths.filter(|path| path.maps(features).is_some())
    }

    /// Its maps.
    pub(super) fn maps(self, features: &Features) -> Option<&Tensor<4>> {
        match self {
            Self::Image => features.image.as_ref(),
            Self::Spectral => features.spectral.as_ref(),
        }
    }

    /// `features` with other maps of it.
    pub(super) fn replaced(self, mut features: Features, maps: Tensor<4>) -> Features {
        match self {
            Self::Image => features.image = Some(maps),
            Self::Spectral => features.spectral = Some(maps),
        }
        features
    }

    /// What it is given.
    pub(super) fn given(self, inputs: &Inputs) -> Option<&Tensor<4>> {
        match self {
            Self::Image => inputs.image.as_ref(),
            Self::Spectral => inputs.spectrum.as_ref(),
        }
    }

    /// `inputs` with something else given to it.
    pub(super) fn given_instead(self, mut inputs: Inputs, given: Tensor<4>) -> Inputs {
        match self {
            Self::Image => inputs.image = Some(given),
            Self::Spectral => inputs.spectrum = Some(given),
        }
        inputs
    }

    /// Where its map goes.
    pub(super) fn cam(self, cams: &mut Cams) -> &mut Option<CamBatch> {
        match self {
            Self::Image => &mut cams.image,
            Self::Spectral => &mut cams.spectral,
        }
    }
}

/// The features of one view.
pub(super) fn view_of(features: &Features, view: usize) -> Features {
    Features {
        image: features.image.clone().map(|maps| maps.narrow(0, view, 1)),
        spectral: features
            .spectral
            .clone()
            .map(|maps| maps.narrow(0, view, 1)),
        numbers: features.numbers.clone().map(|row| row.narrow(0, view, 1)),
    }
}

/// The features of one view, `count` times.
pub(super) fn repeated(features: &Features, count: usize) -> Features {
    Features {
        image: features.image.clone().map(|maps| maps.repeat_dim(0, count)),
        spectral: features
            .spectral
            .clone()
            .map(|maps| maps.repeat_dim(0, count)),
        numbers: features.numbers.clone().map(|row| row.repeat_dim(0, count)),
    }
}

/// What a network is given of one view.
pub(super) fn input_of(inputs: &Inputs, view: usize) -> Inputs {
    Inputs {
        image: inputs.image.clone().map(|image| image.narrow(0, view, 1)),
        spectrum: inputs
            .spectrum
            .clone()
            .map(|planes| planes.narrow(0, view, 1)),
        statistics: inputs.statistics.clone().map(|row| row.narrow(0, view, 1)),
    }
}

/// What a network is given of one view, `count` times.
pub(super) fn repeated_input(inputs: &Inputs, count: usize) -> Inputs {
    Inputs {
        image: inputs.image.clone().map(|image| image.repeat_dim(0, count)),
        spectrum: inputs
            .spectrum
            .clone()
            .map(|planes| planes.repeat_dim(0, count)),
        statistics: inputs
            .statistics
            .clone()
            .map(|row| row.repeat_dim(0, count)),
    }
}
