//! Colours by three curves and a matrix, as profiles of screens and cameras have them.

use moxcms::{ColorProfile, DataColorSpace, ToneReprCurve};

use super::curve;
use super::srgb::{FROM_XYZ, WHITE, encode, from_lab, times};

/// Steps of linear light that are told apart: a sixteenth of a level where sRGB is steepest.
const STEPS: usize = 1 << 16;

/// From stored values to sRGB.
pub(super) struct Shaper {
    curves: [ToneReprCurve; 3],
    /// From linear light to linear sRGB.
    matrix: [[f32; 3]; 3],
    /// Whether the curves give lightness, as those of some grey profiles do.
    of_lightness: bool,
    /// Stored sRGB of linear light.
    encoded: Vec<u8>,
}

/// Linear light of stored values of some depth, a table a channel.
pub(super) struct Light([Vec<f32>; 3]);

impl Shaper {
    /// Of `profile`, if it is whole.
    pub(super) fn of(profile: &ColorProfile) -> Option<Self> {
        let (curves, matrix) = if profile.color_space == DataColorSpace::Gray {
            let curve = profile.gray_trc.clone()?;
            let unchanged = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
            ([curve.clone(), curve.clone(), curve], unchanged)
        } else {
            let columns = [
                profile.red_colorant,
                profile.green_colorant,
                profile.blue_colorant,
            ];
            let white = columns.iter().fold([0.0; 3], |sum, colour| {
                [sum[0] + colour.x, sum[1] + colour.y, sum[2] + colour.z]
            });
            // Of a whole profile all three together are white.
            if white
                .iter()
                .zip(WHITE)
                .any(|(sum, white)| (sum - white).abs() > 0.15)
            {
                return None;
            }
            let columns = columns.map(|colour| times(&FROM_XYZ, [colour.x, colour.y, colour.z]));
            let curves = [
                profile.red_trc.clone()?,
                profile.green_trc.clone()?,
                profile.blue_trc.clone()?,
            ];
            let row = |row: usize| [0, 1, 2].map(|column: usize| columns[column][row] as f32);
            (curves, [row(0), row(1), row(2)])
        };
        // A curve that ends far below white is no curve of a picture.
        if curves.iter().any(|curve| curve::at(curve, 1.0) < 0.5) {
            return None;
        }
        let encoded = (0..STEPS)
            .map(|step| (encode(step as f64 / (STEPS - 1) as f64) * 255.0).round() as u8)
            .collect();
        Some(Self {
            curves,
            matrix,
            of_lightness: profile.color_space == DataColorSpace::Gray
                && profile.pcs == DataColorSpace::Lab,
            encoded,
        })
    }

    /// The light of all values from 0 to `most`.
    pub(super) fn light(&self, most: u16) -> Light {
        Light([0, 1, 2].map(|channel: usize| {
            (0..=most)
                .map(|value| {
                    let share = f64::from(value) / f64::from(most);
                    let value = curve::at(&self.curves[channel], share);
                    if self.of_lightness {
                        from_lab([100.0 * value, 0.0, 0.0])[1] as f32
                    } else {
                        value as f32
                    }
                })
                .collect()
        }))
    }

    /// The colour of stored values, none of which is above those of `light`.
    pub(super) fn colour(&self, light: &Light, stored: [u16; 3]) -> [u8; 3] {
        let [red, green, blue] = [0, 1, 2].map(|channel: usize| {
            let table = &light.0[channel];
            table
                .get(usize::from(stored[channel]))
                .copied()
                .unwrap_or(1.0)
        });
        self.matrix.map(|row| {
            let linear = row[0] * red + row[1] * green + row[2] * blue;
            // Casting brings what is below and above into the range.
            let step = (linear * (STEPS - 1) as f32 + 0.5) as usize;
            self.encoded[step.min(STEPS - 1)]
        })
    }
}
