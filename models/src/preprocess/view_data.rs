//! Views as plain numbers.

use std::ops::Range;

use burn::tensor::{Device, Tensor, TensorData};

use crate::arch::Inputs;

/// Views as plain numbers, one after the other, ready for any device. What a network does not ask
/// for is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ViewData {
    /// `[views, 3, side, side]`, normalised colours.
    pub image: Vec<f32>,
    /// `[views, 1, side, side]`, standardised log-magnitude spectra.
    pub spectrum: Vec<f32>,
    /// `[views, length]`, statistics of residuals.
    pub statistics: Vec<f32>,
}

impl ViewData {
    /// Those of the views in `range`, of which there are `views` in all.
    pub fn part(&self, range: &Range<usize>, views: usize) -> Self {
        let cut = |values: &[f32]| {
            let size = values.len() / views.max(1);
            values[range.start * size..range.end * size].to_vec()
        };
        Self {
            image: cut(&self.image),
            spectrum: cut(&self.spectrum),
            statistics: cut(&self.statistics),
        }
    }

    /// Adds the views of `other` behind these.
    pub fn append(&mut self, other: Self) {
        self.image.extend(other.image);
        self.spectrum.extend(other.spectrum);
        self.statistics.extend(other.statistics);
    }

    /// Puts the numbers of views of `side` pixels on `device`.
    pub fn into_inputs(self, side: usize, device: &Device) -> Inputs {
        let views = self.image.len() / (3 * side * side);
        let statistics = self.statistics.len() / views.max(1);
        let planes = |values, channels| {
            let data = TensorData::new(values, [views, channels, side, side]);
            Tensor::from_data(data, device)
        };
        Inputs {
            image: planes(self.image, 3),
            spectrum: (!self.spectrum.is_empty()).then(|| planes(self.spectrum, 1)),
            statistics: (statistics > 0).then(|| {
                let data = TensorData::new(self.statistics, [views, statistics]);
                Tensor::from_data(data, device)
            }),
        }
    }
}
