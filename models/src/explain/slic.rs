//! Superpixels by SLIC (Achanta et al., *SLIC Superpixels Compared to State-of-the-Art Superpixel
//! Methods*, IEEE Transactions on Pattern Analysis and Machine Intelligence 34, 2012).
//!
//! The paper clusters colours of CIELAB. A view has those that its network is given, so these are taken,
//! scaled together to the range of CIELAB's lightness, 0 to 100: colours of another scale would need
//! another compactness, and a spectrum has none.

/// How strongly nearness counts against colour (`m` of equation 3), the paper's.
const COMPACTNESS: f32 = 10.0;
/// Rounds of assignment and update, as in the paper's section 3.
const ROUNDS: usize = 10;
/// A connected part with less than this share of a segment's size goes to a neighbour.
const LEAST_SHARE: f32 = 0.25;

/// The superpixel of each pixel, counted from 0 without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments {
    /// Of each pixel, row by row.
    pub labels: Vec<usize>,
    /// How many there are.
    pub count: usize,
}

impl Segments {
    /// About `wanted` connected superpixels of a view of `side` by `side` pixels, whose `planes` lie one
    /// after the other.
    ///
    /// # Panics
    ///
    /// If there is no pixel, or no whole number of planes.
    pub fn of(planes: &[f32], side: usize, wanted: usize) -> Self {
        let pixels = side * side;
        assert!(pixels > 0 && planes.len().is_multiple_of(pixels), "planes");
        let view = View {
            planes: scaled(planes),
            side,
        };
        // The grid interval `S`.
        let interval = (pixels as f32 / wanted.clamp(1, pixels) as f32).sqrt();
        let mut centres = view.grid(interval);
        let mut labels = Vec::new();
        for _ in 0..ROUNDS {
            labels = view.assign(&centres, interval);
            view.update(&mut centres, &labels);
        }
        let least = (LEAST_SHARE * interval * interval) as usize;
        connect(&labels, side, least)
    }
}

/// To `[0, 100]`, all planes alike.
fn scaled(planes: &[f32]) -> Vec<f32> {
    let low = planes.iter().copied().fold(f32::INFINITY, f32::min);
    let high = planes.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let factor = if high > low {
        100.0 / (high - low)
    } else {
        0.0
    };
    planes.iter().map(|value| (value - low) * factor).collect()
}

/// A cluster centre.
struct Centre {
    colour: Vec<f32>,
    x: f32,
    y: f32,
}

struct View {
    planes: Vec<f32>,
    side: usize,
}

impl View {
    fn colour(&self, pixel: usize) -> impl Iterator<Item = f32> {
        let planes = self.planes.iter().skip(pixel);
        planes.step_by(self.side * self.side).copied()
    }

    /// Centres `interval` apart, each moved to where the gradient is lowest around it, so that none
    /// starts on an edge.
    fn grid(&self, interval: f32) -> Vec<Centre> {
        let along = ((self.side as f32 / interval).round() as usize).max(1);
        let place = |index: usize| (index * 2 + 1) * self.side / (2 * along);
        let places = (0..along).flat_map(|row| (0..along).map(move |column| (column, row)));
        places
            .map(|(column, row)| {
                let (x, y) = self.calmest(place(column), place(row));
                Centre {
                    colour: self.colour(y * self.side + x).collect(),
                    x: x as f32,
                    y: y as f32,
                }
            })
            .collect()
    }

    /// The pixel of the lowest gradient in the square of three pixels around one.
    fn calmest(&self, x: usize, y: usize) -> (usize, usize) {
        let last = self.side - 1;
        let gradient = |(x, y): (usize, usize)| -> f32 {
            let at = |x: usize, y: usize| self.colour(y * self.side + x);
            let difference = |a: (usize, usize), b: (usize, usize)| -> f32 {
                at(a.0, a.1)
                    .zip(at(b.0, b.1))
                    .map(|(a, b)| (a - b).powi(2))
                    .sum()
            };
            difference((x.saturating_sub(1), y), ((x + 1).min(last), y))
                + difference((x, y.saturating_sub(1)), (x, (y + 1).min(last)))
        };
        // The pixel itself is the first, and of equal ones the first is taken.
        let around = [
            (0, 0),
            (-1, -1),
            (0, -1),
            (1, -1),
            (-1, 0),
            (1, 0),
            (-1, 1),
            (0, 1),
            (1, 1),
        ];
        let around = around.map(|(across, down)| {
            let moved = |place: usize, by: isize| place.saturating_add_signed(by).min(last);
            (moved(x, across), moved(y, down))
        });
        let rated = around.map(|place| (place, gradient(place)));
        let best = rated.iter().rev().min_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or((x, y), |best| best.0)
    }

    /// The nearest centre of each pixel by equation 3; a centre looks `2S` by `2S` pixels around
    /// itself.
    fn assign(&self, centres: &[Centre], interval: f32) -> Vec<usize> {
        let last = self.side - 1;
        let of_place = (COMPACTNESS / interval).powi(2);
        let mut nearest = vec![(f32::INFINITY, 0); self.side * self.side];
        for (label, centre) in centres.iter().enumerate() {
            let range = |middle: f32| {
                let low = (middle - interval).floor().max(0.0) as usize;
                low..=((middle + interval).ceil() as usize).min(last)
            };
            for y in range(centre.y) {
                for x in range(centre.x) {
                    let pixel = y * self.side + x;
                    let colours = self.colour(pixel).zip(&centre.colour);
                    let colour: f32 = colours.map(|(a, b)| (a - b).powi(2)).sum();
                    let place = (x as f32 - centre.x).powi(2) + (y as f32 - centre.y).powi(2);
                    let distance = colour + place * of_place;
                    if distance < nearest[pixel].0 {
                        nearest[pixel] = (distance, label);
                    }
                }
            }
        }
        nearest.into_iter().map(|(_, label)| label).collect()
    }

