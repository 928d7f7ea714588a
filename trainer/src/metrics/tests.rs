//! The figures against scikit-learn, by hand, and where they are not defined.

use super::*;
use crate::metrics::samples::{self, REAL, SYNTHETIC, cuts, picture};

const ONCE: Bootstrap = Bootstrap {
    resamples: 0,
    seed: 0,
    clustered: false,
};

fn close(found: Option<f64>, expected: f64) {
    let found = found.expect("the figure is defined");
    // Half of the last decimal, and the rounding of sums of some thousand terms of size 1.
    assert!(
        (found - expected).abs() < 0.5e-9 + 1e-12,
        "{found} is not {expected}"
    );
}

/// The values are what `trainer/tests/reference/metrics.py` prints.
#[test]
fn all_figures_agree_with_scikit_learn() {
    let metrics = compute(&samples::reference(), &cuts(0.25, 0.75), &ONCE);
    assert_eq!((metrics.n, metrics.n_real), (2000, 1005));
    assert_eq!(metrics.n_synthetic, 995);
    assert_eq!(metrics.threshold, 0.75);
    let expected = Confusion {
        true_positive: 433,
        false_positive: 66,
        true_negative: 939,
        false_negative: 562,
    };
    assert_eq!(metrics.confusion, expected);
    close(metrics.accuracy, 0.686);
    close(metrics.balanced_accuracy, 0.684_752_118_802_97);
    close(metrics.precision, 0.867_735_470_941_883_7);
    close(metrics.recall, 0.435_175_879_396_984_93);
    close(metrics.f1, 0.579_651_941_097_724_2);
    close(metrics.average_precision, 0.834_756_760_121_444_4);
    close(metrics.auroc, 0.834_485_862_146_553_6);
    close(metrics.tpr_at_fpr_01, 0.241_206_030_150_753_74);
    close(metrics.tpr_at_fpr_001, 0.188_944_723_618_090_45);
    close(metrics.ece, 0.031_281_250_000_000_01);
    close(metrics.brier, 0.166_093_261_718_75);
    close(metrics.accuracy_at_half, 0.7495);
    close(metrics.coverage, 0.515);
    close(metrics.error_among_answered, 0.129_126_213_592_233);
}

/// Two of three real pictures and one of two synthetic ones are decided rightly.
#[test]
fn a_case_that_can_be_counted_by_hand() {
    let scored = [
        picture(0.9, REAL),
        picture(0.8, SYNTHETIC),
        picture(0.6, SYNTHETIC),
        picture(0.4, REAL),
        picture(0.1, REAL),
    ];
    let metrics = compute(&scored, &cuts(0.2, 0.7), &ONCE);
    close(metrics.accuracy, 3.0 / 5.0);
    close(
        metrics.balanced_accuracy,
        f64::midpoint(1.0 / 2.0, 2.0 / 3.0),
    );
    close(metrics.precision, 1.0 / 2.0);
    close(metrics.recall, 1.0 / 2.0);
    close(metrics.fnr, 1.0 / 2.0);
    close(metrics.f1, 1.0 / 2.0);
    close(metrics.fpr, 1.0 / 3.0);
    close(metrics.real_not_flagged, 2.0 / 3.0);
    // Of the six pairs the four with the real pictures at 0.4 and 0.1 are in order.
    close(metrics.auroc, 4.0 / 6.0);
    // The recall rises at ranks two and three, where 1 of 2 and 2 of 3 are synthetic.
    close(
        metrics.average_precision,
        0.5 * (1.0 / 2.0) + 0.5 * (2.0 / 3.0),
    );
    // The highest score belongs to a real picture, and none of three may be flagged.
    close(metrics.tpr_at_fpr_01, 0.0);
    close(metrics.accuracy_at_half, 4.0 / 5.0);
    // 0.9, 0.8 and 0.1 are answered; the first wrongly.
    close(metrics.coverage, 3.0 / 5.0);
    close(metrics.error_among_answered, 1.0 / 3.0);
    let squares = 0.81 + 0.04 + 0.16 + 0.16 + 0.01;
    // The scores are in single precision.
    assert!((metrics.brier.expect("defined") - squares / 5.0).abs() < 1e-7);
}

#[test]
fn no_pictures_define_nothing() {
    let bootstrap = Bootstrap {
        resamples: 10,
        ..ONCE
    };
    let metrics = compute(&[], &Thresholds::default(), &bootstrap);
    assert_eq!(metrics.n, 0);
    assert!(metrics.figures().iter().all(|(_, value)| value.is_none()));
    assert!(metrics.intervals.is_empty());
}

