//! How good a detector is: figures over scored pictures, with bootstrap intervals.
//!
//! Synthetic is the positive class. A figure that the pictures do not define (a rate over an
//! empty class, the precision when nothing was flagged) is `None`, and `null` in JSON.

mod bootstrap;
mod calibration;
mod decision;
mod ranking;
#[cfg(test)]
mod samples;

use std::collections::BTreeMap;

use spectrafide_report::{Basis, Label, Report, Score, Thresholds, Verdict};

pub use spectrafide_report::measurement::{Confusion, FIGURES, Metrics};

pub use bootstrap::Bootstrap;
pub use ranking::{RocPoint, roc_curve};

use decision::Decisions;
use ranking::Ranked;

/// A picture that a detector has judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The calibrated score; limited to `[0, 1]` as [`Score::new`] does.
    pub score: f32,
    /// What the picture is.
    pub label: Label,
    /// The folder that it comes from, for the clustered bootstrap.
    pub group: u32,
}

/// A picture that a detector was asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decided {
    /// Its score; without meaning where it was not judged.
    pub scored: Scored,
    /// Whether it has a score. Pictures outside a detector's scope have none.
    pub judged: bool,
    /// Whether the score reaches the cut for "likely synthetic" that holds for the picture.
    pub flagged: bool,
    /// What a person is told, after all that may take a verdict away.
    pub verdict: Verdict,
    /// Whether the file's own words decided that.
    pub by_file: bool,
}

impl Decided {
    /// The decision in a report on a picture of the class `label` from the folder `group`.
    pub fn of(report: &Report, label: Label, group: u32) -> Self {
        let score = report.score.map(Score::value);
        let cut = report.thresholds.map(|thresholds| thresholds.synthetic);
        Self {
            scored: Scored {
                score: score.unwrap_or(0.5),
                label,
                group,
            },
            judged: score.is_some(),
            flagged: score.zip(cut).is_some_and(|(score, cut)| score >= cut),
            verdict: report.verdict,
            by_file: report.basis != Basis::Detector,
        }
    }
}

/// Verdicts from one half on and below.
pub fn at_half() -> Thresholds {
    Thresholds {
        synthetic: 0.5,
        real: 0.5_f32.next_down(),
        ..Thresholds::default()
    }
}

/// Computes all figures of `scored`, judged by `thresholds` alone, and their intervals.
pub fn compute(scored: &[Scored], thresholds: &Thresholds, bootstrap: &Bootstrap) -> Metrics {
    let decided: Vec<Decided> = scored
        .iter()
        .map(|&scored| {
            let score = Score::new(scored.score);
            Decided {
                scored,
                judged: true,
                flagged: score.value() >= thresholds.synthetic,
                verdict: thresholds.verdict(score),
                by_file: false,
            }
        })
        .collect();
    compute_decided(&decided, thresholds.synthetic, bootstrap)
}

/// Computes all figures of `decided` and their intervals; `threshold` is for the record.
pub fn compute_decided(decided: &[Decided], threshold: f32, bootstrap: &Bootstrap) -> Metrics {
    let evaluation = Evaluation::new(decided, threshold);
    let mut metrics = evaluation.measure(&vec![1; decided.len()]);
    metrics.intervals = bootstrap.intervals(&evaluation.sample, |weights| {
        evaluation.measure(weights).figures()
    });
    metrics
}

/// Pictures in the order of their scores, so that a resample needs no sorting.
struct Evaluation {
    /// By falling score.
    decided: Vec<Decided>,
    /// The scores of `decided`.
    sample: Vec<Scored>,
    /// The places in `decided` of those that have a score.
    judged: Vec<usize>,
    /// Their scores.
    judged_sample: Vec<Scored>,
    ranked: Ranked,
    bins: Vec<u8>,
    threshold: f32,
}

