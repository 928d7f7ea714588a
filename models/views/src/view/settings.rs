//! The parameters of each view, with their defaults.

use serde::{Deserialize, Serialize};

/// Parameters of error level analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ErrorLevel {
    /// Quality of the copy, 1 to 100 on the scale of the Independent JPEG Group.
    pub quality: u32,
    /// Differences are drawn this many times as large.
    pub scale: u32,
}

impl Default for ErrorLevel {
    fn default() -> Self {
        Self {
            quality: 90,
            scale: 10,
        }
    }
}

/// Parameters of the residual of a median filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MedianNoise {
    /// Differences are drawn this many times as large.
    pub scale: u32,
}

impl Default for MedianNoise {
    fn default() -> Self {
        Self { scale: 10 }
    }
}

/// Parameters of the noise levels of tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WaveletNoise {
    /// Side of a tile, in pixels; an even number.
    pub tile_px: u32,
}

impl Default for WaveletNoise {
    fn default() -> Self {
        Self { tile_px: 32 }
    }
}

/// What is drawn of JPEG ghosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GhostShow {
    /// Of each cell the lowest quality at which it changes less than at the qualities beside it.
    #[default]
    Lowest,
    /// A small picture for each quality, dark where a cell changes least.
    Strip,
}

/// Parameters of JPEG ghosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JpegGhosts {
    /// First quality.
    pub lowest: u32,
    /// Last quality.
    pub highest: u32,
    /// From one quality to the next.
    pub step: u32,
    /// Columns left out at the left, so that the grid of 8 pixels meets that of an earlier saving.
    pub shift_x: u32,
    /// Rows left out at the top.
    pub shift_y: u32,
    /// What is drawn.
    pub show: GhostShow,
}

impl Default for JpegGhosts {
    fn default() -> Self {
        Self {
            lowest: 40,
            highest: 95,
            step: 5,
            shift_x: 0,
            shift_y: 0,
            show: GhostShow::Lowest,
        }
    }
}

/// Parameters of the luminance gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LuminanceGradient {
    /// Slopes are drawn this many times as large.
    pub scale: u32,
}

impl Default for LuminanceGradient {
    fn default() -> Self {
        Self { scale: 8 }
    }
}

/// Parameters of a level sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LevelSweep {
    /// Middle of the window.
    pub level: u32,
    /// Levels from black to white.
    pub width: u32,
}

impl Default for LevelSweep {
    fn default() -> Self {
        Self {
            level: 128,
            width: 32,
        }
    }
}

/// What is drawn of a principal component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComponentShow {
    /// Where along its axis a colour lies.
    #[default]
    Projection,
    /// How far from its axis a colour lies.
    Distance,
}

/// Parameters of principal components.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrincipalComponents {
    /// Which, from 1, the one with the most variance, to 3.
    pub component: u32,
    /// What is drawn.
    pub show: ComponentShow,
}

impl Default for PrincipalComponents {
    fn default() -> Self {
        Self {
            component: 1,
            show: ComponentShow::Projection,
        }
    }
}

/// A channel of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Red.
    Red,
    /// Green.
    #[default]
    Green,
    /// Blue.
    Blue,
    /// Luma (ITU-R BT.601), rounded to whole levels.
    Luma,
}

/// Parameters of bit planes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BitPlane {
    /// Of which channel.
    pub channel: Channel,
    /// Which bit, from 0, the lowest, to 7.
    pub bit: u32,
}

/// Parameters of the search for repeated areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CloneHints {
    /// Side of a block, in pixels; a multiple of 4.
    pub block_px: u32,
    /// Largest difference of the means of two blocks' sixteenths, in levels.
    pub tolerance: u32,
    /// Fewest pairs of blocks at one distance.
    pub least_pairs: u32,
}

impl Default for CloneHints {
    fn default() -> Self {
        Self {
            block_px: 16,
            tolerance: 2,
            least_pairs: 200,
        }
    }
}

/// What a spectrum is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpectrumOf {
    /// The luma.
    Luma,
    /// The luma less its 3 × 3 median.
    #[default]
    Residual,
}

/// Parameters of the spectrum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Spectrum {
    /// What it is of.
    pub of: SpectrumOf,
}

/// Parameters of DCT histograms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DctHistogram {
    /// The coefficient that is drawn, by its number in the zigzag order, 1 to 9.
    pub coefficient: u32,
}

impl Default for DctHistogram {
    fn default() -> Self {
        Self { coefficient: 1 }
    }
}

/// Parameters of the traces of a colour filter array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CfaTraces {
    /// Side of a tile of the map, in pixels; an even number.
    pub tile_px: u32,
}

impl Default for CfaTraces {
    fn default() -> Self {
        Self { tile_px: 32 }
    }
}
