//! Mixtures of a real picture and its synthetic twin. All of them count as synthetic.

use anyhow::{Result, ensure};
use image::RgbImage;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rustfft::num_complex::Complex32;
use rustfft::{FftDirection, FftPlanner};
use serde::{Deserialize, Serialize};

/// Smallest side of a pasted block, in pixels.
const SMALLEST_BLOCK_PX: u32 = 8;
/// Lower end of the high band, in cycles a pixel; the highest along an axis is one half.
const CUTOFF: [f32; 2] = [0.125, 0.375];

/// How often twins are mixed with their originals; the default is never.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mixing {
    /// Share of twins that become a convex combination with the original (mixup, Zhang et al.,
    /// <https://arxiv.org/abs/1710.09412>).
    pub blend: f32,
    /// Share of which blocks are pasted into the original (after `CutMix`, Yun et al.,
    /// <https://arxiv.org/abs/1905.04899>).
    pub patches: f32,
    /// Share of which the original gets the amplitudes of the high frequencies and keeps its
    /// phases.
    pub spectrum: f32,
    /// Smallest and largest weight of the twin in `blend` and `spectrum`, above 0 and up to 1.
    pub weight: [f32; 2],
}

impl Default for Mixing {
    fn default() -> Self {
        Self {
            blend: 0.0,
            patches: 0.0,
            spectrum: 0.0,
            weight: [0.5, 1.0],
        }
    }
}

/// One way of mixing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mix {
    /// The twin as it is.
    Twin,
    /// A convex combination.
    Blend {
        /// Share of the twin.
        weight: f32,
    },
    /// Blocks of the twin in the original.
    Patches {
        /// Side of a block, in pixels.
        block_px: u32,
        /// How far the grid of blocks is moved to the left and up, in pixels.
        shift_px: [u32; 2],
        /// Decides which blocks.
        seed: u64,
    },
    /// High frequencies of the twin in the original.
    Spectrum {
        /// Share of the twin in the amplitudes.
        weight: f32,
        /// From which frequency on, in cycles a pixel.
        cutoff: f32,
    },
}

impl Mixing {
    /// Refuses what is no share.
    ///
    /// # Errors
    ///
    /// The setting is named.
    pub fn check(&self) -> Result<()> {
        for (name, share) in [
            ("blend", self.blend),
            ("patches", self.patches),
            ("spectrum", self.spectrum),
        ] {
            ensure!(
                (0.0..=1.0).contains(&share),
                "`pairs.mixing.{name}` must be between 0 and 1"
            );
        }
        ensure!(
            self.blend + self.patches + self.spectrum <= 1.0 + f32::EPSILON,
            "the shares in `pairs.mixing` add up to more than 1"
        );
        let [low, high] = self.weight;
        ensure!(
            low > 0.0 && low <= high && high <= 1.0,
            "`pairs.mixing.weight` must be two weights above 0 and up to 1, the smaller one first"
        );
        Ok(())
    }

    /// Draws how a twin is mixed of which squares of at least `side` pixels are cut.
    pub fn draw(&self, side: u32, rng: &mut impl Rng) -> Mix {
        let choice = rng.random::<f32>();
        let between =
            |[low, high]: [f32; 2], rng: &mut dyn Rng| low + (high - low) * rng.random::<f32>();
        if choice < self.blend {
            return Mix::Blend {
                weight: between(self.weight, rng),
            };
        }
        if choice < self.blend + self.patches {
            // So that a square of `side` pixels holds four neighbouring blocks, of which one at
            // least is the twin's: else it would be labelled wrongly.
            let largest = (side / 4).max(SMALLEST_BLOCK_PX);
            let block_px = rng.random_range(SMALLEST_BLOCK_PX..=largest);
            return Mix::Patches {
                block_px,
                shift_px: std::array::from_fn(|_| rng.random_range(0..2 * block_px)),
                seed: rng.random(),
            };
        }
        if choice < self.blend + self.patches + self.spectrum {
            return Mix::Spectrum {
                weight: between(self.weight, rng),
                cutoff: between(CUTOFF, rng),
            };
        }
        Mix::Twin
    }
}

