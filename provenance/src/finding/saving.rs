//! How a file was saved.

use serde::{Deserialize, Serialize};

/// What the numbers of the pixels mean as colours (ICC).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColorProfile {
    /// The profile's description.
    pub name: Option<String>,
    /// Its colour space, such as `RGB`.
    pub color_space: Option<String>,
}

/// A small copy of the picture inside the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// Its width.
    pub width_px: u32,
    /// Its height.
    pub height_px: u32,
    /// Mean absolute difference from the picture, both at the thumbnail's size, as a share of the
    /// full range; absent when they were not compared.
    pub difference: Option<f32>,
    /// Whether they differ so much that one was changed without the other.
    pub disagrees: bool,
}

/// How the file was last saved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compression {
    /// The codec, such as `JPEG` or `WebP lossy`.
    pub codec: String,
    /// JPEG quality on the scale of the Independent JPEG Group, 1 to 100.
    pub quality: Option<u8>,
    /// Whether the quantisation tables are exactly those of that quality.
    pub standard_tables: bool,
    /// Chroma subsampling, such as `4:2:0`.
    pub chroma_subsampling: Option<String>,
    /// Whether the picture comes in several passes.
    pub progressive: bool,
    /// The program or device whose way of saving this is, where it is known.
    pub encoder: Option<String>,
    /// An earlier JPEG compression that left traces.
    pub earlier: Option<EarlierCompression>,
}

/// An earlier JPEG compression of the same picture, on the same grid of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlierCompression {
    /// Estimated quality of the earlier compression.
    pub quality: u8,
}

/// Width and height, where generators favour them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimensions {
    /// Width as stored.
    pub width_px: u32,
    /// Height as stored.
    pub height_px: u32,
    /// The generators that favour exactly this size; many photographs have it, too.
    pub typical_of: Vec<String>,
}
