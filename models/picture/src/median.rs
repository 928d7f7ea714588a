//! The median filter of residuals.

/// The 3x3 median of every value of a square of `side` values, mirrored at its edges.
///
/// Sorts each column of three, which its neighbours need too; the median of nine is then that of
/// the largest of the lowest, the median of the middle ones and the smallest of the highest.
pub fn median_3x3(samples: &[f32], side: usize) -> Vec<f32> {
    let row = |y: usize| &samples[y * side..(y + 1) * side];
    // One column more on each side.
    let mut sorted: [Vec<f32>; 3] = std::array::from_fn(|_| vec![0.0; side + 2]);
    let mut medians = Vec::with_capacity(samples.len());
    for y in 0..side {
        let above = row(if y == 0 { 1.min(side - 1) } else { y - 1 });
        let below = row(if y + 1 == side {
            side.saturating_sub(2)
        } else {
            y + 1
        });
        let [lows, middles, highs] = &mut sorted;
        let columns = above.iter().zip(row(y)).zip(below);
        let places = lows[1..]
            .iter_mut()
            .zip(&mut middles[1..])
            .zip(&mut highs[1..]);
        for (((low, middle), high), ((&a, &b), &c)) in places.zip(columns) {
            *low = lower(lower(a, b), c);
            *middle = median_of_3(a, b, c);
            *high = higher(higher(a, b), c);
        }
        for column in &mut sorted {
            column[0] = column[1 + 1.min(side - 1)];
            column[side + 1] = column[1 + side.saturating_sub(2)];
        }
        let [lows, middles, highs] = &sorted;
        let along = lows
            .windows(3)
            .zip(middles.windows(3))
            .zip(highs.windows(3));
        medians.extend(along.map(|((low, middle), high)| {
            median_of_3(
                higher(higher(low[0], low[1]), low[2]),
                median_of_3(middle[0], middle[1], middle[2]),
                lower(lower(high[0], high[1]), high[2]),
            )
        }));
    }
    medians
}

// Without the care that `f32::min` takes of what is not a number: one instruction each.
fn lower(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

fn higher(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

fn median_of_3(a: f32, b: f32, c: f32) -> f32 {
    higher(lower(a, b), lower(higher(a, b), c))
}
