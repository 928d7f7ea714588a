//! Platt scaling.

use spectrafide_report::calibration::Calibration;

use super::logistic::Logistic;

/// Fits scale and shift on held-out `(logit, target)` pairs: logistic regression without a
/// penalty, with Platt's smoothed targets so that separable data stays finite (Platt 1999; Lin,
/// Lin and Weng 2007, <https://doi.org/10.1007/s10994-007-5018-6>).
///
/// Returns the identity when a class is missing.
pub fn fit_calibration(pairs: &[(f32, f32)]) -> Calibration {
    let positives = pairs.iter().filter(|pair| pair.1 >= 0.5).count() as f64;
    let negatives = pairs.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return Calibration::default();
    }
    let [low, high] = smoothed(negatives, positives);
    let inputs: Vec<[f64; 2]> = pairs.iter().map(|pair| [f64::from(pair.0), 1.0]).collect();
    let targets: Vec<f64> = pairs
        .iter()
        .map(|pair| if pair.1 >= 0.5 { high } else { low })
        .collect();
    let logistic = Logistic {
        inputs: &inputs,
        targets: &targets,
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

    /// Labels drawn from `sigmoid(2 x - 1)` in exact proportion give scale 2 and shift -1.
    #[test]
    fn fitting_recovers_the_scale_and_shift_that_made_the_labels() {
        let mut pairs = Vec::new();
        for step in -20..=20 {
            let logit = step as f32 / 10.0;
            let positives = (sigmoid(2.0 * logit - 1.0) * 2000.0).round() as usize;
            pairs.extend((0..2000).map(|i| (logit, f32::from(u8::from(i < positives)))));
        }
        let fitted = fit_calibration(&pairs);
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
        let fitted = fit_calibration(&pairs);
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
        let fitted = fit_calibration(&[(-1.0, 0.0), (-2.0, 0.0), (1.0, 1.0), (2.0, 1.0)]);
        assert!(fitted.scale.is_finite() && fitted.scale > 0.0 && fitted.shift.is_finite());
    }

    #[test]
    fn one_class_alone_changes_nothing() {
        assert_eq!(
            fit_calibration(&[(0.3, 1.0), (2.0, 1.0)]),
            Calibration::default()
        );
    }
}