impl Mix {
    /// Mixes `twin` into `real`, which has the same size.
    pub fn apply(self, real: &RgbImage, twin: RgbImage) -> RgbImage {
        match self {
            Self::Twin => twin,
            Self::Blend { weight } => {
                let mut mixed = twin;
                for (mixed, real) in mixed.iter_mut().zip(real.iter()) {
                    let (a, b) = (f32::from(*real), f32::from(*mixed));
                    *mixed = (a + (b - a) * weight).round() as u8;
                }
                mixed
            }
            Self::Patches {
                block_px,
                shift_px,
                seed,
            } => patched(real, &twin, block_px, shift_px, seed),
            Self::Spectrum { weight, cutoff } => with_high_band(real, &twin, weight, cutoff),
        }
    }
}

/// Of every four blocks in a square one at least is the twin's.
fn patched(
    real: &RgbImage,
    twin: &RgbImage,
    block_px: u32,
    [left, up]: [u32; 2],
    seed: u64,
) -> RgbImage {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let cells = |length: u32, shift: u32| (length + shift).div_ceil(2 * block_px);
    let across = cells(real.width(), left);
    let chosen: Vec<u8> = (0..across * cells(real.height(), up))
        .map(|_| rng.random_range(1..16))
        .collect();
    RgbImage::from_fn(real.width(), real.height(), |x, y| {
        let (column, row) = ((x + left) / block_px, (y + up) / block_px);
        let cell = chosen[((row / 2) * across + column / 2) as usize];
        let block = (row % 2) * 2 + column % 2;
        let from = if cell >> block & 1 == 1 { twin } else { real };
        *from.get_pixel(x, y)
    })
}

/// `real` with amplitudes that are moved by `weight` towards those of `twin` from `cutoff` on.
fn with_high_band(real: &RgbImage, twin: &RgbImage, weight: f32, cutoff: f32) -> RgbImage {
    let (width, height) = (real.width() as usize, real.height() as usize);
    let mut plan = Fourier {
        planner: FftPlanner::new(),
        size: [width, height],
    };
    let mut mixed = RgbImage::new(real.width(), real.height());
    for channel in 0..3 {
        let plane = |pixels: &RgbImage| -> Vec<Complex32> {
            let values = pixels.pixels().map(|pixel| f32::from(pixel.0[channel]));
            values.map(|value| Complex32::new(value, 0.0)).collect()
        };
        let mut spectrum = plan.forward(plane(real));
        let other = plan.forward(plane(twin));
        for (place, (ours, theirs)) in spectrum.iter_mut().zip(&other).enumerate() {
            let cycles =
                |index: usize, length: usize| index.min(length - index) as f32 / length as f32;
            let (across, down) = (
                cycles(place / height, width),
                cycles(place % height, height),
            );
            let amplitude = ours.norm();
            // A frequency that the original lacks has no phase to keep.
            if across.hypot(down) >= cutoff && amplitude > 0.0 {
                *ours *= 1.0 + weight * (theirs.norm() / amplitude - 1.0);
            }
        }
        for (pixel, value) in mixed.pixels_mut().zip(plan.inverse(spectrum)) {
            pixel.0[channel] = value.re.round().clamp(0.0, 255.0) as u8;
        }
    }
    mixed
}

/// The Fourier transform of planes of one size, columns one after the other.
struct Fourier {
    planner: FftPlanner<f32>,
    /// Width and height, in pixels.
    size: [usize; 2],
}

impl Fourier {
    /// From pixels, row by row, to frequencies, column by column; not scaled.
    fn forward(&mut self, mut plane: Vec<Complex32>) -> Vec<Complex32> {
        let [width, height] = self.size;
        self.lines(&mut plane, width, FftDirection::Forward);
        let mut plane = transposed(&plane, width);
        self.lines(&mut plane, height, FftDirection::Forward);
        plane
    }

    /// Back again, scaled.
    fn inverse(&mut self, mut plane: Vec<Complex32>) -> Vec<Complex32> {
        let [width, height] = self.size;
        self.lines(&mut plane, height, FftDirection::Inverse);
        let mut plane = transposed(&plane, height);
        self.lines(&mut plane, width, FftDirection::Inverse);
        let scale = 1.0 / (width * height) as f32;
        for value in &mut plane {
            *value *= scale;
        }
        plane
    }

    fn lines(&mut self, plane: &mut [Complex32], length: usize, direction: FftDirection) {
        self.planner.plan_fft(length, direction).process(plane);
    }
}

/// `plane`, whose lines have `length` numbers, with lines and columns exchanged.
fn transposed(plane: &[Complex32], length: usize) -> Vec<Complex32> {
    let lines = plane.len() / length;
    (0..plane.len())
        .map(|place| plane[(place % lines) * length + place / lines])
        .collect()
}

#[cfg(test)]
mod tests;
