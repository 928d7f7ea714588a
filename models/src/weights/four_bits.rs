//! A matrix in four bits a weight: groups of inputs share a scale (as in Dettmers and Zettlemoyer,
//! *The case for 4-bit precision*, <https://arxiv.org/abs/2212.09720>, section 2).
//!
//! A weight is `code * scale`, with a whole `code` from -8 to 7. Codes lie row by row, two to a
//! byte, the first in the lower half and each with 8 added.

use burn::tensor::f16;

/// Inputs that share a scale.
pub const GROUP: usize = 32;

/// The parts of a matrix of `[inputs, outputs]`.
#[derive(Clone, Debug, PartialEq)]
pub struct FourBits {
    /// `inputs * outputs / 2` bytes.
    pub codes: Vec<u8>,
    /// `[inputs / GROUP, outputs]`, in what half precision can hold.
    pub scales: Vec<f32>,
}

/// Whether a matrix of this shape can be divided so.
pub fn fits(shape: &[usize]) -> bool {
    matches!(shape, [inputs, outputs] if inputs % GROUP == 0 && outputs % 2 == 0 && *outputs > 1)
}

/// The codes and scales that come closest to `values` in the sum of squares.
pub fn quantize(values: &[f32], outputs: usize) -> FourBits {
    let inputs = values.len() / outputs;
    let mut codes = vec![0_u8; values.len() / 2];
    let mut scales = vec![0.0; inputs / GROUP * outputs];
    let mut group = [0.0; GROUP];
    for (index, scale) in scales.iter_mut().enumerate() {
        let (row, column) = (index / outputs * GROUP, index % outputs);
        let place = |input: usize| (row + input) * outputs + column;
        for (input, value) in group.iter_mut().enumerate() {
            *value = values[place(input)];
        }
        *scale = best_scale(&group);
        for (input, &value) in group.iter().enumerate() {
            let place = place(input);
            codes[place / 2] |= ((code(value, *scale) as i32 + 8) as u8) << (4 * (place % 2));
        }
    }
    FourBits { codes, scales }
}

/// The matrix again.
pub fn dequantize(codes: &[u8], scales: &[f32], outputs: usize) -> Vec<f32> {
    let mut values = Vec::with_capacity(2 * codes.len());
    for (index, &pair) in codes.iter().enumerate() {
        for half in [pair & 15, pair >> 4] {
            let place = 2 * index + usize::from(values.len() % 2 == 1);
            let (row, column) = (place / outputs, place % outputs);
            let scale = scales[row / GROUP * outputs + column];
            values.push((f32::from(half) - 8.0) * scale);
        }
    }
    values
}

/// The nearest number of half precision.
fn to_half(value: f32) -> f32 {
    f16::from_f32(value).to_f32()
}

fn code(value: f32, scale: f32) -> f32 {
    if scale == 0.0 {
        return 0.0;
    }
    (value / scale).round().clamp(-8.0, 7.0)
}

/// The scale of least error among those that take the value farthest from zero to the end of the
/// range or a little beyond it.
fn best_scale(group: &[f32; GROUP]) -> f32 {
    /// Shares of the full range that are tried.
    const TRIED: std::ops::RangeInclusive<u32> = 26..=42;
    let farthest = group
        .iter()
        .copied()
        .fold(0.0, |a: f32, b| if b.abs() > a.abs() { b } else { a });
    let error = |scale: f32| -> f32 {
        group
            .iter()
            .map(|&value| (code(value, scale) * scale - value).powi(2))
            .sum()
    };
    TRIED
        .map(|share| to_half(farthest / -8.0 * share as f32 / 40.0))
        .map(|scale| (scale, error(scale)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(0.0, |best| best.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_codes_can_say_comes_back_as_it_was() {
        // Whole codes of one scale in each group, the end of the range among them.
        let outputs = 6;
        let values: Vec<f32> = (0..2 * GROUP * outputs)
            .map(|place| {
                let (row, column) = (place / outputs, place % outputs);
                let scale = 2_f32.powi(column as i32 - 3) * if row < GROUP { 1.0 } else { -1.0 };
                ((row * 5 + column) % 16) as f32 * scale - 8.0 * scale
            })
            .collect();
        let packed = quantize(&values, outputs);
        assert_eq!(packed.codes.len(), values.len() / 2);
        assert_eq!(dequantize(&packed.codes, &packed.scales, outputs), values);
    }

    #[test]
    fn no_weight_is_farther_off_than_half_a_step_of_the_full_range() {
        let outputs = 2;
        let values: Vec<f32> = (0..GROUP * outputs)
            .map(|place| (place as f32 * 0.7).sin() * 0.1)
            .collect();
        let packed = quantize(&values, outputs);
        let back = dequantize(&packed.codes, &packed.scales, outputs);
        let square = |scale: f32| -> f32 {
            let values = values.iter().step_by(outputs);
            values
                .map(|&value| (code(value, scale) * scale - value).powi(2))
                .sum()
        };
        // Not worse than the scale that takes the largest weight to the end of the range.
        let farthest = values
            .iter()
            .step_by(outputs)
            .fold(0.0_f32, |a, &b| if b.abs() > a.abs() { b } else { a });
        let found: f32 = values
            .iter()
            .zip(&back)
            .step_by(outputs)
            .map(|(a, b)| (a - b).powi(2))
            .sum();
        assert!(found <= square(to_half(farthest / -8.0)) + 1e-9);
        assert!(found > 0.0);
    }

    #[test]
    fn a_group_of_zeros_stays_zero() {
        let values = vec![0.0; GROUP * 2];
        let packed = quantize(&values, 2);
        assert_eq!(dequantize(&packed.codes, &packed.scales, 2), values);
    }
}
