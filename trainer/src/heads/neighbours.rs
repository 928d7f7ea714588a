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

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
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
            sum.iter_mut().for_each(|number| *number /= length);
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
