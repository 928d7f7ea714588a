//! The stages of `EfficientNet` and of its siblings for phones (Tan and Le,
//! <https://arxiv.org/abs/1905.11946>, table 1), and how they are scaled.

/// Blocks of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// How many times wider a block is inside.
    pub expansion: usize,
    /// Side of the depthwise kernel, in pixels.
    pub kernel: usize,
    /// Stride of the first block, in pixels.
    pub stride: usize,
    /// Channels out.
    pub channels: usize,
    /// How many.
    pub blocks: usize,
}

const fn stage(
    expansion: usize,
    kernel: usize,
    stride: usize,
    [channels, blocks]: [usize; 2],
) -> Stage {
    Stage {
        expansion,
        kernel,
        stride,
        channels,
        blocks,
    }
}

/// Those of the smallest size.
pub const STAGES: [Stage; 7] = [
    stage(1, 3, 1, [16, 1]),
    stage(6, 3, 2, [24, 2]),
    stage(6, 5, 2, [40, 2]),
    stage(6, 3, 2, [80, 3]),
    stage(6, 5, 1, [112, 3]),
    stage(6, 5, 2, [192, 4]),
    stage(6, 3, 1, [320, 1]),
];

/// `channels` times `factor` as a multiple of eight, at least eight and at most a tenth too few.
pub fn round_channels(channels: usize, factor: f64) -> usize {
    const DIVISOR: usize = 8;
    let exact = channels as f64 * factor;
    let nearest = (exact as usize + DIVISOR / 2) / DIVISOR * DIVISOR;
    let nearest = nearest.max(DIVISOR);
    if (nearest as f64) < 0.9 * exact {
        nearest + DIVISOR
    } else {
        nearest
    }
}
