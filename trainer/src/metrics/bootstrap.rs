//! Intervals by resampling pictures, or the folders that they come from.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Scored, round};

/// How intervals are made.
///
/// A resample draws, with replacement, as many pictures of each class as there are. Clustered,
/// it draws as many folders of each class as there are, and then pictures within each folder
/// drawn: pictures of one source resemble each other, and what a detector does on the next
/// source is less certain than their number suggests. With a single folder per class the two
/// are the same. The interval is the one between the 2.5th and the 97.5th percentile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// Number of resamples; none gives no intervals.
    pub resamples: usize,
    /// Decides the draws, together with the number of the resample: threads do not matter.
    pub seed: u64,
    /// Whether folders are drawn before pictures.
    pub clustered: bool,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            resamples: 1000,
            seed: 42,
            clustered: false,
        }
    }
}

/// The pictures of a class by folder, as positions in the sample.
type Clusters = Vec<Vec<u32>>;

impl Bootstrap {
    /// The interval of each figure that `measure` computes from how often a picture counts.
    pub(super) fn intervals<const FIGURES: usize>(
        &self,
        sample: &[Scored],
        measure: impl Fn(&[u32]) -> [(&'static str, Option<f64>); FIGURES] + Sync,
    ) -> BTreeMap<String, [f64; 2]> {
        if sample.is_empty() {
            return BTreeMap::new();
        }
        let classes = self.classes(sample);
        let resamples: Vec<_> = (0..self.resamples)
            .into_par_iter()
            .map_init(
                || vec![0; sample.len()],
                |weights, number| {
                    self.draw(&classes, number, weights);
                    measure(weights)
                },
            )
            .collect();
        let mut values = BTreeMap::<&str, Vec<f64>>::new();
        for (name, value) in resamples.into_iter().flatten() {
            values.entry(name).or_default().extend(value);
        }
        values
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(name, mut values)| {
                values.sort_by(f64::total_cmp);
                let interval = [0.025, 0.975].map(|share| round(percentile(&values, share)));
                (name.to_owned(), interval)
            })
            .collect()
    }

    /// The units that are drawn, by class.
    fn classes(&self, sample: &[Scored]) -> Vec<Clusters> {
        let mut classes = BTreeMap::<_, BTreeMap<u32, Vec<u32>>>::new();
        for (position, picture) in sample.iter().enumerate() {
            let group = if self.clustered { picture.group } else { 0 };
            let class = classes.entry(picture.label).or_default();
            class.entry(group).or_default().push(position as u32);
        }
        let clusters = |class: BTreeMap<u32, Vec<u32>>| class.into_values().collect();
        classes.into_values().map(clusters).collect()
    }

    /// Sets `weights` to how often resample `number` draws each picture.
    fn draw(&self, classes: &[Clusters], number: usize, weights: &mut [u32]) {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(number as u64);
        weights.fill(0);
        for clusters in classes {
            for _ in clusters {
                let cluster = &clusters[random.random_range(0..clusters.len())];
                let count = cluster.len() as u32;
                for _ in cluster {
                    let chosen = cluster[random.random_range(0..count) as usize];
                    weights[chosen as usize] += 1;
                }
            }
        }
    }
}

impl Bootstrap {
    /// The mean of `values`, one of each picture, with the interval of the means of resamples; none of
    /// no values, and no interval without resamples.
    pub fn mean(&self, values: &[f64]) -> Option<(f64, Option<[f64; 2]>)> {
        if values.is_empty() {
            return None;
        }
        let count = values.len();
        let mean = values.iter().sum::<f64>() / count as f64;
        let mut means: Vec<f64> = (0..self.resamples)
            .into_par_iter()
            .map(|number| {
                let mut random = ChaCha8Rng::seed_from_u64(self.seed);
                random.set_stream(number as u64);
                let drawn = (0..count).map(|_| values[random.random_range(0..count)]);
                drawn.sum::<f64>() / count as f64
            })
            .collect();
        means.sort_by(f64::total_cmp);
        let interval =
            (!means.is_empty()).then(|| [0.025, 0.975].map(|share| percentile(&means, share)));
        Some((mean, interval))
    }
}

/// The value below which `share` of the `sorted` values lie, interpolated between neighbours.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let position = share * (sorted.len() - 1) as f64;
    let below = sorted[position.floor() as usize];
    let above = sorted[position.ceil() as usize];
    below + (above - below) * position.fract()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::samples::{self, REAL, SYNTHETIC, cuts, picture};
    use crate::metrics::{Metrics, compute};

    fn run(scored: &[Scored], bootstrap: Bootstrap) -> Metrics {
        compute(scored, &cuts(0.25, 0.75), &bootstrap)
    }

    const PLAIN: Bootstrap = Bootstrap {
        resamples: 2000,
        seed: 7,
        clustered: false,
    };

    #[test]
    fn percentiles_interpolate_between_neighbours() {
        assert_eq!(percentile(&[3.0], 0.975), 3.0);
        assert_eq!(percentile(&[0.0, 1.0], 0.025), 0.025);
        let hundred: Vec<f64> = (0..=100).map(f64::from).collect();
        assert!((percentile(&hundred, 0.025) - 2.5).abs() < 1e-12);
    }

    #[test]
    fn a_resample_keeps_the_number_of_pictures_of_each_class() {
        let scored = samples::reference();
        let classes = PLAIN.classes(&scored);
        let mut weights = vec![0; scored.len()];
        for number in 0..5 {
            PLAIN.draw(&classes, number, &mut weights);
            let drawn = |label| {
                let chosen = scored
                    .iter()
                    .zip(&weights)
                    .filter(|(s, _)| s.label == label);
                chosen.map(|(_, &weight)| weight).sum::<u32>()
            };
            assert_eq!((drawn(REAL), drawn(SYNTHETIC)), (1005, 995));
        }
    }

