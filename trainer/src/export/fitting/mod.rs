//! What a card says of a network, fitted on pictures that it did not learn from.

mod certainty;
mod curve;
mod interval;
mod logistic;
mod platt;
mod sample;
mod thresholds;

pub use certainty::{Outcome, fit_certainty};
pub use curve::false_positive_curve;
pub use interval::upper_bound;
pub use platt::{Judged, fit_calibration};
pub use sample::Sample;
pub use thresholds::{choose_thresholds, with_bounds};
