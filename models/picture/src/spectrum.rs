//! The spectral transform: luma, Fourier transform, logarithm of the magnitude, zero frequency
//! in the middle.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex32;
use serde::{Deserialize, Serialize};

use crate::median::median_3x3;

/// Added to the magnitude before the logarithm. The rounding of pixels to 8 bits is noise of
/// standard deviation `1 / 255 / sqrt(12)`, about 0.0011 in the units used here; what lies below
/// carries nothing.
pub const MAGNITUDE_FLOOR: f32 = 1e-3;

/// How a detector's spectra are made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpectrumSettings {
    /// Subtracted from the log magnitude.
    pub mean: f32,
    /// Divides the log magnitude after the subtraction.
    pub std: f32,
    /// What is transformed.
    #[serde(default, skip_serializing_if = "SpectrumInput::is_luma")]
    pub input: SpectrumInput,
}

/// What a spectrum is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpectrumInput {
    /// The luma.
    #[default]
    Luma,
    /// The luma less its 3x3 median, times four. A linear filter would add a constant to each
    /// frequency of the logarithm and tell nothing new; a median removes content that shares its
    /// frequencies with what generators leave.
    MedianResidual,
}

impl SpectrumInput {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde calls it with a reference"
    )]
    fn is_luma(&self) -> bool {
        *self == Self::Luma
    }

    /// The samples that are transformed, of the luma of a square of `side` pixels.
    pub fn samples(self, luma: Vec<f32>, side: usize) -> Vec<f32> {
        match self {
            Self::Luma => luma,
            Self::MedianResidual => {
                let medians = median_3x3(&luma, side);
                luma.iter()
                    .zip(medians)
                    .map(|(sample, median)| (sample - median) * 4.0)
                    .collect()
            }
        }
    }
}

impl Default for SpectrumSettings {
    /// Roughly the moments over photographs.
    fn default() -> Self {
        Self {
            mean: -3.5,
            std: 1.5,
            input: SpectrumInput::Luma,
        }
    }
}

/// The shifted log-magnitude spectrum of a square picture.
#[derive(Clone, Debug, PartialEq)]
pub struct LogSpectrum {
    /// Side in pixels, and in frequencies.
    pub side: usize,
    /// `ln(|F| / side + MAGNITUDE_FLOOR)`, `side * side` values; frequency zero is at row and
    /// column `side / 2`. The division makes white noise of standard deviation `s` have mean
    /// square magnitude `s²` whatever the side.
    pub values: Vec<f32>,
}

/// Computes spectra of one side, keeping the plan and the buffers between pictures.
pub struct SpectrumPlan {
    side: usize,
    fft: std::sync::Arc<dyn rustfft::Fft<f32>>,
    buffer: Vec<Complex32>,
    transposed: Vec<Complex32>,
    scratch: Vec<Complex32>,
}

impl SpectrumPlan {
    /// Plans transforms of `side` by `side` samples; any side works, powers of two are fastest.
    pub fn new(side: usize) -> Self {
        let fft = FftPlanner::new().plan_fft_forward(side);
        let scratch = vec![Complex32::default(); fft.get_inplace_scratch_len()];
        let zeros = vec![Complex32::default(); side * side];
        Self {
            side,
            fft,
            buffer: zeros.clone(),
            transposed: zeros,
            scratch,
        }
    }

    /// The spectrum of `samples`, `side * side` values row by row.
    ///
    /// # Panics
    ///
    /// If there are more or fewer samples.
    pub fn compute(&mut self, samples: &[f32]) -> LogSpectrum {
        let side = self.side;
        assert_eq!(samples.len(), side * side, "a square of {side} px");
        for (slot, &sample) in self.buffer.iter_mut().zip(samples) {
            *slot = Complex32::new(sample, 0.0);
        }
        self.fft
            .process_with_scratch(&mut self.buffer, &mut self.scratch);
        transpose(&self.buffer, &mut self.transposed, side);
        self.fft
            .process_with_scratch(&mut self.transposed, &mut self.scratch);
        // `transposed[u * side + v]` holds column frequency u and row frequency v.
        let (half, scale) = (side / 2, 1.0 / side as f32);
        let mut values = vec![0.0; side * side];
        for v in 0..side {
            let row = (v + half) % side * side;
            for u in 0..side {
                // Nothing here comes near the limits of the type, which `norm` takes care of.
                let magnitude = self.transposed[u * side + v].norm_sqr().sqrt();
                values[row + (u + half) % side] = (magnitude * scale + MAGNITUDE_FLOOR).ln();
            }
        }
        LogSpectrum { side, values }
    }
}

impl LogSpectrum {
    /// Averages the log magnitude over rings of equal spatial frequency.
    ///
    /// Element `k` is the mean over the frequencies whose distance from zero rounds to `k`
    /// cycles per side, for `k` from 0 to the Nyquist ring `side / 2`; the corners beyond it are
    /// left out. This is the azimuthal average of Durall et al.
    /// (<https://arxiv.org/abs/2003.01826>), here of the logarithm.
    pub fn radial_profile(&self) -> Vec<f32> {
        Rings::new(self.side).means(&self.values)
    }
}

/// The rings of [`LogSpectrum::radial_profile`], kept between spectra of one side.
pub struct Rings {
    /// The ring of each frequency; those in the corners have numbers beyond the last ring.
    ring_of: Vec<u16>,
    rings: usize,
}

