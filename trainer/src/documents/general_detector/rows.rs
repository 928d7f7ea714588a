//! The rows of the page's tables.

use serde::Serialize;
use spectrafide_report::score::Label;
use spectrafide_report::verdict::Verdict;

use super::super::template::Figure;
use crate::augmentation::tier::Tier;
use crate::measurement::report::scores::Scores;
use crate::measurement::report::tallies::{
    Counts, by_folder, failures, real_by_kind, risk_coverage,
};
use crate::metrics::{self, Bootstrap, Metrics};

/// The intervals of the page: sources are drawn before pictures.
const BOOTSTRAP: Bootstrap = Bootstrap {
    resamples: 1000,
    seed: 1,
    clustered: true,
};

/// No intervals.
const ONCE: Bootstrap = Bootstrap {
    resamples: 0,
    ..BOOTSTRAP
};

/// Shares of answered pictures at which the risk is given.
pub(super) const COVERAGES: [f64; 6] = [1.0, 0.9, 0.8, 0.6, 0.4, 0.2];

/// Most mistakes of a kind that are named.
const NAMED: usize = 8;

/// The detector's figures in each of [`Tier::MAIN`].
pub(super) struct MainTiers([Option<Metrics>; 3]);

impl MainTiers {
    pub(super) fn of(scores: &Scores) -> Self {
        Self(Tier::MAIN.map(|tier| measured(scores, tier, &BOOTSTRAP)))
    }

    /// The main tiers that were measured.
    pub(super) fn measured(&self) -> impl Iterator<Item = (Tier, &Metrics)> {
        let tiers = Tier::MAIN.into_iter().zip(&self.0);
        tiers.filter_map(|(tier, metrics)| Some((tier, metrics.as_ref()?)))
    }
}

fn measured(scores: &Scores, tier: Tier, bootstrap: &Bootstrap) -> Option<Metrics> {
    let decided = scores.decided(tier, |subject| subject.test);
    (!decided.is_empty()).then(|| metrics::compute_decided(&decided, 0.5, bootstrap))
}

fn baseline(scores: &Scores, name: &str, tier: Tier, bootstrap: &Bootstrap) -> Option<Metrics> {
    let scored = scores.baseline(name, tier);
    (!scored.is_empty()).then(|| metrics::compute(&scored, &metrics::at_half(), bootstrap))
}

/// The figures of the forest that sees the codec alone, without intervals.
pub(super) fn codec(scores: &Scores, tier: Tier) -> Option<Metrics> {
    baseline(scores, "codec", tier, &ONCE)
}

/// The detector or a baseline in a main tier.
#[derive(Serialize)]
pub(super) struct MainRow {
    tier: Tier,
    judge: &'static str,
    balanced_accuracy: Figure,
    accuracy_at_half: Figure,
    auroc: Figure,
    average_precision: Figure,
    tpr_at_fpr_01: Figure,
    ece: Figure,
    brier: Figure,
}

impl MainRow {
    pub(super) fn all(scores: &Scores, main: &MainTiers) -> Vec<Self> {
        let mut rows = Vec::new();
        for (tier, own) in Tier::MAIN.into_iter().zip(&main.0) {
            rows.extend(own.as_ref().map(|own| Self::of(tier, "detector", own)));
            for (name, judge) in [
                ("codec", "codec forest"),
                ("statistics", "statistics forest"),
            ] {
                let metrics = baseline(scores, name, tier, &BOOTSTRAP);
                rows.extend(metrics.map(|metrics| Self::of(tier, judge, &metrics)));
            }
        }
        rows
    }

    fn of(tier: Tier, judge: &'static str, m: &Metrics) -> Self {
        let figure = |name: &str, value| Figure::of(m, name, value);
        Self {
            tier,
            judge,
            balanced_accuracy: figure("balanced_accuracy", m.balanced_accuracy),
            accuracy_at_half: figure("accuracy_at_half", m.accuracy_at_half),
            auroc: figure("auroc", m.auroc),
            average_precision: figure("average_precision", m.average_precision),
            tpr_at_fpr_01: figure("tpr_at_fpr_01", m.tpr_at_fpr_01),
            ece: figure("ece", m.ece),
            brier: figure("brier", m.brier),
        }
    }
}

/// The verdicts on a folder or a kind of pictures.
#[derive(Serialize)]
pub(super) struct SourceRow {
    name: String,
    left_out: bool,
    pictures: usize,
    /// In each of [`Tier::MAIN`], in percent.
    shares: [Option<Shares>; 3],
}

