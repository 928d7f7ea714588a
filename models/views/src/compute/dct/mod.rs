//! Histograms of DCT coefficients: how finely a picture was rounded, and whether more than once.
//!
//! JPEG rounds each coefficient of 8 × 8 pixels to multiples of a step. Of the decoded luma the
//! coefficients are computed again; their values crowd around those multiples, which gives the step of
//! the last saving. Counted in steps, the values of a picture that was saved once fall off smoothly. An
//! earlier, coarser rounding leaves a comb: bins that are empty or too full, at equal distances (Lukáš &
//! Fridrich, *Estimation of primary quantization matrix in double compressed JPEG images*, 2003; Popescu
//! & Farid, *Statistical tools for digital forensics*, 2004, section 3). Where the earlier step is a
//! multiple of the later one, nothing is rounded anew, and the earlier one is told.

mod comb;
mod step;

use image::{Rgb, RgbImage};

use self::comb::{Comb, Shape};
use super::plane::Plane;
use super::{Drawn, ViewError, tone};
use crate::{Area, DctHistogram, Fact};

/// Side of a block, in pixels.
const BLOCK: usize = 8;

/// Row and column of the first coefficients in the zigzag order (ITU-T T.81, figure 5), without the
/// first of all, which is the block's mean.
const ZIGZAG: [(usize, usize); 9] = [
    (0, 1),
    (1, 0),
    (2, 0),
    (1, 1),
    (0, 2),
    (0, 3),
    (1, 2),
    (2, 1),
    (3, 0),
];

/// Bins to each side of zero that are drawn.
const DRAWN_BINS: usize = 64;

/// Size of a bar and height of the drawing, in pixels.
const BAR_PX: u32 = 6;
const HEIGHT_PX: u32 = 320;

/// Draws the histogram of a coefficient, in steps of its rounding.
///
/// # Errors
///
/// There is no whole block.
pub fn draw(own: DctHistogram, part: &RgbImage, area: Area) -> Result<Drawn, ViewError> {
    // The grid begins where the picture does.
    let to_grid = |start: u32| (BLOCK as u32 - start % BLOCK as u32) % BLOCK as u32;
    let (left, top) = (to_grid(area.x_px), to_grid(area.y_px));
    ViewError::unless_large_enough(part.dimensions(), BLOCK as u32 + left.max(top))?;
    let values = coefficients(&Plane::luma(part), left as usize, top as usize);
    let mut facts = Vec::new();
    let mut pixels = RgbImage::new(1, 1);
    for (coefficient, values) in (1..).zip(&values) {
        let (step, histogram, shape) = rounding(values);
        if let Some(step) = step {
            facts.push(Fact::RoundingStep { coefficient, step });
        }
        facts.push(match shape {
            Shape::Comb(Comb {
                period_bins,
                amplitude,
            }) => Fact::Comb {
                coefficient,
                period_bins,
                amplitude,
            },
            Shape::Smooth => Fact::NoComb { coefficient },
            Shape::TooFewValues => Fact::TooFewValues { coefficient },
        });
        if coefficient == own.coefficient {
            pixels = histogram.picture();
        }
    }
    Ok(Drawn {
        pixels,
        cell_px: None,
        facts,
    })
}

/// The step to whose multiples values were rounded, their histogram in such steps, and its shape.
///
/// In single levels a comb is the one rounding itself, to multiples of its period, where too much was
/// lost beside it for the values to show the step: colours at half resolution change the luma, too.
fn rounding(values: &[f32]) -> (Option<u32>, Histogram, Shape) {
    let in_steps = |step: u32| {
        let histogram = Histogram::of(values, step);
        let shape = comb::find(&histogram.both_sides());
        (histogram, shape)
    };
    let step = step::of(values);
    let (histogram, shape) = in_steps(step.unwrap_or(1));
    match shape {
        Shape::Comb(Comb { period_bins, .. }) if step.unwrap_or(1) == 1 => {
            let period = (period_bins.round() as u32).max(1);
            let (histogram, shape) = in_steps(period);
            (Some(period), histogram, shape)
        }
        shape => (step, histogram, shape),
    }
}

