//! Which frequencies stand out.

use crate::Fact;

/// Decibels in the natural logarithm of a magnitude.
const DECIBELS: f64 = 8.685_889_638;

/// How far a peak is above the mean of its ring, in decibels. The magnitude of noise follows Rayleigh's
/// distribution: the largest of a million frequencies is 11.4 dB above the root mean square and 13.9 dB
/// above the mean logarithm.
const LEAST_DB: f64 = 15.0;

/// How far it is above what lies beside it in each direction, in decibels. Edges of a picture make
/// whole lines of strong frequencies, which are no peaks.
const LEAST_BESIDE_DB: f64 = 9.0;

/// Frequencies that count as lying beside a peak, from it; nearer ones share it through the window.
const BESIDE: std::ops::RangeInclusive<i64> = 3..=6;

/// Rings this near to frequency zero hold the picture's large shapes.
const LEAST_RING: f64 = 4.0;

/// Most peaks that are named.
const MOST: usize = 12;

/// A peak, in cycles for each side of the square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Cycles to the right; above zero, or zero.
    pub x: i64,
    /// Cycles downwards.
    pub y: i64,
    /// Above the mean of its ring, in decibels.
    pub above_mean_db: f64,
}

impl Peak {
    /// The peak as a fact, of a square of `side` pixels.
    pub fn fact(&self, side: u32) -> Fact {
        let (x, y) = (self.x as f64, self.y as f64);
        let side = f64::from(side);
        Fact::Peak {
            x_cycles_px: x / side,
            y_cycles_px: y / side,
            period_px: side / x.hypot(y),
            above_mean_db: self.above_mean_db,
        }
    }
}

/// The peaks of a shifted log magnitude spectrum, the strongest first.
pub fn find(values: &[f32], side: usize) -> Vec<Peak> {
    let half = side as i64 / 2;
    let means = ring_means(values, side);
    let at = |x: i64, y: i64| {
        let wrapped = |place: i64| (place + half).rem_euclid(side as i64) as usize;
        f64::from(values[wrapped(y) * side + wrapped(x)])
    };
    let mut peaks = Vec::new();
    // Half of the plane: the other half is the same waves. Of the frequencies of half a cycle a
    // pixel, which have one sign only, the positive one is taken.
    for y in -half + 1..=half {
        for x in 0..=half {
            let is_mirrored = (x == 0 || x == half) && y < 0;
            let distance = (x as f64).hypot(y as f64);
            if is_mirrored || distance < LEAST_RING {
                continue;
            }
            let value = at(x, y);
            let above_mean_db = (value - means[distance.round() as usize]) * DECIBELS;
            if above_mean_db < LEAST_DB || !is_highest(&at, x, y) {
                continue;
            }
            if (value - beside(&at, x, y)) * DECIBELS >= LEAST_BESIDE_DB {
                peaks.push(Peak {
                    x,
                    y,
                    above_mean_db,
                });
            }
        }
    }
    peaks.sort_by(|a, b| b.above_mean_db.total_cmp(&a.above_mean_db));
    peaks.truncate(MOST);
    peaks
}

/// Whether no frequency within two steps is stronger.
fn is_highest(at: &impl Fn(i64, i64) -> f64, x: i64, y: i64) -> bool {
    let value = at(x, y);
    (-2..=2).all(|dy| (-2..=2).all(|dx| at(x + dx, y + dy) <= value))
}

/// The largest of the means of what lies beside in four directions.
fn beside(at: &impl Fn(i64, i64) -> f64, x: i64, y: i64) -> f64 {
    let mean = |(dx, dy): (i64, i64)| {
        let both = BESIDE.flat_map(|step| [step, -step]);
        let sum: f64 = both.map(|step| at(x + dx * step, y + dy * step)).sum();
        sum / (2 * BESIDE.count()) as f64
    };
    let directions = [(1, 0), (0, 1), (1, 1), (1, -1)];
    directions.into_iter().map(mean).fold(f64::MIN, f64::max)
}

/// The mean of each ring of frequencies whose distance from zero rounds to the same number, up to the
/// corners.
fn ring_means(values: &[f32], side: usize) -> Vec<f64> {
    let half = (side / 2) as f64;
    let rings = (half * std::f64::consts::SQRT_2).round() as usize + 1;
    let mut sums = vec![(0.0, 0_u32); rings];
    for (place, &value) in values.iter().enumerate() {
        let (x, y) = ((place % side) as f64 - half, (place / side) as f64 - half);
        let (sum, count) = &mut sums[x.hypot(y).round() as usize];
        *sum += f64::from(value);
        *count += 1;
    }
    sums.into_iter()
        .map(|(sum, count)| sum / f64::from(count.max(1)))
        .collect()
}
