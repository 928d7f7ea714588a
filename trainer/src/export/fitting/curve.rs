//! How often real pictures reach a score.

use spectrafide_models::card::CurvePoint;

/// Samples the share of `real_scores` at or above each of 200 quantiles, for a card.
pub fn false_positive_curve(real_scores: &[f32]) -> Vec<CurvePoint> {
    let mut sorted = real_scores.to_vec();
    sorted.sort_by(f32::total_cmp);
    let count = sorted.len();
    let mut curve: Vec<CurvePoint> = vec![CurvePoint {
        score: 0.0,
        rate: 1.0,
    }];
    let step = count.div_ceil(200).max(1);
    for (index, &score) in sorted
        .iter()
        .enumerate()
        .filter(|(index, _)| index % step == 0)
    {
        let first = sorted.partition_point(|&other| other < score);
        let rate = (count - first) as f32 / count as f32;
        if curve.last().is_some_and(|last| last.score < score) && index > 0 {
            curve.push(CurvePoint { score, rate });
        }
    }
    if let Some(&highest) = sorted.last() {
        curve.push(CurvePoint {
            score: highest.next_up(),
            rate: 0.0,
        });
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_falls_from_one_to_zero() {
        let scores: Vec<f32> = (0..1000).map(|i| i as f32 / 1000.0).collect();
        let curve = false_positive_curve(&scores);
        assert!(curve.len() <= 202);
        assert_eq!(curve[0].rate, 1.0);
        assert_eq!(curve[curve.len() - 1].rate, 0.0);
        for pair in curve.windows(2) {
            assert!(pair[0].score < pair[1].score && pair[0].rate > pair[1].rate);
        }
    }

    #[test]
    fn a_single_real_picture_gives_a_step() {
        let curve = false_positive_curve(&[0.4]);
        assert_eq!(curve.len(), 2);
        assert_eq!(curve[0].rate, 1.0);
    }
}
