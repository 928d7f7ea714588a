//! How well scores can be read as probabilities.
//!
//! The expected calibration error is the mean distance between the mean score of a bin and the
//! share of synthetic pictures in it, weighted by the bin's pictures. The bins divide the score
//! into 15 parts of equal width, each with its upper edge: the number and the rule of Guo et al.
//! (<https://arxiv.org/abs/1706.04599>, section 2), over the score of the positive class as in
//! Naeini et al. (<https://doi.org/10.1609/aaai.v29i1.9602>). The confidence of the decision,
//! the larger of score and one minus score, would let errors at both ends cancel.

use super::Scored;

/// Number of bins.
const BINS: u8 = 15;

/// Error of the scores as probabilities.
pub(super) struct Fit {
    /// Expected calibration error.
    pub ece: Option<f64>,
    /// Mean squared error.
    pub brier: Option<f64>,
}

/// The bin of `score`, which lies in `[0, 1]`: bin `k` holds `k / 15 < score <= (k + 1) / 15`,
/// the first one 0 as well.
pub(super) fn bin(score: f32) -> u8 {
    let upper_edge = (f64::from(score) * f64::from(BINS)).ceil() as u8;
    upper_edge.saturating_sub(1)
}

/// Both errors when picture `i` counts `weights[i]` times; `bins` are those of `sample`.
pub(super) fn measure(sample: &[Scored], bins: &[u8], weights: &[u32]) -> Fit {
    // What a bin's scores exceed its targets by, in sum.
    let mut excess = [0.0_f64; BINS as usize];
    let (mut squares, mut total) = (0.0_f64, 0_u64);
    for ((picture, &bin), &weight) in sample.iter().zip(bins).zip(weights) {
        let error = f64::from(picture.score) - f64::from(picture.label.target());
        excess[usize::from(bin)] += f64::from(weight) * error;
        squares += f64::from(weight) * error * error;
        total += u64::from(weight);
    }
    let mean = |sum: f64| (total > 0).then(|| sum / total as f64);
    Fit {
        // A bin's weight times its distance is the sum of its errors over all pictures.
        ece: mean(excess.iter().map(|sum| sum.abs()).sum()),
        brier: mean(squares),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::samples::{REAL, SYNTHETIC, picture};

    fn ece(sample: &[Scored]) -> f64 {
        let bins: Vec<u8> = sample.iter().map(|s| bin(s.score)).collect();
        let fit = measure(sample, &bins, &vec![1; sample.len()]);
        fit.ece.expect("there are pictures")
    }

    #[test]
    fn the_edges_belong_to_the_bins_below_them() {
        assert_eq!([bin(0.0), bin(1e-9), bin(1.0)], [0, 0, 14]);
        // Three fifths is the upper edge of the ninth of 15 bins, and single precision rounds
        // it up, past the edge; one fifth likewise; one half lies inside the eighth.
        assert_eq!([bin(0.6), bin(0.2), bin(0.5)], [9, 3, 7]);
        assert_eq!(bin(0.6_f32.next_down()), 8);
    }

    /// Of four pictures with score 0.75 three are synthetic, as the score says.
    #[test]
    fn scores_that_come_true_have_no_error() {
        let mut sample = vec![picture(0.75, SYNTHETIC); 3];
        sample.push(picture(0.75, REAL));
        assert_eq!(ece(&sample), 0.0);
    }

    /// 0.7 of them lie in a bin that says 0.9 and is right half of the time, 0.3 in one that
    /// says 0.1 and is wrong always: 0.7 · 0.4 + 0.3 · 0.9.
    #[test]
    fn the_bins_count_by_their_pictures() {
        let mut sample = vec![picture(0.9, SYNTHETIC); 35];
        sample.extend(vec![picture(0.9, REAL); 35]);
        sample.extend(vec![picture(0.1, SYNTHETIC); 30]);
        assert!((ece(&sample) - 0.55).abs() < 1e-7, "{}", ece(&sample));
    }

    /// Scores of 1 that are wrong and scores of 0 that are wrong do not cancel.
    #[test]
    fn errors_in_both_directions_add_up() {
        let sample = [picture(1.0, REAL), picture(0.0, SYNTHETIC)];
        assert_eq!(ece(&sample), 1.0);
    }

    #[test]
    fn a_weight_counts_a_picture_again() {
        let sample = [picture(0.8, SYNTHETIC), picture(0.3, REAL)];
        let repeated = [sample[0], sample[0], sample[0], sample[1]];
        let bins = |s: &[Scored]| s.iter().map(|s| bin(s.score)).collect::<Vec<u8>>();
        let weighted = measure(&sample, &bins(&sample), &[3, 1]);
        let counted = measure(&repeated, &bins(&repeated), &[1; 4]);
        let difference = |a: Option<f64>, b: Option<f64>| (a.expect("a") - b.expect("b")).abs();
        assert!(difference(weighted.ece, counted.ece) < 1e-15);
        assert!(difference(weighted.brier, counted.brier) < 1e-15);
    }
}