#[derive(Serialize)]
struct Shares {
    synthetic: f64,
    real: f64,
}

impl SourceRow {
    pub(super) fn all(scores: &Scores) -> Vec<Self> {
        let mut rows = Vec::new();
        let tiers = Tier::MAIN.map(|tier| by_folder(scores, tier));
        for key in tiers[0].keys() {
            let counts = tiers.each_ref().map(|tier| tier.get(key).copied());
            let (folder, test) = key;
            rows.push(Self::of(folder.clone(), !test, counts));
        }
        let kinds = Tier::MAIN.map(|tier| real_by_kind(scores, tier));
        for kind in kinds[0].keys() {
            let counts = kinds.each_ref().map(|tier| tier.get(kind).copied());
            rows.push(Self::of(format!("real, {}", kind.words()), false, counts));
        }
        rows
    }

    fn of(name: String, left_out: bool, counts: [Option<Counts>; 3]) -> Self {
        let shares = |counts: Counts| {
            let share = |part: usize| 100.0 * part as f64 / counts.pictures.max(1) as f64;
            Shares {
                synthetic: share(counts.synthetic),
                real: share(counts.real),
            }
        };
        Self {
            name,
            left_out,
            pictures: counts[0].map_or(0, |counts| counts.pictures),
            shares: counts.map(|counts| counts.map(shares)),
        }
    }
}

/// The detector in a tier of the sweep.
#[derive(Serialize)]
pub(super) struct SweepRow {
    tier: Tier,
    auroc: Figure,
    balanced_accuracy: Figure,
    real_flagged: Figure,
    synthetic_flagged: Figure,
    coverage: Figure,
    codec_auroc: Figure,
}

impl SweepRow {
    pub(super) fn all(scores: &Scores) -> Vec<Self> {
        let rows = Tier::SWEEP.into_iter();
        rows.filter_map(|tier| Self::of(scores, tier)).collect()
    }

    fn of(scores: &Scores, tier: Tier) -> Option<Self> {
        let m = measured(scores, tier, &ONCE)?;
        let decided = scores.decided(tier, |subject| {
            subject.test && subject.label == Label::Synthetic
        });
        let flagged = decided
            .iter()
            .filter(|decided| decided.verdict == Verdict::LikelySynthetic)
            .count();
        let share = (!decided.is_empty()).then(|| flagged as f64 / decided.len() as f64);
        Some(Self {
            tier,
            auroc: m.auroc.into(),
            balanced_accuracy: m.balanced_accuracy.into(),
            real_flagged: m.real_not_flagged.map(|value| 1.0 - value).into(),
            synthetic_flagged: share.into(),
            coverage: m.coverage.into(),
            codec_auroc: codec(scores, tier).and_then(|codec| codec.auroc).into(),
        })
    }
}

/// How often the detector answers, and how often wrongly, in a main tier.
#[derive(Serialize)]
pub(super) struct AnswerRow {
    tier: Tier,
    /// At each of [`COVERAGES`].
    risks: Vec<f64>,
    coverage: Figure,
    error_among_answered: Figure,
}

impl AnswerRow {
    pub(super) fn all(scores: &Scores, main: &MainTiers) -> Vec<Self> {
        let rows = main.measured().filter_map(|(tier, m)| {
            let curve = risk_coverage(scores, tier, &COVERAGES)?;
            let error = m.error_among_answered;
            Some(Self {
                tier,
                risks: curve.iter().map(|point| point.risk).collect(),
                coverage: Figure::of(m, "coverage", m.coverage),
                error_among_answered: Figure::of(m, "error_among_answered", error),
            })
        });
        rows.collect()
    }
}

/// The wrong verdicts on clean pictures of a class.
#[derive(Serialize)]
pub(super) struct Mistakes<'a> {
    label: Label,
    count: usize,
    named: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    path: &'a str,
    score: f32,
}

impl<'a> Mistakes<'a> {
    pub(super) fn of(scores: &'a Scores, label: Label) -> Self {
        let wrong = failures(scores, Tier::Clean, label);
        let named = wrong.iter().take(NAMED).map(|failure| Named {
            path: &failure.subject.path,
            score: failure.score,
        });
        Self {
            label,
            count: wrong.len(),
            named: named.collect(),
        }
    }
}
