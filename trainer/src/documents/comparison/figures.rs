//! Figures of whole sets of pictures.

use std::collections::BTreeMap;

use serde::Serialize;
use spectrafide_report::{Delivery, Label, Verdict};

use super::super::template::Figure;
use super::{Judge, Role};
use crate::augmentation::tier::Tier;
use crate::measurement::comparison::book::{Book, Decision};
use crate::measurement::comparison::groups::is_photorealistic;
use crate::measurement::comparison::pictures::AskedPicture;
use crate::measurement::comparison::tallies::risk_coverage;
use crate::metrics::{self, Bootstrap, Decided, Metrics};

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

/// What was measured of a judge on some pictures in a tier.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    /// By what a person is told.
    pub(super) told: Metrics,
    /// By the score and the cut that 5 % of real pictures reach; none without such a cut.
    pub(super) common: Option<Metrics>,
}

impl Pair {
    fn of(
        book: &Book,
        judge: &str,
        tier: Tier,
        bootstrap: &Bootstrap,
        keep: &dyn Fn(&AskedPicture) -> bool,
    ) -> Option<Self> {
        let measure = |decision| {
            let decided = book.decided(judge, tier, decision, keep);
            (!decided.is_empty()).then(|| metrics::compute_decided(&decided, 0.5, bootstrap))
        };
        Some(Self {
            told: measure(Decision::Told)?,
            common: measure(Decision::AtCommonCut),
        })
    }
}

/// Which pictures of the list figures are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    All,
    /// Those of a data set.
    Set(usize),
    /// Real ones, and synthetic ones of folders that look like photographs.
    Photorealistic,
}

impl Which {
    fn has(self, picture: &AskedPicture) -> bool {
        match self {
            Self::All => true,
            Self::Set(set) => picture.set == set,
            Self::Photorealistic => {
                picture.label == Label::Real || is_photorealistic(&picture.folder)
            }
        }
    }

    fn name(self, book: &Book) -> String {
        match self {
            Self::All => "All pictures".to_owned(),
            Self::Set(set) => format!("`{}`", book.list.data[set]),
            Self::Photorealistic => "Photorealistic ones".to_owned(),
        }
    }
}

/// What was measured of every judge in the main tiers, by the pictures, judge and tier.
pub(super) struct Measured(BTreeMap<(Which, String, Tier), Pair>);

impl Measured {
    /// Measures `judges` on each of `parts`.
    pub(super) fn of(book: &Book, judges: &[Judge], parts: &[Which]) -> Self {
        let mut measured = BTreeMap::new();
        for &which in parts {
            for judge in judges {
                for tier in Tier::MAIN {
                    let keep = |picture: &AskedPicture| which.has(picture);
                    let pair = Pair::of(book, &judge.id, tier, &BOOTSTRAP, &keep);
                    let key = (which, judge.id.clone(), tier);
                    measured.extend(pair.map(|pair| (key, pair)));
                }
            }
        }
        Self(measured)
    }

    /// What was measured of `judge` over all pictures.
    pub(super) fn whole(&self, judge: &str, tier: Tier) -> Option<&Pair> {
        self.0.get(&(Which::All, judge.to_owned(), tier))
    }
}

/// The figures over a set of pictures.
#[derive(Serialize)]
pub(super) struct Part {
    name: String,
    tiers: Vec<PartTier>,
}

#[derive(Serialize)]
struct PartTier {
    tier: Tier,
    rows: Vec<FigureRow>,
}

#[derive(Serialize)]
struct FigureRow {
    judge: Judge,
    default: bool,
    auroc: Figure,
    average_precision: Figure,
    balanced_told: Figure,
    balanced_common: Figure,
    not_flagged_told: Figure,
    not_flagged_common: Figure,
    coverage: Figure,
    error_among_answered: Figure,
    ece: Figure,
    tpr_at_fpr_01: Figure,
}

impl Part {
    pub(super) fn of(book: &Book, measured: &Measured, judges: &[Judge], which: Which) -> Self {
        let tiers = Tier::MAIN.into_iter().map(|tier| {
            let rows = judges.iter().filter_map(|judge| {
                let pair = measured.0.get(&(which, judge.id.clone(), tier))?;
                Some(FigureRow::of(judge, pair))
            });
            let rows = rows.collect();
            PartTier { tier, rows }
        });
        Self {
            name: which.name(book),
            tiers: tiers.filter(|tier| !tier.rows.is_empty()).collect(),
        }
    }
}

