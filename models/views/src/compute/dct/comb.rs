//! Whether a histogram is a comb.

/// Fewest bins that tell of a comb.
const LEAST_BINS: usize = 12;

/// Fewest values in the last bins that are used.
const LEAST_COUNT: f64 = 12.0;

/// Most bins that are used.
const MOST_BINS: usize = 120;

/// Longest comb, in bins, and fewest of its teeth in the histogram.
const LONGEST: f64 = 12.0;
const LEAST_TEETH: f64 = 3.0;

/// Least amplitude of a comb, as a share of the smooth histogram. One whose second rounding was the
/// coarser has less, and is not told from chance and the picture's own shape.
const LEAST_AMPLITUDE: f64 = 0.35;

/// Least amplitude in standard deviations of what counting by chance gives.
const LEAST_DEVIATIONS: f64 = 6.0;

/// A comb.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comb {
    /// Distance of its teeth, in bins.
    pub period_bins: f64,
    /// Its amplitude, as a share of the smooth histogram.
    pub amplitude: f64,
}

/// What a histogram looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A comb.
    Comb(Comb),
    /// Without a comb.
    Smooth,
    /// There are too few different values to tell.
    TooFewValues,
}

/// Looks for a comb in the counts of 1, 2, … steps.
///
/// The smooth histogram is the exponential of a cubic in the number of steps. What the counts are of it,
/// less one, is transformed at all periods from two bins on.
pub fn find(counts: &[u32]) -> Shape {
    let counts = used(counts);
    if counts.len() < LEAST_BINS {
        return Shape::TooFewValues;
    }
    let smooth = smooth(&counts);
    let ratios: Vec<f64> = counts
        .iter()
        .zip(&smooth)
        // Of a bin that is far too full nothing more is to be learned.
        .map(|(count, smooth)| (count / smooth - 1.0).min(3.0))
        .collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    let bins = ratios.len() as f64;
    // Counting has a variance of its mean, so a ratio one of its inverse.
    let chance = (2.0 * smooth.iter().map(|smooth| 1.0 / smooth).sum::<f64>()).sqrt() / bins;
    let longest = LONGEST.min(bins / LEAST_TEETH);
    let steps = 512;
    let best = (0..=steps)
        .map(|place| {
            let lowest = 1.0 / longest;
            let frequency = lowest + (0.5 - lowest) * f64::from(place) / f64::from(steps);
            let (mut real, mut imaginary) = (0.0, 0.0);
            for (bin, ratio) in (1_u32..).zip(&ratios) {
                let angle = std::f64::consts::TAU * frequency * f64::from(bin);
                real += (ratio - mean) * angle.cos();
                imaginary += (ratio - mean) * angle.sin();
            }
            let both = if place == steps { 1.0 } else { 2.0 };
            Comb {
                period_bins: 1.0 / frequency,
                amplitude: both * real.hypot(imaginary) / bins,
            }
        })
        .max_by(|a, b| a.amplitude.total_cmp(&b.amplitude));
    match best {
        Some(comb)
            if comb.amplitude >= LEAST_AMPLITUDE && comb.amplitude >= LEAST_DEVIATIONS * chance =>
        {
            Shape::Comb(comb)
        }
        _ => Shape::Smooth,
    }
}

/// The bins up to the last around which there are enough values; empty ones of a comb are among them.
fn used(counts: &[u32]) -> Vec<f64> {
    let counts: Vec<f64> = counts
        .iter()
        .take(MOST_BINS)
        .copied()
        .map(f64::from)
        .collect();
    let around = |bin: usize| {
        let near = &counts[bin.saturating_sub(6)..(bin + 7).min(counts.len())];
        near.iter().sum::<f64>() / near.len() as f64
    };
    let enough = (0..counts.len()).take_while(|&bin| around(bin) >= LEAST_COUNT);
    let last = enough.count();
    counts[..last].to_vec()
}

