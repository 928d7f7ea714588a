//! Colours of pixels from a grid of colours that were worked out before, in whole numbers.

/// Parts of a level that are told apart between points.
const PARTS: i32 = 64;

/// A grid of sRGB colours over stored values of `N` channels.
pub(super) struct Grid<const N: usize> {
    /// Points along each channel.
    side: u32,
    /// In parts of a level, the last channel of a pixel fastest. Colours beyond what sRGB has stay
    /// there, so that those between them and others come out right.
    points: Vec<[i16; 3]>,
}

impl<const N: usize> Grid<N> {
    /// Asks `colour` for the points of a grid: stored values in `[0, 1]`, and sRGB, which
    /// may lie outside.
    pub(super) fn of(colour: impl Fn([f64; N]) -> [f64; 3]) -> Self {
        // 84 thousand points of four channels and 36 thousand of three: half a megabyte.
        let side: u32 = if N == 4 { 17 } else { 33 };
        let points = (0..side.pow(N as u32))
            .map(|index| {
                let mut stored = [0.0; N];
                let mut rest = index;
                for value in stored.iter_mut().rev() {
                    *value = f64::from(rest % side) / f64::from(side - 1);
                    rest /= side;
                }
                colour(stored).map(|value| (value * f64::from(255 * PARTS)).round() as i16)
            })
            .collect();
        Self { side, points }
    }

    /// The colour of a pixel, from the corners of the simplex that it lies in.
    pub(super) fn colour(&self, stored: [u8; N]) -> [u8; 3] {
        let mut cell = 0;
        // What each channel is above its cell, in parts of 255, and the step to the next cell.
        let mut above = [(0, 0); N];
        for (channel, above) in above.iter_mut().enumerate() {
            let place = u32::from(stored[channel]) * (self.side - 1);
            let step = self.side.pow((N - 1 - channel) as u32);
            cell += place / 255 * step;
            *above = (place % 255, step);
        }
        above.sort_unstable_by(|a, b| b.cmp(a));
        let mut sum = [0_i32; 3];
        let mut add = |cell: u32, weight: u32| {
            // The corner beyond the last cell has no weight.
            if let Some(point) = self.points.get(cell as usize) {
                for (sum, &value) in sum.iter_mut().zip(point) {
                    *sum += i32::from(value) * weight as i32;
                }
            }
        };
        add(cell, 255 - above[0].0);
        for index in 0..N {
            let next = above.get(index + 1).map_or(0, |next| next.0);
            cell += above[index].1;
            add(cell, above[index].0 - next);
        }
        let level = 255 * PARTS;
        sum.map(|sum| (sum + level / 2).div_euclid(level).clamp(0, 255) as u8)
    }
}