impl FigureRow {
    fn of(judge: &Judge, Pair { told, common }: &Pair) -> Self {
        let figure = |name: &str, value| Figure::of(told, name, value);
        // A forest and its halves answer always, and their shares are no probabilities.
        let answers = judge.role != Role::Forest;
        let answered = |figure: Figure| if answers { figure } else { None.into() };
        let at_common = |name: &str, value: fn(&Metrics) -> Option<f64>| {
            let figure = |metrics| Figure::of(metrics, name, value(metrics));
            common.as_ref().map_or(None.into(), figure)
        };
        Self {
            judge: judge.clone(),
            default: judge.is_default(),
            auroc: figure("auroc", told.auroc),
            average_precision: figure("average_precision", told.average_precision),
            balanced_told: figure("balanced_accuracy", told.balanced_accuracy),
            balanced_common: at_common("balanced_accuracy", |metrics| metrics.balanced_accuracy),
            not_flagged_told: figure("real_not_flagged", told.real_not_flagged),
            not_flagged_common: at_common("fpr", |metrics| metrics.fpr).complement(),
            coverage: answered(figure("coverage", told.coverage)),
            error_among_answered: answered(figure(
                "error_among_answered",
                told.error_among_answered,
            )),
            ece: figure("ece", told.ece),
            tpr_at_fpr_01: figure("tpr_at_fpr_01", told.tpr_at_fpr_01),
        }
    }
}

/// A detector on the clean files of one delivery.
#[derive(Serialize)]
pub(super) struct DeliveryRow {
    delivery: Delivery,
    real: u64,
    synthetic: u64,
    auroc: Figure,
    balanced_common: Figure,
    not_flagged: Figure,
    coverage: Figure,
    error_among_answered: Figure,
}

impl DeliveryRow {
    pub(super) fn all(book: &Book, judge: &str) -> Vec<Self> {
        let rows = Delivery::ALL.into_iter();
        rows.filter_map(|delivery| Self::of(book, judge, delivery))
            .collect()
    }

    fn of(book: &Book, judge: &str, delivery: Delivery) -> Option<Self> {
        let found = book.answers(judge, Tier::Clean)?;
        let measure = |decision| {
            let decided = book.decided(judge, Tier::Clean, decision, |_| true);
            let decided: Vec<Decided> = decided
                .into_iter()
                .enumerate()
                .filter(|(index, _)| found.delivery(*index) == Some(delivery))
                .map(|(_, decided)| decided)
                .collect();
            (!decided.is_empty()).then(|| metrics::compute_decided(&decided, 0.5, &ONCE))
        };
        let (told, common) = (measure(Decision::Told)?, measure(Decision::AtCommonCut)?);
        Some(Self {
            delivery,
            real: told.n_real,
            synthetic: told.n_synthetic,
            auroc: told.auroc.into(),
            balanced_common: common.balanced_accuracy.into(),
            not_flagged: told.real_not_flagged.into(),
            coverage: told.coverage.into(),
            error_among_answered: told.error_among_answered.into(),
        })
    }
}

/// The detector in a tier of the sweep.
#[derive(Serialize)]
pub(super) struct SweepRow {
    tier: Tier,
    auroc: Figure,
    balanced_common: Figure,
    real_flagged: Figure,
    synthetic_flagged: Figure,
    coverage: Figure,
}

impl SweepRow {
    /// The tiers beyond the main ones, if the detector was asked in any, with the clean one.
    pub(super) fn all(book: &Book, judge: &str) -> Vec<Self> {
        let mut tiers: Vec<Tier> = Tier::SWEEP
            .into_iter()
            .filter(|tier| !Tier::MAIN.contains(tier) && book.answers(judge, *tier).is_some())
            .collect();
        if !tiers.is_empty() {
            tiers.insert(0, Tier::Clean);
        }
        let rows = tiers.into_iter();
        rows.filter_map(|tier| Self::of(book, judge, tier))
            .collect()
    }

    fn of(book: &Book, judge: &str, tier: Tier) -> Option<Self> {
        let Pair { told, common } = Pair::of(book, judge, tier, &ONCE, &|_| true)?;
        let synthetic = book.decided(judge, tier, Decision::Told, |picture| {
            picture.label == Label::Synthetic
        });
        let found = synthetic
            .iter()
            .filter(|decided| decided.verdict == Verdict::LikelySynthetic)
            .count();
        let share = (!synthetic.is_empty()).then(|| found as f64 / synthetic.len() as f64);
        Some(Self {
            tier,
            auroc: told.auroc.into(),
            balanced_common: common.and_then(|common| common.balanced_accuracy).into(),
            real_flagged: told.real_not_flagged.map(|share| 1.0 - share).into(),
            synthetic_flagged: share.into(),
            coverage: told.coverage.into(),
        })
    }
}

/// The error of a detector among its most certain answers, in a main tier.
#[derive(Serialize)]
pub(super) struct AnswerRow {
    tier: Tier,
    /// At each of [`COVERAGES`].
    risks: Vec<f64>,
}

impl AnswerRow {
    pub(super) fn all(book: &Book, judge: &str) -> Vec<Self> {
        let rows = Tier::MAIN.into_iter().filter_map(|tier| {
            let curve = risk_coverage(book, judge, tier, &COVERAGES)?;
            let risks = curve.iter().map(|point| point.risk).collect();
            Some(Self { tier, risks })
        });
        rows.collect()
    }
}
