//! The median filter of residuals.

/// The 3x3 median of every value of a square of `side` values, mirrored at its edges.
pub fn median_3x3(samples: &[f32], side: usize) -> Vec<f32> {
    median_3x3_of(samples, [side, side])
}

/// The 3x3 median of every value of `width` columns and `height` rows, mirrored at their edges.
///
/// Sorts each column of three, which its neighbours need too; the median of nine is then that of
/// the largest of the lowest, the median of the middle ones and the smallest of the highest.
pub fn median_3x3_of(samples: &[f32], [width, height]: [usize; 2]) -> Vec<f32> {
    let row = |y: usize| &samples[y * width..(y + 1) * width];
    // One column more on each side.
    let mut sorted: [Vec<f32>; 3] = std::array::from_fn(|_| vec![0.0; width + 2]);
    let mut medians = Vec::with_capacity(samples.len());
    for y in 0..height {
        let above = row(if y == 0 { 1.min(height - 1) } else { y - 1 });
        let below = row(if y + 1 == height {
            height.saturating_sub(2)
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
            column[0] = column[1 + 1.min(width - 1)];
            column[width + 1] = column[1 + width.saturating_sub(2)];
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition: nine values, mirrored, sorted.
    fn sorted(samples: &[f32], [width, height]: [usize; 2]) -> Vec<f32> {
        let mirrored = |place: isize, length: usize| {
            let last = length as isize - 1;
            let place = if place < 0 { -place } else { place };
            (if place > last {
                2 * last - place
            } else {
                place
            })
            .max(0) as usize
        };
        let at = |x: isize, y: isize| {
            // Of a single row or column the mirror is itself.
            let x = if width == 1 { 0 } else { mirrored(x, width) };
            let y = if height == 1 { 0 } else { mirrored(y, height) };
            samples[y * width + x]
        };
        (0..width * height)
            .map(|place| {
                let (x, y) = ((place % width) as isize, (place / width) as isize);
                let mut nine: Vec<f32> = (-1..=1)
                    .flat_map(|dy| (-1..=1).map(move |dx| (x + dx, y + dy)))
                    .map(|(x, y)| at(x, y))
                    .collect();
                nine.sort_by(f32::total_cmp);
                nine[4]
            })
            .collect()
    }

    #[test]
    fn rectangles_of_any_sides_have_the_median_of_nine() {
        for size @ [width, height] in [[1, 1], [1, 7], [7, 1], [2, 3], [5, 4], [9, 16]] {
            let samples: Vec<f32> = (0..width * height)
                .map(|place| (place * 7919 % 101) as f32)
                .collect();
            assert_eq!(
                median_3x3_of(&samples, size),
                sorted(&samples, size),
                "{size:?}"
            );
        }
    }
}
