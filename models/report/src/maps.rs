//! The pictures that explain a report.

use serde::{Deserialize, Serialize};

/// The pictures that accompany a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Maps {
    /// Where the image path looked, over the whole picture.
    pub image_cam: Option<SaliencyMap>,
    /// Which frequencies the spectral path used, zero frequency in the middle.
    pub spectral_cam: Option<SaliencyMap>,
    /// The shifted log-magnitude spectrum of the middle of the picture.
    pub spectrum: Option<SaliencyMap>,
}

/// A grey picture of values in `[0, 1]`, row by row from the top left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaliencyMap {
    /// Number of columns.
    pub width: u32,
    /// Number of rows.
    pub height: u32,
    /// `width * height` values.
    pub values: Vec<f32>,
}

impl SaliencyMap {
    /// Scales `values` to `[0, 1]`; a constant map becomes all zeros.
    pub fn normalized(width: u32, height: u32, values: &[f32]) -> Self {
        let low = values.iter().copied().fold(f32::INFINITY, f32::min);
        let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let range = high - low;
        let values = values
            .iter()
            .map(|value| {
                if range > 0.0 {
                    (value - low) / range
                } else {
                    0.0
                }
            })
            .collect();
        Self {
            width,
            height,
            values,
        }
    }
}