    /// Moves each centre to the mean of its pixels.
    fn update(&self, centres: &mut [Centre], labels: &[usize]) {
        let channels = self.planes.len() / labels.len();
        let mut sums = vec![(0_usize, vec![0.0; channels], [0.0; 2]); centres.len()];
        for (pixel, &label) in labels.iter().enumerate() {
            let (count, colour, place) = &mut sums[label];
            *count += 1;
            for (sum, value) in colour.iter_mut().zip(self.colour(pixel)) {
                *sum += value;
            }
            place[0] += (pixel % self.side) as f32;
            place[1] += (pixel / self.side) as f32;
        }
        for (centre, (count, colour, [x, y])) in centres.iter_mut().zip(sums) {
            if count > 0 {
                let mean = |sum: f32| sum / count as f32;
                centre.colour = colour.into_iter().map(mean).collect();
                (centre.x, centre.y) = (mean(x), mean(y));
            }
        }
    }
}

/// Makes each connected part of equal labels a segment of its own, and gives those of fewer than
/// `least` pixels to the segment that was found beside them before, as the paper's program does.
fn connect(labels: &[usize], side: usize, least: usize) -> Segments {
    const NONE: usize = usize::MAX;
    let mut found = vec![NONE; labels.len()];
    let mut count = 0;
    for start in 0..labels.len() {
        if found[start] != NONE {
            continue;
        }
        let mut part = vec![start];
        let mut beside = NONE;
        found[start] = count;
        let mut next = 0;
        while next < part.len() {
            let pixel = part[next];
            next += 1;
            for other in neighbours(pixel, side) {
                if found[other] == NONE && labels[other] == labels[start] {
                    found[other] = count;
                    part.push(other);
                } else if found[other] != NONE && found[other] != count {
                    beside = found[other];
                }
            }
        }
        if part.len() < least && beside != NONE {
            for pixel in part {
                found[pixel] = beside;
            }
        } else {
            count += 1;
        }
    }
    Segments {
        labels: found,
        count,
    }
}

fn neighbours(pixel: usize, side: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (pixel % side, pixel / side);
    let left = (x > 0).then(|| pixel - 1);
    let right = (x + 1 < side).then(|| pixel + 1);
    let above = (y > 0).then(|| pixel - side);
    let below = (y + 1 < side).then(|| pixel + side);
    [left, right, above, below].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::card::self_test_input;

    const SIDE: usize = 64;

    /// Three planes: a disc on a slope, with noise.
    fn drawn() -> Vec<f32> {
        let noise = self_test_input(3 * SIDE * SIDE);
        (0..3 * SIDE * SIDE)
            .map(|index| {
                let (x, y) = (index % SIDE, index / SIDE % SIDE);
                let in_disc = (x as f32 - 40.0).hypot(y as f32 - 24.0) < 14.0;
                let slope = (x + y) as f32 / 64.0;
                slope + if in_disc { 3.0 } else { 0.0 } + 0.1 * noise[index]
            })
            .collect()
    }

    fn reached(segments: &Segments, label: usize) -> usize {
        let start = segments.labels.iter().position(|&other| other == label);
        let mut part = BTreeSet::from([start.expect("every label has a pixel")]);
        let mut waiting: Vec<usize> = part.iter().copied().collect();
        while let Some(pixel) = waiting.pop() {
            for other in neighbours(pixel, SIDE) {
                if segments.labels[other] == label && part.insert(other) {
                    waiting.push(other);
                }
            }
        }
        part.len()
    }

    /// A grid of whole centres has `round(sqrt(wanted))²` of them, and the connected parts are a
    /// few more or less.
    #[test]
    fn superpixels_cover_the_view_are_connected_and_about_as_many_as_asked() {
        for wanted in [16, 50, 100] {
            let segments = Segments::of(&drawn(), SIDE, wanted);
            assert_eq!(segments.labels.len(), SIDE * SIDE);
            let used: BTreeSet<usize> = segments.labels.iter().copied().collect();
            assert_eq!(used, (0..segments.count).collect());
            let share = segments.count as f32 / wanted as f32;
            assert!(
                (0.6..1.5).contains(&share),
                "{} of {wanted}",
                segments.count
            );
            for label in 0..segments.count {
                let size = segments.labels.iter().filter(|&&other| other == label);
                assert_eq!(reached(&segments, label), size.count(), "{label} is whole");
            }
        }
    }

    /// Of the pixels of a superpixel all but a few lie on one side of the disc's edge.
    #[test]
    fn superpixels_follow_an_edge() {
        let segments = Segments::of(&drawn(), SIDE, 50);
        let mut sides = vec![[0_usize; 2]; segments.count];
        for (pixel, &label) in segments.labels.iter().enumerate() {
            let (x, y) = ((pixel % SIDE) as f32, (pixel / SIDE) as f32);
            sides[label][usize::from((x - 40.0).hypot(y - 24.0) < 14.0)] += 1;
        }
        let astray: usize = sides.iter().map(|[out, inside]| *out.min(inside)).sum();
        // Squares of the grid alone would cut through the edge's 88 pixels with some hundred.
        assert!(astray < 20, "{astray}");
    }

    #[test]
    fn a_flat_view_and_a_single_pixel_have_superpixels() {
        let flat = Segments::of(&vec![1.0; SIDE * SIDE], SIDE, 16);
        assert_eq!(flat.count, 16);
        assert_eq!(Segments::of(&[1.0, 2.0, 3.0], 1, 50).count, 1);
    }
}
