//! What is known of the nearest pictures, and of prototypes.

use std::collections::BTreeMap;

use rayon::prelude::*;
use spectrafide_report::Label;

/// Points of length 1 that are known, `numbers` numbers each.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub points: &'a [f32],
    pub numbers: usize,
    pub labels: &'a [Label],
}

/// Divides the cosines of neighbours (Wu et al., <https://arxiv.org/abs/1805.01978>, section 3.4).
const TEMPERATURE: f32 = 0.07;

/// The scalar product, in several sums, so that the processor can add them at once.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    const SUMS: usize = 16;
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<SUMS>(), b.as_chunks::<SUMS>());
    let mut sums = [0.0; SUMS];
    for (a, b) in a.iter().zip(b) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

fn sign(label: Label) -> f32 {
    if label == Label::Real { -1.0 } else { 1.0 }
}

impl Known<'_> {
    /// For each number of `neighbours` and each of `asked`: the votes of the nearest known points, 1
    /// for synthetic and -1 for real ones, each with the exponential of its cosine over
    /// 0.07 as its weight; between -1 and 1.
    pub fn votes(&self, asked: &[f32], neighbours: &[usize]) -> Vec<Vec<f32>> {
        let most = neighbours.iter().copied().max().unwrap_or(0);
        let nearest: Vec<Vec<(f32, Label)>> = asked
            .par_chunks(self.numbers)
            .map(|point| {
                let known = self.points.chunks(self.numbers).zip(self.labels);
                let mut all: Vec<(f32, Label)> = known
                    .map(|(known, &label)| (dot(point, known), label))
                    .collect();
                let most = most.min(all.len());
                if most < all.len() {
                    all.select_nth_unstable_by(most, |a, b| b.0.total_cmp(&a.0));
                    all.truncate(most);
                }
                all.sort_by(|a, b| b.0.total_cmp(&a.0));
                all
            })
            .collect();
        let vote = |nearest: &[(f32, Label)]| {
            let weight = |cosine: f32| ((cosine - 1.0) / TEMPERATURE).exp();
            let sum: f32 = nearest.iter().map(|&(cosine, _)| weight(cosine)).sum();
            let votes = nearest
                .iter()
                .map(|&(cosine, label)| sign(label) * weight(cosine));
            votes.sum::<f32>() / sum.max(f32::MIN_POSITIVE)
        };
        neighbours
            .iter()
            .map(|&count| {
                nearest
                    .iter()
                    .map(|all| vote(&all[..count.min(all.len())]))
                    .collect()
            })
            .collect()
    }

    /// For each of `asked`: the largest cosine to a prototype of a synthetic group less that to one of
    /// a real group. A prototype is the mean of the known points of a group, each with its weight,
    /// brought to length 1; `groups` names that of each.
    pub fn prototypes(&self, asked: &[f32], groups: &[&str], weights: &[f64]) -> Vec<f32> {
        let mut sums: BTreeMap<(&str, bool), Vec<f32>> = BTreeMap::new();
        let known = self.points.chunks(self.numbers).zip(self.labels);
        for ((point, &label), (group, &weight)) in known.zip(groups.iter().zip(weights)) {
            let sum = sums
                .entry((group, label == Label::Synthetic))
                .or_insert_with(|| vec![0.0; self.numbers]);
            for (sum, number) in sum.iter_mut().zip(point) {
                *sum += number * weight as f32;
            }
        }
        for sum in sums.values_mut() {
            let length = dot(sum, sum).sqrt().max(f32::MIN_POSITIVE);
            for number in sum {
                *number /= length;
            }
        }
        asked
            .par_chunks(self.numbers)
            .map(|point| {
                let nearest = |synthetic: bool| {
                    sums.iter()
                        .filter(|((_, of), _)| *of == synthetic)
                        .map(|(_, prototype)| dot(point, prototype))
                        .fold(-1.0, f32::max)
                };
                nearest(true) - nearest(false)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: Label = Label::Real;
    const SYNTHETIC: Label = Label::Synthetic;

    /// Points of length 1 in the plane, at these degrees.
    fn at(degrees: &[f32]) -> Vec<f32> {
        let points = degrees.iter().map(|degrees| degrees.to_radians());
        points
            .flat_map(|angle| [angle.cos(), angle.sin()])
            .collect()
    }

    fn close(a: f32, b: f32) {
        assert!((a - b).abs() < 1e-5, "{a} is not {b}");
    }

    #[test]
    fn the_nearest_vote_with_the_exponential_of_their_cosines() {
        let points = at(&[0.0, 10.0, 80.0, 90.0]);
        let known = Known {
            points: &points,
            numbers: 2,
            labels: &[REAL, SYNTHETIC, SYNTHETIC, REAL],
        };
        let votes = known.votes(&at(&[2.0, 88.0]), &[1, 2, 9]);
        assert_eq!(votes[0], [-1.0, -1.0]);
        let weight = |degrees: f32| (degrees.to_radians().cos() / 0.07).exp();
        let (near, far) = (weight(2.0), weight(8.0));
        close(votes[1][0], (far - near) / (far + near));
        // 88 degrees is 2 from a real and 8 from a synthetic point, too.
        close(votes[1][1], votes[1][0]);
        let all = [(2.0, -1.0), (8.0, 1.0), (78.0, 1.0), (88.0, -1.0)];
        let sum: f32 = all.iter().map(|&(degrees, _)| weight(degrees)).sum();
        let signed: f32 = all
            .iter()
            .map(|&(degrees, sign)| sign * weight(degrees))
            .sum();
        close(votes[2][0], signed / sum);
    }

    #[test]
    fn a_prototype_is_the_mean_of_its_group_and_the_nearest_of_a_class_counts() {
        let points = at(&[0.0, 20.0, 90.0, 180.0]);
        let labels = [REAL, REAL, SYNTHETIC, SYNTHETIC];
        let known = Known {
            points: &points,
            numbers: 2,
            labels: &labels,
        };
        let cos = |degrees: f32| degrees.to_radians().cos();
        let asked = at(&[100.0]);
        let by_class = known.prototypes(&asked, &[""; 4], &[1.0; 4]);
        // The means are at 10 and at 135 degrees.
        close(by_class[0], cos(35.0) - cos(90.0));
        let by_source = known.prototypes(&asked, &["a", "a", "b", "c"], &[1.0; 4]);
        close(by_source[0], cos(10.0) - cos(90.0));
        let of_one = known.prototypes(&asked, &[""; 4], &[0.0, 1.0, 0.0, 1.0]);
        close(of_one[0], cos(80.0) - cos(80.0));
    }

    #[test]
    fn products_of_many_numbers_are_sums_of_all_of_them() {
        let (a, b): (Vec<f32>, Vec<f32>) = (0..37)
            .map(|place| (place as f32, 37.0 - place as f32))
            .unzip();
        // The sum of i (37 - i): whole numbers, which are exact.
        assert_eq!(
            dot(&a, &b),
            (0..37).map(|i| i * (37 - i)).sum::<i32>() as f32
        );
    }
}
