//! How often real pictures reach a score.

use spectrafide_models::card::CurvePoint;

use super::sample::Sample;

/// The share of the `real` scores, by their weights, at or above each of 200 quantiles, for a card.
pub fn false_positive_curve(real: &[Sample]) -> Vec<CurvePoint> {
    let mut sorted = real.to_vec();
    sorted.sort_by(|a, b| a.value.total_cmp(&b.value));
    let all: f64 = sorted.iter().map(|sample| sample.weight).sum();
    let mut curve = vec![CurvePoint {
        score: 0.0,
        rate: 1.0,
    }];
    let (mut below, mut next) = (0.0, 0.0);
    for same in sorted.chunk_by(|a, b| a.value == b.value) {
        let score = same[0].value;
        let is_first = below == 0.0;
        if below >= next && !is_first && curve.last().is_some_and(|last| last.score < score) {
            let rate = ((all - below) / all) as f32;
            curve.push(CurvePoint { score, rate });
        }
        while next <= below {
            next += all / QUANTILES;
        }
        below += same.iter().map(|sample| sample.weight).sum::<f64>();
    }
    if let Some(highest) = sorted.last() {
        curve.push(CurvePoint {
            score: highest.value.next_up(),
            rate: 0.0,
        });
    }
    curve
}

/// Into how many the real pictures fall.
const QUANTILES: f64 = 200.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_falls_from_one_to_zero() {
        let scores: Vec<Sample> = (0..1000)
            .map(|i| Sample::alike(i as f32 / 1000.0))
            .collect();
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
        let curve = false_positive_curve(&[Sample::alike(0.4)]);
        assert_eq!(curve.len(), 2);
        assert_eq!(curve[0].rate, 1.0);
    }

    /// By the definition, at every point of the curve.
    #[test]
    fn rates_are_shares_of_weights() {
        let scores: Vec<Sample> = (0..500)
            .map(|i| Sample {
                value: (i * 37 % 211) as f32 / 211.0,
                weight: 1.0 + (i % 7) as f64,
            })
            .collect();
        let all: f64 = scores.iter().map(|sample| sample.weight).sum();
        let curve = false_positive_curve(&scores);
        assert!((100..=203).contains(&curve.len()), "{}", curve.len());
        for point in curve {
            let at = scores.iter().filter(|sample| sample.value >= point.score);
            let rate = at.map(|sample| sample.weight).sum::<f64>() / all;
            assert!((f64::from(point.rate) - rate).abs() < 1e-6, "{point:?}");
        }
    }
}
