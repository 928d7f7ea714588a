//! A part of a picture.

use serde::{Deserialize, Serialize};

/// A rectangle of the upright picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Left edge.
    pub x_px: u32,
    /// Upper edge.
    pub y_px: u32,
    /// Width.
    pub width_px: u32,
    /// Height.
    pub height_px: u32,
}

impl Area {
    /// A whole picture of this width and height.
    pub fn whole((width_px, height_px): (u32, u32)) -> Self {
        Self {
            x_px: 0,
            y_px: 0,
            width_px,
            height_px,
        }
    }
}