/// A cubic fitted to the logarithms, with the counts as weights, so that empty bins weigh little.
fn smooth(counts: &[f64]) -> Vec<f64> {
    let scale = counts.len() as f64;
    let powers = |bin: usize| {
        let x = (bin + 1) as f64 / scale;
        [1.0, x, x * x, x * x * x]
    };
    // The normal equations, with the right side as the last column.
    let mut rows = [[0.0_f64; 5]; 4];
    for (bin, count) in counts.iter().enumerate() {
        let (powers, weight) = (powers(bin), count + 0.5);
        let value = (count + 0.5).ln();
        for row in 0..4 {
            for column in 0..4 {
                rows[row][column] += weight * powers[row] * powers[column];
            }
            rows[row][4] += weight * powers[row] * value;
        }
    }
    let factors = solve(rows);
    let fitted: Vec<f64> = (0..counts.len())
        .map(|bin| {
            let terms = std::iter::zip(powers(bin), factors);
            terms
                .map(|(power, factor)| power * factor)
                .sum::<f64>()
                .exp()
        })
        .collect();
    // Weighted by the counts the fit follows the full bins; the smooth histogram holds as many values
    // as the counts do.
    let level = counts.iter().sum::<f64>() / fitted.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    fitted
        .into_iter()
        .map(|value| (value * level).max(0.5))
        .collect()
}

/// Solves four equations by elimination with pivots; unknowns that nothing decides are zero.
fn solve(mut rows: [[f64; 5]; 4]) -> [f64; 4] {
    for column in 0..4 {
        let pivot = (column..4)
            .max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))
            .unwrap_or(column);
        rows.swap(column, pivot);
        let leading = rows[column];
        if leading[column].abs() < 1e-12 {
            continue;
        }
        for row in &mut rows[column + 1..] {
            let factor = row[column] / leading[column];
            for (value, lead) in row.iter_mut().zip(leading) {
                *value -= factor * lead;
            }
        }
    }
    let mut solution = [0.0; 4];
    for row in (0..4).rev() {
        let known: f64 = (row + 1..4)
            .map(|column| rows[row][column] * solution[column])
            .sum();
        if rows[row][row].abs() >= 1e-12 {
            solution[row] = (rows[row][4] - known) / rows[row][row];
        }
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of an exponential fall, as of Laplace's distribution.
    fn fall(bins: u32, decay: f64, keep: impl Fn(u32) -> f64) -> Vec<u32> {
        (1..=bins)
            .map(|bin| (5000.0 * (-decay * f64::from(bin)).exp() * keep(bin)).round() as u32)
            .collect()
    }

    #[test]
    fn smooth_falls_are_no_combs() {
        for decay in [0.02, 0.08, 0.2] {
            assert_eq!(find(&fall(100, decay, |_| 1.0)), Shape::Smooth, "{decay}");
        }
        assert_eq!(find(&fall(100, 1.0, |_| 1.0)), Shape::TooFewValues);
        assert_eq!(find(&[]), Shape::TooFewValues);
        assert_eq!(find(&[0; 50]), Shape::TooFewValues);
    }

    #[test]
    fn teeth_at_equal_distances_are_a_comb_of_that_period() {
        for period in [2_u32, 3, 5] {
            let teeth = fall(90, 0.04, |bin| if bin % period == 0 { 3.0 } else { 0.2 });
            let Shape::Comb(comb) = find(&teeth) else {
                panic!("period {period}");
            };
            // A sharp comb's harmonics are as strong as its fundamental.
            let multiple = f64::from(period) / comb.period_bins;
            assert!(
                (multiple - multiple.round()).abs() < 0.05,
                "{period}: {comb:?}"
            );
        }
    }

    #[test]
    fn equations_are_solved() {
        let solution = solve([
            [0.0, 1.0, 0.0, 0.0, 2.0],
            [2.0, 0.0, 0.0, 0.0, 6.0],
            [0.0, 0.0, 1.0, 1.0, 1.0],
            [0.0, 0.0, 1.0, -1.0, 5.0],
        ]);
        assert_eq!(solution, [3.0, 2.0, 3.0, -2.0]);
    }
}
