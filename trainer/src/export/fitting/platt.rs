//! Platt scaling.

use spectrafide_report::calibration::Calibration;

use super::logistic::Logistic;

/// A held-out logit, what it should have been, and how much it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// What the network says.
    pub logit: f32,
    /// Whether the picture is synthetic.
    pub synthetic: bool,
    /// How many judgements it counts as.
    pub weight: f64,
}

/// Fits scale and shift on held-out judgements: logistic regression without a
/// penalty, with Platt's smoothed targets so that separable data stays finite (Platt 1999; Lin,
/// Lin and Weng 2007, <https://doi.org/10.1007/s10994-007-5018-6>).
///
/// Returns the identity when a class is missing.
pub fn fit_calibration(judged: &[Judged]) -> Calibration {
    let count = |synthetic: bool| -> f64 {
        let class = judged.iter().filter(|one| one.synthetic == synthetic);
        class.map(|one| one.weight).sum()
    };
    let (positives, negatives) = (count(true), count(false));
    if positives == 0.0 || negatives == 0.0 {
        return Calibration::default();
    }
    let [low, high] = smoothed(negatives, positives);
    let inputs: Vec<[f64; 2]> = judged
        .iter()
        .map(|one| [f64::from(one.logit), 1.0])
        .collect();
    let targets: Vec<f64> = judged
        .iter()
        .map(|one| if one.synthetic { high } else { low })
        .collect();
    let weights: Vec<f64> = judged.iter().map(|one| one.weight).collect();
    let logistic = Logistic {
        inputs: &inputs,
        targets: &targets,
        weights: &weights,
        ridge: [0.0; 2],
    };
    logistic
        .fit([1.0, 0.0])
        .map_or_else(Calibration::default, |[scale, shift]| Calibration {
            scale: scale as f32,
            shift: shift as f32,
        })
}

/// The targets of the two classes, as if each had been seen once more with even odds.
fn smoothed(negatives: f64, positives: f64) -> [f64; 2] {
    [
        1.0 / (negatives + 2.0),
        (positives + 1.0) / (positives + 2.0),
    ]
}

#[cfg(test)]
mod tests {
    use spectrafide_report::calibration::sigmoid;

    use super::*;

    fn fit(pairs: &[(f32, f32)]) -> Calibration {
        let judged = pairs.iter().map(|&(logit, label)| Judged {
            logit,
            synthetic: label >= 0.5,
            weight: 1.0,
        });
        fit_calibration(&judged.collect::<Vec<_>>())
    }

    /// Labels drawn from `sigmoid(2 x - 1)` in exact proportion give scale 2 and shift -1.
    #[test]
    fn fitting_recovers_the_scale_and_shift_that_made_the_labels() {
        let mut pairs = Vec::new();
        for step in -20..=20 {
            let logit = step as f32 / 10.0;
            let positives = (sigmoid(2.0 * logit - 1.0) * 2000.0).round() as usize;
            pairs.extend((0..2000).map(|i| (logit, f32::from(u8::from(i < positives)))));
        }
        let fitted = fit(&pairs);
        assert!((fitted.scale - 2.0).abs() < 0.01, "{fitted:?}");
        assert!((fitted.shift + 1.0).abs() < 0.01, "{fitted:?}");
    }

    /// At the solution the errors, and the errors times the logits, sum to zero.
    #[test]
    fn errors_against_the_smoothed_targets_are_uncorrelated_with_the_logits() {
        let pairs: Vec<(f32, f32)> = (0..300)
            .map(|case| {
                let logit = (case * 37 % 101) as f32 / 20.0 - 2.5;
                let noise = (case * 71 % 97) as f32 / 20.0 - 2.4;
                (logit, f32::from(u8::from(logit + noise > 0.5)))
            })
            .collect();
        let fitted = fit(&pairs);
        let positives = pairs.iter().filter(|pair| pair.1 == 1.0).count() as f64;
        let (mut sum, mut moment) = (0.0, 0.0);
        for &(logit, label) in &pairs {
            let z = f64::from(fitted.scale) * f64::from(logit) + f64::from(fitted.shift);
            let target = if label == 1.0 {
                (positives + 1.0) / (positives + 2.0)
            } else {
                1.0 / (300.0 - positives + 2.0)
            };
            let error = 1.0 / (1.0 + (-z).exp()) - target;
            sum += error;
            moment += error * f64::from(logit);
        }
        // Scale and shift are kept in single precision: 300 cases, each moved by up to 1e-7 times
        // a slope of one quarter and a logit of 2.5.
        assert!(sum.abs() < 5e-5 && moment.abs() < 5e-5, "{sum} {moment}");
    }

    #[test]
    fn separable_data_gives_finite_parameters() {
        let fitted = fit(&[(-1.0, 0.0), (-2.0, 0.0), (1.0, 1.0), (2.0, 1.0)]);
        assert!(fitted.scale.is_finite() && fitted.scale > 0.0 && fitted.shift.is_finite());
    }

    #[test]
    fn one_class_alone_changes_nothing() {
        assert_eq!(fit(&[(0.3, 1.0), (2.0, 1.0)]), Calibration::default());
    }

    /// A judgement that counts three times is as good as three.
    #[test]
    fn weights_are_counts() {
        let one = |logit: f32, synthetic: bool, weight: f64| Judged {
            logit,
            synthetic,
            weight,
        };
        let weighted = [
            one(-1.0, false, 3.0),
            one(0.5, false, 1.0),
            one(0.2, true, 2.0),
            one(2.0, true, 2.0),
        ];
        let repeated: Vec<Judged> = weighted
            .iter()
            .flat_map(|&judged| {
                vec![one(judged.logit, judged.synthetic, 1.0); judged.weight as usize]
            })
            .collect();
        let (weighted, repeated) = (fit_calibration(&weighted), fit_calibration(&repeated));
        assert!((weighted.scale - repeated.scale).abs() < 1e-4);
        assert!((weighted.shift - repeated.shift).abs() < 1e-4);
    }
}
