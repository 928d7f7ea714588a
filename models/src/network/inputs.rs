//! What a network is given and what it gives on the way.

use burn::tensor::{Device, Tensor, TensorData};
use spectrafide_picture::preprocess::{Preprocess, ViewData};

/// What a network is given: a batch of views.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Normalised colours, `[batch, 3, side, side]`; only where the detector's preprocessing asks
    /// for them.
    pub image: Option<Tensor<4>>,
    /// Standardised log-magnitude spectra, `[batch, 1, side, side]`, zero frequency in the
    /// middle; only where the detector's preprocessing asks for them.
    pub spectrum: Option<Tensor<4>>,
    /// Statistics of residuals, `[batch, length]`
    /// ([`Statistics::len`](spectrafide_picture::statistics::Statistics::len)); only where the detector's
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
    /// What the head is given beside the maps, of the picture as a whole, `[batch, length]`: such as
    /// statistics, class tokens, and moments of earlier maps.
    pub numbers: Option<Tensor<2>>,
}

impl Inputs {
    /// Puts views of `side` pixels on `device`.
    pub fn of(data: ViewData, side: usize, device: &Device) -> Self {
        let views = data.views;
        let planes = |values: Vec<f32>, channels| {
            (!values.is_empty()).then(|| {
                let data = TensorData::new(values, [views, channels, side, side]);
                Tensor::from_data(data, device)
            })
        };
        let statistics = data.statistics.len() / views.max(1);
        Self {
            image: planes(data.image, 3),
            spectrum: planes(data.spectrum, 1),
            statistics: (statistics > 0).then(|| {
                let data = TensorData::new(data.statistics, [views, statistics]);
                Tensor::from_data(data, device)
            }),
        }
    }

    /// The colours.
    ///
    /// # Panics
    ///
    /// If there are none; [`Needs::check`] finds that before.
    pub fn colours(self) -> Tensor<4> {
        self.image.expect("a network over colours is given them")
    }
}

impl Features {
    /// Those of a network with the image path alone.
    pub fn of_image(maps: Tensor<4>) -> Self {
        Self {
            image: Some(maps),
            ..Self::default()
        }
    }

    /// The maps over the picture.
    ///
    /// # Panics
    ///
    /// If the network has no image path.
    pub fn image_maps(self) -> Tensor<4> {
        self.image.expect("the image path is always computed")
    }
}

/// What a network reads of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Whether [`Inputs::image`] must be present.
    pub colours: bool,
    /// Whether [`Inputs::spectrum`] must be present.
    pub spectrum: bool,
    /// How many [`Inputs::statistics`] there must be.
    pub statistics: usize,
}

/// Why a network cannot work with what is prepared for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputsError {
    /// An image path is given nothing.
    #[error("the network reads colours, which needs `preprocess.colours`")]
    Colours,
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

impl Needs {
    /// The colours alone.
    pub const COLOURS: Self = Self {
        colours: true,
        spectrum: false,
        statistics: 0,
    };

    /// Whether `preprocess` gives what the network reads.
    ///
    /// # Errors
    ///
    /// What is missing, or of the wrong length.
    pub fn check(&self, preprocess: &Preprocess) -> Result<(), InputsError> {
        let has_spectrum = preprocess.spectrum.is_some();
        if self.colours && !preprocess.colours {
            return Err(InputsError::Colours);
        }
        if self.spectrum && !has_spectrum {
            return Err(InputsError::Spectrum);
        }
        if preprocess.statistics.radial_profile && !has_spectrum {
            return Err(InputsError::RadialProfile);
        }
        let taken = self.statistics;
        let given = preprocess.statistics.len(preprocess.views.side() as usize);
        if taken == given {
            Ok(())
        } else {
            Err(InputsError::Statistics { taken, given })
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
        let present = |needed: bool, length: usize| if needed { views * length } else { 0 };
        ViewData {
            views,
            image: values(present(self.colours, 3 * side * side)),
            spectrum: values(present(self.spectrum, side * side)),
            statistics: values(views * self.statistics),
        }
    }
}