    /// Of 1000 real and 1000 synthetic pictures 100 and 300 are decided wrongly. The accuracy of
    /// a resample is half the sum of two binomial shares, of standard deviation
    /// `sqrt(0.1 · 0.9 / 1000 + 0.3 · 0.7 / 1000) / 2`.
    #[test]
    fn the_interval_of_an_accuracy_is_the_binomial_one() {
        let mut scored = Vec::new();
        for i in 0..1000 {
            scored.push(picture(if i < 100 { 0.9 } else { 0.1 }, REAL));
            scored.push(picture(if i < 300 { 0.1 } else { 0.9 }, SYNTHETIC));
        }
        let [low, high] = run(&scored, PLAIN).intervals["accuracy"];
        let deviation = ((0.1 * 0.9 + 0.3 * 0.7) / 1000.0_f64).sqrt() / 2.0;
        // The 2.5th percentile of 2000 normal draws is uncertain by 0.06 standard deviations;
        // four times that.
        let tolerance = 0.24 * deviation;
        assert!((low - (0.8 - 1.96 * deviation)).abs() < tolerance, "{low}");
        assert!(
            (high - (0.8 + 1.96 * deviation)).abs() < tolerance,
            "{high}"
        );
    }

    /// The standard error of `DeLong` et al. (1988) from the placements of each picture among
    /// those of the other class.
    #[test]
    fn the_interval_of_the_auroc_agrees_with_delong() {
        let scored = samples::reference();
        let placement = |score: f32, label| {
            let others: Vec<f32> = scored
                .iter()
                .filter(|s| s.label != label)
                .map(|s| s.score)
                .collect();
            let below = others.iter().filter(|&&other| other < score).count() as f64;
            let level = others.iter().filter(|&&other| other == score).count() as f64;
            (below + level / 2.0) / others.len() as f64
        };
        let variance_of_mean = |label| {
            let chosen = scored.iter().filter(|s| s.label == label);
            let values: Vec<f64> = chosen.map(|s| placement(s.score, label)).collect();
            let count = values.len() as f64;
            let mean = values.iter().sum::<f64>() / count;
            let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
            squares / (count - 1.0) / count
        };
        let error = (variance_of_mean(REAL) + variance_of_mean(SYNTHETIC)).sqrt();
        let metrics = run(&scored, PLAIN);
        let auroc = metrics.auroc.expect("both classes are present");
        let [low, high] = metrics.intervals["auroc"];
        let tolerance = 0.24 * error;
        assert!((low - (auroc - 1.96 * error)).abs() < tolerance, "{low}");
        assert!((high - (auroc + 1.96 * error)).abs() < tolerance, "{high}");
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let scored = samples::reference();
        let bootstrap = Bootstrap {
            resamples: 50,
            clustered: true,
            ..PLAIN
        };
        let with_threads = |count| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
            let pool = pool.expect("threads can be started");
            pool.install(|| run(&scored, bootstrap))
        };
        let one = with_threads(1);
        assert_eq!(one, with_threads(3));
        assert_ne!(
            one,
            run(
                &scored,
                Bootstrap {
                    seed: 8,
                    ..bootstrap
                }
            )
        );
    }

    /// Ten sources of 100 synthetic pictures, each found whole or missed whole: as informative
    /// as ten pictures. The recall of a resample has a standard deviation of
    /// `sqrt(0.5 · 0.5 / 10) = 0.158`, against 0.0158 for a thousand independent pictures.
    #[test]
    fn sources_that_stand_or_fall_together_widen_the_interval() {
        let scored: Vec<Scored> = (0..1000)
            .map(|i| Scored {
                group: i % 10,
                ..picture(if i % 2 == 0 { 0.9 } else { 0.1 }, SYNTHETIC)
            })
            .collect();
        let width = |clustered| {
            let bootstrap = Bootstrap { clustered, ..PLAIN };
            let [low, high] = run(&scored, bootstrap).intervals["recall"];
            high - low
        };
        assert!(
            (width(false) - 3.92 * 0.0158).abs() < 0.01,
            "{}",
            width(false)
        );
        // The recall of a resample is a multiple of one tenth.
        assert!((width(true) - 3.92 * 0.158).abs() < 0.11, "{}", width(true));
    }

    /// Of 400 values of deviation one the mean has a deviation of 0.05, and the interval reaches 1.96 of
    /// them to either side.
    #[test]
    fn the_interval_of_a_mean_is_as_wide_as_its_deviation_says() {
        let values: Vec<f64> = (0..400)
            .map(|i| if i % 2 == 0 { 2.0 } else { 4.0 })
            .collect();
        let (mean, interval) = PLAIN.mean(&values).expect("values");
        let [low, high] = interval.expect("resamples");
        assert!((mean - 3.0).abs() < 1e-12);
        assert!(
            (low - 2.902).abs() < 0.015 && (high - 3.098).abs() < 0.015,
            "{low} {high}"
        );
        assert_eq!(PLAIN.mean(&[]), None);
    }

    #[test]
    fn one_source_per_class_is_resampled_by_picture() {
        let scored: Vec<Scored> = samples::reference()
            .into_iter()
            .map(|s| Scored { group: 3, ..s })
            .collect();
        let clustered = Bootstrap {
            resamples: 300,
            clustered: true,
            ..PLAIN
        };
        let plain = Bootstrap {
            clustered: false,
            ..clustered
        };
        assert_eq!(run(&scored, clustered), run(&scored, plain));
    }

    #[test]
    fn no_resamples_give_no_intervals() {
        let none = Bootstrap {
            resamples: 0,
            ..PLAIN
        };
        assert!(run(&samples::reference(), none).intervals.is_empty());
    }
}
