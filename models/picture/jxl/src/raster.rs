//! A decoded picture, or why there is none.

use serde::{Deserialize, Serialize};

/// A decoded picture: upright, the first frame where there are several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
    /// Samples a pixel: 1 for grey, 3 for colours, one more with alpha, which is the last and never
    /// multiplied into the others.
    pub channels: u8,
    /// Whether frames follow that are shown later.
    pub animated: bool,
    /// What the samples mean.
    pub colours: Colours,
    /// The embedded ICC profile; empty where there is none.
    pub profile: Vec<u8>,
    /// The samples, row by row and pixel by pixel.
    pub samples: Samples,
}

/// What the samples of a [`Raster`] mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colours {
    /// They are sRGB, as the file says.
    Srgb,
    /// They were converted to sRGB from the space of this name, where it has one.
    Converted(Option<String>),
    /// They were converted to sRGB, and [`Raster::profile`] says from what: the file stores them
    /// apart from any screen.
    ConvertedFromProfile,
    /// They are what [`Raster::profile`] says.
    OfProfile,
}

/// The samples of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Samples {
    /// Of a file with at most eight bits a sample.
    Eight(Vec<u8>),
    /// Of a file with more, or with floating point numbers.
    Sixteen(Vec<u16>),
}

impl Samples {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Eight(samples) => samples.len(),
            Self::Sixteen(samples) => samples.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Why a file gave no picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum JxlError {
    /// The header promises more pixels than are decoded.
    #[error("the picture has {width_px} × {height_px} pixels, which are too many")]
    TooManyPixels {
        /// Width in the header.
        width_px: u32,
        /// Height in the header.
        height_px: u32,
    },
    /// The file ends before the picture does.
    #[error("the end of the picture is missing")]
    BreaksOff,
    /// The picture is for printers.
    #[error("it holds four inks")]
    Inks,
    /// Anything else.
    #[error("{0}")]
    Damaged(String),
}
