//! What a view found, as codes with numbers.

use serde::{Deserialize, Serialize};

use crate::Area;

/// Something that a view measured. A level is one of the 256 steps of a sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Fact {
    /// Only a part of the picture was looked at.
    Part {
        /// Which.
        area: Area,
    },
    /// The picture was made smaller first.
    MadeSmaller {
        /// Pixels of the picture for one that was looked at, along each side.
        factor: u32,
    },
    /// The change by saving as JPEG.
    ErrorLevels {
        /// Mean over all samples, in levels.
        mean_levels: f64,
        /// The largest, in levels.
        largest_levels: u8,
    },
    /// What a median filter takes away from the luma.
    Residual {
        /// Mean magnitude, in levels.
        mean_levels: f64,
    },
    /// The noise of the luma, estimated in tiles.
    Noise {
        /// Median of the tiles' standard deviations, in levels.
        median_levels: f64,
        /// Their tenth percentile, in levels.
        low_levels: f64,
        /// Their ninetieth percentile, in levels.
        high_levels: f64,
    },
    /// Cells of the picture that change least at one JPEG quality, compared with the qualities
    /// beside it.
    Ghost {
        /// The quality.
        quality: u32,
        /// Share of all cells.
        share: f64,
    },
    /// No cell changes least at a quality between the first and the last.
    NoGhost,
    /// The slope of the luma.
    Gradient {
        /// Mean, in levels a pixel.
        mean_levels_px: f64,
    },
    /// Pixels whose luma is within the window of a level sweep.
    Within {
        /// Share of all pixels.
        share: f64,
    },
    /// Levels of the luma that no pixel has, between the darkest and the brightest that one has.
    EmptyLevels {
        /// How many.
        empty: u32,
        /// Levels from the darkest to the brightest.
        of: u32,
    },
    /// A principal component of the colours.
    Component {
        /// Its number, from 1.
        component: u32,
        /// Its share of the variance; 0 where all pixels have one colour.
        share: f64,
        /// Red of its axis, which has length one.
        red: f64,
        /// Green of its axis.
        green: f64,
        /// Blue of its axis.
        blue: f64,
    },
    /// A bit of a channel.
    Bits {
        /// Share of pixels in which it is set.
        set: f64,
        /// Share of pixels whose right neighbour has the same; absent where there is none.
        like_neighbour: Option<f64>,
    },
    /// Blocks that look like others at one distance.
    Repeated {
        /// How far to the right the others are, in pixels.
        shift_x_px: i32,
        /// How far down the others are, in pixels.
        shift_y_px: i32,
        /// How many pairs of blocks.
        pairs: u32,
        /// Where the first of the pairs are.
        area: Area,
    },
    /// No distance has enough pairs of blocks.
    NothingRepeated,
    /// How a spectrum was made.
    Averaged {
        /// Side of the squares, in pixels.
        side_px: u32,
        /// How many squares.
        squares: u32,
    },
    /// A frequency that is far stronger than those around it.
    Peak {
        /// Cycles a pixel from left to right.
        x_cycles_px: f64,
        /// Cycles a pixel downwards; negative where the wave runs up to the right.
        y_cycles_px: f64,
        /// Length of the wave, in pixels.
        period_px: f64,
        /// Above the mean of all frequencies of the same length of wave, in decibels.
        above_mean_db: f64,
    },
    /// No frequency is far stronger than those around it.
    NoPeak,
    /// The rounding of a DCT coefficient that its values show.
    RoundingStep {
        /// Its number in the zigzag order, from 1.
        coefficient: u32,
        /// Values are multiples of it; 1 where no step above one is visible.
        step: u32,
    },
    /// A coefficient's histogram, in steps of its rounding, is a comb: it was rounded before with
    /// another step.
    Comb {
        /// Its number in the zigzag order, from 1.
        coefficient: u32,
        /// Distance of the comb's teeth, in bins of the histogram.
        period_bins: f64,
        /// Amplitude of the comb, as a share of the smooth histogram.
        amplitude: f64,
    },
    /// A coefficient's histogram is smooth.
    NoComb {
        /// Its number in the zigzag order, from 1.
        coefficient: u32,
    },
    /// A coefficient has too few different values for its histogram to be judged.
    TooFewValues {
        /// Its number in the zigzag order, from 1.
        coefficient: u32,
    },
    /// The strength of the pattern that interpolating green leaves on every second diagonal.
    CfaPeak {
        /// Magnitude of the frequency of one half cycle a diagonal, over the median of all.
        strength: f64,
        /// Largest magnitude of the other multiples of an eighth, over that median: what a grid of
        /// eight pixels leaves.
        grid: f64,
        /// Whether the first is at least six, and twice the second.
        found: bool,
    },
}