/// The first coefficients of all whole blocks, in levels.
fn coefficients(plane: &Plane, left: usize, top: usize) -> [Vec<f32>; 9] {
    // cosines[k][n], orthonormal.
    let cosines: [[f32; BLOCK]; 4] = std::array::from_fn(|k| {
        let scale = if k == 0 { 0.125_f64.sqrt() } else { 0.5 };
        std::array::from_fn(|n| {
            let angle = (2 * n + 1) as f64 * k as f64 * std::f64::consts::PI / 16.0;
            (scale * angle.cos()) as f32
        })
    });
    let mut values: [Vec<f32>; 9] = Default::default();
    for y in (top..).step_by(BLOCK).take((plane.height - top) / BLOCK) {
        for x in (left..).step_by(BLOCK).take((plane.width - left) / BLOCK) {
            // Rows first: along[k][row].
            let mut along = [[0.0_f32; BLOCK]; 4];
            for row in 0..BLOCK {
                let samples = &plane.row(y + row)[x..x + BLOCK];
                for (along, cosines) in along.iter_mut().zip(&cosines) {
                    along[row] = dot(samples, cosines);
                }
            }
            for (values, (row, column)) in values.iter_mut().zip(ZIGZAG) {
                values.push(dot(&along[column], &cosines[row]));
            }
        }
    }
    values
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// How often each multiple of a step occurs.
struct Histogram {
    /// From `-middle` to `middle` steps.
    counts: Vec<u32>,
    middle: usize,
}

impl Histogram {
    fn of(values: &[f32], step: u32) -> Self {
        // The largest coefficient of 8-bit samples is 8 * 255 / 2, and a little more where bases add.
        let middle = (1100 / step.max(1)) as usize;
        let mut counts = vec![0; 2 * middle + 1];
        for value in values {
            let bin = (value / step.max(1) as f32).round() as i64 + middle as i64;
            if let Some(count) = usize::try_from(bin)
                .ok()
                .and_then(|bin| counts.get_mut(bin))
            {
                *count += 1;
            }
        }
        Self { counts, middle }
    }

    /// How often each number of steps from 1 on occurs, whatever its sign.
    fn both_sides(&self) -> Vec<u32> {
        let (below, above) = self.counts.split_at(self.middle);
        let below = below.iter().rev();
        below.zip(&above[1..]).map(|(a, b)| a + b).collect()
    }

    /// Bars of the square roots of the counts, which show small ones beside large ones; zero in the
    /// middle, a shade brighter.
    fn picture(&self) -> RgbImage {
        let reach = self.middle.min(DRAWN_BINS);
        let bins = &self.counts[self.middle - reach..=self.middle + reach];
        let largest = bins.iter().copied().max().unwrap_or_default().max(1);
        let width = bins.len() as u32 * BAR_PX;
        RgbImage::from_fn(width, HEIGHT_PX, |x, y| {
            let bin = (x / BAR_PX) as usize;
            let share = (f64::from(bins[bin]) / f64::from(largest)).sqrt();
            let is_bar = f64::from(HEIGHT_PX - y) <= share * f64::from(HEIGHT_PX - 8);
            if !is_bar || x % BAR_PX == BAR_PX - 1 {
                Rgb([16; 3])
            } else if bin == reach {
                tone::ramp(0.95)
            } else {
                tone::ramp(0.6)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::photograph;
    use spectrafide_picture::jpeg::{Chroma, recompress};

    fn facts(pixels: &RgbImage) -> Vec<Fact> {
        let area = Area::whole(pixels.dimensions());
        draw(DctHistogram::default(), pixels, area)
            .expect("drawn")
            .facts
    }

    fn combs(facts: &[Fact]) -> Vec<(u32, f64)> {
        facts
            .iter()
            .filter_map(|fact| match fact {
                Fact::Comb {
                    coefficient,
                    period_bins,
                    ..
                } => Some((*coefficient, *period_bins)),
                _ => None,
            })
            .collect()
    }

    fn steps(facts: &[Fact]) -> Vec<(u32, u32)> {
        facts
            .iter()
            .filter_map(|fact| match fact {
                Fact::RoundingStep { coefficient, step } => Some((*coefficient, *step)),
                _ => None,
            })
            .collect()
    }

    /// Luma steps of the Independent JPEG Group at quality 90: a fifth of table K.1, rounded. In the
    /// zigzag order the table begins 16 11 12 14 12 10 16 14 13 14.
    #[test]
    fn the_steps_of_one_saving_are_found_and_its_histograms_are_smooth() {
        let saved = recompress(&photograph(512, 512, 21), 90, Chroma::Full).expect("saved");
        let facts = facts(&saved);
        let steps = steps(&facts);
        assert!(steps.len() >= 6, "{facts:?}");
        for (coefficient, step) in steps {
            let expected = [2, 2, 3, 2, 2, 3, 3, 3, 3][coefficient as usize - 1];
            assert_eq!(step, expected, "coefficient {coefficient}");
        }
        assert_eq!(combs(&facts), [], "{facts:?}");
    }

    /// Colours at half resolution change the luma beside the rounding, so that steps are harder to see.
    #[test]
    fn a_picture_that_was_saved_once_is_never_told_as_saved_twice() {
        let picture = photograph(512, 512, 21);
        for quality in [60, 75, 80, 85, 90, 92, 95, 98] {
            for chroma in [Chroma::Full, Chroma::Half] {
                let saved = recompress(&picture, quality, chroma).expect("saved");
                let facts = facts(&saved);
                assert_eq!(combs(&facts), [], "{quality} {chroma:?}: {facts:?}");
            }
        }
    }

    fn saved_twice(first: u8, second: u8) -> Vec<Fact> {
        let pixels = photograph(512, 512, 21);
        let once = recompress(&pixels, first, Chroma::Full).expect("saved");
        facts(&recompress(&once, second, Chroma::Full).expect("saved"))
    }

    /// Whether a comb is of this period. Its harmonics are nearly as strong, so one may be named.
    fn is_comb(facts: &[Fact], coefficient: u32, expected: f64) -> bool {
        let found = combs(facts);
        let comb = found.iter().find(|comb| comb.0 == coefficient);
        comb.is_some_and(|(_, period)| {
            (1..=2).any(|multiple| (period * f64::from(multiple) - expected).abs() < 0.15)
        })
    }

    /// At quality 60 the steps of the first two are 9 and 10, four fifths of the table, and at 90 both
    /// are 2: a comb of 9 / 2 bins. What was rounded to multiples of 10 is not changed by rounding it to
    /// multiples of 2, so that there the first saving's step is told.
    #[test]
    fn saving_at_60_and_then_at_90_leaves_a_comb() {
        let facts = saved_twice(60, 90);
        assert!(is_comb(&facts, 1, 4.5), "{facts:?}");
        assert_eq!(steps(&facts)[..2], [(1, 2), (2, 10)], "{facts:?}");
    }

    /// At quality 50 the steps are the table's, 11 and 12, and at 80 two fifths of it, 4 and 5.
    #[test]
    fn saving_at_50_and_then_at_80_leaves_combs_of_other_periods() {
        let facts = saved_twice(50, 80);
        assert!(is_comb(&facts, 1, 2.75), "{facts:?}");
        assert!(is_comb(&facts, 2, 2.4), "{facts:?}");
    }

    #[test]
    fn a_picture_that_was_never_saved_has_no_steps_and_no_comb() {
        let facts = facts(&photograph(512, 512, 21));
        assert!(
            steps(&facts).iter().all(|(_, step)| *step == 1),
            "{facts:?}"
        );
        assert_eq!(combs(&facts), [], "{facts:?}");
    }

    /// A single basis picture has its coefficient alone.
    #[test]
    fn coefficients_are_those_of_the_transform() {
        let plane = Plane {
            width: 8,
            height: 8,
            values: (0..64)
                .map(|place| {
                    let (x, y) = ((place % 8) as f64, (place / 8) as f64);
                    let pi = std::f64::consts::PI;
                    // Row frequency 1 downwards, 2 to the right, of length one.
                    let wave = ((2.0 * y + 1.0) * pi / 16.0).cos()
                        * ((2.0 * x + 1.0) * 2.0 * pi / 16.0).cos();
                    (100.0 + 40.0 * 0.25 * wave) as f32
                })
                .collect(),
        };
        let values = coefficients(&plane, 0, 0);
        for (place, values) in values.iter().enumerate() {
            let expected = if ZIGZAG[place] == (1, 2) { 40.0 } else { 0.0 };
            assert!((values[0] - expected).abs() < 1e-3, "{place}: {values:?}");
        }
    }
}