#[test]
fn one_class_alone_defines_only_what_it_can() {
    let bootstrap = Bootstrap {
        resamples: 10,
        ..ONCE
    };
    let real = [picture(0.2, REAL), picture(0.9, REAL)];
    let metrics = compute(&real, &cuts(0.3, 0.7), &bootstrap);
    close(metrics.fpr, 0.5);
    close(metrics.accuracy, 0.5);
    close(metrics.precision, 0.0);
    let undefined = [metrics.recall, metrics.auroc, metrics.balanced_accuracy];
    assert_eq!(undefined, [None; 3]);
    assert_eq!(
        (metrics.average_precision, metrics.tpr_at_fpr_01),
        (None, None)
    );
    assert!(metrics.intervals.contains_key("accuracy"));
    assert!(!metrics.intervals.contains_key("auroc"));

    let synthetic = [picture(0.2, SYNTHETIC), picture(0.9, SYNTHETIC)];
    let metrics = compute(&synthetic, &cuts(0.3, 0.7), &bootstrap);
    close(metrics.recall, 0.5);
    assert_eq!((metrics.fpr, metrics.auroc), (None, None));
}

#[test]
fn the_default_thresholds_flag_and_answer_nothing() {
    let metrics = compute(&samples::reference(), &Thresholds::default(), &ONCE);
    close(metrics.coverage, 0.0);
    close(metrics.fpr, 0.0);
    close(metrics.real_not_flagged, 1.0);
    assert_eq!(
        (metrics.error_among_answered, metrics.precision),
        (None, None)
    );
}

/// `Thresholds::verdict` is the definition of an answer.
#[test]
fn abstention_agrees_with_the_verdicts() {
    use spectrafide_report::verdict::Verdict;
    let scored = samples::reference();
    // The last pair of cuts overlaps, which a card should not, but a file can.
    for thresholds in [cuts(0.25, 0.75), cuts(0.4, 0.5), cuts(0.7, 0.3)] {
        let verdicts: Vec<(Verdict, Label)> = scored
            .iter()
            .map(|s| (thresholds.verdict(Score::new(s.score)), s.label))
            .collect();
        let count = |hit: &dyn Fn(Verdict, Label) -> bool| {
            verdicts.iter().filter(|&&(v, l)| hit(v, l)).count() as f64
        };
        let answered = count(&|verdict, _| verdict != Verdict::CannotTell);
        let wrong = count(&|verdict, label| {
            (verdict == Verdict::LikelySynthetic && label == REAL)
                || (verdict == Verdict::LikelyReal && label == SYNTHETIC)
        });
        let metrics = compute(&scored, &thresholds, &ONCE);
        close(metrics.coverage, answered / 2000.0);
        close(metrics.error_among_answered, wrong / answered);
    }
}

/// `metrics.json` is read back to fill tables; a missing figure must survive that.
#[test]
fn undefined_figures_survive_json() {
    let metrics = compute(&[picture(0.2, REAL)], &cuts(0.3, 0.7), &ONCE);
    let text = serde_json::to_string(&metrics).expect("plain numbers");
    assert!(text.contains(r#""auroc":null"#), "{text}");
    let read: Metrics = serde_json::from_str(&text).expect("as written");
    assert_eq!(read, metrics);
}

/// Every prefix of the pictures has other figures.
#[test]
fn figures_survive_json_to_the_bit() {
    let bootstrap = Bootstrap {
        resamples: 20,
        ..ONCE
    };
    let scored = samples::reference();
    for count in 900..1000 {
        let metrics = compute(&scored[..count], &cuts(0.25, 0.75), &bootstrap);
        let text = serde_json::to_string(&metrics).expect("plain numbers");
        let read: Metrics = serde_json::from_str(&text).expect("as written");
        assert_eq!(read, metrics);
    }
}

#[test]
fn every_figure_lies_inside_its_interval_range() {
    let bootstrap = Bootstrap {
        resamples: 200,
        seed: 1,
        clustered: false,
    };
    let metrics = compute(&samples::reference(), &cuts(0.25, 0.75), &bootstrap);
    assert_eq!(metrics.intervals.len(), FIGURES);
    for (name, value) in metrics.figures() {
        let [low, high] = metrics.intervals[name];
        let value = value.expect("both classes are present");
        assert!(low <= high, "{name}: {low} to {high}");
        // Resampling adds noise to a calibration error, which can only raise it.
        assert!(low <= value || name == "ece", "{name}: {value} below {low}");
        assert!(value <= high, "{name}: {value} above {high}");
    }
}
