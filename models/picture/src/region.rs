//! A part of a picture.

/// A square of the upright picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Left edge.
    pub x_px: u32,
    /// Upper edge.
    pub y_px: u32,
    /// Width; less than the view's side where the picture is smaller.
    pub width_px: u32,
    /// Height.
    pub height_px: u32,
}