impl Rings {
    /// The rings of spectra of `side` by `side` frequencies.
    pub fn new(side: usize) -> Self {
        let half = side / 2;
        let from_middle = |place: usize| place as f64 - half as f64;
        let ring_of = (0..side * side)
            .map(|index| from_middle(index % side).hypot(from_middle(index / side)))
            // Sides are far below the type's limit.
            .map(|distance| distance.round() as u16)
            .collect();
        Self {
            ring_of,
            rings: half + 1,
        }
    }

    /// The mean of `values` over each ring.
    pub fn means(&self, values: &[f32]) -> Vec<f32> {
        let mut sums = vec![(0.0_f64, 0_u32); self.rings];
        for (&value, &ring) in values.iter().zip(&self.ring_of) {
            if let Some((sum, count)) = sums.get_mut(usize::from(ring)) {
                *sum += f64::from(value);
                *count += 1;
            }
        }
        sums.into_iter()
            .map(|(sum, count)| (sum / f64::from(count.max(1))) as f32)
            .collect()
    }
}

fn transpose(from: &[Complex32], to: &mut [Complex32], side: usize) {
    // Blocks of 16 keep both the reads and the writes in the first-level cache.
    const BLOCK: usize = 16;
    for row in (0..side).step_by(BLOCK) {
        for column in (0..side).step_by(BLOCK) {
            for i in row..(row + BLOCK).min(side) {
                for j in column..(column + BLOCK).min(side) {
                    to[j * side + i] = from[i * side + j];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    /// A fixed sequence without structure, in `[0, 1)`.
    fn noise(count: usize) -> Vec<f32> {
        let mut state = 0x1234_5678_u32;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 24) as f32
            })
            .collect()
    }

    /// The definition: a double sum over the samples, in double precision.
    fn naive(samples: &[f32], side: usize) -> Vec<f32> {
        let mut values = vec![0.0; side * side];
        for v in 0..side {
            for u in 0..side {
                let (mut re, mut im) = (0.0, 0.0);
                for y in 0..side {
                    for x in 0..side {
                        let angle = -TAU * ((u * x + v * y) as f64) / side as f64;
                        re += f64::from(samples[y * side + x]) * angle.cos();
                        im += f64::from(samples[y * side + x]) * angle.sin();
                    }
                }
                let magnitude = re.hypot(im) / side as f64;
                values[(v + side / 2) % side * side + (u + side / 2) % side] =
                    (magnitude + f64::from(MAGNITUDE_FLOOR)).ln() as f32;
            }
        }
        values
    }

    fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max)
    }

    // Rounding of a 2-D transform grows with log2(side²) * 2^-24; divided by the floor of 1e-3
    // under the logarithm that is at most about 10 * 6e-8 * side / 1e-3, below 1e-2.
    const TOLERANCE: f32 = 5e-3;

    #[test]
    fn the_fast_transform_agrees_with_the_definition_for_odd_and_even_sides() {
        for side in [1, 2, 5, 8, 12, 16] {
            let samples = noise(side * side);
            let fast = SpectrumPlan::new(side).compute(&samples);
            let difference = largest_difference(&fast.values, &naive(&samples, side));
            assert!(difference < TOLERANCE, "side {side}: {difference}");
        }
    }

    /// A plane wave of `k` cycles puts all its power in ring `k`.
    #[test]
    fn a_plane_wave_lands_in_its_ring() {
        let (side, cycles) = (64, 9);
        let wave: Vec<f32> = (0..side * side)
            .map(|i| (TAU * f64::from(cycles) * (i % side) as f64 / side as f64).cos() as f32)
            .collect();
        let spectrum = SpectrumPlan::new(side).compute(&wave);
        // The magnitude at (9, 0) is side² / 2, divided by side.
        let peak = spectrum.values[side / 2 * side + side / 2 + 9];
        assert!((peak - 32.0_f32.ln()).abs() < 1e-3);
        let profile = spectrum.radial_profile();
        let loudest = (0..profile.len()).max_by(|&a, &b| profile[a].total_cmp(&profile[b]));
        assert_eq!(loudest, Some(9));
        assert_eq!(profile.len(), 33);
    }

    #[test]
    fn a_flat_picture_has_only_the_zero_frequency() {
        let spectrum = SpectrumPlan::new(16).compute(&[0.5; 256]);
        for (index, &value) in spectrum.values.iter().enumerate() {
            let expected = if index == 8 * 16 + 8 {
                (8.0 + MAGNITUDE_FLOOR).ln()
            } else {
                MAGNITUDE_FLOOR.ln()
            };
            assert!((value - expected).abs() < 1e-2, "{index}: {value}");
        }
    }

    #[test]
    fn edges_and_gradients_are_not_in_the_spectrum_of_a_median_residual() {
        let side = 16;
        let edge: Vec<f32> = (0..side * side)
            .map(|place| f32::from(u8::from(place % side > 6)))
            .collect();
        let samples = SpectrumInput::MedianResidual.samples(edge.clone(), side);
        assert!(samples.iter().all(|&sample| sample == 0.0));
        assert_eq!(SpectrumInput::Luma.samples(edge.clone(), side), edge);
    }
}
