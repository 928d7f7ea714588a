//! Which square parts of a picture are judged, and how one is cut out.

use image::imageops::FilterType;
use serde::{Deserialize, Serialize};

use super::CropChoice;

/// A resampling filter, by its kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResampleFilter {
    /// Nearest neighbour.
    Nearest,
    /// Linear; widened when shrinking, so that nothing aliases.
    Triangle,
    /// Cubic (Catmull-Rom).
    CatmullRom,
    /// Windowed sinc with three lobes.
    Lanczos3,
}

impl From<ResampleFilter> for FilterType {
    fn from(filter: ResampleFilter) -> Self {
        match filter {
            ResampleFilter::Nearest => Self::Nearest,
            ResampleFilter::Triangle => Self::Triangle,
            ResampleFilter::CatmullRom => Self::CatmullRom,
            ResampleFilter::Lanczos3 => Self::Lanczos3,
        }
    }
}

/// Which square parts of a picture are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Views {
    /// The middle square, resampled to `side` pixels.
    Resize {
        /// Side of the view in pixels.
        side: u32,
        /// The filter.
        filter: ResampleFilter,
    },
    /// Squares of `side` pixels at their native resolution: the middle, and others where the
    /// picture is larger. A picture that is smaller is mirrored at its edges.
    Crops {
        /// Side of each view in pixels.
        side: u32,
        /// At most this many views.
        count: u32,
        /// How they are chosen.
        #[serde(default)]
        choice: CropChoice,
    },
}

impl Views {
    /// The middle square of `side` pixels alone, at its native resolution.
    pub fn crop(side: u32) -> Self {
        Self::Crops {
            side,
            count: 1,
            choice: CropChoice::Corners,
        }
    }

    /// The same with the middle view alone.
    pub fn middle(self) -> Self {
        match self {
            Self::Crops { side, choice, .. } => Self::Crops {
                side,
                count: 1,
                choice,
            },
            Self::Resize { .. } => self,
        }
    }

    /// The number of views of a large picture.
    pub fn most(self) -> usize {
        match self {
            Self::Crops { count, .. } => count.max(1) as usize,
            Self::Resize { .. } => 1,
        }
    }

    /// Side of every view, in pixels.
    pub fn side(&self) -> u32 {
        match *self {
            Self::Resize { side, .. } | Self::Crops { side, .. } => side,
        }
    }
}
