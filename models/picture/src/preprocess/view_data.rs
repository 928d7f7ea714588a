//! Views as plain numbers.

use std::ops::Range;

/// Views as plain numbers, one after the other, ready for any device. What a network does not ask
/// for is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ViewData {
    /// How many there are.
    pub views: usize,
    /// `[views, 3, side, side]`, normalised colours.
    pub image: Vec<f32>,
    /// `[views, 1, side, side]`, standardised log-magnitude spectra.
    pub spectrum: Vec<f32>,
    /// `[views, length]`, statistics of residuals.
    pub statistics: Vec<f32>,
}

impl ViewData {
    /// Those of the views in `range`.
    pub fn part(&self, range: &Range<usize>) -> Self {
        let cut = |values: &[f32]| {
            let size = values.len() / self.views.max(1);
            values[range.start * size..range.end * size].to_vec()
        };
        Self {
            views: range.len(),
            image: cut(&self.image),
            spectrum: cut(&self.spectrum),
            statistics: cut(&self.statistics),
        }
    }

    /// Adds the views of `other` behind these.
    pub fn append(&mut self, other: Self) {
        self.views += other.views;
        self.image.extend(other.image);
        self.spectrum.extend(other.spectrum);
        self.statistics.extend(other.statistics);
    }
}