impl Evaluation {
    fn new(decided: &[Decided], threshold: f32) -> Self {
        let mut decided = decided.to_vec();
        for picture in &mut decided {
            picture.scored = in_range(picture.scored);
        }
        decided.sort_by(|a, b| b.scored.score.total_cmp(&a.scored.score));
        let sample: Vec<Scored> = decided.iter().map(|decided| decided.scored).collect();
        let judged: Vec<usize> = (0..decided.len())
            .filter(|&place| decided[place].judged)
            .collect();
        let judged_sample: Vec<Scored> = judged.iter().map(|&place| sample[place]).collect();
        Self {
            ranked: Ranked::new(&judged_sample),
            bins: judged_sample
                .iter()
                .map(|s| calibration::bin(s.score))
                .collect(),
            threshold,
            judged,
            judged_sample,
            sample,
            decided,
        }
    }

    /// The figures when picture `i` of the sample counts `weights[i]` times.
    fn measure(&self, weights: &[u32]) -> Metrics {
        let decide = |flags: &dyn Fn(&Decided) -> bool| {
            Decisions::new(&self.sample, weights, |index| flags(&self.decided[index]))
        };
        let at_threshold = decide(&|decided| decided.flagged);
        let of_judged: Vec<u32> = self.judged.iter().map(|&place| weights[place]).collect();
        let at_half = Decisions::new(&self.judged_sample, &of_judged, |index| {
            self.judged_sample[index].score >= 0.5
        });
        let accused = decide(&|decided| decided.verdict == Verdict::LikelySynthetic);
        let not_cleared = decide(&|decided| decided.verdict != Verdict::LikelyReal);
        let ranking = self.ranked.measure(&of_judged);
        let fit = calibration::measure(&self.judged_sample, &self.bins, &of_judged);
        let count = |holds: &dyn Fn(&Decided) -> bool| -> u64 {
            let counted = self.decided.iter().zip(weights);
            counted
                .filter(|(decided, _)| holds(decided))
                .map(|(_, &weight)| u64::from(weight))
                .sum()
        };
        let abstention = decision::abstention(&accused, &not_cleared);
        Metrics {
            n: at_threshold.positives() + at_threshold.negatives(),
            n_real: at_threshold.negatives(),
            n_synthetic: at_threshold.positives(),
            n_not_judged: count(&|decided| !decided.judged),
            n_decided_by_file: count(&|decided| decided.by_file),
            threshold: self.threshold,
            accuracy: rounded(at_threshold.accuracy()),
            balanced_accuracy: rounded(at_threshold.balanced_accuracy()),
            precision: rounded(at_threshold.precision()),
            recall: rounded(at_threshold.recall()),
            f1: rounded(at_threshold.f1()),
            fpr: rounded(at_threshold.fpr()),
            fnr: rounded(at_threshold.fnr()),
            average_precision: rounded(ranking.average_precision),
            auroc: rounded(ranking.auroc),
            tpr_at_fpr_01: rounded(ranking.tpr_at_fpr_01),
            tpr_at_fpr_001: rounded(ranking.tpr_at_fpr_001),
            ece: rounded(fit.ece),
            brier: rounded(fit.brier),
            confusion: at_threshold.0,
            accuracy_at_half: rounded(at_half.accuracy()),
            coverage: rounded(abstention.coverage),
            error_among_answered: rounded(abstention.error),
            real_not_flagged: rounded(accused.true_negative_rate()),
            intervals: BTreeMap::new(),
        }
    }
}

/// `scored` by falling score, with every score in range.
fn by_falling_score(scored: &[Scored]) -> Vec<Scored> {
    let mut sample: Vec<Scored> = scored.iter().copied().map(in_range).collect();
    sample.sort_by(|a, b| b.score.total_cmp(&a.score));
    sample
}

/// `picture` with its score between 0 and 1.
fn in_range(picture: Scored) -> Scored {
    Scored {
        score: Score::new(picture.score).value(),
        ..picture
    }
}

/// `value` with the decimals that are kept, see [`round`].
fn rounded(value: Option<f64>) -> Option<f64> {
    value.map(round)
}

/// `value` to nine decimals, far below any figure's uncertainty. JSON gives such a number back to
/// the bit; of one with 17 digits `serde_json` may change the last, and a file of figures that is
/// read to add one would change in all others.
fn round(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

/// `part / whole`, if there is a whole.
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
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
}
