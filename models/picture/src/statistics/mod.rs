//! Numbers about the residuals of a view: not what a picture shows, but by which processing its
//! finest detail came about.
//!
//! A few thousand pictures are enough to learn from some hundred numbers, and not from all pixels.

mod autocorrelation;
mod co_occurrence;
mod plane;

use image::RgbImage;
use serde::{Deserialize, Serialize};

pub use autocorrelation::LAGS;
pub use co_occurrence::CLASSES;
pub use co_occurrence::CoOccurrences;

use autocorrelation::Autocorrelation;

/// Side of the cells of [`Statistics::contributions`], in pixels.
pub const CELL_PX: usize = 16;

/// Which statistics a detector is given, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Statistics {
    /// How often neighbouring values of residuals occur together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub co_occurrences: Option<CoOccurrences>,
    /// How a residual goes with itself some pixels further along.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub autocorrelation: bool,
    /// The mean of the log-magnitude spectrum at each distance from its centre: of a spectrum that
    /// the detector must be given, too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub radial_profile: bool,
}

impl Statistics {
    /// Whether there are none.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Numbers for a view of `side` pixels.
    pub fn len(self, side: usize) -> usize {
        self.placed_len()
            + if self.radial_profile {
                radial_len(side)
            } else {
                0
            }
    }

    /// Of them, how many are about places in the view: all but the radial profile.
    pub fn placed_len(self) -> usize {
        self.counted_len() + if self.autocorrelation { 2 * LAGS } else { 0 }
    }

    /// Of these, how many are co-occurrences.
    pub fn counted_len(self) -> usize {
        self.co_occurrences.map_or(0, CoOccurrences::len)
    }

    /// Appends those that [`placed_len`](Self::placed_len) counts for a square view to `out`.
    ///
    /// # Panics
    ///
    /// If the view is not square.
    pub fn append_placed(self, view: &RgbImage, out: &mut Vec<f32>) {
        if let Some(co_occurrences) = self.co_occurrences {
            co_occurrences.append(view, out);
        }
        if self.autocorrelation {
            Autocorrelation::of(view).append(out);
        }
    }

    /// How much each cell of [`CELL_PX`] pixels of a square view has to do with a number that
    /// changes by `weights` with the shares of the runs and the autocorrelations, row by row;
    /// cells at the right and the lower edge may be smaller. Much detail in a cell alone says
    /// nothing: what as much would add with the autocorrelations `common` is taken off.
    ///
    /// # Panics
    ///
    /// If the view is not square, or there are not [`placed_len`](Self::placed_len) of both.
    pub fn contributions(self, view: &RgbImage, weights: &[f32], common: &[f32]) -> Vec<f32> {
        assert_eq!(weights.len(), self.placed_len(), "one weight for each");
        assert_eq!(common.len(), self.placed_len(), "one common value for each");
        let cells = (view.width() as usize).div_ceil(CELL_PX).pow(2);
        let mut sums = vec![0.0; cells];
        let (counted, correlated) = weights.split_at(self.counted_len());
        if let Some(co_occurrences) = self.co_occurrences {
            co_occurrences.add_contributions(view, counted, &mut sums);
        }
        if self.autocorrelation {
            let common = &common[self.counted_len()..];
            Autocorrelation::of(view).add_contributions(correlated, common, &mut sums);
        }
        sums
    }
}

/// Distances from the centre of a spectrum of `side` pixels.
fn radial_len(side: usize) -> usize {
    side / 2 + 1
}
